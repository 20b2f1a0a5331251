"""Two people's labels: agreement, differences, decisions."""

from pathlib import Path
from typing import Any

import pytest

from scribe_plugin.contract import DatasetError, LabelledNote
from scribe_plugin.evaluation.agreement import AgreementRow, Decision, compare_labels, read_decisions
from tests.builders import make_elements
from tests.evaluation.reviews import labelled

TOBACCO = ["never", "former", "current", "not_stated"]


def labels(other: int = 0, **values: Any) -> list[LabelledNote]:
    """Twenty labelled notes; the first of them say something else of tobacco."""
    return [
        labelled(f"n{place}", make_elements(necessity__tobacco=TOBACCO[(place + (place < other)) % 4], **values))
        for place in range(20)
    ]


def tobacco(first: list[LabelledNote], second: list[LabelledNote]) -> AgreementRow:
    """Return the row of the field."""
    return next(row for row in compare_labels(first, second).fields if row.name == "necessity.tobacco")


def test_agreement_is_a_share_with_an_interval_and_beyond_chance() -> None:
    row = tobacco(labels(), labels(4))
    assert (row.agreed.value, row.agreed.part, row.agreed.whole) == (0.8, 16, 20)
    assert row.kappa.value == pytest.approx((0.8 - 0.25) / 0.75)
    assert row.alpha.value == pytest.approx(1 - 0.2 / (1 - 4 * 10 * 9 / (40 * 39)))
    assert row.agreed.low is not None
    assert row.kappa.low == pytest.approx((row.agreed.low - 0.25) / 0.75)


def test_everybody_always_saying_the_same_is_not_kappa_of_1() -> None:
    same = next(row for row in compare_labels(labels(), labels()).fields if row.name == "access.role")
    assert same.agreed.value == 1
    assert same.kappa.value is None
    assert same.alpha.value is None


def test_what_means_the_same_is_the_same_category() -> None:
    first = labels(necessity__conservative_duration_weeks=26.0)
    second = labels(necessity__conservative_duration_weeks=26.07)
    row = compare_labels(first, second).fields
    weeks = next(item for item in row if item.name == "necessity.conservative_duration_weeks")
    assert weeks.agreed.value == 1
    assert weeks.kappa.value is None


def test_differences_are_named_by_note_and_field() -> None:
    found = compare_labels(labels(), labels(2))
    assert [(item.id, item.field) for item in found.differences] == [
        ("n0", "necessity.tobacco"),
        ("n1", "necessity.tobacco"),
    ]
    assert (found.whole_notes.part, found.whole_notes.whole) == (18, 20)
    assert found.open_differences == []


def test_decisions_close_differences() -> None:
    decisions = [
        Decision(id="n0", field="necessity.tobacco", kept="second", reason="r"),
        Decision(id="n9", field="access.role", kept="first", reason="mended since"),
    ]
    found = compare_labels(labels(), labels(2), decisions)
    assert found.kept == {"first": 0, "second": 1, "other": 0}
    assert found.settled == 1
    assert [item.id for item in found.open_differences] == ["n1"]


def test_only_notes_of_both_files_count() -> None:
    found = compare_labels(labels(), labels()[:5])
    assert (found.notes, found.only_first, found.only_second) == (5, 15, 0)


@pytest.mark.parametrize(
    ("values", "said"), [({"id": "n99"}, "'necessity.tobacco' of 'n99'"), ({"field": "smoking"}, "'smoking' of 'n0'")]
)
def test_a_decision_on_nothing_is_refused(values: dict[str, str], said: str) -> None:
    given: dict[str, Any] = {"id": "n0", "field": "necessity.tobacco", "kept": "first", "reason": "r", **values}
    with pytest.raises(DatasetError, match=f"a decision is on {said}"):
        compare_labels(labels(), labels(2), [Decision(**given)])


def test_other_notes_and_other_texts_are_refused() -> None:
    with pytest.raises(DatasetError, match="share no note id"):
        compare_labels(labels()[:3], labels()[3:])
    changed = labels()
    changed[0] = LabelledNote(id="n0", encounter=changed[1].encounter, gold=changed[0].gold)
    with pytest.raises(DatasetError, match="the text of 'n0' differs"):
        compare_labels(labels(), changed)


def test_a_line_that_is_no_decision_is_one_sentence_without_its_words(tmp_path: Path) -> None:
    path = tmp_path / "decided.jsonl"
    path.write_text('{"id": "a", "field": "f", "kept": "third", "reason": "SECRET"}\n', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"decided\.jsonl line 1 is no decision, kept") as caught:
        read_decisions(path)
    assert "SECRET" not in str(caught.value)
    path.write_text('\n{"id": "a", "field": "f", "kept": "first", "reason": "r", "value": [1]}\n', encoding="utf-8")
    assert read_decisions(path)[0].kept == "first"


def test_the_shipped_double_labels_are_all_decided() -> None:
    from scribe_plugin.evaluation.dataset import load

    evals = Path(__file__).parents[2] / "evals"
    decisions = read_decisions(evals / "double" / "adjudicated.jsonl")
    found = compare_labels(load(evals / "datasets" / "dev.jsonl"), load(evals / "double" / "second.jsonl"), decisions)
    assert found.notes >= 40
    assert found.open_differences == []
