"""Reading what the command line is given: notes, encounters and other JSON documents, from files or standard input.

Error messages name the file and what is wrong with it, never what it says.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scribe_plugin.contract import Elements, Encounter, EncounterError
from scribe_plugin.contract.encounter import MAX_TEXT_CHARS
from scribe_plugin.contract.errors import first_problem

STDIN = "-"
MAX_BYTES = 16_000_000
"""The longest permitted text, with every character escaped in JSON, still fits."""

_CONTAINERS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP container such as .docx",
    b"{\\rtf": "RTF",
    b"\x1f\x8b": "gzip-compressed",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_MAX_CONTROL_SHARE = 0.01


def read_encounter(name: str) -> Encounter:
    """Read a text note or an encounter from a file, or from standard input when ``name`` is ``-``.

    Raises:
        EncounterError: it is neither; the message is one sentence that names the file.
    """
    text = read_text(name)
    label = _label(name)
    if _looks_like_json(text, name):
        value = _decode_json(text, label)
        if value.get("resourceType"):
            kind = str(value["resourceType"])[:40]
            msg = f"{label} is a FHIR {kind}, which is not supported yet; give a text note or an encounter"
            raise EncounterError(msg)
        return _named(label, lambda: Encounter.from_json_object(value))
    if len(text) > MAX_TEXT_CHARS:
        msg = f"{label} holds {len(text):,} characters; give a note below {MAX_TEXT_CHARS:,}"
        raise EncounterError(msg)
    stem = "" if name == STDIN else Path(name).stem.strip()[:200]
    return _named(label, lambda: Encounter.from_text(text, encounter_id=stem or "note"))


def read_elements(name: str) -> Elements:
    """Read an elements document.

    Raises:
        EncounterError: it breaks the contract; the message names the first place.
    """
    from pydantic import ValidationError

    label = _label(name)
    value = _decode_json(read_text(name), label)
    try:
        return Elements.model_validate(value)
    except ValidationError as error:
        msg = f"{label} breaks the elements contract at {first_problem(error)}"
        raise EncounterError(msg) from None


def read_text(name: str) -> str:
    """Read text as UTF-8, UTF-16 with a byte order mark, or Windows-1252.

    Raises:
        EncounterError: the file cannot be read, is empty or is not text.
    """
    label = _label(name)
    data = _read_bytes(name, label)
    if len(data) > MAX_BYTES:
        msg = f"{label} is larger than {MAX_BYTES // 1_000_000} MB; give one note or encounter at a time"
        raise EncounterError(msg)
    for magic, what in _CONTAINERS.items():
        if data.startswith(magic):
            msg = f"{label} is {what}, not text; give the note as plain text"
            raise EncounterError(msg)
    text = _decode(data)
    if text is None:
        msg = f"{label} is binary, not text; give the note as plain text in UTF-8"
        raise EncounterError(msg)
    if not text.strip():
        msg = f"{label} is empty; give the text of a note or an encounter"
        raise EncounterError(msg)
    return text


def _label(name: str) -> str:
    return "standard input" if name == STDIN else name


def _read_bytes(name: str, label: str) -> bytes:
    try:
        if name == STDIN:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        msg = f"{label} does not exist; give the path of a note or an encounter"
    except IsADirectoryError:
        msg = f"{label} is a directory; give the files in it"
    except (OSError, ValueError, AttributeError) as error:  # standard input is None when it is closed
        msg = f"{label} cannot be read ({type(error).__name__}); check the path and its permissions"
    raise EncounterError(msg)


def _decode(data: bytes) -> str | None:
    """Return the text, or None when the bytes are none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data or _control_share(data) > _MAX_CONTROL_SHARE:
        return None
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def _control_share(data: bytes) -> float:
    return 1 - len(data.translate(None, _CONTROLS)) / len(data) if data else 0.0


def _looks_like_json(text: str, name: str) -> bool:
    """Return whether JSON is meant: by the file's name, or by a brace that is followed by a key."""
    start = text.lstrip()
    if name.lower().endswith((".json", ".jsonl", ".ndjson")):
        return True
    return start.startswith("{") and start[1:].lstrip()[:1] in ('"', "}")


def _decode_json(text: str, label: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        msg = f"{label} is not valid JSON at line {error.lineno} column {error.colno}; give one JSON object"
        raise EncounterError(msg) from None
    except (ValueError, RecursionError) as error:
        msg = f"{label} is not usable JSON ({type(error).__name__}); give one JSON object"
        raise EncounterError(msg) from None
    if not isinstance(value, dict):
        msg = f"{label} holds a JSON {type(value).__name__}, not an object; give one encounter"
        raise EncounterError(msg)
    return value


def _named(label: str, make: Callable[[], Encounter]) -> Encounter:
    """Make an encounter; an error gets the name of its file."""
    try:
        return make()
    except EncounterError as error:
        msg = f"{label}: {error}"
        raise EncounterError(msg) from None
