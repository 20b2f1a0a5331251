"""Intervals against statsmodels and scipy, and where they are hardest: no error, few families, notes of one family."""

import pytest
from scipy.stats import binomtest

from scribe_plugin.evaluation.statistics.intervals import FEWEST, cluster_interval, design_effect, wilson


def singles(right: int, wrong: int) -> dict[str, tuple[float, float]]:
    """Families of one trial each."""
    return {f"n{place}": (float(place < right), 1.0) for place in range(right + wrong)}


@pytest.mark.parametrize(("right", "n"), [(0, 5), (9, 10), (97, 100), (134, 136), (268, 268)])
def test_wilson_is_that_of_scipy(right: int, n: int) -> None:
    theirs = binomtest(right, n).proportion_ci(0.95, "wilson")
    assert wilson(right, n) == pytest.approx((theirs.low, theirs.high))


def test_nothing_tried_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("right", "wrong"), [(90, 10), (97, 3), (100, 0), (3, 97)])
def test_families_of_one_trial_have_wilsons_interval(right: int, wrong: int) -> None:
    low, high = cluster_interval(singles(right, wrong)) or (0.0, 0.0)
    # the ratio estimator divides by one less than the families, so it is wider by a hair
    assert low == pytest.approx(wilson(right, right + wrong)[0], abs=0.002)
    assert high == pytest.approx(wilson(right, right + wrong)[1], abs=0.002)


def test_too_few_families_have_no_interval_and_empty_ones_do_not_count() -> None:
    sums = {**{f"n{place}": (1.0, 2.0) for place in range(FEWEST - 1)}, "empty": (0.0, 0.0)}
    assert cluster_interval(sums) is None
    assert cluster_interval({**sums, "n9": (1.0, 2.0)}) is not None
    assert cluster_interval({"n1": (9.0, 10.0)}) is None


def test_families_that_give_nothing_change_nothing() -> None:
    sums = {f"n{place}": (float(place % 3), 3.0) for place in range(20)}
    assert cluster_interval({**sums, "empty": (0.0, 0.0)}) == cluster_interval(sums)


def test_copies_of_notes_are_no_further_notes() -> None:
    alone = cluster_interval(singles(45, 5))
    copied = cluster_interval({name: (4 * part, 4 * whole) for name, (part, whole) in singles(45, 5).items()})
    assert copied == pytest.approx(alone)


def test_without_an_error_a_family_counts_as_one_note_in_the_worst_case() -> None:
    assert cluster_interval({f"n{place}": (4.0, 4.0) for place in range(30)}) == pytest.approx(wilson(30, 30))


def test_errors_spread_over_families_are_nearly_independent() -> None:
    spread = [(3.0, 4.0)] * 8 + [(4.0, 4.0)] * 32
    heaped = [(0.0, 4.0)] * 2 + [(4.0, 4.0)] * 38
    assert design_effect(spread, 152 / 160) < 1.2
    assert design_effect(heaped, 152 / 160) > 3.5


def test_the_interval_holds_the_share_and_stays_between_0_and_1() -> None:
    sums = {f"n{place}": (float(place != 3), 1.0 + place % 4 * (place != 3)) for place in range(12)}
    share = sum(part for part, _ in sums.values()) / sum(whole for _, whole in sums.values())
    low, high = cluster_interval(sums) or (1.0, 0.0)
    assert 0 <= low < share < high <= 1
