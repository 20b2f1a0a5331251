"""Normalisation: what changes, and that every position leads back to the words as written."""

import pytest

from scribe_plugin.extraction.embedded.text import normalise


@pytest.mark.parametrize(
    ("raw", "norm"),
    [
        ("L4\u2013L5", "l4-l5"),
        ("L4\u2011L5", "l4-l5"),
        ("surgeon\u2019s", "surgeon's"),
        ("\ufb01xation", "fixation"),
        ("a\u00a0cage", "a cage"),
        ("a \t  cage", "a cage"),
        ("one\r\ntwo", "one\ntwo"),
        ("one\n\n\n\ntwo", "one\n\ntwo"),
        ("\u2265 6 weeks", ">= 6 weeks"),
        ("dis\u200bc", "disc"),
        ("\u2612 Supine \u2610 Prone", "\u2611 supine \u2610 prone"),
        ("\u0130LIAC", "iliac"),
        ("disk and Diskectomy", "disc and discectomy"),
        ("L five S one", "l5-s1"),
        ("el four el five", "l4-l5"),
        ("L three four, four five, and five S one", "l3-4, 4-5, and 5-s1"),
        ("at four five and five one", "at 4-5 and 5-1"),
        ("two in L five, one in L four", "two in l5, one in l4"),
        ("the patient's one-level fusion", "the patient's one-level fusion"),
        ("waited five weeks at level four", "waited five weeks at level four"),
        ("inner body peak cage", "interbody peek cage"),
    ],
)
def test_writes_what_the_lexicons_hold(raw: str, norm: str) -> None:
    assert normalise(raw).norm == norm


@pytest.mark.parametrize(
    ("raw", "words", "quote"),
    [
        ("Fusion at L five S one today", "l5-s1", "L five S one"),
        ("A  PEEK\u00a0cage \u2013 L4\u20135.", "l4-5", "L4\u20135"),
        ("\ufb01xation of the di\u200bsk", "disc", "di\u200bsk"),
        ("x\r\n\r\n\r\ny  inner  body z", "interbody", "inner  body"),
    ],
)
def test_positions_lead_back_to_the_words_as_written(raw: str, words: str, quote: str) -> None:
    text = normalise(raw)
    start = text.norm.index(words)
    found, begin, end = text.quote(start, start + len(words))
    assert found == quote
    assert raw[begin:end] == quote


def test_spoken_punctuation_only_where_the_text_is_dictated_so() -> None:
    dictated = "the disc was removed comma the cage was placed comma and that was it period new paragraph closed"
    assert normalise(dictated).norm == "the disc was removed, the cage was placed, and that was it.\n closed"
    prose = "Over a period of weeks the colon was prepared, comma or no comma."
    assert normalise(prose).norm == prose.lower()


def test_joins_lines_that_a_narrow_window_broke() -> None:
    raw = (
        "The disc was removed and the endplates were prepared down to bleeding\n"
        "bone. A cage was placed at L5-S1 and checked under fluoroscopy in two\n"
        "planes.\n"
        "Drain: none"
    )
    assert normalise(raw).norm.count("\n") == 1


def test_keeps_the_lines_of_a_list() -> None:
    raw = "Procedure\nALIF L5-S1 with a titanium cage and bone graft\nPercutaneous screws L5-S1\nBone graft"
    assert normalise(raw).norm.count("\n") == 3
