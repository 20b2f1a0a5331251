"""The ``cache`` commands: what is held, what is removed, and that it is patient text."""

import json
from pathlib import Path

import pytest

from scribe_plugin.cli import run
from scribe_plugin.extraction.llm.cache import DAY_S, ResponseCache
from scribe_plugin.extraction.llm.outcome import Outcome

OUTCOME = Outcome(kind="ok", value={"quote": "Jane Roe"})


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the cache is; nothing is there yet."""
    place = tmp_path / "cache" / "responses.sqlite"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALIF_SCRIBE_CACHE_PATH", str(place))
    return place


def fill(path: Path) -> None:
    """Keep one answer of 1970 and one of today."""
    for wall in (lambda: DAY_S, None):
        cache = ResponseCache(path, wall=wall) if wall else ResponseCache(path)
        cache.put("old" if wall else "new", "tiny", OUTCOME)
        cache.close()


def out(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["cache", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "patient text" in captured.out
    assert "Jane" not in captured.out
    return captured.out


def test_looking_for_a_cache_makes_none(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "0 answers" in out(capsys, "stats")
    assert "removed 0 answers" in out(capsys, "prune", "--all")
    assert json.loads(out(capsys, "stats", "--json"))["exists"] is False
    assert not path.parent.exists()


def test_stats_count(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(path)
    text = out(capsys, "stats")
    assert f"{path}: 2 answers" in text
    assert "tiny: 2 answers" in text
    report = json.loads(out(capsys, "stats", "--json"))
    assert (report["entries"], report["models"], report["oldest"]) == (2, {"tiny": 2}, "1970-01-02")
    assert report["size_bytes"] > 0


def test_prune_by_age_and_all(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(path)
    assert "removed 1 answer, 1 answer left" in out(capsys, "prune", "--older-than", "30")
    report = json.loads(out(capsys, "prune", "--all", "--json"))
    assert (report["removed"], report["entries"]) == (1, 0)


@pytest.mark.parametrize(
    "arguments", [["prune"], ["prune", "--all", "--older-than", "1"], ["prune", "--older-than", "-1"], []]
)
def test_what_to_remove_has_to_be_said(arguments: list[str], path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fill(path)
    assert run(["cache", *arguments]) == 2
    assert capsys.readouterr().out == ""
    cache = ResponseCache(path)
    assert cache.stats().entries == 2
    cache.close()


def test_a_damaged_file_is_one_sentence(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.parent.mkdir()
    path.write_bytes(b"nonsense" * 1000)
    for arguments in (["stats"], ["prune", "--all"]):
        assert run(["cache", *arguments]) == 2
        err = capsys.readouterr().err
        assert err.count("\n") == 1
        assert "delete it" in err
