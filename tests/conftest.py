"""Fixtures and builders shared by the tests."""

import copy
from typing import Any

import pytest

from scribe_plugin.contract import EMPTY_ELEMENTS, Elements, Encounter

NOTE = """\
PROCEDURE: Anterior lumbar interbody fusion L5-S1.

INDICATIONS: Spondylolisthesis at L5-S1 with twelve weeks of failed physical therapy. MRI showed grade 1 anterolisthesis \
at L5-S1. She cannot stand for ten minutes.

DESCRIPTION: Supine. A retroperitoneal approach was made. The L5-S1 disc was removed and a PEEK cage with integrated \
screws was placed.
"""


def put(tree: dict[str, Any], path: str, value: Any) -> None:
    """Set ``value`` at the dotted ``path`` of nested dictionaries."""
    *parents, last = path.split(".")
    for name in parents:
        tree = tree[name]
    tree[last] = value


def make_elements(**values: Any) -> Elements:
    """Return empty elements with values set: ``make_elements(approach__titled=["anterior"])``."""
    tree: dict[str, Any] = copy.deepcopy(EMPTY_ELEMENTS)
    for path, value in values.items():
        put(tree, path.replace("__", "."), value)
    return Elements.model_validate(tree)


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
        assert quote in NOTE
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
