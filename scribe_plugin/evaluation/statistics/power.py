"""What a comparison can detect: the power of the exact McNemar test, the smallest change, and the notes needed."""

from functools import lru_cache

import numpy as np
from scipy.stats import binom

_MOST_NOTES = 20_000


@lru_cache(maxsize=100_000)
def power(notes: int, change: float, churn: float, alpha: float) -> float:
    """Return the chance that a change for the better is called decisive.

    Args:
        notes: independent notes (families) that both runs read.
        change: share of the notes by which the exact share grows, 0 to 1.
        churn: share of the notes that differ between two runs without any change, half of them either way.
        alpha: p below which a change counts.
    """
    gain, loss = churn / 2 + change, churn / 2
    differing = gain + loss
    if differing <= 0 or differing > 1:
        return 0.0
    reach = int(binom.ppf(1 - 1e-9, notes, differing))
    counts = np.arange(reach + 1)
    # the largest number of losses that still makes p < alpha: P(X <= k) <= alpha / 2 for a fair coin
    most = binom.ppf(alpha / 2, counts, 0.5)
    most = np.where(binom.cdf(most, counts, 0.5) > alpha / 2, most - 1, most)
    decisive = np.where(most < 0, 0.0, binom.cdf(most, counts, loss / differing))
    return float(np.sum(binom.pmf(counts, notes, differing) * decisive))


def smallest_change(notes: int, churn: float, alpha: float, wanted: float) -> float | None:
    """Return the smallest change of the exact share that is detected with a power of ``wanted``, in steps of 0.1 points.

    None where no change that leaves room for the churn is.
    """
    low, high = 0, int((1 - churn) * 1000)
    if power(notes, high / 1000, churn, alpha) < wanted:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power(notes, middle / 1000, churn, alpha) >= wanted else (middle, high)
    return high / 1000


def notes_needed(change: float, churn: float, alpha: float, wanted: float) -> int | None:
    """Return how many independent notes detect a change with a power of ``wanted``; None where 20,000 do not."""
    low, high = 1, 8
    while power(high, change, churn, alpha) < wanted:
        low, high = high, 2 * high
        if high > _MOST_NOTES:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power(middle, change, churn, alpha) >= wanted else (middle, high)
    return high
