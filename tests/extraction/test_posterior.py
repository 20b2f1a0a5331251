"""Work from behind, in small notes written for one wording each."""

import pytest

from scribe_plugin.contract import Encounter, PosteriorElement
from scribe_plugin.extraction.embedded import read

FRONT = (
    "PROCEDURE: ALIF L4-5 and L5-S1.\nDESCRIPTION OF PROCEDURE: Supine. Left paramedian incision, retroperitoneal, iliac "
    "vessels mobilized. The L5-S1 and L4-5 discs were removed and cages with graft were impacted. "
)
BACK = FRONT + "The abdomen was closed. The patient was turned prone on a Jackson table, same anesthetic. "


def posterior(text: str) -> PosteriorElement:
    return read(Encounter.from_text(text)).elements.posterior


@pytest.mark.parametrize(
    ("text", "hardware", "points"),
    [
        ("Pedicle screws were placed at L4, L5 and S1 and joined by rods.", ["pedicle_screws", "rods"], ["L4", "L5", "S1"]),
        ("Screws down the L4 and L5 pedicles, both sides. Rods dropped in.", ["pedicle_screws", "rods"], ["L4", "L5"]),
        ("Jamshidi needles into L4, wires, then cannulated screws L4 and L5. Tulips captured with rods.",
         ["pedicle_screws", "rods"], ["L4", "L5"]),
        ("Cann PS L5 and S1 bilat. 40 mm rods, caps final tight.", ["pedicle_screws", "rods"], ["L5", "S1"]),
        ("Screws L3 through S1 on both sides, rods contoured and locked.", ["pedicle_screws", "rods"],
         ["L3", "L4", "L5", "S1"]),
        ("Screws went into L4, L5 and S1; L5 was left out on both sides. Rods.", ["pedicle_screws", "rods"], ["L4", "S1"]),
        ("Pedicle screws L4 to S1, skipping L5, with two rods.", ["pedicle_screws", "rods"], ["L4", "S1"]),
        ("Pedicle screws at L4, L5 and S1. The left L5 was skipped because its wall was breached. Rods.",
         ["pedicle_screws", "rods"], ["L4", "L5", "S1"]),
        ("Polyaxial screws at L5 and S1, and S2AI screws into the ilium. Rods.", ["pedicle_screws", "rods"],
         ["L5", "S1", "ilium"]),
        ("Translaminar screws were passed from the L5 lamina across the facet into S1.", ["facet_screws"], ["L5", "S1"]),
        ("An interspinous plate was locked over the processes of L4 and L5.", ["interspinous_device"], []),
        ("Pedicle screws at L4 and L5, laminar hooks at L3, rods.", ["pedicle_screws", "rods", "hooks"], ["L4", "L5"]),
        ("The roots were probed with a nerve hook. Pedicle screws at L4 and L5, with rods.", ["pedicle_screws", "rods"],
         ["L4", "L5"]),
        ("The old L5 and S1 screws were uncovered and found tight. New screws were placed in L4. Rods joined L4 to L5.",
         ["pedicle_screws", "rods"], ["L4"]),
        ("The loose L5 screws were exchanged. New 7.5 mm pedicle screws were placed in L5 and S1 with new rods.",
         ["pedicle_screws", "rods"], ["L5", "S1"]),
    ],
)  # fmt: skip
def test_hardware(text: str, hardware: list[str], points: list[str]) -> None:
    found = posterior(BACK + text)
    assert (found.instrumentation, found.hardware, found.fixation_points) == ("performed", hardware, points)
    assert found.same_session == "yes"


def test_screws_by_robot_in_a_lateral_position_are_posterior() -> None:
    text = (
        "PROCEDURE: ALIF L5-S1, robotic screws.\nDESCRIPTION: Lateral decubitus. Oblique flank incision, retroperitoneal. The L5-S1 "
        "disc was removed and a cage placed. With the patient still on the side the robot was registered and four screws "
        "were driven percutaneously into L5 and S1. Rods were slid in and locked."
    )
    found = posterior(text)
    assert found.hardware == ["pedicle_screws", "rods"]
    assert found.fixation_points == ["L5", "S1"]


@pytest.mark.parametrize(
    ("text", "interspaces"),
    [
        ("The transverse processes of L4 and L5 were decorticated and allograft was laid over them.", ["L4-L5"]),
        ("L5 transverse processes and the sacral alae were burred to bleeding bone; local bone was laid across.", ["L5-S1"]),
        ("The L4-5 facet joints were freed of cartilage and packed with crest bone.", ["L4-L5"]),
        ("I roughened the laminae of L4 and L5 down to raw bone and spread graft on the laminae.", ["L4-L5"]),
        ("Morselized graft was packed into the gutters from L4 to S1.", ["L4-L5", "L5-S1"]),
        ("What was left of the facets from L4 to the ala was freshened with the burr and chips were laid along it.",
         ["L4-L5", "L5-S1"]),
        ("Bone graft was placed over the transverse processes at L5-S1.", ["L5-S1"]),
        ("A posterolateral fusion was done at L4-5 with autograft.", ["L4-L5"]),
        ("Pedicle screws at L4 and L5 with rods. The posterior elements were decorticated and grafted.", ["L4-L5"]),
    ],
)  # fmt: skip
def test_arthrodesis(text: str, interspaces: list[str]) -> None:
    found = posterior(BACK + text)
    assert (found.arthrodesis, found.arthrodesis_interspaces) == ("performed", interspaces)


@pytest.mark.parametrize(
    "text",
    [
        "Pedicle screws L4 and L5 with rods.",
        "Pedicle screws L4 and L5 with rods. The facets were removed for decompression.",
        "The L4 facet was taken down with the burr to find the pedicle. Pedicle screws L4 and L5, rods.",
        "Laminectomy bone was saved for graft. Pedicle screws L4, L5, rods.",
    ],
)
def test_screws_alone_are_no_arthrodesis(text: str) -> None:
    assert posterior(BACK + text).arthrodesis == "not_stated"


@pytest.mark.parametrize(
    ("text", "instrumentation", "arthrodesis"),
    [
        ("Nothing was added behind.", "not_performed", "not_performed"),
        ("I did not need to go in through the back.", "not_performed", "not_performed"),
        ("There was no reason to turn her over.", "not_performed", "not_performed"),
        ("The back was not touched.", "not_performed", "not_performed"),
        ("Front only.", "not_performed", "not_performed"),
        ("No posterior work was done, and none is planned.", "not_performed", "not_performed"),
        ("No posterior instrumentation was placed.", "not_performed", "not_stated"),
        ("Nothing was implanted from behind.", "not_performed", "not_stated"),
        ("I decided not to go posterior.", "not_performed", "not_performed"),
        ("The planned posterior stage was cancelled.", "not_performed", "not_performed"),
        ("Posterior supplementation was judged unnecessary and none was done.", "not_performed", "not_stated"),
        (
            "The plan had been to add pedicle screws; with this bite they were not needed.",
            "not_performed",
            "not_stated",
        ),
        ("POSTERIOR FIXATION: [ ] Pedicle screws [ ] Facet screws [X] None", "not_performed", "not_stated"),
        (
            "The vein was rolled off the disc; attempts to roll it further were unsuccessful.",
            "not_stated",
            "not_stated",
        ),
        (
            "Percutaneous screws were listed on the consent as an option. They were not placed.",
            "not_performed",
            "not_stated",
        ),
        ("Percutaneous screws were considered but not needed.", "not_performed", "not_stated"),
        ("Pedicle screws were discussed before surgery.", "not_stated", "not_stated"),
        ("I had consented her for pedicle screws in case the bone was soft.", "not_stated", "not_stated"),
        ("The posterior pedicle screw set was on stand-by, not opened.", "not_stated", "not_stated"),
        ("If the cage subsides, pedicle screws would be considered.", "not_stated", "not_stated"),
        ("Should the cage migrate, pedicle screws would follow.", "not_stated", "not_stated"),
        ("If the CT shows lysis, pedicle screws can be added.", "not_stated", "not_stated"),
        ("The vein was tethered to the disc.", "not_stated", "not_stated"),
        ("Pedicle screws placed in 2014 were seen at L3 and L4.", "not_stated", "not_stated"),
        ("The rods from L2 to L4 were left alone.", "not_stated", "not_stated"),
        ("The two screws through the cage were locked.", "not_stated", "not_stated"),
        ("The paracolic gutter was packed and the psoas seen.", "not_stated", "not_stated"),
    ],
)
def test_not_done(text: str, instrumentation: str, arthrodesis: str) -> None:
    found = posterior(FRONT + text)
    assert (found.instrumentation, found.arthrodesis) == (instrumentation, arthrodesis)
    assert (found.hardware, found.fixation_points, found.same_session) == ([], [], "not_stated")


@pytest.mark.parametrize(
    "text",
    [
        "No burr work and no graft in the back.",
        "I did not decorticate or lay any graft in the back.",
        "The facet capsules were left intact and no bone graft was laid.",
        "Bony surfaces behind were not exposed or grafted.",
        "No posterolateral fusion was done.",
        "No fusion was added back there.",
        "No decortication was carried out and no graft was placed behind.",
    ],
)
def test_screws_with_fusion_denied(text: str) -> None:
    found = posterior(BACK + "Pedicle screws L4, L5 and S1 with rods. " + text)
    assert (found.instrumentation, found.arthrodesis) == ("performed", "not_performed")


@pytest.mark.parametrize(
    ("text", "instrumentation", "arthrodesis"),
    [
        ("PLAN: Return Thursday for pedicle screws L4-S1.", "planned", "not_stated"),
        ("PLAN: Stage 2 on Friday: posterior instrumentation and posterolateral fusion L4-S1.", "planned", "planned"),
        ("The pedicle screws planned for today were deferred.", "planned", "not_stated"),
        ("Pedicle screw fixation L4 to S1 in about a week if cultures are clear.", "planned", "not_stated"),
        ("On Friday he goes prone for L4 to S1 pedicle screws and posterolateral graft.", "planned", "planned"),
        ("STAGE TWO (Friday): L4-S1 posterior instrumentation and fusion.", "planned", "planned"),
        ("The posterior stage was put off until Friday.", "planned", "not_stated"),
        ("Stage 2 on Thursday: L4-S1 posterior instrumented fusion is planned.", "planned", "planned"),
        ("Stage II in 48 hours: L4-S1 pedicle screws and intertransverse fusion.", "planned", "planned"),
    ],
)
def test_another_day(text: str, instrumentation: str, arthrodesis: str) -> None:
    found = posterior(FRONT + "\n" + text)
    assert (found.instrumentation, found.arthrodesis, found.same_session) == (instrumentation, arthrodesis, "no")
    assert (found.hardware, found.fixation_points, found.arthrodesis_interspaces) == ([], [], [])


def test_a_stage_done_days_before_is_not_this_session() -> None:
    found = posterior(FRONT + "On Tuesday he had L4 to S1 pedicle screws, rods and an intertransverse fusion.")
    assert (found.instrumentation, found.arthrodesis, found.same_session) == ("not_stated", "not_stated", "no")


def test_removal_behind_is_posterior_work_but_no_instrumentation() -> None:
    found = posterior(BACK + "The old pedicle screws and rods were removed. No new screws were placed.")
    assert (found.instrumentation, found.hardware, found.same_session) == ("not_performed", [], "yes")


def test_the_narrative_overrules_the_title() -> None:
    text = (
        FRONT.replace("L5-S1.\n", "L5-S1 with posterior pedicle screws.\n")
        + "The back was not opened and no pedicle screws were placed."
    )
    assert posterior(text).instrumentation == "not_performed"


def test_every_value_has_a_quote() -> None:
    found = posterior(BACK + "Pedicle screws L4 and L5, rods. Facets were decorticated and grafted.")
    assert any("Pedicle screws" in item.quote for item in found.evidence)
    assert any("decorticated" in item.quote for item in found.evidence)
