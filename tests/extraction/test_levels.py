"""Which interspaces were fused, in small notes written for one wording each."""

import pytest

from scribe_plugin.contract import Encounter, LevelsElement
from scribe_plugin.extraction.embedded import read

FRONT = "Supine. Pfannenstiel incision, iliac vessels mobilized, retroperitoneal. "


def levels(text: str) -> LevelsElement:
    return read(Encounter.from_text(text)).elements.levels


@pytest.mark.parametrize(
    ("title", "titled"),
    [
        ("ALIF L4-5, L5-S1", ["L4-L5", "L5-S1"]),
        ("L4-S1 ALIF with percutaneous screws", ["L4-L5", "L5-S1"]),
        ("Anterior lumbar interbody fusion L4 to S1", ["L4-L5", "L5-S1"]),
        ("ALIF L5-S1, posterior instrumentation L4-S1", ["L5-S1"]),
        ("1. ALIF L5-S1 2. XLIF L3-5 3. PSF L3-S1", ["L3-L4", "L4-L5", "L5-S1"]),
        ("Anterior lumbar discectomy, interbody fusion and cage placement L4-5 and L5-S1", ["L4-L5", "L5-S1"]),
        ("ALIF\n- cage L5-S1", ["L5-S1"]),
        ("Anterior interbody fusion of L4, L5 and S1", ["L4-L5", "L5-S1"]),
        ("Posterolateral fusion L4-S1", []),
        ("Laminectomy L3-4, ALIF L5-S1", ["L5-S1"]),
        ("Anterior debridement and fusion L3-4", ["L3-L4"]),
        ("Lumbar interbody fusion, anterior, L4-5", ["L4-L5"]),
        ("Anterior exposure L4-5, posterior fusion L4-5", []),
        ("Hybrid reconstruction, two levels:\n- Total disc arthroplasty L4-L5\n- ALIF L5-S1", ["L5-S1"]),
    ],
)
def test_titled(title: str, titled: list[str]) -> None:
    assert levels(f"PROCEDURE PERFORMED:\n{title}\nANESTHESIA: general").titled == titled


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("The L5-S1 disc was removed and a cage was impacted.", ["L5-S1"]),
        ("L5-S1 was exposed. The annulus was incised, the disc removed. A cage was tapped into place.", ["L5-S1"]),
        ("The L5-S1 disc was removed and a cage placed. The same steps were repeated at L4-5.", ["L4-L5", "L5-S1"]),
        ("A cage was placed at L4-5. L5-S1 the same, 12 mm.", ["L4-L5", "L5-S1"]),
        (
            "The discs at L4-5 and L5-S1 were exposed. Both discs were removed and cages placed at each level.",
            ["L4-L5", "L5-S1"],
        ),
        (
            "At L4-5 the disc was removed and a cage placed; the level above was done the same way with an 8 mm cage.",
            ["L3-L4", "L4-L5"],
        ),
        (
            "The L5-S1 disc was removed and a cage placed. L4-5 could not be safely exposed and was abandoned.",
            ["L5-S1"],
        ),
        ("The L5-S1 disc was removed and a cage placed. The L4-5 disc was left alone.", ["L5-S1"]),
        (
            "L4-5 was abandoned. L5-S1: disc removed, cage placed. She was turned onto a Jackson frame. At L4-5 the facet was taken down, the disc removed and a cage placed.",
            ["L4-L5", "L5-S1"],
        ),
        ("L4-5 was abandoned. A cage was placed at L5-S1. Opened but not implanted: one cage (L4-5).", ["L5-S1"]),
        ("L5-S1: disc removed, cage placed. L4-5: complete discectomy. An artificial disc was inserted.", ["L5-S1"]),
        ("The L5-S1 disc was removed and a cage placed. A disc prosthesis was implanted at L4-5.", ["L5-S1"]),
        ("The L5-S1 disc was removed and a cage placed. Screws at L4, L5 and S1 from 2015 were seen.", ["L5-S1"]),
    ],
)
def test_described(text: str, described: list[str]) -> None:
    assert levels("DESCRIPTION OF PROCEDURE: " + FRONT + text).described == described


def test_the_only_titled_interspace_is_meant_where_the_narrative_names_none() -> None:
    text = "PROCEDURE: ALIF L5-S1.\nDESCRIPTION: " + FRONT + "The disc was removed and a cage impacted."
    assert levels(text).described == ["L5-S1"]


def test_a_posterior_incision_names_no_interspace() -> None:
    text = (
        "PROCEDURE: PLIF L4-5.\nDESCRIPTION: Prone. Midline incision L3 to S1. Laminectomy at L4, thecal sac retracted. "
        "The L4-5 disc was removed and two cages were placed."
    )
    assert levels(text).described == ["L4-L5"]


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Two-level ALIF L4-S1", 2),
        ("ALIF x2 levels, L4-5 and L5-S1", 2),
        ("Single level ALIF L5-S1", 1),
        ("ALIF, three levels, L3-S1", 3),
        ("ALIF L5-S1", None),
    ],
)
def test_stated_count(title: str, count: int | None) -> None:
    assert levels(f"PROCEDURE: {title}\nANESTHESIA: general").stated_count == count


@pytest.mark.parametrize(
    ("text", "transitional"),
    [
        ("ALIF L6-S1. Six lumbar vertebrae.", True),
        ("ALIF L4-5. L5 is sacralised.", True),
        ("ALIF L5-S1 with lumbarized S1.", True),
        ("ALIF L5-S1. No transitional segment.", False),
        ("ALIF L5-S1.", False),
    ],
)
def test_transitional_anatomy(text: str, *, transitional: bool) -> None:
    assert levels("PROCEDURE: " + text).transitional_anatomy is transitional


def test_cervical_levels_are_not_listed() -> None:
    assert levels("PROCEDURE: Anterior cervical fusion C5-6. PLAN: L4-5 next year.").titled == []
