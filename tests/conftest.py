"""Fixtures shared by the tests."""

import pytest

from scribe_plugin.contract import Elements, Encounter, Grounding
from scribe_plugin.contract.evidence import evidence_of
from scribe_plugin.extraction.result import Extraction
from tests.builders import NOTE, make_elements


@pytest.fixture
def note() -> str:
    """A short, complete note of a single-level operation."""
    return NOTE


@pytest.fixture
def encounter() -> Encounter:
    """The short note as an encounter."""
    return Encounter.from_text(NOTE)


@pytest.fixture
def elements() -> Elements:
    """What the short note documents, with its quotes."""

    def said(quote: str) -> list[dict[str, str]]:
        return [{"document": "note", "quote": quote}]

    return make_elements(
        fusion_documented=True,
        approach__titled=["anterior"],
        approach__described=["anterior"],
        approach__corridor="retroperitoneal",
        approach__position="supine",
        approach__evidence=said("A retroperitoneal approach was made"),
        levels__titled=["L5-S1"],
        levels__described=["L5-S1"],
        levels__by_approach=[
            {"interspace": "L5-S1", "approach": "anterior", "evidence": said("The L5-S1 disc was removed")}
        ],
        device__devices=[
            {
                "interspace": "L5-S1",
                "kind": "cage",
                "integral_fixation": "present",
                "fixation": ["screws"],
                "product": None,
                "evidence": said("a PEEK cage with integrated screws was placed"),
            }
        ],
        necessity__conservative_treatments=[
            {
                "modality": "physical_therapy",
                "duration_weeks": 12.0,
                "outcome": "failed",
                "evidence": said("twelve weeks of failed physical therapy"),
            }
        ],
        necessity__conservative_duration_weeks=12.0,
        necessity__diagnoses=[
            {"condition": "spondylolisthesis", "interspaces": ["L5-S1"], "evidence": said("Spondylolisthesis at L5-S1")}
        ],
        necessity__imaging=[
            {
                "modality": "mri",
                "finding": "grade 1 anterolisthesis",
                "interspaces": ["L5-S1"],
                "evidence": said("MRI showed grade 1 anterolisthesis at L5-S1"),
            }
        ],
        necessity__functional_limitations=[
            {
                "description": "cannot stand for ten minutes",
                "instrument": None,
                "score": None,
                "evidence": said("She cannot stand for ten minutes"),
            }
        ],
    )


@pytest.fixture
def extraction(elements: Elements) -> Extraction:
    """The short note as the reader hands it on."""
    grounding = [
        Grounding(
            path=path,
            document=quote.document,
            quote=quote.quote,
            start=NOTE.index(quote.quote),
            end=NOTE.index(quote.quote) + len(quote.quote),
            status="exact",
        )
        for path, quote in evidence_of(elements)
    ]
    return Extraction(elements, grounding, searched=["note: procedure title, indications, narrative"])
