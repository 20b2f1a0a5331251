"""What charge and alerts read out of the elements."""

from typing import Any

import pytest
from hypothesis import given, settings

from scribe_plugin.coding import Facts
from scribe_plugin.coding.facts import family
from scribe_plugin.coding.spans import in_order
from scribe_plugin.contract import APPROACHES, Elements
from tests.records import BEHIND_ONLY, NO_FUSION, device, elements, fused, graft, level
from tests.validation.strategies import ELEMENTS


def facts(changes: dict[str, Any]) -> Facts:
    """Return the facts of the clean operation with changes."""
    return Facts(elements(changes))


def test_families() -> None:
    assert [family(item) for item in APPROACHES] == [
        "anterior",
        "anterior",
        "anterior",
        "posterior",
        "posterior",
        "presacral",
    ]


@given(ELEMENTS)
@settings(max_examples=100, deadline=None)
def test_anterior_interspaces_are_those_of_the_contract(given_elements: Elements) -> None:
    assert Facts(given_elements).anterior == in_order(given_elements.anterior_interspaces)


def test_an_interspace_follows_its_own_entry_then_the_only_family() -> None:
    mixed = {"levels.described": ["L4-L5", "L5-S1"], "levels.by_approach": [level("L4-L5", "posterior")]}
    assert facts(mixed).family_at == {"L4-L5": "posterior", "L5-S1": "anterior"}
    two = {**mixed, "approach.described": ["anterior", "transforaminal"]}
    assert facts(two).family_at == {"L4-L5": "posterior", "L5-S1": None}
    none = {**mixed, "approach.described": [], "approach.titled": []}
    assert facts(none).family_at == {"L4-L5": "posterior", "L5-S1": None}
    relatives = {**mixed, "approach.described": ["lateral", "oblique"]}
    assert facts(relatives).fused_through("anterior") == ["L5-S1"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"fusion_documented": False}, False),
        ({"levels.described": [], "levels.titled": []}, True),
        ({"approach.described": ["posterior"]}, True),
        ({"approach.described": ["posterior"], "levels.by_approach": []}, False),
        (fused("L4-L5", approach="lateral"), True),
        (fused("L4-L5", approach="presacral"), False),
    ],
)
def test_anterior_fusion(changes: dict[str, Any], expected: bool) -> None:
    assert facts(changes).has_anterior_fusion is expected


def test_posterior_interbody() -> None:
    assert facts({"approach.described": ["anterior", "posterior"]}).has_posterior_interbody
    assert not facts({"levels.by_approach": [level("L5-S1", "posterior")]}).has_posterior_interbody


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (BEHIND_ONLY, True),
        (NO_FUSION, False),
        ({**BEHIND_ONLY, "approach.titled": ["anterior"]}, False),
        ({**BEHIND_ONLY, "levels.titled": ["L4-L5"]}, False),
        ({**BEHIND_ONLY, "device.devices": [device("not_stated")]}, False),
    ],
)
def test_purely_posterolateral(changes: dict[str, Any], expected: bool) -> None:
    assert facts(changes).purely_posterolateral is expected


@pytest.mark.parametrize(
    ("devices", "named", "count"),
    [
        ([], [], 0),
        ([device("L5-S1", "structural_allograft"), device("L4-L5", "other")], [], 0),
        ([device("not_stated")], [], 1),
        ([device("not_stated"), device("not_stated", "mesh")], [], 1),
        ([device("L5-S1"), device("L5-S1", "mesh")], ["L5-S1"], 1),
        ([device("L5-S1"), device("L4-L5"), device("not_stated")], ["L4-L5", "L5-S1"], 2),
    ],
)
def test_cages(devices: list[dict[str, Any]], named: list[str], count: int) -> None:
    found = facts({"device.devices": devices})
    assert (found.cage_interspaces, found.cage_count) == (named, count)


def test_structural_allografts_instead_of_a_cage() -> None:
    ring, stray = device("L4-L5", "structural_allograft"), device("not_stated", "structural_allograft")
    found = facts({"device.devices": [device("L5-S1"), device("L5-S1", "structural_allograft"), ring, stray]})
    assert [item.interspace for item in found.structural_allografts] == ["L4-L5", "not_stated"]


@pytest.mark.parametrize(
    ("changes", "behind"),
    [
        ({}, []),
        (graft("L5-S1", "L4-L5"), ["L4-L5", "L5-S1"]),
        (graft("L5-S1", same_session="no"), []),
        (graft("L5-S1", same_session="not_stated"), ["L5-S1"]),
        (graft(), []),
        ({**fused("L4-L5", approach="posterior"), **graft()}, ["L4-L5"]),
        (
            {**graft(), "levels.described": ["L4-L5", "L5-S1"], "levels.by_approach": [level("L4-L5", "posterior")]},
            [],
        ),
        ({**graft("L5-S1"), "posterior.arthrodesis": "planned"}, []),
    ],
)
def test_posterior_arthrodesis(changes: dict[str, Any], behind: list[str]) -> None:
    assert facts(changes).arthrodesis_interspaces == behind


def test_front_and_back_together() -> None:
    found = facts({**fused("L4-L5", "L5-S1", approach="transforaminal"), **graft("L3-L4", "L4-L5")})
    assert found.fused == ["L3-L4", "L4-L5", "L5-S1"]
    assert found.combined_interspaces == ["L4-L5"]
    assert found.posterior_primary == "22633"
    assert facts(fused("L4-L5", approach="posterior")).posterior_primary == "22630"
