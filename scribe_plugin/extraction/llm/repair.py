"""One more try for the parts of an answer that do not stand, and putting the two answers together.

A repair may only fill what the first answer left empty when a value was rejected: what was accepted stays as it was.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from scribe_plugin.contract import ELEMENT_NAMES, EMPTY_ELEMENTS, Elements, Evidence, Model
from scribe_plugin.contract.errors import first_problem
from scribe_plugin.extraction.problems import Problem
from scribe_plugin.extraction.values import fields, holds_items, in_order, is_silent, key_of

TOP = ("fusion_documented", *ELEMENT_NAMES)
"""The parts that can be given anew."""


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
        problems.append(Problem(name, "schema", f"this part breaks the schema: {message}"))
    return Elements.model_validate({**EMPTY_ELEMENTS, **tree}), problems


def fill(first: Elements, second: Elements, problems: Iterable[Problem]) -> Elements:
    """Return ``first`` with what ``second`` has for the fields in which ``problems`` rejected a value."""
    failed = {problem.path for problem in problems}
    groups: dict[str, Any] = {}
    for group in ELEMENT_NAMES:
        names = [name for name in fields(group) if _concerned(f"{group}.{name}", group, failed)]
        ours, theirs = getattr(first, group), getattr(second, group)
        changed = {
            name: value
            for name in names
            if (value := _filled(group, name, getattr(ours, name), getattr(theirs, name))) != getattr(ours, name)
        }
        if changed:
            groups[group] = ours.model_copy(update={**changed, "evidence": _union(ours.evidence, theirs.evidence)})
    if "fusion_documented" in failed:
        groups["fusion_documented"] = first.fusion_documented or second.fusion_documented
    return first.model_copy(update=groups) if groups else first


def _concerned(path: str, group: str, failed: set[str]) -> bool:
    return any(place in (path, group, "") or place.startswith(f"{path}.") for place in failed)


def _filled(group: str, name: str, ours: Any, theirs: Any) -> Any:
    if not isinstance(ours, list):
        return theirs if is_silent(ours) else ours
    if not holds_items(f"{group}.{name}"):
        return in_order(group, name, [*ours, *theirs])
    path = f"{group}.{name}"
    known = {key_of(path, item): item for item in theirs}
    kept = [_completed(item, known.get(key_of(path, item))) for item in ours]
    held = {key_of(path, item) for item in ours}
    return [*kept, *(item for item in theirs if key_of(path, item) not in held)]


def _completed(ours: Any, theirs: Any) -> Any:
    """Return an item with its empty fields taken from the same item of the other answer."""
    if theirs is None:
        return ours
    empty = {
        name: value
        for name in type(ours).model_fields
        if name != "evidence" and is_silent(getattr(ours, name)) and not is_silent(value := getattr(theirs, name))
    }
    return ours.model_copy(update={**empty, "evidence": _union(ours.evidence, theirs.evidence)}) if empty else ours


def _union(ours: list[Evidence], theirs: list[Evidence]) -> list[Evidence]:
    return [*ours, *(item for item in theirs if item not in ours)]


def still_rejected(problems: Iterable[Problem], elements: Elements) -> list[Problem]:
    """Return the problems, each once, whose value did not come back with better words."""
    kept: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        if problem.value is None or not _stands(problem, elements):
            kept.setdefault((problem.path, problem.rule, repr(problem.value)), problem)
    return list(kept.values())


def _stands(problem: Problem, elements: Elements) -> bool:
    """Return whether the value of a problem is in the elements after all."""
    group, _, rest = problem.path.partition(".")
    name, _, place = rest.partition(".")
    if not name:
        return bool(getattr(elements, group, None) == problem.value)
    value = getattr(getattr(elements, group), name, None)
    if not isinstance(value, list):
        return bool(value == problem.value)
    if not holds_items(f"{group}.{name}"):
        return problem.value in value
    field = place.partition(".")[2].partition(".")[0]
    return any(_item_holds(item, field, problem.value) for item in value)


def _item_holds(item: Model, field: str, value: Any) -> bool:
    if isinstance(value, dict):
        return {name: one for name, one in item.model_dump(mode="json").items() if name != "evidence"} == value
    if field:
        held = getattr(item, field)
        return value in held if isinstance(held, list) else bool(held == value)
    return value in [getattr(item, name) for name in type(item).model_fields if name != "evidence"]
