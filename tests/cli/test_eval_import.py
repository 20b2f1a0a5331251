"""``eval import``: own notes from files of all kinds, labels through a spreadsheet and back."""

import csv
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from scribe_plugin.cli import run
from scribe_plugin.contract import EMPTY_ELEMENTS
from scribe_plugin.evaluation.dataset import load

SETS = Path(__file__).parents[2] / "evals" / "datasets"
NOTE = (
    "PROCEDURE: Anterior lumbar interbody fusion, L5-S1.\n"
    'The patient said "it hurts; 6/10", and had six months of physical therapy without relief.\r\n'
    "Supine. Retroperitoneal exposure. The L5-S1 disc was removed and a PEEK cage with three screws through the cage placed.\n"
    "5° lordosis was restored – no plate.\n"
)
WORDS = ("hurts", "lordosis", "PEEK")
"""Words of the note that no message may hold."""
ASK = ["eval", "import"]


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A process without settings, in an empty folder."""
    for name in [name for name in os.environ if name.upper().startswith(("ALIF_SCRIBE_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table(name: str, rows: list[dict[str, str]], *, encoding: str = "utf-8", delimiter: str = ",") -> str:
    """Write a CSV file."""
    with Path(name).open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return name


def rows(name: str) -> list[dict[str, str]]:
    """Read a labels file."""
    with Path(name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def corrected(change: Callable[[list[dict[str, str]]], None] = lambda _: None, *, source: str = "n.csv") -> list[str]:
    """Begin labels, have a person change and check them, and return the command that reads them."""
    Path("d.labels.csv").unlink(missing_ok=True)
    assert run([*ASK, source, "--out", "d.jsonl"]) == 0
    labels = rows("d.labels.csv")
    for row in labels:
        if row["field"] == "checked":
            row["value"] = "yes"
    change(labels)
    table("d.labels.csv", labels)
    return [*ASK, source, "--out", "d.jsonl", "--labels", "d.labels.csv", "--force"]


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one sentence with which a command refuses, in which no word of the note is."""
    capsys.readouterr()
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("alif-scribe: ")
    assert err.count("\n") == 1
    assert not any(word in err for word in WORDS)
    return err


@pytest.fixture
def one() -> str:
    """A table of one note."""
    return table("n.csv", [{"id": "n1", "text": NOTE}])


# Labels


@pytest.mark.parametrize("name", ["dev", "stress", "live"])
def test_labels_go_through_a_spreadsheet_and_come_back_the_same(name: str) -> None:
    source = str(SETS / f"{name}.jsonl")
    assert run([*ASK, source, "--out", "d.jsonl", "--starter", "s.csv"]) == 0
    table("s.csv", rows("s.csv"), encoding="utf-16", delimiter="\t")
    assert run([*ASK, source, "--out", "d.jsonl", "--labels", "s.csv"]) == 0
    assert load(Path("d.jsonl")) == load(SETS / f"{name}.jsonl")


def test_a_starter_is_filled_in_and_counts_only_when_checked(one: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ASK, one, "--out", "d.jsonl"]) == 0
    out = capsys.readouterr().out
    assert "alif-scribe eval import n.csv --out d.jsonl --labels d.labels.csv" in out
    assert not Path("d.jsonl").exists()
    labels = {(row["field"], row["item"]): row for row in rows("d.labels.csv")}
    assert labels["checked", ""]["value"] == "no"
    assert labels["approach.titled", ""]["value"] == "anterior"
    assert labels["device.devices.kind", "1"]["value"] == "cage"
    assert "mesh" in labels["device.devices.kind", "1"]["takes"]
    again = [*ASK, one, "--out", "d.jsonl", "--labels", "d.labels.csv"]
    assert "no note of d.labels.csv is marked as checked" in refused(again, capsys)
    assert "may hold corrections" in refused([*ASK, one, "--out", "d.jsonl"], capsys)
    assert run(corrected()) == 0
    assert "1 labelled notes in d.jsonl" in capsys.readouterr().out
    assert {stat.S_IMODE(Path(name).stat().st_mode) for name in ("d.jsonl",)} == {0o600}
    assert run(["eval", "lint", "d.jsonl"]) == 0
    assert run(["eval", "run", "d.jsonl", "--out", "r"]) == 0
    assert load(Path("d.jsonl"))[0].encounter.documents[0].text == NOTE


def test_files_are_the_owners(one: str) -> None:
    assert run([*ASK, one, "--out", "d.jsonl"]) == 0
    assert stat.S_IMODE(Path("d.labels.csv").stat().st_mode) == 0o600


def test_a_person_corrects_adds_and_removes(one: str) -> None:
    def change(labels: list[dict[str, str]]) -> None:
        labels[:] = [row for row in labels if not row["field"].startswith("necessity.conservative_treatments")]
        for row in labels:
            if row["field"] == "approach.corridor":
                row["value"] = " Retroperitoneal "
            if row["field"] == "levels.described":
                row["value"] = "L5/S1"
            if row["field"] == "posterior.instrumentation":
                row["value"] = "NOT PERFORMED"
            if row["field"] == "necessity.conservative_duration_weeks":
                row["value"] = "26,07"
            if row["field"] == "tags":
                row["value"] = "ours; own"
        new = {"note": "n1", "item": "7", "document": "", "quote": "", "takes": ""}
        labels.append({**new, "field": "necessity.functional_limitations.description", "value": "hurts"})
        quote = 'it  hurts; 6/10", AND had six months'
        labels.append({**new, "field": "necessity.functional_limitations.evidence", "value": "", "quote": quote})
        labels.append({**new, "field": "necessity.diagnoses.condition", "value": ""})

    assert run(corrected(change)) == 0
    (note,) = load(Path("d.jsonl"))
    elements = note.gold.elements
    assert (elements.approach.corridor, elements.levels.described) == ("retroperitoneal", ["L5-S1"])
    assert elements.posterior.instrumentation == "not_performed"
    assert elements.necessity.conservative_duration_weeks == 26.07
    assert (elements.necessity.conservative_treatments, elements.necessity.diagnoses) == ([], [])
    (limit,) = elements.necessity.functional_limitations
    assert (limit.description, limit.instrument, limit.score) == ("hurts", None, None)
    assert limit.evidence[0].quote == 'it hurts; 6/10", and had six months'
    assert "necessity.conservative_missing" in note.gold.findings
    assert note.tags == ["ours", "own"]


def test_cells_that_a_spreadsheet_would_spoil_are_kept_from_it() -> None:
    text = NOTE + "\n=SUM(A1) was in the export. Pain: 6/10.\n- Mar 14\n'quoted'\n"
    (note,) = load(SETS / "dev.jsonl")[:1]
    tree = json.loads(note.model_dump_json())
    tree["id"] = tree["encounter"]["id"] = "007"
    tree["encounter"]["documents"] = [{"id": "1-2", "kind": "operative_note", "text": text}]
    quotes = ["6/10", "=SUM(A1)", "- Mar 14", "Mar 14", "'quoted'", 'hurts; 6/10", and had', "relief.\r\nSupine"]
    tree["gold"]["elements"] = json.loads(json.dumps(EMPTY_ELEMENTS))
    tree["gold"]["elements"]["access"]["evidence"] = [{"document": "1-2", "quote": quote} for quote in quotes]
    tree["gold"]["findings"] = []
    Path("n.jsonl").write_text(json.dumps(tree) + "\n")
    run([*ASK, "n.jsonl", "--out", "d.jsonl", "--starter", "s.csv"])
    labels = rows("s.csv")
    assert all(row["note"] == "'007" for row in labels)
    shown = [row["quote"] for row in labels if row["field"] == "access.evidence"]
    assert [cell[0] == "'" for cell in shown] == [True, True, True, True, True, False, False]
    assert run([*ASK, "n.jsonl", "--out", "d.jsonl", "--labels", "s.csv"]) == 0
    read = load(Path("d.jsonl"))[0]
    assert [one.quote for one in read.gold.elements.access.evidence] == quotes


@pytest.mark.parametrize(
    ("field", "column", "cell", "said"),
    [
        ("approach.corridor", "value", "retroperitoneal, PEEK", "takes retroperitoneal | transperitoneal | not_stated"),
        ("levels.described", "value", "L5-S1; lordosis", "takes any of T12-L1"),
        ("levels.stated_count", "value", "2.5", "takes a whole number, or blank"),
        ("necessity.conservative_duration_weeks", "value", "hurts", "takes a number, or blank"),
        ("fusion_documented", "value", "hurts", "takes yes | no"),
        ("checked", "value", "hurts", "takes yes | no"),
        ("device.devices.kind", "value", "", "device.devices.kind is blank"),
        ("device.devices.kind", "value", "PEEK", "device.devices.kind takes cage | mesh"),
        ("device.devices.kind", "item", "PEEK", "has to number the thing"),
        ("device.devices.kind", "item", "9", "belongs to an item without a row"),
        ("device.devices.kind", "field", "device.devices.PEEK", "is no field of the labels"),
        ("device.separate_plate", "field", "fusion_documented", "stands in row 5 already"),
        ("device.devices.evidence", "document", "PEEK", "is no document of the note"),
        ("device.devices.evidence", "quote", "a PEEK cage with four screws", "does not stand in the document"),
        ("access.role", "note", "hurts", "is no note of the source"),
    ],
)
def test_rows_that_cannot_be_used_name_row_and_column(
    field: str, column: str, cell: str, said: str, one: str, capsys: pytest.CaptureFixture[str]
) -> None:
    places: list[int] = []

    def change(labels: list[dict[str, str]]) -> None:
        places.append(next(place for place, row in enumerate(labels) if row["field"] == field))
        labels[places[0]][column] = cell

    heard = refused(corrected(change), capsys)
    named = "field" if cell == "9" else column
    rest = heard.removeprefix("alif-scribe: d.labels.csv row ")
    assert f"(column {named}): {said}" in rest
    if cell != "9":
        assert rest.startswith(f"{places[0] + 2} ")
    assert not Path("d.jsonl").exists()


def test_notes_that_nobody_checked_or_labelled_are_left_out_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    table("n.csv", [{"id": name, "text": NOTE + name} for name in ("a", "b", "c")])

    def change(labels: list[dict[str, str]]) -> None:
        labels[:] = [row for row in labels if row["note"] != "c"]
        next(row for row in labels if (row["note"], row["field"]) == ("b", "checked"))["value"] = "no"

    assert run(corrected(change)) == 0
    out, err = capsys.readouterr()
    assert [note.id for note in load(Path("d.jsonl"))] == ["a"]
    assert "1 notes are not marked as checked" in err
    assert "1 notes of the source have no labels" in err
    assert "1 labelled notes" in out


# Sources


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_any_encoding_and_separator_keep_the_text(encoding: str, delimiter: str) -> None:
    rows_ = [
        {
            "ID": "n1",
            "Text": NOTE,
            "Date of Service": "2026-03-14",
            "setting": "Inpatient",
            "policy": "lcd_l37848",
            "charge": "22558-62; 22585 x2\n22853",
            "icd10_pcs": "0SG30A0",
            "icd10_cm": "M43.17, M54.17",
            "tags": "ours;own",
            "family": "f",
        }
    ]
    table("n.csv", rows_, encoding=encoding, delimiter=delimiter)
    assert run(corrected()) == 0
    (note,) = load(Path("d.jsonl"))
    encounter = note.encounter
    assert (note.id, encounter.documents[0].text) == ("n1", NOTE)
    assert (str(encounter.date_of_service), encounter.setting, encounter.policy) == (
        "2026-03-14",
        "inpatient",
        "lcd_l37848",
    )
    assert encounter.charge is not None
    assert [(line.code, line.units, line.modifiers) for line in encounter.charge.lines] == [
        ("22558", 1, ["62"]),
        ("22585", 2, []),
        ("22853", 1, []),
    ]
    assert (encounter.charge.icd10_pcs, encounter.charge.icd10_cm) == (["0SG30A0"], ["M43.17", "M54.17"])
    assert (note.tags, note.family) == (["ours", "own"], "f")


def test_rows_of_one_id_are_one_encounter(capsys: pytest.CaptureFixture[str]) -> None:
    given = [
        {"id": "n1", "kind": "operative note", "document": "", "text": NOTE, "policy": "lcd_l37848", "mrn": "1"},
        {"id": "n2", "kind": "", "document": "", "text": NOTE + "2", "policy": "", "mrn": "2"},
        {"id": "n1", "kind": "clinic_note", "document": "visit", "text": "Seen.", "policy": "", "mrn": "1"},
    ]
    table("n.csv", given)
    assert run(corrected()) == 0
    assert "1 columns of n.csv are not used" in capsys.readouterr().err
    first, second = load(Path("d.jsonl"))
    assert [(one.id, one.kind) for one in first.encounter.documents] == [
        ("operative_note", "operative_note"),
        ("visit", "clinic_note"),
    ]
    assert (second.id, len(second.encounter.documents)) == ("n2", 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": ""}, "row 3 (column id): is empty"),
        ({"id": "n1"}, "row 3 (column id): is that of row 2"),
        ({"text": " "}, "row 3 (column text): is empty"),
        ({"date_of_service": "3/14/2026"}, "row 3 (column date_of_service): is no date"),
        ({"date_of_service": "2026-13-14"}, "row 3 (column date_of_service)"),
        ({"setting": "PEEK"}, "row 3 (column setting): is none of inpatient"),
        ({"charge": "22558, PEEK"}, "row 3 (column charge): holds something that is no line"),
        ({"icd10_cm": "PEEK"}, "row 3 (column icd10_cm): breaks the contract"),
        ({"policy": "nobody"}, "row 3 cannot be used"),
    ],
)
def test_bad_rows_name_row_and_column(change: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"id": "n1", "text": NOTE, "date_of_service": "", "setting": "", "charge": "", "icd10_cm": "", "policy": ""}
    table("n.csv", [row, {**row, "id": "n2"} | change])
    assert f"n.csv {said}" in refused([*ASK, "n.csv", "--out", "d.jsonl"], capsys)
    assert not list(Path().glob("d*"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "row 1 lacks the column id"),
        (b"id,note\nn1,hurts\n", "row 1 lacks the column text"),
        (b"id,text,text\nn1,hurts,PEEK\n", "row 1 names the column text twice"),
        (b"id,text\n", "holds no note"),
        (b"id,text\nn1,hurts,PEEK\n", "row 2 has more cells than the header"),
        (b'id,text\nn1,"it "hurts"\n', "has broken quotes"),
        (b'id,text\nn1,"it hurts', "has broken quotes"),
        (b"PK\x03\x04hurts", "is a workbook"),
        (b"id,text\nn1,hurts\x00\x81\n", "is binary"),
    ],
)
def test_broken_tables_are_a_sentence(data: bytes, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("n.csv").write_bytes(data)
    assert said in refused([*ASK, "n.csv", "--out", "d.jsonl"], capsys)


def test_json_lines_may_hold_text_encounters_and_labelled_notes(capsys: pytest.CaptureFixture[str]) -> None:
    labelled = load(SETS / "dev.jsonl")[0]
    encounter = json.loads(labelled.encounter.model_dump_json())
    lines = [
        {"id": "t", "text": NOTE, "tags": ["ours", "own"], "policy": None},
        {**encounter, "id": "e"},
        {"id": "w", "encounter": encounter, "family": "f"},
        json.loads(labelled.model_dump_json()),
    ]
    Path("n.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n\n")
    assert run([*ASK, "n.jsonl", "--out", "d.jsonl"]) == 0
    checked = [row["value"] for row in rows("d.labels.csv") if row["field"] == "checked"]
    assert checked == ["no", "no", "no", "yes"]
    assert run(corrected(source="n.jsonl")) == 0
    notes = load(Path("d.jsonl"))
    assert [(note.id, note.family) for note in notes[:3]] == [("t", None), ("e", None), ("w", "f")]
    assert (notes[0].tags, notes[3]) == (["ours", "own"], labelled)
    for line, said in [
        ("{", "line 1 is not JSON"),
        ("[]", "line 1 breaks the contract"),
        ('{"id": "t", "text": ""}', "line 1 (key text): is empty"),
        ('{"id": "t", "documents": [{"id": "d", "kind": "PEEK", "text": "hurts"}]}', "line 1 breaks the contract at"),
    ]:
        Path("n.jsonl").write_text(line + "\n")
        assert said in refused([*ASK, "n.jsonl", "--out", "x.jsonl"], capsys)


def test_labelled_lines_are_a_dataset_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    notes = load(SETS / "dev.jsonl")[:3]
    Path("n.jsonl").write_text("".join(f"{note.model_dump_json()}\n" for note in notes))
    assert run([*ASK, "n.jsonl", "--out", "d.jsonl"]) == 0
    assert load(Path("d.jsonl")) == notes
    assert stat.S_IMODE(Path("d.jsonl").stat().st_mode) == 0o600
    assert "is there already" in refused([*ASK, "n.jsonl", "--out", "d.jsonl"], capsys)
    assert run([*ASK, "n.jsonl", "--out", "d.jsonl", "--force"]) == 0
    assert "is what is read" in refused([*ASK, "n.jsonl", "--out", "n.jsonl", "--force"], capsys)
    assert "give one of the two" in refused(
        [*ASK, "n.jsonl", "--out", "e.jsonl", "--labels", "a", "--starter", "b"], capsys
    )
    assert "cannot be written" in refused([*ASK, "n.jsonl", "--out", "no/such/d.jsonl"], capsys)


def test_a_folder_holds_notes_and_encounters(capsys: pytest.CaptureFixture[str]) -> None:
    Path("in/b").mkdir(parents=True)
    Path("in/a.txt").write_bytes(NOTE.encode("cp1252"))
    Path("in/b/operative_note.txt").write_bytes(NOTE.encode("utf-16"))
    Path("in/b/clinic_note.txt").write_text("Seen.")
    Path("in/.hidden").write_text("x")
    Path("in/scan.pdf").write_bytes(b"%PDF-")
    assert run(corrected(source="in")) == 0
    assert "1 entries of in are no .txt files" in capsys.readouterr().err
    first, second = load(Path("d.jsonl"))
    assert (first.id, first.encounter.documents[0].text) == ("a", NOTE)
    assert [(one.id, one.kind) for one in second.encounter.documents] == [
        ("clinic_note", "clinic_note"),
        ("operative_note", "operative_note"),
    ]
    Path("in/c").mkdir()
    for name in ("x", "y"):
        Path(f"in/c/{name}.txt").write_text(NOTE)
    assert "none is called like its kind" in refused([*ASK, "in", "--out", "x.jsonl"], capsys)
    Path("empty").mkdir()
    assert "holds no note" in refused([*ASK, "empty", "--out", "x.jsonl"], capsys)
    Path("in/a.txt").write_text("  ")
    assert "a.txt breaks the contract" in refused([*ASK, "in", "--out", "x.jsonl"], capsys)
    assert "is not known by its name" in refused([*ASK, "in/scan.pdf", "--out", "x.jsonl"], capsys)
    assert "cannot be read" in refused([*ASK, "none.csv", "--out", "x.jsonl"], capsys)
