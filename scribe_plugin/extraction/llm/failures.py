"""Reading what a server says when it does not answer: which setting is wrong, or that a later try may do.

The server's own sentences are looked at and never repeated: they can quote the request, and so the note.
"""

import re
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from scribe_plugin.extraction.llm.outcome import Answer

LONGEST_WAIT_S = 120.0
"""A server that asks for more is asked again after this."""

_PARAMETERS = {
    "response_format": 'set response_format = "json_object"',
    "json_schema": 'set response_format = "json_object"',
    "store": "set send_store = false if it is a server of your own",
    "safety_identifier": "leave out user",
    "max_completion_tokens": 'set limit_parameter = "max_tokens"',
    "max_tokens": 'set limit_parameter = "max_completion_tokens", or a smaller max_output_tokens',
    "temperature": 'set temperature = "omit"',
    "seed": 'set seed = "omit"',
    "reasoning_effort": "leave out reasoning_effort",
}
_TOO_LONG = re.compile(r"context.{0,12}(length|size|window)|maximum context|string_above_max_length", re.IGNORECASE)
_FILTERED = frozenset({"content_filter", "content_policy_violation", "invalid_prompt"})
_RETRIED = frozenset({408, 409, 429})


def read_failure(
    status: int,
    body: Any,
    headers: Mapping[str, str],
    host: str,
    *,
    wall: Callable[[], float] = time.time,
) -> Answer:
    """Classify a response whose status is not 200; ``wall`` is the time of day in seconds since 1970."""
    error = _error(body)
    code, param, said = (_text(error, key) for key in ("code", "param", "message"))
    request_id = _identifier(headers.get("x-request-id"))
    if code in _FILTERED:
        detail = "the provider's content filter refused the request"
        return Answer(kind="content_filter", detail=detail, status=status, request_id=request_id)
    detail, configuration = _explain(status, host, code, param, said)
    in_vain = configuration or headers.get("x-should-retry", "").lower() == "false"
    return Answer(
        kind="transport",
        detail=detail,
        status=status,
        request_id=request_id,
        retryable=not in_vain and (status in _RETRIED or status >= 500),
        retry_after=_retry_after(headers, wall),
        configuration=configuration,
    )


def unreachable(host: str) -> Answer:
    """Return the answer of a server that cannot be reached or that hangs up."""
    detail = f"the model server at {host} cannot be reached or closed the connection; start it or correct base_url"
    return Answer(kind="transport", detail=detail, retryable=True)


def timed_out(host: str, seconds: float) -> Answer:
    """Return the answer of a server that takes too long."""
    detail = f"the model server at {host} did not answer within {seconds:.3g} s; raise timeout_s or lower concurrency"
    return Answer(kind="transport", detail=detail, retryable=True)


def _explain(status: int, host: str, code: str, param: str, said: str) -> tuple[str, bool]:
    """Return one sentence with the remedy, and whether it is a matter of settings."""
    at = f"the model server at {host}"
    if status == 401:
        return f"{at} does not accept the key; set ALIF_SCRIBE_API_KEY (or OPENAI_API_KEY for the default server)", True
    if status == 403:
        return f"{at} does not allow this key to use the model; check the key's rights and the model's name", True
    if status == 404:
        return (
            f"{at} does not know the model or the address; check model and base_url, which mostly ends with /v1",
            True,
        )
    if 300 <= status < 400:
        return f"{at} sends requests elsewhere, which is not followed; set base_url to the final address", True
    if status == 429:
        if code == "insufficient_quota":
            return f"the account at {host} has no credit left; add some or use another key", True
        return f"{at} limits the rate of requests; lower concurrency or try later", False
    if status == 413 or _TOO_LONG.search(f"{code} {said}"):
        return "prompt and note are longer than the model can read; choose a model with a longer context", False
    if status in (400, 422):
        return _unsupported(at, param, said), True
    if status >= 500:
        return f"{at} failed (status {status}); try later", False
    return f"{at} refused the request (status {status}); check base_url and model", status not in _RETRIED


def _unsupported(at: str, param: str, said: str) -> str:
    """Return the remedy for a parameter that the server does not take."""
    named = param.partition(".")[0]
    if named not in _PARAMETERS:
        named = next((name for name in _PARAMETERS if re.search(rf"\b{name}\b", said)), "")
    if not named:
        return f"{at} does not accept the request; check model and response_format"
    return f"{at} does not take {named}; {_PARAMETERS[named]}"


def _error(body: Any) -> Mapping[str, Any]:
    error = body.get("error", body) if isinstance(body, Mapping) else None
    return error if isinstance(error, Mapping) else {"message": error} if isinstance(error, str) else {}


def _text(error: Mapping[str, Any], key: str) -> str:
    value = error.get(key)
    return value if isinstance(value, str) else ""


def _identifier(value: str | None) -> str | None:
    """Return a request id, unless it is something that no id looks like."""
    return value if value and re.fullmatch(r"[\w.:-]{1,128}", value) else None


def _retry_after(headers: Mapping[str, str], wall: Callable[[], float]) -> float | None:
    """Return the seconds that the server asks to wait, within reason."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value):
            return min(float(value) * unit, LONGEST_WAIT_S)
    try:
        moment = parsedate_to_datetime(headers.get("retry-after", ""))
        return min(max(0.0, moment.timestamp() - wall()), LONGEST_WAIT_S)
    except (ValueError, OverflowError):
        return None
