"""A hospital's own notes as a dataset: JSON lines, a CSV file, a folder of text files.

Everything stays on this machine, and what is written is readable by its owner only. Messages name a file, row and column and carry
no words of a note.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from scribe_plugin.contract import DatasetError, Elements, Encounter, InputError, LabelledNote
from scribe_plugin.contract.encounter import DocumentKind
from scribe_plugin.contract.errors import first_problem
from scribe_plugin.evaluation.import_rows import COLUMNS, Given, Row, RowError, given_of_rows
from scribe_plugin.evaluation.spreadsheet import decode, read_table
from scribe_plugin.pipeline import check_encounter

_KINDS = get_args(DocumentKind)
_LINES, _TABLES = (".jsonl", ".ndjson"), (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Source:
    """The notes that were given, in their order, and what to say of them."""

    notes: list[Given]
    notices: list[str]


def read_source(path: Path) -> Source:
    """Read notes, labelled or not.

    Raises:
        DatasetError: the source cannot be read, a note breaks the contract, or an id is used twice.
    """
    if path.is_dir():
        source = _folder(path)
    elif path.suffix.lower() in _LINES:
        source = Source(list(_json_lines(path)), [])
    elif path.suffix.lower() in _TABLES:
        source = _table(path)
    elif path.suffix.lower() == ".txt":
        source = Source([_of_files(path.stem, [path], "")], [])
    else:
        msg = f"{path} is not known by its name; give a .jsonl, .csv, .tsv or .txt file, or a folder of .txt files"
        raise DatasetError(msg)
    if not source.notes:
        msg = f"{path} holds no note; give notes in a .jsonl or .csv file, or a folder of .txt files"
        raise DatasetError(msg)
    _check(path, source.notes)
    return source


def _check(path: Path, notes: Sequence[Given]) -> None:
    places: dict[str, str] = {}
    for note in notes:
        if note.id in places:
            msg = f"{path.name} {note.place} repeats the id of {places[note.id]}; give every note its own"
            raise DatasetError(msg)
        places[note.id] = note.place
        try:
            check_encounter(note.encounter)
        except InputError as error:
            msg = f"{path.name} {note.place} cannot be used: {error}"
            raise DatasetError(msg) from None


# JSON lines


def _json_lines(path: Path) -> Iterator[Given]:
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            value = json.loads(line)
            yield _of_json(value, place)
        except ValidationError as error:
            msg = f"{path.name} {place} breaks the contract at {first_problem(error)}"
            raise DatasetError(msg) from None
        except RowError as error:
            msg = f"{path.name} {place} (key {error.column}): {error.why}"
            raise DatasetError(msg) from None
        except (ValueError, RecursionError):
            msg = f"{path.name} {place} is not JSON; write one object a line"
            raise DatasetError(msg) from None


def _of_json(value: Any, place: str) -> Given:
    """Return the note of a line: a labelled note, an encounter with or without id and tags around it, or ``id`` and ``text``."""
    if isinstance(value, dict) and "text" in value:
        cells = {key: _cell(cell) for key, cell in value.items()}
        return given_of_rows([(place, cells)])
    if isinstance(value, dict) and "gold" in value:
        note = LabelledNote.model_validate(value)
        return Given(note.id, note.encounter, place, note.gold, tuple(note.tags), note.family)
    if isinstance(value, dict) and "encounter" in value:
        note = LabelledNote.model_validate({**value, "gold": {"elements": Elements.empty(), "findings": []}})
        return Given(note.id, note.encounter, place, None, tuple(note.tags), note.family)
    encounter = Encounter.model_validate(value)
    return Given(encounter.id, encounter, place)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


# Tables and folders


def _table(path: Path) -> Source:
    table = read_table(path, need=("id", "text"))
    order: dict[str, list[Row]] = {}
    several = "document" in table.columns or "kind" in table.columns
    for number, cells in table.rows:
        name = cells.get("id", "").strip()
        if not name:
            msg = f"{path.name} row {number} (column id): is empty; give every note an id"
            raise DatasetError(msg)
        if name in order and not several:
            msg = (
                f"{path.name} row {number} (column id): is that of {order[name][0][0]}; give every note its own, or a "
                "column document to tell the documents of one encounter apart"
            )
            raise DatasetError(msg)
        order.setdefault(name, []).append((f"row {number}", {key: cells[key] for key in cells if key in COLUMNS}))
    unused = [name for name in table.columns if name not in COLUMNS]
    notices = [f"{len(unused)} columns of {path.name} are not used; the names known are {', '.join(COLUMNS)}"]
    return Source([_of_rows(path, rows) for rows in order.values()], notices if unused else [])


def _of_rows(path: Path, rows: list[Row]) -> Given:
    try:
        return given_of_rows(rows)
    except RowError as error:
        msg = f"{path.name} {error.place} (column {error.column}): {error.why}"
        raise DatasetError(msg) from None


def _folder(path: Path) -> Source:
    """Read a folder: each text file is a note, each folder in it an encounter whose files are its documents."""
    notes, left = [], 0
    for entry in sorted(path.iterdir()):
        if entry.name.startswith("."):
            continue
        files = sorted(entry.glob("*.txt")) if entry.is_dir() else [entry]
        if not files or files[0].suffix.lower() != ".txt":
            left += 1
        elif entry.is_dir():
            notes.append(_of_files(entry.name, files, f"{entry.name}/"))
        else:
            notes.append(_of_files(entry.stem, files, ""))
    notices = [f"{left} entries of {path} are no .txt files and left out"] if left else []
    return Source(notes, notices)


def _of_files(name: str, files: Sequence[Path], prefix: str) -> Given:
    """Return a note of text files; one that is called like a kind of document is of that kind."""
    place = f"{prefix}{files[0].name}"
    documents = [
        {
            "id": file.stem if prefix else "note",
            "kind": file.stem if file.stem in _KINDS else "operative_note" if len(files) == 1 else "other",
            "text": _text(file),
        }
        for file in files
    ]
    if all(document["kind"] == "other" for document in documents):
        msg = f"{prefix} holds several files and none is called like its kind; call one operative_note.txt"
        raise DatasetError(msg)
    try:
        encounter = Encounter.model_validate({"id": name, "documents": documents})
    except ValidationError as error:
        msg = f"{place} breaks the contract at {first_problem(error)}"
        raise DatasetError(msg) from None
    return Given(encounter.id, encounter, place)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"{path} cannot be read ({type(error).__name__}); check the path and its permissions"
        raise DatasetError(msg) from None
    return decode(data, path.name)


# Writing


def as_lines(notes: Sequence[LabelledNote]) -> str:
    """Return a dataset as JSON lines."""
    return "".join(f"{note.model_dump_json()}\n" for note in notes)


def write_private(path: Path, text: str, *, replace: bool = False) -> None:
    """Write a file whole, readable by its owner only.

    Raises:
        DatasetError: it is there already and not to be replaced, or cannot be written.
    """
    if path.exists() and not replace:
        msg = f"{path} is there already; give another file, or move it away"
        raise DatasetError(msg)
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        part.replace(path)
    except OSError as error:
        msg = f"{path} cannot be written ({error.strerror or type(error).__name__}); give a place with room and rights"
        raise DatasetError(msg) from None
    finally:
        part.unlink(missing_ok=True)
