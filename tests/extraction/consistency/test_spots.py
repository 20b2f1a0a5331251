"""The words of a quote as the reader sees them, wherever the quote begins and ends."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scribe_plugin.contract import Document, Encounter, Evidence
from scribe_plugin.extraction.consistency.spots import NoteView, Spot
from scribe_plugin.extraction.embedded.reading import read_document
from scribe_plugin.extraction.grounding import Place

NOTE = (
    "INDICATIONS: Stenosis at L4-5.\n\nDESCRIPTION OF PROCEDURE: He was supine.  The L4\u20135 disc was removed, and\n"
    "a PEEK cage was placed at ell five s one. No plate was used; the skin was closed.\n"
)


def spot(words: str, text: str = NOTE) -> Spot:
    """The first place of some words."""
    view = NoteView(Encounter.from_text(text))
    evidence = Evidence(document="note", quote=words)
    return view.quoted(evidence, view.grounder.places(evidence)).spots[0]


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("The L4\u20135 disc", "the l4-5 disc"),
        ("L4\u20135", "l4-5"),
        ("placed at ell five s one", "placed at l5-s1"),
        ("five", "l5-s1"),
        ("was supine.  The L4\u20135", "was supine. the l4-5"),
        ("removed, and\na PEEK", "removed, and\na peek"),
        ("used; the skin", "used; the skin"),
    ],
)
def test_a_quote_is_mapped_to_the_words_that_the_reader_sees(words: str, seen: str) -> None:
    assert spot(words).words.replace("\n", " ") == seen.replace("\n", " ")


def test_a_quote_has_its_sentences_phrases_and_levels() -> None:
    place = spot("The L4\u20135 disc")
    assert place.named() == {"L4-L5"}
    assert len(place.sentences) == 1
    assert "was removed" in place.around
    assert place.of("device.cage") == []
    assert spot("a PEEK cage").of("device.cage")


def test_a_quote_over_two_sentences_touches_both() -> None:
    assert len(spot("He was supine.  The L4\u20135 disc").sentences) == 2
    assert len(spot("supine").sentences) == 1


def test_what_is_spoken_of_is_named_round_the_quote() -> None:
    place = spot("the skin was closed")
    assert place.named() == set()
    assert place.spoken_of() == {"L4-L5", "L5-S1"}
    assert spot("the skin was closed", "Stenosis at L4-5. Then the skin was closed.").spoken_of() == {"L4-L5"}
    only_diagnosis = "PREOPERATIVE DIAGNOSIS: Stenosis L4-5.\n\nDESCRIPTION OF PROCEDURE: Supine. The skin was closed."
    assert spot("skin was closed", only_diagnosis).spoken_of(today=True) == set()


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("There was no separate plate.", True),
        ("Without a further plate.", True),
        ("Not in need of a plate.", False),
        ("A plate was used.", False),
        ("No cage but a plate.", False),
    ],
)
def test_a_denial_directly_before_words_denies_them(text: str, denied: bool) -> None:
    place = spot("plate", text)
    assert place.is_denied(place.start) is denied


def test_the_note_is_searched_for_words_told_as_done() -> None:
    view = NoteView(
        Encounter.from_text(NOTE + "Rods were placed. No pedicle screws were placed. A cage will be placed.")
    )
    rods = view.find(("post.hardware",), lambda mention: mention.value == "rods")
    assert rods is not None
    assert rods.evidence == Evidence(document="note", quote="Rods were placed")
    assert view.find(("post.hardware",), lambda mention: mention.value == "pedicle_screws") is None
    assert view.find(("post.hardware",), lambda _mention: True, lambda *_: False) is None
    found = view.search(re.compile("skin"))
    assert found is not None
    assert found.evidence.quote == "the skin was closed"
    assert view.search(re.compile("skin"), lambda *_: False) is None
    assert view.search(re.compile("scalp")) is None


def test_a_piece_of_one_endless_word_is_no_quote() -> None:
    """A long address in a note must not become a quote that stands nowhere."""
    text = f"See https://example.org/{'a1' * 60}/warehouse{'b2' * 100}. Supine."
    assert NoteView(Encounter.from_text(text)).search(re.compile("house")) is None


def test_readings_that_there_are_already_are_used() -> None:
    document = Document(id="note", kind="operative_note", text="The skin was closed.")
    reading = read_document(document)
    view = NoteView(Encounter(id="e", documents=[document]), [reading])
    assert view.documents() == [reading]
    assert view.documents()[0] is reading


PIECES = st.lists(
    st.sampled_from(
        "L4-5|l five s one|cage|no|was placed|.|. |;|\n|\n\n|PLAN:|[x]|\u2013|\ufb01nal|\u200b|\u00bd|  |\u00df|***|a-lif|(|)|\u0130".split("|")
    ),
    min_size=1,
    max_size=25,
).map(" ".join)  # fmt: skip


@given(PIECES, st.data())
def test_every_place_of_every_text_has_a_spot_inside_its_sentences(text: str, data: st.DataObject) -> None:
    if not text.strip():
        return
    view = NoteView(Encounter.from_text(text))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    evidence = Evidence(document="note", quote=text[start:end])
    (place,) = view.quoted(evidence, [Place(start, end, "exact")]).spots
    assert 0 <= place.start <= place.end <= len(place.document.text.norm)
    if place.sentences:
        assert place.sentences[0].start <= place.start
        assert place.end <= place.sentences[-1].end
    assert place.words in place.around or not place.sentences
    assert all(level.start < place.end and place.start < level.end for level in place.levels)
    place.spoken_of()
    place.beside()
