"""One call: what is sent, how answers are told apart, and that nothing leaks."""

import asyncio
import hashlib
import json
import logging
from typing import Any

import httpx2
import pytest

from scribe_plugin.extraction.llm.batch import BatchRequest, request_line
from scribe_plugin.extraction.llm.outcome import Outcome, Usage
from tests.extraction.llm.fake_server import (
    BASE_URL,
    GOOD,
    KEY,
    MESSAGES,
    SCHEMA,
    FakeModel,
    answer,
    cut_body,
    failure,
    make_settings,
    refused,
    reset_mid_body,
)


def call(model: FakeModel, *, repeat: int = 0, defaults: Any = None, **settings: Any) -> Outcome:
    """Make one call and close the client."""

    async def run() -> Outcome:
        async with model.client(make_settings(**settings), defaults=defaults) as client:
            return await client.complete(MESSAGES, SCHEMA, schema_name="tiny", repeat=repeat)

    return asyncio.run(run())


def test_a_good_answer_is_a_value_with_usage_and_request_id() -> None:
    outcome = call(FakeModel([answer(GOOD)]), price_input=1.0, price_cached=0.5, price_output=10.0)
    assert outcome.ok
    assert outcome.value == GOOD
    assert outcome.model == "served-model"
    assert outcome.usage == Usage(100, 60, 20)
    assert outcome.cost == pytest.approx((40 * 1.0 + 60 * 0.5 + 20 * 10.0) / 1e6)
    (attempt,) = outcome.attempts
    assert (attempt.number, attempt.status, attempt.request_id, attempt.kind) == (1, 200, "req-1", "ok")


def test_the_body_is_strict_unstored_and_names_nobody() -> None:
    model = FakeModel([answer(GOOD)])
    call(model, user="dr.jane.roe@example.org")
    (body,) = model.requests
    assert body["store"] is False
    assert len(body["safety_identifier"]) == 64
    assert body["safety_identifier"] != hashlib.sha256(b"dr.jane.roe@example.org").hexdigest()
    assert "roe@" not in json.dumps(body)
    shape = body["response_format"]
    assert shape == {"type": "json_schema", "json_schema": {"name": "tiny", "strict": True, "schema": SCHEMA}}
    assert body["messages"] == MESSAGES
    assert not {"temperature", "seed", "max_completion_tokens", "reasoning_effort"} & body.keys()
    assert model.urls == [f"{BASE_URL}/chat/completions"]
    assert model.headers[0]["authorization"] == f"Bearer {KEY}"


def test_parameters_come_from_settings_then_from_the_prompt_and_omit_drops_them() -> None:
    model = FakeModel(then=answer(GOOD))
    defaults = {"temperature": 0.3, "seed": 7, "max_output_tokens": 900}
    call(model, defaults=defaults, temperature="omit", seed=40, limit_parameter="max_tokens", repeat=2)
    (body,) = model.requests
    assert "temperature" not in body
    assert (body["seed"], body["max_tokens"]) == (42, 900)
    call(model, defaults=defaults, reasoning_effort="low")
    assert model.requests[1]["temperature"] == 0.3
    assert model.requests[1]["max_completion_tokens"] == 900
    assert model.requests[1]["reasoning_effort"] == "low"


def test_a_batch_line_has_the_very_body_of_a_live_call() -> None:
    model = FakeModel([answer(GOOD)])

    async def run() -> str:
        async with model.client(make_settings(user="u", seed=1)) as client:
            await client.complete(MESSAGES, SCHEMA, repeat=3)
            return request_line(BatchRequest("n", MESSAGES, repeat=3), client.form, SCHEMA)

    assert json.loads(asyncio.run(run()))["body"] == model.requests[0]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(finish="stop", refusal="Jane Roe, I cannot"), "refusal"),
        (answer('{"level": "L5-S', finish="length"), "truncated"),
        (answer(GOOD, finish="length"), "truncated"),
        (answer(None, finish="content_filter"), "content_filter"),
        (failure(400, code="content_filter"), "content_filter"),
        (answer(f"Here it is: {json.dumps(GOOD)}"), "invalid_json"),
        (answer(f"```json\n{json.dumps(GOOD)}\n```"), "invalid_json"),
        (answer(""), "invalid_json"),
        (answer("[1]"), "invalid_json"),
        (answer('{"level": "L5-S1", "level": "L4-L5", "count": 1}'), "invalid_json"),
        (answer('{"level": "L5-S1", "count": NaN}'), "invalid_json"),
        (answer('{"level": "\\ud800", "count": 1}'), "invalid_json"),
        (answer('{"level":' * 100_000), "invalid_json"),
        (answer({"level": "Jane Roe", "count": 1}), "schema_violation"),
        (answer({"level": "L5-S1", "count": True}), "schema_violation"),
        (answer({"level": "L5-S1"}), "schema_violation"),
        (answer({**GOOD, "Jane Roe": 1}), "schema_violation"),
    ],
)
def test_every_outcome_is_told_apart_tried_once_and_quotes_nothing(reply: httpx2.Response, kind: str) -> None:
    model = FakeModel([reply])
    outcome = call(model)
    assert outcome.kind == kind
    assert outcome.value is None
    assert len(model.requests) == len(outcome.attempts) == 1
    assert outcome.detail
    assert "Jane" not in repr(outcome)
    assert outcome.usage.completion == (20 if outcome.attempts[0].status == 200 else 0)


def test_a_schema_violation_says_where_and_keeps_the_object_apart() -> None:
    outcome = call(FakeModel([answer({"level": "L1", "count": "x"})]))
    assert outcome.rejected == {"level": "L1", "count": "x"}
    assert [(item.path, item.rule) for item in outcome.violations] == [
        ("level", "schema.enum"),
        ("count", "schema.anyOf"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        f"Sure!\n```json\n{json.dumps(GOOD)}\n```\nThat is all.",
        f'<think>maybe {{"level": 1}}</think>{json.dumps(GOOD)}',
    ],
)
def test_without_strict_mode_the_one_object_in_prose_is_taken(text: str) -> None:
    model = FakeModel([answer(text)])
    outcome = call(model, response_format="json_object")
    assert outcome.value == GOOD
    assert model.requests[0]["response_format"] == {"type": "json_object"}


@pytest.mark.parametrize("text", [f"{json.dumps(GOOD)} or {json.dumps(GOOD)}", '{"level": {', "none", "}{"])
def test_without_strict_mode_two_objects_or_none_are_no_answer(text: str) -> None:
    assert call(FakeModel([answer(text)]), response_format="json_object").kind == "invalid_json"


@pytest.mark.parametrize(
    ("reply", "remedy"),
    [
        (failure(401, code="invalid_api_key", message=f"bad key {KEY}"), "ALIF_SCRIBE_API_KEY"),
        (failure(403), "rights"),
        (failure(404, code="model_not_found"), "check model and base_url"),
        (failure(400, param="store"), "send_store = false"),
        (failure(400, message="Jane: unknown field `store`"), "send_store = false"),
        (failure(400, param="safety_identifier"), "leave out user"),
        (failure(400, param="response_format"), 'response_format = "json_object"'),
        (failure(422, param="response_format.json_schema"), 'response_format = "json_object"'),
        (failure(400, param="temperature"), 'temperature = "omit"'),
        (failure(400, message="use 'max_completion_tokens'"), 'limit_parameter = "max_tokens"'),
        (failure(400, param="Jane Roe"), "does not accept the request"),
        (failure(429, code="insufficient_quota"), "no credit"),
        (httpx2.Response(307, headers={"location": "https://elsewhere.example/v1"}), "not followed"),
        (httpx2.Response(200, html="<h1>Jane Roe</h1>"), "ends with /v1"),
        (httpx2.Response(200, json={"hello": "Jane Roe"}), "no chat completion"),
    ],
)
def test_a_wrong_setting_is_one_sentence_with_the_remedy_and_never_tried_again(
    reply: httpx2.Response, remedy: str
) -> None:
    model = FakeModel([reply])
    outcome = call(model)
    assert (outcome.kind, outcome.configuration) == ("transport", True)
    assert remedy in outcome.detail
    assert len(model.requests) == 1
    assert not {"Jane", KEY} & set(outcome.detail.split())
    assert KEY not in repr(outcome)
    assert "Jane" not in repr(outcome)


def test_a_note_that_is_too_long_is_no_matter_of_settings() -> None:
    outcome = call(FakeModel([failure(400, code="context_length_exceeded")]))
    assert (outcome.kind, outcome.configuration) == ("transport", False)
    assert "longer context" in outcome.detail


@pytest.mark.parametrize("reply", [refused(), reset_mid_body(), cut_body()])
def test_a_server_that_hangs_up_is_named_by_its_host(reply: Any) -> None:
    outcome = call(FakeModel([reply]), max_attempts=1)
    assert (outcome.kind, outcome.configuration) == ("transport", False)
    assert "models.example" in outcome.detail
    assert "base_url" in outcome.detail


def test_a_failure_that_a_gateway_wraps_into_a_good_status_is_a_failure() -> None:
    wrapped = httpx2.Response(200, json={"error": {"code": 503, "message": "Jane Roe"}})
    outcome = call(FakeModel([wrapped, answer(GOOD)]))
    assert [item.status for item in outcome.attempts] == [503, 200]
    assert outcome.ok


def test_a_server_that_never_ends_its_answer_is_cut_off() -> None:
    async def stall(_: httpx2.Request) -> httpx2.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async def run() -> Outcome:
        model = FakeModel()
        client = model.client(make_settings(timeout_s=0.01, max_attempts=1))
        client._openai._client = httpx2.AsyncClient(transport=httpx2.MockTransport(stall))
        async with client:
            async with asyncio.timeout(5):
                return await client.complete(MESSAGES, SCHEMA)

    outcome = asyncio.run(run())
    assert outcome.kind == "transport"
    assert "did not answer within 0.01 s" in outcome.detail


def test_no_more_calls_at_once_than_the_settings_allow() -> None:
    flying = highest = 0

    async def slow(_: httpx2.Request) -> httpx2.Response:
        nonlocal flying, highest
        flying += 1
        highest = max(highest, flying)
        for _ in range(5):
            await asyncio.sleep(0)
        flying -= 1
        return answer(GOOD)

    async def run() -> list[Outcome]:
        client = FakeModel().client(make_settings(concurrency=3))
        client._openai._client = httpx2.AsyncClient(transport=httpx2.MockTransport(slow))
        async with client:
            return await asyncio.gather(*(client.complete(MESSAGES, SCHEMA) for _ in range(10)))

    assert all(outcome.ok for outcome in asyncio.run(run()))
    assert highest == 3


def test_a_cancelled_call_gives_its_place_back() -> None:
    async def run() -> Outcome:
        reached, stalling = asyncio.Event(), True

        async def stall(_: httpx2.Request) -> httpx2.Response:
            if stalling:
                reached.set()
                await asyncio.Event().wait()
            return answer(GOOD)

        client = FakeModel().client(make_settings(concurrency=1))
        client._openai._client = httpx2.AsyncClient(transport=httpx2.MockTransport(stall))
        async with client:
            budget = client.budget()
            task = asyncio.create_task(client.complete(MESSAGES, SCHEMA, budget=budget))
            await reached.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert budget._since is None
            stalling = False
            return await client.complete(MESSAGES, SCHEMA)

    assert asyncio.run(run()).ok


def test_the_library_sends_no_headers_of_its_own_environment_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-secret")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Gateway: gate-secret\nAuthorization: Bearer other-secret")
    model = FakeModel(then=answer(GOOD))
    call(model)
    call(model, api_key=None)
    assert "secret" not in str(model.headers).replace(KEY, "")
    assert model.headers[0]["authorization"] == f"Bearer {KEY}"
    assert model.headers[1]["authorization"] == "Bearer none"
    call(model, base_url=None, api_key=None)
    assert model.urls[-1].startswith("https://api.openai.com/v1/")
    assert model.headers[2]["openai-organization"] == "org-secret"


def test_nothing_of_note_or_key_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    call(FakeModel([failure(500), answer({"level": "Jane Roe"})]))
    assert "Jane" not in caplog.text
    assert KEY not in caplog.text


def test_secrets_are_in_no_representation() -> None:
    client = FakeModel().client(make_settings(user="dr.roe"))
    for shown in (
        repr(client.settings),
        str(client.settings),
        repr(client.connection),
        repr(client.form),
        repr(client),
    ):
        assert KEY not in shown
        assert "dr.roe" not in shown
    asyncio.run(client.aclose())
