"""MS-DRG families of spinal fusion by date of discharge. Information only: nothing here groups a stay."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from scribe_plugin.contract import KnowledgeError
from scribe_plugin.knowledge.rows import Row, load, near, row_fields

Severity = Literal["mcc", "cc", "none", "no_mcc", "any"]


@dataclass(frozen=True, slots=True)
class Drg:
    """One group of a family; ``severity`` is what the comorbidities must be."""

    drg: str
    title: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class DrgFamily(Row):
    """Groups that share their surgical logic and differ by comorbidity.

    ``combined`` is an anterior and a posterior column fusion together; ``special`` needs a diagnosis of
    curvature, malignancy or infection, or an extensive fusion.
    """

    id: str
    label: str
    region: Literal["lumbar", "cervical"]
    levels: Literal["single", "multiple", "any"]
    combined: bool
    special: bool
    note: str
    drgs: tuple[Drg, ...]


@cache
def _families() -> tuple[DrgFamily, ...]:
    return tuple(
        DrgFamily(
            **row_fields(raw),
            id=raw["id"],
            label=raw["label"],
            region=raw["region"],
            levels=raw["levels"],
            combined=raw["combined"],
            special=raw["special"],
            note=raw["note"],
            drgs=tuple(Drg(item["drg"], item["title"], item["severity"]) for item in raw["drgs"]),
        )
        for raw in load("drg")["families"]
    )


def drg_families(as_of: date | None = None) -> tuple[DrgFamily, ...]:
    """Return the families in effect for a discharge on ``as_of``; without a date, those of the newest edition."""
    return tuple(family for family in _families() if family.in_effect(as_of))


def drg_family(drg: str, as_of: date | None = None) -> DrgFamily:
    """Return the family that holds a group number; with ``as_of`` the group must be in effect on that day.

    Raises:
        KnowledgeError: the table does not hold the number, or it was not in effect on ``as_of``.
    """
    family = next((item for item in _families() if any(drg == one.drg for one in item.drgs)), None)
    if family is None:
        msg = f"DRG {drg!r} is not among the spinal fusion groups; {near(drg, _numbers())}"
        raise KnowledgeError(msg)
    if as_of is not None and not family.in_effect(as_of):
        span = f"from {family.effective_from or 'the beginning'} to {family.effective_to or 'now'}"
        msg = f"DRG {drg} is in effect {span}, not on {as_of}; choose a date within that span"
        raise KnowledgeError(msg)
    return family


def _numbers() -> list[str]:
    return [one.drg for family in _families() for one in family.drgs]
