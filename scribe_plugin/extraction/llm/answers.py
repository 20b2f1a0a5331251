"""Reading the body of a chat completion: the same for a live answer, a recording and a line of a batch file."""

import json
import re
from collections.abc import Mapping
from typing import Any

from scribe_plugin.extraction.llm.outcome import Answer, Usage
from scribe_plugin.extraction.llm.schema_check import violations

_THOUGHTS = re.compile(r"\s*<think>.*?</think>", re.DOTALL)


def read_answer(body: Any, schema: Mapping[str, Any], *, strict: bool) -> Answer:
    """Classify a response of status 200.

    ``strict`` takes the content as it is; otherwise the one object among fences, prose or thoughts is taken too.
    """
    choice = _first(body, "choices")
    if not isinstance(choice, Mapping):
        return Answer(
            kind="transport",
            detail="the server answered with something that is no chat completion; check base_url",
            configuration=True,
        )
    message = choice.get("message")
    message = message if isinstance(message, Mapping) else {}
    answer = _classify(choice.get("finish_reason"), message, schema, strict=strict)
    model = body.get("model")
    return Answer(
        kind=answer.kind,
        detail=answer.detail,
        value=answer.value,
        rejected=answer.rejected,
        violations=answer.violations,
        usage=read_usage(body.get("usage")),
        model=model if isinstance(model, str) else None,
    )


def read_usage(given: Any) -> Usage:
    """Return the tokens that a server reports; what it leaves out counts as none."""
    if not isinstance(given, Mapping):
        return Usage()
    details = given.get("prompt_tokens_details")
    prompt = _count(given.get("prompt_tokens"))
    cached = _count(details.get("cached_tokens")) if isinstance(details, Mapping) else 0
    return Usage(prompt, min(cached, prompt), _count(given.get("completion_tokens")))


def _classify(reason: Any, message: Mapping[str, Any], schema: Mapping[str, Any], *, strict: bool) -> Answer:
    if reason == "content_filter":
        return Answer(kind="content_filter", detail="the provider's content filter stopped the answer")
    if reason == "length":
        return Answer(
            kind="truncated",
            detail="the answer reached its limit of tokens; raise max_output_tokens or shorten the note",
        )
    if message.get("refusal"):
        return Answer(kind="refusal", detail="the model refused to answer")
    text = _content(message.get("content"))
    if not text.strip():
        return Answer(kind="invalid_json", detail="the answer is empty")
    return _read(text, schema, strict=strict)


def _read(text: str, schema: Mapping[str, Any], *, strict: bool) -> Answer:
    value = _parse(text if strict else _one_object(text))
    if value is None:
        return Answer(kind="invalid_json", detail="the answer is not JSON")
    if not isinstance(value, dict):
        return Answer(kind="invalid_json", detail="the answer is JSON but no object")
    found = violations(value, schema)
    if not found:
        return Answer(kind="ok", value=value)
    where = f"{found[0].path or 'the object'} {found[0].message}"
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return Answer(
        kind="schema_violation", detail=f"the answer breaks the schema: {where}{more}", rejected=value, violations=found
    )


def _parse(text: str) -> Any:
    """Return the JSON value, None where there is none that a record could hold."""
    try:
        value = json.loads(text, parse_constant=_refuse, object_pairs_hook=_without_twins)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair cannot be written down
    except (ValueError, RecursionError):
        return None
    return value


def _refuse(_: str) -> Any:
    """Refuse NaN and the infinities, which are no JSON."""
    raise ValueError


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is given twice: the two values contradict each other unseen."""
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError
    return value


def _one_object(text: str) -> str:
    """Return the only balanced object in a text; the text itself where there is none or more than one."""
    if thoughts := _THOUGHTS.match(text):
        text = text[thoughts.end() :]
    spans: list[tuple[int, int]] = []
    depth = start = 0
    quoted = escaped = False
    for index, sign in enumerate(text):
        if quoted:
            quoted, escaped = escaped or sign != '"', sign == "\\" and not escaped
        elif sign == '"':
            quoted = depth > 0
        elif sign == "{":
            start = index if depth == 0 else start
            depth += 1
        elif sign == "}" and depth > 0:
            depth -= 1
            if depth == 0:
                spans.append((start, index + 1))
    return text[slice(*spans[0])] if len(spans) == 1 and depth == 0 else text


def _content(content: Any) -> str:
    """Return the text of a message, which some servers send in parts."""
    if isinstance(content, list):
        return "".join(part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str))
    return content if isinstance(content, str) else ""


def _first(body: Any, key: str) -> Any:
    items = body.get(key) if isinstance(body, Mapping) else None
    return items[0] if isinstance(items, list) and items else None


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
