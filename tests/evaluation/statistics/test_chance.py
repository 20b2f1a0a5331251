"""Kappa against statsmodels, alpha against values that the package krippendorff 0.8 gives."""

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from scribe_plugin.evaluation.statistics.chance import agreement, alpha_chance, beyond, kappa_chance

LABELS = [
    ([1, 1, 2, 2, 3, 3, 1, 2, 3, 1], [1, 1, 2, 2, 3, 1, 1, 2, 2, 1], 0.700787401575),
    ([0] * 18 + [1] * 2, [0] * 17 + [1] * 3, 0.777142857143),
    (
        [3, 2, 2, 3, 2, 3, 3, 0, 0, 1, 1, 3, 3, 0, 1, 3, 0, 3, 0, 1, 3, 1, 1, 1, 2, 1, 3, 1, 1, 2],
        [3, 2, 1, 3, 0, 3, 3, 0, 0, 1, 1, 3, 2, 0, 1, 3, 0, 3, 0, 1, 3, 1, 1, 3, 2, 1, 2, 1, 1, 2],
        0.774637127578,
    ),
]


@pytest.mark.parametrize(("first", "second", "alpha"), LABELS)
def test_alpha_is_krippendorffs(first: list[int], second: list[int], alpha: float) -> None:
    assert beyond(agreement(first, second), alpha_chance(first, second)) == pytest.approx(alpha)


@pytest.mark.parametrize(("first", "second", "alpha"), LABELS)
def test_kappa_is_cohens(first: list[int], second: list[int], alpha: float) -> None:
    table = np.zeros((4, 4))
    np.add.at(table, (first, second), 1)
    table = table[table.sum(1) + table.sum(0) > 0][:, table.sum(1) + table.sum(0) > 0]
    assert beyond(agreement(first, second), kappa_chance(first, second)) == pytest.approx(cohens_kappa(table).kappa)


def test_one_value_everywhere_is_no_proof_of_skill() -> None:
    assert beyond(agreement(["no"] * 5, ["no"] * 5), kappa_chance(["no"] * 5, ["no"] * 5)) is None


def test_systematic_disagreement_is_below_zero() -> None:
    first, second = ["a", "b"] * 4, ["b", "a"] * 4
    assert beyond(agreement(first, second), kappa_chance(first, second)) == -1
