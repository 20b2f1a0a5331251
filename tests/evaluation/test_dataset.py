"""Reading labelled datasets, and finding labels that break their own rules."""

from pathlib import Path

import pytest

from scribe_plugin.contract import DatasetError, Elements, Encounter, Gold, LabelledNote
from scribe_plugin.evaluation.__main__ import main
from scribe_plugin.evaluation.dataset import lint, load
from tests.builders import make_elements


def labelled(encounter: Encounter, elements: Elements, *findings: str) -> LabelledNote:
    """Return a labelled note."""
    return LabelledNote(id="n1", encounter=encounter, gold=Gold(elements=elements, findings=list(findings)))


def test_lines_are_read_and_blank_ones_skipped(tmp_path: Path, encounter: Encounter, elements: Elements) -> None:
    note = labelled(encounter, elements)
    path = tmp_path / "set.jsonl"
    path.write_text(f"\n{note.model_dump_json()}\n\n", encoding="utf-8")
    assert load(path) == [note]


def test_an_id_may_not_be_used_twice(tmp_path: Path, encounter: Encounter, elements: Elements) -> None:
    line = labelled(encounter, elements).model_dump_json()
    path = tmp_path / "set.jsonl"
    path.write_text(f"{line}\n{line}\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="line 2 repeats the id 'n1'"):
        load(path)


def test_an_unreadable_file_is_a_dataset_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read"):
        load(tmp_path / "none.jsonl")


def test_a_clean_note_has_no_complaint(encounter: Encounter, elements: Elements) -> None:
    assert lint(labelled(encounter, elements, "device.missing_22853", "levels.missing_addon")) == []


def test_labels_that_break_their_rules_are_named(encounter: Encounter) -> None:
    elements = make_elements(
        approach__evidence=[{"document": "other", "quote": "Supine"}],
        levels__evidence=[{"document": "note", "quote": "not in the note"}],
        levels__described=["L5-S1"],
        levels__by_approach=[{"interspace": "L4-L5", "approach": "anterior", "evidence": []}],
    )
    problems = "\n".join(lint(labelled(encounter, elements, "b.b", "a.a")))
    assert "approach: quotes document 'other'" in problems
    assert "levels: a quote is not verbatim" in problems
    assert "L4-L5" in problems
    assert "findings: not sorted" in problems


def test_the_embedded_reader_is_scored(
    tmp_path: Path, encounter: Encounter, elements: Elements, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(labelled(encounter, elements, "b.b", "a.a").model_dump_json() + "\n", encoding="utf-8")
    assert main([str(path), "--misses", "levels.described"]) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("levels.described: 0 of 1 notes differ")
    assert "n1: findings: not sorted" in captured.err
