"""The model as a reader: what is asked, and what becomes of each outcome."""

import asyncio
from typing import Any

import pytest

from scribe_plugin import schemas
from scribe_plugin.contract import Elements, Encounter
from scribe_plugin.extraction.llm.outcome import OutcomeKind
from scribe_plugin.extraction.llm.reader import LlmReader, answer_schema
from tests.extraction.llm.asking import changed, parts_of, prompt, read, schema_of, tree, without_quotes
from tests.extraction.llm.fake_server import FakeModel, answer, failure, make_settings, refused


def test_the_schema_that_is_sent_is_that_of_the_elements_without_its_names() -> None:
    sent, exported = answer_schema(), schemas.schema("elements")
    assert {"$id", "$schema"} == exported.keys() - sent.keys()
    assert all(sent[name] == exported[name] for name in sent)
    assert "$defs" in sent


def test_one_request_with_prompt_and_strict_schema(encounter: Encounter, elements: Elements) -> None:
    model = FakeModel([answer(tree(elements))])
    reading = read(model, encounter)
    (body,) = model.requests
    assert body["messages"] == prompt().messages(encounter)
    assert schema_of(body) == answer_schema()
    assert reading.kind == "ok"
    assert reading.extraction is not None
    assert without_quotes(reading.extraction.elements) == without_quotes(elements)
    assert reading.extraction.rejected == []
    assert not reading.configuration


def test_a_server_without_schemas_is_told_in_words_on_both_calls(encounter: Encounter, elements: Elements) -> None:
    broken = changed(elements, device__separate_plate="present")
    gold = tree(elements)
    model = FakeModel([answer(broken), answer({"device": gold["device"]})])
    reading = read(model, encounter, response_format="json_object")
    first, second = model.requests
    assert first["response_format"] == second["response_format"] == {"type": "json_object"}
    assert first["messages"] == prompt().messages(encounter, schema=answer_schema())
    assert second["messages"][:2] == first["messages"]
    assert '"integral_fixation"' in first["messages"][0]["content"]
    assert reading.extraction is not None
    assert reading.extraction.elements.device.separate_plate == "not_stated"


def test_every_quote_of_what_is_handed_on_stands_where_it_is_said_to(encounter: Encounter, elements: Elements) -> None:
    reading = read(FakeModel([answer(tree(elements))]), encounter)
    assert reading.extraction is not None
    text = encounter.documents[0].text
    assert len(reading.extraction.grounding) >= 8
    for item in reading.extraction.grounding:
        assert item.status == "exact"
        assert text[item.start : item.end] == item.quote


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(refusal="I cannot"), "refusal"),
        (answer('{"schema_', finish="length"), "truncated"),
        (answer(None, finish="content_filter"), "content_filter"),
        (failure(404), "transport"),
        (failure(413), "transport"),
    ],
)
def test_what_the_model_cannot_mend_is_not_asked_again(reply: Any, kind: OutcomeKind, encounter: Encounter) -> None:
    model = FakeModel([reply])
    reading = read(model, encounter)
    assert (reading.extraction, reading.kind, len(model.requests)) == (None, kind, 1)
    assert reading.detail
    assert len(reading.outcomes) == 1
    assert reading.configuration is (kind == "transport" and reply.status_code == 404)


@pytest.mark.parametrize("text", ["no JSON at all", "", "[]", '{"a": 1, "a": 2}'])
def test_an_answer_that_is_no_object_is_asked_for_once_more_as_a_whole(
    text: str, encounter: Encounter, elements: Elements
) -> None:
    model = FakeModel([answer(text), parts_of(tree(elements))])
    reading = read(model, encounter)
    assert schema_of(model.requests[1])["required"] == ["fusion_documented", *list(tree(elements))[2:]]
    assert reading.extraction is not None
    assert without_quotes(reading.extraction.elements) == without_quotes(elements)
    assert reading.extraction.rejected == [], "a form that was put right is no value that was rejected"
    assert [outcome.kind for outcome in reading.outcomes] == ["invalid_json", "ok"]


@pytest.mark.parametrize("second", [answer("still no JSON"), answer(refusal="no"), failure(401), refused()])
def test_no_object_twice_is_no_answer(second: Any, encounter: Encounter) -> None:
    model = FakeModel([answer("no JSON"), second])
    reading = read(model, encounter, max_attempts=1)
    assert (reading.extraction, reading.kind, len(model.requests)) == (None, "invalid_json", 2)
    assert reading.detail == "the answer is not JSON"


def test_no_object_is_no_answer_where_no_repair_is_allowed(encounter: Encounter) -> None:
    model = FakeModel([answer("no JSON")])
    assert read(model, encounter, repair_rounds=0).extraction is None
    assert len(model.requests) == 1


def test_one_part_that_breaks_the_schema_leaves_the_others_standing(encounter: Encounter, elements: Elements) -> None:
    broken = changed(elements, device__devices__0__kind="rocket")
    model = FakeModel([answer(broken), answer("no")])
    reading = read(model, encounter)
    assert schema_of(model.requests[1])["required"] == ["device"]
    assert reading.extraction is not None
    expected = changed(elements, device__devices=[], device__evidence=[])
    assert without_quotes(reading.extraction.elements) == without_quotes(expected)
    (rejected,) = reading.extraction.rejected
    assert (rejected.path, rejected.rule) == ("device", "schema")
    assert "rocket" not in rejected.message


def test_a_part_that_broke_the_schema_comes_back_with_the_repair(encounter: Encounter, elements: Elements) -> None:
    broken = changed(elements)
    del broken["device"]
    model = FakeModel([answer(broken), parts_of(tree(elements))])
    reading = read(model, encounter)
    assert reading.extraction is not None
    assert without_quotes(reading.extraction.elements) == without_quotes(elements)
    assert reading.extraction.rejected == []


def test_an_object_without_one_good_part_is_no_answer(encounter: Encounter) -> None:
    model = FakeModel(then=answer({"hello": "world"}))
    reading = read(model, encounter)
    assert (reading.extraction, reading.kind, len(model.requests)) == (None, "schema_violation", 2)


def test_an_empty_answer_is_an_answer(encounter: Encounter) -> None:
    model = FakeModel([answer(tree(Elements.empty()))])
    reading = read(model, encounter)
    assert reading.extraction is not None
    assert reading.extraction.elements == Elements.empty()
    assert len(model.requests) == 1


def test_a_repeat_counts_the_seed_of_both_calls_up(encounter: Encounter, elements: Elements) -> None:
    model = FakeModel([answer(changed(elements, device__separate_plate="present")), parts_of(tree(elements))])

    async def run() -> None:
        async with model.client(make_settings(seed=40)) as client:
            await LlmReader(client, prompt()).read(encounter, repeat=2)

    asyncio.run(run())
    assert [body["seed"] for body in model.requests] == [42, 42]
