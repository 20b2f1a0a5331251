"""``eval requests`` and ``eval score``: the same evaluation through batch files."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scribe_plugin.cli import run
from scribe_plugin.contract import LabelledNote
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.evaluation.records import Record, RunFolder

DEV = Path(__file__).parents[2] / "evals" / "datasets" / "dev.jsonl"
COUNT = 5


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A process with a model that nobody can reach, in an empty folder."""
    for name in [name for name in os.environ if name.upper().startswith(("ALIF_SCRIBE_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ALIF_SCRIBE_MODEL", "labels")
    monkeypatch.setenv("ALIF_SCRIBE_PRICE_INPUT", "1")
    monkeypatch.setenv("ALIF_SCRIBE_PRICE_OUTPUT", "10")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def notes() -> list[LabelledNote]:
    """A few labelled notes."""
    return load(DEV)[:COUNT]


@pytest.fixture
def asked(bare: Path, notes: list[LabelledNote]) -> list[str]:
    """A dataset and its requests; the custom ids in their order."""
    written("set.jsonl", notes)
    assert run(["eval", "requests", "set.jsonl", "--out", "b/../req.jsonl"]) == 2, "a folder that is not there"
    assert run(["eval", "requests", "set.jsonl", "--out", "req.jsonl"]) == 0
    return [json.loads(line)["custom_id"] for line in Path("req.jsonl").read_text().splitlines()]


def written(name: str, notes: list[LabelledNote]) -> None:
    """Write a dataset."""
    Path(name).write_text("".join(f"{note.model_dump_json()}\n" for note in notes), encoding="utf-8")


def body(note: LabelledNote) -> dict[str, Any]:
    """Return a chat completion that gives a note's labels."""
    text = json.dumps(note.gold.elements.model_dump(mode="json"))
    return {
        "id": "c",
        "model": "labels-1",
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
    }


def openai_line(name: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Return a line as OpenAI Batch gives it."""
    response = {"status_code": 200, "request_id": "r", "body": answer}
    return {"id": "batch_req_1", "custom_id": name, "response": response, "error": None}


def azure_line(name: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Return a line as Azure gives it."""
    return {"custom_id": name, "response": {"body": answer, "request_id": "", "status_code": 200}, "error": None}


def vllm_line(name: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Return a line as ``vllm run-batch`` gives it."""
    answer = {**answer, "object": "chat.completion", "prompt_logprobs": None}
    return {
        "id": "vllm-1",
        "custom_id": name,
        "response": {"status_code": 200, "request_id": "vllm-batch-1", "body": answer},
        "error": None,
    }


def answered(name: str, lines: list[dict[str, Any]]) -> str:
    """Write a response file."""
    Path(name).write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return name


def golden(asked: list[str], notes: list[LabelledNote]) -> list[dict[str, Any]]:
    """Return the labels as answers."""
    return [openai_line(name, body(note)) for name, note in zip(asked, notes, strict=True)]


def records(folder: str) -> list[Record]:
    """Return the records of a run."""
    return RunFolder.open(Path(folder)).records()[0]


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one sentence with which a command refuses; no run is left behind."""
    capsys.readouterr()
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("alif-scribe: ")
    assert err.count("\n") == 1
    assert not Path("r").exists()
    return err


SCORE = ["eval", "score", "set.jsonl", "--out", "r", "--responses"]


def test_requests_are_lines_of_a_batch_with_a_map_beside_them(
    capsys: pytest.CaptureFixture[str], asked: list[str], notes: list[LabelledNote]
) -> None:
    out = capsys.readouterr().out
    assert f"{COUNT} requests to labels with prompt alif/v1 in req.jsonl" in out
    assert "req.jsonl.map.json" in out
    lines = [json.loads(line) for line in Path("req.jsonl").read_text().splitlines()]
    assert {(line["method"], line["url"], line["body"]["model"]) for line in lines} == {
        ("POST", "/v1/chat/completions", "labels")
    }
    assert all(
        note.encounter.documents[0].text in line["body"]["messages"][1]["content"]
        for line, note in zip(lines, notes, strict=True)
    )
    made = json.loads(Path("req.jsonl.map.json").read_text())
    assert [(made["requests"][name]["note"], made["requests"][name]["repeat"]) for name in asked] == [
        (note.id, 0) for note in notes
    ]
    assert all(note.encounter.documents[0].text not in Path("req.jsonl.map.json").read_text() for note in notes)
    assert {stat.S_IMODE(Path(name).stat().st_mode) for name in ("req.jsonl", "req.jsonl.map.json")} == {0o600}
    assert "is there already" in refused(["eval", "requests", "set.jsonl", "--out", "req.jsonl"], capsys)


@pytest.mark.parametrize("shape", [openai_line, azure_line, vllm_line])
def test_labels_as_answers_make_a_run_that_equals_the_labels(
    shape: Callable[[str, dict[str, Any]], dict[str, Any]],
    asked: list[str],
    notes: list[LabelledNote],
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = [shape(name, body(note)) for name, note in zip(asked, notes, strict=True)]
    answered("one.jsonl", lines[::2])
    answered("two.jsonl", lines[1::2][::-1])
    capsys.readouterr()
    assert run([*SCORE, "one.jsonl", "--responses", "two.jsonl", "--prompt", "alif/v1"]) == 0
    out, err = capsys.readouterr()
    assert (err, f"{COUNT} of {COUNT} readings scored" in out) == ("", True)
    folder = RunFolder.open(Path("r"))
    assert folder.summary is not None
    assert all(row["exact"]["value"] == 1.0 for row in [*folder.summary["fields"], folder.summary["charge"]])
    assert folder.summary["critical_misses"] == {}
    assert folder.summary["cost"]["usd"] == pytest.approx(COUNT * 0.002)
    assert [record.id for record in records("r")] == [note.id for note in notes] == folder.manifest.chosen
    manifest = folder.manifest
    assert (manifest.extractor, manifest.model, manifest.prompt) == ("llm", "labels", "alif/v1")
    assert manifest.options["batch"]["repair"].startswith("no repair round")
    assert manifest.options["settings"]["repair_rounds"] == 0
    assert (Path("r") / "prompt" / "system.j2").is_file()
    assert run(["eval", "show", "r"]) == 0
    assert capsys.readouterr().out == out
    assert "seconds a reading" not in out, "a batch has no latency"
    assert run([*SCORE, "one.jsonl"]) == 2
    assert "r holds files already" in capsys.readouterr().err


@pytest.mark.slow
def test_all_of_dev_equals_its_labels(bare: Path) -> None:
    notes = load(DEV)
    written("set.jsonl", notes)
    run(["eval", "requests", "set.jsonl", "--out", "req.jsonl"])
    names = [json.loads(line)["custom_id"] for line in Path("req.jsonl").read_text().splitlines()]
    assert run([*SCORE, answered("out.jsonl", golden(names, notes))]) == 0
    summary = RunFolder.open(Path("r")).summary
    assert summary is not None
    assert (summary["scored"], {row["exact"]["value"] for row in summary["fields"]}) == (len(notes), {1.0})


def test_an_answer_is_guarded_and_not_repaired(asked: list[str], notes: list[LabelledNote]) -> None:
    elements = notes[0].gold.elements.model_dump(mode="json")
    assert elements["device"]["devices"]
    for device in elements["device"]["devices"]:
        device["evidence"] = [{"document": "op", "quote": "words that stand in no note at all"}]
    tree = body(notes[0])
    tree["choices"][0]["message"]["content"] = json.dumps(elements)
    lines = [openai_line(asked[0], tree), *golden(asked, notes)[1:]]
    assert run([*SCORE, answered("out.jsonl", lines)]) == 0
    first = records("r")[0]
    assert first.rejected > 0
    assert first.requests == 1
    assert first.elements is not None
    assert first.elements.device.devices == []


def test_repeats_are_told_apart(bare: Path, notes: list[LabelledNote]) -> None:
    written("set.jsonl", notes)
    run(["eval", "requests", "set.jsonl", "--out", "req.jsonl", "--repeat", "2", "--sample", "2"])
    names = [json.loads(line)["custom_id"] for line in Path("req.jsonl").read_text().splitlines()]
    made = json.loads(Path("req.jsonl.map.json").read_text())["requests"]
    known = {note.id: note for note in notes}
    lines = [openai_line(name, body(known[made[name]["note"]])) for name in names]
    assert run([*SCORE, answered("out.jsonl", lines)]) == 0
    assert len({record.key for record in records("r")}) == 4


def test_failed_expired_and_missing_answers_are_errors_apart(
    asked: list[str], notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = golden(asked, notes)
    error = {"message": "no", "type": "invalid_request_error"}
    lines[0]["response"] = {"status_code": 400, "request_id": "r", "body": {"error": error}}
    lines[1] = {**lines[1], "response": None, "error": {"code": "batch_expired", "message": "late"}}
    lines[2]["response"]["body"]["choices"][0]["message"] = {"role": "assistant", "content": None, "refusal": "no"}
    answered("out.jsonl", lines[:4])
    assert run([*SCORE, "out.jsonl"]) == 0
    err = capsys.readouterr().err
    assert f"1 request ({asked[4]!r}) without an answer; they count as errors" in err
    found = {record.id: record for record in records("r")}
    assert [found[note.id].status for note in notes] == ["error", "error", "error", "scored", "error"]
    assert "the batch ended before it came to this request" in (found[notes[1].id].error or "")
    assert "no answer" in (found[notes[4].id].error or "")
    assert found[notes[4].id].requests == 0


def test_nothing_scored_fails(asked: list[str]) -> None:
    assert run([*SCORE, answered("out.jsonl", [])]) == 1


# What is refused


def test_unknown_duplicate_and_broken_lines_are_one_sentence_with_counts(
    asked: list[str], notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = golden(asked, notes)
    strange = [openai_line("other--r0", body(notes[0])), openai_line("patient words", body(notes[0]))]
    said = refused([*SCORE, answered("out.jsonl", [*lines, *strange])], capsys)
    assert "2 answers ('(not one of ours)' and 1 more) to requests that are not of this file" in said
    assert "patient words" not in said
    said = refused([*SCORE, answered("twice.jsonl", [*lines, lines[0], lines[1]])], capsys)
    assert "2 requests" in said
    assert "answered more than once" in said
    Path("bad.jsonl").write_text('{"custom_id": 7}\n[]\n' + json.dumps(lines[0]) + "\n")
    assert "2 lines ('bad.jsonl:1' and 1 more)" in refused([*SCORE, "bad.jsonl"], capsys)
    Path("torn.jsonl").write_text(json.dumps(lines[0]) + "\n" + json.dumps(lines[1])[:50])
    assert "torn.jsonl breaks off in its last line" in refused([*SCORE, "torn.jsonl"], capsys)
    assert "cannot be read" in refused([*SCORE, "none.jsonl"], capsys)
    assert run([*SCORE, "out.jsonl", "--ignore-unknown"]) == 0
    assert "2 answers" in capsys.readouterr().err
    assert len(records("r")) == COUNT


def test_answers_to_another_prompt_or_model_are_unknown(
    asked: list[str], notes: list[LabelledNote], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["prompt", "new", "alif/v1", "v2"])
    system = Path("v2/system.j2")
    system.write_text(system.read_text() + "\nBe brief.\n")
    run(["eval", "requests", "set.jsonl", "--out", "two.jsonl", "--prompt", "./v2"])
    answered("out.jsonl", golden(asked, notes))
    assert "2 maps of requests lie beside the responses" in refused([*SCORE, "out.jsonl"], capsys)
    assert f"{COUNT} answers" in refused([*SCORE, "out.jsonl", "--requests", "two.jsonl"], capsys)
    wrong = [*SCORE, "out.jsonl", "--requests", "req.jsonl", "--prompt", "./v2"]
    assert "which ./v2 is not" in refused(wrong, capsys)
    monkeypatch.setenv("ALIF_SCRIBE_MODEL", "other")
    run(["eval", "requests", "set.jsonl", "--out", "three.jsonl"])
    assert f"{COUNT} answers" in refused([*SCORE, "out.jsonl", "--requests", "three.jsonl"], capsys)


def test_a_prompt_that_is_edited_meanwhile_is_scored_as_it_was_sent(bare: Path, notes: list[LabelledNote]) -> None:
    written("set.jsonl", notes)
    run(["prompt", "new", "alif/v1", "v2"])
    before = Path("v2/system.j2").read_text()
    run(["eval", "requests", "set.jsonl", "--out", "req.jsonl", "--prompt", "./v2"])
    names = [json.loads(line)["custom_id"] for line in Path("req.jsonl").read_text().splitlines()]
    Path("v2/system.j2").write_text("{{ broken")
    assert run([*SCORE, answered("out.jsonl", golden(names, notes))]) == 0
    assert (Path("r") / "prompt" / "system.j2").read_text() == before
    assert RunFolder.open(Path("r")).manifest.prompt == "v2"


def test_labels_may_change_meanwhile_and_documents_may_not(
    asked: list[str], notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]
) -> None:
    answered("out.jsonl", golden(asked, notes))
    tree = json.loads(notes[0].model_dump_json())
    tree["encounter"]["documents"][0]["text"] += "\nAddendum."
    written("set.jsonl", [LabelledNote.model_validate(tree), *notes[1:]])
    said = refused([*SCORE, "out.jsonl"], capsys)
    assert f"the documents of 1 note ({notes[0].id!r}) are not those that were sent" in said
    written("set.jsonl", notes[1:])
    assert f"lacks 1 note ({notes[0].id!r})" in refused([*SCORE, "out.jsonl"], capsys)
    tree = json.loads(notes[0].model_dump_json())
    tree["gold"]["elements"]["levels"]["described"] = ["L1-L2"]
    written("set.jsonl", [LabelledNote.model_validate(tree), *notes[1:]])
    assert run([*SCORE, "out.jsonl"]) == 0
    assert not records("r")[0].mark("levels.described").exact


def test_maps_and_models_that_are_not_there_are_a_sentence(
    asked: list[str], notes: list[LabelledNote], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("elsewhere").mkdir()
    answered("elsewhere/out.jsonl", golden(asked, notes))
    assert "no map of requests lies beside" in refused([*SCORE, "elsewhere/out.jsonl"], capsys)
    Path("x.map.json").write_text("{}")
    named = [*SCORE, "elsewhere/out.jsonl", "--requests"]
    assert "is no map of requests" in refused([*named, "x"], capsys)
    assert "cannot be read" in refused([*named, "none"], capsys)
    monkeypatch.delenv("ALIF_SCRIBE_MODEL")
    assert "model" in refused(["eval", "requests", "set.jsonl", "--out", "y.jsonl"], capsys)
    assert run([*named, "req.jsonl"]) == 0, "scoring needs no model"
