"""Service lines: each row of the rules' one-screen table, then combinations and questions."""

from typing import Any

import pytest

from scribe_plugin import knowledge
from scribe_plugin.coding import suggest_charge
from scribe_plugin.contract import SuggestedLine
from tests.records import BEHIND_ONLY, NO_FUSION, access, device, elements, encounter, fused, graft, level, screws

NO_DEVICE: dict[str, Any] = {"device.devices": []}
RING = {"device.devices": [device("L4-L5", "structural_allograft", "absent")]}
PLATE = {"device.separate_plate": "present"}
UNNAMED = {"levels.titled": [], "levels.described": [], "levels.by_approach": []}
ALIF_AND_TLIF = {
    **fused("L4-L5", "L5-S1"),
    "approach.titled": ["anterior", "transforaminal"],
    "approach.described": ["anterior", "transforaminal"],
    "levels.by_approach": [level("L4-L5", "transforaminal"), level("L5-S1")],
}
TLIF = fused("L4-L5", approach="transforaminal")
TLIF_TWO = fused("L3-L4", "L4-L5", approach="posterior")


def lines(changes: dict[str, Any]) -> list[SuggestedLine]:
    """Return the suggested lines."""
    return suggest_charge(elements(changes), encounter()).lines


def brief(changes: dict[str, Any]) -> list[str]:
    """Return the lines as ``22585 x2``, with modifiers, and ``?`` where a person must confirm."""
    return [
        "-".join([item.code, *item.modifiers]) + (f" x{item.units}" if item.units > 1 else "") + "?" * item.query
        for item in lines(changes)
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({**fused("L4-L5"), **NO_DEVICE}, ["22558"], id="L4-L5"),
        pytest.param({**fused("L5-S1"), **NO_DEVICE}, ["22558"], id="L5-S1"),
        pytest.param({**fused("L4-L5", "L5-S1"), **NO_DEVICE}, ["22558", "22585"], id="L4-S1"),
        pytest.param({**fused("L3-L4", "L4-L5"), **NO_DEVICE}, ["22558", "22585"], id="L3-L5"),
        pytest.param({**fused("L3-L4", "L4-L5", "L5-S1"), **NO_DEVICE}, ["22558", "22585 x2"], id="L3-S1"),
        pytest.param(fused("L4-L5", "L5-S1"), ["22558", "22585", "22853 x2"], id="cages with fixation"),
        pytest.param(
            {
                **fused("L4-L5"),
                "device.devices": [device("L4-L5", "mesh", "absent"), device("L4-L5", "cage", "absent")],
            },
            ["22558", "22853"],
            id="two devices in one space, without fixation",
        ),
        pytest.param({**fused("L4-L5"), **RING}, ["22558", "20931"], id="structural allograft"),
        pytest.param({**fused("L5-S1"), **PLATE}, ["22558", "22853", "22845-59?"], id="separate plate"),
        pytest.param({**fused("L5-S1"), **screws("L5", "S1")}, ["22558", "22853", "22840"], id="one interspace fixed"),
        pytest.param(
            {**fused("L4-L5", "L5-S1"), **screws("L4", "L5", "S1")},
            ["22558", "22585", "22853 x2", "22842"],
            id="three vertebrae fixed",
        ),
        pytest.param(
            {**fused("L4-L5", "L5-S1"), **screws("L4", "L5", "S1"), **graft("L4-L5", "L5-S1")},
            ["22558", "22585", "22612", "22614", "22853 x2", "22842"],
            id="posterolateral fusion as well",
        ),
        pytest.param(
            {**fused("L4-L5"), **access("exposure_and_closure")},
            ["22558", "22853"],
            id="access surgeon, no automatic 62",
        ),
    ],
)
def test_one_screen(changes: dict[str, Any], expected: list[str]) -> None:
    assert brief(changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(NO_FUSION, [], id="no fusion"),
        pytest.param(fused("L3-L4", approach="lateral"), ["22558", "22853"], id="XLIF"),
        pytest.param(fused("L3-L4", approach="oblique"), ["22558", "22853"], id="OLIF"),
        pytest.param({**UNNAMED, **NO_DEVICE}, ["22558?"], id="anterior, interspace not named"),
        pytest.param(
            {**UNNAMED, "approach.described": [], "approach.titled": [], **NO_DEVICE}, [], id="unknown fusion"
        ),
        pytest.param(TLIF, ["22630", "22853"], id="TLIF"),
        pytest.param(TLIF_TWO, ["22630", "22632", "22853 x2"], id="PLIF of two"),
        pytest.param({**TLIF, **graft("L4-L5")}, ["22633", "22853"], id="TLIF with posterolateral fusion"),
        pytest.param({**TLIF, **graft()}, ["22633", "22853"], id="posterolateral fusion, interspace not named"),
        pytest.param(
            {**TLIF, **graft("L4-L5", same_session="no")}, ["22630", "22853"], id="posterolateral another day"
        ),
        pytest.param(
            {**TLIF_TWO, **graft("L3-L4", "L4-L5", "L5-S1")},
            ["22633", "22634", "22614", "22853 x2"],
            id="combined at two, posterolateral at a third",
        ),
        pytest.param({**TLIF_TWO, **graft("L4-L5")}, ["22633", "22632", "22853 x2"], id="combined at one of two"),
        pytest.param(
            {**TLIF, **graft("L5-S1")}, ["22630", "22612?", "22853"], id="TLIF, posterolateral at another interspace"
        ),
        pytest.param({**TLIF, **UNNAMED, **NO_DEVICE}, ["22630?"], id="TLIF, interspace not named"),
        pytest.param(
            {**ALIF_AND_TLIF, **UNNAMED, **NO_DEVICE}, ["22558?", "22630-59?"], id="both, interspaces not named"
        ),
        pytest.param(ALIF_AND_TLIF, ["22558", "22630-59?", "22853 x2"], id="ALIF L5-S1 and TLIF L4-L5"),
        pytest.param(
            {**ALIF_AND_TLIF, **graft("L4-L5", "L5-S1")},
            ["22558", "22633-59?", "22614", "22853 x2"],
            id="ALIF and TLIF with posterolateral fusion",
        ),
        pytest.param(fused("L5-S1", approach="presacral") | NO_DEVICE, ["22586"], id="presacral"),
        pytest.param(fused("L4-L5", "L5-S1", approach="presacral") | NO_DEVICE, ["22586?"], id="presacral of two"),
        pytest.param(
            {**fused("L5-S1", approach="presacral"), **NO_DEVICE, **UNNAMED}, ["22586?"], id="presacral, not named"
        ),
        pytest.param(
            {**fused("L5-S1", approach="presacral"), **NO_DEVICE, **screws("L5", "S1")},
            ["22586", "22840?"],
            id="presacral with screws",
        ),
        pytest.param(BEHIND_ONLY, ["22612"], id="purely posterolateral"),
        pytest.param({**BEHIND_ONLY, **graft()}, ["22612?"], id="posterolateral, not named"),
        pytest.param(
            {**BEHIND_ONLY, **graft("L4-L5", same_session="not_stated")}, ["22612?"], id="posterolateral, session open"
        ),
        pytest.param(
            {**BEHIND_ONLY, "posterior.same_session": "no", "posterior.arthrodesis": "planned"}, [], id="planned"
        ),
        pytest.param({"device.devices": [device("not_stated")]}, ["22558", "22853?"], id="cage, interspace not stated"),
        pytest.param(
            fused("L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1"), ["22558", "22585 x4", "22853 x5?"], id="five cages"
        ),
        pytest.param(fused("L1-L2", "L2-L3", "L3-L4", "L4-L5"), ["22558", "22585 x3", "22853 x4"], id="four cages"),
        pytest.param(
            {**fused("L2-L3", "L3-L4", "L4-L5"), **NO_DEVICE, **PLATE},
            ["22558", "22585 x2", "22846?"],
            id="plate over four vertebrae, no cage",
        ),
        pytest.param(screws(), ["22558", "22853", "22840?"], id="screws, vertebrae not named"),
        pytest.param(
            screws("L5", "S1", "ilium", same_session="not_stated"),
            ["22558", "22853", "22840?", "22848?"],
            id="screws into the ilium, session open",
        ),
        pytest.param(screws("L5", "S1", same_session="no"), ["22558", "22853"], id="screws another day"),
        pytest.param({"posterior.instrumentation": "planned"}, ["22558", "22853"], id="screws planned"),
    ],
)
def test_combinations(changes: dict[str, Any], expected: list[str]) -> None:
    assert brief(changes) == expected


REASONS = [
    ({}, "22558", "anterior-family interbody fusion at L5-S1"),
    (
        access("co_surgeon"),
        "22558",
        "anterior-family interbody fusion at L5-S1. An access surgeon took part: evaluate 62, 80, 81, 82 or AS",
    ),
    (UNNAMED, "22558", "anterior interbody fusion documented, interspace not named"),
    (fused("L3-L4", "L4-L5", "L5-S1"), "22585", "L4-L5 and L5-S1 fused from the front as well"),
    (
        fused("L5-S1", approach="presacral"),
        "22586",
        "presacral interbody fusion; instrumentation and graft at this level are included",
    ),
    (TLIF, "22630", "posterior or transforaminal interbody fusion at L4-L5"),
    (TLIF_TWO, "22632", "posterior interbody fusion at L4-L5"),
    (
        ALIF_AND_TLIF,
        "22630",
        "posterior or transforaminal interbody fusion at L4-L5; 59 or XS beside 22558, because the interspace differs",
    ),
    (
        {**TLIF, **UNNAMED},
        "22630",
        "posterior or transforaminal interbody fusion documented, interspace not named",
    ),
    ({**TLIF, **graft("L4-L5")}, "22633", "posterior interbody and posterolateral fusion at L4-L5"),
    ({**TLIF_TWO, **graft("L3-L4", "L4-L5")}, "22634", "both techniques at L4-L5"),
    ({**TLIF_TWO, **graft("L3-L4")}, "22632", "posterior interbody fusion at L4-L5"),
    ({**TLIF, **graft("L4-L5", "L5-S1")}, "22614", "posterolateral fusion alone at L5-S1"),
    (BEHIND_ONLY, "22612", "posterior arthrodesis with decortication and graft at L4-L5"),
    (
        {**BEHIND_ONLY, **graft()},
        "22612",
        "posterior arthrodesis with decortication and graft, interspace not named",
    ),
    (
        graft("L5-S1"),
        "22612",
        "posterior arthrodesis with decortication and graft at L5-S1 beside the anterior fusion",
    ),
    (graft("L4-L5", "L5-S1"), "22614", "posterolateral fusion at L5-S1"),
    ({}, "22853", "cage or mesh at L5-S1; its integral fixation is included"),
    (
        {"device.devices": [device("not_stated", "mesh", "absent")]},
        "22853",
        "cage or mesh at an interspace that is not stated; 22853 does not require integral fixation",
    ),
    (
        fused("L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1"),
        "22853",
        (
            "cage or mesh at L1-L2, L2-L3, L3-L4, L4-L5 and L5-S1; its integral fixation is included; more than 4 units a day "
            "need a reason"
        ),
    ),
    (
        PLATE,
        "22845",
        (
            "separate anterior plate; confirm that it stabilises and does not anchor the cage; 59, or XU where the payer "
            "prefers it"
        ),
    ),
    (
        {**PLATE, **NO_DEVICE},
        "22845",
        "separate anterior plate; confirm that it stabilises and does not anchor the cage",
    ),
    (screws("S1", "L5"), "22840", "fixation at L5 and S1"),
    (screws(), "22840", "posterior instrumentation; the vertebrae that hold it are not named"),
    (
        screws("L5", "S1", "ilium"),
        "22848",
        "fixation to the ilium; confirm that it is pelvic and not sacral fixation",
    ),
    (RING, "20931", "structural allograft instead of a cage"),
]


@pytest.mark.parametrize(("changes", "code", "why"), REASONS, ids=[code for _, code, _ in REASONS])
def test_every_line_says_why(changes: dict[str, Any], code: str, why: str) -> None:
    line = next(item for item in lines(changes) if item.code == code)
    assert line.why.partition("; ranks below")[0] == why
    assert line.label == knowledge.label(code)
    assert line.sources
    assert line.evidence


def test_the_lower_valued_stand_alone_code_is_named_for_modifier_51() -> None:
    reasons = {line.code: line.why for line in lines({**graft("L5-S1"), **screws("L5", "S1")})}
    note = "; ranks below 22612 in the fee schedule, so 51 goes here where the payer asks for it"
    assert reasons["22558"].endswith(note)
    assert not any(note in why for code, why in reasons.items() if code != "22558")


def test_of_three_stand_alone_codes_two_rank_below() -> None:
    changes = {**ALIF_AND_TLIF, **graft("L3-L4")}
    below = [line.code for line in lines(changes) if "ranks below 22612" in line.why]
    assert below == ["22558", "22630"]


def test_interspaces_of_lines() -> None:
    changes = {**fused("L3-L4", "L4-L5", "L5-S1"), **graft("L4-L5", "L5-S1"), **PLATE}
    found = {line.code: line.interspaces for line in lines(changes)}
    assert found == {
        "22558": ["L3-L4"],
        "22585": ["L4-L5", "L5-S1"],
        "22612": ["L4-L5"],
        "22614": ["L5-S1"],
        "22853": ["L3-L4", "L4-L5", "L5-S1"],
        "22846": ["L3-L4", "L4-L5", "L5-S1"],
    }


def test_interspaces_of_posterior_lines() -> None:
    combined = {line.code: line.interspaces for line in lines({**TLIF_TWO, **graft("L3-L4", "L4-L5")})}
    assert (combined["22633"], combined["22634"]) == (["L3-L4"], ["L4-L5"])
    alone = {line.code: line.interspaces for line in lines(TLIF_TWO)}
    assert (alone["22630"], alone["22632"]) == (["L3-L4"], ["L4-L5"])


def test_quotes_of_lines() -> None:
    changes = {**fused("L4-L5", "L5-S1"), **graft("L4-L5", "L5-S1"), **screws("L5", "S1"), **PLATE}
    found = {line.code: [item.quote for item in line.evidence] for line in lines(changes)}
    assert found == {
        "22558": ["fused L4-L5"],
        "22585": ["fused L5-S1"],
        "22612": ["posterior"],
        "22614": ["posterior"],
        "22853": ["cage L4-L5", "cage L5-S1"],
        "22845": ["device"],
        "22840": ["posterior"],
    }
    ilium = lines(screws("L5", "S1", "ilium"))[-1]
    assert (ilium.code, [item.quote for item in ilium.evidence]) == ("22848", ["posterior"])
    unnamed = next(line for line in lines({**UNNAMED, **NO_DEVICE}) if line.code == "22558")
    assert [item.quote for item in unnamed.evidence] == ["levels", "approach"]


@pytest.mark.parametrize("kind", ["cage", "structural_allograft"])
def test_a_device_without_quotes_carries_those_of_its_group(kind: str) -> None:
    bare = {**device("L5-S1", kind), "evidence": []}
    line = lines({"device.devices": [bare]})[-1]
    assert [item.quote for item in line.evidence] == ["device"]
    assert line.interspaces == ["L5-S1"]


def test_a_stray_allograft_has_no_interspace() -> None:
    line = lines({"device.devices": [device("not_stated", "structural_allograft")]})[-1]
    assert (line.code, line.interspaces) == ("20931", [])
