"""What was done from behind needs words that tell it as done, planned or denied, as claimed."""

from typing import Any

import pytest

from tests.extraction.consistency.cases import check_rejected, check_stands, judge

TOLD = "DESCRIPTION OF PROCEDURE: "
DONE, PLANNED, DENIED = "performed", "planned", "not_performed"


@pytest.mark.parametrize(
    ("value", "note"),
    [
        (DONE, "«Pedicle screws were placed at L4 and L5 bilaterally.»"),
        (DONE, "«Percutaneous screws, L4 through S1.»"),
        (DONE, "«Translaminar facet screws were placed.»"),
        (DONE, "«An interspinous clamp was applied.»"),
        (DONE, "«The old screws were exchanged for new pedicle screws, which were placed at L4.»"),
        (PLANNED, "«He will return in two days for pedicle screws.»"),
        (PLANNED, "«The second stage, with posterior instrumentation, is set for Thursday.»"),
        (DENIED, "«No posterior instrumentation was placed.»"),
        (DENIED, "«Posterior instrumentation: none.»"),
        (DENIED, "«Pedicle screws were not needed.»"),
        (DENIED, "«This was done from the front alone.»"),
    ],
)
def test_instrumentation_stands(value: str, note: str) -> None:
    check_stands(TOLD + note, "posterior", {"instrumentation": value})


@pytest.mark.parametrize(
    ("value", "note"),
    [
        pytest.param(DONE, "«No posterior instrumentation was placed.»", id="denied"),
        pytest.param(DONE, "«He will return in two days for pedicle screws.»", id="planned"),
        pytest.param(DONE, "«Pedicle screws were considered but not placed.»", id="considered"),
        pytest.param(DONE, "«Pedicle screws had been placed in 2012.»", id="history"),
        pytest.param(DONE, "«On Monday he had pedicle screws placed at L4-5.»", id="an-earlier-day"),
        pytest.param(DONE, "«The old pedicle screws were removed.»", id="removed"),
        pytest.param(DONE, "«Pedicle screws were opened but not used.»", id="not-used"),
        pytest.param(DONE, "«If she does not fuse, pedicle screws would be added.»", id="conditional"),
        pytest.param(DONE, "«The cage was fixed with three screws.»", id="screws-of-the-cage"),
        pytest.param(DONE, "«The skin was closed.»", id="silent"),
        pytest.param(PLANNED, "«Pedicle screws were placed at L4 and L5.»", id="done-as-planned"),
        pytest.param(PLANNED, "«The skin was closed at 5 pm.»", id="silent-as-planned"),
        pytest.param(DENIED, "«Pedicle screws were placed at L4 and L5.»", id="done-as-denied"),
        pytest.param(DENIED, "«The vein was swept aside without difficulty.»", id="another-denial"),
        pytest.param(DENIED, "«The skin was closed.»", id="silent-as-denied"),
    ],
)
def test_instrumentation_told_otherwise_goes(value: str, note: str) -> None:
    check_rejected(TOLD + note, "posterior", {"instrumentation": value}, "posterior.instrumentation")


@pytest.mark.parametrize(
    ("value", "note"),
    [
        (DONE, "«The facets were decorticated and bone graft was laid down at L4-5.»"),
        (DONE, "«A posterolateral fusion was done at L5-S1.»"),
        (DONE, "«The gutters were packed with graft.»"),
        (PLANNED, "«The second stage, posterior fusion, is planned for Thursday.»"),
        (DENIED, "«No posterolateral fusion was performed.»"),
        (DENIED, "«The facets were not decorticated.»"),
    ],
)
def test_arthrodesis_stands(value: str, note: str) -> None:
    check_stands(TOLD + note, "posterior", {"arthrodesis": value})


@pytest.mark.parametrize(
    ("value", "note"),
    [
        pytest.param(DONE, "«No posterolateral fusion was performed.»", id="denied"),
        pytest.param(DONE, "Supine.\n\nPLAN: «Posterior fusion L4-5.»", id="planned"),
        pytest.param(DONE, "Supine.\n\nCONSENT: «Possible posterior fusion L4-5.»", id="consent"),
        pytest.param(DONE, "Supine.\n\nPAST SURGICAL HISTORY: «Posterolateral fusion L4-5.»", id="history"),
        pytest.param(DONE, "«Pedicle screws were placed at L4 and L5.»", id="screws-alone"),
        pytest.param(
            DONE, "«Pedicle screws and rods were placed; no bone was laid behind.»", id="screws-without-graft"
        ),
        pytest.param(DONE, "«An anterior lumbar interbody fusion was performed.»", id="interbody-fusion"),
        pytest.param(DONE, "«The cage was packed with bone graft.»", id="graft-of-the-cage"),
        pytest.param(DENIED, "«Only the left vein was tied.»", id="another-denial"),
    ],
)
def test_arthrodesis_told_otherwise_goes(value: str, note: str) -> None:
    check_rejected(TOLD + note, "posterior", {"arthrodesis": value}, "posterior.arthrodesis")


def screws(**more: Any) -> dict[str, Any]:
    return {"instrumentation": DONE, **more}


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        (screws(hardware=["pedicle_screws", "rods"]), "«Pedicle screws were placed and joined with rods.»"),
        (screws(hardware=["pedicle_screws", "rods"]), "«Pedicle screws were placed.» Rods were seated and locked."),
        (screws(hardware=["facet_screws"]), "«Translaminar facet screws were placed.»"),
        (screws(hardware=["interspinous_device"]), "«An interspinous clamp was applied.»"),
        (screws(hardware=["hooks"]), "«Laminar hooks were placed.»"),
        (screws(fixation_points=["L4", "L5"]), "«Pedicle screws were placed at L4 and L5.»"),
        (screws(fixation_points=["L4", "L5", "S1"]), "«Pedicle screws were placed from L4 to S1.»"),
        (screws(fixation_points=["L5", "S1"]), "«Screws went into both L5 pedicles and the sacrum.»"),
        (screws(fixation_points=["ilium"]), "«Bilateral iliac screws were placed.»"),
        (screws(fixation_points=["L5"]), "L5 was exposed. «Pedicle screws were placed.»"),
        (screws(same_session="yes"), "«Pedicle screws were placed.»"),
        ({"arthrodesis": DONE, "arthrodesis_interspaces": ["L4-L5"]}, "«The facets of L4-5 were decorticated and grafted.»"),
        (
            {"arthrodesis": DONE, "arthrodesis_interspaces": ["L4-L5", "L5-S1"]},
            "«A posterolateral fusion was done from L4 to S1.»",
        ),
    ],
)  # fmt: skip
def test_parts_stand(claims: dict[str, Any], note: str) -> None:
    check_stands(TOLD + note, "posterior", claims)


@pytest.mark.parametrize(
    ("claims", "note", "rule"),
    [
        (screws(hardware=["hooks"]), "«Pedicle screws were placed at L4 and L5.»", "hardware"),
        (screws(hardware=["facet_screws"]), "«Pedicle screws were placed at L4 and L5.»", "hardware"),
        (screws(hardware=["interspinous_device"]), "«Pedicle screws were placed at L4 and L5.»", "hardware"),
        (screws(hardware=["rods"]), "«Pedicle screws were placed.» No rods were used.", "hardware"),
        (screws(fixation_points=["L4", "L5", "S1"]), "«Pedicle screws were placed at L4 and L5.»", "fixation_points"),
        (screws(fixation_points=["ilium"]), "«Pedicle screws were placed at L4 and L5.»", "fixation_points"),
        (screws(fixation_points=["L3"]), "L5 was exposed. «Pedicle screws were placed.»", "fixation_points"),
        (
            {"arthrodesis": DONE, "arthrodesis_interspaces": ["L5-S1"]},
            "«The facets of L4-5 were decorticated and grafted.»",
            "interspace",
        ),
        ({"same_session": "yes"}, "The skin was closed.", "same_session"),
    ],
)
def test_parts_that_are_not_told_go(claims: dict[str, Any], note: str, rule: str) -> None:
    check_rejected(TOLD + note, "posterior", claims, f"posterior.{rule}")


def test_everything_that_hangs_on_planned_work_goes_with_it() -> None:
    claims = screws(
        hardware=["pedicle_screws"],
        fixation_points=["L4"],
        arthrodesis=DONE,
        arthrodesis_interspaces=["L4-L5"],
        same_session="yes",
    )
    result = judge(
        TOLD + "«He will return for pedicle screws at L4 and posterolateral fusion L4-5.»", "posterior", claims
    )
    left = result.elements.posterior
    assert (left.instrumentation, left.arthrodesis, left.same_session) == ("not_stated",) * 3
    assert left.hardware == left.fixation_points == left.arthrodesis_interspaces == []
    assert len(result.problems) == 6
