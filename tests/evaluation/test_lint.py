"""Finding labels that are wrong; each fault is planted and has to be named, and a clean note has none."""

from pathlib import Path
from typing import Any

import pytest

from scribe_plugin.contract import Elements, Encounter, Gold, LabelledNote
from scribe_plugin.evaluation.lint import doubts, lint, lint_file
from tests.builders import NOTE, make_elements

ROOT = Path(__file__).parents[2]


def labelled(elements: Elements, *findings: str, note_id: str = "n1", **values: Any) -> LabelledNote:
    """Return a labelled note."""
    given = {"encounter": Encounter.from_text(NOTE), **values}
    return LabelledNote(id=note_id, gold=Gold(elements=elements, findings=list(findings)), **given)


def test_a_clean_note_has_no_complaint(elements: Elements) -> None:
    assert lint(labelled(elements)) == []
    assert doubts(labelled(elements)) == []


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"approach__evidence": [{"document": "other", "quote": "Supine"}]}, "approach: quotes document 'other'"),
        ({"levels__evidence": [{"document": "note", "quote": "not there"}]}, "levels: a quote is not verbatim"),
        ({"levels__evidence": [{"document": "note", "quote": " "}]}, "levels: a quote is empty"),
        ({"levels__described": ["L5-S1", "L4-L5"]}, "levels.described: not in the order"),
        ({"levels__titled": ["L5-S1", "L5-S1"]}, "levels.titled: holds a value twice"),
        ({"approach__described": ["lateral", "anterior"]}, "approach.described: not in the order"),
        ({"posterior__fixation_points": ["ilium", "S1"]}, "posterior.fixation_points: not in the order"),
        (
            {"levels__by_approach": [{"interspace": "L4-L5", "approach": "anterior", "evidence": []}]},
            "levels.by_approach: names ['L4-L5'] beyond",
        ),
    ],
)
def test_labels_that_break_their_rules_are_named(values: dict[str, Any], complaint: str) -> None:
    found = lint(labelled(make_elements(**values)))
    assert [line for line in found if line.startswith(complaint)]
    assert not any("Supine" in line or "not there" in line for line in found)


def test_findings_have_to_be_those_that_the_elements_lead_to(elements: Elements) -> None:
    tree = elements.model_dump()
    tree["necessity"]["imaging"] = []
    bare = Elements.model_validate(tree)
    (missing,) = lint(labelled(bare))
    assert missing == "findings: necessity.imaging_missing follows from the labelled elements and is not labelled"
    assert lint(labelled(bare, "necessity.imaging_missing")) == []
    (stray,) = lint(labelled(elements, "necessity.imaging_missing"))
    assert "does not follow" in stray


def test_findings_are_sorted_and_known(elements: Elements) -> None:
    found = "\n".join(lint(labelled(elements, "b.b", "a.a")))
    assert "findings: not sorted" in found
    assert "'a.a' is no finding" in found


def test_an_encounter_that_no_rule_can_judge_is_named(elements: Elements) -> None:
    encounter = Encounter.from_text(NOTE).model_copy(update={"policy": "no_such"})
    (problem,) = lint(labelled(elements, encounter=encounter))
    assert problem.startswith("encounter: ")
    assert "no_such" in problem


def test_what_the_guard_would_reject_is_worth_a_look(elements: Elements) -> None:
    tree = elements.model_dump()
    tree["necessity"]["conservative_treatments"][0]["duration_weeks"] = 40.0
    found = doubts(labelled(Elements.model_validate(tree)))
    assert any(line.startswith("necessity.conservative_treatments.0") for line in found)
    assert not any("twelve" in line for line in found)


def test_a_whole_file_is_read_past_what_is_wrong_with_it(tmp_path: Path, elements: Elements) -> None:
    first, same = labelled(elements), labelled(elements, note_id="n2")
    path = tmp_path / "set.jsonl"
    lines = [first.model_dump_json(), '{"id": "x"}', first.model_dump_json(), same.model_dump_json()]
    path.write_text("\n".join(lines), encoding="utf-8")
    count, complaints = lint_file(path)
    assert count == 4
    assert [(item.where, item.message.split(";")[0].split(" at ")[0]) for item in complaints] == [
        ("line 2", "breaks the contract"),
        ("line 3", "repeats the id 'n1'"),
        ("n2", "has the words of 'n1'"),
    ]


def test_notes_of_the_same_words_may_share_a_family(tmp_path: Path, elements: Elements) -> None:
    path = tmp_path / "set.jsonl"
    notes = [labelled(elements, note_id=name, family="f") for name in ("n1", "n2")]
    path.write_text("\n".join(note.model_dump_json() for note in notes), encoding="utf-8")
    assert lint_file(path) == (2, [])


def test_an_empty_file_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.touch()
    assert [item.message for item in lint_file(path)[1]] == ["holds no note"]


@pytest.mark.parametrize("path", sorted((ROOT / "evals" / "datasets").glob("*.jsonl")), ids=lambda path: path.stem)
def test_the_labels_that_are_shipped_are_clean(path: Path) -> None:
    assert [item for item in lint_file(path)[1] if item.severity == "error"] == []
