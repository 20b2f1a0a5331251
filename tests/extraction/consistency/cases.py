"""Answers about short invented notes: which values the guard keeps, and under which rules the others go.

The words that an answer quotes stand in the note between ``«`` and ``»``. A note is one operative note, or several documents
by their kind.
"""

import re
from typing import Any

from scribe_plugin.contract import Encounter
from scribe_plugin.extraction.consistency.spots import NoteView
from scribe_plugin.extraction.guard import Guarded, guard
from tests.builders import make_elements

Note = str | dict[str, str]
Quotes = list[dict[str, str]]
_QUOTED = re.compile("«([^»]*)»")


def read(note: Note) -> tuple[Encounter, Quotes]:
    """The encounter of a note, and the quotes that are marked in it."""
    texts = {"operative_note": note} if isinstance(note, str) else note
    quotes = [{"document": kind, "quote": words} for kind, text in texts.items() for words in _QUOTED.findall(text)]
    documents = [
        {"id": kind, "kind": kind, "text": text.replace("«", "").replace("»", "")} for kind, text in texts.items()
    ]
    return Encounter.from_json_object({"id": "e", "documents": documents}), quotes


def judge(note: Note, group: str, claims: dict[str, Any], **others: Any) -> Guarded:
    """What the guard makes of values of one group; every item of a list, and the group, has the marked quotes."""
    encounter, quotes = read(note)
    values = {f"{group}__{name}": _with(quotes, value) for name, value in claims.items()}
    answer = make_elements(**{**values, f"{group}__evidence": quotes, **others})
    return guard(answer, NoteView(encounter))


def kept(result: Guarded, group: str, claims: dict[str, Any]) -> dict[str, Any]:
    """The claimed values as the guard left them, without quotes."""
    element = getattr(result.elements, group).model_dump(mode="json")
    return {name: _without_quotes(element[name]) for name in claims}


def problems_of(result: Guarded) -> list[tuple[str, str]]:
    """Path and rule of everything that was not accepted; whether a fusion is documented has tests of its own."""
    return [(problem.path, problem.rule) for problem in result.problems if problem.path != "fusion_documented"]


def check_stands(note: Note, group: str, claims: dict[str, Any], **others: Any) -> None:
    """Assert that every value is kept and nothing is complained of."""
    result = judge(note, group, claims, **others)
    assert problems_of(result) == []
    assert kept(result, group, claims) == claims


def check_rejected(note: Note, group: str, claims: dict[str, Any], *rules: str, **others: Any) -> None:
    """Assert that something of the claim goes, under these rules alone."""
    result = judge(note, group, claims, **others)
    found = problems_of(result)
    assert sorted({rule for _, rule in found}) == sorted(rules)
    assert all(path.startswith(f"{group}.") for path, _ in found)
    assert kept(result, group, claims) != claims


def _with(quotes: Quotes, value: Any) -> Any:
    return [{**item, "evidence": quotes} for item in value] if _holds_items(value) else value


def _without_quotes(value: Any) -> Any:
    return [{k: v for k, v in item.items() if k != "evidence"} for item in value] if _holds_items(value) else value


def _holds_items(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)
