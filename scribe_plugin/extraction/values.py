"""Elements as a flat list of values that can be compared and put together: one for each field of a group or item of a list."""

from collections.abc import Hashable, Iterator
from typing import Any, get_args

from scribe_plugin.contract import ELEMENT_NAMES, ElementName, Elements, Model

KEYS: dict[str, tuple[str, ...]] = {
    "levels.by_approach": ("interspace",),
    "device.devices": ("interspace", "kind"),
    "necessity.conservative_treatments": ("modality",),
    "necessity.diagnoses": ("condition",),
    "necessity.imaging": ("modality",),
    "necessity.functional_limitations": ("instrument", "score"),
}
"""What makes an item of a list the same item in two answers; a limitation without an instrument goes by its quotes."""


def fields(group: ElementName) -> tuple[str, ...]:
    """Return the names of a group's fields, quotes apart."""
    element = Elements.model_fields[group].annotation
    if element is None:
        raise KeyError(group)
    return tuple(name for name in element.model_fields if name != "evidence")


def every_field() -> Iterator[tuple[ElementName, str]]:
    """Yield every field of every group."""
    for group in ELEMENT_NAMES:
        for name in fields(group):
            yield group, name


def is_silent(value: Any) -> bool:
    """Return whether a value says nothing: not stated, null, false or an empty list; a score of nought says something."""
    return value is None or value is False or value in ("not_stated", [])


def holds_items(path: str) -> bool:
    """Return whether a field is a list of items with quotes of their own."""
    return path in KEYS


def key_of(path: str, item: Model) -> Hashable:
    """Return what names an item of the list at ``path``."""
    if path == "necessity.functional_limitations" and getattr(item, "instrument", None) is None:
        return None
    return tuple(getattr(item, name) for name in KEYS[path])


def in_order(group: str, name: str, values: list[Any]) -> list[Any]:
    """Return the values of a closed list in the order of its vocabulary, each once."""
    annotation = Elements.model_fields[group].annotation
    vocabulary = get_args(get_args(annotation.model_fields[name].annotation)[0]) if annotation is not None else ()
    return [value for value in vocabulary if value in values] or list(dict.fromkeys(values))
