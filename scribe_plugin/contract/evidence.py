"""Walking a contract object for the quotes that support its values."""

from collections.abc import Iterator
from typing import Any

from scribe_plugin.contract.base import Evidence


def evidence_of(value: Any, path: str = "") -> Iterator[tuple[str, Evidence]]:
    """Yield every quote below ``value`` with the path of the value that it supports."""
    if isinstance(value, Evidence):
        yield path, value
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            is_quote = isinstance(item, Evidence)
            yield from evidence_of(item, path if is_quote else f"{path}.{index}")
    elif hasattr(type(value), "model_fields"):
        for name in type(value).model_fields:
            child = path if name == "evidence" else f"{path}.{name}".lstrip(".")
            yield from evidence_of(getattr(value, name), child)
