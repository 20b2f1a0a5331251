"""Headings in the shapes that notes give them."""

import pytest

from scribe_plugin.contract import Document
from scribe_plugin.extraction.embedded.reading import read_document
from scribe_plugin.extraction.embedded.sections import find_sections
from scribe_plugin.extraction.embedded.text import normalise


def kinds(raw: str) -> list[str]:
    return [section.kind for section in find_sections(normalise(raw).norm)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("PREOPERATIVE DIAGNOSIS: HNP\nPROCEDURE PERFORMED: ALIF L5-S1", ["diagnosis", "title"]),
        ("Pre-op Dx: HNP. Procedure: ALIF L5-S1.", ["diagnosis", "title"]),
        ("Procedure(s):\n1. ALIF L5-S1\n2. Cage", ["title"]),
        ("PROCEDURE  2 level ALIF", ["title"]),
        ("procedure alif l five s one\ndx spondylolisthesis", ["title", "diagnosis"]),
        ("PROCEDURES. One, ALIF. Two, cage.", ["title"]),
        ("Notes\n## Plan\nbrace", ["body", "plan"]),
        ("Procedure  | ALIF L5-S1", ["title"]),
        ("INDICATIONS FOR SURGERY: pain\nDESCRIPTION OF PROCEDURE: supine", ["indications", "narrative"]),
        ("Planned procedure: ALIF", ["plan"]),
        ("First assistant for the approach: Dr. A", ["staff"]),
        ("Implant / Supply Log\n12 mm device", ["implants"]),
        ("Procedure was carried out without incident", ["body"]),
        ("The imaging was reviewed", ["body"]),
    ],
)
def test_finds_sections(raw: str, expected: list[str]) -> None:
    assert kinds(raw) == expected


def test_a_list_item_with_a_colon_stays_in_its_list() -> None:
    assert kinds("PROCEDURES:\n1. ALIF: L5-S1\n2. Instrumentation: L5-S1") == ["title"]


def test_unknown_labels_are_fields_of_the_operation_but_not_inside_history() -> None:
    assert kinds("PROCEDURE: ALIF\nBackground music: none") == ["title", "narrative"]
    assert kinds("PAST MEDICAL HISTORY:\nCardiac: none") == ["history"]


def test_speakers_are_no_staff_list() -> None:
    raw = "Surgeon: hello\nSurgeon: an ALIF\nSurgeon: at L5-S1"
    assert set(kinds(raw)) == {"body"}


def sentence_kinds(raw: str) -> list[str]:
    return [s.kind for s in read_document(Document(id="op", kind="operative_note", text=raw)).sentences]


def test_the_operation_begins_where_the_patient_is_positioned() -> None:
    raw = "INDICATION: back pain. PT failed.\nSupine, left paramedian incision. Disc out."
    assert sentence_kinds(raw) == ["indications", "indications", "narrative", "narrative"]


def test_a_title_section_turns_into_the_narrative() -> None:
    raw = "PROCEDURE: ALIF L5-S1. The patient was placed supine. A cage was placed."
    assert sentence_kinds(raw) == ["title", "narrative", "narrative"]


def test_a_first_line_with_the_operation_is_its_title() -> None:
    assert sentence_kinds("Direct lateral interbody fusion L2-3\nShe was asleep.")[0] == "title"
    assert sentence_kinds("Patient had an ALIF today.")[0] == "body"


def test_long_dictation_is_cut_and_nothing_is_lost() -> None:
    raw = "and then the disc was removed and we placed a cage " * 60
    document = read_document(Document(id="op", kind="operative_note", text=raw))
    assert max(s.end - s.start for s in document.sentences) <= 700
    assert sum(s.text.count("cage") for s in document.sentences) == 60
