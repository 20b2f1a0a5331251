"""Walking a contract object for the quotes that support its values."""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from scribe_plugin.contract.base import Evidence


def evidence_of(value: Any, path: str = "") -> Iterator[tuple[str, Evidence]]:
    """Yield every quote below ``value`` with the path of the value that it supports."""
    if isinstance(value, Evidence):
        yield path, value
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            if isinstance(item, Evidence):
                yield path, item
            elif isinstance(item, BaseModel):
                yield from evidence_of(item, f"{path}.{index}")
    elif isinstance(value, BaseModel):
        for name in _branches(type(value)):
            child = path if name == "evidence" else f"{path}.{name}" if path else name
            yield from evidence_of(getattr(value, name), child)


@cache
def _branches(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields of a model below which a quote can stand."""
    return tuple(name for name, field in model.model_fields.items() if _holds_models(field.annotation))


def _holds_models(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True
    return any(_holds_models(part) for part in get_args(annotation))
