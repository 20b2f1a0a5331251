"""Level arithmetic over the spellings of real notes."""

import pytest

from scribe_plugin.extraction.embedded.interspaces import bodies_as_range, find_levels, in_order
from scribe_plugin.extraction.embedded.text import normalise

L45, L5S1 = "L4-L5", "L5-S1"


def interspaces(text: str) -> list[str]:
    return in_order(frozenset(i for level in find_levels(normalise(text).norm) for i in level.interspaces))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L4-5", [L45]),
        ("L4-L5", [L45]),
        ("L45", [L45]),
        ("L4/5", [L45]),
        ("L4/L5", [L45]),
        ("L 4 - 5", [L45]),
        ("L4 5 disc", [L45]),
        ("ALIF at L4-5.", [L45]),
        ("L5S1", [L5S1]),
        ("L5-S1", [L5S1]),
        ("L5 S1", [L5S1]),
        ("L5/1", [L5S1]),
        ("L51", [L5S1]),
        ("L5-51", [L5S1]),
        ("the lumbosacral junction", [L5S1]),
        ("the lumbosacral disc", [L5S1]),
        ("L4-5, 5-1", [L45, L5S1]),
        ("L4-5 and 5-1", [L45, L5S1]),
        ("L4-5/L5-S1", [L45, L5S1]),
        ("at 4-5 and 5-1", [L45, L5S1]),
        ("L4 to S1", [L45, L5S1]),
        ("L4 through the sacrum", [L45, L5S1]),
        ("L4-S1", [L45, L5S1]),
        ("L4-L5-S1", [L45, L5S1]),
        ("L4-5-S1", [L45, L5S1]),
        ("L4/5/S1", [L45, L5S1]),
        ("L3-5", ["L3-L4", L45]),
        ("L2-3, 3-4, and 4-5", ["L2-L3", "L3-L4", L45]),
        ("L3 through S1", ["L3-L4", L45, L5S1]),
        ("L4 on L5 slip", [L45]),
        ("anterolisthesis of L5 over S1", [L5S1]),
        ("L4 is slipped forward on L5", [L45]),
        ("T12-L1", ["T12-L1"]),
        ("T11-L3", ["T12-L1", "L1-L2", "L2-L3"]),
        ("L5-L6 and L6-S1", ["L5-L6", "L6-S1"]),
        ("L4-L6", [L45, "L5-L6"]),
        ("L4-S2", [L45, L5S1]),
    ],
)
def test_names_the_interspaces(text: str, expected: list[str]) -> None:
    assert interspaces(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "C5-6",
        "T4-5",
        "L4, L5 and S1",
        "screws at L5",
        "pain 4-5 out of 10",
        "4-5 weeks",
        "cage 12-14 mm",
        "L4-10 mm",
        "EHL 4/5 on the left",
        "strength 4/5",
        "the lumbosacral spine",
        "the disc above the lumbosacral joint",
        "on 3/4/2026",
        "S1 screws 6.5 x 40",
    ],
)
def test_what_is_no_interspace(text: str) -> None:
    assert interspaces(text) == []


def test_vertebrae_are_told_apart_from_interspaces() -> None:
    kinds = [(level.kind, level.vertebrae) for level in find_levels("screws at l4, l5 and s1")]
    assert kinds == [("vertebra", ("L4",)), ("vertebra", ("L5",)), ("vertebra", ("S1",))]


def test_a_range_names_the_vertebrae_between() -> None:
    (level,) = find_levels("screws l3 to s1")
    assert level.kind == "range"
    assert level.vertebrae == ("L3", "L4", "L5", "S1")


def test_neighbouring_vertebrae_can_be_read_as_a_range() -> None:
    (level,) = bodies_as_range(find_levels("fusion of l4, l5 and s1"))
    assert level.interspaces == (L45, L5S1)
    assert bodies_as_range(find_levels("l3 and l5")) == []


def test_the_cervical_spine_is_another_region() -> None:
    (level,) = find_levels("acdf c5-6")
    assert level.region == "other"
