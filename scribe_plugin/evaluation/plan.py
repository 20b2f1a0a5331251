"""Before a model is paid: the smallest change that a dataset can show, and the notes that smaller ones need."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scribe_plugin.contract import ELEMENT_NAMES, LabelledNote, Model
from scribe_plugin.evaluation.dataset import family_of
from scribe_plugin.evaluation.joining import MEASURES, join
from scribe_plugin.evaluation.records import Record
from scribe_plugin.evaluation.statistics.paired import ALPHA
from scribe_plugin.evaluation.statistics.power import notes_needed, smallest_change

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
    return [_row(figure, power, 2 * len(ELEMENT_NAMES) if place else len(MEASURES)) for place, figure in enumerate(figures)]


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
    churns = _pilot_churn(joined.first.right, joined.second.right) if second is not None else _repeat_churn(first)
    figures = [
        _Figure(name, families, churn if churns is None else churns[place], float(1 - exact[place]))
        for place, name in enumerate(MEASURES)
    ]
    return [_row(figure, power, len(MEASURES)) for figure in figures]


def _pilot_churn(first: "object", second: "object") -> list[float]:
    raise NotImplementedError


def _repeat_churn(records: Sequence[Record]) -> list[float] | None:
    raise NotImplementedError


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
    """Yield what the rows come to."""
    raise NotImplementedError
