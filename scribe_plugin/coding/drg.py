"""DRG families, information only: the group itself needs comorbidities and a grouper."""

from datetime import date

from scribe_plugin import knowledge
from scribe_plugin.coding.facts import Facts
from scribe_plugin.contract import DrgCandidate, SuggestedCode
from scribe_plugin.contract.encounter import Setting

_SPECIAL = frozenset({"deformity", "tumor", "infection"})
"""Conditions that may move a fusion into the family of curvature, malignancy and infection."""


def drg_candidates(
    facts: Facts, pcs: list[SuggestedCode], on: date | None, setting: Setting | None
) -> list[DrgCandidate]:
    """Return the DRGs of the families that the suggested facility codes fall into; none outside a hospital stay."""
    codes = [item.code for item in pcs]
    if not codes or setting in ("outpatient", "asc"):
        return []
    columns = {"posterior" if code[6] == "1" else "anterior" for code in codes}
    combined = len(columns) > 1
    interbody = [item for item, used in facts.family_at.items() if used]
    multiple = max(len(interbody), len(facts.arthrodesis_interspaces)) > 1
    special = any(item.condition in _SPECIAL for item in facts.elements.necessity.diagnoses)
    return [
        DrgCandidate(
            drg=item.drg,
            title=item.title,
            why=f"{family.label.lower()}: {' + '.join(codes)}; candidate only, comorbidities decide",
            verified=family.verified == "yes",
            sources=family.citations,
        )
        for family in knowledge.drg_families(on)
        if family.region == "lumbar" and _fits(family, combined=combined, multiple=multiple, special=special)
        for item in family.drgs
    ]


def _fits(family: knowledge.DrgFamily, *, combined: bool, multiple: bool, special: bool) -> bool:
    if family.special:
        return special
    levels = "multiple" if multiple else "single"
    return family.combined == combined and family.levels in ("any", levels)
