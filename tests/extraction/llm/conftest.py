"""Recordings: how they are kept, and what goes into their header."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import local_model, recordings

FORMAT = recordings.CassetteFormat()


def pytest_recording_configure(config: pytest.Config, vcr: Any) -> None:
    """Teach the recorder our format and our idea of the same request."""
    vcr.register_serializer("yaml", FORMAT)
    vcr.register_matcher("same_json", recordings.same_json)


@pytest.fixture(scope="module")
def vcr_cassette_dir(request: pytest.FixtureRequest) -> str:
    return str(recordings.CASSETTES / request.path.stem)


@pytest.fixture
def vcr_config() -> dict[str, Any]:
    return {
        "before_record_request": recordings.keep_request,
        "before_record_response": recordings.keep_response,
        "match_on": ["method", "path", "same_json"],
    }


@pytest.fixture
def recorded_from() -> str:
    """The base URL to ask: the server's own while recording, else the one in the cassettes."""
    return os.environ.get(recordings.URL_VARIABLE, recordings.BASE_URL)


@pytest.fixture
def declare(vcr_cassette_dir: str, default_cassette_name: str, record_mode: str) -> recordings.Declare:
    """Say what a recorded test asks with; fails where the cassette was made with something else."""

    def declared(*, note: str, prompt: Any = None, schema: Mapping[str, Any] | None = None) -> None:
        path = Path(vcr_cassette_dir) / f"{default_cassette_name}.yaml"
        current = recordings.fingerprint(note=note, prompt=prompt, schema=schema)
        if record_mode != "none":
            FORMAT.header = recordings.about(local_model.served_by(), current)
            return
        header = yaml.safe_load(path.read_text(encoding="utf-8"))["about"] if path.is_file() else {}
        if sentence := recordings.stale(header, current, path.name):
            pytest.fail(sentence, pytrace=False)

    return declared
