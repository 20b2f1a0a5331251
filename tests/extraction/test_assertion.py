"""What a sentence asserts of its words."""

import pytest

from scribe_plugin.contract import Document
from scribe_plugin.extraction.embedded.assertion import assertion_at
from scribe_plugin.extraction.embedded.reading import read_document


def assertion(text: str, words: str) -> str:
    document = read_document(Document(id="op", kind="operative_note", text="DESCRIPTION OF PROCEDURE: " + text))
    norm = document.text.norm
    start = norm.index(words)
    sentence = next(s for s in document.sentences if s.start <= start < s.end)
    return assertion_at(sentence, start, start + len(words))


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Pedicle screws were placed at L5.", "pedicle screws", "performed"),
        ("No pedicle screws were placed.", "pedicle screws", "negated"),
        ("Pedicle screws were not placed.", "pedicle screws", "negated"),
        ("Posterior instrumentation: None.", "posterior instrumentation", "negated"),
        ("Posterior fixation was not felt to be necessary.", "posterior fixation", "negated"),
        ("We considered pedicle screws but these were not placed.", "pedicle screws", "considered"),
        ("Pedicle screws will be placed in a staged procedure tomorrow.", "pedicle screws", "planned"),
        ("She returns to the operating room on Thursday for pedicle screws.", "pedicle screws", "planned"),
        ("The percutaneous screws were deferred.", "percutaneous screws", "planned"),
        ("The L4-5 disc could not be safely exposed.", "l4-5", "aborted"),
        ("The level L4-5 was abandoned.", "l4-5", "aborted"),
        ("A provisional plate was placed.", "plate", "removed"),
        ("The plate was therefore provisionally fixed.", "plate", "removed"),
        ("The old screws were removed.", "screws", "removed"),
        ("A second cage was opened and not used.", "cage", "removed"),
        ("She is status post TLIF.", "tlif", "historical"),
        ("The posterior instrumentation from 2019 was left in place.", "posterior instrumentation", "historical"),
        ("Risks including vessel injury and the need for posterior fusion.", "posterior fusion", "hypothetical"),
        ("If the films show subsidence posterior screws would be considered.", "posterior screws", "hypothetical"),
        ("Another patient had a TLIF.", "tlif", "someone_else"),
    ],
)
def test_asserts(text: str, words: str, expected: str) -> None:
    assert assertion(text, words) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No complications, and a cage was placed.", "cage"),
        ("Without difficulty the cage was placed.", "cage"),
        ("Cages without screws were placed at L3-4.", "l3-4"),
        ("The retractor was removed, the cage checked.", "cage"),
        ("No drain was used but a plate was applied.", "plate"),
        ("After prior incisions were opened, a cage was placed.", "cage"),
        ("As planned, pedicle screws were placed.", "pedicle screws"),
        ("There was no doubt that the cage sat well.", "cage"),
        ("Disc removed, endplates prepared, the anterior annulus was left alone.", "disc removed"),
        ("The patient had an ALIF today.", "alif"),
        ("Cage: no screws.", "cage"),
    ],
)
def test_cues_do_not_reach_too_far(text: str, words: str) -> None:
    assert assertion(text, words) == "performed"


def test_sections_assert_too() -> None:
    text = "PLAN: posterior fusion L5-S1\nCONSENT: posterior fusion\nPAST SURGICAL HISTORY: posterior fusion"
    document = read_document(Document(id="op", kind="operative_note", text=text))
    found = [assertion_at(s, s.start, s.end) for s in document.sentences]
    assert found == ["planned", "hypothetical", "historical"]
