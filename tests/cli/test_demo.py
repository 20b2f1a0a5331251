"""The bundled encounters show what they claim to show."""

from pathlib import Path

import pytest

from scribe_plugin.cli import run
from scribe_plugin.contract import ELEMENT_NAMES
from scribe_plugin.demo import DemoCase, demo_cases
from scribe_plugin.pipeline import review

CASES = demo_cases()
EXPECTED = {
    "demo-1-approach": ["approach.charge_conflict", "approach.posterior_documented", "posterior.missing_22612"],
    "demo-2-levels": ["levels.missing_addon", "levels.pcs_mismatch"],
    "demo-3-device": ["device.missing_22853", "device.unsupported_22845"],
    "demo-4-posterior": [
        "posterior.arthrodesis_undocumented",
        "posterior.combined_fusion",
        "posterior.unsupported_22612",
    ],
    "demo-5-necessity": [
        "necessity.conservative_missing",
        "necessity.diagnosis_unsupported",
        "necessity.function_missing",
        "necessity.icd10cm_invalid",
        "necessity.imaging_missing",
    ],
    "demo-6-access": [
        "access.modifier_62_excluded_code",
        "access.modifier_62_exposure_only",
        "access.separate_note_missing",
    ],
    "demo-7-clean": [],
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.encounter.id)
def test_each_case_raises_just_what_it_teaches(case: DemoCase) -> None:
    assert review(case.encounter).finding_codes == EXPECTED[case.encounter.id]


def test_together_they_raise_all_six_alerts() -> None:
    raised = {alert.element for case in CASES for alert in review(case.encounter).alerts if alert.state == "alert"}
    assert raised == set(ELEMENT_NAMES)


def test_the_clean_case_is_clear_six_times() -> None:
    assert {alert.state for alert in review(CASES[-1].encounter).alerts} == {"clear"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.encounter.id)
def test_notes_are_of_a_length_that_reads_in_a_minute(case: DemoCase) -> None:
    words = sum(len(document.text.split()) for document in case.encounter.documents)
    assert 120 <= words <= 300


def test_what_is_planned_is_shown_as_what_came_close() -> None:
    findings = {finding.code: finding for alert in review(CASES[4].encounter).alerts for finding in alert.findings}
    nearest = findings["necessity.conservative_missing"].nearest
    assert nearest
    assert nearest[0].quote.startswith("Physical therapy will be started")


def test_the_transcript_in_the_readme_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    _, _, transcript = readme.partition("$ alif-scribe demo\n...\n")
    shown = transcript.partition("\n...\n")[0]
    assert run(["demo"]) == 0
    printed = capsys.readouterr().out
    assert all(part in printed for part in shown.split("\n\n"))
