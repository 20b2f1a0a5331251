"""``eval run``, ``show`` and ``lint`` from the outside: folders, resuming, what is refused, and what is said."""

import errno
import json
import os
import re
import signal
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from scribe_plugin.cli import run
from scribe_plugin.contract import LabelledNote
from scribe_plugin.contract.evidence import evidence_of
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.evaluation.records import RunFolder
from scribe_plugin.evaluation.session import prepare
from scribe_plugin.evaluation.setup import Options
from tests.evaluation.model_server import ModelServer, serving

DEV = Path(__file__).parents[2] / "evals" / "datasets" / "dev.jsonl"
COUNT = 8


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A process without settings, in an empty folder."""
    for name in [name for name in os.environ if name.upper().startswith(("ALIF_SCRIBE_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def notes() -> list[LabelledNote]:
    """A few labelled notes."""
    return load(DEV)[:COUNT]


@pytest.fixture
def dataset(bare: Path, notes: list[LabelledNote]) -> str:
    """Their file."""
    return written(bare / "set.jsonl", notes)


@pytest.fixture
def server(bare: Path, notes: list[LabelledNote], monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A model that knows the labels, named in the environment."""
    with serving(notes) as model:
        for name, value in {**model.environment, "ALIF_SCRIBE_CACHE_PATH": str(bare / "kept.sqlite")}.items():
            monkeypatch.setenv(name, value)
        yield model


def written(path: Path, notes: list[LabelledNote]) -> str:
    """Write a dataset and return its name."""
    path.write_text("".join(f"{note.model_dump_json()}\n" for note in notes), encoding="utf-8")
    return str(path)


def ids(folder: str) -> list[str]:
    """Return the ids of the lines of a run's records."""
    lines = (Path(folder) / "records.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["id"] for line in lines]


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one sentence with which a command refuses."""
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("alif-scribe: ")
    assert err.count("\n") == 1
    return err


# A run of the embedded reader


def test_a_run_is_a_folder_and_prints_its_tables(
    dataset: str, notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["eval", "run", dataset, "--out", "r"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert f"{COUNT} of {COUNT} readings scored" in out
    assert all(f"\n{title}" in out for title in ("Fields", "Alerts", "Suggested charge", "critical misses:"))
    assert max(map(len, out.splitlines())) <= 120
    folder = RunFolder.open(Path("r"))
    assert ids("r") == [note.id for note in notes] == folder.manifest.chosen
    assert (folder.manifest.extractor, folder.manifest.notes, folder.manifest.model) == ("embedded", COUNT, None)
    assert folder.summary is not None
    assert folder.summary["scored"] == COUNT
    assert stat.S_IMODE(Path("r").stat().st_mode) == 0o700
    assert stat.S_IMODE(Path("r/records.jsonl").stat().st_mode) == 0o600
    assert run(["eval", "show", "r"]) == 0
    assert capsys.readouterr().out == out


def test_the_same_run_twice_gives_the_same_summary_but_for_time(dataset: str) -> None:
    assert run(["eval", "run", dataset, "--out", "a"]) == run(["eval", "run", dataset, "--out", "b"]) == 0
    one, two = (json.loads(Path(name, "summary.json").read_text()) for name in "ab")
    assert {**one, "latency": None} == {**two, "latency": None}


def test_notes_are_filtered_sampled_and_repeated(
    bare: Path, notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]
) -> None:
    tagged = [note.model_copy(update={"tags": ["odd"] if place % 2 else []}) for place, note in enumerate(notes)]
    name = written(bare / "tagged.jsonl", tagged)
    assert run(["eval", "run", name, "--out", "r", "--filter", "odd", "--sample", "2", "--repeat", "3", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["scored"], summary["notes"], summary["repeats"]) == (6, 2, 3)
    assert all(row["agreement"] == 1.0 for row in summary["fields"])
    chosen = RunFolder.open(Path("r")).manifest.chosen
    assert set(Counter(ids("r")).items()) == {(one, 3) for one in chosen}
    assert all(note.id not in chosen for note in tagged[::2])


def test_junit_and_markdown_hold_every_reading_and_no_words(dataset: str, notes: list[LabelledNote]) -> None:
    tree = json.loads(notes[0].model_dump_json())
    tree["gold"]["findings"] = ["levels.undocumented"]
    name = written(Path("wrong.jsonl"), [LabelledNote.model_validate(tree), *notes[1:]])
    assert run(["eval", "run", name, "--out", "r", "--junit", "j.xml", "--markdown", "m.md"]) == 0
    root = ET.parse("j.xml").getroot()
    assert [case.get("name") for case in root] == sorted(note.id for note in notes)
    failures = {case.get("name"): case.find("failure") for case in root}
    assert "levels.undocumented" in (failures[notes[0].id].get("message") or "")
    assert root.get("tests") == str(COUNT)
    assert root.get("failures") == str(len(root.findall("./testcase/failure")))
    page = Path("m.md").read_text()
    assert page.startswith("# Evaluation r\n")
    assert "| levels.effective | " in page
    for note in notes:
        for _, quote in evidence_of(note.gold.elements):
            assert len(quote.quote) < 12 or quote.quote not in page + Path("j.xml").read_text()


@pytest.mark.parametrize("option", ["--junit", "--markdown"])
def test_a_report_that_cannot_be_written_is_a_sentence_and_the_run_is_kept(
    option: str, dataset: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "no/such/x cannot be written" in refused(["eval", "run", dataset, "--out", "r", option, "no/such/x"], capsys)
    assert len(ids("r")) == COUNT


def test_misses_show_both_sides(dataset: str, notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]) -> None:
    tree = json.loads(notes[0].model_dump_json())
    tree["gold"]["elements"]["levels"]["described"] = ["L1-L2"]
    name = written(Path("wrong.jsonl"), [LabelledNote.model_validate(tree), *notes[1:]])
    run(["eval", "run", name, "--out", "r"])
    capsys.readouterr()
    assert run(["eval", "show", "r", "--misses", "levels.described"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"levels.described: 1 readings differ\n  {notes[0].id}\n    gold  L1-L2\n    read  ")
    assert run(["eval", "show", "r", "--misses", "levels.described", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["gold"] == ["L1-L2"]
    assert "'no.such'" in refused(["eval", "show", "r", "--misses", "no.such"], capsys)
    other = ["eval", "show", "r", "--misses", "levels", "--dataset", dataset]
    assert "is not the dataset" in refused(other, capsys)


# What is refused


def test_bad_datasets_and_folders_are_one_sentence(
    bare: Path, dataset: str, notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]
) -> None:
    double = written(bare / "double.jsonl", [notes[0], notes[0]])
    broken = bare / "broken.jsonl"
    broken.write_text('{"id": "x"}\n')
    file = bare / "file"
    file.touch()
    cases: dict[str, list[str]] = {
        "line 2 repeats the id": [double, "--out", "x"],
        "line 1 breaks the contract": [str(broken), "--out", "x"],
        "cannot be read": [str(bare / "none.jsonl"), "--out", "x"],
        "no note has the tag nothing": [dataset, "--out", "x", "--filter", "nothing"],
        "cannot be written": [dataset, "--out", str(file)],
        "holds no run": [dataset, "--out", "x", "--resume"],
        "no model is configured": [dataset, "--out", "x", "--extractor", "llm"],
        "uses no prompt": [dataset, "--out", "x", "--prompt", "alif/v1"],
    }
    for sentence, arguments in cases.items():
        assert sentence in refused(["eval", "run", *arguments], capsys)
    assert not (bare / "x").exists()
    assert "holds no run" in refused(["eval", "show", "x"], capsys)


def test_a_folder_that_holds_a_run_is_not_taken_again(dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["eval", "run", dataset, "--out", "r"])
    capsys.readouterr()
    assert "holds a run already" in refused(["eval", "run", dataset, "--out", "r"], capsys)
    Path("r/manifest.json").unlink()
    assert "has lost its manifest.json" in refused(["eval", "run", dataset, "--out", "r"], capsys)
    assert len(ids("r")) == COUNT


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--extractor", "llm"], "another extractor"),
        (["--repeat", "2"], "another number of repeats"),
        (["--sample", "2"], "other notes"),
    ],
)
def test_a_run_goes_on_only_with_what_it_was_begun_with(
    options: list[str], sentence: str, dataset: str, server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["eval", "run", dataset, "--out", "r"])
    capsys.readouterr()
    assert sentence in refused(["eval", "run", dataset, "--out", "r", "--resume", *options], capsys)
    assert server.asked == []


def test_a_run_goes_on_only_with_its_dataset(
    bare: Path, dataset: str, notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["eval", "run", dataset, "--out", "r"])
    capsys.readouterr()
    other = written(bare / "other.jsonl", notes[1:])
    assert "another dataset" in refused(["eval", "run", other, "--out", "r", "--resume"], capsys)


def test_missing_packages_are_a_sentence(
    dataset: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    assert "pip install 'alif-scribe[evals]'" in refused(["eval", "run", dataset, "--out", "x"], capsys)
    assert not Path("x").exists()


# Going on


def cut(folder: str, lines: int, torn: str = "") -> None:
    """Leave so many records of a run, and a torn one."""
    path = Path(folder) / "records.jsonl"
    kept = path.read_text(encoding="utf-8").splitlines(keepends=True)[:lines]
    path.write_text("".join(kept) + torn, encoding="utf-8")
    (Path(folder) / "summary.json").unlink()


def test_a_run_goes_on_where_it_stopped_and_drops_a_torn_line(
    dataset: str, notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]
) -> None:
    run(["eval", "run", dataset, "--out", "r"])
    whole = json.loads(Path("r/summary.json").read_text())
    torn = Path("r/records.jsonl").read_text(encoding="utf-8").splitlines()[3][:-40]
    cut("r", 3, torn)
    capsys.readouterr()
    assert run(["eval", "show", "r"]) == 0
    assert f"3 of {COUNT} readings scored" in capsys.readouterr().out
    assert run(["eval", "run", dataset, "--out", "r", "--resume"]) == 0
    assert "the last line of r/records.jsonl was cut off by an interruption" in capsys.readouterr().err
    assert ids("r") == [note.id for note in notes]
    assert {**json.loads(Path("r/summary.json").read_text()), "latency": 0} == {**whole, "latency": 0}


def test_a_line_that_is_damaged_in_the_middle_is_no_interruption(
    dataset: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["eval", "run", dataset, "--out", "r"])
    path = Path("r/records.jsonl")
    path.write_text(path.read_text(encoding="utf-8").replace('{"id"', '{"di"', 1), encoding="utf-8")
    capsys.readouterr()
    assert "is damaged at line 1" in refused(["eval", "run", dataset, "--out", "r", "--resume"], capsys)


def test_a_complete_run_has_nothing_to_go_on_with(dataset: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["eval", "run", dataset, "--out", "r"])
    assert run(["eval", "run", dataset, "--out", "r", "--resume"]) == 0
    assert len(ids("r")) == COUNT


@pytest.mark.parametrize("part", [0, 100])
def test_a_full_disk_ends_the_run_with_a_sentence_and_nothing_half_written_counts(
    part: int, dataset: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real, sizes = os.write, iter([None, None, None, part])

    def write(handle: int, data: bytes) -> int:
        size = next(sizes)  # nothing is written after what failed: that would stop the iteration
        if size == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, data[:size])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        assert "room" in refused(["eval", "run", dataset, "--out", "r"], capsys)
    assert next(sizes, "used up") == "used up"
    assert len(RunFolder.open(Path("r")).records()[0]) == 3
    assert not Path("r/summary.json").exists()


def test_a_full_disk_is_gone_on_from_when_there_is_room(
    bare: Path, dataset: str, notes: list[LabelledNote], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    with monkeypatch.context() as patch:
        sizes = iter([None, None, 50])
        patch.setattr(os, "write", lambda handle, data: real(handle, data[: next(sizes)]))
        assert run(["eval", "run", dataset, "--out", str(bare / "r")]) == 2
    assert run(["eval", "run", dataset, "--out", str(bare / "r"), "--resume"]) == 0
    assert ids(str(bare / "r")) == [note.id for note in notes]


# With a model


def test_a_model_is_scored_and_its_prompt_is_kept_with_the_run(
    dataset: str, server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["eval", "run", dataset, "--out", "r", "--extractor", "llm", "--concurrency", "3", "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert summary["critical_misses"] == {}
    assert all(row["exact"]["value"] == 1.0 for row in summary["fields"] if row["name"] == "levels.effective")
    assert summary["cost"]["tokens"]["prompt_tokens"] >= 1000 * COUNT
    manifest = RunFolder.open(Path("r")).manifest
    assert (manifest.model, manifest.prompt, manifest.options["concurrency"]) == ("labels", "alif/v1", 3)
    source = Path(__file__).parents[2] / "prompts" / "alif" / "v1"
    kept = {path.relative_to("r/prompt"): path.read_bytes() for path in Path("r/prompt").rglob("*") if path.is_file()}
    assert kept == {path.relative_to(source): path.read_bytes() for path in source.rglob("*") if path.is_file()}
    assert os.environ["ALIF_SCRIBE_BASE_URL"] not in Path("r/manifest.json").read_text()


def test_answers_are_kept_for_the_next_run_unless_that_is_off(dataset: str, server: ModelServer) -> None:
    run(["eval", "run", dataset, "--out", "a", "--extractor", "llm"])
    asked = len(server.asked)
    run(["eval", "run", dataset, "--out", "b", "--extractor", "llm"])
    assert len(server.asked) == asked
    run(["eval", "run", dataset, "--out", "c", "--extractor", "llm", "--cache", "off"])
    assert len(server.asked) == 2 * asked


def test_errors_are_counted_apart_and_replaced_only_by_what_stands(
    dataset: str, server: ModelServer, notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]
) -> None:
    bad = {notes[1].id, notes[4].id}
    server.broken = set(bad)
    assert run(["eval", "run", dataset, "--out", "r", "--extractor", "llm", "--junit", "j.xml"]) == 0
    out, err = capsys.readouterr()
    assert f"{COUNT - 2} of {COUNT} readings scored" in out
    assert "2 readings came to nothing" in err
    assert "--retry-errors" in err
    assert len(ET.parse("j.xml").getroot().findall("./testcase/error")) == 2
    assert run(["eval", "run", dataset, "--out", "r", "--resume"]) == 0
    assert Counter(server.asked)[notes[1].id] == 1, "resuming leaves errors alone"
    server.broken = {notes[4].id}
    assert run(["eval", "run", dataset, "--out", "r", "--retry-errors"]) == 0
    assert [len(ids("r")), Counter(ids("r"))[notes[1].id], Counter(ids("r"))[notes[4].id]] == [COUNT + 1, 2, 1]
    records, _ = RunFolder.open(Path("r")).records()
    assert {record.id for record in records if record.status == "error"} == {notes[4].id}
    asked = Counter(server.asked)
    assert {name for name, count in asked.items() if count > 1} >= bad
    assert asked[notes[0].id] == 1, "a retry reads errors only"
    assert json.loads(Path("r/summary.json").read_text())["scored"] == COUNT - 1


def test_a_run_in_which_nothing_is_scored_fails(
    dataset: str, server: ModelServer, notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]
) -> None:
    server.broken = {note.id for note in notes}
    assert run(["eval", "run", dataset, "--out", "r", "--extractor", "llm"]) == 1
    assert f"{COUNT} readings came to nothing" in capsys.readouterr().err


def test_a_run_of_another_prompt_or_setting_is_refused(
    bare: Path, dataset: str, server: ModelServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["eval", "run", dataset, "--out", "r", "--extractor", "llm"])
    run(["prompt", "new", "alif/v1", str(bare / "v2")])
    text = (bare / "v2" / "system.j2").read_text()
    (bare / "v2" / "system.j2").write_text(text + "\nBe brief.\n")
    capsys.readouterr()
    again = ["eval", "run", dataset, "--out", "r", "--resume"]
    assert "another prompt set" in refused([*again, "--prompt", str(bare / "v2")], capsys)
    monkeypatch.setenv("ALIF_SCRIBE_TEMPERATURE", "0.9")
    assert "another temperature" in refused(again, capsys)
    monkeypatch.delenv("ALIF_SCRIBE_TEMPERATURE")
    monkeypatch.setenv("ALIF_SCRIBE_MODEL", "other")
    assert "another model" in refused(again, capsys)


def test_a_wrong_key_ends_the_run_at_once(
    dataset: str, server: ModelServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server, "reply", lambda _: (401, {"error": {"message": "no", "type": "error"}}))
    assert "go on with --resume" in refused(["eval", "run", dataset, "--out", "r", "--extractor", "llm"], capsys)
    assert not Path("r/records.jsonl").exists()


# A process that is stopped


def stopped(
    arguments: list[str], server: ModelServer, by: signal.Signals, after: int
) -> subprocess.CompletedProcess[str]:
    """Run the program until it has asked so often, and send it a signal then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scribe_plugin", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(DEV.parents[2])},
    )
    server.at = lambda number: os.kill(process.pid, by) if number == after else None
    out, err = process.communicate(timeout=120)
    server.at = lambda _: None
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


@pytest.mark.slow
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT], ids=["killed", "interrupted"])
def test_a_run_that_is_stopped_at_half_reads_no_note_twice_and_loses_none(
    by: signal.Signals, bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    many = load(DEV)[:40]
    name = written(bare / "many.jsonl", many)
    with serving(many) as model:
        for key, value in {**model.environment, "ALIF_SCRIBE_CACHE": "off"}.items():
            monkeypatch.setenv(key, value)
        found = stopped(["eval", "run", name, "--out", "r", "--extractor", "llm"], model, by, after=20)
        done = len(RunFolder.open(Path("r")).records()[0])
        assert 0 < done < 40
        assert not Path("r/summary.json").exists()
        if by is signal.SIGINT:
            assert found.returncode == 130
            assert re.fullmatch(
                rf"alif-scribe: interrupted; {done} of 40 readings are kept, go on with "
                rf"alif-scribe eval run {re.escape(name)} --out r --resume\n",
                found.stderr,
            )
        assert run(["eval", "run", name, "--out", "r", "--resume"]) == 0
    assert sorted(ids("r")) == sorted(note.id for note in many)
    assert json.loads(Path("r/summary.json").read_text())["scored"] == 40
    assert "40 of 40 readings scored" in capsys.readouterr().out


# Labels


def test_lint_says_what_is_wrong_and_fails(
    dataset: str, notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["eval", "lint", dataset]) == 0
    assert f"{COUNT} notes, 0 errors" in capsys.readouterr().out
    bad = written(Path("bad.jsonl"), [notes[0], notes[0]])
    assert run(["eval", "lint", bad]) == 1
    assert "error  line 2: repeats the id" in capsys.readouterr().out
    assert run(["eval", "lint", bad, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["notes"], found["errors"], found["complaints"][0]["where"]) == (2, 1, "line 2")
    assert "cannot be read" in refused(["eval", "lint", "none.jsonl"], capsys)


def test_help_of_the_group_names_its_commands_and_loads_nothing_heavy() -> None:
    code = (
        "import sys; from scribe_plugin.cli import run; run(['eval', 'run', '--help']); run(['eval', '--help'])\n"
        "print(sorted({'numpy', 'scipy', 'anyio', 'rich', 'openai'} & set(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=DEV.parents[2]
    )
    assert result.stderr.strip() == "[]"
    assert all(f"\n  {name} " in result.stdout for name in ("run", "show", "lint"))


def test_a_run_goes_on_with_the_cache_and_the_concurrency_that_it_was_begun_with(
    dataset: str, server: ModelServer, bare: Path
) -> None:
    """Answers that nobody wanted on disk do not get there by --resume."""
    begun = ["eval", "run", dataset, "--out", "r", "--extractor", "llm", "--cache", "off", "--concurrency", "3"]
    assert run(begun) == 0
    records = bare / "r" / "records.jsonl"
    lines = records.read_text(encoding="utf-8").splitlines(keepends=True)
    records.write_text("".join(lines[:2]), encoding="utf-8")
    session = prepare(Options(dataset=Path(dataset), out=Path("r"), resume=True))
    assert session.reviewer.concurrency == 3
    assert run(["eval", "run", dataset, "--out", "r", "--resume"]) == 0
    assert not (bare / "kept.sqlite").exists()
    assert sorted(ids("r")) == sorted(json.loads(line)["id"] for line in lines)
