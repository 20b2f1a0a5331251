"""How recordings of a model server are kept: one readable YAML file per exchange, with a header that says what it is.

Kept of a response are the headers and keys named here. What differs from run to run (id, time, timings, port) is fixed or
left out, so that recording again changes only what changed. A request matches by method, path and JSON body: a changed
prompt, note or schema never replays an old answer.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

CASSETTES = Path(__file__).parent / "cassettes"
SCRIPT = "scripts/record_cassettes.py"
URL_VARIABLE = "ALIF_SCRIBE_RECORD_FROM"
"""Where the server is while recording; the script sets it."""
BASE_URL = "https://model.invalid/v1"
"""What a cassette calls the server, wherever it was."""

REQUEST_HEADERS = frozenset({"content-type"})
RESPONSE_HEADERS = frozenset({"content-type"})
ANSWER_KEYS = frozenset({"choices", "created", "error", "id", "model", "object", "system_fingerprint", "usage"})
NOTES = "written for this project; no patient's"


def about(*, model: str, note: str, prompt: Any, schema: Mapping[str, Any]) -> dict[str, str]:
    """Return the header of a cassette: who answered, and hashes of what the question was made of."""
    return {
        "recorded_by": SCRIPT,
        "model": model,
        "notes": NOTES,
        **fingerprint(note=note, prompt=prompt, schema=schema),
    }


def fingerprint(*, note: str, prompt: Any, schema: Mapping[str, Any]) -> dict[str, str]:
    """Return what a cassette is stale without: note, prompt set and schema as they were."""
    return {
        "prompt": prompt.name,
        "prompt_sha256": prompt.sha256,
        "schema_sha256": _sha256(json.dumps(schema, sort_keys=True)),
        "note_sha256": _sha256(note),
    }


def stale(header: Mapping[str, str], current: Mapping[str, str], name: str) -> str | None:
    """Return one sentence where a cassette's header does not fit what its test uses today."""
    changed = [key for key, value in current.items() if header.get(key) != value]
    if not changed:
        return None
    return f"{name} is stale ({', '.join(changed)} changed); run {SCRIPT} to record it anew"


class CassetteFormat:
    """Writes and reads cassettes; ``header`` stands above what is written next."""

    def __init__(self) -> None:
        self.header: dict[str, str] = {}

    def serialize(self, data: dict[str, Any]) -> str:
        interactions = [
            {
                "request": {
                    "method": item["request"]["method"],
                    "uri": item["request"]["uri"],
                    "headers": item["request"]["headers"],
                    "json": json.loads(item["request"]["body"]),
                },
                "response": {
                    "status": item["response"]["status"],
                    "headers": item["response"]["headers"],
                    "json": json.loads(item["response"]["body"]["string"]),
                },
            }
            for item in data["interactions"]
        ]
        tree = {"about": self.header, "interactions": interactions, "version": data["version"]}
        return yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)

    def deserialize(self, text: str) -> dict[str, Any]:
        tree = yaml.safe_load(text)
        for item in tree["interactions"]:
            item["request"]["body"] = json.dumps(item["request"].pop("json"))
            item["response"]["body"] = {"string": json.dumps(item["response"].pop("json"))}
        return {"version": tree["version"], "interactions": tree["interactions"]}


class _Dumper(yaml.SafeDumper):
    """Shows text of several lines as such."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_Dumper.add_representer(str, _text)


def keep_request(request: Any) -> Any:
    """Return a request as it is kept: a fixed address, no header that could carry a key."""
    request.uri = f"{BASE_URL}/{request.path.removeprefix('/v1/')}"
    request.headers = {name: value for name, value in request.headers.items() if name.lower() in REQUEST_HEADERS}
    return request


def keep_response(response: dict[str, Any]) -> dict[str, Any]:
    """Return a response as it is kept: allow-listed headers and keys, no id or time of its own."""
    body = json.loads(response["body"]["string"])
    kept = {key: body[key] for key in sorted(ANSWER_KEYS & body.keys())}
    kept |= {key: value for key, value in {"id": "chatcmpl-recorded", "created": 0}.items() if key in kept}
    headers = {name: value for name, value in response["headers"].items() if name.lower() in RESPONSE_HEADERS}
    return {**response, "headers": headers, "body": {"string": json.dumps(kept).encode()}}


def same_json(ours: Any, recorded: Any) -> None:
    """Match bodies as JSON: the order of keys does not count."""
    assert json.loads(ours.body) == json.loads(recorded.body), "the request's JSON differs from the recorded one"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
