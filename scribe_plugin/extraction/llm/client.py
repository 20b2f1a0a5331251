"""The call to a model: one request form, bounded concurrency, retries, cache, and an outcome that is never an exception."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self, cast

import anyio
import anyio.to_thread
import httpx2
import openai

from scribe_plugin.extraction.llm.answers import read_answer
from scribe_plugin.extraction.llm.budget import Budget, note_budget
from scribe_plugin.extraction.llm.cache import ResponseCache, cache_key
from scribe_plugin.extraction.llm.failures import read_failure, timed_out, unreachable
from scribe_plugin.extraction.llm.messages import Message
from scribe_plugin.extraction.llm.outcome import Answer, Outcome
from scribe_plugin.extraction.llm.pricing import prices
from scribe_plugin.extraction.llm.request import request_form
from scribe_plugin.extraction.llm.retries import Timing, call_with_retries
from scribe_plugin.extraction.llm.safety import connection, foreign_headers

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.settings import ModelSettings


class ModelClient:
    """Sends messages to the configured model and says what came of it; use it within one event loop, then close it.

    Args:
        settings: how to reach the model.
        defaults: a prompt's defaults for temperature, seed, max_output_tokens and reasoning_effort.
        cache: where good answers are kept, None for none; the caller closes it.
        http_client: the HTTP client to use, closed with this one; a test gives its own.
        timing: where time comes from.

    Raises:
        SettingsError: no model, no key for the default server.
    """

    def __init__(
        self,
        settings: "ModelSettings",
        *,
        defaults: Mapping[str, Any] | None = None,
        cache: ResponseCache | None = None,
        http_client: httpx2.AsyncClient | None = None,
        timing: Timing | None = None,
    ) -> None:
        self.settings = settings
        self.connection = connection(settings)
        self.form = request_form(settings, defaults)
        self._cache = cache
        self._warned = False
        self._timing = timing or Timing()
        self._prices = prices(settings)
        self._places = anyio.Semaphore(settings.concurrency, fast_acquire=True)
        self._openai = openai.AsyncOpenAI(
            api_key=self.connection.api_key,
            base_url=self.connection.base_url,
            max_retries=0,
            default_headers=cast("Mapping[str, str]", _headers(foreign_headers(self.connection))),
            # a redirect would carry the note to a server that nobody has named
            http_client=http_client or openai.DefaultAsyncHttpx2Client(follow_redirects=False),
        )

    def budget(self) -> Budget:
        """Return a fresh budget for one note."""
        return note_budget(self.settings, self._timing.clock)

    async def complete(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        *,
        schema_name: str = "elements",
        repeat: int = 0,
        budget: Budget | None = None,
    ) -> Outcome:
        """Return what came of one call; whatever server or model do is in the outcome.

        Args:
            messages: what to send.
            schema: the JSON Schema that the answer has to keep.
            schema_name: the schema's name on the wire.
            repeat: number of an independent repeat of the same call.
            budget: of the note, shared by its calls; a fresh one by default.
        """
        body = self.form.body(messages, schema, schema_name=schema_name, repeat=repeat)
        key = "" if self._cache is None else cache_key(self.connection.base_url, body, schema, repeat)
        if self._cache is not None and (kept := await self._kept(key, schema)) is not None:
            return kept
        budget = budget or self.budget()
        async with self._places:
            with budget.running():
                outcome = await call_with_retries(
                    lambda seconds: self._send(body, schema, seconds),
                    budget=budget,
                    max_attempts=self.settings.max_attempts,
                    timeout_s=self.settings.timeout_s,
                    prices=self._prices,
                    timing=self._timing,
                )
        return await self._keep(key, outcome)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._openai.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _send(self, body: dict[str, Any], schema: Mapping[str, Any], seconds: float) -> Answer:
        """Make one request; the time limit holds for the whole of it, not only between two packets."""
        create: Callable[..., Awaitable[Any]] = self._openai.chat.completions.with_raw_response.create
        host = self.connection.host
        try:
            with anyio.fail_after(seconds):
                raw = await create(**body, timeout=seconds)
        except openai.APIStatusError as error:
            response = error.response
            return read_failure(
                response.status_code, _json(response.content), response.headers, host, wall=self._timing.wall
            )
        except (TimeoutError, openai.APITimeoutError):
            return timed_out(host, seconds)
        except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, OSError):
            return unreachable(host)
        return self._read(raw.http_response, schema)

    def _read(self, response: httpx2.Response, schema: Mapping[str, Any]) -> Answer:
        host, headers = self.connection.host, response.headers
        body = _json(response.content)
        if body is None:
            return _unreadable(response, host)
        error = body.get("error") if isinstance(body, Mapping) and not body.get("choices") else None
        if isinstance(error, Mapping) and isinstance(error.get("code"), int):  # a gateway's way to pass a failure on
            return read_failure(error["code"], body, headers, host, wall=self._timing.wall)
        answer = read_answer(body, schema, strict=self.form.strict)
        return replace(answer, status=response.status_code, request_id=headers.get("x-request-id"))

    async def _kept(self, key: str, schema: Mapping[str, Any]) -> Outcome | None:
        cache = self._cache
        return None if cache is None else await anyio.to_thread.run_sync(cache.get, key, schema)

    async def _keep(self, key: str, outcome: Outcome) -> Outcome:
        """Store a good outcome; one that cannot be stored is no worse for it, and says so once."""
        cache = self._cache
        if cache is None or not outcome.ok:
            return outcome
        if await anyio.to_thread.run_sync(cache.put, key, self.form.model, outcome) or self._warned:
            return outcome
        self._warned = True
        return replace(
            outcome, detail="the answer could not be kept in the cache; check the room and rights at its place"
        )


def _headers(named: Mapping[str, str | None]) -> dict[str, str | openai.Omit]:
    return {name: openai.Omit() if value is None else value for name, value in named.items()}


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _unreadable(response: httpx2.Response, host: str) -> Answer:
    """Return the answer of a body that is no JSON: cut short, or the page of something that is no model server."""
    if "json" in response.headers.get("content-type", ""):
        return replace(unreachable(host), status=response.status_code)
    detail = f"{host} answers with a page instead of JSON; check base_url, which mostly ends with /v1"
    return Answer(kind="transport", detail=detail, status=response.status_code, configuration=True)
