"""Rules of element 2: the interspaces fused decide units and joints. Every rule needs a documented fusion."""

from scribe_plugin.coding import pcs_citations, pcs_matches, suggest_pcs
from scribe_plugin.coding.codes import citations, is_anterior_column_pcs
from scribe_plugin.coding.spans import in_order, listing
from scribe_plugin.contract import ChargeEdit, Evidence, Finding, Interspace
from scribe_plugin.validation.case import Case, sides_of
from scribe_plugin.validation.catalogue import finding, quotes
from scribe_plugin.validation.edits import charge_edit, dictate, set_units

_LIKELY: tuple[Interspace, ...] = ("L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")


def undocumented(case: Case) -> Finding | None:
    """``levels.undocumented``: an interbody fusion without an interspace (Mira glossary: extract the interspaces)."""
    if not case.interbody_fusion or case.facts.interspaces:
        return None
    known = _interspaces_of_record(case)
    value = known or list(_LIKELY[-min(case.elements.levels.stated_count or 1, len(_LIKELY)) :] or _LIKELY[-1:])
    likely: list[list[Interspace]] = [["L4-L5"], ["L5-S1"], ["L4-L5", "L5-S1"]]
    return finding(
        "levels.undocumented",
        "An interbody fusion is documented but no interspace is named, so neither units nor joints can be coded.",
        suggestion=dictate(
            "Name the fused interspaces",
            "levels.described",
            value,
            "The interbody fusion was done at ____ (for example L4-L5, L5-S1 or both).",
            choices=[item for item in likely if item != value],
            placeholder=not known,
        ),
        evidence=quotes(case.elements.levels.evidence, case.elements.approach.evidence),
        references=citations("22558", "22585", glossary=True),
    )


def count_conflict(case: Case) -> Finding | None:
    """``levels.count_conflict``: 'two-level' beside one named interspace (Mira glossary: populate the level count)."""
    stated, named = case.elements.levels.stated_count, case.facts.interspaces
    if not case.interbody_fusion or stated is None or stated == len(named):
        return None
    listed = listing(named) or "no interspace"
    return finding(
        "levels.count_conflict",
        f"The note says {_levels(stated)} but names {listed}. Units follow the interspaces named.",
        suggestion=dictate(
            "Make count and interspaces agree",
            "levels.stated_count",
            len(named) or None,
            f"State the number of levels and each interspace so that they agree, for example: "
            f"{_levels(len(named) or 1)} fused, {listing(named) or '____'}.",
            placeholder=True,
        ),
        evidence=_evidence(case),
        references=citations("22585", glossary=True),
        sides=sides_of(case, f"stated: {_levels(stated)}", f"named: {listed}", case.elements.levels.evidence),
    )


def conflicting(case: Case) -> Finding | None:
    """``levels.conflicting``: the title and the narrative name different interspaces; the narrative is coded."""
    levels = case.elements.levels
    titled, described = in_order(levels.titled), in_order(levels.described)
    if not case.elements.fusion_documented or not titled or not described or titled == described:
        return None
    return finding(
        "levels.conflicting",
        f"The title names {listing(titled)}, the narrative fuses {listing(described)}. Correct whichever is wrong.",
        suggestion=dictate(
            "Correct the title",
            "levels.titled",
            described,
            f"The procedure title should name {listing(described)}.",
            placeholder=True,
        ),
        evidence=_evidence(case),
        references=citations("22585"),
        sides=sides_of(case, f"title: {listing(titled)}", f"narrative: {listing(described)}", levels.evidence),
    )


def missing_addon(case: Case) -> Finding | None:
    """``levels.missing_addon``: 22585 once for each anterior interspace after the first (CMS fee schedule, AAPC)."""
    anterior = case.facts.anterior
    if case.charge is None or not case.elements.fusion_documented:
        return None
    units, due = case.charge.units("22585"), len(anterior) - 1
    if units >= due:
        return None
    return finding(
        "levels.missing_addon",
        f"{len(anterior)} interspaces fused from the front ({listing(anterior)}), so 22585 x {due} is due; "
        f"{units or 'none'} charged.",
        suggestion=charge_edit(f"Charge 22585 x {due}", set_units("22585", due)),
        evidence=_evidence(case),
        references=citations("22558", "22585"),
    )


def excess_addon(case: Case) -> Finding | None:
    """``levels.excess_addon``: more 22585 than further anterior interspaces (CMS fee schedule, AAPC)."""
    anterior = case.facts.anterior
    if case.charge is None or not case.elements.fusion_documented:
        return None
    units, due = case.charge.units("22585"), max(len(anterior) - 1, 0)
    if units <= due:
        return None
    if due:
        message = f"fusion from the front is documented only at {listing(anterior)}: x {due} is supported."
    else:
        message = f"the note fuses {f'only {listing(anterior)}' if anterior else 'no interspace'} from the front: none is due."
    return finding(
        "levels.excess_addon",
        f"22585 x {units} charged, but {message}",
        suggestion=charge_edit(f"Charge 22585 x {due}" if due else "Remove 22585", set_units("22585", due)),
        evidence=_evidence(case),
        references=citations("22558", "22585"),
    )


def pcs_mismatch(case: Case) -> Finding | None:
    """``levels.pcs_mismatch``: joints and qualifiers of the anterior column; L5-S1 has its own joint (HIA)."""
    if case.charge is None or not case.elements.fusion_documented:
        return None
    charged = [code for code in case.charge.icd10_pcs if is_anterior_column_pcs(code)]
    if not charged or pcs_matches(case.facts, charged):
        return None
    due = [item.code for item in suggest_pcs(case.facts) if is_anterior_column_pcs(item.code)]
    if due:
        message = (
            f"{listing(charged)} charged; interbody fusion at {listing(case.facts.interspaces)} gives {listing(due)}."
        )
        if any(code.startswith("0SG3") for code in due) and not any(code.startswith("0SG3") for code in charged):
            message += " The lumbosacral joint has codes of its own (0SG3) and is no part of 0SG0 or 0SG1."
        label = f"Charge {listing(due)}"
    else:
        message = f"{listing(charged)} charged, but the note gives no approach and interspace that support it."
        label = f"Remove {listing(charged)} until the note supports it"
    edit = ChargeEdit(action="replace_pcs", code=charged[0], values=due)
    return finding(
        "levels.pcs_mismatch",
        message,
        suggestion=charge_edit(label, edit),
        evidence=_evidence(case),
        references=pcs_citations(),
    )


def transitional_anatomy(case: Case) -> Finding | None:
    """``levels.transitional_anatomy``: with L6 or a lumbarised S1 the arithmetic of levels is unsafe."""
    if not case.elements.fusion_documented or not case.elements.levels.transitional_anatomy:
        return None
    return finding(
        "levels.transitional_anatomy",
        "Transitional anatomy is documented, so the number of an interspace depends on how levels were counted. "
        "Confirm the numbering before coding.",
        suggestion=dictate(
            "Confirm how levels were numbered",
            "levels.transitional_anatomy",
            False,
            "Levels were counted from ____; the fused interspaces in the usual five-segment numbering are ____.",
            placeholder=True,
        ),
        evidence=case.elements.levels.evidence,
        references=citations("22585"),
    )


def summary(case: Case) -> str:
    """Say in one sentence what is documented."""
    named = case.facts.interspaces
    if not named:
        return "No interbody fusion, so no interspace to check."
    return f"Interbody fusion documented at {listing(named)} ({_levels(len(named))})."


RULES = (
    undocumented,
    count_conflict,
    conflicting,
    missing_addon,
    excess_addon,
    pcs_mismatch,
    transitional_anatomy,
)


def _levels(count: int) -> str:
    return f"{count} level" if count == 1 else f"{count} levels"


def _evidence(case: Case) -> list[Evidence]:
    """Return the quotes of each fused interspace, then those of the whole group."""
    levels = case.elements.levels
    return quotes(*(item.evidence for item in levels.by_approach), levels.evidence)


def _interspaces_of_record(case: Case) -> list[Interspace]:
    """Return the interspaces that other parts of the record point to, from the strongest part that names any."""
    elements = case.elements
    devices = [item.interspace for item in elements.device.devices if item.interspace != "not_stated"]
    sources: list[list[Interspace]] = [
        [*(item.interspace for item in elements.levels.by_approach), *devices],
        elements.posterior.arthrodesis_interspaces,
        [interspace for item in elements.necessity.diagnoses for interspace in item.interspaces],
        [interspace for item in elements.necessity.imaging for interspace in item.interspaces],
    ]
    return in_order(next((item for item in sources if item), []))
