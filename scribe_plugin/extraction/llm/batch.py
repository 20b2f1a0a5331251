"""Batch files: requests and responses as JSON lines, as OpenAI Batch, Azure and ``vllm run-batch`` take and give them.

A request file holds text of patients; it is written readable by its owner only.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scribe_plugin.contract.errors import InputError
from scribe_plugin.extraction.llm.answers import read_answer
from scribe_plugin.extraction.llm.failures import read_failure
from scribe_plugin.extraction.llm.messages import Message
from scribe_plugin.extraction.llm.outcome import Answer, Attempt, Outcome, settle
from scribe_plugin.extraction.llm.pricing import Prices
from scribe_plugin.extraction.llm.request import RequestForm

URL = "/v1/chat/completions"
LONGEST_ID = 64
_SAFE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """One call to be written: which note and repeat it is for, and what is sent."""

    note_id: str
    messages: Sequence[Message]
    repeat: int = 0


@dataclass(frozen=True, slots=True)
class BatchResponses:
    """What response files held.

    ``outcomes`` has one entry for every expected id that was answered; of several answers the first good one counts, else
    the first. ``missing`` were expected and not answered, ``unknown`` answered and not expected, ``duplicates`` answered
    more than once, all sorted. ``malformed`` are places (``file:line``) that hold no response; ``torn`` are files whose
    last line breaks off.
    """

    outcomes: dict[str, Outcome]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    duplicates: tuple[str, ...]
    malformed: tuple[str, ...]
    torn: tuple[str, ...]


def custom_id(note_id: str, repeat: int = 0) -> str:
    """Return the id of a line: the note's own where every server takes it, else a hash of it."""
    end = f"--r{repeat}"
    if _SAFE.fullmatch(note_id) and len(note_id) + len(end) <= LONGEST_ID:
        return f"{note_id}{end}"
    return f"h-{hashlib.sha256(note_id.encode()).hexdigest()[:40]}{end}"


def request_line(
    request: BatchRequest, form: RequestForm, schema: Mapping[str, Any], *, schema_name: str = "elements"
) -> str:
    """Return one line without its end; the body is what the client would send."""
    body = form.body(request.messages, schema, schema_name=schema_name, repeat=request.repeat)
    line = {"custom_id": custom_id(request.note_id, request.repeat), "method": "POST", "url": URL, "body": body}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def write_requests(
    path: Path,
    requests: Iterable[BatchRequest],
    form: RequestForm,
    schema: Mapping[str, Any],
    *,
    schema_name: str = "elements",
) -> dict[str, tuple[str, int]]:
    """Write a request file and return for every custom id its note and repeat.

    Raises:
        InputError: a note and repeat come twice, or the file cannot be written.
    """
    written: dict[str, tuple[str, int]] = {}
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            for request in requests:
                name = custom_id(request.note_id, request.repeat)
                if name in written:
                    msg = f"the batch asks twice for note {request.note_id!r}, repeat {request.repeat}; give each an id"
                    raise InputError(msg)
                written[name] = (request.note_id, request.repeat)
                stream.write(request_line(request, form, schema, schema_name=schema_name) + "\n")
        part.replace(path)
    except OSError as error:
        msg = f"the request file {path} cannot be written ({type(error).__name__}); give a writable place"
        raise InputError(msg) from None
    finally:
        part.unlink(missing_ok=True)
    return written


def read_responses(
    paths: Sequence[Path],
    expected: Iterable[str],
    schema: Mapping[str, Any],
    *,
    strict: bool = True,
    prices: Prices | None = None,
) -> BatchResponses:
    """Read response files, the output and the error file of a batch in any order.

    Args:
        paths: the files.
        expected: the custom ids that were asked for.
        schema: the JSON Schema that answers have to keep.
        strict: whether the server was held to the schema (``RequestForm.strict``).
        prices: of tokens, as the batch was billed.

    Raises:
        InputError: a file cannot be read.
    """
    wanted = set(expected)
    outcomes: dict[str, Outcome] = {}
    unknown: set[str] = set()
    duplicates: set[str] = set()
    malformed: list[str] = []
    torn: list[str] = []
    for path in paths:
        for number, raw in _lines(path):
            line = _parse(raw)
            if line is None:
                if raw.endswith(b"\n"):
                    malformed.append(f"{path.name}:{number}")
                else:
                    torn.append(path.name)
                continue
            name = line["custom_id"]
            if name not in wanted:
                unknown.add(name if _SAFE.fullmatch(name) and len(name) <= LONGEST_ID else "(not one of ours)")
                continue
            outcome = _outcome(_answer(line, schema, strict=strict), prices or Prices())
            if name in outcomes:
                duplicates.add(name)
            if name not in outcomes or (outcome.ok and not outcomes[name].ok):
                outcomes[name] = outcome
    return BatchResponses(
        outcomes=outcomes,
        missing=tuple(sorted(wanted - outcomes.keys())),
        unknown=tuple(sorted(unknown)),
        duplicates=tuple(sorted(duplicates)),
        malformed=tuple(malformed),
        torn=tuple(torn),
    )


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that hold something, with their numbers."""
    try:
        with path.open("rb") as stream:
            for number, raw in enumerate(stream, start=1):
                if raw.strip():
                    yield number, raw
    except OSError as error:
        msg = f"the response file {path} cannot be read ({type(error).__name__}); give a file of response lines"
        raise InputError(msg) from None


def _parse(raw: bytes) -> dict[str, Any] | None:
    """Return a response line, None where it is none."""
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    usable = (
        isinstance(line, dict) and isinstance(line.get("custom_id"), str) and ("response" in line or "error" in line)
    )
    return line if usable else None


def _answer(line: Mapping[str, Any], schema: Mapping[str, Any], *, strict: bool) -> Answer:
    response = line.get("response")
    if not isinstance(response, Mapping):
        return Answer(kind="transport", detail=_failure(line.get("error")), retryable=True)
    status, body = response.get("status_code"), response.get("body")
    if not isinstance(status, int):
        return Answer(kind="transport", detail="the batch's response has no status; ask for the note again")
    if status == 200 and isinstance(body, Mapping):
        return read_answer(body, schema, strict=strict)
    return read_failure(status, body, {}, "the batch")


def _failure(error: Any) -> str:
    expired = isinstance(error, Mapping) and error.get("code") == "batch_expired"
    said = "the batch ended before it came to this request" if expired else "the batch could not make this request"
    return f"{said}; ask for the note again"


def _outcome(answer: Answer, prices: Prices) -> Outcome:
    attempt = Attempt(
        number=1,
        kind=answer.kind,
        detail=answer.detail,
        status=answer.status,
        request_id=answer.request_id,
        waited_s=0.0,
        seconds=0.0,
        usage=answer.usage,
        cost=prices.cost(answer.usage),
    )
    return settle(answer, (attempt,))
