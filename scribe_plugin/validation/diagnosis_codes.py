"""Rules of element 5 that look at the charged ICD-10-CM codes."""

from scribe_plugin import knowledge
from scribe_plugin.coding import pain_of
from scribe_plugin.coding.spans import listing, region
from scribe_plugin.contract import ChargeEdit, Finding
from scribe_plugin.validation.case import Case
from scribe_plugin.validation.catalogue import finding, quotes
from scribe_plugin.validation.edits import charge_edit


def icd10cm_invalid(case: Case) -> Finding | None:
    """``necessity.icd10cm_invalid``: M51.36 and M51.37 need a sixth character from 2024-10-01 (CDC tabular list)."""
    on = case.encounter.date_of_service
    codes = list(dict.fromkeys(case.charge.icd10_cm)) if case.charge else []
    wrong = [code for code in codes if knowledge.cm_valid_on(code, on) is False]
    if not wrong:
        return None
    edits = [_valid_instead(case, code) for code in wrong]
    when = f"on {on}" if on else "in the current code set"
    sibling = " or a sibling that fits the " + _what_tells_apart(edits) if any(edit.values for edit in edits) else ""
    instead = listing(edit.value for edit in edits if edit.value)
    return finding(
        "necessity.icd10cm_invalid",
        f"{listing(wrong)} {'is' if len(wrong) == 1 else 'are'} not valid {when}."
        + (f" Use {instead}{sibling}." if instead else ""),
        suggestion=charge_edit(f"Charge {instead}" if instead else f"Remove {listing(wrong)}", *edits),
        evidence=quotes(*(item.evidence for item in case.elements.necessity.diagnoses)),
        references=tuple(dict.fromkeys(item for code in wrong for item in _cm_citations(code))),
    )


def icd10cm_region(case: Case) -> Finding | None:
    """``necessity.icd10cm_region``: an L5-S1 fusion pairs with a lumbosacral code, L4-L5 with a lumbar one."""
    fused = case.facts.fused
    regions = {region(item) for item in fused}
    codes = list(dict.fromkeys(case.charge.icd10_cm)) if case.charge and fused else []
    wrong = [code for code in codes if (knowledge.cm_region(code) or "") not in {"", *regions}]
    if not wrong:
        return None
    return finding(
        "necessity.icd10cm_region",
        f"{listing(f'{code} ({knowledge.cm_region(code)})' for code in wrong)} beside a fusion at {listing(fused)}: "
        "check the region of the code.",
        evidence=quotes(*(item.evidence for item in case.elements.necessity.diagnoses)),
        references=tuple(dict.fromkeys(item for code in wrong for item in _cm_citations(code))),
    )


RULES = (icd10cm_invalid, icd10cm_region)


def _what_tells_apart(edits: list[ChargeEdit]) -> str:
    """Say what chooses among the children of an invalid code; for disc degeneration it is the pain."""
    children = [knowledge.cm_entry(code) for edit in edits for code in edit.values]
    return "pain described" if any(child.pain for child in children if child) else "note"


def _cm_citations(code: str) -> list[str]:
    entry = knowledge.cm_entry(code)
    return entry.citations if entry else []


def _valid_instead(case: Case, code: str) -> ChargeEdit:
    """Return the edit that replaces an invalid code by a valid child, else by its valid parent, else removes it."""
    on = case.encounter.date_of_service
    children = knowledge.cm_children(code, on)
    if children:
        best = next((item for item in children if item.pain == pain_of(case.facts)), children[0])
        others = [item.code for item in children]
        return ChargeEdit(action="replace_cm", code=code, value=best.code, values=others)
    parents = (code[:length] for length in range(len(code) - 1, 2, -1))
    parent = next((item for item in parents if knowledge.cm_valid_on(item, on)), None)
    if parent is None:
        return ChargeEdit(action="remove_cm", code=code)
    return ChargeEdit(action="replace_cm", code=code, value=parent)
