"""ICD-10-CM candidates from the documented conditions, their region and the date of service."""

from collections.abc import Iterable
from datetime import date

from scribe_plugin import knowledge
from scribe_plugin.coding.facts import Facts
from scribe_plugin.coding.spans import in_order, listing, region
from scribe_plugin.contract import Diagnosis, Interspace, SuggestedCode
from scribe_plugin.knowledge import CmEntry, Pain

RADICULOPATHY = "M54.1"
"""Excluded by the codes of a disc disorder that already say radiculopathy."""

_SYMPTOMS = ("radiculopathy", "low_back_pain")
"""Conditions that a diagnosis code may already include, so they are coded last."""


def suggest_cm(facts: Facts, on: date | None) -> list[SuggestedCode]:
    """Return one candidate for each documented condition and region, without pairs that exclude each other."""
    chosen: dict[str, SuggestedCode] = {}
    entries: list[CmEntry] = []
    for diagnosis in sorted(facts.elements.necessity.diagnoses, key=lambda item: item.condition in _SYMPTOMS):
        for group in _by_region(diagnosis.interspaces or facts.fused):
            entry = _best(facts, diagnosis, group, on, entries)
            if entry is not None and entry.code not in chosen:
                entries.append(entry)
                chosen[entry.code] = _explained(diagnosis, entry, group)
    return list(chosen.values())


def pain_of(facts: Facts) -> Pain:
    """Return the pain that the documented conditions name, as the codes of disc degeneration distinguish it."""
    conditions = {item.condition for item in facts.elements.necessity.diagnoses}
    if "radiculopathy" in conditions:
        return "both" if "low_back_pain" in conditions else "leg"
    return "back" if "low_back_pain" in conditions else "none"


def _by_region(interspaces: Iterable[Interspace]) -> list[list[Interspace]]:
    """Return the interspaces grouped by region; one empty group where none is named."""
    groups: dict[str, list[Interspace]] = {}
    for item in in_order(interspaces):
        groups.setdefault(region(item), []).append(item)
    return list(groups.values()) or [[]]


def _best(
    facts: Facts, diagnosis: Diagnosis, interspaces: list[Interspace], on: date | None, chosen: list[CmEntry]
) -> CmEntry | None:
    """Return the best candidate that no chosen code excludes; documented pain and leg symptoms decide among equals."""
    candidates = [
        entry
        for entry in knowledge.cm_candidates(diagnosis.condition, interspaces, on)
        if not any(entry.excludes(other.code) or other.excludes(entry.code) for other in chosen)
    ]
    pain = pain_of(facts)
    radicular = pain in ("leg", "both") and "herniation" in diagnosis.condition
    fitting = [entry for entry in candidates if entry.pain == pain or (radicular and _says_radiculopathy(entry))]
    return next(iter([*fitting, *candidates]), None)


def _says_radiculopathy(entry: CmEntry) -> bool:
    return any(code.startswith(RADICULOPATHY) for code in entry.excludes1)


def _explained(diagnosis: Diagnosis, entry: CmEntry, interspaces: list[Interspace]) -> SuggestedCode:
    condition = diagnosis.condition.replace("_", " ")
    where = f" at {listing(interspaces)}" if interspaces else ""
    why = f"{condition}{where} is documented; the coder confirms the code"
    note = f" ({entry.note.rstrip('.')})" if entry.note else ""
    return SuggestedCode(
        code=entry.code, label=entry.title, why=why + note, evidence=diagnosis.evidence, sources=entry.citations
    )
