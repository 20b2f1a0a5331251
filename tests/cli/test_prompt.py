"""``alif-scribe prompt`` as an informaticist types it: readable output, JSON on request, one sentence for what is wrong."""

import json
import shutil
from pathlib import Path

import pytest

from scribe_plugin import content
from scribe_plugin.cli import run
from scribe_plugin.contract import Encounter
from scribe_plugin.extraction.llm.prompts import load_prompt

SHIPPED = content.folder("prompts") / "alif" / "v1"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped set, ``./mine/v2`` from where the commands run."""
    monkeypatch.chdir(tmp_path)
    assert run(["prompt", "new", "alif/v1", "mine/v2", "--by", "R. Ames"]) == 0
    return tmp_path / "mine" / "v2"


def call(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """Run one command and return what it printed."""
    capsys.readouterr()
    assert run(["prompt", *arguments]) == code
    captured = capsys.readouterr()
    if code == 2:
        assert captured.out == ""
        assert captured.err.startswith("alif-scribe: ")
        assert captured.err.count("\n") == 1
        return captured.err
    assert captured.err == ""
    return captured.out


def test_new_says_where_and_what_next(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "prompt check ./other" in call(capsys, "new", "./mine/v2", "other")
    assert load_prompt("./mine/v2").manifest.changes[-1].by == "R. Ames"
    assert load_prompt("./other").status == "draft"
    assert "holds files already" in call(capsys, "new", "alif/v1", "mine/v2", code=2)


def test_list_names_packaged_sets_and_those_of_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shipped = load_prompt("alif/v1")
    (row,) = json.loads(call(capsys, "list", "--json"))
    assert row["name"] == "alif/v1"
    assert row["sha256"] == shipped.sha256
    assert row["purpose"] == shipped.purpose
    assert 1000 < row["tokens"] < 6000
    (folder / "repair.j2").unlink()
    shutil.copytree(SHIPPED, folder.parent / "v1")
    lines = call(capsys, "list", "--prompts", "mine").splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["alif/v1", shipped.status],
        ["./mine/v1", shipped.status],
        ["./mine/v2", "broken"],
    ]
    assert shipped.sha256[:12] in lines[1]
    assert "repair.j2 is missing" in lines[2]
    assert "not a folder" in call(capsys, "list", "--prompts", "nowhere", code=2)


def test_show_prints_the_set_or_one_element(capsys: pytest.CaptureFixture[str]) -> None:
    out = call(capsys, "show", "alif/v1")
    shipped = load_prompt("alif/v1")
    assert shipped.purpose in out
    assert "elements/levels.j2" in out
    assert "First version" in out
    assert "max_output_tokens" in out
    assert call(capsys, "show", "alif/v1", "--element", "levels").startswith("## `levels`")
    facts = json.loads(call(capsys, "show", "alif/v1", "--json"))
    assert facts["sha256"] == shipped.sha256
    assert facts["tokens"]["total"] < 6000
    assert json.loads(call(capsys, "show", "alif/v1", "--element", "device", "--json"))["element"] == "device"


def test_check_passes_and_fails_with_its_code(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = call(capsys, "check", "./mine/v2")
    assert "FAIL" not in out
    assert "canary" in out
    assert "estimated" in out
    path = folder / "elements" / "device.j2"
    path.write_text(path.read_text(encoding="utf-8").replace("`mesh`", "mesh"), encoding="utf-8")
    out = call(capsys, "check", "./mine/v2", code=1)
    (line,) = [line for line in out.splitlines() if "FAIL" in line]
    assert "elements/device.j2 does not explain mesh" in line
    result = json.loads(call(capsys, "check", "./mine/v2", "--json", code=1))
    assert result["ok"] is False
    assert [item["name"] for item in result["checks"] if not item["ok"]] == ["fields.device"]
    path.write_text("{{ colour }}", encoding="utf-8")
    assert "./mine/v2/elements/device.j2, line 1: 'colour' is undefined" in call(capsys, "check", "./mine/v2", code=1)


def test_render_prints_what_would_be_sent(tmp_path: Path, note: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "note.txt"
    path.write_text(note, encoding="utf-8")
    messages = json.loads(call(capsys, "render", "alif/v1", str(path), "--json"))
    assert messages == load_prompt("alif/v1").messages(Encounter.from_text(note))
    out = call(capsys, "render", "alif/v1", str(path))
    assert out.index("--- system") < out.index("# Rules") < out.index("--- user") < out.index(note)
    assert "JSON Schema" in call(capsys, "render", "alif/v1", str(path), "--schema")


def test_render_for_people_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "ALIF \x1b[2J L5-S1 \u202e"
    path = tmp_path / "note.txt"
    path.write_text(text, encoding="utf-8")
    out = call(capsys, "render", "alif/v1", str(path))
    assert "ALIF [2J L5-S1" in out
    assert not {"\x1b", "\u202e"} & set(out)
    assert text in json.loads(call(capsys, "render", "alif/v1", str(path), "--json"))[1]["content"]


def test_diff_shows_words_and_tokens(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "elements" / "device.j2"
    path.write_text(path.read_text(encoding="utf-8") + "- one more contrast, with enough words\n", encoding="utf-8")
    out = call(capsys, "diff", "alif/v1", "./mine/v2")
    assert "+- one more contrast" in out
    assert "+++ ./mine/v2/elements/device.j2" in out
    assert "elements/device.j2: " in out
    assert "(+" in out
    assert "same files" in call(capsys, "diff", "alif/v1", "alif/v1")


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "alif/v9"],
        ["show", "./nowhere"],
        ["check", "alif/../v1"],
        ["render", "alif/v9", "note.txt"],
        ["render", "alif/v1", "does-not-exist.txt"],
        ["diff", "alif/v1", "alif/v9"],
        ["new", "alif/v9", "x"],
        ["new", "alif/v1", "a b"],
        ["show", "alif/v1", "--element", "colour"],
        ["nonsense"],
    ],
)
def test_bad_input_is_one_sentence_and_code_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    call(capsys, *arguments, code=2)
    assert list(tmp_path.iterdir()) == []
