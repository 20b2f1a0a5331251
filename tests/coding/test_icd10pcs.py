"""Facility codes: each row of the rules' one-screen table, then devices, columns and comparison."""

from typing import Any

import pytest

from scribe_plugin import knowledge
from scribe_plugin.coding import Facts, pcs_citations, pcs_matches, suggest_pcs
from tests.records import BEHIND_ONLY, NO_FUSION, device, elements, fused, graft, level, screws

RING = {"device.devices": [device("L4-L5", "structural_allograft")]}
GRAFT_ALONE: dict[str, Any] = {"device.devices": []}
ALIF_AND_TLIF = {
    **fused("L4-L5", "L5-S1"),
    "approach.described": ["anterior", "transforaminal"],
    "levels.by_approach": [level("L4-L5", "transforaminal"), level("L5-S1")],
}


def facts(changes: dict[str, Any]) -> Facts:
    """Return the facts of the clean operation with changes."""
    return Facts(elements(changes))


def codes(changes: dict[str, Any]) -> list[str]:
    """Return the suggested codes."""
    return [item.code for item in suggest_pcs(facts(changes))]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(fused("L4-L5"), ["0SG00A0"], id="L4-L5"),
        pytest.param(fused("L5-S1"), ["0SG30A0"], id="L5-S1"),
        pytest.param(fused("L4-L5", "L5-S1"), ["0SG00A0", "0SG30A0"], id="L4-S1"),
        pytest.param(fused("L3-L4", "L4-L5"), ["0SG10A0"], id="L3-L5"),
        pytest.param(fused("L3-L4", "L4-L5", "L5-S1"), ["0SG10A0", "0SG30A0"], id="L3-S1"),
        pytest.param({**fused("L4-L5"), **RING}, ["0SG00K0"], id="structural allograft"),
        pytest.param({**fused("L5-S1"), **screws("L5", "S1")}, ["0SG30A0"], id="screws are not coded"),
        pytest.param(
            {**fused("L4-L5", "L5-S1"), **graft("L4-L5", "L5-S1")},
            ["0SG00A0", "0SG30A0", "0SG0071", "0SG3071"],
            id="posterolateral fusion as well",
        ),
    ],
)
def test_one_screen(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(NO_FUSION, [], id="no fusion"),
        pytest.param({"fusion_documented": False}, [], id="fusion not documented"),
        pytest.param(fused("T12-L1"), ["0RGA0A0"], id="T12-L1"),
        pytest.param(fused("T12-L1", "L1-L2", "L5-S1"), ["0RGA0A0", "0SG00A0", "0SG30A0"], id="three regions"),
        pytest.param(fused("L5-L6", "L6-S1"), ["0SG00A0", "0SG30A0"], id="six-segment spine"),
        pytest.param(fused("L2-L3", "L4-L5"), ["0SG10A0"], id="two lumbar joints apart"),
        pytest.param(fused("L3-L4", approach="lateral"), ["0SG00A0"], id="XLIF is an anterior approach"),
        pytest.param(fused("L4-L5", approach="transforaminal"), ["0SG00AJ"], id="TLIF"),
        pytest.param(fused("L5-S1", approach="presacral"), ["0SG30AJ"], id="presacral"),
        pytest.param(ALIF_AND_TLIF, ["0SG30A0", "0SG00AJ"], id="ALIF and TLIF"),
        pytest.param(fused("L4-L5") | GRAFT_ALONE, ["0SG0070"], id="graft alone"),
        pytest.param(
            {**fused("L3-L4", "L4-L5", "L5-S1"), **RING}, ["0SG00K0", "0SG0070", "0SG3070"], id="devices apart"
        ),
        pytest.param(
            {**fused("L3-L4", "L4-L5"), "device.devices": [device("not_stated", "mesh")]},
            ["0SG10A0"],
            id="a device with no interspace stands for every one",
        ),
        pytest.param(
            {"device.devices": [device("L5-S1", "structural_allograft"), device("L5-S1")]}, ["0SG30A0"], id="cage wins"
        ),
        pytest.param(BEHIND_ONLY, ["0SG0071"], id="purely posterolateral"),
        pytest.param({**BEHIND_ONLY, **graft("L4-L5", same_session="no")}, [], id="another day"),
        pytest.param({"levels.described": [], "levels.titled": []}, [], id="no interspace"),
        pytest.param(
            {"approach.described": ["anterior", "posterior"], "levels.by_approach": []}, [], id="approach not known"
        ),
    ],
)
def test_combinations(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(changes) == expected


def test_every_code_says_why() -> None:
    changes = {
        **fused("L3-L4", "L4-L5", "L5-S1"),
        **graft("L4-L5"),
        "device.devices": [device("L3-L4"), device("L4-L5", "structural_allograft")],
    }
    found = {item.code: item for item in suggest_pcs(facts(changes))}
    assert {code: item.why for code, item in found.items()} == {
        "0SG00A0": "interbody fusion at L3-L4, anterior approach to the anterior column; "
        "device A, interbody fusion device",
        "0SG00K0": "interbody fusion at L4-L5, anterior approach to the anterior column; "
        "device K, structural allograft alone (A where it is a machined bone dowel)",
        "0SG3070": "interbody fusion at L5-S1, anterior approach to the anterior column; "
        "device 7 stands for graft alone; K if it was allograft only",
        "0SG0071": "posterior fusion at L4-L5: qualifier 1; device 7 stands for graft alone; K if it was allograft only",
    }
    assert {code: [quote.quote for quote in item.evidence] for code, item in found.items()} == {
        "0SG00A0": ["fused L3-L4", "cage L3-L4"],
        "0SG00K0": ["fused L4-L5", "structural_allograft L4-L5"],
        "0SG3070": ["fused L5-S1"],
        "0SG0071": ["posterior"],
    }
    assert all(item.label == knowledge.pcs_title(code) and item.sources for code, item in found.items())
    behind = suggest_pcs(facts(fused("L4-L5", approach="posterior")))[0]
    assert behind.why.startswith("interbody fusion at L4-L5, posterior approach to the anterior column")


def test_without_quotes_of_its_own_a_code_carries_those_of_the_levels() -> None:
    changes = {"levels.by_approach": [], "device.devices": []}
    assert [item.quote for item in suggest_pcs(facts(changes))[0].evidence] == ["levels"]


MIXED = {**fused("L3-L4", "L4-L5"), "device.devices": [device("L3-L4"), device("L4-L5", "structural_allograft")]}


@pytest.mark.parametrize(
    ("changes", "charged", "expected"),
    [
        (fused("L4-L5", "L5-S1"), ["0SG30A0", "0SG00A0"], True),
        (fused("L4-L5", "L5-S1"), ["0SG33K0", "0SG04J0"], True),
        (fused("L4-L5", "L5-S1"), ["0SG10A0"], False),
        (fused("L4-L5", "L5-S1"), ["0SG00A0"], False),
        (fused("L4-L5", "L5-S1"), ["0SG00A0", "0SG30AJ"], False),
        (MIXED, ["0SG00A0", "0SG00K0"], True),
        (MIXED, ["0SG10A0"], True),
        ({**MIXED, **graft("L4-L5")}, ["0SG00A0", "0SG00K0"], True),
        (MIXED, ["0SG10A0", "0SG00K0"], False),
        (ALIF_AND_TLIF, ["0SG30A0", "0SG00AJ"], True),
        (ALIF_AND_TLIF, ["0SG30A0", "0SG00A0"], False),
        ({**fused("L4-L5"), **graft("L4-L5")}, ["0SG00A0"], True),
    ],
)
def test_comparison(changes: dict[str, Any], charged: list[str], expected: bool) -> None:
    assert pcs_matches(facts(changes), charged) is expected


def test_citations() -> None:
    assert pcs_citations()
    assert len(pcs_citations()) == len(set(pcs_citations()))
