"""Before a model is paid: the smallest change that a dataset can show, and the notes that smaller ones need."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scribe_plugin.contract import ELEMENT_NAMES, LabelledNote, Model
from scribe_plugin.evaluation.dataset import family_of
from scribe_plugin.evaluation.joining import MEASURES, Numbers, join, right_of
from scribe_plugin.evaluation.records import Record
from scribe_plugin.evaluation.statistics.paired import ALPHA
from scribe_plugin.evaluation.statistics.power import notes_needed, smallest_change
from scribe_plugin.evaluation.tables import Table

ASSUMED_CHURN = 0.02
POINTS = (2, 5, 10)


class PlanRow(Model):
    """What can be shown of one figure.

    ``notes`` are independent ones: notes of one family count as one. ``churn`` is the share of them that differs between two
    runs of the same prompt. ``smallest`` is the smallest gain found with the wanted power when this figure alone is asked
    for, ``smallest_of_all`` when all are; ``room`` is the gain that is left, None where no run says it. ``needed`` are
    the notes for gains of 2, 5 and 10 points, all figures being asked for. None: not to be had.
    """

    name: str
    notes: int
    churn: float
    smallest: float | None
    smallest_of_all: float | None
    room: float | None
    needed: dict[int, int | None]

    @property
    def shows(self) -> bool:
        """Whether any gain that is left could be shown when all figures are asked for."""
        return self.smallest_of_all is not None and (self.room is None or self.smallest_of_all <= self.room)


@dataclass(frozen=True, slots=True)
class _Figure:
    name: str
    notes: int
    churn: float
    room: float | None


def plan_dataset(notes: Sequence[LabelledNote], *, churn: float, power: float) -> list[PlanRow]:
    """Return what a dataset can show: for a field (any is exact or not on every note), and for each alert.

    Args:
        notes: labelled notes.
        churn: share of notes that is assumed to differ between two runs without a change.
        power: chance with which a change is to be found.
    """
    raised = {
        name: {family_of(note) for note in notes if any(code.startswith(f"{name}.") for code in note.gold.findings)}
        for name in ELEMENT_NAMES
    }
    silent = {
        name: {family_of(note) for note in notes if not any(code.startswith(f"{name}.") for code in note.gold.findings)}
        for name in ELEMENT_NAMES
    }
    families = len({family_of(note) for note in notes})
    figures = [_Figure("any field", families, churn, None)]
    figures += [_Figure(f"{name} sensitivity", len(raised[name]), churn, None) for name in ELEMENT_NAMES]
    figures += [_Figure(f"{name} specificity", len(silent[name]), churn, None) for name in ELEMENT_NAMES]
    return [
        _row(figure, power, 2 * (len(ELEMENT_NAMES) + 1) if place else len(MEASURES))
        for place, figure in enumerate(figures)
    ]


def plan_runs(first: Sequence[Record], second: Sequence[Record] | None, *, churn: float, power: float) -> list[PlanRow]:
    """Return what another run over the same notes can show of each field.

    Args:
        first: records of a run; its repeats, where it has some, say how much readings differ without a change.
        second: records of a pilot run over the same notes; the smaller way of its flips is taken for churn.
        churn: what is assumed where neither says it.
        power: chance with which a change is to be found.

    Raises:
        DatasetError: the runs have no scored note in common.
    """
    joined = join(first, first if second is None else second)
    families = int(joined.families.max()) + 1
    exact = joined.first.right.mean(axis=0)
    churns = _pilot_churn(joined.second.right - joined.first.right) if second is not None else _repeat_churn(first)
    figures = [
        _Figure(name, families, churn if churns is None else churns[place], float(1 - exact[place]))
        for place, name in enumerate(MEASURES)
    ]
    return [_row(figure, power, len(MEASURES)) for figure in figures]


def _pilot_churn(moves: Numbers) -> list[float]:
    """Return twice the smaller way of the flips of each measure, as a share of the notes; half a note more is in doubt."""
    smaller = np.minimum((moves > 0).sum(axis=0), (moves < 0).sum(axis=0))
    return [float(value) for value in 2 * (smaller + 0.5) / (len(moves) + 1)]


def _repeat_churn(records: Sequence[Record]) -> list[float] | None:
    """Return the chance that two repeats of a note differ, by measure; None where no note was read twice."""
    notes: dict[str, list[list[bool]]] = {}
    for record in records:
        if record.status == "scored":
            notes.setdefault(record.id, []).append(right_of(record))
    several = [np.array(readings) for readings in notes.values() if len(readings) > 1]
    if not several:
        return None
    chances = [2 * one.sum(axis=0) * (~one).sum(axis=0) / (len(one) * (len(one) - 1)) for one in several]
    return [float(value) for value in (np.sum(chances, axis=0) + 0.5) / (len(several) + 1)]


def _row(figure: _Figure, power: float, questions: int) -> PlanRow:
    strict = ALPHA / questions
    return PlanRow(
        name=figure.name,
        notes=figure.notes,
        churn=figure.churn,
        smallest=smallest_change(figure.notes, figure.churn, ALPHA, power),
        smallest_of_all=smallest_change(figure.notes, figure.churn, strict, power),
        room=figure.room,
        needed={points: notes_needed(points / 100, figure.churn, strict, power) for points in POINTS},
    )


def in_words(rows: Sequence[PlanRow], power: float) -> Iterator[str]:
    """Yield what the rows come to, a sentence each."""
    first = rows[0]
    yield (
        f"{first.notes} independent notes; a gain or loss counts as found when it is decisive in {power:.0%} of comparisons "
        f"(p below {ALPHA:g} after Holm)"
    )
    if first.room is None:
        yield (
            f"With {first.churn:.1%} of the notes differing from run to run without a change, a field has to move by "
            f"{_points(first.smallest_of_all)} to be found among all, by {_points(first.smallest)} when it alone was chosen "
            "beforehand (eval compare --field)"
        )
        for points, notes in first.needed.items():
            yield f"A change of {points} points among all fields needs {_notes(notes)}"
        return
    hopeless = [row.name for row in rows if not row.shows]
    if hopeless:
        yield (
            f"In {len(hopeless)} of {len(rows)} fields no gain can be shown, as what is left to gain is less than what "
            f"these notes show: {', '.join(hopeless)}"
        )
    else:
        yield "In every field a gain can be shown, if all that is left is gained"
    yield "A loss has all the room it needs: look at the column 'of all' for what would be noticed"


def _points(share: float | None) -> str:
    return "more than there is" if share is None else f"{100 * share:.1f} points"


def _notes(number: int | None) -> str:
    return "more than 20,000 notes" if number is None else f"{number:,} notes"


def table(rows: Sequence[PlanRow]) -> Table:
    """Return the rows as a table, in points."""
    needed = [f"notes for {points}" for points in POINTS]
    columns = ["figure", "notes", "churn", "room", "alone", "of all", *needed]
    return Table("Smallest change that is found, in points", columns, [_cells(row) for row in rows])


def _cells(row: PlanRow) -> list[str]:
    shares = ("-" if value is None else f"{100 * value:.1f}" for value in (row.room, row.smallest, row.smallest_of_all))
    needed = (">20,000" if notes is None else f"{notes:,}" for notes in row.needed.values())
    return [row.name, str(row.notes), f"{100 * row.churn:.1f}", *shares, *needed]
