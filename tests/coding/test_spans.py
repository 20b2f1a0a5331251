"""Level arithmetic."""

import pytest

from scribe_plugin.coding import spans
from scribe_plugin.contract import Interspace


def test_order_without_repeats() -> None:
    assert spans.in_order(["L5-S1", "T12-L1", "L5-S1", "L4-L5"]) == ["T12-L1", "L4-L5", "L5-S1"]
    assert spans.in_order([]) == []


def test_the_vertebrae_beside_interspaces() -> None:
    assert spans.ends("L4-L5") == ("L4", "L5")
    assert spans.vertebrae(["L5-S1", "L4-L5"]) == ["L4", "L5", "S1"]
    assert spans.vertebrae(["L5-L6", "L6-S1"]) == ["L5", "L6", "S1"]
    assert spans.vertebrae(["L1-L2", "T12-L1", "L5-S1"]) == ["T12", "L1", "L2", "L5", "S1"]
    assert spans.vertebrae([]) == []


@pytest.mark.parametrize(
    ("interspace", "region"),
    [
        ("T12-L1", "thoracolumbar"),
        ("L1-L2", "lumbar"),
        ("L2-L3", "lumbar"),
        ("L3-L4", "lumbar"),
        ("L4-L5", "lumbar"),
        ("L5-S1", "lumbosacral"),
        ("L5-L6", "lumbar"),
        ("L6-S1", "lumbosacral"),
    ],
)
def test_regions(interspace: Interspace, region: str) -> None:
    assert spans.region(interspace) == region


def test_unbroken_runs() -> None:
    assert spans.runs(["L5-S1", "L2-L3", "L4-L5"]) == [["L2-L3"], ["L4-L5", "L5-S1"]]
    assert spans.runs(["L6-S1", "L5-L6", "L4-L5"]) == [["L4-L5", "L5-L6", "L6-S1"]]
    assert spans.runs([]) == []


def test_the_longest_run() -> None:
    assert spans.longest_run(["L5-S1", "L2-L3", "L4-L5"]) == ["L4-L5", "L5-S1"]
    assert spans.longest_run(["L4-L5", "L1-L2"]) == ["L1-L2"]
    assert spans.longest_run([]) == []


@pytest.mark.parametrize(
    ("points", "bones", "spanned"),
    [
        (["S1", "L4", "L5"], ["L4", "L5", "S1"], 3),
        (["L4", "S1", "L4"], ["L4", "S1"], 3),
        (["T12", "S1"], ["T12", "S1"], 7),
        (["L4", "L6", "S1"], ["L4", "L6", "S1"], 4),
        (["L4", "L6"], ["L4", "L6"], 3),
        (["L6", "S1"], ["L6", "S1"], 2),
        (["L5", "S2", "ilium"], ["L5", "S2"], 3),
        (["L5"], ["L5"], 1),
        (["ilium"], [], 0),
    ],
)
def test_vertebrae_spanned(points: list[str], bones: list[str], spanned: int) -> None:
    assert spans.points(points) == bones
    assert spans.vertebrae_spanned(points) == spanned


def test_listing() -> None:
    assert spans.listing([]) == ""
    assert spans.listing(["L4-L5"]) == "L4-L5"
    assert spans.listing(iter(["L4-L5", "L5-S1"])) == "L4-L5 and L5-S1"
    assert spans.listing(["L3-L4", "L4-L5", "L5-S1"]) == "L3-L4, L4-L5 and L5-S1"
