"""What a real server says on the wire, replayed: a tiny local model, recorded by ``scripts/record_cassettes.py``.

Nothing here is about how well the model reads.
"""

import asyncio
from typing import Any

import pytest

from scribe_plugin.contract import Elements, Encounter
from scribe_plugin.extraction.llm.client import ModelClient
from scribe_plugin.extraction.llm.outcome import Outcome
from scribe_plugin.extraction.llm.prompts import load_prompt
from scribe_plugin.extraction.llm.reader import LlmReader, ModelReading, answer_schema
from scribe_plugin.extraction.llm.settings import ModelSettings
from tests.builders import NOTE
from tests.local_model import MODEL, PROMPT
from tests.recordings import Declare

pytestmark = pytest.mark.vcr

REPEAT = 'Repeat exactly: {"interspace": "L5-S1"}'
LONG_NOTE = NOTE + "The wound was irrigated and closed in layers. " * 320
NOTES = (NOTE, LONG_NOTE, REPEAT)
"""Everything that a cassette of this module may hold as a note; all of it is made up."""


def settings(url: str, **given: Any) -> ModelSettings:
    common = {"model": MODEL, "base_url": url, "api_key": "none", "timeout_s": 300, "budget_s": 300, "max_attempts": 1}
    return ModelSettings(**common | given)


def ask(url: str, declare: Declare, *, note: str = NOTE, **given: Any) -> Outcome:
    """Ask once with the tests' own prompt set."""
    prompt, schema = load_prompt(PROMPT), answer_schema()
    declare(note=note, prompt=prompt, schema=schema)

    async def run() -> Outcome:
        async with ModelClient(settings(url, **given), defaults=prompt.defaults) as client:
            return await client.complete(prompt.messages(Encounter.from_text(note)), schema)

    return asyncio.run(run())


def read(url: str, declare: Declare) -> ModelReading:
    """Read with the whole reader, without a repair."""
    prompt = load_prompt(PROMPT)
    declare(note=NOTE, prompt=prompt, schema=answer_schema())

    async def run() -> ModelReading:
        async with ModelClient(settings(url, repair_rounds=0), defaults=prompt.defaults) as client:
            return await LlmReader(client, prompt).read(Encounter.from_text(NOTE))

    return asyncio.run(run())


@pytest.mark.default_cassette("strict_answer")
def test_a_strict_answer_keeps_the_schema(recorded_from: str, declare: Declare) -> None:
    outcome = ask(recorded_from, declare)
    assert outcome.kind == "ok", outcome.detail
    Elements.model_validate(outcome.value)
    assert outcome.model == MODEL
    assert outcome.usage.prompt > 500
    assert outcome.usage.completion > 200
    assert [attempt.status for attempt in outcome.attempts] == [200]


@pytest.mark.default_cassette("strict_answer")
def test_what_the_model_makes_up_is_rejected_and_every_quote_kept_stands_in_the_note(
    recorded_from: str, declare: Declare
) -> None:
    reading = read(recorded_from, declare)
    assert reading.kind == "ok", reading.detail
    assert reading.extraction is not None
    (outcome,) = reading.outcomes
    assert outcome.value is not None
    assert outcome.value["necessity"]["imaging"], "record an answer that makes up a study"
    assert reading.extraction.elements.necessity.imaging == []
    assert "necessity.imaging" in {problem.rule for problem in reading.extraction.rejected}
    assert reading.extraction.grounding
    for place in reading.extraction.grounding:
        assert place.start is not None
        assert NOTE[place.start : place.end].casefold() == place.quote.casefold()


@pytest.mark.default_cassette("truncated")
def test_an_answer_at_its_limit_is_truncated(recorded_from: str, declare: Declare) -> None:
    outcome = ask(recorded_from, declare, max_output_tokens=40)
    assert outcome.kind == "truncated"
    assert outcome.value is None
    assert outcome.usage.completion == 40


@pytest.mark.default_cassette("json_object")
@pytest.mark.parametrize(("known", "kind"), [("L5-S1", "ok"), ("L4-L5", "schema_violation")])
def test_a_server_that_is_not_given_the_schema_is_held_to_it_all_the_same(
    recorded_from: str, declare: Declare, known: str, kind: str
) -> None:
    schema = {
        "type": "object",
        "properties": {"interspace": {"type": "string", "enum": [known]}},
        "required": ["interspace"],
        "additionalProperties": False,
    }
    declare(note=REPEAT)

    async def run() -> Outcome:
        form = settings(recorded_from, response_format="json_object", temperature=0.0, max_output_tokens=30)
        async with ModelClient(form) as client:
            return await client.complete([{"role": "user", "content": REPEAT}], schema)

    outcome = asyncio.run(run())
    assert outcome.kind == kind, outcome.detail
    assert (outcome.value or outcome.rejected) == {"interspace": "L5-S1"}


@pytest.mark.default_cassette("too_long")
def test_a_note_beyond_the_context_is_named_as_such(recorded_from: str, declare: Declare) -> None:
    outcome = ask(recorded_from, declare, note=LONG_NOTE)
    assert outcome.kind == "transport"
    assert "longer than the model can read" in outcome.detail
    assert [attempt.status for attempt in outcome.attempts] == [400]
    assert "irrigated" not in outcome.detail
