"""What the text takes back or never said is masked, and only that."""

import pytest

from scribe_plugin.extraction.embedded.repairs import mask
from scribe_plugin.extraction.embedded.text import BLANK, normalise


def kept(raw: str) -> str:
    masked, _ = mask(normalise(raw).norm)
    return " ".join(masked.replace(BLANK, "").split())


@pytest.mark.parametrize(
    ("raw", "left"),
    [
        ("[x] Supine [ ] Prone", "\u2611 supine"),
        ("Position: [ ] Supine [X] Prone", "position: \u2611 prone"),
        ("POSITION ☒ Supine ☐ Prone", "position \u2611 supine"),
        ("( ) PLIF (x) ALIF ( ) TLIF", "\u2611 alif"),
        ("Supine [x] Prone [ ]", "supine \u2611"),
        ("Screws: ( ) Yes (•) No", "screws: \u2611 no"),
        ("[x] Only one option", "\u2611 only one option"),
        ("at L4-5, I mean L5-S1", "at l5-s1"),
        ("L4-5 correction L5-S1 was exposed", "l5-s1 was exposed"),
        ("six weeks, sorry, eight weeks of therapy", "eight weeks of therapy"),
        ("we placed a plate, scratch that. A cage went in", "a cage went in"),
        ("levels {L4-5/L5-S1:12345} done", "levels done"),
        ("indication: *** pain", "indication: pain"),
        ("access surgeon: [name or none] none", "access surgeon: none"),
        ("| cage 14 mm | L5-S1 | Y |\n| cage 16 mm | L4-5 | N, opened in error |", "| cage 14 mm | l5-s1 | y |"),
    ],
)
def test_masks(raw: str, left: str) -> None:
    assert kept(raw) == left


@pytest.mark.parametrize(
    "raw",
    [
        "the screws (x2) were placed",
        "pain is worse, i mean much worse",
        "a correction of lordosis was obtained",
        "grade (1)",
    ],
)
def test_leaves_ordinary_words_alone(raw: str) -> None:
    assert kept(raw) == raw


def test_offsets_stay() -> None:
    norm = normalise("[x] ALIF [ ] TLIF L5-S1").norm
    masked, masks = mask(norm)
    assert len(masked) == len(norm)
    assert [item.reason for item in masks] == ["ticked", "unticked"]
