"""From records to tables: counts are pooled, errors stand apart, repeats stay together."""

import pytest

from scribe_plugin.contract import Elements, InputError
from scribe_plugin.evaluation.misses import misses
from scribe_plugin.evaluation.rates import percentile, ratio, share
from scribe_plugin.evaluation.scoring.fields import FIELDS
from scribe_plugin.evaluation.statistics.intervals import wilson
from scribe_plugin.evaluation.summary import Summary, ValueRow, YesNoRow, summarize
from tests.builders import make_elements
from tests.evaluation.reviews import failed, labelled, record

TWO = make_elements(levels__described=["L4-L5", "L5-S1"])
ONE = make_elements(levels__described=["L5-S1"])
OTHER = make_elements(levels__described=["L3-L4"])


def field(summary: Summary, name: str) -> ValueRow:
    """Return the row of a field."""
    return next(row for row in summary.fields if row.name == name)


def alert(summary: Summary, name: str) -> YesNoRow:
    """Return the row of an alert."""
    return next(row for row in summary.alerts if row.name == name)


def test_counts_are_pooled_and_no_score_of_a_note_is_averaged() -> None:
    records = [record(labelled("a", TWO), TWO), record(labelled("b", ONE), OTHER), record(labelled("c", ONE), ONE)]
    row = field(summarize(records), "levels.described")
    assert row.counts == (3, 1, 1, 0, 0)
    assert (row.exact.part, row.exact.whole, row.exact.value) == (2, 3, 2 / 3)
    assert row.f1.value == pytest.approx(6 / 8)
    assert row.f1.value != pytest.approx((1 + 0 + 1) / 3)
    assert (row.precision, row.recall) == (3 / 4, 3 / 4)


def test_errors_are_no_zeros() -> None:
    good = [record(labelled("a", TWO), TWO), record(labelled("b", TWO), TWO)]
    with_errors = summarize([*good, failed("c"), failed("d"), failed("e", "transport: down")])
    assert with_errors.fields == summarize(good).fields
    assert with_errors.alerts == summarize(good).alerts
    assert with_errors.errors == {"refusal: no": ["c", "d"], "transport: down": ["e"]}
    assert (with_errors.scored, with_errors.failed, with_errors.expected) == (2, 3, 5)


def test_a_run_is_complete_when_every_reading_is_scored_or_an_error() -> None:
    records = [record(labelled("a", TWO), TWO), failed("b")]
    assert summarize(records, expected=2).is_complete
    assert not summarize(records, expected=3).is_complete


def test_alerts_have_counts_and_shares_one_by_one_and_all_six() -> None:
    empty = Elements.empty()
    records = [
        record(labelled("a", empty, "levels.missing_addon"), empty, ("levels.missing_addon", "device.missing_22853")),
        record(labelled("b", empty, "levels.missing_addon"), empty),
        record(labelled("c", empty), empty),
    ]
    summary = summarize(records)
    levels = alert(summary, "levels")
    assert levels.counts == (1, 1, 0, 0, 1)
    assert (levels.sensitivity.value, levels.specificity.value, levels.ppv.value) == (0.5, 1.0, 1.0)
    together = alert(summary, "all six")
    assert together.counts == (1, 1, 1, 0, 15)
    assert together.specificity.value == pytest.approx(15 / 16)
    codes = {row.name: row.counts for row in summary.findings}
    assert codes == {"device.missing_22853": (0, 0, 1, 0, 2), "levels.missing_addon": (1, 1, 0, 0, 1)}
    assert summary.critical_misses == {"levels.missing_addon": ["b"]}


def test_a_share_of_independent_notes_has_wilsons_interval_and_a_family_counts_once() -> None:
    alone = share((f"f{number}", number % 2, 1) for number in range(40))
    assert (alone.low, alone.high) == wilson(20, 40)
    # Twenty families of two notes that go the same way know as much as twenty notes, not forty.
    pairs = share((f"f{number // 2}", number // 2 % 2, 1) for number in range(40))
    assert pairs.value == 0.5
    assert pairs.low is not None
    assert pairs.high is not None
    low, high = wilson(20, 40)
    assert pairs.high - pairs.low > 1.15 * (high - low)


def test_what_was_not_counted_has_no_value_and_few_families_no_interval() -> None:
    nothing = share([])
    assert (nothing.value, nothing.low, nothing.high) == (None, None, None)
    one = ratio([("f", 1, 2), ("f", 2, 2)])
    assert (one.value, one.low, one.high) == (0.75, None, None)


def test_repeats_are_kept_together() -> None:
    note, other = labelled("a", ONE), labelled("b", ONE)
    records = [
        *(record(note, elements, repeat=number) for number, elements in enumerate([ONE, ONE, TWO, ONE])),
        *(record(other, ONE, repeat=number) for number in range(4)),
    ]
    summary = summarize(records)
    assert (summary.scored, summary.notes, summary.families, summary.repeats) == (8, 2, 2, 4)
    assert field(summary, "levels.described").agreement == pytest.approx(7 / 8)
    assert field(summary, "necessity.tobacco").agreement == 1.0
    assert summary.critical_misses == {"levels.effective": ["a#3"]}
    assert field(summarize(records[:1]), "levels.described").agreement is None


def test_values_that_agree_in_another_order_agree() -> None:
    note = labelled("a", TWO)
    turned = make_elements(levels__described=["L5-S1", "L4-L5"])
    summary = summarize([record(note, TWO), record(note, turned, repeat=1)])
    assert field(summary, "levels.described").agreement == 1.0


def test_latency_leaves_kept_answers_out_and_cost_counts_everything() -> None:
    note = labelled("a", ONE)
    records = [
        *(
            record(labelled(f"n{number}", ONE), ONE, seconds=float(number), requests=1, cost_usd=0.5)
            for number in range(1, 12)
        ),
        record(note, ONE, seconds=0.001, cached=True, cost_usd=0.0, usage={"prompt_tokens": 5}),
        failed("e", requests=4, cost_usd=1.0, usage={"prompt_tokens": 7}),
    ]
    summary = summarize(records)
    assert summary.latency is not None
    assert (summary.latency.readings, summary.latency.p50, summary.latency.longest) == (11, 6.0, 11.0)
    assert summary.latency.p90 == pytest.approx(10.0)
    assert (summary.cost.requests, summary.cost.kept, summary.cost.usd) == (15, 1, 6.5)
    assert summary.cost.tokens == {"prompt_tokens": 12}
    assert summarize([*records, failed("f")]).cost.usd is None


def test_percentiles_are_interpolated() -> None:
    assert percentile([1.0], 99) == 1.0
    assert percentile([0.0, 10.0], 50) == 5.0


def test_tags_have_a_row_when_there_are_enough_of_them() -> None:
    records = [
        record(labelled(f"n{number}", ONE, tags=["many", *(["few"] if number < 4 else [])]), ONE if number else TWO)
        for number in range(5)
    ]
    (row,) = summarize(records).tags
    assert (row.tag, row.notes, row.levels, row.critical_misses) == ("many", 5, 0.8, 1)


def test_the_order_of_records_does_not_matter() -> None:
    records = [
        *(
            record(labelled(f"n{number}", TWO, family=f"f{number % 7}"), TWO if number % 3 else ONE)
            for number in range(20)
        ),
        failed("e"),
    ]
    assert summarize(records) == summarize(records[::-1])


def test_nothing_at_all_is_a_summary_too() -> None:
    summary = summarize([])
    assert (summary.scored, summary.latency) == (0, None)
    assert all(row.exact.value is None for row in summary.fields)


# The notes that differ


def test_misses_show_both_sides_of_a_field_an_alert_and_a_finding() -> None:
    notes = [labelled("a", TWO, "levels.missing_addon"), labelled("b", ONE)]
    records = [record(notes[0], ONE), record(notes[1], ONE, ("levels.excess_addon",)), failed("c")]
    (miss,) = misses(records, notes, "levels.described")
    assert (miss.name, miss.gold, miss.read) == ("a", ["L4-L5", "L5-S1"], ["L5-S1"])
    assert [(one.name, one.gold, one.read) for one in misses(records, notes, "levels")] == [
        ("a", ["levels.missing_addon"], []),
        ("b", [], ["levels.excess_addon"]),
    ]
    assert [one.name for one in misses(records, notes, "levels.excess_addon")] == ["b"]


def test_every_name_of_the_tables_can_be_asked_for_and_no_other(elements: Elements) -> None:
    note = labelled("a", elements)
    for name in FIELDS:
        assert misses([record(note, elements)], [note], name) == []
    with pytest.raises(InputError, match=r"'no\.such'"):
        misses([], [], "no.such")
