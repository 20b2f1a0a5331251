"""Intervals of 95 %: Wilson's for a share of independent trials, a bootstrap over families for ratios of sums."""

from collections.abc import Mapping

RESAMPLES = 2_000
FEWEST = 5
"""Fewer families than these give no interval."""


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Return Wilson's interval of a share; all of it where nothing was tried."""
    if n == 0:
        return 0.0, 1.0
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(successes, n, method="wilson")
    return max(0.0, float(low)), min(1.0, float(high))


def cluster_interval(sums: Mapping[str, tuple[float, float]]) -> tuple[float, float] | None:
    """Return the interval of a ratio of sums; each family gives its numerator and denominator. None: too few families."""
    if len(sums) < FEWEST:
        return None
    import numpy as np

    parts = np.array([sums[name] for name in sorted(sums)], dtype=float)
    chance = np.random.default_rng(0)
    weights = chance.multinomial(len(parts), np.full(len(parts), 1 / len(parts)), size=RESAMPLES)
    pooled = weights @ parts
    values = pooled[pooled[:, 1] > 0]
    low, high = np.percentile(values[:, 0] / values[:, 1], [2.5, 97.5])
    return float(low), float(high)
