"""``eval compare``, ``gate``, ``baseline``, ``plan`` and ``agreement`` from the outside: exit codes and what is said."""

import json
from pathlib import Path

import pytest

from scribe_plugin.cli import run
from tests.evaluation.marked import folder, marked
from tests.evaluation.test_agreement import labels

FIELD = "levels.described"
NOTES = [f"n{number}" for number in range(40)]


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A good run and one that is wrong in a field of fourteen notes."""
    monkeypatch.chdir(tmp_path)
    folder(tmp_path / "good", [marked(note) for note in NOTES])
    folder(tmp_path / "bad", [marked(note, [FIELD] if place < 14 else []) for place, note in enumerate(NOTES)])
    return tmp_path


def test_compare_speaks_three_ways(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["eval", "compare", "bad", "good"]) == 0
    assert "Decisive: levels.described better" in capsys.readouterr().out
    assert run(["eval", "compare", "bad", "good", "--markdown"]) == 0
    assert capsys.readouterr().out.startswith("# bad against good")
    assert run(["eval", "compare", "bad", "good", "--json", "--field", FIELD]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["asked"] == 1
    assert next(item for item in found["fields"] if item["name"] == FIELD)["verdict"] == "better"


def test_compare_refuses_what_it_cannot_compare(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder(runs / "other", [marked("n99")])
    for arguments in (["good", "nowhere"], ["good", "other"], ["good", "bad", "--field", "nonsense"]):
        assert run(["eval", "compare", *arguments]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert "; " in said.err


def test_a_gate_fails_with_1_and_a_line_each(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["eval", "baseline", "good", "--out", "base.json"]) == 0
    assert "wrote 40 readings" in capsys.readouterr().out
    Path("gates.toml").write_text(f"[set]\nbaseline = 'base.json'\n[set.exact]\n'{FIELD}' = 0.9\n", encoding="utf-8")
    assert run(["eval", "gate", "good", "--gates", "gates.toml"]) == 0
    assert capsys.readouterr().out == "set: 6 of 6 gates hold\n"
    assert run(["eval", "gate", "bad", "--gates", "gates.toml"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[:2] for line in lines[:-1]] == [
        ["failed", f" exact {FIELD}"],
        ["failed", f" regression exact {FIELD}"],
    ]
    assert lines[-1] == "set: 4 of 6 gates hold"
    assert run(["eval", "gate", "bad", "--gates", "gates.toml", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["passed"] is False


def test_a_gate_that_cannot_be_tried_is_2(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("gates.toml").write_text("[other]\nbaseline = 'none.json'\n", encoding="utf-8")
    assert run(["eval", "gate", "good", "--gates", "gates.toml"]) == 2
    assert "has no gates for 'set'" in capsys.readouterr().err
    assert run(["eval", "gate", "good", "--gates", "gates.toml", "--as", "other"]) == 2
    assert "none.json cannot be read" in capsys.readouterr().err
    assert run(["eval", "gate", "good", "--gates", "missing.toml"]) == 2


def test_gates_are_drafted_and_then_hold(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["eval", "gate", "bad", "--draft"]) == 0
    Path("gates.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert run(["eval", "gate", "bad", "--gates", "gates.toml"]) == 0


def test_plan_takes_a_dataset_or_a_run(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("set.jsonl").write_text("".join(f"{note.model_dump_json()}\n" for note in labels()), encoding="utf-8")
    assert run(["eval", "plan", "set.jsonl", "--power", "0.9", "--churn", "0.05"]) == 0
    said = capsys.readouterr().out
    assert "20 independent notes" in said
    assert "With 5.0% of the notes differing" in said
    assert run(["eval", "plan", "bad", "--pilot", "good"]) == 0
    assert "In 40 of 40 fields no gain can be shown" in capsys.readouterr().out
    assert run(["eval", "plan", "bad", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 40


def test_plan_refuses_a_pilot_without_a_run(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("set.jsonl").write_text(f"{labels()[0].model_dump_json()}\n", encoding="utf-8")
    assert run(["eval", "plan", "set.jsonl", "--pilot", "good"]) == 2
    assert "a pilot goes with a run" in capsys.readouterr().err
    assert run(["eval", "plan", "nowhere.jsonl"]) == 2


def test_agreement_exits_with_1_while_a_difference_is_open(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, notes in (("a.jsonl", labels()), ("b.jsonl", labels(2))):
        Path(name).write_text("".join(f"{note.model_dump_json()}\n" for note in notes), encoding="utf-8")
    assert run(["eval", "agreement", "a.jsonl", "b.jsonl"]) == 0
    assert "778 of 780 field readings agree (99.7%)" in capsys.readouterr().out
    decision = {"id": "n0", "field": "necessity.tobacco", "kept": "first", "reason": "r"}
    Path("d.jsonl").write_text(json.dumps(decision) + "\n", encoding="utf-8")
    assert run(["eval", "agreement", "a.jsonl", "b.jsonl", "--adjudicated", "d.jsonl"]) == 1
    assert "open: n1 necessity.tobacco" in capsys.readouterr().out
    Path("d.jsonl").write_text("".join(json.dumps({**decision, "id": note}) + "\n" for note in ("n0", "n1")), "utf-8")
    assert run(["eval", "agreement", "a.jsonl", "b.jsonl", "--adjudicated", "d.jsonl", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kept"] == {"first": 2, "second": 0, "other": 0}
