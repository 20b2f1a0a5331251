"""ICD-10-CM diagnosis codes: validity by date of service, region, and which condition leads to which code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from scribe_plugin.contract import Interspace
from scribe_plugin.contract.necessity import Condition, Tobacco
from scribe_plugin.knowledge.rows import Row, load, row_fields

Region = Literal["thoracolumbar", "lumbar", "lumbosacral"]
CmUse = Literal["indication", "symptom", "status", "complication", "tobacco"]
Pain = Literal["none", "back", "leg", "both"]

REGION_OF: dict[Interspace, Region] = {
    "T12-L1": "thoracolumbar",
    "L1-L2": "lumbar",
    "L2-L3": "lumbar",
    "L3-L4": "lumbar",
    "L4-L5": "lumbar",
    "L5-L6": "lumbar",
    "L5-S1": "lumbosacral",
    "L6-S1": "lumbosacral",
}
"""The region whose codes go with an interspace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CmEntry(Row):
    """One diagnosis code.

    ``region`` is None where the code names none; ``excludes1`` holds codes, or beginnings of codes, that are
    not reported with it; ``pain`` is what a code of disc degeneration says of pain; ``rank`` orders candidates.
    """

    code: str
    title: str
    conditions: tuple[Condition, ...]
    region: Region | None
    rank: int
    use: CmUse
    secondary_only: bool
    excludes1: tuple[str, ...]
    tobacco: tuple[Tobacco, ...]
    pain: Pain | None
    note: str

    def excludes(self, code: str) -> bool:
        """Return whether ``code`` is not reported together with this one."""
        return any(normal(code).startswith(item) for item in self.excludes1)


def normal(code: str) -> str:
    """Return ``code`` in capitals with its dot: ``m51369`` is ``M51.369``."""
    bare = code.strip().upper().replace(".", "")
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


@cache
def _entries() -> dict[str, CmEntry]:
    return {
        raw["code"]: CmEntry(
            **row_fields(raw),
            code=raw["code"],
            title=raw["title"],
            conditions=tuple(raw["conditions"]),
            region=raw["region"] or None,
            rank=raw["rank"],
            use=raw["use"],
            secondary_only=raw["secondary_only"],
            excludes1=tuple(raw.get("excludes1", ())),
            tobacco=tuple(raw.get("tobacco", ())),
            pain=raw.get("pain"),
            note=raw.get("note", ""),
        )
        for raw in load("icd10cm")["codes"]
    }


def cm_entries(as_of: date | None = None) -> tuple[CmEntry, ...]:
    """Return every entry valid on ``as_of`` (without a date, in the newest edition), in table order."""
    return tuple(entry for entry in _entries().values() if entry.in_effect(as_of))


def cm_known() -> tuple[str, ...]:
    """Return every code of the table, expired ones too."""
    return tuple(_entries())


def cm_entry(code: str) -> CmEntry | None:
    """Return the entry of ``code``, with or without its dot and also when expired, or None."""
    return _entries().get(normal(code))


def cm_valid_on(code: str, on: date | None) -> bool | None:
    """Return whether ``code`` is valid on a date of service, or None when the table does not hold it.

    Without a date the newest edition decides.
    """
    entry = cm_entry(code)
    return None if entry is None else entry.in_effect(on)


def cm_children(code: str, on: date | None) -> list[CmEntry]:
    """Return the longer codes that begin with ``code`` and are valid on a date of service, best first."""
    parent = normal(code)
    return _ranked(
        entry
        for entry in _entries().values()
        if entry.code != parent and entry.code.startswith(parent) and entry.in_effect(on)
    )


def cm_region(code: str) -> Region | None:
    """Return the spinal region that ``code`` names, or None when it names none or is not in the table."""
    entry = cm_entry(code)
    return entry.region if entry else None


def cm_candidates(condition: Condition, interspaces: Iterable[Interspace], on: date | None) -> list[CmEntry]:
    """Return the codes that may stand for ``condition`` at these interspaces on a date of service, best first.

    Codes of another region are left out, those that name no region stay. Without interspaces every region
    is offered. The list is empty for a condition that has no code (``other``).
    """
    regions = {REGION_OF[interspace] for interspace in interspaces}
    return _ranked(
        entry
        for entry in _entries().values()
        if condition in entry.conditions
        and entry.in_effect(on)
        and (not regions or entry.region is None or entry.region in regions)
    )


def cm_tobacco(status: Tobacco, on: date | None) -> list[CmEntry]:
    """Return the secondary codes that may stand for a tobacco status on a date of service, best first."""
    return _ranked(entry for entry in _entries().values() if status in entry.tobacco and entry.in_effect(on))


def cm_mapping() -> Row:
    """Return where the choice of codes for a condition comes from, and whether it was confirmed."""
    return Row(**row_fields(load("icd10cm")["mapping"]))


def _ranked(entries: Iterable[CmEntry]) -> list[CmEntry]:
    return sorted(entries, key=lambda entry: entry.rank)
