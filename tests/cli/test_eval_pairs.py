"""``alif-scribe eval pairs``."""

import json
from pathlib import Path

import pytest

from scribe_plugin.cli import run
from scribe_plugin.contract import LabelledNote
from tests.evaluation.pairs.conftest import BASE, CHARGED, KINDS, PLATE, SURFACE


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "pairs"
    place.mkdir()
    (place / "kinds.toml").write_text(KINDS, encoding="utf-8")
    (place / "surface.toml").write_text(SURFACE, encoding="utf-8")
    (place / "short.toml").write_text(BASE + PLATE + CHARGED, encoding="utf-8")
    return place


def call(folder: Path, *arguments: str) -> int:
    return run(["eval", "pairs", "--pairs", str(folder), *arguments])


def test_tables_and_failures(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = PLATE.replace("A separate anterior plate was placed.", "It was a long day.")
    (folder / "short.toml").write_text(BASE + wrong + CHARGED, encoding="utf-8")
    assert call(folder) == 0
    said = capsys.readouterr().out
    assert "separate plate       0    1   0.000" in said
    assert "one/plate (separate plate)" in said
    assert "device.separate_plate: absent > present; read absent > -" in said


def test_a_share_below_the_floor_is_exit_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = PLATE.replace("A separate anterior plate was placed.", "It was a long day.")
    (folder / "short.toml").write_text(BASE + wrong + CHARGED, encoding="utf-8")
    assert call(folder, "--floor", "0.9") == 1
    assert "below the floor of 0.9" in capsys.readouterr().err
    assert call(folder, "--floor", "0.9", "--kind", "charge") == 0


def test_json_states_every_pair(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "--json", "--kind", "charge", "--kind", "separate plate") == 0
    result = json.loads(capsys.readouterr().out)
    assert result["contrast"]["passed"] == 2
    assert set(result["contrast"]["kinds"]) == {"charge", "separate plate"}
    assert "invariance" not in result
    plate = next(item for item in result["pairs"] if item["id"] == "one/plate")
    assert plate["fields"] == plate["appears"] == ["device.separate_plate"]


def test_one_pair_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(folder, "--show", "one/plate") == 0
    said = capsys.readouterr().out
    assert "No separate plate." in said
    assert "device.separate_plate: absent > present" in said
    assert "device.separate_plate appears" in said


def test_the_notes_are_written_as_a_dataset(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    assert call(folder, "--labelled", str(path), "--kind", "separate plate") == 0
    notes = [LabelledNote.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(note.id, note.family) for note in notes] == [("one", "one"), ("one/plate", "one")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--kind", "colour"), "choose from"),
        (("--show", "two"), "no pair is called 'two'"),
        (("--labelled", "."), "--labelled"),
        (("--floor", "2"), "--help"),
    ],
)
def test_bad_input_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, str], said: str
) -> None:
    assert call(folder, *arguments) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1
