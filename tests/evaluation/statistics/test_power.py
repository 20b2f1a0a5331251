"""What a comparison can detect, against simulated comparisons and closed forms."""

import numpy as np
import pytest

from scribe_plugin.evaluation.statistics.paired import sign_flip
from scribe_plugin.evaluation.statistics.power import notes_needed, power, smallest_change


@pytest.mark.parametrize(("notes", "change", "churn"), [(268, 0.045, 0.02), (100, 0.1, 0.05), (60, 0.2, 0.0)])
def test_power_is_the_share_of_simulated_comparisons_that_are_decisive(notes: int, change: float, churn: float) -> None:
    chance = np.random.default_rng(1)
    shares = [churn / 2 + change, churn / 2, 1 - churn - change]
    counts = chance.multinomial(notes, shares, size=3000)
    found = {(up, down): sign_flip([1] * up + [-1] * down) < 0.05 and up > down for up, down, _ in counts.tolist()}
    decisive = np.mean([found[up, down] for up, down, _ in counts.tolist()])
    assert power(notes, change, churn, 0.05) == pytest.approx(decisive, abs=0.025)


def test_six_flips_one_way_are_the_fewest_that_decide() -> None:
    assert power(5, 1.0, 0.0, 0.05) == 0
    assert power(6, 1.0, 0.0, 0.05) == pytest.approx(1)


def test_no_change_is_found_no_more_often_than_alpha() -> None:
    assert power(268, 0.0, 0.05, 0.05) <= 0.025
    assert power(268, 0.0, 0.0, 0.05) == 0


def test_the_smallest_change_is_the_first_that_has_the_power() -> None:
    smallest = smallest_change(268, 0.02, 0.05, 0.8)
    assert smallest is not None
    assert power(268, smallest, 0.02, 0.05) >= 0.8 > power(268, smallest - 0.001, 0.02, 0.05)


def test_too_few_notes_find_no_change_at_all() -> None:
    assert smallest_change(5, 0.02, 0.05, 0.8) is None


def test_the_notes_needed_have_the_power_and_grow_as_changes_shrink() -> None:
    needed = [notes_needed(change, 0.02, 0.05, 0.8) for change in (0.1, 0.05, 0.02)]
    assert all(number is not None for number in needed)
    assert needed == sorted(needed, key=lambda number: number or 0)
    assert power(needed[1] or 0, 0.05, 0.02, 0.05) >= 0.8
    assert notes_needed(0.0005, 0.1, 0.05, 0.8) is None
