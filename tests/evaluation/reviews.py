"""Labelled notes and reviews made up for the tests of runs."""

from collections.abc import Callable
from typing import Any

from scribe_plugin.contract import Elements, Encounter, Gold, LabelledNote, Review
from scribe_plugin.evaluation.records import Manifest, Record, counts_of
from scribe_plugin.evaluation.runner import Reader
from scribe_plugin.evaluation.scoring import score_note
from scribe_plugin.pipeline import review
from tests.builders import NOTE


def labelled(note_id: str, elements: Elements, *findings: str, **values: Any) -> LabelledNote:
    """The short note, labelled."""
    encounter = Encounter.from_text(f"{NOTE}\n{note_id}", encounter_id=note_id)
    return LabelledNote(
        id=note_id, encounter=encounter, gold=Gold(elements=elements, findings=list(findings)), **values
    )


def made(encounter: Encounter, elements: Elements | None = None, **provenance: Any) -> Review:
    """A review of an encounter, with other elements and provenance where they are given."""
    found = review(encounter, extractor="embedded")
    return found.model_copy(
        update={
            "elements": elements or found.elements,
            "provenance": found.provenance.model_copy(update=provenance),
        }
    )


def reader(answer: Callable[[Encounter, int], Review | Exception]) -> Reader:
    """A reader that answers at once."""

    async def read(encounter: Encounter, repeat: int) -> Review:
        said = answer(encounter, repeat)
        if isinstance(said, Exception):
            raise said
        return said

    return read


def record(note: LabelledNote, elements: Elements, raised: tuple[str, ...] = (), **values: Any) -> Record:
    """The record of a reading."""
    score = counts_of(score_note(note, elements, list(raised)))
    given = {"id": note.id, "family": note.family or note.id, "tags": note.tags, "status": "scored", "seconds": 1.0}
    return Record(**{**given, "elements": elements, "raised": list(raised), **score, **values})


def failed(note_id: str, reason: str = "refusal: no", **values: Any) -> Record:
    """The record of a reading that came to nothing."""
    return Record(**{"id": note_id, "family": note_id, "status": "error", "error": reason, **values})


def manifest(**values: Any) -> Manifest:
    """A manifest."""
    given = {
        "name": "run",
        "created": "2026-01-01T00:00:00+00:00",
        "dataset": "set.jsonl",
        "dataset_sha256": "0" * 64,
        "notes": 2,
        "chosen": ["n1", "n2"],
        "extractor": "embedded",
        "schema_version": "1.0",
        "knowledge_version": "1",
        "program_version": "1",
    }
    return Manifest(**{**given, **values})
