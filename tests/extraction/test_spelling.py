"""Slips of the keyboard and shorthand are read as what they stand for, ordinary words stay as they are."""

import pytest

from scribe_plugin.contract import Encounter
from scribe_plugin.extraction.embedded import read
from scribe_plugin.extraction.embedded.spelling import repaired
from scribe_plugin.extraction.embedded.text import normalise


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("vasculer", "vascular"), ("antirior", "anterior"), ("therepy", "therapy"), ("surgon", "surgeon"),
     ("intergrated", "integrated"), ("retropertoneal", "retroperitoneal"), ("seperate", "separate"), ("pysical", "physical")],
)  # fmt: skip
def test_one_slip_is_repaired(typed: str, meant: str) -> None:
    assert repaired(typed) == meant


@pytest.mark.parametrize(
    "word",
    [
        "interior",
        "without",
        "stability",
        "excision",
        "injected",
        "president",
        "anteriorx",
        "xanterior",
        "vscular",
        "vasculr1",
    ],
)
def test_other_words_and_worse_slips_stay(word: str) -> None:
    assert repaired(word) == (word if word != "vscular" else "vascular")


@pytest.mark.parametrize(
    ("raw", "written"),
    [
        ("cage w/o screws", "cage without screws"),
        ("cage w/ 3 screws", "cage with 3 screws"),
        ("L RP approach", "l retroperitoneal approach"),
        ("supine, RP exposure", "supine, retroperitoneal exposure"),
        ("dictated by RP at noon", "dictated by rp at noon"),
        ("typed AB/RP 12:30", "typed ab/rp 12:30"),
        ("the the cage", "the cage"),
        ("she had had pain", "she had had pain"),
    ],
)
def test_shorthand_is_written_out(raw: str, written: str) -> None:
    assert normalise(raw).norm == written


def test_quotes_keep_the_words_as_typed() -> None:
    text = (
        "PROCEDURE: Antirior lumbar interbody fusion L5-S1.\nSupine. L5-S1 disc out, cage in w/ 2 intergrated screws."
    )
    found = read(Encounter.from_text(text))
    assert found.elements.approach.titled == ["anterior"]
    assert found.elements.device.devices[0].integral_fixation == "present"
    assert all(text[item.start : item.end] == item.quote for item in found.grounding)
    assert any("Antirior" in item.quote for item in found.grounding)
