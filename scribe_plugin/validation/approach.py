"""Rules of element 1: the interbody approach decides the primary code."""

from scribe_plugin.coding.codes import (
    INTERBODY,
    LUMBAR_FUSION,
    OTHER_INTERBODY,
    POSTERIOR_INTERBODY,
    PRIMARY_INTERBODY,
    citations,
    is_lumbar_fusion_pcs,
)
from scribe_plugin.coding.spans import listing
from scribe_plugin.contract import (
    ANTERIOR_FAMILY,
    APPROACHES,
    POSTERIOR_FAMILY,
    Approach,
    ChargeEdit,
    DocumentationEdit,
    Evidence,
    Finding,
    Suggestion,
)
from scribe_plugin.validation.case import Case, sides_of
from scribe_plugin.validation.catalogue import finding, quotes
from scribe_plugin.validation.edits import charge_edit, dictate, remove_lines

_LATERAL: frozenset[Approach] = frozenset({"lateral", "oblique"})


def undocumented(case: Case) -> Finding | None:
    """``approach.undocumented``: a fusion without an interbody approach (the approach selects the code, AAPC)."""
    if not case.elements.fusion_documented or case.facts.approaches:
        return None
    if case.facts.purely_posterolateral:
        return _interbody_charged(case, case.charged(*INTERBODY))
    stated = {item.approach for item in case.elements.levels.by_approach}
    value = [item for item in APPROACHES if item in stated & ANTERIOR_FAMILY] or ["anterior"]
    return finding(
        "approach.undocumented",
        "A fusion is documented but not how the disc space was reached. The approach decides the primary code: "
        "22558 from the front or side, 22630 or 22633 from behind.",
        suggestion=dictate(
            "State the interbody approach",
            "approach.described",
            value,
            "The disc space was reached through an anterior / oblique / lateral / posterior / transforaminal "
            "approach: ____.",
            choices=[[item] for item in APPROACHES if item in ANTERIOR_FAMILY and [item] != value],
            placeholder=not stated,
        ),
        evidence=quotes(case.elements.approach.evidence, case.elements.levels.evidence),
        references=citations("22558", "22630", glossary=True),
    )


def posterior_documented(case: Case) -> Finding | None:
    """``approach.posterior_documented``: PLIF or TLIF is 22630, with posterolateral fusion 22633 (SRS, AAPC)."""
    facts = case.facts
    if not facts.has_posterior_interbody:
        return None
    levels = facts.fused_through("posterior")
    where = f" at {listing(levels)}" if levels else ""
    if facts.combined_interspaces:
        primary = "22633, because posterolateral fusion at the same interspace is documented too"
    else:
        primary = "22630, or 22633 if posterolateral fusion was done at the same interspace"
    others = " 22558 stays for the anterior interspaces." if facts.has_anterior_fusion else ""
    return finding(
        "approach.posterior_documented",
        f"Interbody fusion through the {_named(facts.approaches & POSTERIOR_FAMILY)} approach is documented{where}: "
        f"{primary}.{others}",
        suggestion=_restate_as_anterior(case, POSTERIOR_FAMILY),
        evidence=_evidence_of(case, POSTERIOR_FAMILY),
        references=citations("22630", "22633", "22558"),
    )


def conflicting(case: Case) -> Finding | None:
    """``approach.conflicting``: the title and the narrative differ; the narrative is what is coded (AAPC)."""
    approach = case.elements.approach
    if not approach.titled or not approach.described or set(approach.titled) == set(approach.described):
        return None
    titled, described = listing(approach.titled), listing(approach.described)
    return finding(
        "approach.conflicting",
        f"The title says {titled}, the narrative describes {described}. Make them agree before the claim goes out.",
        suggestion=dictate(
            "Correct the title",
            "approach.titled",
            list(approach.described),
            f"The procedure title should read: {described} lumbar interbody fusion.",
        ),
        evidence=approach.evidence,
        references=citations("22558"),
        sides=sides_of(case, f"title: {titled}", f"narrative: {described}", approach.evidence),
    )


def charge_conflict(case: Case) -> Finding | None:
    """``approach.charge_conflict``: the charged family is not the documented one (Mira glossary, AAPC, SRS)."""
    approaches = case.facts.approaches
    wrong = case.charged(*POSTERIOR_INTERBODY) if approaches == {"anterior"} else []
    if wrong:
        message = f"{listing(wrong)} charged, but the documented approach is anterior: 22558 applies."
        suggestion = _charge_as_anterior(case, wrong)
    elif approaches and approaches <= POSTERIOR_FAMILY and case.charged("22558"):
        primary = case.facts.posterior_primary
        message = f"22558 charged, but the documented approach is {_named(approaches)}: {primary} applies."
        edit = (
            ChargeEdit(action="remove_line", code="22558")
            if case.charged("22630", "22633")
            else ChargeEdit(action="replace_code", code="22558", value=primary)
        )
        suggestion = charge_edit(f"Charge {primary} instead of 22558", edit)
    else:
        return None
    return finding(
        "approach.charge_conflict",
        message,
        suggestion=suggestion,
        evidence=_evidence_of(case, approaches),
        references=citations("22558", "22630", "22633", glossary=True),
    )


def lateral_code(case: Case) -> Finding | None:
    """``approach.lateral_code``: XLIF, DLIF, LLIF and OLIF are 22558; 22533 is extracavitary (Mira glossary, KZA)."""
    approaches = case.facts.approaches
    wrong = case.charged(*OTHER_INTERBODY)
    if not approaches or not approaches <= _LATERAL or not wrong:
        return None
    return finding(
        "approach.lateral_code",
        f"{listing(wrong)} charged, but fusion through the {_named(approaches)} approach is reported with 22558.",
        suggestion=_charge_as_anterior(case, wrong),
        evidence=_evidence_of(case, _LATERAL),
        references=citations("22558", *wrong, glossary=True),
    )


def lateral_payer_check(case: Case) -> Finding | None:
    """``approach.lateral_payer_check``: 22558 by society and vendor guidance; no CMS text, sources differ on OLIF."""
    named = case.facts.approaches & _LATERAL
    if not named:
        return None
    return finding(
        "approach.lateral_payer_check",
        f"22558 applies to the {_named(named)} approach by society and vendor guidance. No CMS text says "
        "so and sources differ on OLIF: confirm the payer's policy.",
        evidence=_evidence_of(case, _LATERAL),
        references=citations("22558"),
    )


def presacral(case: Case) -> Finding | None:
    """``approach.presacral``: AxiaLIF is 22586, not 22558 (Premera, KZA)."""
    if "presacral" not in case.facts.approaches:
        return None
    return finding(
        "approach.presacral",
        "A presacral (axial) approach is documented: that is 22586, not 22558. Many payers call it investigational.",
        suggestion=_restate_as_anterior(case, frozenset({"presacral"})),
        evidence=_evidence_of(case, frozenset({"presacral"})),
        references=citations("22586"),
    )


def no_fusion_documented(case: Case) -> Finding | None:
    """``approach.no_fusion_documented``: a fusion is charged that the record does not hold (Mira glossary)."""
    if case.elements.fusion_documented or case.charge is None:
        return None
    wrong = case.charged(*LUMBAR_FUSION)
    facility = list(dict.fromkeys(code for code in case.charge.icd10_pcs if is_lumbar_fusion_pcs(code)))
    edits = [*remove_lines(wrong), *(ChargeEdit(action="remove_pcs", code=code) for code in facility)]
    return finding(
        "approach.no_fusion_documented",
        f"{listing([*wrong, *facility])} charged, but no lumbar fusion is documented. Remove what was not done, or "
        "have the surgeon amend the note.",
        suggestion=charge_edit("Remove the fusion codes", *edits),
        evidence=case.elements.approach.evidence,
        references=citations(*wrong, glossary=True),
    )


def corridor_unstated(case: Case) -> Finding | None:
    """``approach.corridor_unstated``: the Mira glossary asks for the corridor."""
    if "anterior" not in case.facts.approaches or case.elements.approach.corridor != "not_stated":
        return None
    return finding(
        "approach.corridor_unstated",
        "The anterior approach is documented, but not whether it was retroperitoneal or transperitoneal.",
        suggestion=dictate(
            "State the corridor",
            "approach.corridor",
            "retroperitoneal",
            "The exposure was retroperitoneal / transperitoneal: ____.",
            choices=["transperitoneal"],
            placeholder=True,
        ),
        evidence=case.elements.approach.evidence,
        references=citations("22558", glossary=True),
    )


def summary(case: Case) -> str:
    """Say in one sentence what is documented."""
    approach = case.elements.approach
    named = _named(case.facts.approaches)
    if not named:
        return "Posterolateral fusion only; no interbody approach to check."
    details = [item.replace("_", " ") for item in (approach.corridor, approach.position) if item != "not_stated"]
    return ", ".join([f"{named.capitalize()} approach documented", *details]) + "."


RULES = (
    undocumented,
    posterior_documented,
    conflicting,
    charge_conflict,
    lateral_code,
    lateral_payer_check,
    presacral,
    no_fusion_documented,
    corridor_unstated,
)


def _named(approaches: frozenset[Approach]) -> str:
    return listing(item for item in APPROACHES if item in approaches)


def _evidence_of(case: Case, approaches: frozenset[Approach]) -> list[Evidence]:
    """Return the quotes of interspaces fused through ``approaches``, then those of the whole group."""
    own = [item.evidence for item in case.elements.levels.by_approach if item.approach in approaches]
    return quotes(*own, case.elements.approach.evidence)


def _interbody_charged(case: Case, wrong: list[str]) -> Finding | None:
    """A purely posterolateral fusion has no interbody approach to document, so it is the charge that is wrong."""
    if not wrong:
        return None
    return finding(
        "approach.undocumented",
        f"{listing(wrong)} charged, but only a posterolateral fusion is documented: no interbody approach, "
        "interspace or device.",
        suggestion=charge_edit(f"Remove {listing(wrong)}", *remove_lines(wrong)),
        evidence=case.elements.posterior.evidence,
        references=citations(*wrong),
    )


def _restate_as_anterior(case: Case, wrong: frozenset[Approach]) -> Suggestion:
    """Return the statement that the interbody work was done from the front, for the surgeon to confirm or refuse."""
    elements = case.elements
    field = "described" if elements.approach.described else "titled"
    kept = [item for item in APPROACHES if item in case.facts.approaches - wrong] or ["anterior"]
    named = listing(kept)
    text = f"Only if the note is wrong: the interbody fusion was done through the {named} approach."
    edits = [DocumentationEdit(path=f"approach.{field}", value=kept, text=text, placeholder=True)]
    for index, item in enumerate(elements.levels.by_approach):
        if item.approach in wrong:
            path = f"levels.by_approach.{index}.approach"
            statement = f"Only if the note is wrong: {item.interspace} was fused through the {kept[0]} approach."
            edits.append(DocumentationEdit(path=path, value=kept[0], text=statement, placeholder=True))
    return Suggestion(label="Correct the approach if the note is wrong", documentation=edits)


def _charge_as_anterior(case: Case, wrong: list[str]) -> Suggestion:
    """Return the edit that charges 22558 once instead of ``wrong``."""
    turned = next((code for code in wrong if code in PRIMARY_INTERBODY), None)
    if case.charged("22558"):
        turned = None
    edits = [
        ChargeEdit(action="replace_code", code=code, value="22558")
        if code == turned
        else ChargeEdit(action="remove_line", code=code)
        for code in wrong
    ]
    label = f"Charge 22558 instead of {listing(wrong)}" if turned else f"Remove {listing(wrong)}"
    return charge_edit(label, *edits)
