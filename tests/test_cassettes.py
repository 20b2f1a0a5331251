"""Recordings are used, fresh, and hold nothing but what was made up here."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from scribe_plugin.extraction.llm.prompts import load_prompt
from scribe_plugin.extraction.llm.reader import answer_schema
from tests import recordings

TESTS = Path(__file__).parent
FILES = sorted(recordings.CASSETTES.rglob("*.yaml"))

CLEAN = """\
about: {model: tiny}
interactions:
- request:
    uri: https://model.invalid/v1/chat/completions
    headers: {content-type: [application/json]}
    json: {messages: [{role: system, content: Fill.}, {role: user, content: "<<<DOCUMENT 1\\nMade up.\\n<<<END 1"}]}
  response:
    headers: {content-type: [application/json]}
    json: {model: tiny}
"""


def name_of(path: Path) -> str:
    return path.relative_to(recordings.CASSETTES).as_posix()


def module_of(path: Path) -> ModuleType:
    """The test module that a folder of cassettes is named after."""
    (file,) = TESTS.rglob(f"{path.parent.name}.py")
    return import_module(".".join(["tests", *file.relative_to(TESTS).with_suffix("").parts]))


def cassettes_of(module: ModuleType) -> Iterator[str]:
    for name, test in vars(module).items():
        if name.startswith("test_"):
            marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "default_cassette"]
            yield marks[0].args[0] if marks else name


def header(path: Path) -> dict[str, str]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))["about"]


def test_there_are_cassettes_and_each_is_used_by_a_test_of_the_module_that_it_is_named_after() -> None:
    assert FILES
    for folder in {path.parent for path in FILES}:
        used = set(cassettes_of(module_of(next(folder.glob("*.yaml")))))
        assert {path.stem for path in folder.glob("*.yaml")} == used, f"run {recordings.SCRIPT}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_cassette_holds_no_secret_no_machine_and_only_listed_headers(path: Path) -> None:
    assert recordings.leaks(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_notes_in_a_cassette_are_those_of_its_test(path: Path) -> None:
    assert recordings.foreign_words(path.read_text(encoding="utf-8"), module_of(path).NOTES) == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_header_says_who_answered_and_that_the_notes_are_made_up(path: Path) -> None:
    about = header(path)
    assert about["model"]
    assert about["notes"] == recordings.NOTES
    assert about["recorded_by"] == recordings.SCRIPT
    served = {item["response"]["json"].get("model") for item in yaml.safe_load(path.read_text())["interactions"]} - {
        None
    }
    assert all(about["model"].startswith(name) for name in served)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_cassette_is_older_than_its_prompt_its_schema_or_its_note(path: Path) -> None:
    about, parts = header(path), {"prompt": None, "schema": None}
    if "prompt" in about:
        own = TESTS / "prompts" / about["prompt"]
        parts["prompt"] = load_prompt(str(own) if own.is_dir() else about["prompt"])
    if "schema_sha256" in about:
        parts["schema"] = answer_schema()
    current: list[dict[str, Any]] = [recordings.fingerprint(note=note, **parts) for note in module_of(path).NOTES]
    sentences = [recordings.stale(about, one, name_of(path)) for one in current]
    assert None in sentences, min(filter(None, sentences), key=len)


def test_a_changed_prompt_makes_one_sentence_that_names_the_script() -> None:
    sentence = recordings.stale({"prompt_sha256": "old", "note_sha256": "1"}, {"prompt_sha256": "new"}, "a.yaml")
    assert sentence == "a.yaml is stale (prompt_sha256 changed); run scripts/record_cassettes.py to record it anew"
    assert recordings.stale({"prompt_sha256": "new"}, {"prompt_sha256": "new"}, "a.yaml") is None


@pytest.mark.parametrize(
    ("put", "instead", "said"),
    [
        ("Fill.", "Fill. sk-abcdefgh12345678", "it holds a key"),
        ("Fill.", "Bearer abc", "it holds an authorization"),
        ("model: tiny}\n", "model: tiny, from: org-abcdefgh}\n", "it holds an organization"),
        ("{model: tiny}", "{model: /home/somebody/tiny}", "it holds a path or address of a machine"),
        (
            "headers: {content-type",
            "headers: {x-request-id: [a], content-type",
            "its request keeps the header x-request-id",
        ),
        ("https://model.invalid", "https://api.example.com", "its request names a real server"),
    ],
)
def test_what_should_not_be_kept_is_found(put: str, instead: str, said: str) -> None:
    assert recordings.leaks(CLEAN) == []
    assert said in recordings.leaks(CLEAN.replace(put, instead, 1))


def test_a_note_from_elsewhere_is_found() -> None:
    assert recordings.foreign_words(CLEAN, ["Made up.\n"]) == []
    (sentence,) = recordings.foreign_words(CLEAN.replace("Made up.", "Made up. Real."), ["Made up."])
    assert not re.search("real", sentence, re.IGNORECASE)


def test_responses_keep_listed_headers_and_keys_only() -> None:
    kept = recordings.keep_response(
        {
            "headers": {"Set-Cookie": ["a"], "openai-organization": ["b"], "Content-Type": ["application/json"]},
            "body": {"string": b'{"id": "chatcmpl-x", "created": 17, "timings": {}, "model": "tiny"}'},
        }
    )
    assert kept["headers"] == {"Content-Type": ["application/json"]}
    assert kept["body"]["string"] == b'{"created": 0, "id": "chatcmpl-recorded", "model": "tiny"}'
