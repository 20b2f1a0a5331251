"""What a dataset can show: from labels, from a run, from repeats and from a pilot."""

from collections.abc import Sequence

import pytest

from scribe_plugin.contract import Elements
from scribe_plugin.evaluation.plan import PlanRow, in_words, plan_dataset, plan_runs, table
from scribe_plugin.evaluation.statistics.power import notes_needed, smallest_change
from tests.evaluation.marked import marked
from tests.evaluation.reviews import labelled

FIELD = "levels.described"
NOTES = [f"n{number}" for number in range(60)]


def named(rows: Sequence[PlanRow], name: str) -> PlanRow:
    """Return one row."""
    return next(row for row in rows if row.name == name)


def test_a_dataset_gives_its_independent_notes_to_fields_and_alerts() -> None:
    empty = Elements.empty()
    notes = [labelled(f"n{place}", empty, *(["levels.missing_addon"] if place < 12 else [])) for place in range(60)]
    notes += [labelled(f"m{place}", empty, family="n59") for place in range(5)]
    rows = plan_dataset(notes, churn=0.02, power=0.8)
    counted = {row.name: row.notes for row in rows}
    assert (counted["any field"], counted["levels sensitivity"], counted["levels specificity"]) == (60, 12, 48)
    row = rows[0]
    assert row.smallest == smallest_change(60, 0.02, 0.05, 0.8)
    assert row.smallest_of_all == smallest_change(60, 0.02, 0.05 / 40, 0.8)
    assert row.needed[5] == notes_needed(0.05, 0.02, 0.05 / 40, 0.8)
    assert named(rows, "device sensitivity").smallest is None


def test_a_run_says_what_is_left_to_gain() -> None:
    records = [
        marked(note, [FIELD] if place < 24 else ["charge"] if place < 26 else []) for place, note in enumerate(NOTES)
    ]
    rows = plan_runs(records, None, churn=0.0, power=0.8)
    assert named(rows, FIELD).room == pytest.approx(0.4)
    assert named(rows, FIELD).shows
    assert named(rows, "charge").room == pytest.approx(2 / 60)
    assert not named(rows, "charge").shows
    said = "\n".join(in_words(rows, 0.8))
    assert "In 39 of 40 fields no gain can be shown" in said
    assert FIELD not in said


def test_a_pilot_says_how_much_readings_differ_by_themselves() -> None:
    first = [marked(note, [FIELD] if place < 5 else []) for place, note in enumerate(NOTES)]
    second = [marked(note, [FIELD] if 3 <= place < 11 else []) for place, note in enumerate(NOTES)]
    rows = plan_runs(first, second, churn=0.5, power=0.8)
    assert named(rows, FIELD).churn == pytest.approx(2 * 3.5 / 61)  # three better, six worse: three were churn
    assert named(rows, "charge").churn == pytest.approx(2 * 0.5 / 61)


def test_repeats_say_it_too() -> None:
    records = [
        marked(note, [FIELD] if place < 30 and repeat == 0 else [], repeat=repeat)
        for place, note in enumerate(NOTES)
        for repeat in range(2)
    ]
    rows = plan_runs(records, None, churn=0.5, power=0.8)
    assert named(rows, FIELD).churn == pytest.approx(30.5 / 61)
    assert named(rows, FIELD).notes == 60


def test_it_is_said_in_words() -> None:
    notes = [labelled(f"n{place}", Elements.empty()) for place in range(100)]
    rows = plan_dataset(notes, churn=0.02, power=0.9)
    said = "\n".join(in_words(rows, 0.9))
    assert "decisive in 90% of comparisons" in said
    assert f"has to move by {100 * (rows[0].smallest_of_all or 0):.1f} points to be found among all" in said
    assert f"A change of 5 points among all fields needs {rows[0].needed[5]:,} notes" in said
    assert len(table(rows).rows) == 13


def test_too_few_notes_show_nothing_and_say_so() -> None:
    rows = plan_dataset([labelled("n1", Elements.empty())], churn=0.02, power=0.8)
    assert rows[0].smallest is None
    assert "more than there is" in "\n".join(in_words(rows, 0.8))
