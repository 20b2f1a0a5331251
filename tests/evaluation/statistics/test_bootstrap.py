"""Intervals of differences: against scipy's bootstrap, by family, and honest where little differs."""

from time import perf_counter

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import bootstrap

from scribe_plugin.evaluation.statistics.bootstrap import difference_intervals, pool


def sums(right: NDArray[np.float64], size: float = 1.0) -> NDArray[np.float64]:
    """Numerators and denominators of one measure over families of one size."""
    return np.stack([right, np.full_like(right, size)], axis=-1)[:, None, :]


def test_many_families_have_the_interval_of_scipys_bootstrap() -> None:
    chance = np.random.default_rng(1)
    first = chance.binomial(1, 0.8, 800).astype(float)
    second = np.where(chance.random(800) < 0.15, 1.0, first)
    ours = difference_intervals(sums(first), sums(second))[0]
    theirs = bootstrap(
        (second - first,), np.mean, n_resamples=4000, method="percentile", rng=chance
    ).confidence_interval
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_nothing_that_differs_is_not_certainty() -> None:
    first = np.ones(50)
    low, high = difference_intervals(sums(first), sums(first))[0] or (0.0, 0.0)
    assert low == pytest.approx(-high, abs=0.02)
    assert 0.02 < high < 0.1


def test_families_are_drawn_whole() -> None:
    chance = np.random.default_rng(2)
    first, second = chance.binomial(1, 0.7, 60).astype(float), chance.binomial(1, 0.8, 60).astype(float)
    alone = difference_intervals(sums(first), sums(second))[0]
    copied = difference_intervals(sums(5 * first, 5), sums(5 * second, 5))[0]
    assert copied == pytest.approx(alone)


def test_a_measure_of_too_few_families_has_none() -> None:
    first = np.zeros((20, 2, 2))
    first[:, 0] = (1, 1)
    first[:4, 1] = (1, 1)
    found = difference_intervals(first, first)
    assert found[0] is not None
    assert found[1] is None


def test_resamples_without_a_trial_are_left_out() -> None:
    first = np.zeros((200, 1, 2))
    first[:5, 0] = (1, 1)
    low, high = difference_intervals(first, first)[0] or (np.nan, np.nan)
    assert -1 <= low <= 0 <= high <= 1


def test_values_are_pooled_by_family() -> None:
    pooled = pool(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([0, 1, 0]))
    assert pooled.tolist() == [[6.0, 8.0], [3.0, 4.0]]


def test_forty_fields_take_less_than_two_seconds() -> None:
    chance = np.random.default_rng(3)
    first = np.stack([chance.binomial(1, 0.9, (500, 80)), np.ones((500, 80))], axis=-1).astype(float)
    start = perf_counter()
    assert len(difference_intervals(first, first[::-1])) == 80
    assert perf_counter() - start < 2
