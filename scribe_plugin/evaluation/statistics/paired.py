"""Tests of two runs over the same notes: exact, family by family, and corrected for the number of fields."""

from collections.abc import Sequence
from math import gcd

import numpy as np
from scipy.special import bdtr

ALPHA = 0.05

MCNEMAR = "exact McNemar test over notes"
SIGN_FLIP = "exact sign-flip test over families"


def sign_flip(differences: Sequence[int]) -> float:
    """Return the exact two-sided p of paired differences: how often as large a sum comes up when each sign is a coin's.

    Families are flipped whole, so notes of one family may depend on one another. For differences of -1, 0 and 1 this is
    the exact McNemar test.

    Args:
        differences: one a family, summed over its notes, in whole units.
    """
    moved = [abs(value) for value in differences if value]
    if not moved:
        return 1.0
    unit = gcd(*moved)
    moved, seen = [value // unit for value in moved], abs(sum(differences)) // unit
    if max(moved) == 1:
        return min(1.0, 2 * float(bdtr((len(moved) - seen) // 2, len(moved), 0.5)))
    return _tail(moved, seen)


def _tail(sizes: Sequence[int], seen: int) -> float:
    """Return the chance that a sum of ``sizes`` with signs of a fair coin is ``seen`` or more away from 0."""
    reach = sum(sizes)
    chances = np.zeros(2 * reach + 1)
    chances[reach] = 1.0
    width = 0
    for size in sizes:
        low, high = reach - width, reach + width + 1
        before = chances[low:high].copy()
        chances[low:high] = 0
        chances[low - size : high - size] += before / 2
        chances[low + size : high + size] += before / 2
        width += size
    sums = np.abs(np.arange(-reach, reach + 1))
    return min(1.0, float(chances[sums >= seen].sum()))


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p adjusted for their number (Holm): the chance of one false word among all of them stays below 5 %."""
    adjusted = [0.0] * len(p_values)
    so_far = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda place: p_values[place])):
        so_far = max(so_far, min(1.0, (len(p_values) - rank) * p_values[place]))
        adjusted[place] = so_far
    return adjusted


def verdict(difference: float, interval: tuple[float, float] | None, adjusted: float | None, *, moved: bool) -> str:
    """Return what a difference comes to, in a word or two.

    It is decisive only when the interval leaves out 0 and the adjusted p is below 0.05.

    Args:
        difference: second less first.
        interval: of the difference; None where there are too few families.
        adjusted: p, adjusted for the number of questions asked; None where this one was not.
        moved: whether anything differs at all.
    """
    if not moved:
        return "the same"
    if adjusted is None:
        return "not asked"
    if interval is None or interval[0] <= 0 <= interval[1] or adjusted >= ALPHA:
        return "not decisive"
    return "better" if difference > 0 else "worse"
