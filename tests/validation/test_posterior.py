"""Element 4: each rule fires, and stays silent in a near miss."""

import pytest

from tests.records import BEHIND_ONLY, NO_FUSION, fused, graft, level, screws
from tests.validation.builders import Row, check_fires, check_silent, record

TLIF = fused("L4-L5", approach="transforaminal")
FIXED = screws("L5", "S1")
PLANNED = {"posterior.instrumentation": "planned", "posterior.same_session": "no"}
UNNAMED = {"levels.described": [], "levels.titled": [], "levels.by_approach": []}

ROWS = [
    Row(
        "posterior.combined_fusion",
        fires=record(graft("L5-S1")),
        says="Anterior and posterior fusion in one session (360): confirm 22612 beside 22558. The Mira glossary says that NCCI does not bundle the pair; that was not checked in the edit table.",
        edits=["posterior.same_session: no"],
        silent=(
            record(),
            record(graft("L5-S1", same_session="no")),
            record(graft("L5-S1", same_session="not_stated")),
            record({**TLIF, **graft("L4-L5")}),
            record(BEHIND_ONLY),
            record(PLANNED),
        ),
    ),
    Row(
        "posterior.combined_fusion",
        fires=record({**FIXED, **UNNAMED}, charge=["22558", "22840"]),
        says="Posterior instrumentation in the same session as an anterior fusion (360): confirm whether 22612 applies; it needs documented decortication and graft behind.",
        edits=["posterior.same_session: no"],
        silent=(record({**FIXED, "fusion_documented": False}, charge=["22558"]),),
    ),
    Row(
        "posterior.arthrodesis_undocumented",
        fires=record(FIXED, charge=["22558", "22853", "22840"]),
        says="Posterior instrumentation was placed; 22612 also needs decortication and graft behind, and neither is described.",
        edits=["22612 = 1", "posterior.arthrodesis: performed"],
        silent=(
            record({**FIXED, **graft("L5-S1")}),
            record({**FIXED, "posterior.arthrodesis": "planned"}),
            record(PLANNED),
            record(),
        ),
    ),
    Row(
        "posterior.arthrodesis_undocumented",
        fires=record({**FIXED, "posterior.arthrodesis": "not_performed"}),
        says="Posterior instrumentation was placed; 22612 also needs decortication and graft behind, and the note rules them out.",
        edits=["posterior.arthrodesis: performed"],
        silent=(record({"posterior.arthrodesis": "not_performed"}),),
    ),
    Row(
        "posterior.unsupported_22612",
        fires=record(FIXED, charge=["22558", "22612", "22614"]),
        says="22612 and 22614 charged, but no posterior decortication and graft is documented. Screws and rods alone are 2284x.",
        edits=["drop 22612", "drop 22614"],
        silent=(record(graft("L5-S1"), charge=["22612"]), record(charge=["22558"]), record()),
    ),
    Row(
        "posterior.unsupported_22612",
        fires=record({"posterior.arthrodesis": "planned"}, charge=["22614"]),
        says="22614 charged, but no posterior decortication and graft is documented. Screws and rods alone are 2284x.",
        edits=["drop 22614"],
        silent=(record(graft("L5-S1", same_session="no"), charge=["22612"]),),
    ),
    Row(
        "posterior.missing_22612",
        fires=record(graft("L4-L5", "L5-S1"), charge=["22558", "22853"]),
        says="A posterior fusion at L4-L5 and L5-S1 is documented in this session and not charged: 22612 and 22614 x 1.",
        edits=["22612 = 1"],
        silent=(
            record(graft("L5-S1"), charge=["22612"]),
            record(graft("L5-S1"), charge=["22633"]),
            record(graft("L5-S1")),
            record(graft("L5-S1", same_session="no"), charge=["22558"]),
            record(graft("L5-S1", same_session="not_stated"), charge=["22558"]),
            record({**FIXED, "posterior.arthrodesis": "planned"}, charge=["22558"]),
        ),
    ),
    Row(
        "posterior.missing_22612",
        fires=record(graft(), charge=["22558"]),
        says="A posterior fusion is documented in this session and not charged: 22612.",
        edits=["22612 = 1"],
        silent=(record(BEHIND_ONLY, charge=["22612"]),),
    ),
    Row(
        "posterior.missing_22612",
        fires=record({**TLIF, **graft("L4-L5")}, charge=["22630", "22853"]),
        says="A posterior fusion at L4-L5 is documented in this session and not charged: 22633, because the interbody fusion at L4-L5 was posterior.",
        edits=["22630 becomes 22633"],
        silent=(record(TLIF, charge=["22630"]),),
    ),
    Row(
        "posterior.missing_22612",
        fires=record({**TLIF, **graft("L4-L5")}, charge=["22853"]),
        says="A posterior fusion at L4-L5 is documented in this session and not charged: 22633, because the interbody fusion at L4-L5 was posterior.",
        edits=["22633 = 1"],
        silent=(record(BEHIND_ONLY),),
    ),
    Row(
        "posterior.missing_22612",
        fires=record({**graft("L5-S1"), "levels.by_approach": [level("L5-S1", "posterior")]}, charge=["22853"]),
        says="A posterior fusion at L5-S1 is documented in this session and not charged: 22612.",
        edits=["22612 = 1"],
        silent=(record(BEHIND_ONLY),),
    ),
    Row(
        "posterior.missing_instrumentation",
        fires=record(FIXED, charge=["22558"]),
        says="Posterior instrumentation is documented in this session and not charged: fixation at L5 and S1 gives 22840.",
        edits=["22840 = 1"],
        silent=(
            record(FIXED, charge=["22840"]),
            record(FIXED, charge=["22844"]),
            record(FIXED),
            record(PLANNED, charge=["22558"]),
            record(screws("L5", "S1", same_session="no"), charge=["22558"]),
            record(graft("L5-S1"), charge=["22558"]),
        ),
    ),
    Row(
        "posterior.missing_instrumentation",
        fires=record(screws(), charge=["22558"]),
        says="Posterior instrumentation is documented in this session and not charged: 22840 fixed at two ends, 22842 with a point between over 3 to 6 vertebrae.",
        edits=["22840 = 1"],
        silent=(record(screws(), charge=["22843"]),),
    ),
    Row(
        "posterior.missing_instrumentation",
        fires=record(screws("S1", "L4", "L5", "ilium"), charge=["22558"]),
        says="Posterior instrumentation is documented in this session and not charged: fixation at L4, L5 and S1 gives 22842.",
        edits=["22842 = 1"],
        silent=(record(charge=["22558"]),),
    ),
    Row(
        "posterior.unsupported_instrumentation",
        fires=record(charge=["22840", "22842", "22843", "22844"]),
        says="22840, 22842, 22843 and 22844 charged, but no posterior instrumentation is documented as placed.",
        edits=["drop 22840", "drop 22842", "drop 22843", "drop 22844"],
        silent=(record(FIXED, charge=["22840"]), record(charge=["22558", "22848"]), record()),
    ),
    Row(
        "posterior.unsupported_instrumentation",
        fires=record(PLANNED, charge=["22842"]),
        says="22842 charged, but no posterior instrumentation is documented as placed.",
        edits=["drop 22842"],
        silent=(record(NO_FUSION, charge=["22842"]),),
    ),
    Row(
        "posterior.segment_code",
        fires=record(screws("L4", "L5", "S1"), charge=["22840"]),
        says="22840 charged, but fixation at L4, L5 and S1 gives 22842.",
        edits=["22840 becomes 22842"],
        silent=(
            record(screws("L4", "L5", "S1"), charge=["22842"]),
            record(screws("L4", "S1"), charge=["22840"]),
            record(screws("L4", "S1")),
            record(screws("L5"), charge=["22842"]),
            record(screws("L5", "ilium"), charge=["22842"]),
            record(screws("L4", "L5"), charge=["22558"]),
            record({**screws("L4", "L5"), "posterior.instrumentation": "planned"}, charge=["22842"]),
        ),
    ),
    Row(
        "posterior.segment_code",
        fires=record(screws("L4", "S1"), charge=["22842", "22843"]),
        says="22842 and 22843 charged, but fixation at L4 and S1 gives 22840.",
        edits=["22842 becomes 22840", "drop 22843"],
        silent=(record(screws("T12", "L3", "S1"), charge=["22843"]),),
    ),
    Row(
        "posterior.segment_code",
        fires=record(screws("L4", "L5"), charge=["22840", "22842"]),
        says="22842 charged, but fixation at L4 and L5 gives 22840.",
        edits=["drop 22842"],
        silent=(record(screws("L4", "L5"), charge=["22840", "22840"]),),
    ),
    Row(
        "posterior.staged",
        fires=record(PLANNED),
        says="The posterior stage is planned for, or was done on, another day: it is not charged here, and modifier 58 goes on that day's claim.",
        silent=(record(), record(FIXED)),
    ),
    Row(
        "posterior.staged",
        fires=record({"posterior.arthrodesis": "planned"}),
        says="The posterior stage is planned for, or was done on, another day: it is not charged here, and modifier 58 goes on that day's claim.",
        silent=(record({"posterior.arthrodesis": "not_performed"}),),
    ),
    Row(
        "posterior.staged",
        fires=record(screws("L5", "S1", same_session="no")),
        says="The posterior stage is planned for, or was done on, another day: it is not charged here, and modifier 58 goes on that day's claim.",
        silent=(record(screws("L5", "S1", same_session="not_stated")),),
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
        ({}, "No posterior instrumentation or fusion is documented."),
        (PLANNED, "Posterior stage planned, not part of this operation."),
        ({"posterior.arthrodesis": "planned"}, "Posterior stage planned, not part of this operation."),
        ({**TLIF, **screws("L4", "L5"), **graft("L4-L5")}, "Posterior instrumentation and fusion documented."),
        (BEHIND_ONLY, "Posterior fusion documented."),
        (FIXED, "Front and back in one session (360): confirm the posterior fusion (22612); 1 more to check."),
    ],
)
def test_summary(changes: dict[str, object], summary: str) -> None:
    assert record(changes).alerts[3].summary == summary
