"""The parts of the page that are worth a look of their own."""

import io

import pytest
from rich.console import Console

from scribe_plugin.cli.console import clean, icons, quote
from scribe_plugin.cli.excerpts import MAX_SENTENCE, excerpts, sentences
from scribe_plugin.cli.page import print_review
from scribe_plugin.cli.words import fix_lines
from scribe_plugin.contract import Charge, ChargeEdit, Document, Encounter, Evidence, Grounding, Suggestion
from scribe_plugin.contract.alerts import ChargeAction
from scribe_plugin.pipeline import review


def document(text: str) -> Document:
    """Return an operative note."""
    return Document(id="op", kind="operative_note", text=text)


def mark(text: str, words: str, path: str = "levels") -> Grounding:
    """Return the grounding of words in a text."""
    start = text.index(words)
    return Grounding(path=path, document="op", quote=words, start=start, end=start + len(words), status="exact")


def test_sentences_cover_the_text_and_join_wrapped_lines() -> None:
    wrapped = "The patient was placed supine on the table and a retroperitoneal\napproach was made. Dr. Marsh closed.\n"
    text = f"PROCEDURE: ALIF\nL5-S1\n\n{wrapped}- item one\n- item two"
    found = [text[start:end].strip() for start, end in sentences(text)]
    assert found == [
        "PROCEDURE: ALIF",
        "L5-S1",
        "The patient was placed supine on the table and a retroperitoneal\napproach was made.",
        "Dr. Marsh closed.",
        "- item one",
        "- item two",
    ]


def test_only_sentences_with_evidence_are_shown_with_the_words_marked() -> None:
    text = "One. The L5-S1 disc was removed. Three. A cage was placed."
    found = excerpts(document(text), [mark(text, "L5-S1 disc"), mark(text, "cage", "device.devices.0")])
    assert [item.number for item in found] == [2, 4]
    assert found[0].pieces == ((" The ", False), ("L5-S1 disc", True), (" was removed.", False))
    assert found[1].elements == ("device",)


def test_overlapping_quotes_are_one_mark_and_support_both_elements() -> None:
    text = "The L5-S1 disc was removed."
    found = excerpts(document(text), [mark(text, "L5-S1 disc"), mark(text, "disc was", "approach")])
    assert [words for words, marked in found[0].pieces if marked] == ["L5-S1 disc was"]
    assert found[0].elements == ("levels", "approach")


def test_a_run_on_sentence_keeps_the_words_round_its_marks() -> None:
    text = "and then " * 200 + "the L5-S1 disc was removed " + "and then " * 200
    found = excerpts(document(text), [mark(text, "L5-S1 disc")])
    assert sum(len(words) for words, _ in found[0].pieces) < MAX_SENTENCE


def test_quotes_without_a_place_and_of_other_documents_are_left_out() -> None:
    text = "The L5-S1 disc was removed."
    lost = mark(text, "L5-S1").model_copy(update={"start": None, "end": None, "status": "missing"})
    other = mark(text, "L5-S1").model_copy(update={"document": "other"})
    assert excerpts(document(text), [lost, other]) == []


def test_every_charge_edit_has_its_words() -> None:
    for action in ChargeAction.__args__:  # type: ignore[attr-defined]
        edit = ChargeEdit(action=action, code="22558", units=1, value="62", values=["0SG30A0"])
        (line,) = fix_lines(Suggestion(label="l", charge=[edit]))
        assert line.endswith(".")


def test_quotes_are_cleaned_and_cut() -> None:
    signs = icons(Console(file=io.StringIO()))
    long = quote(Evidence(document="op", quote="word\x1b[2J\n" * 100), signs, 50)
    assert "\x1b" not in long
    assert "\n" not in long
    assert len(long) <= 60
    assert clean("a\u202eb\r\n c") == "a b c"


@pytest.mark.parametrize(("encoding", "clear"), [("utf-8", "✓"), ("ascii", "+")])
def test_icons_fit_the_encoding(encoding: str, clear: str) -> None:
    assert icons(Console(file=io.TextIOWrapper(io.BytesIO(), encoding=encoding))).clear == clear


def page(encounter: Encounter, **options: object) -> str:
    """Return the printed page."""
    out = io.StringIO()
    console = Console(file=out, width=80, highlight=False, markup=False, **options)  # type: ignore[arg-type]
    print_review(console, review(encounter), encounter)
    return out.getvalue()


def test_quotes_are_underlined_on_a_terminal_and_bracketed_elsewhere(encounter: Encounter) -> None:
    assert "[" in page(encounter)
    coloured = page(encounter, force_terminal=True, color_system="standard", legacy_windows=False)
    assert "\x1b[1;4m" in coloured
    plain = page(encounter, force_terminal=True, no_color=True, color_system="standard", legacy_windows=False)
    assert "\x1b[32m" not in plain


def test_a_note_without_fusion_has_nothing_to_check() -> None:
    text = page(Encounter.from_text("Seen for a cold. Rest advised."))
    assert "nothing to check" in text
    assert "none: no lumbar fusion is documented" in text


def test_a_contradiction_shows_both_sides(encounter: Encounter) -> None:
    text = encounter.documents[0].text.replace(
        "PROCEDURE: Anterior lumbar interbody fusion L5-S1", "PROCEDURE: ALIF L4-L5"
    )
    shown = page(Encounter.from_text(text))
    assert "levels.conflicting" in shown
    assert "title: “" in shown
    assert "narrative: “" in shown


def test_codes_that_only_the_draft_has_are_named(encounter: Encounter) -> None:
    charge = Charge.model_validate(
        {"lines": [{"code": "22558"}, {"code": "22612"}], "icd10_pcs": ["0SG10A0"], "icd10_cm": ["M54.50"]}
    )
    shown = page(encounter.model_copy(update={"charge": charge}))
    assert shown.count("drafted only") == 3
