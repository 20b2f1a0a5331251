"""The approach is decided by the work on the disc, in small notes written for one wording each."""

import pytest

from scribe_plugin.contract import ApproachElement, Encounter
from scribe_plugin.extraction.embedded import read


def approach(text: str) -> ApproachElement:
    return read(Encounter.from_text(text)).elements.approach


WORK = " The L4-5 disc was removed, the endplates prepared and a PEEK cage was impacted."


@pytest.mark.parametrize(
    ("text", "described"),
    [
        (
            "The patient was placed supine. A Pfannenstiel incision was made and the iliac vessels mobilized." + WORK,
            ["anterior"],
        ),
        (
            "Supine. Rectus retracted, peritoneum swept, left common iliac vein rolled to the right." + WORK,
            ["anterior"],
        ),
        ("Supine. Transperitoneal approach below the bifurcation." + WORK, ["anterior"]),
        ("Left side up in the lateral decubitus position. Dilators were passed through the psoas." + WORK, ["lateral"]),
        ("Right lateral decubitus. The psoas was split in line with its fibers." + WORK, ["lateral"]),
        ("Prone on the Jackson table, flank incision, the dilator docked on the psoas under EMG." + WORK, ["lateral"]),
        ("Lateral decubitus. We worked between the psoas and the aorta." + WORK, ["oblique"]),
        ("Lateral position, oblique window in front of the psoas, which was drawn back." + WORK, ["oblique"]),
        ("Turned prone. Laminectomy, thecal sac retracted medially on both sides." + WORK, ["posterior"]),
        ("Turned prone. The left L4-5 facet was removed and Kambin's triangle entered." + WORK, ["transforaminal"]),
        ("Prone. The inferior articular process was resected, transforaminal window made." + WORK, ["transforaminal"]),
        (
            "Prone. Paracoccygeal incision, presacral space bluntly developed, L5-S1 discectomy, axial rod placed across L5-S1.",
            ["presacral"],
        ),
    ],
)
def test_described_by_the_work(text: str, described: list[str]) -> None:
    assert approach("DESCRIPTION OF PROCEDURE: " + text).described == described


@pytest.mark.parametrize(
    ("title", "titled"),
    [
        ("Anterior lumbar interbody fusion L5-S1", ["anterior"]),
        ("ALIF L5-S1", ["anterior"]),
        ("Arthrodesis, anterior interbody technique, L5-S1", ["anterior"]),
        ("Anterior and posterior spinal fusion L4-S1", ["anterior"]),
        ("Anterior discectomy and interbody fusion L5-S1", ["anterior"]),
        ("Anterior debridement, interbody fusion L4-5", ["anterior"]),
        ("Oblique lumbar interbody fusion L4-5", ["oblique"]),
        ("OLIF L3-5", ["oblique"]),
        ("XLIF L3-4", ["lateral"]),
        ("Direct lateral interbody fusion L3-4", ["lateral"]),
        ("Prone transpsoas interbody fusion L3-4", ["lateral"]),
        ("TLIF L4-5 with posterolateral fusion", ["transforaminal"]),
        ("Posterior lumbar interbody fusion L4-5", ["posterior"]),
        ("AxiaLIF L5-S1", ["presacral"]),
        ("1. ALIF L5-S1\n2. TLIF L4-5", ["anterior", "transforaminal"]),
        ("Posterolateral fusion L4-5", []),
        ("Posterior spinal fusion L4-S1 with instrumentation", []),
        ("Lumbar interbody fusion L4-5", []),
        ("Anterior cervical discectomy and fusion C5-6", []),
        ("Total disc arthroplasty L5-S1", []),
        ("Possible ALIF L5-S1", []),
    ],
)
def test_titled(title: str, titled: list[str]) -> None:
    assert approach(f"PROCEDURE PERFORMED:\n{title}\nANESTHESIA: general").titled == titled


TITLE = "PROCEDURE: ALIF L4-5.\nDESCRIPTION: "


@pytest.mark.parametrize(
    "text",
    [
        "Supine. Left paramedian incision, retroperitoneal dissection."
        + WORK
        + " The patient was turned prone and percutaneous pedicle screws were placed at L4 and L5.",
        "Supine. Pfannenstiel. The posterior longitudinal ligament was released and the anterior longitudinal ligament divided."
        + WORK,
        "Supine. Iliac vessels mobilized. Prior L5-S1 TLIF was solid." + WORK,
        "Supine. Iliac vessels mobilized." + WORK + " We discussed a TLIF if this fails.",
        "Supine. Left iliac crest bone graft was taken. Iliac vein mobilized." + WORK,
        "Supine. Iliac vessels mobilized."
        + WORK
        + " Turned prone. Final films showed the cage in good position and pedicle screws were placed.",
        "Supine. Iliac vessels mobilized." + WORK + " Turned prone. Facets decorticated at L4-5 and graft laid.",
    ],
)
def test_other_words_do_not_change_an_anterior_approach(text: str) -> None:
    found = approach(TITLE + text)
    assert found.described == ["anterior"]
    assert found.position == "supine"


@pytest.mark.parametrize(
    ("text", "corridor"),
    [
        ("Supine. Retroperitoneal dissection." + WORK, "retroperitoneal"),
        ("Supine. Extraperitoneal plane developed, iliac vessels mobilized." + WORK, "retroperitoneal"),
        ("Supine. Transperitoneal approach below the bifurcation." + WORK, "transperitoneal"),
        ("Supine. Preperitoneal space opened, iliac vessels mobilized." + WORK, "not_stated"),
        ("Supine. Iliac vessels mobilized, rectus retracted." + WORK, "not_stated"),
    ],
)
def test_corridor_needs_the_word(text: str, corridor: str) -> None:
    assert approach(TITLE + text).corridor == corridor


def test_position_is_that_of_the_interbody_stage() -> None:
    text = "The patient was intubated on the stretcher, then placed prone. Laminectomy, thecal sac retracted." + WORK
    assert (
        approach("PROCEDURE: PLIF L4-5.\nDESCRIPTION: " + text + " She was returned supine and extubated.").position
        == "prone"
    )


def test_two_approaches_in_one_operation() -> None:
    text = (
        "Supine, Pfannenstiel, iliac vessels mobilized. The L5-S1 disc was removed and a cage impacted at L5-S1. "
        "Turned prone. Left L4-5 facetectomy, transforaminal annulotomy, L4-5 disc removed, a banana cage was placed at L4-5."
    )
    found = read(Encounter.from_text("PROCEDURE: ALIF L5-S1, TLIF L4-5.\nDESCRIPTION: " + text)).elements
    assert found.approach.described == ["anterior", "transforaminal"]
    assert [(item.interspace, item.approach) for item in found.levels.by_approach] == [
        ("L4-L5", "transforaminal"),
        ("L5-S1", "anterior"),
    ]


def test_a_short_line_that_names_an_approach_begins_its_stage() -> None:
    levels = read(
        Encounter.from_text(
            "PROCEDURES: ALIF L5-S1, TLIF L4-5\nTECHNIQUE:\nA. ALIF L5-S1, supine. Retroperitoneal exposure between the iliac vessels. Discectomy, 14 mm cage.\n"
            "B. TLIF L4-5. Rolled prone. L4-5 left facet taken down. Disc emptied, one cage placed.\n"
            "We went there from behind and did not mobilize L4-5 from the front."
        )
    ).elements.levels
    assert [(row.interspace, row.approach) for row in levels.by_approach] == [
        ("L4-L5", "transforaminal"),
        ("L5-S1", "anterior"),
    ]


def test_the_operation_is_told_after_a_line_about_consent() -> None:
    approach = read(
        Encounter.from_text(
            "PROCEDURE: ALIF L5-S1\n\nConsent: anterior fusion, possible posterior fixation.\n\n"
            "The patient was taken to the operating room and placed supine. The L5-S1 disc was removed and a cage placed."
        )
    ).elements.approach
    assert (approach.described, approach.position) == (["anterior"], "supine")


def test_a_consult_that_speaks_of_fusion_has_none() -> None:
    text = "HPI: back pain. ASSESSMENT: spondylolisthesis. PLAN: ALIF L5-S1 with posterior instrumentation next month."
    assert read(Encounter.from_text(text)).elements.fusion_documented is False


def test_near_misses_are_kept_with_their_reason() -> None:
    near = read(Encounter.from_text("PROCEDURE: laminectomy L4-5. PLAN: ALIF L5-S1 next month.")).near
    assert [(miss.quote, miss.reason) for miss in near["approach"]] == [
        ("PLAN: ALIF L5-S1 next month", "planned, not done in this operation")
    ]
