"""Transport retries, all of them tenacity's: when to try again, how long to wait, and when a budget says stop."""

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio
from tenacity import AsyncRetrying, RetryCallState, retry_if_result, wait_random_exponential

from scribe_plugin.extraction.llm.budget import Budget
from scribe_plugin.extraction.llm.outcome import Answer, Attempt, Outcome, Stop, settle
from scribe_plugin.extraction.llm.pricing import Prices

SPREAD_S = 0.25
"""Added at random to what a server asks for, so that notes that were refused together do not return together."""

_backoff = wait_random_exponential(multiplier=0.5, min=0.1, max=20)


@dataclass(frozen=True, slots=True)
class Timing:
    """Where time comes from: monotonic seconds, seconds since 1970, and the pause; a test gives its own."""

    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep


async def call_with_retries(
    send: Callable[[float], Awaitable[Answer]],
    *,
    budget: Budget,
    max_attempts: int,
    timeout_s: float,
    prices: Prices,
    timing: Timing,
) -> Outcome:
    """Send until an answer stands or a budget is used up.

    ``send`` takes the seconds that it may need, never more than the budget has left. No request is made once the
    budget is used up, and no pause begins that would outlast it.
    """
    if stop := budget.exhausted():
        return settle(Answer(kind="transport", detail="no request was made"), (), stopped=stop)
    attempts: list[Attempt] = []
    stopped: list[Stop] = []

    async def attempt() -> Answer:
        waited = pauses.pop() if pauses else 0.0
        budget.request()
        began = timing.clock()
        answer = await send(min(timeout_s, budget.remaining_s))
        budget.charge(answer.usage)
        attempts.append(_attempt(len(attempts) + 1, answer, waited, timing.clock() - began, prices))
        return answer

    def stop_now(state: RetryCallState) -> bool:
        reason: Stop | None = "attempts" if len(attempts) >= max_attempts else budget.exhausted(state.upcoming_sleep)
        if reason:
            stopped.append(reason)
        return reason is not None

    pauses: list[float] = []
    retrying = AsyncRetrying(
        retry=retry_if_result(lambda answer: answer.retryable),
        wait=_pause,
        stop=stop_now,
        sleep=timing.sleep,
        before_sleep=lambda state: pauses.append(state.upcoming_sleep),
        retry_error_callback=_last,
    )
    answer: Answer = await retrying(attempt)
    return settle(answer, tuple(attempts), stopped=stopped[-1] if stopped else None)


def _pause(state: RetryCallState) -> float:
    """Return what the server asks for and a little more, else a random wait that widens with each attempt."""
    answer = _last(state)
    if answer.retry_after is None:
        return _backoff(state)
    return answer.retry_after + random.uniform(0, SPREAD_S)  # noqa: S311  # spreads load, guards nothing


def _last(state: RetryCallState) -> Answer:
    if state.outcome is None:  # tenacity asks only after an attempt
        raise RuntimeError
    answer: Answer = state.outcome.result()
    return answer


def _attempt(number: int, answer: Answer, waited: float, seconds: float, prices: Prices) -> Attempt:
    return Attempt(
        number=number,
        kind=answer.kind,
        detail=answer.detail,
        status=answer.status,
        request_id=answer.request_id,
        waited_s=waited,
        seconds=seconds,
        usage=answer.usage,
        cost=prices.cost(answer.usage),
    )
