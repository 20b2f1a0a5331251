"""Which items of two answers are the same item, and which values say the same."""

from collections.abc import Callable, Hashable
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
    """Return for each item of the model its counterpart: the same name, the only device of an interspace, shared words."""
    found: dict[int, Any] = {}
    free = list(ours)
    ways: tuple[Callable[[str, Any], Hashable], ...] = (key_of, _place)
    for way in ways:
        for item in theirs:
            if id(item) in found:
                continue
            name = way(path, item)
            partner = next((one for one in free if name is not None and way(path, one) == name), None)
            if partner is None and name is None:
                partner = next((one for one in free if _share_words(one, item)), None)
            if partner is not None:
                found[id(item)] = partner
                free = [one for one in free if one is not partner]
    return found


def _place(path: str, item: Any) -> Hashable:
    """Return what names an item where its key does not match: a device by its interspace, a score by its instrument."""
    if path == "device.devices":
        return (item.interspace,)
    if path == "necessity.functional_limitations" and item.instrument is not None:
        return (item.instrument,)
    return object()


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
