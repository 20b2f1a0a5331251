"""Element 5: each rule fires, and stays silent in a near miss."""

from datetime import date

import pytest

from scribe_plugin.contract import KnowledgeError
from tests.records import NO_FUSION, diagnosis, fused, graft, treatment
from tests.validation.builders import Row, check_fires, check_silent, record

LCD = "lcd_l37848"
NO_CARE = {"necessity.conservative_treatments": [], "necessity.conservative_duration_weeks": None}
NO_WEEKS = {
    "necessity.conservative_treatments": [treatment(weeks=None)],
    "necessity.conservative_duration_weeks": None,
}
DEFORMITY = {"necessity.diagnoses": [diagnosis("deformity", "L5-S1")]}
DISC = {"necessity.diagnoses": [diagnosis("degenerative_disc_disease", "L5-S1")]}
PAIN = {"necessity.diagnoses": [diagnosis("low_back_pain"), diagnosis("other")]}

ROWS = [
    Row(
        "necessity.conservative_missing",
        fires=record(NO_CARE),
        says="No non-operative treatment is documented. Most payers ask for treatments, periods and results.",
        edits=[
            "necessity.conservative_treatments.0: {'modality': 'physical_therapy', 'duration_weeks': 6.0, 'outcome': 'failed', 'evidence': []}"
        ],
        silent=(
            record(),
            record(NO_FUSION | NO_CARE),
            record({"necessity.conservative_treatments": [treatment("other")]}),
        ),
    ),
    Row(
        "necessity.conservative_missing",
        fires=record({"necessity.conservative_treatments": []}, policy=LCD),
        says="No non-operative treatment is documented. Medicare LCD L37848 (Palmetto GBA) sets no period for these indications; most payers do.",
        edits=[
            "necessity.conservative_treatments.0: {'modality': 'physical_therapy', 'duration_weeks': None, 'outcome': 'failed', 'evidence': []}"
        ],
        silent=(record(policy=LCD),),
    ),
    Row(
        "necessity.conservative_missing",
        fires=record(NO_CARE | DEFORMITY, policy=LCD),
        says="No non-operative treatment is documented. Medicare LCD L37848 (Palmetto GBA) asks for 52 weeks.",
        edits=[
            "necessity.conservative_treatments.0: {'modality': 'physical_therapy', 'duration_weeks': 52.0, 'outcome': 'failed', 'evidence': []}"
        ],
        silent=(record(NO_WEEKS | DEFORMITY, policy=LCD),),
    ),
    Row(
        "necessity.modality_unstated",
        fires=record({"necessity.conservative_treatments": [treatment("other"), treatment("other")]}),
        says="Non-operative care is mentioned only in general terms. Name what was tried: therapy, medicines, injections, bracing.",
        edits=["necessity.conservative_treatments.0.modality: physical_therapy"],
        silent=(
            record(),
            record({"necessity.conservative_treatments": [treatment("other"), treatment("nsaid")]}),
            record(NO_CARE),
        ),
    ),
    Row(
        "necessity.duration_missing",
        fires=record(NO_WEEKS),
        says="Non-operative treatment is documented, but not for how long. Most payers ask for treatments, periods and results.",
        edits=["necessity.conservative_duration_weeks: 6.0"],
        silent=(
            record(),
            record(NO_CARE),
            record(NO_WEEKS | {"necessity.conservative_duration_weeks": 6.0}),
            record({"necessity.conservative_duration_weeks": None}),
        ),
    ),
    Row(
        "necessity.duration_missing",
        fires=record(NO_WEEKS | DEFORMITY, policy=LCD),
        says="Non-operative treatment is documented, but not for how long. Medicare LCD L37848 (Palmetto GBA) asks for 52 weeks.",
        edits=["necessity.conservative_duration_weeks: 52.0"],
        silent=(record(DEFORMITY, policy=LCD),),
    ),
    Row(
        "necessity.duration_short",
        fires=record(DEFORMITY, policy=LCD),
        says="12 weeks of non-operative care documented; Medicare LCD L37848 (Palmetto GBA) asks for 52.",
        edits=["necessity.conservative_duration_weeks: 52.0"],
        silent=(
            record(DEFORMITY),
            record(policy=LCD),
            record(DEFORMITY | {"necessity.conservative_duration_weeks": 52.14}, policy=LCD),
            record(DEFORMITY | {"necessity.conservative_treatments": [treatment(weeks=52.0)]}, policy=LCD),
            record(DEFORMITY | NO_WEEKS, policy=LCD),
            record(DEFORMITY, policy="payer_neutral"),
        ),
    ),
    Row(
        "necessity.duration_short",
        fires=record(
            {
                "necessity.conservative_treatments": [treatment(weeks=4.345)],
                "necessity.conservative_duration_weeks": 3.0,
            },
            policy="commercial_generic",
        ),
        says="4.3 weeks of non-operative care documented; Generic commercial checklist (no payer's own policy) asks for 6.",
        edits=["necessity.conservative_duration_weeks: 6.0"],
        silent=(
            record(policy="commercial_generic"),
            record(
                {
                    "necessity.diagnoses": [diagnosis("fracture")],
                    "necessity.conservative_duration_weeks": 1.0,
                    "necessity.conservative_treatments": [],
                },
                policy="commercial_generic",
            ),
        ),
    ),
    Row(
        "necessity.diagnosis_missing",
        fires=record({"necessity.diagnoses": []}),
        says="No indication is documented. State the diagnosis and its interspace.",
        edits=["necessity.diagnoses.0: {'condition': 'spondylolisthesis', 'interspaces': ['L5-S1'], 'evidence': []}"],
        silent=(record(), record(DISC)),
    ),
    Row(
        "necessity.diagnosis_missing",
        fires=record(PAIN, policy="commercial_generic"),
        says="Only low back pain is documented, which is no indication. State the diagnosis and its interspace.",
        edits=["necessity.diagnoses.2: {'condition': 'spondylolisthesis', 'interspaces': ['L5-S1'], 'evidence': []}"],
        silent=(record({"necessity.diagnoses": [diagnosis("low_back_pain"), diagnosis("radiculopathy")]}),),
    ),
    Row(
        "necessity.diagnosis_missing",
        fires=record({"necessity.diagnoses": [diagnosis("other")]}, policy=LCD),
        says="No indication is documented. State the diagnosis and its interspace.",
        edits=["necessity.diagnoses.1: {'condition': 'spondylolisthesis', 'interspaces': ['L5-S1'], 'evidence': []}"],
        silent=(record(),),
    ),
    Row(
        "necessity.diagnosis_unsupported",
        fires=record(DISC, policy=LCD),
        says="Medicare LCD L37848 (Palmetto GBA) does not support fusion for degenerative disc disease alone. If there is instability, deformity, pseudarthrosis or neural compression, document it.",
        edits=["necessity.diagnoses.1: {'condition': 'spondylolisthesis', 'interspaces': ['L5-S1'], 'evidence': []}"],
        silent=(
            record(DISC),
            record(policy=LCD),
            record(PAIN, policy=LCD),
            record({"necessity.diagnoses": []}, policy=LCD),
            record({"necessity.diagnoses": [*DISC["necessity.diagnoses"], diagnosis("radiculopathy")]}, policy=LCD),
            record(DISC, policy="payer_neutral"),
        ),
    ),
    Row(
        "necessity.diagnosis_unsupported",
        fires=record(
            {"necessity.diagnoses": [diagnosis("degenerative_disc_disease"), diagnosis("postlaminectomy_syndrome")]},
            policy="commercial_generic",
        ),
        says="Generic commercial checklist (no payer's own policy) does not support fusion for degenerative disc disease and postlaminectomy syndrome alone. If there is instability, deformity, pseudarthrosis or neural compression, document it.",
        edits=["necessity.diagnoses.2: {'condition': 'spondylolisthesis', 'interspaces': ['L5-S1'], 'evidence': []}"],
        silent=(record(DEFORMITY, policy="commercial_generic"),),
    ),
    Row(
        "necessity.imaging_missing",
        fires=record({"necessity.imaging": []}),
        says="No imaging finding is documented. Give the study, its date and what it shows at each fused interspace.",
        edits=["necessity.imaging.0: {'modality': 'mri', 'finding': '____', 'interspaces': ['L5-S1'], 'evidence': []}"],
        silent=(record(),),
    ),
    Row(
        "necessity.function_missing",
        fires=record({"necessity.functional_limitations": []}),
        says="No functional limitation is documented. Say what the patient cannot do, or give an ODI or pain score.",
        edits=[
            "necessity.functional_limitations.0: {'description': '____', 'instrument': None, 'score': None, 'evidence': []}"
        ],
        silent=(record(),),
    ),
    Row(
        "necessity.icd10cm_invalid",
        fires=record(charge=[], cm=["M51.37", "M43.17"]),
        says="M51.37 is not valid on 2026-03-14. Use M51.379 or a sibling that fits the pain described.",
        edits=["M51.37 becomes M51.379"],
        silent=(
            record(charge=[], cm=["M51.379", "A00.0"]),
            record(charge=[], cm=["M51.37"], on=date(2024, 9, 30)),
            record(charge=[], cm=[]),
            record(),
        ),
    ),
    Row(
        "necessity.icd10cm_invalid",
        fires=record(charge=[], cm=["M51.361", "M51.370"], on=date(2024, 9, 30)),
        says="M51.361 and M51.370 are not valid on 2024-09-30. Use M51.36 and M51.37.",
        edits=["M51.361 becomes M51.36", "M51.370 becomes M51.37"],
        silent=(record(charge=[], cm=["M51.361", "M51.370"], on=date(2024, 10, 1)),),
    ),
    Row(
        "necessity.icd10cm_invalid",
        fires=record(
            {
                "necessity.diagnoses": [
                    diagnosis("degenerative_disc_disease"),
                    diagnosis("radiculopathy"),
                    diagnosis("low_back_pain"),
                ]
            },
            charge=[],
            cm=["M5136"],
            on=None,
        ),
        says="M5136 is not valid in the current code set. Use M51.362 or a sibling that fits the pain described.",
        edits=["M5136 becomes M51.362"],
        silent=(record(charge=[], cm=["M51369"], on=None),),
    ),
    Row(
        "necessity.icd10cm_invalid",
        fires=record(charge=[], cm=["M51.369", "M43.17"], on=date(2015, 9, 30)),
        says="M51.369 and M43.17 are not valid on 2015-09-30.",
        edits=["drop M51.369", "drop M43.17"],
        silent=(record(charge=[], cm=["M43.17"], on=date(2015, 10, 1)),),
    ),
    Row(
        "necessity.icd10cm_invalid",
        fires=record(charge=[], cm=["M48.06"]),
        says="M48.06 is not valid on 2026-03-14. Use M48.061 or a sibling that fits the note.",
        edits=["M48.06 becomes M48.061"],
        silent=(record(charge=[], cm=["M48.06"], on=date(2017, 9, 30)),),
    ),
    Row(
        "necessity.icd10cm_region",
        fires=record(charge=[], cm=["M43.16", "M96.0", "M43.16"]),
        says="M43.16 (lumbar) beside a fusion at L5-S1: check the region of the code.",
        silent=(
            record(charge=[], cm=["M43.17"]),
            record(charge=[], cm=["M96.0", "A00.0"]),
            record(fused("L4-L5", "L5-S1"), charge=[], cm=["M43.16"]),
            record(graft("L4-L5"), charge=[], cm=["M43.16"]),
            record({"levels.described": [], "levels.titled": []}, charge=[], cm=["M43.16"]),
            record(),
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
        ({}, "Indication, non-operative care (12 weeks), imaging and functional limitation documented."),
        (
            {"necessity.conservative_duration_weeks": 39.105},
            "Indication, non-operative care (39.1 weeks), imaging and functional limitation documented.",
        ),
        (NO_CARE, "No non-operative treatment is documented."),
        ({**NO_CARE, "necessity.imaging": []}, "No non-operative treatment is documented; 1 more to check."),
    ],
)
def test_summary(changes: dict[str, object], summary: str) -> None:
    assert record(changes).alerts[4].summary == summary


def test_unknown_policy() -> None:
    with pytest.raises(KnowledgeError, match="choose one of"):
        assert record(policy="nobody").alerts
