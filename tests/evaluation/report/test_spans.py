"""Quotes in a text: nothing is lost, and spans may overlap as they like."""

from hypothesis import given
from hypothesis import strategies as st

from scribe_plugin.contract import ELEMENT_NAMES, Document, Evidence, Grounding
from scribe_plugin.evaluation.report.spans import AROUND, LONG, Span, grounded_spans, labelled_spans, segments
from tests.builders import make_elements

TEXT = "An ALIF at L4-5. An ALIF at L5-S1."


def spans(text: str) -> st.SearchStrategy[list[Span]]:
    ends = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)), st.sampled_from(ELEMENT_NAMES))
    return st.lists(ends.map(lambda it: Span(min(it[:2]), max(it[:2]), it[2])), max_size=6)


@given(spans(TEXT), spans(TEXT))
def test_segments_are_the_text_and_every_letter_keeps_its_quotes(ours: list[Span], theirs: list[Span]) -> None:
    found = segments(TEXT, ours, theirs)
    assert "".join(segment.text for segment in found) == TEXT
    place = 0
    for segment in found:
        for sign in segment.text:
            if sign.isalnum():
                for groups, side in ((segment.one, ours), (segment.other, theirs)):
                    assert set(groups) == {span.group for span in side if span.start <= place < span.end}
            place += 1


def test_overlapping_quotes_are_told_apart() -> None:
    found = segments("abcdefgh", [Span(0, 4, "levels")], [Span(2, 6, "levels"), Span(5, 7, "access")])
    assert [(segment.text, segment.kind) for segment in found] == [
        ("ab", "one"),
        ("cd", "both"),
        ("e", "other"),
        ("f", "other"),
        ("g", "other"),
        ("h", "plain"),
    ]
    assert found[3].classes == "other b1 b5"


def test_words_that_two_sides_quote_for_different_elements_do_not_agree() -> None:
    (whole,) = segments("abc", [Span(0, 3, "levels")], [Span(0, 3, "device")])
    assert (whole.kind, whole.classes) == ("apart", "apart a1 b2")


def test_a_full_stop_that_one_side_quotes_is_no_difference() -> None:
    found = segments("Supine. Prone.", [Span(0, 7, "approach"), Span(13, 14, "approach")], [Span(0, 6, "approach")])
    assert [(segment.text, segment.kind) for segment in found] == [
        ("Supine", "both"),
        (".", "both"),
        (" Prone", "plain"),
        (".", "one"),
    ]


def test_of_a_repeated_quote_the_place_that_the_reading_quotes_is_marked() -> None:
    document = Document(id="op", kind="operative_note", text=TEXT)
    elements = make_elements(
        approach__evidence=[{"document": "op", "quote": "An ALIF"}, {"document": "other", "quote": "An ALIF"}],
        levels__evidence=[{"document": "op", "quote": "not there"}],
    )
    assert labelled_spans(document, elements) == [Span(0, 7, "approach")]
    assert labelled_spans(document, elements, [Span(17, 20, "approach")]) == [Span(17, 24, "approach")]
    assert labelled_spans(document, elements, [Span(17, 20, "levels")]) == [Span(0, 7, "approach")]


def test_a_reading_s_quotes_stay_within_the_text() -> None:
    document = Document(id="op", kind="operative_note", text="short")
    given_ = {"document": "op", "quote": "x", "status": "exact", "path": "levels.by_approach.0"}
    grounding = [
        Grounding(**given_, start=2, end=900),
        Grounding(**{**given_, "status": "missing"}, start=None, end=None),
        Grounding(**{**given_, "document": "x"}, start=0, end=2),
        Grounding(**{**given_, "path": "strange"}, start=0, end=2),
    ]
    assert grounded_spans(document, grounding) == [Span(2, 5, "levels")]


def test_a_very_long_text_is_shown_around_its_quotes() -> None:
    text = "a" * LONG + "QUOTE" + "b" * LONG
    found = segments(text, [Span(LONG, LONG + 5, "levels")], [])
    assert [segment.kind for segment in found] == ["gap", "plain", "one", "plain", "gap"]
    assert [segment.left_out for segment in found if segment.kind == "gap"] == [LONG - AROUND, LONG - AROUND]
    assert sum(len(segment.text) + segment.left_out for segment in found) == len(text)
    (nothing,) = segments(text, [], [])
    assert nothing.left_out == len(text)


def test_evidence_of_a_strange_document_is_no_error() -> None:
    document = Document(id="op", kind="operative_note", text="")
    assert (
        labelled_spans(document, make_elements(levels__evidence=[Evidence(document="op", quote="").model_dump()])) == []
    )
    assert segments("", [], []) == []
