"""Every warning and critical finding names an edit; applied, the finding is gone and nothing new appears."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from scribe_plugin.contract import Alert, Elements, Encounter
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.validation import apply_suggestion, validate
from tests.validation.strategies import ELEMENTS, ENCOUNTERS

DATASETS = sorted((Path(__file__).parents[2] / "evals" / "datasets").glob("*.jsonl"))


def alarms(alerts: list[Alert]) -> set[str]:
    """Return the warning and critical codes."""
    return {item.code for alert in alerts for item in alert.findings if item.severity != "info"}


def assert_every_edit_clears(elements: Elements, encounter: Encounter) -> None:
    """Apply each suggestion by itself and compare the alarms before and after."""
    alerts = validate(elements, encounter)
    before = alarms(alerts)
    for item in (finding for alert in alerts for finding in alert.findings):
        if item.severity == "info":
            continue
        assert item.suggestion is not None, item.code
        after = alarms(validate(*apply_suggestion(elements, encounter, item.suggestion)))
        assert item.code not in after, f"{item.code} is still there"
        assert after <= before, f"{item.code} raises {sorted(after - before)}"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ELEMENTS, ENCOUNTERS)
def test_any_record(elements: Elements, encounter: Encounter) -> None:
    assert_every_edit_clears(elements, encounter)


@pytest.mark.parametrize("path", DATASETS, ids=lambda path: path.stem)
def test_labelled_notes(path: Path) -> None:
    for note in load(path):
        assert_every_edit_clears(note.gold.elements, note.encounter)
