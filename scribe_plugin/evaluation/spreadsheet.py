"""Tables as spreadsheets write and spoil them: encodings, separators, and cells that would be taken for dates or formulas."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scribe_plugin.contract import DatasetError
from scribe_plugin.contract.encounter import MAX_TEXT_CHARS

_CONTAINERS = {
    b"PK\x03\x04": "a workbook or other container",
    b"%PDF-": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old workbook",
}
_SEPARATORS = (",", ";", "\t")
_CELL_CHARS = 2 * MAX_TEXT_CHARS

_RISKY = re.compile(
    r"[=+\-@'\t\r\n]"  # a formula, or the apostrophe itself
    r"|(?=.{1,30}$)(?:[\s$€£(<>~]*[.,]?\d|(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz]|true$|false$))",
    re.IGNORECASE,
)


def guarded(text: str) -> str:
    """Return words for a cell; an apostrophe goes before what a spreadsheet would turn into a number, date or formula."""
    return f"'{text}" if _RISKY.match(text) else text


def unguarded(cell: str) -> str:
    """Return the words of a cell."""
    return cell.removeprefix("'")


@dataclass(frozen=True, slots=True)
class Table:
    """A table by rows; ``rows`` gives the row of the spreadsheet, the header being row 1, with its cells by column."""

    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]


def decode(data: bytes, name: str) -> str:
    """Return text of UTF-8, UTF-16 with a byte order mark, or Windows-1252; line ends stay as they are.

    Raises:
        DatasetError: it is no text.
    """
    for magic, what in _CONTAINERS.items():
        if data.startswith(magic):
            msg = f"{name} is {what}, not text; save it as plain text or CSV in UTF-8"
            raise DatasetError(msg)
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    msg = f"{name} is binary or of an encoding that is not known; save it as text in UTF-8"
    raise DatasetError(msg)


def read_table(path: Path, *, need: Sequence[str]) -> Table:
    """Read a CSV or tab-separated file; the header says what separates its cells.

    Raises:
        DatasetError: it cannot be read, lacks a column, or a row is broken.
    """
    try:
        text = decode(path.read_bytes(), path.name)
    except OSError as error:
        msg = f"{path} cannot be read ({type(error).__name__}); check the path and its permissions"
        raise DatasetError(msg) from None
    header = text.lstrip("\r\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    csv.field_size_limit(_CELL_CHARS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number, columns, rows = 0, list[str](), list[tuple[int, dict[str, str]]]()
    try:
        for number, cells in enumerate(reader, start=1):
            if not columns:
                columns = [cell.strip().lower().replace(" ", "_") for cell in cells]
                _check_header(path, columns, need)
            elif any(cell.strip() for cell in cells):
                _check_row(path, number, cells, columns)
                rows.append((number, dict(zip(columns, cells, strict=False))))
    except csv.Error:
        msg = f"{path.name} row {number + 1} or the one before has broken quotes; double every quote inside a cell"
        raise DatasetError(msg) from None
    if not columns:
        _check_header(path, columns, need)
    return Table([column for column in columns if column], rows)


def _check_header(path: Path, columns: list[str], need: Sequence[str]) -> None:
    for name in need:
        if name not in columns:
            msg = f"{path.name} row 1 lacks the column {name}; the first row has to name the columns, at least {', '.join(need)}"
            raise DatasetError(msg)
        if columns.count(name) > 1:
            msg = f"{path.name} row 1 names the column {name} twice; keep one"
            raise DatasetError(msg)


def _check_row(path: Path, number: int, cells: list[str], columns: list[str]) -> None:
    if any(cell.strip() for cell in cells[len(columns) :]):
        msg = f"{path.name} row {number} has more cells than the header; put text that holds the separator into quotes"
        raise DatasetError(msg)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV that spreadsheets open by themselves: with a byte order mark and their line ends."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return "\ufeff" + stream.getvalue()
