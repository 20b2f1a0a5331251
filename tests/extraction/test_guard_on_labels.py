"""Nothing true is thrown away: the labels of every labelled note, quotes included, pass the guard as they are.

The notes of ``check.jsonl`` are held out, so that a failure names notes and rules only, never words.
"""

import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scribe_plugin.contract import ELEMENT_NAMES, Elements, Evidence, LabelledNote
from scribe_plugin.contract.evidence import evidence_of
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.extraction.consistency.spots import NoteView
from scribe_plugin.extraction.guard import Guarded, guard

DATASETS = Path(__file__).parents[2] / "evals" / "datasets"
SPLICED = 400
"""Answers made of the labels of two notes."""


@cache
def judged(name: str) -> list[tuple[LabelledNote, NoteView, Guarded]]:
    """Every note of a set with what the guard makes of its labels."""
    result = []
    for note in load(DATASETS / name):
        view = NoteView(note.encounter)
        result.append((note, view, guard(note.gold.elements, view)))
    return result


def without_quotes(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_quotes(item) for key, item in value.items() if key != "evidence"}
    return [without_quotes(item) for item in value] if isinstance(value, list) else value


def quotes_of(elements: Elements) -> list[Evidence]:
    return [quote for _, quote in evidence_of(elements)]


def same_values(ours: Elements, theirs: Elements) -> bool:
    return bool(without_quotes(ours.model_dump(mode="json")) == without_quotes(theirs.model_dump(mode="json")))


@pytest.mark.parametrize("name", ["dev.jsonl", "check.jsonl"])
def test_labels_pass_as_they_are(name: str) -> None:
    rejected = [(note.id, problem.rule) for note, _, result in judged(name) for problem in result.problems]
    assert rejected == []
    changed = [note.id for note, _, result in judged(name) if not same_values(result.elements, note.gold.elements)]
    assert changed == []
    lost = [
        note.id
        for note, _, result in judged(name)
        if not set(quotes_of(note.gold.elements)) <= set(quotes_of(result.elements))
    ]
    assert lost == []


@pytest.mark.parametrize("name", ["dev.jsonl", "check.jsonl"])
def test_what_passed_passes_again_unchanged(name: str) -> None:
    again = [(note.id, result, guard(result.elements, view)) for note, view, result in judged(name)]
    assert [note for note, first, second in again if second.problems or second.elements != first.elements] == []
    assert [note for note, first, second in again if second.grounding != first.grounding] == []


def test_labels_of_another_note_are_never_kept_without_words() -> None:
    """Groups of two notes' labels in one answer: everything kept stands in the note, and passes again unchanged."""
    notes = judged("dev.jsonl")
    chance = random.Random(3)
    for _ in range(SPLICED):
        (note, view, own), (_, _, other) = chance.sample(notes, 2)
        taken = chance.sample(ELEMENT_NAMES, 3)
        answer = own.elements.model_copy(update={group: getattr(other.elements, group) for group in taken})
        result = guard(answer, view)
        texts = {document.id: document.text for document in note.encounter.documents}
        assert len(result.grounding) == len(quotes_of(result.elements)), note.id
        assert all(item.quote == texts[item.document][item.start : item.end] for item in result.grounding if item.status == "exact"), note.id  # fmt: skip
        again = guard(result.elements, view)
        assert (again.elements, again.problems) == (result.elements, []), note.id
