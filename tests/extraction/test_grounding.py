"""Where a quote stands in its document, how surely, and what is not taken for it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe_plugin.contract import Document, Evidence
from scribe_plugin.extraction.grounding import FUZZY_LENGTH, FUZZY_LONGEST, MAX_PLACES, Grounder, Place

NOTE = (
    "Supine. A left retroperitoneal approach was made to L5-S1.\n"
    "The disc was removed, the endplates were prepared, and a 14 mm PEEK cage was seated.\n"
    "No posterior instrumentation was placed today. Counts were correct."
)


def places(quote: str, text: str = NOTE) -> list[Place]:
    """Where a quote stands in a text."""
    grounder = Grounder([Document(id="op", kind="operative_note", text=text)])
    return grounder.places(Evidence(document="op", quote=quote))


def found(quote: str, text: str = NOTE) -> tuple[str, str]:
    """How the first place of a quote was found, and the words of the text that stand there."""
    first = next(iter(places(quote, text)), None)
    return ("missing", "") if first is None else (first.status, text[first.start : first.end])


@pytest.mark.parametrize("quote", [NOTE, "Supine", "L5-S1", "14 mm PEEK cage", "placed today. Counts", "correct."])
def test_verbatim_words_are_exact(quote: str) -> None:
    assert found(quote) == ("exact", quote)


@pytest.mark.parametrize(
    ("quote", "text", "words"),
    [
        pytest.param("peek CAGE", NOTE, "PEEK cage", id="case"),
        pytest.param("to L5-S1. The disc", NOTE, "to L5-S1.\nThe disc", id="line-break"),
        pytest.param("the  endplates\twere prepared", NOTE, "the endplates were prepared", id="white-space-of-the-quote"),
        pytest.param("cage at L5-S1", "A cage  at\u00a0\r\n L5-S1 was seated.", "cage  at\u00a0\r\n L5-S1", id="white-space"),
        pytest.param("L5-S1 cage", "An L5\u2013S1 cage.", "L5\u2013S1 cage", id="en-dash"),
        pytest.param("L5\u2011S1 cage", "An L5-S1 cage.", "L5-S1 cage", id="no-break-hyphen"),
        pytest.param("the surgeon's \"own\" note", "In the surgeon\u2019s \u201cown\u201d note.", "the surgeon\u2019s \u201cown\u201d note", id="curly"),
        pytest.param("final fluoroscopy", "The \ufb01nal \ufb02uoroscopy was good.", "\ufb01nal \ufb02uoroscopy", id="ligatures"),
        pytest.param("PEEK cage", "A PE\u200bEK\ufeff cage.", "PE\u200bEK\ufeff cage", id="zero-width"),
        pytest.param("a year and 1/2", "For a year and \u00bd.", "a year and \u00bd", id="fraction"),
        pytest.param('"a 14 mm PEEK cage..."', NOTE, "a 14 mm PEEK cage", id="marks-round-the-quote"),
        pytest.param("(Supine.)", NOTE, "Supine", id="brackets-round-the-quote"),
        pytest.param("\u0130liac", "The \u0130liac vein; the iliac artery.", "\u0130liac", id="verbatim-before-folded"),
    ],
)  # fmt: skip
def test_form_does_not_hide_words(quote: str, text: str, words: str) -> None:
    status, stands = found(quote, text)
    assert stands == words
    assert status == ("exact" if quote == words else "normalized")


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        pytest.param(
            "A left retroperitoneal aproach was made to L5-S1.", "A left retroperitoneal approach was made to L5-S1", id="letter"
        ),
        pytest.param(
            "the endplates were prepared and a 14 mm PEEK cage was seated",
            "the endplates were prepared, and a 14 mm PEEK cage was seated",
            id="comma",
        ),
        pytest.param(
            "The disc was removed, endplates were prepared, and a 14 mm PEEK cage was seated",
            "The disc was removed, the endplates were prepared, and a 14 mm PEEK cage was seated",
            id="word-left-out",
        ),
        pytest.param(
            "the endplates were prepared, and a 14 mm PEEK cage was sea",
            "the endplates were prepared, and a 14 mm PEEK cage was seated",
            id="widened-to-the-whole-word",
        ),
    ],
)  # fmt: skip
def test_a_long_quote_may_be_nearly_right(quote: str, words: str) -> None:
    status, stands = found(quote)
    assert status == "fuzzy"
    assert stands.rstrip(".") == words


@pytest.mark.parametrize(
    "quote",
    [
        pytest.param("A left retroperitoneal approach was made to L4-L5.", id="another-level"),
        pytest.param("the endplates were prepared, and a 12 mm PEEK cage was seated", id="another-number"),
        pytest.param(
            "and a 14 mm PEEK cage was seated. Posterior instrumentation was placed today", id="denial-left-out"
        ),
        pytest.param(
            "The disc was not removed, the endplates were prepared, and a 14 mm PEEK cage", id="denial-put-in"
        ),
        pytest.param(
            "The disc was removed, the endplates were never prepared, and a 14 mm PEEK cage", id="never-put-in"
        ),
        pytest.param("A left retroperitoneal approach was made to L5-S1 and L4-L5.", id="level-put-in"),
        pytest.param("retroperitoneal aproach", id="shorter-than-the-floor"),
        pytest.param("A right transperitoneal exposure was made by Dr. Okafor to L5-S1.", id="too-different"),
        pytest.param("The endplates were decorticated and a lordotic cage was seated flush.", id="invented"),
        pytest.param("approach left was made retroperitoneal A to L5-S1. Supine", id="words-shuffled"),
    ],
)
def test_what_matters_may_not_differ(quote: str) -> None:
    assert places(quote) == []


def test_a_short_quote_is_never_nearly_right() -> None:
    short, longer = "a 14 mm PEEK cage was", "and a 14 mm PEEK cage was seated"
    assert len(short) < FUZZY_LENGTH <= len(longer)
    assert found(longer.replace("cage", "cge")) == ("fuzzy", longer)
    assert found(short.replace("cage", "cge")) == ("missing", "")


def test_most_words_of_a_near_quote_must_stand_in_order() -> None:
    text = "then we saw it was at an ox of us so in a to by on it is as he or up again."
    assert found("we saw it was at an ox of us so in a to by on itis as he or up", text)[0] == "fuzzy"
    assert found("we saw itwas at anox of usso in ato by onit is as heor up", text) == ("missing", "")


@pytest.mark.parametrize("quote", ["Counts were correct now", "", " ", ".", "-", "...", "\u200b", "L", "5", "\n"])
def test_words_that_are_not_there_and_no_words_are_missing(quote: str) -> None:
    assert places(quote, "Level L5 -  L. Counts were fine.") == []


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("age", "A cage was packed."),
        ("cag", "A cage was packed."),
        ("AGE", "A cage was packed."),
        ("L5-S1", "The XL5-S12 implant."),
        ("4 mm", "A 14 mm cage."),
        ("14 m", "A 14 mm cage."),
        ("L4", "L45 was fused."),
    ],
)
def test_no_quote_is_found_inside_a_longer_word(quote: str, text: str) -> None:
    assert places(quote, text) == []


def test_a_whole_word_is_found_behind_a_longer_one() -> None:
    assert places("age", "A cage at the age of 50.") == [Place(14, 17, "exact")]


def test_every_place_of_a_quote_is_found_in_order() -> None:
    text = "Cage at L4-L5. Cage at L5-S1. cage"
    assert places("Cage", text) == [Place(0, 4, "exact"), Place(15, 19, "exact")]
    assert places("cage", text) == [Place(30, 34, "exact")]
    assert places("CAGE", text) == [Place(start, start + 4, "normalized") for start in (0, 15, 30)]


def test_a_quote_is_looked_for_in_the_document_that_it_names() -> None:
    grounder = Grounder(
        [
            Document(id="op", kind="operative_note", text=NOTE),
            Document(id="hp", kind="history_physical", text="Six months of therapy. Supine straight leg raise."),
        ]
    )
    therapy = Evidence(document="op", quote="Six months of therapy")
    assert grounder.places(therapy) == []
    assert grounder.stands_elsewhere(therapy)
    assert grounder.places(Evidence(document="hp", quote="Six months of therapy"))
    assert not grounder.stands_elsewhere(Evidence(document="hp", quote="Six months of therapy"))
    assert not grounder.stands_elsewhere(Evidence(document="op", quote="Nine months of chiropractic"))
    assert grounder.places(Evidence(document="absent", quote="Supine")) == []


SPACED = st.lists(st.sampled_from("Cage L5-S1 14.5 mm \u2014 \ufb01nal n\u00e4mlich (prone) 3/4 no; \u0130 \u00df A".split()), min_size=1, max_size=40)  # fmt: skip


@given(SPACED, st.data())
def test_every_slice_on_word_boundaries_is_exact_at_its_offsets(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    starts = [0, *(at + 1 for at, char in enumerate(text) if char == " ")]
    ends = [*(at for at, char in enumerate(text) if char == " "), len(text)]
    start = data.draw(st.sampled_from(starts))
    end = data.draw(st.sampled_from([at for at in ends if at > start]))
    quote = text[start:end]
    if sum(char.isalnum() for char in quote) < 2:
        assert places(quote, text) == []
        return
    found_at = places(quote, text)
    assert all(place.status == "exact" and text[place.start : place.end] == quote for place in found_at)
    assert Place(start, end, "exact") in found_at or len(found_at) == MAX_PLACES


LETTERS = st.text("aB1 -\n.\u2013\ufb01\u200b\u0130\u00df\u00bd'\u2019\u00a0", max_size=60)


@settings(max_examples=300)
@given(LETTERS | st.text(max_size=60), LETTERS | st.text(max_size=80), st.booleans())
def test_offsets_always_slice_the_text(quote: str, text: str, change: bool) -> None:
    text += quote.upper() if change else ""
    for place in places(quote, text):
        assert 0 <= place.start < place.end <= len(text)
        words = text[place.start : place.end]
        assert words == quote or place.status != "exact"
        again = found(words, text)
        assert again == ("exact", words) or sum(char.isalnum() for char in words) < 2


@settings(max_examples=150)
@given(st.integers(0, len(NOTE) - 60), st.integers(40, 60), st.integers(0, 39), st.sampled_from("xq,; "))
def test_a_near_quote_is_never_found_without_its_numbers_and_denials(
    start: int, length: int, at: int, char: str
) -> None:
    quote = NOTE[start : start + length]
    quote = quote[:at] + char + quote[at + 1 :]
    status, stands = found(quote)
    weighty = re.compile(r"\b(?:14|l5|s1|no)\b", re.IGNORECASE)
    assert status != "fuzzy" or weighty.findall(stands) == weighty.findall(quote)


def test_work_stays_bounded_in_a_long_note() -> None:
    line = "The disc at L5-S1 was removed and a cage was seated.\n"
    text = line * 4000
    assert len(text) > 200_000
    assert len(places("a cage was seated", text)) == MAX_PLACES
    assert len(places("A CAGE WAS SEATED", text)) == MAX_PLACES
    assert places("aaaa", "a" * 200_000) == []
    assert found("The disc at L5-S1 was removd and a cage was seated", text)[0] == "fuzzy"


def test_a_quote_as_long_as_a_page_must_stand_as_it_is() -> None:
    page = " ".join(f"word{first}{second}" for first in "abcdefghijklmnopq" for second in "abcdefghijklmnopq")
    assert len(page) > FUZZY_LONGEST
    assert found(page, f"Before. {page} After.") == ("exact", page)
    assert found(page.upper(), f"Before. {page} After.") == ("normalized", page)
    assert places(page.replace("wordab ", "wrdab "), f"Before. {page} After.") == []
    part = page[:800]
    assert found(part.replace("wordab ", "wrdab "), f"Before. {page} After.")[0] == "fuzzy"
