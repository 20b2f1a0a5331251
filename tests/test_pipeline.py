"""The line from encounter to review."""

from typing import Any

import pytest

from scribe_plugin import __version__, pipeline
from scribe_plugin.contract import ELEMENT_NAMES, Charge, ChargeLine, Encounter, InputError
from scribe_plugin.extraction.readers import Read
from scribe_plugin.extraction.result import Extraction
from scribe_plugin.knowledge import KNOWLEDGE_VERSION


@pytest.fixture(autouse=True)
def _reader(monkeypatch: pytest.MonkeyPatch, extraction: Extraction) -> None:
    monkeypatch.setattr(pipeline, "read_embedded", lambda _: Read(extraction, "embedded"))


def test_a_review_holds_every_part(encounter: Encounter, extraction: Extraction) -> None:
    result = pipeline.review(encounter)
    assert result.encounter_id == "note"
    assert result.elements == extraction.elements
    assert result.grounding == extraction.grounding
    assert [alert.element for alert in result.alerts] == list(ELEMENT_NAMES)
    assert [line.code for line in result.charge.lines] == ["22558", "22853"]
    assert [item.code for item in result.packet.procedures] == ["22558", "22853"]


def test_provenance_says_what_produced_it(encounter: Encounter) -> None:
    provenance = pipeline.review(encounter).provenance
    assert (provenance.extractor, provenance.model, provenance.degraded) == ("embedded", None, False)
    assert (provenance.knowledge_version, provenance.program_version) == (KNOWLEDGE_VERSION, __version__)
    assert list(provenance.timings_ms) == ["extraction", "coding", "validation", "explanation", "packet"]
    assert all(value >= 0 for value in provenance.timings_ms.values())


def test_findings_that_speak_of_silence_say_where_was_looked(encounter: Encounter) -> None:
    charge = Charge(lines=[ChargeLine(code="22558"), ChargeLine(code="22612")])
    result = pipeline.review(encounter.model_copy(update={"charge": charge}))
    findings = {finding.code: finding for alert in result.alerts for finding in alert.findings}
    assert findings["posterior.unsupported_22612"].searched == ["note: procedure title, indications, narrative"]


def test_an_unknown_policy_names_those_that_exist(encounter: Encounter) -> None:
    with pytest.raises(InputError, match="lcd_l37848"):
        pipeline.review(encounter.model_copy(update={"policy": "no_such"}))


@pytest.mark.parametrize("options", [{"extractor": "llm"}, {"extractor": "both"}, {"prompt": "alif/v1"}])
def test_without_a_model_only_the_embedded_reader_runs(encounter: Encounter, options: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="no model is configured"):
        pipeline.review(encounter, **options)


def test_other_misuse_is_an_input_error() -> None:
    with pytest.raises(InputError, match="not known"):
        pipeline.review("A note.", extractor="magic")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="not dict"):
        pipeline.review({"id": "x"})  # type: ignore[arg-type]
