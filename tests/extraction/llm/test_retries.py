"""Transport retries: what is tried again, how long is waited, and where each budget stops."""

import asyncio
from email.utils import formatdate
from typing import Any

import pytest

from scribe_plugin.extraction.llm.outcome import Outcome
from scribe_plugin.extraction.llm.retries import SPREAD_S
from tests.extraction.llm.fake_server import (
    GOOD,
    MESSAGES,
    SCHEMA,
    FakeModel,
    answer,
    cut_body,
    failure,
    make_settings,
    refused,
    reset_mid_body,
    timeout,
)


def call(model: FakeModel, *, times: int = 1, **settings: Any) -> Outcome:
    """Make calls on one budget and return the last outcome."""

    async def run() -> Outcome:
        async with model.client(make_settings(**settings)) as client:
            budget = client.budget()
            for _ in range(times):
                outcome = await client.complete(MESSAGES, SCHEMA, budget=budget)
            return outcome

    return asyncio.run(run())


@pytest.mark.parametrize(
    "reply",
    [
        *(failure(status) for status in (408, 409, 429, 500, 502, 503, 504)),
        timeout(),
        refused(),
        reset_mid_body(),
        cut_body(),
    ],
)
def test_what_may_pass_is_tried_again_and_every_attempt_is_kept(reply: Any) -> None:
    model = FakeModel([reply, answer(GOOD)])
    outcome = call(model)
    assert outcome.ok
    assert outcome.detail == ""
    first, second = outcome.attempts
    assert (first.number, first.kind, first.waited_s) == (1, "transport", 0.0)
    assert first.detail
    assert (second.number, second.kind) == (2, "ok")
    assert model.time.pauses == [second.waited_s]
    assert 0.1 <= second.waited_s <= 20
    assert outcome.waited_s == second.waited_s


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_what_cannot_pass_is_not(status: int) -> None:
    model = FakeModel([failure(status)])
    assert len(call(model).attempts) == len(model.requests) == 1


def test_the_server_may_say_that_another_try_is_in_vain() -> None:
    model = FakeModel([failure(429, headers={"x-should-retry": "false"})])
    assert len(call(model).attempts) == 1


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after": formatdate(1012, usegmt=True)}, 12.0),
        ({"retry-after": formatdate(900, usegmt=True)}, 0.0),
        ({"retry-after": "100000"}, 120.0),
    ],
)
def test_the_wait_that_the_server_asks_for_is_kept(headers: dict[str, str], seconds: float) -> None:
    model = FakeModel([failure(429, headers=headers), answer(GOOD)])
    assert call(model, budget_s=1000).ok
    assert seconds <= model.time.pauses[0] <= seconds + SPREAD_S
    assert model.times[1] - model.times[0] == pytest.approx(model.time.pauses[0])


@pytest.mark.parametrize("value", ["", "soon", "-5", "nan", "inf", "99999999999999999999"])
def test_a_wait_that_makes_no_sense_is_our_own(value: str) -> None:
    model = FakeModel([failure(429, headers={"retry-after": value}), answer(GOOD)])
    assert call(model).ok
    assert 0.1 <= model.time.pauses[0] <= 20


def test_attempts_are_bounded() -> None:
    model = FakeModel(then=failure(503))
    outcome = call(model, max_attempts=3)
    assert len(model.requests) == len(outcome.attempts) == 3
    assert (outcome.kind, outcome.stopped) == ("transport", "attempts")
    assert "(3 requests)" in outcome.detail


def test_requests_of_a_note_are_bounded_over_all_its_calls() -> None:
    model = FakeModel(then=failure(503))
    outcome = call(model, times=5, max_attempts=3, repair_rounds=1)
    assert len(model.requests) == 6
    assert (outcome.stopped, outcome.attempts) == ("requests", ())


def test_no_pause_begins_that_would_outlast_the_time_budget() -> None:
    model = FakeModel([failure(429, headers={"retry-after": "31"})])
    outcome = call(model, budget_s=30)
    assert model.time.pauses == []
    assert outcome.stopped == "time"
    assert "time budget" in outcome.detail


def test_time_that_requests_take_counts() -> None:
    model = FakeModel(then=failure(503, headers={"retry-after": "0"}), takes_s=12)
    outcome = call(model, budget_s=30, max_attempts=10)
    assert len(model.requests) == 3
    assert outcome.stopped == "time"
    assert [round(item.seconds) for item in outcome.attempts] == [12, 12, 12]


def test_waiting_for_a_place_takes_nothing_from_the_time_budget() -> None:
    async def run(model: FakeModel) -> list[Outcome]:
        async with model.client(make_settings(concurrency=1, budget_s=15)) as client:
            return await asyncio.gather(*(client.complete(MESSAGES, SCHEMA) for _ in range(5)))

    assert all(outcome.ok for outcome in asyncio.run(run(FakeModel(then=lambda _: answer(GOOD), takes_s=10))))


def test_a_spent_token_budget_allows_no_repair() -> None:
    model = FakeModel(then=lambda _: answer("no JSON"))
    outcome = call(model, times=3, budget_tokens=240)
    assert len(model.requests) == 2
    assert (outcome.kind, outcome.stopped, outcome.attempts) == ("transport", "tokens", ())


def test_cost_and_usage_are_of_all_attempts() -> None:
    model = FakeModel([failure(500), answer("not JSON")])
    outcome = call(model, price_input=1.0, price_output=2.0)
    assert outcome.kind == "invalid_json"
    assert [item.cost for item in outcome.attempts] == [0.0, pytest.approx(140e-6)]
    assert outcome.cost == pytest.approx(140e-6)
    assert outcome.usage.total == 120


def test_unknown_prices_are_no_cost_of_nothing() -> None:
    assert call(FakeModel([answer(GOOD)]), price_input=1.0).cost is None


def test_a_cancelled_pause_ends_the_call() -> None:
    model = FakeModel(then=failure(503))

    async def run() -> None:
        paused = asyncio.Event()

        async def forever(_: float) -> None:
            paused.set()
            await asyncio.Event().wait()

        model.time._sleep = forever  # type: ignore[method-assign]
        async with model.client() as client:
            task = asyncio.create_task(client.complete(MESSAGES, SCHEMA))
            await paused.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(run())
    assert len(model.requests) == 1
