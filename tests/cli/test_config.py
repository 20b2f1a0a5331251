"""The ``config`` command: every setting with its origin, and no secret."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scribe_plugin.cli import run
from scribe_plugin.extraction.llm.settings import ModelSettings

SECRET = "sk-very-secret"


@pytest.fixture(autouse=True)
def _clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = [f"ALIF_SCRIBE_{name.upper()}" for name in ("config", *ModelSettings.model_fields)]
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", *names):
        monkeypatch.delenv(name, raising=False)


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["config", *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_without_a_model_the_embedded_reader_is_the_default(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(capsys)
    assert all(f"{name} " in out for name in ModelSettings.model_fields)
    assert "No model is configured" in out
    assert "The extractor is embedded" in out


def test_values_origins_and_masked_secrets(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "alif-scribe.toml").write_text(f'api_key = "{SECRET}"\nuser = "dr.roe"\n')
    monkeypatch.setenv("ALIF_SCRIBE_MODEL", "tiny")
    monkeypatch.setenv("ALIF_SCRIBE_PORT", "tcp://10.0.0.1")
    text, report = shown(capsys), json.loads(shown(capsys, "--json"))
    for out in (text, json.dumps(report)):
        assert SECRET not in out
        assert "dr.roe" not in out
        assert "********" in out
    assert report["settings"]["model"] == {"value": "tiny", "origin": "environment ALIF_SCRIBE_MODEL"}
    assert report["settings"]["api_key"]["origin"] == "file alif-scribe.toml"
    assert report["settings"]["timeout_s"] == {"value": 60.0, "origin": "default"}
    assert (report["model_configured"], report["default_extractor"], report["problem"]) == (True, "both", None)
    assert report["ignored"] == ["ALIF_SCRIBE_PORT"]
    assert "The extractor is both" in " ".join(text.split())


def test_a_model_that_cannot_be_called_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIF_SCRIBE_MODEL", "tiny")
    assert "cannot be called: the model needs a key" in " ".join(shown(capsys).split())
    assert json.loads(shown(capsys, "--json"))["address"] is None


def test_a_setting_that_cannot_be_used_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIF_SCRIBE_TIMEOUT_S", SECRET)
    assert run(["config"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "ALIF_SCRIBE_TIMEOUT_S" in captured.err
    assert SECRET not in captured.err


def test_looking_at_settings_imports_no_client() -> None:
    program = (
        "import sys; from scribe_plugin.cli import run; run(['config']);"
        "print(sorted({'openai', 'httpx2', 'tenacity', 'jinja2'} & set(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stderr.strip() == "[]"


def test_the_command_tree_imports_no_settings() -> None:
    program = (
        "import sys, scribe_plugin.cli.app;"
        "print(sorted({'openai', 'pydantic_settings', 'tenacity', 'jinja2', 'sqlite3'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
