"""Simulated runs: how often intervals hold the truth, and how often a comparison cries wolf.

The assertions name what was found: ``pytest -m slow --showlocals`` prints it when one fails.
"""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from scribe_plugin.evaluation.changes import Change, alert_changes, field_changes
from scribe_plugin.evaluation.joining import MEASURES, Join, Side
from scribe_plugin.evaluation.statistics.bootstrap import difference_intervals, pool
from scribe_plugin.evaluation.statistics.intervals import cluster_interval, wilson
from scribe_plugin.evaluation.statistics.paired import ALPHA, holm, sign_flip

RUNS = 2000
MIXED = np.array([1, 1, 1, 2, 3, 5, 8])
"""Sizes of families: variants of one note."""

pytestmark = pytest.mark.slow

LEAST, MOST = 0.93, 0.975
"""Share of intervals of 95 % that hold the truth: 93 to 97 % and what chance adds to so many runs."""

Numbers = NDArray[np.float64]
Drawn = tuple[Numbers, Numbers]


def drawn(chance: np.random.Generator, families: int, share: float, likeness: float) -> Drawn:
    """Numerators and denominators of families whose notes are alike to a degree (intraclass correlation)."""
    sizes = chance.choice(MIXED, families)
    spread = (1 - likeness) / likeness
    right = chance.binomial(sizes, chance.beta(share * spread, (1 - share) * spread, families))
    return right.astype(float), sizes.astype(float)


def drawn_f1(chance: np.random.Generator, families: int, share: float, likeness: float) -> Drawn:
    """Numerators and denominators of F1 of lists: values that are hit, missed, taken for another, or invented."""
    labelled = 1 + chance.poisson(1.5, families)
    spread = (1 - likeness) / likeness
    hits = chance.binomial(labelled, chance.beta(share * spread, (1 - share) * spread, families))
    invented = chance.poisson(labelled * (1 - share) * 0.6)
    wrong = chance.binomial(labelled - hits, 0.4)
    return 2.0 * hits, (labelled + hits + invented + wrong).astype(float)


def percentile_interval(parts: Numbers, wholes: Numbers, chance: np.random.Generator) -> tuple[float, float]:
    """The usual percentile bootstrap over families."""
    families = len(parts)
    weights = chance.multinomial(families, np.full(families, 1 / families), size=500)
    low, high = np.percentile((weights @ parts) / (weights @ wholes), [2.5, 97.5])
    return low, high


def coverage(draw: Callable[[np.random.Generator], Drawn], truth: float) -> float:
    """Share of simulated runs whose interval holds the truth."""
    chance, held = np.random.default_rng(11), 0
    for _ in range(RUNS):
        parts, wholes = draw(chance)
        sums = {str(place): pair for place, pair in enumerate(zip(parts.tolist(), wholes.tolist(), strict=True))}
        low, high = cluster_interval(sums) or (0.0, 0.0)
        held += low <= truth <= high
    return held / RUNS


@pytest.mark.parametrize("share", [0.9, 0.97])
def test_wilson_holds_the_truth_over_a_hundred_notes(share: float) -> None:
    right = np.random.default_rng(5).binomial(100, share, 10 * RUNS).tolist()
    known = {number: wilson(number, 100) for number in set(right)}
    held = np.mean([known[number][0] <= share <= known[number][1] for number in right])
    assert LEAST <= held <= MOST


@pytest.mark.parametrize(
    ("families", "share", "likeness"),
    [
        (40, 0.9, 0.2),
        (80, 0.9, 0.3),
        (80, 0.97, 0.2),
        (80, 0.97, 0.001),
        (130, 0.985, 0.3),
        (60, 0.6, 0.3),
        (30, 0.9, 0.5),
        (20, 0.9, 0.2),
    ],
)
def test_the_interval_over_families_holds_the_truth(families: int, share: float, likeness: float) -> None:
    held = coverage(lambda chance: drawn(chance, families, share, likeness), share)
    assert LEAST <= held <= MOST


@pytest.mark.parametrize(("families", "share", "likeness"), [(130, 0.9, 0.1), (130, 0.97, 0.1), (40, 0.9, 0.2)])
def test_the_interval_of_f1_holds_the_truth(families: int, share: float, likeness: float) -> None:
    parts, wholes = drawn_f1(np.random.default_rng(5), 400_000, share, likeness)
    truth = float(parts.sum() / wholes.sum())
    held = coverage(lambda chance: drawn_f1(chance, families, share, likeness), truth)
    assert LEAST <= held <= MOST


def test_the_percentile_bootstrap_would_not_do_near_1() -> None:
    chance, held = np.random.default_rng(11), 0
    for _ in range(500):
        low, high = percentile_interval(*drawn(chance, 130, 0.985, 0.3), chance)
        held += low <= 0.985 <= high
    assert held / 500 < 0.9


@pytest.mark.parametrize(("better", "worse", "families"), [(0.05, 0.02, 100), (0.02, 0.02, 268), (0.08, 0.03, 268)])
def test_the_interval_of_a_difference_holds_the_truth(better: float, worse: float, families: int) -> None:
    chance = np.random.default_rng(7)
    moves = chance.choice([1.0, -1.0, 0.0], p=[better, worse, 1 - better - worse], size=(families, RUNS))
    first = np.stack([np.where(moves > 0, 0.0, 1.0), np.ones_like(moves)], axis=-1)
    second = np.stack([np.where(moves < 0, 0.0, 1.0), np.ones_like(moves)], axis=-1)
    found = [
        pair
        for at in range(0, RUNS, 100)
        for pair in difference_intervals(first[:, at : at + 100], second[:, at : at + 100])
    ]
    held = np.mean([low - 1e-9 <= better - worse <= high + 1e-9 for low, high in filter(None, found)])
    assert len(found) == RUNS
    assert LEAST <= held <= 0.985  # wide to be safe where little differs


def side(right: Numbers, alerts: Numbers) -> Side:
    """One run in which every field is a single value, right or wrong."""
    marks = np.zeros((*right.shape, 5))
    marks[..., 0], marks[..., 3] = right, 1 - right
    counts = np.zeros((*alerts.shape, 5))
    raised = np.arange(len(alerts)) % 2 == 0
    counts[raised, :, 0], counts[raised, :, 1] = alerts[raised], 1 - alerts[raised]
    counts[~raised, :, 4], counts[~raised, :, 2] = alerts[~raised], 1 - alerts[~raised]
    return Side(marks, counts, right)


def two_runs(chance: np.random.Generator, families: int, sizes: NDArray[np.int64], gain: float = 0.0) -> Join:
    """Two runs of one reader, or with a gain in the first field; notes of a family, and the fields of a note, are alike."""
    number = np.repeat(np.arange(families), chance.choice(sizes, families))
    columns = len(MEASURES) + 6
    ease = np.array([0.995, 0.97, 0.9, 0.8])[np.arange(columns) % 4]
    wobble = chance.normal(0, 0.05, (families, 1))[number] + chance.normal(0, 0.03, (len(number), 1))
    sides = []
    for place in (0, 1):
        shares = np.clip(ease + wobble, 0.02, 0.998)
        shares[:, 0] -= gain * (place == 0)
        # notes of a family are read alike: half of them take the family's draw
        drawn_by_note = chance.random((len(number), columns))
        drawn_by_family = chance.random((families, columns))[number]
        alike = chance.random((families, 1))[number] < 0.5
        right = (np.where(alike, drawn_by_family, drawn_by_note) < shares).astype(float)
        sides.append(side(right[:, : len(MEASURES)], right[:, len(MEASURES) :]))
    return Join([f"n{place}" for place in range(len(number))], number, 1, *sides)


def decisive(changes: list[Change]) -> list[Change]:
    """Changes that are called better or worse."""
    return [change for change in changes if change.verdict in ("better", "worse")]


EQUAL = pytest.mark.parametrize(("families", "sizes"), [(136, np.array([1])), (60, MIXED)])


@EQUAL
def test_p_of_two_equal_runs_is_seldom_small(families: int, sizes: NDArray[np.int64]) -> None:
    chance = np.random.default_rng(13)
    found = []
    for _ in range(RUNS // 2):
        joined = two_runs(chance, families, sizes)
        moves = pool(joined.second.right - joined.first.right, joined.families).astype(int)
        found.append([sign_flip(column) for column in moves.T.tolist()])
    alone = np.mean(np.array(found) < ALPHA)
    any_field = np.mean([min(holm(p_values)) < ALPHA for p_values in found])
    assert 0.01 < alone <= ALPHA
    assert any_field <= ALPHA


@EQUAL
def test_a_comparison_of_two_equal_runs_seldom_decides_anything(families: int, sizes: NDArray[np.int64]) -> None:
    chance = np.random.default_rng(14)
    runs = [two_runs(chance, families, sizes) for _ in range(100)]
    assert sum(bool(decisive(field_changes(joined))) for joined in runs) <= 5
    assert sum(bool(decisive(alert_changes(joined))) for joined in runs) <= 5


def test_a_real_change_is_found_and_named() -> None:
    chance = np.random.default_rng(17)
    found = [decisive(field_changes(two_runs(chance, 268, np.array([1]), gain=0.1))) for _ in range(50)]
    named = [any(change.name == MEASURES[0] and change.verdict == "better" for change in one) for one in found]
    assert np.mean(named) > 0.75
