"""One more try for the parts of an answer that do not stand: which they are, how they are asked for, what is left of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from scribe_plugin.contract import ELEMENT_NAMES, EMPTY_ELEMENTS, Elements, Model
from scribe_plugin.contract.errors import first_problem
from scribe_plugin.extraction.problems import Problem
from scribe_plugin.extraction.values import holds_items, key_of

TOP = ("fusion_documented", *ELEMENT_NAMES)
"""The parts that can be given anew."""

FORM = ("json", "schema")
"""Rules of an answer's form: they are of no account once the part is given anew."""


def parts_to_repair(problems: Iterable[Problem]) -> list[str]:
    """Return the parts in which a value was rejected, in schema order; a lost quote alone costs no value."""
    concerned = {problem.path.partition(".")[0] for problem in problems if not problem.rule.startswith("grounding.")}
    return [name for name in TOP if name in concerned or ("" in concerned and name in ELEMENT_NAMES)]


def part_schema(schema: Mapping[str, Any], parts: Iterable[str]) -> dict[str, Any]:
    """Return the schema of an object that holds only ``parts`` of the elements, with the definitions that it needs."""
    properties = {name: schema["properties"][name] for name in parts}
    needed: dict[str, Any] = {}
    todo = list(_references(properties))
    while todo:
        name = todo.pop()
        if name not in needed:
            needed[name] = schema["$defs"][name]
            todo += _references(needed[name])
    return {
        "$defs": {name: needed[name] for name in schema["$defs"] if name in needed},
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _references(node: Any) -> Iterable[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key == "$ref":
                yield str(value).rpartition("/")[2]
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)


def salvage(answer: Mapping[str, Any]) -> tuple[Elements, list[Problem]]:
    """Return the parts of an answer that keep the schema, the others empty, with a problem for each of those."""
    tree: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in TOP:
        if name in answer:
            try:
                Elements.model_validate({**EMPTY_ELEMENTS, name: answer[name]})
                tree[name] = answer[name]
                continue
            except ValidationError as error:
                message = first_problem(error)
        else:
            message = "it is missing"
        problems.append(Problem(name, FORM[1], f"this part breaks the schema: {message}"))
    return Elements.model_validate({**EMPTY_ELEMENTS, **tree}), problems


def still_rejected(said: Iterable[tuple[Problem, Elements]], elements: Elements) -> list[Problem]:
    """Return the problems, each once, whose value did not come back with better words; each is given with its answer."""
    kept: dict[tuple[str, str, str], Problem] = {}
    for problem, answer in said:
        if problem.value is None or not _stands(problem, answer, elements):
            kept.setdefault((problem.path, problem.rule, repr(problem.value)), problem)
    return list(kept.values())


def _stands(problem: Problem, answer: Elements, elements: Elements) -> bool:
    """Return whether the value of a problem is in the elements after all."""
    group, _, rest = problem.path.partition(".")
    name, _, place = rest.partition(".")
    if not name:
        return bool(getattr(elements, group, None) == problem.value)
    path = f"{group}.{name}"
    value = getattr(getattr(elements, group), name, None)
    if not isinstance(value, list):
        return bool(value == problem.value)
    if not holds_items(path):
        return problem.value in value
    index, _, rest = place.partition(".")
    claims = getattr(getattr(answer, group), name)
    wanted, field = key_of(path, claims[int(index)]), rest.partition(".")[0]

    def count(items: list[Any]) -> int:
        return sum(key_of(path, item) == wanted and _has_value(item, field, problem.value) for item in items)

    return count(value) >= count(claims)


def _has_value(item: Model, field: str, value: Any) -> bool:
    """Return whether a field of an item has a value; without a field, the item itself is what was claimed."""
    held = getattr(item, field) if field else value
    return value in held if isinstance(held, list) else bool(held == value)
