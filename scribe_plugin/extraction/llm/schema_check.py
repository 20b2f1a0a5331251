"""A check of a value against the portable part of JSON Schema, the part that strict structured output takes everywhere.

Complaints name places and rules, never a value or a key of the answer: both are words of a model that has read a note.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scribe_plugin.extraction.problems import Problem

LIMIT = 20
"""More complaints than this help nobody."""

KEYWORDS = frozenset("$ref anyOf enum type properties required additionalProperties items".split())
"""What is checked."""

ANNOTATIONS = frozenset("$id $schema $defs description title".split())
"""What says nothing about a value."""

_KNOWN = KEYWORDS | ANNOTATIONS

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def violations(value: Any, schema: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return what in ``value`` breaks ``schema``, at most ``LIMIT`` complaints.

    Raises:
        ValueError: the schema uses a keyword that is not checked here.
    """
    found = _check(value, schema, schema, "")
    return tuple(problem for problem, _ in zip(found, range(LIMIT), strict=False))


def _check(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any], path: str) -> Iterator[Problem]:
    if not schema.keys() <= _KNOWN:
        msg = f"the schema uses {min(schema.keys() - _KNOWN)}, which is not in the portable subset; remove it"
        raise ValueError(msg)
    if "$ref" in schema:
        yield from _check(value, _resolve(schema["$ref"], root), root, path)
    if "anyOf" in schema:
        yield from _any_of(value, schema["anyOf"], root, path)
    if "type" in schema and not _is(value, schema["type"]):
        yield _problem(path, "type", f"has to be of type {_named(schema['type'])}")
        return
    if "enum" in schema and not any(value == item and type(value) is type(item) for item in schema["enum"]):
        yield _problem(path, "enum", f"has to be one of {', '.join(map(str, schema['enum']))}")
    if isinstance(value, dict):
        yield from _object(value, schema, root, path)
    if isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from _check(item, schema["items"], root, f"{path}.{index}" if path else str(index))


def _object(
    value: Mapping[str, Any], schema: Mapping[str, Any], root: Mapping[str, Any], path: str
) -> Iterator[Problem]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield _problem(f"{path}.{name}" if path else name, "required", "is missing")
    if schema.get("additionalProperties") is False and value.keys() - properties.keys():
        yield _problem(path, "additional", "holds a key that the schema does not have")
    for name, inner in properties.items():
        if name in value:
            yield from _check(value[name], inner, root, f"{path}.{name}" if path else name)


def _any_of(value: Any, options: list[Mapping[str, Any]], root: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the complaints of the option that comes nearest: the last one that is not about the type."""
    nearest: list[Problem] = [_problem(path, "anyOf", "has none of the allowed forms")]
    for option in options:
        problems = list(_check(value, option, root, path))
        if not problems:
            return
        if not any(problem.path == path and problem.rule == "schema.type" for problem in problems):
            nearest = problems
    yield from nearest


def _resolve(reference: str, root: Mapping[str, Any]) -> Mapping[str, Any]:
    node: Any = root
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    resolved: Mapping[str, Any] = node
    return resolved


def _is(value: Any, wanted: str | list[str]) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted
    if isinstance(value, bool):  # a bool is an int in Python and not in JSON
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names)


def _named(wanted: str | list[str]) -> str:
    return wanted if isinstance(wanted, str) else " or ".join(wanted)


def _problem(path: str, rule: str, message: str) -> Problem:
    return Problem(path=path, rule=f"schema.{rule}", message=message)
