"""A corrected labels file, read back to labelled notes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scribe_plugin.contract import EMPTY_ELEMENTS, DatasetError, Elements, Encounter, Evidence, InputError, LabelledNote
from scribe_plugin.contract.errors import first_problem
from scribe_plugin.contract.labelled import Gold
from scribe_plugin.evaluation.import_rows import Given
from scribe_plugin.evaluation.label_cells import EVIDENCE, NO, YES, Cell, CellError, fields, lists, quoted
from scribe_plugin.evaluation.labels_file import CHECKED, COLUMNS, FAMILY, OF_NOTE, TAGS
from scribe_plugin.evaluation.spreadsheet import read_table, unguarded
from scribe_plugin.extraction.grounding import Grounder
from scribe_plugin.validation import validate


@dataclass(slots=True)
class _Item:
    """The rows of one thing of a list."""

    row: int
    values: dict[str, tuple[int, str]] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return not self.evidence and not any(cell.strip() for _, cell in self.values.values())


@dataclass(slots=True)
class _Labels:
    """The rows of one note."""

    values: dict[str, tuple[int, str]] = field(default_factory=dict)
    evidence: dict[str, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    items: dict[str, dict[int, _Item]] = field(default_factory=lambda: defaultdict(dict))


class _WrongError(Exception):
    """A cell that cannot be used; the sentence carries no words of it."""

    def __init__(self, row: int, column: str, why: str) -> None:
        super().__init__(why)
        self.row, self.column, self.why = row, column, why


def read_labels(path: Path, notes: Sequence[Given]) -> tuple[list[LabelledNote], list[str]]:
    """Return the notes whose labels a person has checked, and what to say of the others.

    Findings are worked out from the labels. A quote that differs from the document in white space, case, dashes or quotation
    marks alone is put right.

    Raises:
        DatasetError: a row cannot be used; the message names row and column. Or no note is checked.
    """
    table = read_table(path, need=COLUMNS[:-1])
    known = {note.id: note for note in notes}
    labels: dict[str, _Labels] = {}
    try:
        for row, cells in table.rows:
            note = _note(known, row, cells)
            _take(labels.setdefault(note.id, _Labels()), row, cells, note.encounter)
        read = [_labelled(note, labels[note.id]) for note in notes if _is_checked(labels.get(note.id))]
    except _WrongError as error:
        msg = f"{path.name} row {error.row} (column {error.column}): {error.why}"
        raise DatasetError(msg) from None
    if not read:
        msg = f"no note of {path.name} is marked as checked; look at every row of one, then write {YES} into its row {CHECKED}"
        raise DatasetError(msg)
    waiting = sum(note.id in labels for note in notes) - len(read)
    notices = [f"{waiting} notes are not marked as checked and left out"] if waiting else []
    without = len(notes) - len(labels)
    return read, [*notices, *([f"{without} notes of the source have no labels and are left out"] if without else [])]


def _note(known: Mapping[str, Given], row: int, cells: dict[str, str]) -> Given:
    note = known.get(unguarded(cells["note"]).strip())
    if note is None:
        raise _WrongError(row, "note", "is no note of the source; give the id of one")
    return note


def _take(labels: _Labels, row: int, cells: dict[str, str], encounter: Encounter) -> None:
    """Put one row where it belongs."""
    path = cells["field"].strip()
    parent, _, name = path.rpartition(".")
    if path in fields() or path in OF_NOTE:
        _once(labels.values, path, row, cells)
    elif name == EVIDENCE and parent in quoted():
        quote = _quote(row, cells, encounter)
        place = _item(labels, parent, row, cells).evidence if parent in lists() else labels.evidence[parent]
        place += [quote] if quote else []
    elif name in lists().get(parent, {}):
        _once(_item(labels, parent, row, cells).values, name, row, cells)
    else:
        raise _WrongError(row, "field", "is no field of the labels; copy the name of one from the starter file")


def _once(values: dict[str, tuple[int, str]], name: str, row: int, cells: dict[str, str]) -> None:
    if name in values:
        raise _WrongError(row, "field", f"stands in row {values[name][0]} already; keep one of the two")
    values[name] = (row, cells.get("value", ""))


def _item(labels: _Labels, path: str, row: int, cells: dict[str, str]) -> _Item:
    word = cells.get("item", "").strip().removesuffix(".0")
    if not word.isdecimal() or not int(word):
        raise _WrongError(row, "item", "has to number the thing that the row belongs to; write 1, 2, ...")
    return labels.items[path].setdefault(int(word), _Item(row))


def _quote(row: int, cells: dict[str, str], encounter: Encounter) -> Evidence | None:
    """Return the quote of a row as its document has it; None for a row without one."""
    quote, name = unguarded(cells.get("quote", "")), unguarded(cells.get("document", "")).strip()
    if not quote.strip():
        return None
    if not name and len(encounter.documents) == 1:
        name = encounter.documents[0].id
    document = encounter.document(name)
    if document is None:
        raise _WrongError(row, "document", "is no document of the note; give the id of one")
    if quote in document.text:
        return Evidence(document=name, quote=quote)
    places = Grounder([document]).places(Evidence(document=name, quote=quote))
    if not places or places[0].status == "fuzzy":
        raise _WrongError(row, "quote", "does not stand in the document; copy the words from the note")
    return Evidence(document=name, quote=document.text[places[0].start : places[0].end])


def _is_checked(labels: _Labels | None) -> bool:
    if labels is None:
        return False
    row, cell = labels.values.get(CHECKED, (0, NO))
    word = cell.strip().lower()
    if word not in (YES, NO, "true", "false", ""):
        raise _WrongError(row, "value", f"takes {YES} | {NO}")
    return word in (YES, "true")


def _labelled(note: Given, labels: _Labels) -> LabelledNote:
    tree: dict[str, Any] = deepcopy(EMPTY_ELEMENTS)
    for path, cell in fields().items():
        if path in labels.values:
            row, text = labels.values[path]
            parent, _, name = path.rpartition(".")
            (tree[parent] if parent else tree)[name] = _read(cell, text, row)
    for path, evidence in labels.evidence.items():
        tree[path][EVIDENCE] = evidence
    for path, items in labels.items.items():
        group, _, name = path.partition(".")
        tree[group][name] = [_thing(path, items[number]) for number in sorted(items) if not items[number].is_blank]
    first = min(row for row, _ in labels.values.values())
    try:
        elements = Elements.model_validate(tree)
        found = validate(elements, note.encounter)
    except ValidationError as error:
        raise _WrongError(first, "note", f"breaks the contract at {first_problem(error)}") from None
    except InputError as error:
        raise _WrongError(first, "note", f"cannot be used: {error}") from None
    codes = {item.code for alert in found for item in alert.findings if item.severity != "info"}
    return LabelledNote(
        id=note.id,
        encounter=note.encounter,
        gold=Gold(elements=elements, findings=sorted(codes)),
        tags=[tag.strip() for tag in _said_of(labels, TAGS).split(";") if tag.strip()],
        family=_said_of(labels, FAMILY) or None,
    )


def _said_of(labels: _Labels, name: str) -> str:
    return unguarded(labels.values.get(name, (0, ""))[1]).strip()


def _thing(path: str, item: _Item) -> dict[str, Any]:
    """Return one thing of a list."""
    thing: dict[str, Any] = {EVIDENCE: item.evidence}
    for name, cell in lists()[path].items():
        row, text = item.values.get(name, (item.row, None))
        try:
            thing[name] = cell.silent if text is None else cell.read(text)
        except CellError as error:
            if text is None:
                raise _WrongError(row, "field", f"belongs to an item without a row {path}.{name}; add it") from None
            raise _WrongError(row, "value", _explained(path, name, error, text)) from None
    return thing


def _explained(path: str, name: str, error: CellError, text: str) -> str:
    needed = "is blank; give a value, or remove all rows of the item" if not text.strip() else str(error)
    return f"{path}.{name} {needed}"


def _read(cell: Cell, text: str, row: int) -> Any:
    try:
        return cell.read(text)
    except CellError as error:
        raise _WrongError(row, "value", str(error)) from None
