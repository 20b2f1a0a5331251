"""Intervals of 95 % for shares and ratios of sums: Wilson's, widened by what notes of one family have in common.

The percentile bootstrap over families, the usual choice, holds the truth in 85 to 94 of 100 samples where a share is near
1 and errors are few: a sample without an error has nothing to resample. Wilson's interval on the effective number of notes
holds it in 93 to 97 (``tests/evaluation/statistics``), so single shares have it; differences are bootstrapped.
"""

from collections.abc import Mapping

FEWEST = 5
"""Fewer families than these give no interval."""

DOUBT = 0.1
"""Wrong families, in number, that are imagined to be wrong as a whole before the data say otherwise."""


def wilson(successes: float, n: float) -> tuple[float, float]:
    """Return Wilson's interval of a share of ``n`` independent trials; all of it where nothing was tried."""
    if n <= 0:
        return 0.0, 1.0
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(successes, n, method="wilson")
    return max(0.0, float(low)), min(1.0, float(high))


def cluster_interval(sums: Mapping[str, tuple[float, float]]) -> tuple[float, float] | None:
    """Return the interval of a ratio of sums over families: a share, F1, sensitivity, specificity or predictive value.

    Args:
        sums: numerator and denominator that each family gives, 0 <= numerator <= denominator; one that gives nothing has
            (0, 0).

    Returns:
        The interval, or None where fewer than five families give anything.
    """
    given = [pair for _, pair in sorted(sums.items()) if pair[1] > 0]
    if len(given) < FEWEST:
        return None
    part, whole = (sum(side) for side in zip(*given, strict=True))
    share = part / whole
    trials = whole / design_effect(given, share)
    return wilson(share * trials, trials)


def design_effect(sums: list[tuple[float, float]], share: float) -> float:
    """Return how many times the variance of a ratio of sums is that of as many independent trials.

    The variance is that of a ratio estimator over families. With few errors it is hardly known, so it is drawn towards the
    effect of families that are all right or all wrong; for families of one trial each it is 1.
    """
    families, whole = len(sums), sum(size for _, size in sums)
    at_most = sum(size * size for _, size in sums) / whole
    found = sum((part - share * size) ** 2 for part, size in sums) * families / (families - 1)
    doubt = DOUBT * whole / families
    return (found + doubt * at_most) / (share * (1 - share) * whole + doubt)
