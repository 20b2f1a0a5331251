"""The page of a run: complete, honest about its ceiling, worst notes first, and inert whatever a note says."""

import stat
from pathlib import Path

import pytest

from scribe_plugin.contract import ELEMENT_NAMES, Elements, Encounter, InputError, LabelledNote
from scribe_plugin.evaluation.records import Record
from scribe_plugin.evaluation.report import notes as notes_module
from scribe_plugin.evaluation.report import run_page, write_page
from scribe_plugin.evaluation.report.ceiling import ceiling
from scribe_plugin.evaluation.report.chart import alert_chart
from scribe_plugin.evaluation.report.notes import badness, entries
from scribe_plugin.evaluation.report.page import breakable, counted
from scribe_plugin.evaluation.scoring.fields import FIELDS
from scribe_plugin.evaluation.summary import summarize
from tests.builders import make_elements
from tests.evaluation.report.pages import HOSTILE, Page, assert_inert
from tests.evaluation.reviews import failed, labelled, manifest, record


@pytest.fixture
def notes(elements: Elements) -> list[LabelledNote]:
    """Six notes, one of them labelled with a critical finding."""
    plain = [labelled(f"n{number}", elements, tags=["short"]) for number in range(5)]
    return [*plain, labelled("bad", elements, "levels.missing_addon", tags=["short"])]


@pytest.fixture
def records(notes: list[LabelledNote], elements: Elements) -> list[Record]:
    """Their readings: one wrong, one an error beside."""
    wrong = make_elements(levels__described=["L4-L5"])
    return [*(record(note, elements) for note in notes[:5]), record(notes[5], wrong), failed("gone")]


def test_the_page_holds_every_table_and_says_what_it_is(records: list[Record], notes: list[LabelledNote]) -> None:
    text = run_page(
        manifest(model="m", prompt="alif/v1", prompt_sha256="ab" * 32, prompt_status="draft"), records, notes
    )
    page = Page(text)
    assert_inert(page)
    words = " ".join(page.text.split())
    assert words.startswith("Evaluation run This page holds the text of the notes.")
    assert all(name in words for name in ELEMENT_NAMES)
    assert all((name.partition(".")[2] or name) in words for name in FIELDS)
    assert "alif/v1, draft, " + "ab" * 32 in words
    assert "levels.missing_addon: bad" in words
    assert "refusal: no: 1 reading: gone" in words
    assert "Approach exact83.3 %" in words.replace("exact 83", "exact83")
    assert "none: no model was asked" in words


def test_what_was_asked_of_a_model_is_shown(notes: list[LabelledNote], elements: Elements) -> None:
    told = {"requests": 2, "usage": {"prompt_tokens": 1500}, "cost_usd": 0.5, "rejected": 1}
    page = Page(run_page(manifest(), [record(note, elements, **told) for note in notes], notes))
    words = " ".join(page.text.split())
    assert "12 requests" in words
    assert "9,000 prompt tokens" in words
    assert "3.00 USD, 500.00 USD for 1,000 readings" in words
    assert "6 values rejected" in words


def test_hostile_text_stays_text_wherever_it_comes_from(elements: Elements) -> None:
    for attack in HOSTILE:
        encounter = Encounter.model_validate(
            {"id": "e", "documents": [{"id": attack, "kind": "other", "text": f"before {attack} after"}]}
        )
        quote = [{"document": attack, "quote": attack}]
        gold = make_elements(
            approach__evidence=quote,
            device__devices=[
                {
                    "interspace": "L5-S1",
                    "kind": "cage",
                    "integral_fixation": "present",
                    "fixation": [],
                    "product": attack,
                    "evidence": quote,
                }
            ],
        )
        note = LabelledNote.model_validate(
            {
                "id": f"x{attack}",
                "encounter": encounter.model_dump(mode="json"),
                "gold": {"elements": gold.model_dump(mode="json"), "findings": []},
                "tags": [attack],
                "family": attack,
            }
        )
        read = record(note, Elements.empty(), critical_misses=[attack])
        named = manifest(
            name=attack, model=attack, prompt=attack, prompt_status=attack, dataset=attack, options={attack: attack}
        )
        page = Page(run_page(named, [read, *(failed(f"{attack}{n}", attack) for n in range(2))], [note]))
        assert_inert(page)
        if attack.isprintable():
            assert page.text.count(attack) >= 8, attack


def test_signs_that_steer_a_display_are_shown_instead(notes: list[LabelledNote], elements: Elements) -> None:
    text = "left \u202eright\u202c \x1b[31m end"
    encounter = Encounter.model_validate({"id": "e", "documents": [{"id": "a", "kind": "other", "text": text}]})
    page = run_page(manifest(), [record(notes[0], elements)], [notes[0].model_copy(update={"encounter": encounter})])
    assert not {"\u202e", "\u202c", "\x1b"} & set(page)


def test_the_worst_note_comes_first(records: list[Record], notes: list[LabelledNote]) -> None:
    found = entries(records, {note.id: note for note in notes})
    assert [entry.name for entry in found] == ["bad", "n0", "n1", "n2", "n3", "n4"]
    worst = found[0]
    assert worst.critical == ["levels.missing_addon", "approach.effective", "levels.effective"]
    (levels,) = [difference for difference in worst.differences if difference.name == "levels.effective"]
    assert levels.sides == (["L5-S1"], ["L4-L5"])
    assert levels.note == "1 missed, 1 not labelled"
    assert [(raised.code, raised.is_missed) for raised in worst.findings] == [("levels.missing_addon", True)]
    assert badness(records[5]) < badness(records[0])


def test_repeats_are_one_entry_that_of_the_worst_reading(notes: list[LabelledNote], elements: Elements) -> None:
    twice = [record(notes[0], elements), record(notes[0], Elements.empty(), repeat=1)]
    (entry,) = entries(twice, {notes[0].id: notes[0]})
    assert (entry.name, entry.repeats) == ("n0#2", [("n0", [])])


def test_a_page_that_is_full_keeps_rows(
    monkeypatch: pytest.MonkeyPatch, records: list[Record], notes: list[LabelledNote]
) -> None:
    by_id = {note.id: note for note in notes}
    monkeypatch.setattr(notes_module, "MOST_TEXTS", 2)
    assert [bool(entry.texts) for entry in entries(records, by_id)] == [True, True, False, False, False, False]
    words = " ".join(Page(run_page(manifest(), records, notes)).text.split())
    assert "4 notes without text: the page holds the 2 worst" in words
    monkeypatch.setattr(notes_module, "MOST_BYTES", 100)
    assert not any(entry.texts for entry in entries(records, by_id))


def test_a_big_run_stays_below_ten_megabytes(elements: Elements) -> None:
    text = "word " * 5_000
    encounter = Encounter.model_validate({"id": "e", "documents": [{"id": "a", "kind": "other", "text": text}]})
    base = labelled("x", elements).model_copy(update={"encounter": encounter})
    many = [base.model_copy(update={"id": f"note-{number}"}) for number in range(1_500)]
    one = record(base, elements)
    page = run_page(manifest(), [one.model_copy(update={"id": note.id, "family": note.id}) for note in many], many)
    assert 5_000_000 < len(page.encode()) < 10_000_000


def test_the_ceiling_is_of_the_same_texts_and_says_who_labelled(
    tmp_path: Path, records: list[Record], notes: list[LabelledNote], elements: Elements
) -> None:
    other = notes[0].gold.model_copy(update={"elements": make_elements(levels__described=["L4-L5"])})
    foreign = labelled("elsewhere", elements)
    moved = notes[2].model_copy(update={"encounter": foreign.encounter})
    second = [notes[0].model_copy(update={"gold": other}), notes[1], moved, foreign]
    file = tmp_path / "second.jsonl"
    file.write_text("".join(note.model_dump_json() + "\n" for note in second), "utf-8")
    found = ceiling(notes, file)
    assert found
    assert (found.notes, found.of, found.shipped) == (2, 6, False)
    assert (found.fields["levels.effective"], found.fields["access.role"]) == (0.5, 1.0)
    words = " ".join(Page(run_page(manifest(), records, notes, double=file)).text.split())
    assert "over 2 of these 6 notes" in words
    assert "certified coder" not in words
    assert "no ceiling is drawn" in " ".join(Page(run_page(manifest(), records, notes)).text.split())


def test_the_repository_s_own_second_labels_are_called_what_they_are() -> None:
    from scribe_plugin.evaluation.dataset import load
    from scribe_plugin.evaluation.report.ceiling import shipped_labels

    notes = load(shipped_labels())[:3]
    page = run_page(manifest(), [record(note, note.gold.elements) for note in notes], notes)
    assert "Neither labelling was made by a certified coder or a clinician" in " ".join(Page(page).text.split())


def test_the_chart_takes_the_page_s_colours_and_reaches_nowhere(records: list[Record]) -> None:
    summary = summarize(records)
    drawn = alert_chart(summary.alerts[:-1], summary.scored)
    assert "http" not in drawn.replace("http://www.w3.org/", "")
    assert "<style" not in drawn
    assert "var(--accent)" in drawn
    assert ">levels</text>" in drawn
    assert "font-family" not in drawn
    assert alert_chart([], 0) == ""


def test_a_run_without_a_scored_reading_has_a_page(notes: list[LabelledNote]) -> None:
    assert_inert(Page(run_page(manifest(), [failed("n0")], notes)))
    assert_inert(Page(run_page(manifest(), [], notes)))


def test_a_page_is_written_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text("old")
    file.chmod(0o644)
    write_page(file, "new \ud800")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text("utf-8") == "new ?"
    assert list(tmp_path.iterdir()) == [file]
    with pytest.raises(InputError, match="cannot be written"):
        write_page(tmp_path / "none" / "page.html", "x")
    with pytest.raises(InputError, match="cannot be written"):
        write_page(tmp_path, "x")


def test_names_break_at_their_joints_and_numbers_do_not() -> None:
    assert breakable("a.b_c<1.5") == "a.<wbr>b_<wbr>c&lt;1.5"
    assert [counted(1, "note"), counted(2, "note"), counted(2, "miss")] == ["1 note", "2 notes", "2 misses"]
