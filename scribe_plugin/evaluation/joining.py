"""Two runs side by side, note by note: the same notes in the same order, repeats drawn together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import lcm

import numpy as np
from numpy.typing import NDArray

from scribe_plugin.contract import ELEMENT_NAMES, DatasetError
from scribe_plugin.evaluation.records import Record
from scribe_plugin.evaluation.scoring import Mark
from scribe_plugin.evaluation.scoring.fields import FIELDS

CHARGE = "charge"
MEASURES = (*FIELDS, CHARGE)
"""What is compared as exactly right or not."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Side:
    """One run's share of a join: the mean of a note's repeats, so that a note counts once.

    ``marks`` has shape (notes, measures, 5), ``alerts`` (notes, 6, 5), ``right`` (notes, measures): the share of a note's
    readings that are exactly right.
    """

    marks: Numbers
    alerts: Numbers
    right: Numbers


@dataclass(frozen=True, slots=True)
class Join:
    """Notes that both runs scored. ``families`` numbers the family of each note; ``unit`` makes shares of repeats whole."""

    ids: list[str]
    families: NDArray[np.intp]
    unit: int
    first: Side
    second: Side

    @property
    def is_single(self) -> bool:
        """Whether every note is a family of its own and was read once: the case of McNemar's test."""
        return len(set(self.families.tolist())) == len(self.ids) and self.unit == 1


def join(first: Sequence[Record], second: Sequence[Record]) -> Join:
    """Return the notes that both runs scored.

    Raises:
        DatasetError: there is none.
    """
    ours, theirs = _scored(first), _scored(second)
    ids = sorted(ours.keys() & theirs.keys())
    if not ids:
        msg = "the two runs have no scored note in common; compare runs over the same notes"
        raise DatasetError(msg)
    families = [ours[name][0].family for name in ids]
    number = {family: place for place, family in enumerate(dict.fromkeys(families))}
    return Join(
        ids,
        np.array([number[family] for family in families]),
        lcm(*{len(side[name]) for side in (ours, theirs) for name in ids}),
        _side([ours[name] for name in ids]),
        _side([theirs[name] for name in ids]),
    )


def _scored(records: Iterable[Record]) -> dict[str, list[Record]]:
    notes: dict[str, list[Record]] = {}
    for record in records:
        if record.status == "scored":
            notes.setdefault(record.id, []).append(record)
    return notes


def _side(notes: Sequence[Sequence[Record]]) -> Side:
    return Side(
        np.array([np.mean([_marks(record) for record in group], axis=0) for group in notes]),
        np.array([np.mean([_alerts(record) for record in group], axis=0) for group in notes]),
        np.array([np.mean([right_of(record) for record in group], axis=0) for group in notes]),
    )


def _marks(record: Record) -> list[tuple[int, ...]]:
    return [*(record.mark(name).counts for name in FIELDS), record.charge]


def _alerts(record: Record) -> list[tuple[int, ...]]:
    return [record.alerts.get(name, Mark().counts) for name in ELEMENT_NAMES]


def right_of(record: Record) -> list[bool]:
    """Return whether each measure of a record is exactly right."""
    return [Mark(*counts).exact for counts in _marks(record)]
