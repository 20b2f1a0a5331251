"""Labels as a table that a clinical coder corrects in a spreadsheet.

CSV, because every spreadsheet and text editor opens it and a coder knows rows better than braces. One row is one field of one note,
or one quote::

    note, field, item, value, document, quote, takes

``item`` numbers the things of a list (the devices of a note), so the rows of one thing are those of one number; to add one, use
a new number, to remove one, remove its rows. ``takes`` says what may be written and is not read. The row ``checked`` of a note
has to say yes before its labels count: a starter is filled in by the embedded reader, and a reader scored against itself is
always right.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from scribe_plugin.contract import ELEMENT_NAMES, Elements
from scribe_plugin.evaluation.import_rows import Given
from scribe_plugin.evaluation.label_cells import EVIDENCE, NO, YES, fields, lists, quoted
from scribe_plugin.evaluation.spreadsheet import as_csv, guarded

COLUMNS = ("note", "field", "item", "value", "document", "quote", "takes")
CHECKED, TAGS, FAMILY = "checked", "tags", "family"
OF_NOTE = {
    CHECKED: f"{YES} when a person has checked every row of the note",
    TAGS: "words to choose notes by, with ; between them",
    FAMILY: "one word for notes that were made of one another, or blank",
}


def write_labels(notes: Sequence[Given], elements: Sequence[Elements]) -> str:
    """Return a labels file.

    Args:
        notes: those with labels are marked as checked.
        elements: of each note, what to fill in.
    """
    rows = (row for note, found in zip(notes, elements, strict=True) for row in _rows(note, found))
    return as_csv(COLUMNS, rows)


def _rows(note: Given, elements: Elements) -> Iterator[list[str]]:
    name = guarded(note.id)
    of_note = {
        CHECKED: NO if note.gold is None else YES,
        TAGS: guarded("; ".join(note.tags)),
        FAMILY: guarded(note.family or ""),
    }
    for key, said in of_note.items():
        yield [name, key, "", said, "", "", OF_NOTE[key]]
    tree = elements.model_dump(mode="python")
    for group in ("", *ELEMENT_NAMES):
        for path, cell in fields().items():
            if path.rpartition(".")[0] == group:
                yield [name, path, "", cell.write(_at(tree, path)), "", "", cell.takes]
        for path in (path for path in quoted() if path.partition(".")[0] == group):
            items = enumerate(_at(tree, path), start=1) if path in lists() else [("", _at(tree, path))]
            for number, value in items:
                yield from _of_item(name, path, str(number), value)


def _of_item(name: str, path: str, number: str, value: dict[str, Any]) -> Iterator[list[str]]:
    """Yield the rows of one thing of a list, or the quotes of a group."""
    for key, cell in lists().get(path, {}).items():
        yield [name, f"{path}.{key}", number, cell.write(value[key]), "", "", cell.takes]
    for one in value[EVIDENCE]:
        quote = [guarded(one["document"]), guarded(one["quote"])]
        yield [name, f"{path}.{EVIDENCE}", number, "", *quote, "words of the document"]
    if not value[EVIDENCE]:  # a row to write the first one into
        yield [name, f"{path}.{EVIDENCE}", number, "", "", "", "words of the document"]


def _at(tree: Any, path: str) -> Any:
    for part in path.split("."):
        tree = tree[part]
    return tree
