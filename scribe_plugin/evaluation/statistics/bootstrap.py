"""Intervals of differences between two runs over the same notes: a bootstrap over families."""

from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from scribe_plugin.evaluation.statistics.intervals import FEWEST

Numbers: TypeAlias = NDArray[np.float64]

RESAMPLES = 2_000
_SEED = 20_261
_PER_STEP = 250
"""Resamples that are worked on at once: memory stays small for thousands of families."""


@lru_cache(maxsize=4)
def _weights(families: int) -> NDArray[np.uint8]:
    """Return how often each resample holds each family: drawn once, as every field of a run needs the same."""
    chance = np.random.default_rng(_SEED)
    even = np.full(families, 1 / families)
    steps = [chance.multinomial(families, even, size=_PER_STEP).astype(np.uint8) for _ in range(RESAMPLES // _PER_STEP)]
    return np.concatenate(steps)


def pool(values: Numbers, families: NDArray[np.intp]) -> Numbers:
    """Return sums by family.

    Args:
        values: one row a note, any further shape.
        families: the number of each note's family, from 0.
    """
    pooled = np.zeros((int(families.max()) + 1, *values.shape[1:]))
    np.add.at(pooled, families, values)
    return pooled


def difference_intervals(first: Numbers, second: Numbers) -> list[tuple[float, float] | None]:
    """Return 95 % intervals of the difference of two ratios of sums, second less first, for many measures at once.

    Two imagined families of middling size are resampled with the others: one that got all better, one that got all worse.
    Without them, a sample in which little or nothing differs would look certain (for notes without families they make it
    the bootstrap of Bonett and Price's adjusted interval).

    Args:
        first: numerators and denominators by family and measure, shape (families, measures, 2).
        second: those of the other run, the same shape and families.

    Returns:
        One interval a measure; None where fewer than five families count for it.
    """
    counted = (first[..., 1] > 0) | (second[..., 1] > 0)
    number = counted.sum(axis=0)
    size = (first[..., 1] + second[..., 1]).sum(axis=0) / 2 / np.maximum(number, 1)
    right, wrong = np.stack([size, size], axis=-1), np.stack([np.zeros_like(size), size], axis=-1)
    ours = np.concatenate([first, wrong[None], right[None]])
    theirs = np.concatenate([second, right[None], wrong[None]])
    changes = _resampled(theirs) - _resampled(ours)
    changes[:, number == 0] = 0  # nothing counts, and there is no percentile of nothing
    found = np.nanpercentile(changes, [2.5, 97.5], axis=0)
    return [
        (float(low), float(high)) if families >= FEWEST else None
        for low, high, families in zip(found[0], found[1], number, strict=True)
    ]


def _resampled(sums: Numbers) -> Numbers:
    """Return the ratio of each resample and measure, shape (resamples, measures); NaN where nothing counts."""
    families, measures, _ = sums.shape
    weights, flat = _weights(families), sums.reshape(families, -1)
    pooled = np.concatenate(
        [weights[at : at + _PER_STEP].astype(float) @ flat for at in range(0, len(weights), _PER_STEP)]
    ).reshape(-1, measures, 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(pooled[..., 1] > 0, pooled[..., 0] / pooled[..., 1], np.nan))
