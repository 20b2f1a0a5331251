"""What a labels file has rows for: every field of the contract with the words that it takes, told from the models themselves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from scribe_plugin.contract import ELEMENT_NAMES, Elements, Model
from scribe_plugin.contract.base import Evidence
from scribe_plugin.evaluation.import_rows import split
from scribe_plugin.evaluation.scoring.equivalence import interspace
from scribe_plugin.evaluation.spreadsheet import guarded, unguarded

FUSION = "fusion_documented"
EVIDENCE = "evidence"
YES, NO = "yes", "no"
"""Not true and false: spreadsheets translate those into the language of the machine."""

_FLAGS = {YES: True, NO: False, "true": True, "false": False}


class CellError(Exception):
    """A value that a field does not take; the sentence says what it takes, not what stands there."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field: ``kind`` of its value, the words that it may be, and whether a blank cell is a value (null, or none)."""

    kind: Literal["choice", "choices", "flag", "number", "count", "text"]
    choices: tuple[str, ...] = ()
    nullable: bool = False

    @property
    def silent(self) -> Any:
        """The value of a row that is not there.

        Raises:
            CellError: there has to be one.
        """
        if self.kind == "choices":
            return []
        if self.nullable:
            return None
        if self.kind == "flag":
            return False
        if "not_stated" in self.choices:
            return "not_stated"
        msg = "lacks a row of this item that is needed"
        raise CellError(msg)

    @property
    def takes(self) -> str:
        """What a person may write."""
        said = {
            "choice": " | ".join(self.choices),
            "choices": f"any of {' | '.join(self.choices)}, with ; between them",
            "flag": f"{YES} | {NO}",
            "number": "a number",
            "count": "a whole number",
            "text": "words",
        }[self.kind]
        return f"{said}, or blank" if self.nullable else said

    def write(self, value: Any) -> str:
        """Return a value as a cell."""
        if self.kind == "choices":
            return "; ".join(value)
        if self.kind == "flag":
            return YES if value else NO
        if value is None:
            return ""
        if self.kind == "text":
            return guarded(value) or "'"
        return repr(value) if self.kind in ("number", "count") else str(value)

    def read(self, cell: str) -> Any:
        """Return the value of a cell.

        Raises:
            CellError: the field does not take it.
        """
        word = cell.strip()
        if self.kind == "text":
            return None if not word and self.nullable else unguarded(cell)
        if self.kind == "choices":
            return [self._choice(part) for part in split(word)]
        if not word:
            return self.silent
        if self.kind == "flag":
            return self._taken(_FLAGS.get(word.lower()))
        return self._choice(word) if self.kind == "choice" else self._number(word)

    def _choice(self, word: str) -> str:
        words = {choice.lower(): choice for choice in self.choices}
        plain = interspace(word).lower()
        return str(self._taken(words.get(plain) or words.get(plain.replace(" ", "_"))))

    def _number(self, word: str) -> float | int:
        try:
            number = float(word.replace(",", "."))
        except ValueError:
            number = float("nan")
        is_whole = number == int(number) if isfinite(number) else False
        if self.kind == "count":
            return int(self._taken(int(number) if is_whole else None))
        return float(self._taken(number if isfinite(number) else None))

    def _taken(self, value: Any) -> Any:
        if value is None:
            msg = f"takes {self.takes}"
            raise CellError(msg)
        return value


@cache
def fields() -> dict[str, Cell]:
    """Return the fields that a note has once, by path, in the order of the contract."""
    found = {FUSION: Cell("flag")}
    for group in ELEMENT_NAMES:
        for name, annotation in _parts(_model(group)):
            if _item(annotation) is None:
                found[f"{group}.{name}"] = _cell(annotation)
    return found


@cache
def lists() -> dict[str, dict[str, Cell]]:
    """Return the fields of items of lists, by the list's path and their name."""
    found: dict[str, dict[str, Cell]] = {}
    for group in ELEMENT_NAMES:
        for name, annotation in _parts(_model(group)):
            item = _item(annotation)
            if item is not None:
                found[f"{group}.{name}"] = {key: _cell(kind) for key, kind in _parts(item)}
    return found


def quoted() -> Sequence[str]:
    """Return the paths under which quotes stand: those of the groups and of the lists."""
    return [*ELEMENT_NAMES, *lists()]


def _model(group: str) -> type[Model]:
    found: Any = Elements.model_fields[group].annotation
    return found  # type: ignore[no-any-return]


def _parts(model: type[Model]) -> Iterator[tuple[str, Any]]:
    return ((name, info.annotation) for name, info in model.model_fields.items() if name != EVIDENCE)


def _item(annotation: Any) -> type[Model] | None:
    """Return the model of a list's items, None for any other field."""
    inner = get_args(annotation)[0] if get_origin(annotation) is list else None
    is_model = isinstance(inner, type) and issubclass(inner, Model) and inner is not Evidence
    return inner if is_model else None


def _cell(annotation: Any) -> Cell:
    if get_origin(annotation) is list:
        return Cell("choices", _words(get_args(annotation)[0]))
    kinds = set(get_args(annotation)) if get_origin(annotation) in (Union, UnionType) else {annotation}
    nullable = type(None) in kinds
    for kind, name in ((bool, "flag"), (float, "number"), (int, "count"), (str, "text")):
        if kind in kinds:
            return Cell(name, nullable=nullable)  # type: ignore[arg-type]
    return Cell("choice", _words(annotation), nullable)


def _words(annotation: Any) -> tuple[str, ...]:
    """Return the words of a literal, or of a union of some."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(word for part in get_args(annotation) if part is not type(None) for word in _words(part))
