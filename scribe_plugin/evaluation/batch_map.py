"""What lies beside a request file: which note and repeat each line asks about, and with what it was made.

The map needs no settings to be read, and it carries the prompt set's files: answers may come a day later, when the folder has been
edited. It holds ids of notes and no words of them.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from scribe_plugin.contract import DatasetError, Encounter, Model

SUFFIX = ".map.json"


class Asked(Model):
    """One line: the note, the repeat, and the SHA-256 of the documents that were sent, in hex."""

    note: str
    repeat: int
    documents: str


class RequestMap(Model):
    """Everything that scoring has to know of a request file; ``requests`` goes by custom id, in the order of the lines."""

    format: Literal["alif-scribe batch 1"] = "alif-scribe batch 1"
    created: str
    dataset: str
    model: str
    prompt: str
    prompt_sha256: str
    prompt_status: Literal["draft", "approved"]
    prompt_files: dict[str, str]
    response_format: Literal["json_schema", "json_object"]
    schema_sha256: str
    repeats: int
    options: dict[str, Any]
    requests: dict[str, Asked]


def documents_hash(encounter: Encounter) -> str:
    """Return the SHA-256 of what a prompt shows of an encounter, in hex; labels and charge are no part of it."""
    return json_hash([[item.id, item.kind, item.text] for item in encounter.documents])


def json_hash(value: Any) -> str:
    """Return the SHA-256 of a JSON value, in hex."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def map_path(requests: Path) -> Path:
    """Return where the map of a request file is."""
    return requests if requests.name.endswith(SUFFIX) else requests.with_name(requests.name + SUFFIX)


def write_map(path: Path, made: RequestMap) -> None:
    """Write a map, readable by its owner only.

    Raises:
        OSError: it cannot be written.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(made.model_dump_json(indent=1) + "\n")


def find_map(requests: Path | None, responses: Sequence[Path]) -> RequestMap:
    """Return the map of a request file, or the only one beside the response files.

    Raises:
        DatasetError: there is none, there are several, or it is damaged.
    """
    if requests is not None:
        return _read(map_path(requests))
    folders = {path.resolve().parent for path in responses}
    found = sorted(path for folder in folders if folder.is_dir() for path in folder.glob(f"*{SUFFIX}"))
    if len(found) == 1:
        return _read(found[0])
    what = "no map of requests lies" if not found else f"{len(found)} maps of requests lie"
    msg = f"{what} beside the responses; name the file that eval requests wrote with --requests"
    raise DatasetError(msg)


def _read(path: Path) -> RequestMap:
    try:
        return RequestMap.model_validate_json(path.read_bytes())
    except OSError as error:
        msg = f"{path} cannot be read ({type(error).__name__}); give the request file that eval requests wrote"
        raise DatasetError(msg) from None
    except ValidationError:
        msg = f"{path} is no map of requests; give the request file that eval requests wrote"
        raise DatasetError(msg) from None


def counted(count: int, what: str, names: Sequence[str]) -> str:
    """Return how many there are of something, with the first of them by name."""
    first = f"{names[0]!r}" + (f" and {count - 1} more" if count > 1 else "")
    return f"{count} {what if count == 1 else what + 's'} ({first})"


def changed_notes(made: RequestMap, encounters: Mapping[str, Encounter]) -> tuple[list[str], list[str]]:
    """Return the notes that were sent and are not in a dataset, and those whose documents are not the ones sent."""
    sent = {asked.note: asked.documents for asked in made.requests.values()}
    gone = [name for name in sent if name not in encounters]
    changed = [name for name, sha in sent.items() if name in encounters and documents_hash(encounters[name]) != sha]
    return gone, changed
