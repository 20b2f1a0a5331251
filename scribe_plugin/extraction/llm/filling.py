"""Putting a repair and the first answer together.

A repair may only fill what the first answer left empty when a value was rejected: what was accepted stays as it was.
"""

from collections.abc import Iterable
from typing import Any

from scribe_plugin.contract import ELEMENT_NAMES, ElementName, Elements, Evidence, Model
from scribe_plugin.extraction.matching import partners
from scribe_plugin.extraction.problems import Problem
from scribe_plugin.extraction.values import KEYS, fields, holds_items, in_order, is_silent


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
    path = f"{group}.{name}"
    if holds_items(path):
        return _filled_list(path, ours, theirs)
    if isinstance(ours, list):
        return ours if set(theirs) <= set(ours) else in_order(group, name, [*ours, *theirs])
    return theirs if is_silent(ours) else ours


def _filled_list(path: str, ours: list[Any], theirs: list[Any]) -> list[Any]:
    """Return the items of both answers, each once and in the order of the second, which gives its groups whole."""
    paired = partners(path, ours, theirs)
    held = [_completed(path, paired[id(item)], item) if id(item) in paired else item for item in theirs]
    known = {id(item) for item in paired.values()}
    result = [*held, *(item for item in ours if id(item) not in known)]
    return result if len(result) > len(ours) or any(item not in ours for item in result) else ours


def _completed(path: str, ours: Any, theirs: Any) -> Any:
    """Return an item with its empty fields taken from the same item of the other answer."""
    if any(not is_silent(value := getattr(ours, name)) and value != getattr(theirs, name) for name in KEYS[path]):
        return ours
    empty = {
        name: value
        for name in type(ours).model_fields
        if name != "evidence" and is_silent(getattr(ours, name)) and not is_silent(value := getattr(theirs, name))
    }
    return ours.model_copy(update={**empty, "evidence": _union(ours.evidence, theirs.evidence)}) if empty else ours


def _union(ours: list[Evidence], theirs: list[Evidence]) -> list[Evidence]:
    return [*ours, *(item for item in theirs if item not in ours)]


def keeping(first: Elements, filled: Elements) -> Elements:
    """Return ``filled``, with each group as it was in ``first`` that has lost something since: new words can cast doubt on old ones."""
    groups: dict[str, Any] = {
        group: getattr(first, group)
        for group in ELEMENT_NAMES
        if _lacks(group, getattr(filled, group), getattr(first, group))
    }
    documented = first.fusion_documented or filled.fusion_documented
    return filled.model_copy(update={**groups, "fusion_documented": documented})


def _lacks(group: ElementName, now: Any, before: Any) -> bool:
    """Return whether a group has not everything that it had before."""
    return not all(
        _has_all(f"{group}.{name}", getattr(now, name), getattr(before, name))
        for name in fields(group)
        if not is_silent(getattr(before, name))
    )


def _has_all(path: str, now: Any, before: Any) -> bool:
    if not isinstance(before, list):
        return bool(now == before)
    if not holds_items(path):
        return set(before) <= set(now)
    paired = partners(path, before, now)
    kept = {id(item): _has_fields(other, item) for other in now if (item := paired.get(id(other))) is not None}
    return all(kept.get(id(item), False) for item in before)


def _has_fields(now: Model, before: Model) -> bool:
    return all(is_silent(value) or getattr(now, name) == value for name, value in before if name != "evidence")
