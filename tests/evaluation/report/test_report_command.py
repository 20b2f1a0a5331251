"""``eval report`` and ``eval compare --html`` from the outside."""

import stat
from pathlib import Path

import pytest

from scribe_plugin.cli import run
from scribe_plugin.contract import LabelledNote
from scribe_plugin.evaluation.dataset import load

DEV = Path(__file__).parents[3] / "evals" / "datasets" / "dev.jsonl"


@pytest.fixture(scope="module")
def notes() -> list[LabelledNote]:
    """A few labelled notes."""
    return load(DEV)[:6]


@pytest.fixture
def a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notes: list[LabelledNote]) -> Path:
    """A run over them, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    Path("set.jsonl").write_text("".join(note.model_dump_json() + "\n" for note in notes), "utf-8")
    assert run(["eval", "run", "set.jsonl", "--out", "r"]) == 0
    return tmp_path / "r"


def test_report_is_one_private_file(a_run: Path, capsys: pytest.CaptureFixture[str], notes: list[LabelledNote]) -> None:
    capsys.readouterr()
    assert run(["eval", "report", "r"]) == 0
    page = a_run / "report.html"
    said = capsys.readouterr()
    assert "r/report.html is written; it holds the text of notes" in said.err
    assert said.out == ""
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert all(f">{note.id[:4]}" in page.read_text("utf-8") for note in notes)


def test_report_needs_the_dataset_of_the_run(a_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("set.jsonl").rename("moved.jsonl")
    capsys.readouterr()
    assert run(["eval", "report", "r"]) == 2
    assert (
        "set.jsonl is not there any more; give the labelled notes of the run r with --dataset"
        in capsys.readouterr().err
    )
    assert run(["eval", "report", "r", "--dataset", str(DEV)]) == 2
    assert "is not the dataset that the run r was over" in capsys.readouterr().err
    assert run(["eval", "report", "r", "--dataset", "moved.jsonl", "--out", "page.html"]) == 0
    assert Path("page.html").is_file()
    assert run(["eval", "report", "nowhere"]) == 2


def test_compare_writes_a_page_beside_its_tables(a_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["eval", "compare", "r", "r", "--html", "c.html"]) == 0
    said = capsys.readouterr()
    assert "c.html is written" in said.err
    assert "6 notes" in said.out
    assert "These notes decide nothing." in Path("c.html").read_text("utf-8")
    assert stat.S_IMODE(Path("c.html").stat().st_mode) == 0o600
