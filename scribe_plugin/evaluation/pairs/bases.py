"""Base notes: invented texts with slots, what they document, and changes of one fact each.

A slot is written ``{name|words}``; where ``{name}`` stands alone the same words are repeated. A line ``### kind`` begins a
further document.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from scribe_plugin.contract import DatasetError, Model
from scribe_plugin.contract.encounter import Identifier, Setting
from scribe_plugin.contract.errors import first_problem

KINDS_FILE, SURFACE_FILE = "kinds.toml", "surface.toml"
REWORDING = "rewording"
"""The kind of a change of words that changes no fact."""

_SLOT = re.compile(r"\{(\w+)(?:\|([^{}]*))?\}")
_HEADER = re.compile(r"^### (\w+)\n", re.MULTILINE)


class Change(Model):
    """One fact changed: other words for some slots, and what the labels, or the charge, become by it."""

    name: str
    kind: str
    text: dict[str, str] = {}
    gold: dict[str, Any] = {}
    charge: list[str] | None = None


class Base(Model):
    """One invented note, in a voice of its own; ``charge`` lists lines such as ``22585 x2`` or ``22558-62``."""

    id: Identifier
    voice: str
    text: str
    gold: dict[str, Any]
    change: list[Change]
    kind: str = "operative_note"
    charge: list[str] | None = None
    pcs: list[str] = []
    cm: list[str] = []
    setting: Setting = "inpatient"
    policy: str | None = None
    date_of_service: date = date(2026, 3, 14)
    order: list[int] = Field(default=[], description="Paragraphs in another order that a reader would accept")


@dataclass(frozen=True, slots=True)
class Bases:
    """Everything in a folder of base notes; ``kinds`` names for each kind of change the fields that may flip."""

    bases: list[Base]
    kinds: dict[str, tuple[str, ...]]
    surface: dict[str, Any]


def load_bases(folder: Path) -> Bases:
    """Read a folder of base notes.

    Raises:
        DatasetError: a file is missing, is no TOML or breaks the format, or an id is used twice.
    """
    kinds = {name: tuple(fields) for name, fields in _read(folder / KINDS_FILE).items()}
    bases: list[Base] = []
    paths = [path for path in sorted(folder.glob("*.toml")) if path.name not in (KINDS_FILE, SURFACE_FILE)]
    for path in paths:
        for raw in _read(path).get("base", []):
            base = _base({"voice": path.stem, **raw}, path.name)
            _check(base, kinds, {item.id for item in bases})
            bases.append(base)
    return Bases(bases, kinds, _read(folder / SURFACE_FILE))


def fill(text: str, words: Mapping[str, str]) -> str:
    """Return a text with its slots filled: by ``words`` where they have the slot, else by its own words."""
    own: dict[str, str] = {}
    for name, default in _SLOT.findall(text):
        own.setdefault(name, default)
    return _SLOT.sub(lambda match: words.get(match[1], own[match[1]]), text)


def slots(text: str) -> set[str]:
    """Return the names of a text's slots."""
    return {name for name, _ in _SLOT.findall(text)}


def paragraphs(text: str) -> list[str]:
    """Return what blank lines divide."""
    return text.strip("\n").split("\n\n")


def documents(base: Base, text: str) -> list[dict[str, str]]:
    """Return the documents of a filled text: the first of the base's kind, then one for each header line."""
    parts = _HEADER.split(text)
    kinds, texts = [base.kind, *parts[1::2]], parts[0::2]
    return [
        {"id": "op" if number == 0 else f"doc-{number}", "kind": kind, "text": words}
        for number, (kind, words) in enumerate(zip(kinds, texts, strict=True))
    ]


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path.name} of the pairs cannot be read ({type(error).__name__}); give the folder with --pairs"
    except tomllib.TOMLDecodeError as error:
        msg = f"{path.name} is no TOML: {error}; correct the file"
    raise DatasetError(msg) from None


def _base(raw: Mapping[str, Any], file: str) -> Base:
    try:
        return Base.model_validate(raw)
    except ValidationError as error:
        msg = f"{file}: base {raw.get('id', '?')!r} breaks the format at {first_problem(error)}"
        raise DatasetError(msg) from None


def _check(base: Base, kinds: Mapping[str, tuple[str, ...]], taken: set[str]) -> None:
    known, names = slots(base.text), [change.name for change in base.change]
    problem = None
    if base.id in taken:
        problem = "repeats an id; give every base its own"
    elif len(set(names)) < len(names):
        problem = "names two of its changes alike; give every change its own name"
    elif base.order and sorted(base.order) != list(range(len(paragraphs(base.text)))):
        problem = "has an order that does not name each paragraph once; count paragraphs from 0"
    for change in base.change:
        if stray := set(change.text) - known:
            problem = f"has no slot {min(stray)!r} for the change {change.name!r}; add the slot to its text"
        elif change.kind not in (*kinds, REWORDING):
            problem = f"gives {change.name!r} the kind {change.kind!r}; add it to {KINDS_FILE}"
    if problem:
        msg = f"base {base.id!r} {problem}"
        raise DatasetError(msg)
