"""Two people's labels of the same notes: how far they agree, field by field, and what was decided where they do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from scribe_plugin.contract import DatasetError, LabelledNote, Model
from scribe_plugin.contract.errors import first_problem
from scribe_plugin.evaluation.dataset import family_of, lines_of, read_bytes
from scribe_plugin.evaluation.rates import Rate, f1_parts, ratio, share
from scribe_plugin.evaluation.scoring import NoteScore, score_note
from scribe_plugin.evaluation.scoring.fields import FIELDS
from scribe_plugin.evaluation.statistics.chance import agreement as agreed_share
from scribe_plugin.evaluation.statistics.chance import alpha_chance, beyond, kappa_chance


class Decision(BaseModel):
    """What was decided on one difference; further keys are allowed and not looked at."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    field: str
    kept: Literal["first", "second", "other"]
    reason: str


class Beyond(Model):
    """Agreement beyond chance with its 95 % interval; None where only one value occurs, so that chance agrees always.

    The interval is that of the raw agreement, with the agreement of chance taken as known.
    """

    value: float | None
    low: float | None
    high: float | None


class AgreementRow(Model):
    """One field: the share of notes on which both agree, their pooled F1, kappa and alpha over the field's whole value."""

    name: str
    agreed: Rate
    f1: Rate
    kappa: Beyond
    alpha: Beyond


class Difference(Model):
    """A note and field on which two labels differ."""

    id: str
    field: str


class Agreement(Model):
    """What two label files come to.

    ``only_first`` and ``only_second`` count notes that one of them lacks. ``kept`` counts decisions on differences;
    ``open_differences`` have none, ``settled`` counts decisions on what no longer differs. Without decisions both are empty.
    """

    notes: int
    families: int
    only_first: int
    only_second: int
    fields: list[AgreementRow]
    whole_notes: Rate
    differences: list[Difference]
    kept: dict[str, int]
    settled: int
    open_differences: list[Difference]


@dataclass(frozen=True, slots=True)
class _Both:
    first: LabelledNote
    second: LabelledNote
    score: NoteScore

    @property
    def family(self) -> str:
        return family_of(self.first)


def compare_labels(
    first: Sequence[LabelledNote], second: Sequence[LabelledNote], decisions: Sequence[Decision] | None = None
) -> Agreement:
    """Return how far two sets of labels agree.

    Args:
        first: labelled notes; they are the reference of F1, which is the same the other way round.
        second: the same notes, or some of them, with other labels.
        decisions: what was decided on differences; None where nobody has looked yet.

    Raises:
        DatasetError: no note is in both, texts of one id differ, or a decision is on a note or field that is in neither.
    """
    both = _both(first, second)
    differences = [
        Difference(id=pair.first.id, field=name)
        for pair in both
        for name in FIELDS
        if not pair.score.fields[name].exact
    ]
    decided = {} if decisions is None else _decided(decisions, {pair.first.id for pair in both})
    found = {(item.id, item.field) for item in differences}
    kept = [decision.kept for key, decision in decided.items() if key in found]
    return Agreement(
        notes=len(both),
        families=len({pair.family for pair in both}),
        only_first=len(first) - len(both),
        only_second=len(second) - len(both),
        fields=[_row(name, both) for name in FIELDS],
        whole_notes=share(
            (pair.family, int(all(mark.exact for mark in pair.score.fields.values())), 1) for pair in both
        ),
        differences=differences,
        kept={side: kept.count(side) for side in ("first", "second", "other")} if decisions is not None else {},
        settled=len(decided) - len(kept),
        open_differences=[]
        if decisions is None
        else [item for item in differences if (item.id, item.field) not in decided],
    )


def read_decisions(path: Path) -> list[Decision]:
    """Read decisions, one JSON object a line: ``id``, ``field``, ``kept`` (first, second or other) and ``reason``.

    Raises:
        DatasetError: the file cannot be read, or a line is no decision.
    """
    decisions = []
    for number, line in lines_of(read_bytes(path), path):
        try:
            decisions.append(Decision.model_validate_json(line))
        except ValidationError as error:
            msg = f"{path.name} line {number} is no decision, {first_problem(error)}; mend that line"
            raise DatasetError(msg) from None
    return decisions


def _both(first: Sequence[LabelledNote], second: Sequence[LabelledNote]) -> list[_Both]:
    ours = {note.id: note for note in first}
    pairs = [(ours[note.id], note) for note in second if note.id in ours]
    if not pairs:
        msg = "the two label files share no note id; give two files of labels for the same notes"
        raise DatasetError(msg)
    for one, other in pairs:
        if one.encounter.documents != other.encounter.documents:
            msg = f"the text of {one.id!r} differs between the two files; label the same text twice"
            raise DatasetError(msg)
    return [_Both(one, other, score_note(one, other.gold.elements, other.gold.findings)) for one, other in pairs]


def _decided(decisions: Sequence[Decision], ids: set[str]) -> dict[tuple[str, str], Decision]:
    for decision in decisions:
        if decision.id not in ids or decision.field not in FIELDS:
            msg = f"a decision is on {decision.field!r} of {decision.id!r}, which both files do not hold; mend its id or field"
            raise DatasetError(msg)
    return {(decision.id, decision.field): decision for decision in decisions}


def _row(name: str, both: Sequence[_Both]) -> AgreementRow:
    marks = [(pair.family, pair.score.fields[name]) for pair in both]
    agreed = share((family, int(mark.exact), 1) for family, mark in marks)
    ours, theirs = zip(*(_values(name, pair) for pair in both), strict=True)
    return AgreementRow(
        name=name,
        agreed=agreed,
        f1=ratio(f1_parts(marks)),
        kappa=_beyond(agreed, ours, theirs, kappa_chance(ours, theirs)),
        alpha=_beyond(agreed, ours, theirs, alpha_chance(ours, theirs)),
    )


def _values(name: str, pair: _Both) -> tuple[Any, Any]:
    """Return what both say as names of categories: the same when they mean the same, for all their spelling."""
    ours, theirs = (tuple(sorted(FIELDS[name].values(note.gold.elements))) for note in (pair.first, pair.second))
    if pair.score.fields[name].exact:
        return ours, ours
    return ours, theirs if theirs != ours else (*theirs, "otherwise")


def _beyond(agreed: Rate, ours: Sequence[Any], theirs: Sequence[Any], chance: float) -> Beyond:
    low, high = (None if side is None else beyond(side, chance) for side in (agreed.low, agreed.high))
    return Beyond(value=beyond(agreed_share(ours, theirs), chance), low=low, high=high)
