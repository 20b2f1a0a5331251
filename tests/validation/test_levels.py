"""Element 2: each rule fires, and stays silent in a near miss."""

import pytest

from tests.records import BEHIND_ONLY, NO_DEVICES, NO_FUSION, device, diagnosis, fused, graft, level
from tests.validation.builders import Row, check_fires, check_silent, record

UNNAMED = {
    "levels.titled": [],
    "levels.described": [],
    "levels.by_approach": [],
    "device.devices": NO_DEVICES,
    "necessity.diagnoses": [diagnosis("spondylolisthesis")],
    "necessity.imaging": [],
}
TWO = fused("L4-L5", "L5-S1")
THREE = fused("L3-L4", "L4-L5", "L5-S1")

ROWS = [
    Row(
        "levels.undocumented",
        fires=record(UNNAMED),
        says="An interbody fusion is documented but no interspace is named, so neither units nor joints can be coded.",
        edits=["levels.described: ['L5-S1']"],
        silent=(
            record(),
            record(BEHIND_ONLY),
            record(NO_FUSION, charge=["22558"]),
            record({**UNNAMED, "levels.titled": ["L5-S1"]}),
        ),
    ),
    Row(
        "levels.undocumented",
        fires=record({**UNNAMED, "levels.stated_count": 2}),
        says="An interbody fusion is documented but no interspace is named, so neither units nor joints can be coded.",
        edits=["levels.described: ['L4-L5', 'L5-S1']"],
        silent=(record(BEHIND_ONLY, charge=["22558"]),),
    ),
    Row(
        "levels.undocumented",
        fires=record(
            {
                **UNNAMED,
                "levels.by_approach": [level("L4-L5")],
                "device.devices": [device("L3-L4"), device("not_stated")],
            }
        ),
        says="An interbody fusion is documented but no interspace is named, so neither units nor joints can be coded.",
        edits=["levels.described: ['L3-L4', 'L4-L5']"],
        silent=(record(),),
    ),
    Row(
        "levels.undocumented",
        fires=record({**UNNAMED, **graft("L4-L5"), "necessity.diagnoses": [diagnosis("instability", "L2-L3")]}),
        says="An interbody fusion is documented but no interspace is named, so neither units nor joints can be coded.",
        edits=["levels.described: ['L4-L5']"],
        silent=(record(),),
    ),
    Row(
        "levels.undocumented",
        fires=record({**UNNAMED, "necessity.diagnoses": [diagnosis("instability", "L2-L3", "L1-L2")]}),
        says="An interbody fusion is documented but no interspace is named, so neither units nor joints can be coded.",
        edits=["levels.described: ['L1-L2', 'L2-L3']"],
        silent=(record(),),
    ),
    Row(
        "levels.undocumented",
        fires=record({**UNNAMED, "levels.stated_count": 5}),
        says="An interbody fusion is documented but no interspace is named, so neither units nor joints can be coded.",
        edits=["levels.described: ['L1-L2', 'L2-L3', 'L3-L4', 'L4-L5', 'L5-S1']"],
        silent=(record({"levels.stated_count": 5}),),
    ),
    Row(
        "levels.count_conflict",
        fires=record({"levels.stated_count": 2}),
        says="The note says 2 levels but names L5-S1. Units follow the interspaces named.",
        edits=["levels.stated_count: 1"],
        silent=(
            record({"levels.stated_count": 1}),
            record(),
            record({**BEHIND_ONLY, "levels.stated_count": 2}),
            record({**NO_FUSION, "levels.stated_count": 2}, charge=["22558"]),
            record({"levels.described": ["L5-S1", "L5-S1"], "levels.stated_count": 1}),
        ),
    ),
    Row(
        "levels.count_conflict",
        fires=record({**UNNAMED, "levels.stated_count": 1}),
        says="The note says 1 level but names no interspace. Units follow the interspaces named.",
        edits=["levels.stated_count: None"],
        silent=(record(UNNAMED),),
    ),
    Row(
        "levels.conflicting",
        fires=record({"levels.titled": ["L5-S1", "L4-L5"]}),
        says="The title names L4-L5 and L5-S1, the narrative fuses L5-S1. Correct whichever is wrong.",
        edits=["levels.titled: ['L5-S1']"],
        silent=(
            record({"levels.titled": []}),
            record({"levels.described": []}),
            record({**TWO, "levels.titled": ["L5-S1", "L4-L5"]}),
            record({"fusion_documented": False, "levels.titled": ["L4-L5"]}, charge=["22558"]),
        ),
    ),
    Row(
        "levels.missing_addon",
        fires=record(TWO, charge=["22558", "22853 x2"]),
        says="2 interspaces fused from the front (L4-L5 and L5-S1), so 22585 x 1 is due; none charged.",
        edits=["22585 = 1"],
        silent=(
            record(TWO, charge=["22558", "22585"]),
            record(TWO),
            record(charge=["22558"]),
            record({**TWO, "fusion_documented": False}, charge=["22558"]),
            record({**TWO, "levels.by_approach": [level("L4-L5", "transforaminal"), level("L5-S1")]}, charge=["22558"]),
        ),
    ),
    Row(
        "levels.missing_addon",
        fires=record(THREE, charge=["22558", "22585"]),
        says="3 interspaces fused from the front (L3-L4, L4-L5 and L5-S1), so 22585 x 2 is due; 1 charged.",
        edits=["22585 = 2"],
        silent=(record(THREE, charge=["22558", "22585", "22585"]),),
    ),
    Row(
        "levels.excess_addon",
        fires=record(charge=["22558", "22585 x2"]),
        says="22585 x 2 charged, but the note fuses only L5-S1 from the front: none is due.",
        edits=["drop 22585"],
        silent=(
            record(charge=["22558"]),
            record(TWO, charge=["22558", "22585"]),
            record({"fusion_documented": False}, charge=["22558", "22585"]),
        ),
    ),
    Row(
        "levels.excess_addon",
        fires=record(TWO, charge=["22558", "22585", "22585 x2"]),
        says="22585 x 3 charged, but fusion from the front is documented only at L4-L5 and L5-S1: x 1 is supported.",
        edits=["22585 = 1"],
        silent=(record(TWO),),
    ),
    Row(
        "levels.excess_addon",
        fires=record(UNNAMED, charge=["22558", "22585"]),
        says="22585 x 1 charged, but the note fuses no interspace from the front: none is due.",
        edits=["drop 22585"],
        silent=(record(UNNAMED, charge=["22558"]),),
    ),
    Row(
        "levels.pcs_mismatch",
        fires=record(TWO, charge=[], pcs=["0SB40ZZ", "0SG10A0", "0SG3071"]),
        says="0SG10A0 charged; interbody fusion at L4-L5 and L5-S1 gives 0SG00A0 and 0SG30A0. The lumbosacral joint has codes of its own (0SG3) and is no part of 0SG0 or 0SG1.",
        edits=["pcs ['0SG00A0', '0SG30A0']"],
        silent=(
            record(TWO, charge=[], pcs=["0SG30A0", "0SG00A0"]),
            record(TWO, charge=[], pcs=["0SG00K0", "0SG33J0"]),
            record(TWO, charge=[], pcs=[]),
            record(TWO, charge=[], pcs=["0SG0071", "0SB20ZZ"]),
            record(TWO),
            record({**TWO, "fusion_documented": False}, charge=[], pcs=["0SG10A0"]),
        ),
    ),
    Row(
        "levels.pcs_mismatch",
        fires=record(charge=[], pcs=["0SG00A0", "0SG30A0"]),
        says="0SG00A0 and 0SG30A0 charged; interbody fusion at L5-S1 gives 0SG30A0.",
        edits=["pcs ['0SG30A0']"],
        silent=(record(charge=[], pcs=["0SG30A0"]),),
    ),
    Row(
        "levels.pcs_mismatch",
        fires=record(fused("L4-L5", approach="transforaminal"), charge=[], pcs=["0SG00A0"]),
        says="0SG00A0 charged; interbody fusion at L4-L5 gives 0SG00AJ.",
        edits=["pcs ['0SG00AJ']"],
        silent=(record(fused("L4-L5", approach="posterior"), charge=[], pcs=["0SG00AJ"]),),
    ),
    Row(
        "levels.pcs_mismatch",
        fires=record(UNNAMED, charge=[], pcs=["0SG30A0", "0RGA0A0"]),
        says="0SG30A0 and 0RGA0A0 charged, but the note gives no approach and interspace that support it.",
        edits=["pcs []"],
        silent=(record(UNNAMED, charge=[]),),
    ),
    Row(
        "levels.pcs_mismatch",
        fires=record(
            {**fused("L3-L4", "L4-L5"), "device.devices": [device("L3-L4"), device("L4-L5", "structural_allograft")]},
            charge=[],
            pcs=["0SG30A0"],
        ),
        says="0SG30A0 charged; interbody fusion at L3-L4 and L4-L5 gives 0SG00A0 and 0SG00K0.",
        edits=["pcs ['0SG00A0', '0SG00K0']"],
        silent=(
            record(
                {
                    **fused("L3-L4", "L4-L5"),
                    "device.devices": [device("L3-L4"), device("L4-L5", "structural_allograft")],
                },
                charge=[],
                pcs=["0SG00A0", "0SG00K0"],
            ),
            record(
                {
                    **fused("L3-L4", "L4-L5"),
                    "device.devices": [device("L3-L4"), device("L4-L5", "structural_allograft")],
                },
                charge=[],
                pcs=["0SG10A0"],
            ),
        ),
    ),
    Row(
        "levels.pcs_mismatch",
        fires=record({**TWO, **graft("L4-L5")}, charge=[], pcs=["0SG00A0", "0SG0071"]),
        says="0SG00A0 charged; interbody fusion at L4-L5 and L5-S1 gives 0SG00A0 and 0SG30A0. The lumbosacral joint has codes of its own (0SG3) and is no part of 0SG0 or 0SG1.",
        edits=["pcs ['0SG00A0', '0SG30A0']"],
        silent=(record({**TWO, **graft("L4-L5")}, charge=[], pcs=["0SG00A0", "0SG30A0", "0SG0071"]),),
    ),
    Row(
        "levels.transitional_anatomy",
        fires=record({"levels.transitional_anatomy": True}),
        says="Transitional anatomy is documented, so the number of an interspace depends on how levels were counted. Confirm the numbering before coding.",
        edits=["levels.transitional_anatomy: False"],
        silent=(
            record(),
            record({"levels.transitional_anatomy": True, "fusion_documented": False}, charge=["22558"]),
        ),
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
        ({}, "Interbody fusion documented at L5-S1 (1 level)."),
        (THREE, "Interbody fusion documented at L3-L4, L4-L5 and L5-S1 (3 levels)."),
        (BEHIND_ONLY, "No interbody fusion, so no interspace to check."),
        (
            {**TWO, "levels.titled": ["L5-S1"], "levels.stated_count": 1},
            "The stated number of levels does not match those named; 1 more to check.",
        ),
    ],
)
def test_summary(changes: dict[str, object], summary: str) -> None:
    assert record(changes).alerts[1].summary == summary


def test_the_likely_interspaces_are_offered() -> None:
    suggestion = record(UNNAMED).findings["levels.undocumented"].suggestion
    assert suggestion is not None
    assert suggestion.documentation[0].choices == [["L4-L5"], ["L4-L5", "L5-S1"]]
    assert suggestion.documentation[0].placeholder


def test_an_interspace_of_the_record_is_no_placeholder() -> None:
    found = record({**UNNAMED, "device.devices": [device("L4-L5")]}).findings["levels.undocumented"]
    assert found.suggestion is not None
    assert found.suggestion.documentation[0].value == ["L4-L5"]
    assert not found.suggestion.documentation[0].placeholder
