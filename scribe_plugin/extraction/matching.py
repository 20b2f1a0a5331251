"""Which items of two answers are the same item, and which values say the same."""

from collections.abc import Callable
from typing import Any

from scribe_plugin.contract import Evidence, Model
from scribe_plugin.extraction.values import key_of

SAME_NUMBER = 0.1
"""Share by which two numbers may differ and still be one: months counted as four weeks."""


def same(ours: Any, theirs: Any) -> bool:
    """Return whether two values say the same; lists are sets, numbers may differ by a tenth."""
    if isinstance(ours, float) and isinstance(theirs, float):
        return abs(ours - theirs) <= SAME_NUMBER * max(abs(ours), abs(theirs))
    if isinstance(ours, list) and isinstance(theirs, list):
        return set(ours) == set(theirs)
    return bool(ours == theirs)


def partners(path: str, ours: list[Any], theirs: list[Any]) -> dict[int, Any]:
    """Return for each item of the model its counterpart, by ``id``; each way of being the same is tried for all items first."""
    found: dict[int, Any] = {}
    free = list(ours)
    for way in _WAYS:
        for item in theirs:
            if id(item) in found:
                continue
            partner = next((one for one in free if way(path, one, item)), None)
            if partner is not None:
                found[id(item)] = partner
                free = [one for one in free if one is not partner]
    return found


def _are_equal(_path: str, ours: Model, theirs: Model) -> bool:
    """Return whether nothing but the quotes differs."""
    return plain(ours) == plain(theirs)


def _have_one_name(path: str, ours: Model, theirs: Model) -> bool:
    name = key_of(path, ours)
    return name is not None and name == key_of(path, theirs)


def _have_one_place(path: str, ours: Any, theirs: Any) -> bool:
    """Return whether two items stand for the same where their names differ: devices of an interspace, scores of an instrument."""
    if path == "device.devices":
        return bool(ours.interspace == theirs.interspace)
    if path == "necessity.functional_limitations":
        return theirs.instrument is not None and bool(ours.instrument == theirs.instrument)
    return False


def _are_both_nameless(path: str, ours: Any, theirs: Any) -> bool:
    return _is_nameless(path, ours) and _is_nameless(path, theirs) and _share_words(ours, theirs)


def _is_one_nameless(path: str, ours: Any, theirs: Any) -> bool:
    return (_is_nameless(path, ours) or _is_nameless(path, theirs)) and _share_words(ours, theirs)


_WAYS: tuple[Callable[[str, Any, Any], bool], ...] = (
    _are_equal,
    _have_one_name,
    _have_one_place,
    _are_both_nameless,
    _is_one_nameless,
)


def _is_nameless(path: str, item: Any) -> bool:
    """Return whether only its quotes tell an item from others: a device of no stated interspace, a limitation without instrument."""
    if path == "device.devices":
        return bool(item.interspace == "not_stated")
    return key_of(path, item) is None


def _share_words(ours: Model, theirs: Model) -> bool:
    return any(
        one.document == other.document and (one.quote in other.quote or other.quote in one.quote)
        for one in quotes_of(ours)
        for other in quotes_of(theirs)
    )


def quotes_of(item: Model) -> list[Evidence]:
    """Return the quotes of an item."""
    evidence: list[Evidence] = getattr(item, "evidence", [])
    return evidence


def plain(item: Model) -> dict[str, Any]:
    """Return an item without its quotes."""
    return {name: value for name, value in item.model_dump(mode="json").items() if name != "evidence"}
