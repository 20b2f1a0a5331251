"""``alif-scribe review`` with a model: pages, JSON, sentences on standard error, and exit codes."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from scribe_plugin.cli import run
from scribe_plugin.contract import Elements, Review
from scribe_plugin.pipeline import review
from tests.builders import NOTE
from tests.extraction.llm.asking import changed, configure, parts_of, serve, tree, without_quotes, without_settings
from tests.extraction.llm.fake_server import KEY, FakeModel, answer, failure, refused


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The short note, in a folder without settings."""
    without_settings(monkeypatch, tmp_path)
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    return "note.txt"


@pytest.fixture
def model(file: str, monkeypatch: pytest.MonkeyPatch, elements: Elements) -> FakeModel:
    """A configured model that answers with the elements of the short note."""
    configure(monkeypatch)
    return serve(monkeypatch, FakeModel(then=lambda _: answer(tree(elements))))


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Standard output and standard error, neither with a traceback or a secret."""
    captured = capsys.readouterr()
    for text in captured:
        assert "Traceback" not in text
        assert KEY not in text
    return captured.out, captured.err


def test_both_readers_read_where_a_model_is_configured(
    file: str, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["review", file]) == 0
    out, err = said(capsys)
    assert err == ""
    assert "Prompt set alif/v1 is a draft." in out
    flat = " ".join(out.split())
    assert re.search(r"both readers · served-model · prompt alif/v1 [0-9a-f]{8} · 120 tokens", flat)
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("extractor", ["llm", "both"])
def test_json_carries_everything(
    extractor: str, file: str, model: FakeModel, elements: Elements, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = changed(elements, device__separate_plate="present", approach__position="not_stated")
    model.steps = [answer(wrong), parts_of(wrong)]
    assert run(["review", file, "--extractor", extractor, "--json"]) == 0
    out, err = said(capsys)
    assert err == ""
    shown = Review.model_validate_json(out)
    assert [item.path for item in shown.rejected] == ["device.separate_plate"]
    assert shown.rejected[0].value == "present"
    assert [call.kind for call in shown.provenance.calls] == ["ok", "ok"]
    assert shown.provenance.extractor == extractor
    differences = [item.path for item in shown.cross_check]
    assert ("approach.position" in differences) is (extractor == "both")
    assert shown.elements.approach.position == ("supine" if extractor == "both" else "not_stated")


def test_a_page_shows_differences_and_rejections(
    file: str, model: FakeModel, elements: Elements, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = changed(elements, device__separate_plate="present", levels__titled=[])
    model.steps = [answer(wrong), parts_of(wrong)]
    assert run(["review", file]) == 0
    out, _ = said(capsys)
    flat = " ".join(out.split())
    assert "Two readers differ" in out
    assert "Two readers differ on levels titled: only the embedded reader reads L5-S1; check the note." in flat
    assert "Said by the model, not borne out by the note" in out
    assert "device.separate_plate device.separate_plate" in flat


DEGRADED: dict[str, tuple[Any, str, bool]] = {
    "refusal": (answer(refusal="Jane Roe, no"), "refusal: the model refused to answer", False),
    "truncated": (answer("{", finish="length"), "truncated: the answer reached its limit of tokens", False),
    "filter": (answer(None, finish="content_filter"), "content filter: the provider's content filter", False),
    "no JSON": (answer("Jane Roe had surgery"), "invalid json: the answer is not JSON", False),
    "down": (refused(), "transport: the model server at models.example cannot be reached", False),
    "busy": (failure(429), "transport: the model server at models.example limits the rate", False),
    "bad key": (
        failure(401, message=f"bad {KEY}"),
        "transport: the model server at models.example does not accept",
        True,
    ),
    "unknown model": (failure(404), "transport: the model server at models.example does not know the model", True),
}


@pytest.mark.parametrize(("reply", "reason", "configuration"), DEGRADED.values(), ids=DEGRADED)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_model_that_does_not_answer_leaves_the_embedded_page_and_one_sentence(
    reply: Any, reason: str, configuration: bool, as_json: bool, file: str, model: FakeModel, capsys: Any
) -> None:
    model.then = reply
    assert run(["review", file, *(["--json"] if as_json else [])]) == (2 if configuration else 0)
    out, err = said(capsys)
    assert err.startswith(f"alif-scribe: note was read without the model ({reason}")
    assert err.count("\n") == 1
    assert "Jane" not in out + err
    if as_json:
        shown = Review.model_validate_json(out)
        plain = review(NOTE, extractor="embedded")
        assert (shown.provenance.degraded, shown.provenance.degraded_by_configuration) == (True, configuration)
        assert shown.provenance.degraded_reason is not None
        assert shown.provenance.degraded_reason in err
        assert shown.model_copy(update={"provenance": plain.provenance}) == plain
    else:
        assert f"Read without the model: {reason[:40]}" in out
        assert "Alerts" in out
        assert "embedded reader" in out


def test_several_files_keep_their_order_and_one_bad_file_fails_at_the_end(
    model: FakeModel, elements: Elements, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    levels = ["L2-L3", "L3-L4", "L4-L5", "L5-S1"]
    for level in levels:
        (tmp_path / f"{level}.txt").write_text(NOTE.replace("L5-S1", level), encoding="utf-8")
    (tmp_path / "empty.txt").touch()

    def reply(body: dict[str, Any]) -> httpx2.Response:
        level = re.findall(r"The (L\d-[LS]\d) disc was", body["messages"][1]["content"])[-1]
        if level == "L4-L5":
            return answer(refusal="no")
        return answer(json.loads(json.dumps(tree(elements)).replace("L5-S1", level)))

    model.then = reply
    files = [f"{level}.txt" for level in levels]
    assert run(["review", files[0], "empty.txt", *files[1:], "missing.txt", "--extractor", "llm", "--json"]) == 2
    out, err = said(capsys)
    shown = [Review.model_validate_json(line) for line in out.splitlines()]
    assert [item.encounter_id for item in shown] == levels
    assert [item.elements.effective_interspaces for item in shown] == [[level] for level in levels]
    assert [item.provenance.degraded for item in shown] == [False, False, True, False]
    sentences = err.splitlines()
    assert len(sentences) == 3
    assert "empty.txt is empty" in sentences[0]
    assert "L4-L5 was read without the model (refusal" in sentences[1]
    assert "missing.txt does not exist" in sentences[2]
    assert len(model.requests) == 4


def test_more_files_than_places_are_all_reviewed(
    model: FakeModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALIF_SCRIBE_CONCURRENCY", "2")
    names = [f"note-{number}.txt" for number in range(7)]
    for name in names:
        (tmp_path / name).write_text(NOTE, encoding="utf-8")
    assert run(["review", *names, "--json"]) == 0
    out, _ = said(capsys)
    assert [json.loads(line)["encounter_id"] for line in out.splitlines()] == [name[:-4] for name in names]
    assert len(model.requests) == 7


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--extractor", "llm"], "no model is configured; set ALIF_SCRIBE_MODEL"),
        (["--extractor", "both"], "no model is configured"),
        (["--prompt", "alif/v1"], "no model is configured"),
        (["--extractor", "embedded", "--prompt", "alif/v1"], "uses no prompt"),
    ],
)
def test_a_model_that_is_asked_for_and_not_there_is_one_sentence(
    arguments: list[str], words: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["review", file, *arguments]) == 2
    out, err = said(capsys)
    assert out == ""
    assert err.startswith("alif-scribe: ")
    assert err.count("\n") == 1
    assert words in err


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BASE_URL", "ftp://models.example", "base_url"),
        ("BASE_URL", "http://models.example/v1", "unencrypted"),
        ("BASE_URL", f"https://user:{KEY}@models.example", "credentials"),
        ("MAX_ATTEMPTS", "many", "ALIF_SCRIBE_MAX_ATTEMPTS"),
        ("API_KEY", f"{KEY} {KEY}", "api_key"),
        ("PROMPT", "no/such", "no/such"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence_without_secrets(
    name: str,
    value: str,
    words: str,
    file: str,
    model: FakeModel,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(f"ALIF_SCRIBE_{name}", value)
    assert run(["review", file]) == 2
    out, err = said(capsys)
    assert out == ""
    assert err.count("\n") == 1
    assert words.lower() in err.lower()
    assert model.requests == []


def test_the_settings_file_of_the_folder_counts(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, elements: Elements, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = serve(monkeypatch, FakeModel(then=lambda _: answer(tree(elements))))
    (tmp_path / "alif-scribe.toml").write_text('model = "tiny"\nbase_url = "http://localhost:9/v1"\n')
    assert run(["review", file, "--json"]) == 0
    assert json.loads(said(capsys)[0])["provenance"]["extractor"] == "both"
    assert fake.headers[0]["authorization"] == "Bearer none"


def test_the_embedded_reader_is_a_choice_where_a_model_is_configured(
    file: str, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["review", file, "--extractor", "embedded", "--json"]) == 0
    shown = Review.model_validate_json(said(capsys)[0])
    assert without_quotes(shown.elements) == without_quotes(review(NOTE, extractor="embedded").elements)
    assert model.requests == []


def test_a_review_without_a_model_imports_nothing_of_one(file: str) -> None:
    program = (
        "import sys; from scribe_plugin.cli import run; run(['review', 'note.txt', '--json']);"
        "print(sorted({'openai', 'httpx2', 'tenacity', 'jinja2', 'pydantic_settings', 'sqlite3'} & set(sys.modules)),"
        " file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stderr.strip() == "[]"
    assert json.loads(result.stdout)["provenance"]["extractor"] == "embedded"


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_reader_of_the_output_that_leaves_ends_the_reviews_quietly(options: list[str], file: str) -> None:
    command = [sys.executable, "-m", "scribe_plugin", "review", *[file] * 3, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0
