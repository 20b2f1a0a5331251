"""What the command line reads, and the one sentence it says of what it cannot."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scribe_plugin.cli.inputs import MAX_BYTES, read_elements, read_encounter, read_text
from scribe_plugin.contract import EMPTY_ELEMENTS, EncounterError

SECRET = "Jane Roe"
ENCOUNTER: dict[str, Any] = {"id": "e1", "documents": [{"id": "op", "kind": "operative_note", "text": SECRET}]}


def write(tmp_path: Path, name: str, data: bytes | str | dict[str, Any]) -> str:
    """Write a file and return its path."""
    path = tmp_path / name
    if isinstance(data, dict):
        data = json.dumps(data)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return str(path)


def refused(name: str) -> str:
    """Return the sentence with which an input is refused."""
    with pytest.raises(EncounterError) as caught:
        read_encounter(name)
    sentence = str(caught.value)
    assert SECRET not in sentence
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    "data",
    [
        "Größe 14 mm – café".encode(),
        "Größe 14 mm – café".encode("utf-8-sig"),
        "Größe 14 mm – café".encode("utf-16"),
        b"\xfe\xff" + "Größe 14 mm – café".encode("utf-16-be"),
        "Größe 14 mm – café".encode("cp1252"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 big-endian", "cp1252"],
)
def test_the_usual_encodings_are_read(tmp_path: Path, data: bytes) -> None:
    assert read_text(write(tmp_path, "note.txt", data)) == "Größe 14 mm – café"


def test_a_text_file_is_one_operative_note_named_after_it(tmp_path: Path) -> None:
    encounter = read_encounter(write(tmp_path, "case 7.txt", "ALIF L5-S1.\r\n"))
    assert encounter.id == "case 7"
    assert [(item.id, item.kind, item.text) for item in encounter.documents] == [
        ("note", "operative_note", "ALIF L5-S1.\r\n")
    ]


def test_a_json_object_is_an_encounter_whatever_the_file_is_called(tmp_path: Path) -> None:
    assert read_encounter(write(tmp_path, "e.json", ENCOUNTER)).id == "e1"
    assert read_encounter(write(tmp_path, "e.txt", ENCOUNTER)).id == "e1"
    assert read_encounter(write(tmp_path, "bom.json", json.dumps(ENCOUNTER).encode("utf-8-sig"))).id == "e1"


@pytest.mark.parametrize("text", ["{Template} ALIF", "[x] ALIF [ ] PLIF", "{ unfinished"])
def test_brackets_at_the_start_of_a_note_are_no_json(tmp_path: Path, text: str) -> None:
    assert read_encounter(write(tmp_path, "note.txt", text)).documents[0].text == text


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"ALIF L5-S1.")))
    assert read_encounter("-").id == "note"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n\t ", "is empty"),
        ("a.txt", b"\xef\xbb\xbf", "is empty"),
        ("a.txt", b"Jane Roe\x00", "is binary"),
        ("a.txt", bytes(range(1, 32)) * 9 + b"Jane Roe", "is binary"),
        ("a.txt", b"\x81\x8d Jane Roe", "is binary"),
        ("a.txt", b"\xff\xfe\x00", "is binary"),
        ("a.pdf", b"%PDF-1.7 Jane Roe", "is a PDF"),
        ("a.docx", b"PK\x03\x04 Jane Roe", "is a ZIP container"),
        ("a.rtf", b"{\\rtf1 Jane Roe}", "is RTF"),
        ("a.txt", b"Jane Roe " * 120_000, "1,080,000 characters"),
        ("a.txt", b"x" * (MAX_BYTES + 1), "larger than 16 MB"),
        ("a.json", b'{"id": "Jane Roe",}', "not valid JSON at line 1"),
        ("a.json", b"[1, 2]", "a JSON list"),
        ("a.json", b"NaN", "a JSON float"),
        ("a.json", b'{"a":' * 100_000, "not usable JSON"),
        ("a.json", b'{"a": 1' + b"0" * 5000 + b"}", "not usable JSON"),
        ("a.json", b'{"resourceType": "Bundle", "id": "Jane Roe"}', "a FHIR Bundle, which is not supported yet"),
    ],
)
def test_unusable_files_get_one_sentence(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    sentence = refused(write(tmp_path, name, data))
    assert said in sentence
    assert name in sentence


def test_missing_files_and_directories_get_one_sentence(tmp_path: Path) -> None:
    assert "does not exist" in refused(str(tmp_path / "none.txt"))
    assert "is a directory" in refused(str(tmp_path))
    assert "cannot be read" in refused("bad\x00name")


def document(**values: Any) -> dict[str, Any]:
    """Return a document with some keys changed."""
    return {"id": "op", "kind": "operative_note", "text": SECRET} | values


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"documents": []}, "documents"),
        ({"documents": [document(kind="poem")]}, "documents.0.kind"),
        ({"documents": [document(), document()]}, "document id 'op' is used twice"),
        ({"documents": [document(text=" ")]}, "every document is empty"),
        ({"documents": [document(text="x" * 1_000_001)]}, "1,000,001 characters"),
        ({"documents": [document(text=5)]}, "documents.0.text"),
        ({"setting": "moon"}, "setting"),
        ({"date_of_service": "yesterday"}, "date_of_service"),
        ({"surprise": SECRET}, "surprise"),
        ({"charge": {"lines": [{"code": "22558", "units": -1}]}}, "charge.lines.0.units"),
        ({"charge": {"lines": [{"code": "fusion"}]}}, "charge.lines.0.code"),
        ({"id": ""}, "id"),
    ],
)
def test_a_broken_encounter_names_the_first_place(tmp_path: Path, change: dict[str, Any], place: str) -> None:
    assert place in refused(write(tmp_path, "e.json", ENCOUNTER | change))


def test_elements_are_read_and_broken_ones_name_the_place(tmp_path: Path) -> None:
    assert not read_elements(write(tmp_path, "x.json", EMPTY_ELEMENTS)).fusion_documented
    with pytest.raises(EncounterError, match=r"x\.json breaks the elements contract at fusion_documented"):
        read_elements(write(tmp_path, "x.json", EMPTY_ELEMENTS | {"fusion_documented": SECRET}))
