"""Notes out of rows: one row is a document, the rows of one id an encounter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError

from scribe_plugin.contract import Encounter
from scribe_plugin.contract.encounter import DocumentKind, Setting
from scribe_plugin.contract.errors import first_problem
from scribe_plugin.contract.labelled import Gold

COLUMNS = (
    "id",
    "text",
    "document",
    "kind",
    "date_of_service",
    "setting",
    "policy",
    "charge",
    "icd10_pcs",
    "icd10_cm",
    "tags",
    "family",
)
_OF_NOTE = COLUMNS[4:]
_KINDS, _SETTINGS = get_args(DocumentKind), get_args(Setting)
_LINE = re.compile(r"([0-9A-Z]{5})((?:-[0-9A-Z]{2})*)(?:\s*[x×*]\s*([1-9][0-9]?))?", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Row = tuple[str, dict[str, str]]
"""Where a row stands, and its cells by column."""


@dataclass(frozen=True, slots=True)
class Given:
    """A note as it was given; ``place`` says where, ``gold`` are its labels if it has some."""

    id: str
    encounter: Encounter
    place: str
    gold: Gold | None = None
    tags: tuple[str, ...] = ()
    family: str | None = None


class RowError(Exception):
    """A cell that cannot be used; the sentence carries no words of it."""

    def __init__(self, place: str, column: str, why: str) -> None:
        super().__init__(why)
        self.place, self.column, self.why = place, column, why


def given_of_rows(rows: Sequence[Row]) -> Given:
    """Return the note of the rows of one id.

    Raises:
        RowError: a cell cannot be used, or says otherwise than the same cell of the note's first row.
    """
    place, first = rows[0]
    cells = {name: _of_note(name, rows) for name in _OF_NOTE}
    documents = [_document(row, len(rows)) for row in rows]
    _check_ids(rows, documents)
    name = first.get("id", "").strip()
    if not name:
        raise RowError(place, "id", "is empty; give every note an id")
    value: dict[str, Any] = {
        "id": name,
        "date_of_service": _day(*cells["date_of_service"]),
        "setting": _choice(*cells["setting"], "setting", _SETTINGS),
        "policy": cells["policy"][1] or None,
        "documents": documents,
        "charge": _charge(cells),
    }
    try:
        encounter = Encounter.model_validate(value)
    except ValidationError as error:
        raise RowError(place, _column_of(error), f"breaks the contract at {first_problem(error)}") from None
    return Given(encounter.id, encounter, place, tags=tuple(split(cells["tags"][1])), family=cells["family"][1] or None)


def split(cell: str) -> list[str]:
    """Return the parts of a cell that holds several, between semicolons, commas or line ends."""
    return [part.strip() for part in re.split(r"[;,\n]", cell) if part.strip()]


def _of_note(column: str, rows: Sequence[Row]) -> tuple[str, str]:
    """Return what the rows say of the note, and where: they may repeat it or leave it out, not contradict it."""
    place, found = rows[0][0], ""
    for where, cells in rows:
        cell = cells.get(column, "").strip()
        if cell and found and cell != found:
            raise RowError(where, column, f"says otherwise than {place}; give it once for a note")
        if cell and not found:
            place, found = where, cell
    return place, found


def _document(row: Row, count: int) -> dict[str, str]:
    place, cells = row
    text = cells.get("text", "")
    if not text.strip():
        raise RowError(place, "text", "is empty; give the note's text, or leave the row out")
    kind = _choice(place, cells.get("kind", "").strip(), "kind", _KINDS)
    name = cells.get("document", "").strip()
    if count > 1 and not (name or kind):
        raise RowError(place, "document", "is empty; give each document of a note a name or a kind")
    return {"id": name or kind or "note", "kind": kind or "operative_note", "text": text}


def _check_ids(rows: Sequence[Row], documents: Sequence[dict[str, str]]) -> None:
    places: dict[str, str] = {}
    for (place, _), document in zip(rows, documents, strict=True):
        if document["id"] in places:
            raise RowError(place, "document", f"is that of {places[document['id']]}; name each document of a note")
        places[document["id"]] = place


def _choice(place: str, cell: str, column: str, choices: Sequence[str]) -> str | None:
    word = cell.lower().replace(" ", "_")
    if word and word not in choices:
        raise RowError(place, column, f"is none of {', '.join(choices)}")
    return word or None


def _day(place: str, cell: str) -> str | None:
    if cell and not _DAY.fullmatch(cell[:10]):
        raise RowError(place, "date_of_service", "is no date; write year-month-day, such as 2026-03-14")
    return cell[:10] or None


def _charge(cells: dict[str, tuple[str, str]]) -> dict[str, Any] | None:
    """Return the drafted charge: lines such as ``22558-62; 22585 x2``, and lists of ICD-10 codes."""
    place, written = cells["charge"]
    lines = []
    for part in split(written):
        match = _LINE.fullmatch(part)
        if match is None:
            raise RowError(place, "charge", "holds something that is no line; write such as 22558-62; 22585 x2")
        modifiers = [modifier.upper() for modifier in match[2].split("-") if modifier]
        lines.append({"code": match[1].upper(), "units": int(match[3] or 1), "modifiers": modifiers})
    codes = {name: [code.upper() for code in split(cells[name][1])] for name in ("icd10_pcs", "icd10_cm")}
    return {"lines": lines, **codes} if lines or any(codes.values()) else None


def _column_of(error: ValidationError) -> str:
    """Return the column that a complaint is about."""
    path = [str(part) for part in error.errors(include_url=False, include_input=False)[0]["loc"]]
    names = {"documents": "text", "charge": path[1] if path[1:2] and path[1] != "lines" else "charge"}
    return names.get(path[0], path[0]) if path else "text"
