"""How recordings of a model server are kept: one readable YAML file per exchange, with a header that says what it is.

Kept of a response are the headers and keys named here. What differs from run to run (id, time, timings, port) is fixed or
left out, so that recording again changes only what changed. A request matches by method, path and JSON body: a changed
prompt, note or schema never replays an old answer.
"""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping
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
Declare = Callable[..., None]
"""What the fixture ``declare`` is: says what a recorded test asks with."""
NOTES = "written for this project; no patient's"

LEAKS = {
    "a key": re.compile(
        r"\b(?:sk|pk|rk)-[\w-]{8,}|\bAKIA[0-9A-Z]{12,}|\bgh[pousr]_\w{20,}|\bhf_\w{20,}|\beyJ[\w-]{10,}\."
    ),
    "an authorization": re.compile(r"\bbearer\b|\bauthorization\b|\bapi[-_]?key\b|\bcookie\b", re.IGNORECASE),
    "an organization": re.compile(r"\bopenai-(?:organization|project)\b|\borg-\w{8,}", re.IGNORECASE),
    "a private key": re.compile(r"-----BEGIN"),
    "a path or address of a machine": re.compile(r"/(?:home|root|Users|work|tmp)/|\b127\.0\.0\.1\b|\blocalhost\b"),
}
_FRAME = re.compile(r"^<<<(?:DOCUMENT|END) .*$", re.MULTILINE)


def about(model: str, current: Mapping[str, str]) -> dict[str, str]:
    """Return the header of a cassette: who answered, and the fingerprint of the question."""
    return {"recorded_by": SCRIPT, "model": model, "notes": NOTES, **current}


def fingerprint(*, note: str, prompt: Any = None, schema: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Return what the question was made of; a cassette is stale once one of them has changed."""
    parts = {"note_sha256": _sha256(note)}
    if prompt is not None:
        parts |= {"prompt": prompt.name, "prompt_sha256": prompt.sha256}
    if schema is not None:
        parts["schema_sha256"] = _sha256(json.dumps(schema, sort_keys=True))
    return parts


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


def leaks(text: str) -> list[str]:
    """Return one sentence for everything in a cassette that should not be kept; never the thing itself."""
    found = [f"it holds {what}" for what, pattern in LEAKS.items() if pattern.search(text)]
    for item in yaml.safe_load(text)["interactions"]:
        for side, allowed in (("request", REQUEST_HEADERS), ("response", RESPONSE_HEADERS)):
            extra = sorted(name for name in item[side]["headers"] if name.lower() not in allowed)
            found += [f"its {side} keeps the header {name}" for name in extra]
        if not item["request"]["uri"].startswith(BASE_URL):
            found.append("its request names a real server")
    return found


def foreign_words(text: str, notes: Collection[str]) -> list[str]:
    """Return one sentence for every request that carries more than one of the ``notes`` and the frame around it."""
    found = []
    for number, item in enumerate(yaml.safe_load(text)["interactions"], 1):
        for message in item["request"]["json"]["messages"]:
            rest = _FRAME.sub("", message["content"]).strip()
            if message["role"] != "system" and rest not in {note.strip() for note in notes}:
                found.append(f"request {number} carries a note that is not among NOTES of its test")
    return found


def same_json(ours: Any, recorded: Any) -> None:
    """Match bodies as JSON: the order of keys does not count."""
    assert json.loads(ours.body) == json.loads(recorded.body), "the request's JSON differs from the recorded one"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
