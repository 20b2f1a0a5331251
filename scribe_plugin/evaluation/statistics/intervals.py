"""Intervals of 95 %: Wilson's for a share of independent trials, a bootstrap over families for ratios of sums."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    """Return the interval of a ratio of sums over families.

    Args:
        sums: numerator and denominator that each family gives; one that gives nothing has (0, 0).

    Returns:
        The interval, or None where fewer than five families give anything.
    """
    if sum(whole > 0 for _, whole in sums.values()) < FEWEST:
        return None
    import numpy as np

    pooled = _weights(len(sums)) @ np.array([sums[name] for name in sorted(sums)], dtype=np.float32)
    values = pooled[pooled[:, 1] > 0]
    low, high = np.percentile(values[:, 0] / values[:, 1], [2.5, 97.5])
    return float(low), float(high)


@lru_cache(maxsize=2)
def _weights(families: int) -> "NDArray[np.float32]":
    """Return how often each resample holds each family: drawn once, as every table of a run needs the same."""
    import numpy as np

    chance = np.random.default_rng(0)
    return chance.multinomial(families, np.full(families, 1 / families), size=RESAMPLES).astype(np.float32)
