"""Which labelled item a read item stands for: the assignment with the greatest likeness over all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from scribe_plugin.contract import Encounter, Evidence

LEAST_LIKENESS = 0.25
"""Two items less alike than this are two things: one missed, one invented."""

KEY_WEIGHT, WORDS_WEIGHT = 1.0, 0.6
"""What the same name and the same words weigh: items of another name pair only over much the same words."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs of labelled and read items, and those without a partner."""

    pairs: list[tuple[Any, Any]]
    missed: list[Any]
    invented: list[Any]


class Places:
    """Where quotes stand in an encounter, as sets of characters; what stands nowhere covers nothing."""

    def __init__(self, encounter: Encounter) -> None:
        self._texts = {document.id: document.text for document in encounter.documents}

    def covered(self, evidence: Iterable[Evidence]) -> frozenset[tuple[str, int]]:
        """Return the characters that quotes cover, by document and offset; of several places the first."""
        found: set[tuple[str, int]] = set()
        for item in evidence:
            start = self._texts.get(item.document, "").find(item.quote) if item.quote else -1
            if start >= 0:
                found.update((item.document, at) for at in range(start, start + len(item.quote)))
        return frozenset(found)

    def overlap(self, ours: Iterable[Evidence], theirs: Iterable[Evidence]) -> float:
        """Return the share of the shorter words that both cover, 0 to 1."""
        first, second = self.covered(ours), self.covered(theirs)
        shorter = min(len(first), len(second))
        return len(first & second) / shorter if shorter else 0.0


def align(gold: Sequence[Any], read: Sequence[Any], same: Callable[[Any, Any], float], places: Places) -> Alignment:
    """Pair items so that the likeness of all pairs together is greatest.

    Args:
        gold: labelled items, each with ``evidence``.
        read: items of the reading.
        same: how far two items have the same name, 0 to 1.
        places: where quotes stand.
    """
    if not gold or not read:
        return Alignment([], list(gold), list(read))
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    likeness = np.array(
        [
            [
                KEY_WEIGHT * same(one, other) + WORDS_WEIGHT * places.overlap(one.evidence, other.evidence)
                for other in read
            ]
            for one in gold
        ]
    )
    rows, columns = linear_sum_assignment(likeness, maximize=True)
    matched = [
        (int(row), int(column))
        for row, column in zip(rows, columns, strict=True)
        if likeness[row, column] >= LEAST_LIKENESS
    ]
    taken, used = {row for row, _ in matched}, {column for _, column in matched}
    return Alignment(
        [(gold[row], read[column]) for row, column in matched],
        [item for index, item in enumerate(gold) if index not in taken],
        [item for index, item in enumerate(read) if index not in used],
    )
