"""The whole way to a real model and back: wire, schema and guard, never how well it reads."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scribe_plugin import review
from scribe_plugin.contract import ELEMENT_NAMES
from scribe_plugin.extraction.llm.prompts import load_prompt
from tests import local_model
from tests.builders import NOTE
from tests.local_model import MODEL, PROMPT

MISSING = local_model.why_missing()
ROOT = Path(__file__).parents[3]

pytestmark = [pytest.mark.live_model, pytest.mark.skipif(MISSING is not None, reason=str(MISSING))]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Base URL of the tiny model."""
    with local_model.running() as url:
        yield url


@pytest.fixture
def configured(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings in the environment, as a user gives them; no other source counts."""
    for name in [name for name in os.environ if name.startswith(("ALIF_SCRIBE_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    given = {
        "MODEL": MODEL,
        "BASE_URL": address,
        "TIMEOUT_S": "120",
        "BUDGET_S": "240",
        "MAX_ATTEMPTS": "1",
        "CACHE": "off",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"ALIF_SCRIBE_{name}", value)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("configured")
def test_a_review_by_a_real_model_holds_only_what_stands_in_the_note() -> None:
    result = review(NOTE, extractor="llm", prompt=PROMPT)
    source = result.provenance
    assert not source.degraded, source.degraded_reason
    assert (source.extractor, source.model, source.prompt) == ("llm", MODEL, "tiny")
    assert source.prompt_sha256 == load_prompt(PROMPT).sha256
    assert source.prompt_status == "draft"
    assert source.calls[0].kind == "ok"
    assert len(source.calls) <= 2
    assert source.usage["completion_tokens"] > 200
    assert [alert.element for alert in result.alerts] == list(ELEMENT_NAMES)
    assert result.grounding
    for place in result.grounding:
        assert place.start is not None
        assert NOTE[place.start : place.end].casefold() == place.quote.casefold()


@pytest.mark.usefixtures("configured")
def test_a_truncated_answer_leaves_the_embedded_review_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    command = [sys.executable, "-m", "scribe_plugin", "review", "note.txt", "--extractor", "both", "--prompt", PROMPT]
    environment = os.environ | {"ALIF_SCRIBE_MAX_OUTPUT_TOKENS": "40", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, "--json"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    source = result["provenance"]
    assert source["degraded"]
    assert "limit of tokens" in source["degraded_reason"]
    assert [call["kind"] for call in source["calls"]] == ["truncated"]
    embedded = review(NOTE, extractor="embedded")
    assert result["alerts"] == [alert.model_dump(mode="json") for alert in embedded.alerts]
