"""What stands behind a finding: where was looked, what came close, and the two sides of a contradiction.

Rules see elements only. This step adds what the reader knows beyond them and changes nothing else of a finding.
"""

from collections.abc import Iterable, Sequence

from scribe_plugin.contract import Alert, Finding, NearMiss, Side
from scribe_plugin.extraction.result import Extraction

MAX_NEAREST = 3
"""Near misses shown with one finding; more would bury it."""

TOPICS: dict[str, tuple[str, ...]] = {
    "approach.undocumented": ("approach",),
    "approach.no_fusion_documented": ("approach", "levels", "device", "arthrodesis"),
    "approach.corridor_unstated": (),
    "levels.undocumented": ("levels",),
    "device.unsupported_22853": ("device",),
    "device.unsupported_22845": ("plate", "device"),
    "device.fixation_unstated": (),
    "posterior.arthrodesis_undocumented": ("arthrodesis",),
    "posterior.unsupported_22612": ("arthrodesis", "posterior"),
    "posterior.unsupported_instrumentation": ("posterior",),
    "necessity.conservative_missing": ("conservative",),
    "necessity.modality_unstated": ("conservative",),
    "necessity.duration_missing": ("duration",),
    "necessity.diagnosis_missing": ("diagnosis",),
    "necessity.imaging_missing": ("imaging",),
    "necessity.function_missing": ("function",),
    "access.separate_note_missing": ("separate_note",),
    "access.role_unstated": ("access",),
    "access.modifier_62_unsupported": ("access",),
    "access.modifier_82_resident": ("resident",),
}
"""Findings that speak of silence, and the topics of the words that may have come close."""

SIDES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "approach.conflicting": (
        ("title", ("approach.titled",)),
        ("narrative", ("approach.described",)),
    ),
    "levels.conflicting": (
        ("title", ("levels.titled",)),
        ("narrative", ("levels.described",)),
    ),
    "levels.count_conflict": (
        ("stated count", ("levels.stated_count",)),
        ("interspaces named", ("levels.described", "levels.titled")),
    ),
}
"""Findings that speak of a contradiction: each side's label and the places of its quotes, the first that has any."""


def explain(alerts: Sequence[Alert], extraction: Extraction) -> list[Alert]:
    """Return the alerts with what was searched, the nearest words and both sides of contradictions added."""
    return [
        alert.model_copy(update={"findings": [_explained(finding, extraction) for finding in alert.findings]})
        for alert in alerts
    ]


def _explained(finding: Finding, extraction: Extraction) -> Finding:
    if finding.code in TOPICS:
        nearest = _nearest(TOPICS[finding.code], extraction)
        return finding.model_copy(update={"searched": extraction.searched, "nearest": nearest})
    if finding.code in SIDES:
        sides = _sides(finding.code, extraction)
        return finding.model_copy(update={"sides": sides}) if sides else finding
    return finding


def _nearest(topics: Iterable[str], extraction: Extraction) -> list[NearMiss]:
    """Return the near misses of the topics, each quote once, in the order of the topics."""
    found = {(item.document, item.quote): item for topic in topics for item in extraction.near.get(topic, ())}
    return list(found.values())[:MAX_NEAREST]


def _sides(code: str, extraction: Extraction) -> list[Side]:
    """Return both sides of a contradiction, or nothing when one of them has no quote."""
    sides = []
    for label, paths in SIDES[code]:
        evidence = next((extraction.sides[path] for path in paths if extraction.sides.get(path)), None)
        if evidence is None:
            return []
        sides.append(Side(label=label, evidence=evidence))
    return sides
