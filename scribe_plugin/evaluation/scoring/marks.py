"""Counts of one field: what was labelled and read, and how the two meet."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mark:
    """Five ways in which a label and a reading can meet, counted over values.

    ``hit`` both say the same; ``miss`` labelled and not read; ``false_alarm`` read and not labelled; ``wrong`` both say
    something, not the same; ``silence`` neither says anything.
    """

    hit: int = 0
    miss: int = 0
    false_alarm: int = 0
    wrong: int = 0
    silence: int = 0

    def __add__(self, other: "Mark") -> "Mark":
        return Mark(*(ours + theirs for ours, theirs in zip(self.counts, other.counts, strict=True)))

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """The five counts in the order of the fields."""
        return self.hit, self.miss, self.false_alarm, self.wrong, self.silence

    @property
    def exact(self) -> bool:
        """Whether nothing was missed, invented or taken for something else."""
        return not (self.miss or self.false_alarm or self.wrong)

    @property
    def labelled(self) -> int:
        """Values that the labels hold."""
        return self.hit + self.miss + self.wrong

    @property
    def read(self) -> int:
        """Values that were read."""
        return self.hit + self.false_alarm + self.wrong

    @property
    def precision(self) -> float | None:
        """Share of the values read that are right; None when nothing was read."""
        return self.hit / self.read if self.read else None

    @property
    def recall(self) -> float | None:
        """Share of the labelled values that were read right; None when nothing is labelled."""
        return self.hit / self.labelled if self.labelled else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall, of pooled counts; None when nothing is labelled or read."""
        whole = self.labelled + self.read
        return 2 * self.hit / whole if whole else None


def total(marks: Iterable[Mark]) -> Mark:
    """Return the sum of marks."""
    result = Mark()
    for mark in marks:
        result += mark
    return result
