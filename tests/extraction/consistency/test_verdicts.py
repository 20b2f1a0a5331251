"""What quotes say together, which interspace they are about, and how complaints are kept."""

import re

import pytest

from scribe_plugin.contract import Evidence, Interspace
from scribe_plugin.extraction.consistency.spots import NoteView, Quoted
from scribe_plugin.extraction.consistency.verdicts import (
    Complaints,
    Verdict,
    at_interspace,
    by_words,
    in_sentences,
    in_words,
    over,
)
from tests.extraction.consistency.cases import Note, read

TOLD = "DESCRIPTION OF PROCEDURE: "


def quoted(note: Note) -> list[Quoted]:
    """The quotes marked in a note, with their places."""
    encounter, quotes = read(note)
    view = NoteView(encounter)
    evidence = [Evidence.model_validate(item) for item in quotes]
    return [view.quoted(item, view.grounder.places(item)) for item in evidence]


@pytest.mark.parametrize(
    ("said", "together"),
    [
        (("yes", "no", "silent"), "yes"),
        (("silent", "no"), "no"),
        (("silent", "silent"), "silent"),
        ((), "silent"),
    ],
)
def test_one_quote_that_supports_is_enough(said: tuple[Verdict, ...], together: Verdict) -> None:
    quotes = quoted(
        TOLD + " ".join(f"«word{number}».".replace("word", "word ") for number in range(10, 10 + len(said)))
    )
    answers = iter(said)
    assert over(quotes, lambda _spot: next(answers)) == together


def test_one_place_of_a_quote_that_supports_is_enough() -> None:
    (quote,) = quoted(TOLD + "No «pedicle screws». Then pedicle screws were placed.")
    assert len(quote.spots) == 2
    assert by_words([quote], ("post.hardware",), lambda _mention: True) == "yes"


@pytest.mark.parametrize(
    ("note", "verdict"),
    [
        ("«Pedicle screws were placed.»", "yes"),
        ("«Pedicle screws were not placed.»", "no"),
        ("«Rods were placed.»", "no"),
        ("«The skin was closed.»", "silent"),
    ],
)
def test_words_are_good_and_told_or_others(note: str, verdict: Verdict) -> None:
    says = by_words(quoted(TOLD + note), ("post.hardware",), lambda mention: mention.value == "pedicle_screws")
    assert says == verdict


def test_a_pattern_is_looked_for_in_the_quote_or_in_its_sentences() -> None:
    quotes = quoted(TOLD + "No cage «was placed at L5-S1». The skin was closed.")
    assert in_words(quotes, re.compile("placed"))
    assert not in_words(quotes, re.compile("cage"))
    assert in_sentences(quotes, re.compile("cage"))
    assert not in_sentences(quotes, re.compile("skin"))


@pytest.mark.parametrize(
    ("interspace", "note", "options"),
    [
        ("L4-L5", "«fused at L4-5»", {}),
        ("L4-L5", "«fused at L4-S1»", {}),
        ("L4-L5", "«at L4 5 it was fused»", {}),
        ("L5-S1", "«between L5 and the sacrum it was fused»", {}),
        ("L4-L5", "L4-5 was exposed. «It was fused.»", {}),
        ("L4-L5", "L4-5 and L5-S1 were exposed. «Both levels were fused.»", {}),
        ("L4-L5", "«It will be fused at L4-5.»", {"done": False}),
        ("L4-L5", "«fused» at L4-5", {"beside": True}),
        ("L4-L5", "L4-5 was exposed. «L5-S1 was too, and both levels were fused.»", {}),
    ],
)
def test_a_quote_is_about_an_interspace(interspace: Interspace, note: str, options: dict[str, bool]) -> None:
    assert at_interspace(quoted(TOLD + note), interspace, **options)


@pytest.mark.parametrize(
    ("interspace", "note", "options"),
    [
        ("L5-S1", "«fused at L4-5»", {}),
        ("L3-L4", "«fused at L4-S1»", {}),
        ("L4-L5", "«It will be fused at L4-5.»", {}),
        ("L3-L4", "«a 3-4 mm gap was left»", {}),
        ("L3-L4", "«3. 4 screws were opened»", {}),
        ("L5-S1", "L4-5 was exposed. «It was fused.»", {}),
        ("L4-L5", "L4-5 was exposed. «It was fused.»", {"named": True}),
        ("L4-L5", "L4-5 was exposed. «It was left alone.»", {}),
        ("L4-L5", "L4-5 was exposed. L5-S1 was too. «L5-S1 was fused.»", {"beside": False}),
    ],
)
def test_a_quote_is_not_about_an_interspace(interspace: Interspace, note: str, options: dict[str, bool]) -> None:
    assert not at_interspace(quoted(TOLD + note), interspace, **options)


def test_no_quotes_are_about_nothing() -> None:
    assert not at_interspace([], "L4-L5")


def test_a_quote_without_a_sentence_holds_nothing() -> None:
    (quote,) = quoted("«----- 1234 -----»\n\nL4-5 was fused.")
    assert not at_interspace([quote], "L5-S1")


def test_complaints_show_the_first_quote_and_keep_what_holds() -> None:
    complaints = Complaints()
    quotes = quoted(TOLD + "«The skin» was «closed».")
    assert complaints.keep(True, "a.b", "a.rule", "says", "x", quotes)
    assert not complaints.keep(False, "a.c", "a.rule", "says", "x", quotes)
    (problem,) = complaints.problems
    assert (problem.path, problem.rule, problem.value, problem.quote) == ("a.c", "a.rule", "x", "The skin")


def test_a_quote_is_supplied_once() -> None:
    complaints = Complaints()
    first, second = quoted(TOLD + "«The skin» was «closed».")
    assert not complaints.supply("access", None)
    assert complaints.supply("access", first)
    assert complaints.supply("access", first)
    assert complaints.supply("access", second)
    assert [item.quote for item in complaints.supplied["access"]] == ["The skin", "closed"]
