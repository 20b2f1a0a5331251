"""The commands end to end: output, exit codes, and one sentence for what is wrong."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from scribe_plugin import __version__, cli
from scribe_plugin.cli import run
from scribe_plugin.contract import ELEMENT_NAMES, EMPTY_ELEMENTS, Packet, Review
from scribe_plugin.demo import demo_cases


@pytest.fixture
def file(tmp_path: Path, note: str) -> str:
    """The short note as a file."""
    path = tmp_path / "note.txt"
    path.write_text(note, encoding="utf-8")
    return str(path)


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Return what was printed on standard output and standard error."""
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    out, _ = said(capsys)
    assert all(f"\n  {name} " in out for name in ("demo", "review", "validate", "packet", "codes", "schema"))


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert said(capsys)[0].strip() == f"alif-scribe {__version__}"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["review"],
        ["review", "--nonsense"],
        ["review", "x.txt", "--extractor", "magic"],
        ["packet", "x.txt", "--format", "docx"],
        ["validate", "x.json"],
        ["demo", "99"],
        ["demo", "two"],
        ["codes", "00000x"],
        ["review", "does-not-exist.txt"],
        ["review", "x.txt", "--extractor", "llm"],
        ["packet", "x.txt", "--format", "pdf"],
    ],
)
def test_bad_usage_and_bad_input_are_one_sentence_and_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    out, err = said(capsys)
    assert out == ""
    assert err.startswith("alif-scribe: ")
    assert err.count("\n") == 1


def test_review_prints_a_page_with_alerts_charge_and_evidence(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["review", file]) == 0
    out, err = said(capsys)
    assert err == ""
    positions = [out.index(part) for part in ("Alerts", "Charge that", "Evidence in note", "embedded reader")]
    assert positions == sorted(positions)
    assert all(name in out for name in ELEMENT_NAMES)
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_review_as_json_is_one_review_a_line(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["review", file, file, "--json"]) == 0
    lines = said(capsys)[0].splitlines()
    assert [Review.model_validate_json(line).encounter_id for line in lines] == ["note", "note"]


@pytest.mark.parametrize("options", [["--json"], []])
def test_one_bad_file_among_several_fails_at_the_end(
    options: list[str], file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    assert run(["review", file, str(empty), str(tmp_path), file, *options]) == 2
    out, err = said(capsys)
    assert out.count("note") >= 2
    assert len(err.splitlines()) == 2
    assert "empty.txt is empty" in err


def test_review_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"Anterior lumbar interbody fusion L5-S1.")))
    assert run(["review", "-", "--json"]) == 0
    assert json.loads(said(capsys)[0])["encounter_id"] == "note"


def test_a_note_cannot_drive_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "evil.txt"
    path.write_text(
        "PROCEDURE: Anterior lumbar \x1b]0;title\x07interbody fusion\x1b[2J L5-S1 [bold]x[/bold] \u202eabc.\n"
        "Supine, retroperitoneal exposure; the L5-S1 disc was removed and a PEEK \x1b[31mcage was placed.\n",
        encoding="utf-8",
    )
    assert run(["review", str(path)]) == 0
    out, _ = said(capsys)
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_validate_takes_elements_as_they_are(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    elements = tmp_path / "elements.json"
    elements.write_text(json.dumps(EMPTY_ELEMENTS), encoding="utf-8")
    assert run(["validate", file, "--elements", str(elements), "--json"]) == 0
    alerts = json.loads(said(capsys)[0])
    assert [(item["element"], item["state"]) for item in alerts] == [(name, "not_applicable") for name in ELEMENT_NAMES]
    assert run(["validate", file, "--elements", str(elements)]) == 0
    assert "nothing to check" in said(capsys)[0]


def test_packet_writes_markdown_html_and_json(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["packet", file]) == 0
    assert said(capsys)[0].startswith("# Prior authorization packet")
    assert run(["packet", file, "--format", "html"]) == 0
    assert said(capsys)[0].startswith("<!DOCTYPE html>")
    assert run(["packet", file, "--format", "json"]) == 0
    assert Packet.model_validate_json(said(capsys)[0]).encounter_id == "note"


def test_schema_export_and_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "schemas")
    assert run(["schema", "export", "--dir", folder]) == 0
    assert "wrote elements.json" in said(capsys)[0]
    assert run(["schema", "check", "--dir", folder]) == 0
    (tmp_path / "schemas" / "review.json").write_text("{}", encoding="utf-8")
    assert run(["schema", "check", "--dir", folder]) == 1
    assert "review.json differs from the model; run alif-scribe schema export" in said(capsys)[1]
    (tmp_path / "file").touch()
    assert run(["schema", "export", "--dir", str(tmp_path / "file")]) == 2


def test_the_files_of_the_checkout_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "check"]) == 0
    assert "every schema is current" in said(capsys)[0]


def test_demo_shows_every_alert_with_its_words_and_its_fix(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo"]) == 0
    out, _ = said(capsys)
    assert all(f"{number}. {case.title}" in out for number, case in enumerate(demo_cases(), start=1))
    assert "→ Charge 22585 x 1." in out
    assert max(map(len, out.splitlines())) <= 80


def test_demo_shows_one_case_in_full_or_all_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "2"]) == 0
    assert "Evidence in op" in said(capsys)[0]
    assert run(["demo", "--json"]) == 0
    assert len(said(capsys)[0].splitlines()) == len(demo_cases())


def test_an_interrupt_and_a_closed_pipe_end_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_call", interrupted)
    assert run(["demo"]) == 130
    assert said(capsys) == ("", "")


def test_what_is_not_an_input_error_is_not_hidden(monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("scribe_plugin.pipeline.validate", broken)
    with pytest.raises(ZeroDivisionError):
        run(["review", file])
