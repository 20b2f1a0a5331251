"""The suggested charge: professional lines, facility codes, diagnoses and DRG candidates together."""

from scribe_plugin import knowledge
from scribe_plugin.coding.cpt import suggest_lines
from scribe_plugin.coding.drg import drg_candidates
from scribe_plugin.coding.facts import Facts
from scribe_plugin.coding.icd10cm import suggest_cm
from scribe_plugin.coding.icd10pcs import suggest_pcs
from scribe_plugin.contract import Elements, Encounter, SuggestedCharge, SuggestedLine


def suggest_charge(elements: Elements, encounter: Encounter) -> SuggestedCharge:
    """Return the charge that the documentation supports; empty where no lumbar fusion is documented."""
    facts = Facts(elements)
    if not elements.fusion_documented:
        return SuggestedCharge()
    lines = suggest_lines(facts)
    pcs = suggest_pcs(facts)
    cm = suggest_cm(facts, encounter.date_of_service)
    return SuggestedCharge(
        lines=lines,
        icd10_pcs=[item.code for item in pcs],
        icd10_cm=[item.code for item in cm],
        level_count=len(facts.interspaces or facts.fused),
        drg_candidates=drg_candidates(facts, pcs, encounter.date_of_service, encounter.setting),
        pcs_details=pcs,
        cm_details=cm,
        estimate_usd=_estimate(lines),
    )


def _estimate(lines: list[SuggestedLine]) -> float | None:
    """Return seed-page fees times units over the lines that have one; None where none has."""
    fees = [(knowledge.fee(line.code), line.units) for line in lines]
    known = [fee * units for fee, units in fees if fee is not None]
    return float(sum(known)) if known else None
