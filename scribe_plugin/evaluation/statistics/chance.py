"""Agreement beyond chance of two labellers over named categories: Cohen's kappa and Krippendorff's alpha."""

from collections import Counter
from collections.abc import Hashable, Sequence


def agreement(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Return the share of units on which both say the same."""
    return sum(ours == theirs for ours, theirs in zip(first, second, strict=True)) / len(first)


def kappa_chance(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Return the agreement that chance gives for Cohen's kappa: each labeller keeps the frequencies of their own."""
    ours, theirs = Counter(first), Counter(second)
    return sum(ours[name] * theirs[name] for name in ours) / len(first) ** 2


def alpha_chance(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Return the agreement that chance gives for Krippendorff's alpha: both draw from all values together."""
    values = Counter([*first, *second])
    whole = sum(values.values())
    return sum(number * (number - 1) for number in values.values()) / (whole * (whole - 1))


def beyond(agreed: float, chance: float) -> float | None:
    """Return agreement beyond chance, 1 for perfect and 0 for none; None where chance alone agrees always."""
    return None if chance >= 1 else (agreed - chance) / (1 - chance)
