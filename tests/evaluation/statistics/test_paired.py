"""Paired tests against scipy and statsmodels, and the plain word."""

import numpy as np
import pytest
from scipy.stats import permutation_test
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from scribe_plugin.evaluation.statistics.paired import holm, sign_flip, verdict


@pytest.mark.parametrize(("better", "worse"), [(0, 1), (5, 0), (6, 0), (9, 2), (20, 9), (40, 40)])
def test_single_notes_have_the_exact_mcnemar_test(better: int, worse: int) -> None:
    theirs = mcnemar([[100, better], [worse, 10]], exact=True).pvalue
    assert sign_flip([1] * better + [-1] * worse + [0] * 7) == pytest.approx(min(1.0, theirs))


@pytest.mark.parametrize("moves", [[3, 1, -2, 1, 5], [2, 2, 2, -1, 0, 4, 1], [7, -7, 1], [5, 4, 3, 3, 2, 1, 1, -1]])
def test_families_have_the_exact_sign_flip_test(moves: list[int]) -> None:
    theirs = permutation_test(
        (np.array(moves, dtype=float), np.zeros(len(moves))),
        lambda first, second: np.abs(np.sum(first - second)),
        permutation_type="samples",
        n_resamples=100_000,
        alternative="greater",
    )
    assert sign_flip(moves) == pytest.approx(theirs.pvalue)


def test_units_do_not_matter() -> None:
    assert sign_flip([3, 3, 3, -3]) == sign_flip([1, 1, 1, -1])
    assert sign_flip([6, 4, 2, -2]) == sign_flip([3, 2, 1, -1])


def test_nothing_that_differs_is_no_evidence() -> None:
    assert sign_flip([]) == 1
    assert sign_flip([0, 0]) == 1


def test_one_family_proves_nothing_however_many_notes_it_has() -> None:
    assert sign_flip([40]) == 1


def test_many_large_families_are_quick_and_exact() -> None:
    assert sign_flip([5, -5] * 500 + [1]) == pytest.approx(1.0)
    assert 0 < sign_flip([3, 2] * 300) < 1e-100


@pytest.mark.parametrize("p_values", [[0.01, 0.04, 0.03], [0.5, 0.5], [0.001] * 3, [1.0, 0.2, 0.049, 0.0001, 0.02]])
def test_holm_is_that_of_statsmodels(p_values: list[float]) -> None:
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1])


def test_holm_steps_down() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@pytest.mark.parametrize(
    ("difference", "interval", "adjusted", "moved", "said"),
    [
        (0.1, (0.02, 0.2), 0.01, True, "better"),
        (-0.1, (-0.2, -0.02), 0.01, True, "worse"),
        (0.1, (-0.02, 0.2), 0.01, True, "not decisive"),
        (0.1, (0.0, 0.2), 0.01, True, "not decisive"),
        (0.1, (0.02, 0.2), 0.05, True, "not decisive"),
        (0.1, None, 0.01, True, "not decisive"),
        (0.1, (0.02, 0.2), None, True, "not asked"),
        (0.0, (-0.02, 0.02), 1.0, False, "the same"),
    ],
)
def test_a_word_needs_interval_and_p(
    difference: float, interval: tuple[float, float] | None, adjusted: float | None, moved: bool, said: str
) -> None:
    assert verdict(difference, interval, adjusted, moved=moved) == said
