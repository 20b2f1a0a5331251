"""An interspace must stand in its quote, or be the one being spoken of there, as fused in this operation."""

from typing import Any

import pytest

from tests.extraction.consistency.cases import check_rejected, check_stands, judge, kept, problems_of

TITLE = "PROCEDURE: ALIF.\n\nDESCRIPTION OF PROCEDURE: "
APPROACH = {
    "approach__titled": ["anterior"],
    "approach__described": ["anterior"],
    "approach__evidence": [{"document": "operative_note", "quote": "ALIF"}],
}


def fused(*interspaces: str, approach: str = "anterior") -> dict[str, Any]:
    """Interspaces described as fused, each with its approach."""
    return {
        "described": list(interspaces),
        "by_approach": [{"interspace": item, "approach": approach} for item in interspaces],
    }


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        pytest.param(fused("L4-L5"), "«The L4-5 disc was removed and a cage was placed.»", id="named"),
        pytest.param(fused("L4-L5", "L5-S1"), "«Cages were placed at L4-5 and L5-S1.»", id="two-named"),
        pytest.param(fused("L4-L5", "L5-S1"), "«The discs from L4 to S1 were replaced by cages.»", id="range-of-two"),
        pytest.param(fused("L3-L4", "L4-L5", "L5-S1"), "«L3-S1 was fused.»", id="range-of-three"),
        pytest.param(fused("L4-L5", "L5-S1"), "«Interbody fusion of L4, L5 and S1 was done.»", id="vertebrae-as-range"),
        pytest.param(fused("L5-S1"), "«The lumbosacral disc was removed and a cage placed.»", id="junction"),
        pytest.param(fused("L4-L5"), "«the l four five disc was taken out» and a cage put in", id="spoken"),
        pytest.param(fused("L4-L5"), "«at four five we took the disc out» and put a cage in", id="spoken-numbers"),
        pytest.param(fused("L5-S1"), "We exposed L5-S1. «The disc was removed.» A cage was placed.", id="spoken-of"),
        pytest.param(
            fused("L4-L5", "L5-S1"), "L4-5 and L5-S1 were exposed. «Both discs were removed and cages placed.»", id="both"
        ),
        pytest.param(
            fused("L4-L5", "L5-S1"), "L4-5 and L5-S1 were exposed. «At each level a cage was placed.»", id="each-level"
        ),
        pytest.param(fused("L6-S1"), "«The L6-S1 disc was removed and a cage was placed.»", id="sixth-vertebra"),
    ],
)  # fmt: skip
def test_an_interspace_stands(claims: dict[str, Any], note: str) -> None:
    check_stands(TITLE + note, "levels", claims, **APPROACH)


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        pytest.param(fused("L5-S1"), "«The L4-5 disc was removed and a cage was placed.»", id="wrong"),
        pytest.param(fused("L5-L6"), "«The C5-6 disc was removed.» L5-S1 was fused.", id="another-region"),
        pytest.param(fused("L4-L5"), "«No work was done at L4-5.» L5-S1 was fused.", id="negated"),
        pytest.param(fused("L4-L5"), "«L4-5 was healthy and was not entered.» L5-S1 was fused.", id="not-entered"),
        pytest.param(fused("L4-L5"), "«The L4-5 disc was left alone.» L5-S1 was fused.", id="left-alone"),
        pytest.param(fused("L4-L5"), "«L4-5 will be fused next week.» L5-S1 was fused.", id="planned"),
        pytest.param(fused("L4-L5"), "L5-S1 was fused.\n\nPLAN: «Fuse L4-5 at a later date.»", id="plan"),
        pytest.param(fused("L4-L5"), "«Fusion at L4-5 was aborted.» L5-S1 was fused.", id="aborted"),
        pytest.param(fused("L4-L5"), "«The L4-5 disc could not be exposed.» L5-S1 was fused.", id="given-up"),
        pytest.param(fused("L3-L4"), "She is «status post fusion at L3-4 in 2014». L5-S1 was fused.", id="status-post"),
        pytest.param(fused("L3-L4"), "L5-S1 was fused.\n\nPAST SURGICAL HISTORY: «Fusion L3-4.»", id="history"),
        pytest.param(fused("L4-L5"), "L5-S1 was fused.\n\nIMAGING: «MRI shows collapse at L4-5.»", id="imaging"),
        pytest.param(fused("L4-L5"), "L5-S1 was fused.\n\nPREOPERATIVE DIAGNOSIS: «Stenosis L4-5.»", id="diagnosis"),
        pytest.param(fused("L4-L5"), "«Risks include adjacent disease at L4-5.» L5-S1 was fused.", id="risk"),
        pytest.param(fused("L4-L5"), "L5-S1 was fused. «The skin was closed.»", id="spoken-of-another"),
        pytest.param(fused("L3-L4"), "L3-4 was inspected. «It was left undisturbed.» L5-S1 was fused.", id="it-left-alone"),
        pytest.param(fused("L2-L3"), "«A 2-3 cm incision was made.» L5-S1 was fused.", id="a-measure"),
        pytest.param(fused("L3-L4"), "«He was turned every 3-4 hours.» L5-S1 was fused.", id="hours"),
        pytest.param(fused("L4-L5"), "«Strength was 4/5 in the left EHL.» L5-S1 was fused.", id="a-muscle-grade"),
    ],
)  # fmt: skip
def test_an_interspace_not_told_as_fused_goes(claims: dict[str, Any], note: str) -> None:
    check_rejected(TITLE + note, "levels", claims, "levels.interspace", **APPROACH)


def test_only_the_extra_interspace_goes() -> None:
    note = TITLE + "«The L4-5 disc was removed and a cage was placed.»"
    claims = fused("L3-L4", "L4-L5")
    result = judge(note, "levels", claims, **APPROACH)
    assert kept(result, "levels", claims) == fused("L4-L5")
    assert problems_of(result) == [
        ("levels.by_approach.0", "levels.interspace"),
        ("levels.described.0", "levels.interspace"),
    ]


def test_a_level_that_only_the_title_names_and_the_narrative_gives_up_goes() -> None:
    note = "PROCEDURE: «ALIF L4-5 and L5-S1.»\n\nDESCRIPTION OF PROCEDURE: L5-S1 was fused. "
    check_stands(note + "The skin was closed.", "levels", fused("L4-L5", "L5-S1"), **APPROACH)
    result = judge(note + "The L4-5 level was abandoned.", "levels", fused("L4-L5", "L5-S1"), **APPROACH)
    assert [item.interspace for item in result.elements.levels.by_approach] == ["L5-S1"]


def test_a_title_may_name_what_is_described_nowhere() -> None:
    note = "PROCEDURE: «ALIF L4-5.»\n\nDESCRIPTION OF PROCEDURE: The disc was removed and a cage was placed."
    check_stands(note, "levels", {"titled": ["L4-L5"]}, **APPROACH)
    check_rejected(note, "levels", {"titled": ["L5-S1"]}, "levels.interspace", **APPROACH)


@pytest.mark.parametrize(
    ("approach", "note"),
    [
        pytest.param("transforaminal", "«The L4-5 disc was removed.»", id="approach-that-was-not-accepted"),
        pytest.param("anterior", "«The L4-5 disc was removed by a TLIF.»", id="quote-of-another-approach"),
    ],
)
def test_an_interspace_goes_with_an_approach_that_does_not_fit(approach: str, note: str) -> None:
    claims = {"by_approach": [{"interspace": "L4-L5", "approach": approach}]}
    check_rejected(TITLE + note, "levels", claims, "levels.approach", **APPROACH)


@pytest.mark.parametrize(
    ("count", "note"),
    [
        (1, "«A single-level fusion was done at L5-S1.»"),
        (2, "«Two-level fusion L4-S1.»"),
        (2, "«Fusion at both levels.»"),
        (3, "«ALIF x 3 levels, L3-S1.»"),
        (2, "«The skin was closed.» It had been a two-level fusion."),
    ],
)
def test_a_count_stands_on_its_number(count: int, note: str) -> None:
    check_stands(TITLE + note, "levels", {"stated_count": count}, **APPROACH)


@pytest.mark.parametrize(
    ("count", "note"),
    [
        (3, "«Two-level fusion L4-S1.»"),
        (1, "«Two-level fusion L4-S1.»"),
        (3, "«Two-level fusion with 3 screws in each cage.»"),
        (2, "«The L4-5 disc was removed and a cage was placed.»"),
        (5, "«A cage was placed at L5-S1.»"),
        (3, "«The skin was closed.» It had been a two-level fusion."),
    ],
)
def test_a_count_without_its_number_goes(count: int, note: str) -> None:
    check_rejected(TITLE + note, "levels", {"stated_count": count}, "levels.stated_count", **APPROACH)


@pytest.mark.parametrize(
    "note",
    [
        "«A sacralized L5 was noted.» L4-5 was fused.",
        "«L4-5 was fused.» There is an L6 vertebra.",
        "«She is known to have transitional anatomy.»",
    ],
)
def test_transitional_anatomy_stands(note: str) -> None:
    check_stands(TITLE + note, "levels", {"transitional_anatomy": True}, **APPROACH)


@pytest.mark.parametrize(
    "note",
    [
        "«The L5-S1 disc was removed.»",
        "«No transitional anatomy was seen.»",
        "«L5-S1 was fused.» There is no transitional anatomy.",
        "«L5-S1 was fused.»\n\nCONSENT: A transitional segment may be found.",
    ],
)
def test_transitional_anatomy_not_told_goes(note: str) -> None:
    claims = {"transitional_anatomy": True}
    check_rejected(TITLE + note, "levels", claims, "levels.transitional_anatomy", **APPROACH)
