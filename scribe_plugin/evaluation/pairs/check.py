"""Readings against pairs: did exactly what must flip flip?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from scribe_plugin.contract import Elements
from scribe_plugin.evaluation.pairs.build import Pair, raised, values
from scribe_plugin.evaluation.pairs.reading import Reading
from scribe_plugin.evaluation.scoring.fields import FIELDS, Meeting


@dataclass(frozen=True, slots=True)
class Flip:
    """One field or finding that went wrong.

    ``fault`` is ``value`` where a field that must flip holds a wrong value in one of the notes, ``changed`` where a field
    flipped that must not, ``finding`` where a finding came or went that must not, or failed to.
    """

    name: str
    fault: Literal["value", "changed", "finding"]
    expected: tuple[list[str], list[str]]
    read: tuple[list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one pair; an ``error`` is a pair that was not read, which is no failure."""

    pair: Pair
    flips: list[Flip] = field(default_factory=list)
    error: str | None = None

    @property
    def passed(self) -> bool:
        """Whether exactly what must flip did."""
        return not self.flips and self.error is None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pairs passed; ``low`` and ``high`` are the 95 % Wilson interval of the share, None without pairs."""

    passed: int
    scored: int
    errors: int

    @property
    def share(self) -> float | None:
        """Share of the scored pairs that passed."""
        return self.passed / self.scored if self.scored else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of the share."""
        from scribe_plugin.evaluation.statistics.intervals import wilson

        return wilson(self.passed, self.scored) if self.scored else None


def check_pair(pair: Pair, readings: Mapping[str, Reading]) -> Result:
    """Hold the readings of a pair against what must flip.

    A field that must flip has to be right in both notes. Any other field and finding has to be the same in both, right
    or wrong: a pair proves that the reader hangs on the one fact.
    """
    first, second = readings[pair.first.id], readings[pair.second.id]
    if isinstance(first, str) or isinstance(second, str):
        return Result(pair, error=first if isinstance(first, str) else str(second))
    fields = [flip for name in FIELDS if (flip := _field(pair, name, first, second)) is not None]
    return Result(pair, [*fields, *_findings(pair, first, second)])


def tally(results: Iterable[Result]) -> Tally:
    """Count results."""
    listed = list(results)
    errors = sum(result.error is not None for result in listed)
    return Tally(sum(result.passed for result in listed), len(listed) - errors, errors)


def _field(pair: Pair, name: str, first: Elements, second: Elements) -> Flip | None:
    read = values(first, name), values(second, name)
    golds = pair.first.gold.elements, pair.second.gold.elements
    expected = values(golds[0], name), values(golds[1], name)
    if name not in pair.fields:
        return Flip(name, "changed", expected, read) if read[0] != read[1] else None
    notes = zip((pair.first, pair.second), golds, (first, second), strict=True)
    right = all(FIELDS[name].mark(Meeting(note.encounter, gold, ours)).exact for note, gold, ours in notes)
    return None if right else Flip(name, "value", expected, read)


def _findings(pair: Pair, first: Elements, second: Elements) -> list[Flip]:
    before, after = set(raised(first, pair.first.encounter)), set(raised(second, pair.second.encounter))
    gold = set(pair.first.gold.findings), set(pair.second.gold.findings)
    wrong = (set(pair.appears) ^ (after - before)) | (set(pair.vanishes) ^ (before - after))
    return [
        Flip(
            code, "finding", (_yes(code in gold[0]), _yes(code in gold[1])), (_yes(code in before), _yes(code in after))
        )
        for code in sorted(wrong)
    ]


def _yes(present: bool) -> list[str]:
    return ["raised"] if present else []
