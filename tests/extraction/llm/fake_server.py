"""A model server that follows a script, below the real client: nothing but the network is made up.

A step is a response, an exception to raise, or a function of the request's body that returns either. The last step given
as ``then`` answers every request after the script.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import anyio.lowlevel
import httpx2

from scribe_plugin.extraction.llm.client import ModelClient
from scribe_plugin.extraction.llm.retries import Timing
from scribe_plugin.extraction.llm.settings import ModelSettings

KEY = "sk-very-secret-0123456789"
BASE_URL = "https://models.example/v1"

Reply = httpx2.Response | Exception
Step = Reply | Callable[[dict[str, Any]], Reply]

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "level": {"type": "string", "enum": ["L4-L5", "L5-S1"]},
        "count": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
    },
    "required": ["level", "count"],
    "additionalProperties": False,
}
GOOD = {"level": "L5-S1", "count": 1}
MESSAGES: list[Any] = [
    {"role": "system", "content": "Fill the schema."},
    {"role": "user", "content": "Jane Roe: the L5–S1 disc was removed."},
]


def answer(
    content: Any = None,
    *,
    finish: str | None = "stop",
    refusal: str | None = None,
    usage: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> httpx2.Response:
    """A chat completion; anything but a string is sent as JSON."""
    text = content if isinstance(content, str | None) else json.dumps(content)
    message = {"role": "assistant", "content": text, "refusal": refusal}
    tokens = usage or {
        "prompt_tokens": 100,
        "completion_tokens": 20,
        "total_tokens": 120,
        "prompt_tokens_details": {"cached_tokens": 60},
    }
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "served-model",
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": tokens,
    }
    return httpx2.Response(200, json=body, headers={"x-request-id": "req-1", **(headers or {})})


def failure(
    status: int,
    *,
    code: str | None = None,
    param: str | None = None,
    message: str = "Jane Roe said no",
    headers: Mapping[str, str] | None = None,
) -> httpx2.Response:
    """An error of the server; its message quotes the note, as some do."""
    error = {"message": message, "type": "error", "code": code, "param": param}
    return httpx2.Response(status, json={"error": error}, headers=headers or {})


class _Broken(httpx2.AsyncByteStream):
    """A body that breaks off."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b'{"choices": [{"mess'
        msg = "connection reset by peer"
        raise httpx2.ReadError(msg)


def reset_mid_body() -> httpx2.Response:
    """A response whose connection is reset after a few bytes."""
    return httpx2.Response(200, headers={"content-type": "application/json"}, stream=_Broken())


def cut_body() -> httpx2.Response:
    """A JSON body that ends early without an error below it."""
    return httpx2.Response(200, headers={"content-type": "application/json"}, content=b'{"choices": [{"mess')


def timeout() -> Exception:
    """No byte in time."""
    return httpx2.ReadTimeout("slow")


def refused() -> Exception:
    """Nobody listens."""
    return httpx2.ConnectError("connection refused")


class FakeTime:
    """Time that passes in pauses only; ``pauses`` are the seconds of each."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    @property
    def timing(self) -> Timing:
        return Timing(clock=lambda: self.now, wall=lambda: self.now, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        await anyio.lowlevel.checkpoint()


@dataclass
class FakeModel:
    """Answers requests with the steps of a script and remembers them."""

    steps: list[Step] = field(default_factory=list)
    then: Step | None = None
    time: FakeTime = field(default_factory=FakeTime)
    takes_s: float = 0.0
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[httpx2.Headers] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.steps = list(self.steps)

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(json.loads(request.content))
        self.headers.append(request.headers)
        self.urls.append(str(request.url))
        self.times.append(self.time.now)
        self.time.now += self.takes_s
        step = self.steps.pop(0) if self.steps else self.then
        reply = step(self.requests[-1]) if callable(step) else step
        assert reply is not None, "a request that the script does not have"
        if isinstance(reply, Exception):
            raise reply
        return reply

    def client(self, settings: ModelSettings | None = None, **given: Any) -> ModelClient:
        """The real client on this server."""
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(self))
        return ModelClient(settings or make_settings(), http_client=http, timing=self.time.timing, **given)


def make_settings(**given: Any) -> ModelSettings:
    """Settings of a server with a key."""
    return ModelSettings(**{"model": "tiny", "base_url": BASE_URL, "api_key": KEY, **given})
