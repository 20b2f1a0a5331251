"""``eval ablate`` on a model that follows its prompt."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scribe_plugin.cli import run
from scribe_plugin.contract import EMPTY_ELEMENTS, LabelledNote
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.evaluation.records import RunFolder
from tests.evaluation.model_server import ModelServer, serving

DEV = Path(__file__).parents[2] / "evals" / "datasets" / "dev.jsonl"
COUNT = 12
ASK = ["eval", "ablate", "set.jsonl", "--out", "a"]


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A process without settings, in an empty folder."""
    for name in [name for name in os.environ if name.upper().startswith(("ALIF_SCRIBE_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def notes() -> list[LabelledNote]:
    """Notes with a device."""
    return [note for note in load(DEV) if note.gold.elements.device.devices][:COUNT]


@pytest.fixture
def server(bare: Path, notes: list[LabelledNote], monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    """A model that says of an element what the labels do, so long as its prompt tells it of the element."""
    (bare / "set.jsonl").write_text("".join(f"{note.model_dump_json()}\n" for note in notes), encoding="utf-8")
    with serving(notes) as model:
        knowing = model.reply

        def reply(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
            status, answer = knowing(body)
            if status == 200:
                message = answer["choices"][0]["message"]
                elements = json.loads(message["content"])
                for name in ("device", "access"):
                    if name in elements and f"## `{name}`" not in body["messages"][0]["content"]:
                        elements[name] = EMPTY_ELEMENTS[name]
                message["content"] = json.dumps(elements)
                answer["usage"]["prompt_tokens"] = len(body["messages"][0]["content"]) // 4
            return status, answer

        monkeypatch.setattr(model, "reply", reply)
        given = {"CACHE_PATH": str(bare / "kept.sqlite"), "PRICE_INPUT": "1", "PRICE_OUTPUT": "1"}
        for name, value in model.environment.items() | {(f"ALIF_SCRIBE_{key}", given[key]) for key in given}:
            monkeypatch.setenv(name, value)
        yield model


def test_a_block_that_matters_is_found_and_one_that_does_not_is_not(
    server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = [*ASK, "--block", "device", "--block", "rule.7", "--json"]
    assert run(ask) == 0
    out, err = capsys.readouterr()
    assert f"2 blocks, {3 * COUNT} readings in all" in err
    found = json.loads(out)
    device, rule = found["blocks"]
    assert (found["prompt"], found["model"], device["name"], rule["name"]) == ("alif/v1", "labels", "device", "rule.7")
    moved = {change["name"]: change for change in device["fields"] if change["verdict"] != "the same"}
    worse = moved["device.devices"]
    assert (worse["verdict"], worse["better"], len(worse["worse"])) == ("worse", [], COUNT)
    assert (worse["share"]["first"], worse["share"]["second"]) == (1.0, 0.0)
    assert worse["adjusted"] > worse["p"], "adjusted over both blocks"
    assert found["asked"] == len(device["fields"]) + len(rule["fields"])
    assert all(name.startswith(("device", "charge")) for name in moved)
    assert {change["verdict"] for change in rule["fields"] + rule["alerts"]} == {"the same"}
    first, second = device["took"]
    assert device["tokens"] > 300
    assert first["prompt_tokens"] - second["prompt_tokens"] == pytest.approx(device["tokens"], abs=3)
    assert first["usd"] - second["usd"] == pytest.approx((first["prompt_tokens"] - second["prompt_tokens"]) / 1000)
    page = Path("a/ablation.md").read_text()
    assert page.startswith("# What the parts of alif/v1 are worth\n")
    assert "| device | 387 |" in page
    assert json.loads(Path("a/ablation.json").read_text()) == found
    manifest = RunFolder.open(Path("a/without-device")).manifest
    assert (manifest.prompt, manifest.prompt_status) == ("without-device", "draft")
    assert Path("a/prompts/without-device/elements/device.j2").read_text() == ""


def test_it_goes_on_where_it_stopped_and_asks_nothing_twice(
    server: ModelServer, notes: list[LabelledNote], capsys: pytest.CaptureFixture[str]
) -> None:
    ask = [*ASK, "--block", "access", "--block", "example.1-alif-staged"]
    server.broken = {notes[0].id}
    assert run(ask) == 0
    first = capsys.readouterr().out
    assert "without access: 1 readings are errors" in first
    assert max(map(len, first.splitlines())) <= 150
    server.broken = set()
    before = len(server.asked)
    assert run(ask) == 0
    assert server.asked[before:] == [notes[0].id] * 3
    out, err = capsys.readouterr()
    assert "errors" not in out
    assert f"full: 1 of {COUNT} readings to do" in err
    assert run([*ask, "--block", "rule.1"]) == 0
    assert len(server.asked) == before + 3 + COUNT


def test_listing_asks_no_model_and_leaves_nothing(server: ModelServer, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ASK, "--list"]) == 0
    out = capsys.readouterr().out
    assert f"{22 * COUNT} readings in all" in out
    assert "\ndevice " in out
    assert run([*ASK, "--list", "--json", "--block", "rule.1"]) == 0
    assert json.loads(capsys.readouterr().out)["readings"] == 2 * COUNT
    assert (server.asked, Path("a").exists()) == ([], False)


def test_what_cannot_be_used_is_one_sentence(
    server: ModelServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(arguments: list[str]) -> str:
        capsys.readouterr()
        assert run(arguments) == 2
        out, err = capsys.readouterr()
        assert (out, "Traceback" in err) == ("", False)
        return err.splitlines()[-1]

    assert "has no block 'x'" in refused([*ASK, "--block", "x"])
    assert "cannot be read" in refused(["eval", "ablate", "none.jsonl", "--out", "a"])
    assert run([*ASK, "--block", "rule.1", "--sample", "3"]) == 0
    assert "other notes" in refused([*ASK, "--block", "rule.1"])
    run(["prompt", "new", "alif/v1", "v2"])
    Path("v2/system.j2").write_text(Path("v2/system.j2").read_text() + "\nBe brief.\n")
    assert "another prompt set" in refused([*ASK, "--block", "rule.1", "--sample", "3", "--prompt", "./v2"])
    monkeypatch.setattr(server, "reply", lambda _: (401, {"error": {"message": "no"}}))
    assert "give the command again" in refused(
        ["eval", "ablate", "set.jsonl", "--out", "b", "--block", "rule.2", "--sample", "5"]
    )
    monkeypatch.delenv("ALIF_SCRIBE_MODEL")
    assert "model" in refused(["eval", "ablate", "set.jsonl", "--out", "c", "--block", "rule.1"])
