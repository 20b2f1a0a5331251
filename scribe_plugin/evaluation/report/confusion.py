"""What single-valued fields were taken for: labelled values against read ones."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from scribe_plugin.contract import Elements, LabelledNote
from scribe_plugin.evaluation.records import Record
from scribe_plugin.evaluation.scoring.equivalence import is_silent
from scribe_plugin.evaluation.scoring.fields import FIELDS

_WEEKS = (6, 12, 26, 52)
"""Where the bins of a duration begin, in weeks: six weeks, three months, half a year, a year."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of readings; ``weight`` is its share of the row, 0 to 1."""

    count: int
    weight: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class Confusion:
    """One field: ``rows`` are labelled values, the cells of each are read values in the order of ``columns``."""

    name: str
    columns: list[str]
    rows: list[tuple[str, list[Cell]]]
    readings: int
    astray: int
    """Readings off the diagonal."""
    binned: bool


def confusions(records: Sequence[Record], notes: Mapping[str, LabelledNote]) -> list[Confusion]:
    """Return the matrix of every scalar field, those with most astray first."""
    pairs = [
        (notes[record.id].gold.elements, record.elements)
        for record in records
        if record.elements is not None and record.id in notes
    ]
    found = [_matrix(name, pairs, annotation) for name, annotation in scalar_fields()]
    return sorted((matrix for matrix in found if matrix.readings), key=lambda matrix: -matrix.astray)


def scalar_fields() -> Iterator[tuple[str, Any]]:
    """Yield the scored fields that hold one value, with the type of it."""
    for name in FIELDS:
        annotation: Any = Elements
        for part in name.split("."):
            fields = getattr(annotation, "model_fields", {})
            annotation = fields[part].annotation if part in fields else None
        if annotation is not None and get_origin(annotation) is not list:
            yield name, annotation


def _matrix(name: str, pairs: Sequence[tuple[Elements, Elements]], annotation: Any) -> Confusion:
    binned = float in _types(annotation)
    counts = Counter((_word(_at(gold, name), binned), _word(_at(read, name), binned)) for gold, read in pairs)
    values = _ordered({word for pair in counts for word in pair}, annotation)
    rows = []
    for gold in values:
        whole = sum(counts[gold, read] for read in values)
        if whole:
            cells = [Cell(counts[gold, read], counts[gold, read] / whole, gold == read) for read in values]
            rows.append((gold, cells))
    astray = sum(count for (gold, read), count in counts.items() if gold != read)
    return Confusion(name, values, rows, len(pairs), astray, binned)


def _at(elements: Elements, name: str) -> Any:
    value: Any = elements
    for part in name.split("."):
        value = getattr(value, part)
    return value


def _word(value: Any, binned: bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or is_silent(value):
        return "not stated"
    if not binned:
        return str(value).replace("_", " ")
    if value < _WEEKS[0]:
        return f"below {_WEEKS[0]}"
    for low, high in pairwise(_WEEKS):
        if value < high:
            return f"{low} to {high}"
    return f"{_WEEKS[-1]} or more"


def _ordered(words: set[str], annotation: Any) -> list[str]:
    """Return words in the order of the contract; numbers by size, silence last."""
    closed = [str(value).replace("_", " ") for value in _choices(annotation)]

    def place(word: str) -> tuple[bool, int, float, str]:
        number = word.split(maxsplit=1)[0]
        size = float(number) if number.isdigit() else 0.0
        return word in {"not stated", "no"}, closed.index(word) if word in closed else -1, size, word

    return sorted(words, key=place)


def _types(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _choices(annotation: Any) -> Iterator[Any]:
    for part in _types(annotation):
        if get_origin(part) is Literal:
            yield from get_args(part)
