"""How far a second labeller agrees with the labels: what a reader can at most be expected to reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scribe_plugin import content
from scribe_plugin.contract import LabelledNote
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.evaluation.rates import Rate, share
from scribe_plugin.evaluation.scoring import Mark, score_note
from scribe_plugin.evaluation.dataset import family_of


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Agreement of second labels with the first, over the notes that hold both.

    ``fields`` and ``alerts`` are shares of notes on which the two say the same.
    """

    notes: int
    of: int
    source: str
    fields: dict[str, Rate]
    alerts: dict[str, Rate]
    shipped: bool

    def share_of(self, name: str) -> float | None:
        """Return the agreement on a field; None where the two were not compared on it."""
        rate = self.fields.get(name)
        return rate.value if rate else None


def shipped_labels() -> Path:
    """Return where the second labels of the repository are; the file need not be there."""
    return content.folder("evals") / "double" / "second.jsonl"


def ceiling(notes: Sequence[LabelledNote], path: Path | None = None) -> Ceiling | None:
    """Return the agreement of the second labels in a file with the labels of notes; None where they share no note.

    Args:
        notes: notes with their labels.
        path: a dataset of the same ids and texts; by default the repository's, where there is one.

    Raises:
        DatasetError: the file cannot be read or breaks the contract.
    """
    source = path or shipped_labels()
    if path is None and not source.is_file():
        return None
    first = {note.id: note for note in notes}
    both = [
        (first[second.id], second)
        for second in load(source)
        if second.id in first and second.encounter.documents == first[second.id].encounter.documents
    ]
    if not both:
        return None
    scores = [(family_of(note), score_note(note, second.gold.elements, second.gold.findings)) for note, second in both]
    return Ceiling(
        len(both),
        len(notes),
        source.name,
        {name: _agreed([(family, score.fields[name]) for family, score in scores]) for name in scores[0][1].fields},
        {name: _agreed([(family, score.alerts[name]) for family, score in scores]) for name in scores[0][1].alerts},
        path is None,
    )


def _agreed(marks: Sequence[tuple[str, Mark]]) -> Rate:
    return share((family, int(mark.exact), 1) for family, mark in marks)
