"""How far a second labeller agrees with the labels: what a reader can at most be expected to reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scribe_plugin import content
from scribe_plugin.contract import LabelledNote
from scribe_plugin.evaluation.agreement import compare_labels
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.evaluation.rates import Rate, share


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Agreement of second labels with the first over the ``notes`` that hold both, of ``of`` notes.

    ``fields`` are shares of notes on which the two say the same; ``shipped`` where they are the repository's own.
    """

    notes: int
    of: int
    source: str
    fields: dict[str, float | None]
    shipped: bool

    @property
    def whole(self) -> Rate:
        """What it would be if the two agreed on every note."""
        return share((str(number), 1, 1) for number in range(self.notes))


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
    texts = {note.id: note.encounter.documents for note in notes}
    second = [note for note in load(source) if texts.get(note.id) == note.encounter.documents]
    if not second:
        return None
    rows = compare_labels(notes, second).fields
    return Ceiling(len(second), len(notes), source.name, {row.name: row.agreed.value for row in rows}, path is None)
