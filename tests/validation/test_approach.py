"""Element 1: each rule fires, and stays silent in a near miss."""

import pytest

from tests.records import BEHIND_ONLY, NO_FUSION, device, fused, graft, level, screws
from tests.validation.builders import Row, check_fires, check_silent, record

UNNAMED = {"approach.titled": [], "approach.described": []}
MIXED = {
    "approach.titled": ["anterior", "transforaminal"],
    "approach.described": ["anterior", "transforaminal"],
    "levels.titled": ["L4-L5", "L5-S1"],
    "levels.described": ["L4-L5", "L5-S1"],
    "levels.by_approach": [level("L4-L5", "transforaminal"), level("L5-S1")],
    "device.devices": [device("L4-L5"), device("L5-S1")],
}
TLIF = fused("L4-L5", approach="transforaminal")

ROWS = [
    Row(
        "approach.undocumented",
        fires=record({**UNNAMED, "levels.by_approach": []}),
        says="A fusion is documented but not how the disc space was reached. The approach decides the primary code: 22558 from the front or side, 22630 or 22633 from behind.",
        edits=["approach.described: ['anterior']"],
        silent=(record(), record(BEHIND_ONLY), record(NO_FUSION), record({"approach.described": []})),
    ),
    Row(
        "approach.undocumented",
        fires=record({**UNNAMED, "levels.by_approach": [level("L5-S1", "oblique")]}),
        says="A fusion is documented but not how the disc space was reached. The approach decides the primary code: 22558 from the front or side, 22630 or 22633 from behind.",
        edits=["approach.described: ['oblique']"],
        silent=(record(BEHIND_ONLY, charge=["22612", "22614"]),),
    ),
    Row(
        "approach.undocumented",
        fires=record(BEHIND_ONLY, charge=["22585"]),
        says="22585 charged, but only a posterolateral fusion is documented: no interbody approach, interspace or device.",
        edits=["drop 22585"],
        silent=(record({**BEHIND_ONLY, "approach.described": ["anterior"]}),),
    ),
    Row(
        "approach.posterior_documented",
        fires=record(TLIF),
        says="Interbody fusion through the transforaminal approach is documented at L4-L5: 22630, or 22633 if posterolateral fusion was done at the same interspace.",
        edits=[
            "approach.described: ['anterior']",
            "levels.by_approach.0.approach: anterior",
            "approach.titled: ['anterior']",
        ],
        silent=(record(), record({**fused("L4-L5"), **screws("L4", "L5"), **graft("L4-L5")})),
    ),
    Row(
        "approach.posterior_documented",
        fires=record({**TLIF, **graft("L4-L5")}),
        says="Interbody fusion through the transforaminal approach is documented at L4-L5: 22633, because posterolateral fusion at the same interspace is documented too.",
        edits=[
            "approach.described: ['anterior']",
            "levels.by_approach.0.approach: anterior",
            "approach.titled: ['anterior']",
            "posterior.same_session: no",
        ],
        silent=(record({**TLIF, "approach.described": ["anterior"]}),),
    ),
    Row(
        "approach.posterior_documented",
        fires=record({**TLIF, **graft("L4-L5", same_session="no")}),
        says="Interbody fusion through the transforaminal approach is documented at L4-L5: 22630, or 22633 if posterolateral fusion was done at the same interspace.",
        edits=[
            "approach.described: ['anterior']",
            "levels.by_approach.0.approach: anterior",
            "approach.titled: ['anterior']",
        ],
        silent=(record(fused("L4-L5", approach="presacral")),),
    ),
    Row(
        "approach.posterior_documented",
        fires=record(MIXED),
        says="Interbody fusion through the transforaminal approach is documented at L4-L5: 22630, or 22633 if posterolateral fusion was done at the same interspace. 22558 stays for the anterior interspaces.",
        edits=[
            "approach.described: ['anterior']",
            "levels.by_approach.0.approach: anterior",
            "approach.titled: ['anterior']",
        ],
        silent=(record(fused("L4-L5", approach="lateral")),),
    ),
    Row(
        "approach.posterior_documented",
        fires=record(
            {"approach.titled": ["posterior"], "approach.described": [], "levels.described": [], "levels.titled": []}
        ),
        says="Interbody fusion through the posterior approach is documented: 22630, or 22633 if posterolateral fusion was done at the same interspace.",
        edits=["approach.titled: ['anterior']"],
        silent=(record({"approach.titled": ["posterior"]}),),
    ),
    Row(
        "approach.conflicting",
        fires=record({"approach.titled": ["lateral"]}),
        says="The title says lateral, the narrative describes anterior. Make them agree before the claim goes out.",
        edits=["approach.titled: ['anterior']"],
        silent=(
            record({"approach.titled": []}),
            record({"approach.described": []}),
            record({"approach.titled": ["lateral", "anterior"], "approach.described": ["anterior", "lateral"]}),
        ),
    ),
    Row(
        "approach.charge_conflict",
        fires=record(charge=["22630-62", "22853"]),
        says="22630 charged, but the documented approach is anterior: 22558 applies.",
        edits=["22630 becomes 22558"],
        silent=(record(charge=["22558"]), record(), record(MIXED, charge=["22558", "22630"])),
    ),
    Row(
        "approach.charge_conflict",
        fires=record(charge=["22558", "22633", "22634"]),
        says="22633 and 22634 charged, but the documented approach is anterior: 22558 applies.",
        edits=["drop 22633", "drop 22634"],
        silent=(record({"approach.described": ["anterior", "oblique"]}, charge=["22633"]),),
    ),
    Row(
        "approach.charge_conflict",
        fires=record(charge=["22632"]),
        says="22632 charged, but the documented approach is anterior: 22558 applies.",
        edits=["drop 22632"],
        silent=(record(charge=["22533", "22534", "22586"]),),
    ),
    Row(
        "approach.charge_conflict",
        fires=record(TLIF, charge=["22558"]),
        says="22558 charged, but the documented approach is transforaminal: 22630 applies.",
        edits=["22558 becomes 22630"],
        silent=(record(TLIF, charge=["22630"]), record(TLIF, charge=["22585"]), record(BEHIND_ONLY, charge=["22558"])),
    ),
    Row(
        "approach.charge_conflict",
        fires=record({**TLIF, **graft("L4-L5")}, charge=["22558", "22633"]),
        says="22558 charged, but the documented approach is transforaminal: 22633 applies.",
        edits=["drop 22558"],
        silent=(record(fused("L5-S1", approach="presacral"), charge=["22558"]),),
    ),
    Row(
        "approach.charge_conflict",
        fires=record(
            {**fused("L4-L5", approach="posterior"), "approach.described": ["transforaminal", "posterior"]},
            charge=["22558", "22630"],
        ),
        says="22558 charged, but the documented approach is posterior and transforaminal: 22630 applies.",
        edits=["drop 22558"],
        silent=(record(MIXED, charge=["22558", "22630"]),),
    ),
    Row(
        "approach.lateral_code",
        fires=record(
            {**fused("L3-L4", approach="lateral"), "approach.described": ["oblique", "lateral"]}, charge=["22633"]
        ),
        says="22633 charged, but fusion through the oblique and lateral approach is reported with 22558.",
        edits=["22633 becomes 22558"],
        silent=(record({"approach.described": ["posterior", "lateral"]}, charge=["22633"]),),
    ),
    Row(
        "approach.lateral_code",
        fires=record(fused("L3-L4", approach="lateral"), charge=["22533"]),
        says="22533 charged, but fusion through the lateral approach is reported with 22558.",
        edits=["22533 becomes 22558"],
        silent=(
            record(fused("L3-L4", approach="lateral"), charge=["22558", "22585"]),
            record(fused("L3-L4", approach="lateral")),
            record(charge=["22533"]),
            record(UNNAMED, charge=["22533"]),
        ),
    ),
    Row(
        "approach.lateral_code",
        fires=record(fused("L3-L4", approach="oblique"), charge=["22558", "22630", "22586"]),
        says="22586 and 22630 charged, but fusion through the oblique approach is reported with 22558.",
        edits=["drop 22586", "drop 22630"],
        silent=(record({"approach.described": ["anterior", "oblique"]}, charge=["22586"]),),
    ),
    Row(
        "approach.lateral_payer_check",
        fires=record({"approach.described": ["lateral", "anterior"]}),
        says="22558 applies to the lateral approach by society and vendor guidance. No CMS text says so and sources differ on OLIF: confirm the payer's policy.",
        silent=(record(),),
    ),
    Row(
        "approach.presacral",
        fires=record(fused("L5-S1", approach="presacral"), charge=["22586"]),
        says="A presacral (axial) approach is documented: that is 22586, not 22558. Many payers call it investigational.",
        edits=[
            "approach.described: ['anterior']",
            "levels.by_approach.0.approach: anterior",
            "approach.titled: ['anterior']",
        ],
        silent=(record(),),
    ),
    Row(
        "approach.no_fusion_documented",
        fires=record(NO_FUSION, charge=["22558", "22612", "22853"], pcs=["0SG30A0", "0SB40ZZ"]),
        says="22558, 22612 and 0SG30A0 charged, but no lumbar fusion is documented. Remove what was not done, or have the surgeon amend the note.",
        edits=["drop 22558", "drop 22612", "drop 0SG30A0"],
        silent=(record(charge=["22558"]), record(NO_FUSION, charge=["63047"], pcs=["0SB40ZZ"]), record(NO_FUSION)),
    ),
    Row(
        "approach.no_fusion_documented",
        fires=record(NO_FUSION, charge=[], pcs=["0SG0071"]),
        says="0SG0071 charged, but no lumbar fusion is documented. Remove what was not done, or have the surgeon amend the note.",
        edits=["drop 0SG0071"],
        silent=(record(NO_FUSION, charge=["22853", "22840"], pcs=["0RG10A0"]),),
    ),
    Row(
        "approach.corridor_unstated",
        fires=record({"approach.corridor": "not_stated"}),
        says="The anterior approach is documented, but not whether it was retroperitoneal or transperitoneal.",
        edits=["approach.corridor: retroperitoneal"],
        silent=(
            record(),
            record({"approach.corridor": "transperitoneal"}),
            record({**fused("L4-L5", approach="oblique"), "approach.corridor": "not_stated"}),
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
        ({}, "Anterior approach documented, retroperitoneal, supine."),
        ({"approach.corridor": "not_stated", "approach.position": "not_stated"}, "Anterior approach documented."),
        (
            {**fused("L3-L4", "L4-L5", approach="lateral"), "approach.position": "lateral_decubitus"},
            "Lateral approach documented, retroperitoneal, lateral decubitus.",
        ),
        (BEHIND_ONLY, "Posterolateral fusion only; no interbody approach to check."),
        (MIXED, "A posterior or transforaminal interbody approach is documented."),
        ({"approach.titled": ["posterior"]}, "Title and narrative name different approaches."),
    ],
)
def test_summary(changes: dict[str, object], summary: str) -> None:
    assert record(changes).alerts[0].summary == summary
