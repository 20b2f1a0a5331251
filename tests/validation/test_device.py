"""Element 3: each rule fires, and stays silent in a near miss."""

import pytest

from tests.records import BEHIND_ONLY, NO_DEVICES, device, fused
from tests.validation.builders import Row, check_fires, check_silent, record

TWO = fused("L4-L5", "L5-S1")
BARE = {"device.devices": [device("L5-S1", integral="absent")]}
NONE = {"device.devices": NO_DEVICES}
RING = {"device.devices": [device("L5-S1", "structural_allograft")]}
PLATE = {"device.separate_plate": "present"}

ROWS = [
    Row(
        "device.missing_22853",
        fires=record(charge=["22558"]),
        says="A cage or mesh is documented at L5-S1, so 22853 x 1 is due; none charged. Its built-in fixation is included in 22853.",
        edits=["22853 = 1"],
        severity="critical",
        silent=(
            record(charge=["22558", "22853"]),
            record(),
            record(NONE, charge=["22558"]),
            record(RING, charge=["22558"]),
        ),
    ),
    Row(
        "device.missing_22853",
        fires=record(BARE, charge=["22558"]),
        says="A cage or mesh is documented at L5-S1, so 22853 x 1 is due; none charged. 22853 covers any cage in a fused disc space, with or without its own screws.",
        edits=["22853 = 1"],
        severity="warning",
        silent=(record({"device.devices": [device("L5-S1", "other")]}, charge=["22558"]),),
    ),
    Row(
        "device.missing_22853",
        fires=record({**TWO, "device.devices": [device("L4-L5", "mesh", "absent"), device("L5-S1")]}, charge=["22853"]),
        says="A cage or mesh is documented at L4-L5 and L5-S1, so 22853 x 2 is due; 1 charged. Its built-in fixation is included in 22853.",
        edits=["22853 = 2"],
        severity="critical",
        silent=(record({"device.devices": [device("L5-S1"), device("L5-S1")]}, charge=["22853"]),),
    ),
    Row(
        "device.missing_22853",
        fires=record({"device.devices": [device("not_stated", integral="not_stated")]}, charge=["22558"]),
        says="A cage or mesh is documented at an interspace not stated, so 22853 x 1 is due; none charged. 22853 covers any cage in a fused disc space, with or without its own screws.",
        edits=["22853 = 1"],
        severity="warning",
        silent=(record({"device.devices": [device("not_stated"), device("L5-S1")]}, charge=["22853"]),),
    ),
    Row(
        "device.unsupported_22853",
        fires=record(NONE, charge=["22558", "22853"]),
        says="22853 charged, but no cage or mesh is documented. Remove it, or have the device added to the note.",
        edits=["drop 22853"],
        silent=(record(charge=["22853"]), record(NONE, charge=["22558"]), record(NONE)),
    ),
    Row(
        "device.unsupported_22853",
        fires=record(RING, charge=["22558", "22853"]),
        says="22853 charged, but no cage or mesh is documented. The structural allograft is 20931. Remove it, or have the device added to the note.",
        edits=["drop 22853"],
        silent=(record({"device.devices": [device("L5-S1", "mesh")]}, charge=["22853"]),),
    ),
    Row(
        "device.excess_22853",
        fires=record(charge=["22558", "22853 x2"]),
        says="22853 x 2 charged, but a cage or mesh is documented at L5-S1 only. The unit is the interspace, not the cage.",
        edits=["22853 = 1"],
        silent=(
            record(charge=["22853"]),
            record(NONE, charge=["22853 x2"]),
            record(TWO, charge=["22853 x2"]),
            record(),
        ),
    ),
    Row(
        "device.excess_22853",
        fires=record({"device.devices": [device("not_stated")]}, charge=["22853 x2"]),
        says="22853 x 2 charged, but a cage or mesh is documented at one interspace (not stated which) only. The unit is the interspace, not the cage.",
        edits=["22853 = 1"],
        silent=(record({"device.devices": [device("not_stated")]}, charge=["22853"]),),
    ),
    Row(
        "device.fixation_unstated",
        fires=record({**TWO, "device.devices": [device("L4-L5"), device("L5-S1", integral="not_stated")]}),
        says="The cage at L5-S1 is documented without saying whether it has screws, flanges, blades or a plate of its own.",
        edits=["device.devices.1.integral_fixation: present"],
        silent=(
            record(),
            record(BARE),
            record({"device.devices": [device("L5-S1", "mesh", "not_stated")]}),
            record(NONE),
        ),
    ),
    Row(
        "device.fixation_unstated",
        fires=record({"device.devices": [device("not_stated", integral="not_stated")]}),
        says="The cage is documented without saying whether it has screws, flanges, blades or a plate of its own.",
        edits=["device.devices.0.integral_fixation: present"],
        silent=(record(RING),),
    ),
    Row(
        "device.separate_plate",
        fires=record(PLATE, charge=["22558", "22853"]),
        says="An anterior plate apart from the cage is documented and not charged: 22845, with 59 or XU beside 22853. A plate that only anchors the cage is included in 22853.",
        edits=["22845 = 1"],
        silent=(
            record(PLATE, charge=["22845"]),
            record(PLATE, charge=["22847"]),
            record(PLATE),
            record(charge=["22558"]),
            record({"device.separate_plate": "absent"}, charge=["22558"]),
        ),
    ),
    Row(
        "device.separate_plate",
        fires=record({**fused("L2-L3", "L3-L4", "L4-L5"), **PLATE}, charge=["22558"]),
        says="An anterior plate apart from the cage is documented and not charged: 22846, with 59 or XU beside 22853. A plate that only anchors the cage is included in 22853.",
        edits=["22846 = 1"],
        silent=(record({**fused("L2-L3", "L3-L4", "L4-L5"), **PLATE}, charge=["22846"]),),
    ),
    Row(
        "device.unsupported_22845",
        fires=record(charge=["22558", "22845", "22846"]),
        says="22845 and 22846 charged, but no anterior plate apart from the cage is documented. Fixation that is part of the cage is included in 22853.",
        edits=["drop 22845", "drop 22846"],
        silent=(record(PLATE, charge=["22845"]), record(charge=["22558"]), record()),
    ),
    Row(
        "device.structural_allograft",
        fires=record(RING),
        says="A structural allograft at L5-S1 takes the place of a cage: 20931 once, no 22853 for it.",
        silent=(
            record(),
            record({"device.devices": [device("L5-S1"), device("L5-S1", "structural_allograft")]}),
            record({"device.devices": [device("L5-S1", "other")]}),
        ),
    ),
    Row(
        "device.interspace_mismatch",
        fires=record({"device.devices": [device("L4-L5")]}),
        says="A device is documented at L4-L5, but the note fuses L5-S1. Correct the level of the device or of the fusion.",
        edits=["device.devices.0.interspace: L5-S1"],
        silent=(record(), record({"device.devices": [device("not_stated")]}), record(BEHIND_ONLY)),
    ),
    Row(
        "device.interspace_mismatch",
        fires=record({**TWO, "device.devices": [device("L3-L4"), device("L5-S1"), device("L2-L3", "other")]}),
        says="A device is documented at L2-L3 and L3-L4, but the note fuses L4-L5 and L5-S1. Correct the level of the device or of the fusion.",
        edits=["device.devices.0.interspace: L4-L5", "device.devices.2.interspace: L4-L5"],
        silent=(record(TWO),),
    ),
    Row(
        "device.interspace_mismatch",
        fires=record({**TWO, "device.devices": [device("L2-L3"), device("L3-L4")]}),
        says="A device is documented at L2-L3 and L3-L4, but the note fuses L4-L5 and L5-S1. Correct the level of the device or of the fusion.",
        edits=["device.devices.0.interspace: L4-L5", "device.devices.1.interspace: L5-S1"],
        silent=(record({**TWO, "device.devices": [device("L4-L5"), device("L4-L5")]}),),
    ),
    Row(
        "device.interspace_mismatch",
        fires=record(
            {
                "levels.described": [],
                "levels.titled": [],
                "levels.by_approach": [],
                "device.devices": [device("not_stated"), device("L5-S1")],
            }
        ),
        says="A device is documented at L5-S1, but the note fuses no interspace. Correct the level of the device or of the fusion.",
        edits=["levels.described: ['L5-S1']"],
        silent=(record(NONE),),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_fires(row: Row) -> None:
    check_fires(row)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_near_miss(row: Row) -> None:
    check_silent(row)


@pytest.mark.parametrize(
    ("changes", "summary"),
    [
        ({}, "Cage documented at L5-S1, with integral fixation."),
        (NONE, "No interbody device is documented."),
        ({**BARE, **PLATE}, "Cage documented at L5-S1, separate anterior plate."),
        (
            {**TWO, "device.devices": [device("L5-S1", "structural_allograft", "absent"), device("L4-L5")]},
            "Structural allograft and cage documented at L4-L5 and L5-S1, with integral fixation.",
        ),
        ({"device.devices": [device("not_stated", "other", "absent")]}, "Interbody device documented."),
    ],
)
def test_summary(changes: dict[str, object], summary: str) -> None:
    assert record(changes).alerts[2].summary == summary


def test_a_stray_device_may_go_to_any_fused_interspace() -> None:
    found = record({**TWO, "device.devices": [device("L3-L4"), device("L5-S1")]}).findings["device.interspace_mismatch"]
    assert found.suggestion is not None
    statement = found.suggestion.documentation[0]
    assert (statement.value, statement.choices, statement.placeholder) == ("L4-L5", ["L5-S1"], True)


def test_with_one_fused_interspace_the_device_is_there() -> None:
    found = record({"device.devices": [device("L4-L5")]}).findings["device.interspace_mismatch"]
    assert found.suggestion is not None
    statement = found.suggestion.documentation[0]
    assert (statement.value, statement.choices, statement.placeholder) == ("L5-S1", [], False)
