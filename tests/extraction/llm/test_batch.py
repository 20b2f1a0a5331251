"""Batch files: lines that any server takes, and a reader that loses nothing quietly."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from scribe_plugin.contract import InputError
from scribe_plugin.extraction.llm.batch import BatchRequest, BatchResponses, custom_id, read_responses, write_requests
from scribe_plugin.extraction.llm.pricing import Prices
from scribe_plugin.extraction.llm.request import request_form
from tests.extraction.llm.fake_server import GOOD, MESSAGES, SCHEMA, answer, failure, make_settings

FORM = request_form(make_settings())


def line(name: str, response: Any = None, *, status: int = 200, error: Any = None) -> str:
    body = json.loads(response.content) if response is not None else None
    wrapped = None if body is None else {"status_code": status, "request_id": "r", "body": body}
    return json.dumps({"id": "batch_req_1", "custom_id": name, "response": wrapped, "error": error}) + "\n"


def read(tmp_path: Path, *texts: str, expected: tuple[str, ...] = ("a", "b"), **options: Any) -> BatchResponses:
    paths = []
    for number, text in enumerate(texts):
        paths.append(tmp_path / f"part{number}.jsonl")
        paths[-1].write_text(text, encoding="utf-8")
    return read_responses(paths, expected, SCHEMA, **options)


@pytest.mark.parametrize("note_id", ["dev-001", "a b", "é", "x" * 200, "", "../../etc", "h-", "--r1"])
@pytest.mark.parametrize("repeat", [0, 12])
def test_ids_are_safe_short_and_apart(note_id: str, repeat: int) -> None:
    name = custom_id(note_id, repeat)
    assert len(name) <= 64
    assert name.replace("-", "").replace("_", "").isalnum()
    assert name.isascii()
    assert name.endswith(f"--r{repeat}")
    assert name != custom_id(f"{note_id}_", repeat)
    assert name != custom_id(note_id, repeat + 1)


def test_requests_are_lines_of_the_documented_shape_and_map_back(tmp_path: Path) -> None:
    path = tmp_path / "requests.jsonl"
    ids = write_requests(path, [BatchRequest("n1", MESSAGES), BatchRequest("n 2", MESSAGES, 1)], FORM, SCHEMA)
    assert list(ids.values()) == [("n1", 0), ("n 2", 1)]
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n")
    first, second = map(json.loads, text.splitlines())
    assert first.keys() == {"custom_id", "method", "url", "body"}
    assert (first["method"], first["url"]) == ("POST", "/v1/chat/completions")
    assert first["body"] == FORM.body(MESSAGES, SCHEMA)
    assert [first["custom_id"], second["custom_id"]] == list(ids)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_note_twice_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="asks twice for note 'n'"):
        write_requests(tmp_path / "r.jsonl", [BatchRequest("n", MESSAGES)] * 2, FORM, SCHEMA)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_requests(tmp_path / "none" / "r.jsonl", [], FORM, SCHEMA)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (line("a", answer(GOOD)), "ok"),
        (line("a", answer(refusal="no")), "refusal"),
        (line("a", answer("{", finish="length")), "truncated"),
        (line("a", answer(finish="content_filter")), "content_filter"),
        (line("a", failure(400, code="content_filter"), status=400), "content_filter"),
        (line("a", answer("prose")), "invalid_json"),
        (line("a", answer({"level": "x"})), "schema_violation"),
        (line("a", failure(500), status=500), "transport"),
        (line("a", error={"code": "batch_expired", "message": "Jane Roe"}), "transport"),
        (line("a", error="Jane Roe"), "transport"),
        (json.dumps({"custom_id": "a", "response": {"status_code": 200, "body": "Jane Roe"}}) + "\n", "transport"),
        (json.dumps({"custom_id": "a", "response": {"body": {}}}) + "\n", "transport"),
    ],
)
def test_lines_are_told_apart_as_live_answers_are(tmp_path: Path, text: str, kind: str) -> None:
    result = read(tmp_path, text, expected=("a",))
    assert result.outcomes["a"].kind == kind
    assert (result.outcomes["a"].value == GOOD) is (kind == "ok")
    assert "Jane" not in repr(result)
    assert (result.missing, result.unknown, result.duplicates, result.malformed, result.torn) == ((), (), (), (), ())


def test_usage_and_cost_are_counted(tmp_path: Path) -> None:
    result = read(tmp_path, line("a", answer(GOOD)), expected=("a",), prices=Prices(1.0, None, 1.0))
    assert result.outcomes["a"].usage.total == 120
    assert result.outcomes["a"].cost == pytest.approx(120e-6)


def test_missing_unknown_duplicate_malformed_and_torn_are_reported(tmp_path: Path) -> None:
    text = (
        line("a", failure(500), status=500)
        + "\n"
        + line("stranger", answer(GOOD))
        + line("Jane Roe had surgery", answer(GOOD))
        + "not JSON\n"
        + '"a string"\n'
        + '{"custom_id": 5, "response": {}}\n'
        + line("a", answer(GOOD))
        + line("a", answer({**GOOD, "count": 9}))
        + line("b", answer(GOOD))[:50]
    )
    result = read(tmp_path, text)
    assert result.outcomes.keys() == {"a"}
    assert result.outcomes["a"].value == GOOD
    assert result.missing == ("b",)
    assert result.unknown == ("(not one of ours)", "stranger")
    assert result.duplicates == ("a",)
    assert result.malformed == ("part0.jsonl:5", "part0.jsonl:6", "part0.jsonl:7")
    assert result.torn == ("part0.jsonl",)


def test_a_whole_last_line_without_its_end_counts_and_files_add_up(tmp_path: Path) -> None:
    result = read(tmp_path, line("a", answer(GOOD)).rstrip("\n"), line("b", failure(400), status=400))
    assert [result.outcomes[name].kind for name in "ab"] == ["ok", "transport"]
    assert (result.torn, result.missing) == ((), ())


def test_bytes_that_are_no_text_are_malformed(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\xff\xfe\n" + line("a", answer(GOOD)).encode())
    result = read_responses([path], ["a"], SCHEMA)
    assert (result.malformed, result.outcomes["a"].ok) == (("x.jsonl:1",), True)


def test_prose_is_read_where_the_server_was_not_held_to_the_schema(tmp_path: Path) -> None:
    text = line("a", answer(f"Here: {json.dumps(GOOD)}"))
    assert read(tmp_path, text, strict=False).outcomes["a"].ok
    assert not read(tmp_path, text).outcomes["a"].ok


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_responses([tmp_path / "none.jsonl"], ["a"], SCHEMA)
