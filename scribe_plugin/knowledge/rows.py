"""What every table shares: reading the TOML once, citations, and rows with a period of validity."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from scribe_plugin.contract import KnowledgeError

Verified = Literal["yes", "from_memory"]
SourceKind = Literal["government", "society", "payer", "coding_press", "vendor", "summary", "seed", "memory"]

MARKS: dict[Verified, str] = {"yes": "sourced", "from_memory": "from memory"}
"""How a row's ``verified`` value is said to a reader."""


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that was read, or ``from-memory`` where nothing was.

    ``kind`` says how much weight it carries; ``address`` is empty where none is public.
    """

    id: str
    citation: str
    address: str
    kind: SourceKind

    def __str__(self) -> str:
        """Return the citation with its address."""
        return f"{self.citation}, {self.address}" if self.address else self.citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The four fields that every row of every table carries.

    ``effective_from`` and ``effective_to`` are the first and last day on which the row holds; None is open.
    ``verified`` is ``yes`` when a source was read, ``from_memory`` when a person still has to confirm it.
    """

    sources: tuple[Source, ...]
    effective_from: date | None
    effective_to: date | None
    verified: Verified

    @property
    def source(self) -> str:
        """The citations of the row in one line."""
        return "; ".join(str(source) for source in self.sources)

    @property
    def citations(self) -> list[str]:
        """The citations of the row, one each."""
        return [str(source) for source in self.sources]

    @property
    def mark(self) -> str:
        """``sourced`` or ``from memory``."""
        return MARKS[self.verified]

    def in_effect(self, as_of: date | None) -> bool:
        """Return whether the row holds on ``as_of``; without a date, whether it holds in the newest edition."""
        if as_of is None:
            return self.effective_to is None
        return (self.effective_from is None or self.effective_from <= as_of) and (
            self.effective_to is None or as_of <= self.effective_to
        )


@cache
def load(name: str) -> dict[str, Any]:
    """Return the parsed table ``name`` (``cpt``, ``policies/lcd_l37848``); callers must not change it."""
    path = files("scribe_plugin.knowledge") / "tables" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def source(source_id: str) -> Source:
    """Return the source called ``source_id``.

    Raises:
        KnowledgeError: ``sources.toml`` has no such source.
    """
    try:
        raw = load("sources")[source_id]
    except KeyError:
        msg = f"the tables cite {source_id!r}, which sources.toml does not list; add it there"
        raise KnowledgeError(msg) from None
    return Source(id=source_id, citation=raw["citation"], address=raw["address"], kind=raw["kind"])


def row_fields(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the four common fields of a raw row, ready for a ``Row``.

    Raises:
        KnowledgeError: one of the four is absent or is not what the tables hold.
    """
    try:
        sources = tuple(source(item) for item in raw["source"])
        bounds = [date.fromisoformat(raw[key]) if raw[key] else None for key in ("effective_from", "effective_to")]
        verified = raw["verified"]
    except (KeyError, ValueError) as error:
        msg = f"a row of the tables has no usable source, dates or mark ({error}); correct {dict(raw)!r:.120}"
        raise KnowledgeError(msg) from None
    if not sources or verified not in MARKS:
        msg = f"a row of the tables has no source or an unknown mark; correct {dict(raw)!r:.120}"
        raise KnowledgeError(msg)
    return {"sources": sources, "effective_from": bounds[0], "effective_to": bounds[1], "verified": verified}


def part_fields(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the common fields of a part of a row, which holds as long as the row does.

    Raises:
        KnowledgeError: the part has no source or an unknown mark.
    """
    return row_fields({"effective_from": "", "effective_to": "", **raw})


def near(code: str, known: Iterable[str]) -> str:
    """Return a clause that names up to three known codes close to ``code``, or how to list them all."""
    from rapidfuzz.distance import DamerauLevenshtein, Prefix

    ranked = sorted((DamerauLevenshtein.distance(code, one), -Prefix.similarity(code, one), one) for one in known)
    limit = 1 if len(code) < 4 else 2
    matches = [one for distance, _, one in ranked if distance <= limit][:3]
    if not matches:
        return "run `alif-scribe codes` to list what is known"
    return f"did you mean {' or '.join(matches)}?"
