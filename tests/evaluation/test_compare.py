"""Two runs side by side: what is joined, what is counted, what is said, and what is refused."""

from pathlib import Path

import pytest

from scribe_plugin.contract import DatasetError, InputError
from scribe_plugin.evaluation.changes import Change, alert_changes, field_changes
from scribe_plugin.evaluation.compare import compare_runs
from scribe_plugin.evaluation.compare_page import as_markdown, as_text
from scribe_plugin.evaluation.joining import MEASURES, join
from scribe_plugin.evaluation.records import PROMPT, Record
from scribe_plugin.evaluation.statistics.paired import MCNEMAR, SIGN_FLIP
from tests.evaluation.marked import FALSE_ALARM, MISS, folder, marked
from tests.evaluation.reviews import failed

FIELD = "levels.described"
NOTES = [f"n{number}" for number in range(40)]


def right() -> list[Record]:
    """A run without an error."""
    return [marked(note) for note in NOTES]


def some_wrong(number: int) -> list[Record]:
    """A run that is wrong in one field of the first notes."""
    return [marked(note, [FIELD] if place < number else []) for place, note in enumerate(NOTES)]


def named(changes: list[Change], name: str, kind: str = "exact") -> Change:
    """Return one change."""
    return next(change for change in changes if change.name == name and change.kind == kind)


def test_a_change_has_shares_interval_p_and_the_notes_that_flipped() -> None:
    changes = field_changes(join(some_wrong(14), right()))
    change = named(changes, FIELD)
    assert (change.share.first, change.share.second) == (26 / 40, 1.0)
    assert change.share.difference == pytest.approx(14 / 40)
    assert change.share.low is not None
    assert 0.15 < change.share.low < 14 / 40 < (change.share.high or 0)
    assert change.p == pytest.approx(2 / 2**14)
    assert change.adjusted == pytest.approx(40 * 2 / 2**14)
    assert change.verdict == "better"
    assert (sorted(change.better), change.worse) == (sorted(NOTES[:14]), [])
    assert change.f1 is not None
    assert (change.f1.first, change.f1.second) == (26 / 40, 1.0)
    assert {other.verdict for other in changes if other is not change} == {"the same"}


def test_a_change_that_one_field_alone_would_decide_is_not_decisive_among_forty() -> None:
    joined = join(right(), some_wrong(7))
    assert named(field_changes(joined), FIELD).verdict == "not decisive"
    asked = field_changes(joined, [FIELD])
    assert named(asked, FIELD).verdict == "worse"
    assert named(asked, "charge").adjusted is None


def test_a_field_that_was_not_chosen_beforehand_has_no_verdict() -> None:
    changes = field_changes(join(right(), some_wrong(20)), ["charge"])
    assert named(changes, FIELD).verdict == "not asked"
    with pytest.raises(InputError, match="no field is called 'levels'"):
        field_changes(join(right(), right()), ["levels"])


def test_alerts_change_in_sensitivity_over_labelled_and_specificity_over_other_notes() -> None:
    second = [
        marked(note, alerts={"levels": MISS if place % 2 else FALSE_ALARM}) if place < 12 else marked(note)
        for place, note in enumerate(NOTES)
    ]
    changes = alert_changes(join(right(), second))
    missed = named(changes, "levels", "sensitivity")
    assert (missed.of, missed.share.first, missed.share.second) == (20, 1.0, 14 / 20)
    assert missed.worse == [note for note in sorted(NOTES) if note in NOTES[1:12:2]]
    stray = named(changes, "levels", "specificity")
    assert (stray.of, stray.share.second) == (20, 14 / 20)
    together = named(changes, "all six", "specificity")
    assert together.share.second == pytest.approx(114 / 120)
    assert named(changes, "device", "specificity").verdict == "the same"


def test_the_charge_is_compared_as_a_field() -> None:
    assert MEASURES[-1] == "charge"
    change = named(field_changes(join(right(), [marked("n0", ["charge"]), *right()[1:]])), "charge")
    assert change.worse == ["n0"]


def test_repeats_of_a_note_count_once() -> None:
    repeated = [marked(note, [FIELD] if repeat else [], repeat=repeat) for note in NOTES for repeat in range(3)]
    joined = join(right(), repeated)
    assert joined.unit == 3
    change = named(field_changes(joined), FIELD)
    assert change.share.second == pytest.approx(1 / 3)
    assert change.p == pytest.approx(2 / 2**40)
    assert len(change.worse) == 40


def test_a_note_that_flips_in_few_repeats_is_not_listed() -> None:
    repeated = [marked(note, [FIELD] if repeat == 0 else [], repeat=repeat) for note in NOTES for repeat in range(3)]
    change = named(field_changes(join(right(), repeated)), FIELD)
    assert change.worse == []
    assert change.verdict == "worse"


def test_notes_of_a_family_are_one_piece_of_evidence() -> None:
    families = {note: f"f{place // 10}" for place, note in enumerate(NOTES)}
    first = [marked(note, family=families[note]) for note in NOTES]
    second = [marked(note, [FIELD], family=families[note]) for note in NOTES]
    change = named(field_changes(join(first, second)), FIELD)
    assert change.p == pytest.approx(2 / 2**4)
    assert change.verdict == "not decisive"
    assert change.share.low is None


def test_the_test_is_named(tmp_path: Path) -> None:
    single = compare_runs(folder(tmp_path / "a", right()), folder(tmp_path / "b", right()))
    assert (single.test, single.families, single.asked) == (MCNEMAR, 40, 40)
    pairs = [marked(note, family=f"f{place // 2}") for place, note in enumerate(NOTES)]
    twos = compare_runs(folder(tmp_path / "c", pairs), folder(tmp_path / "d", pairs))
    assert (twos.test, twos.families) == (SIGN_FLIP, 20)


def test_errors_are_left_out_and_said(tmp_path: Path) -> None:
    first = folder(tmp_path / "a", right())
    second = folder(tmp_path / "b", [*right()[:38], failed("n38"), failed("n39")])
    found = compare_runs(first, second)
    assert (found.notes, found.left_out) == (38, 2)
    assert any("2 readings of b are errors and no zeros" in notice for notice in found.notices)


def test_versions_of_a_dataset_are_compared_on_their_common_notes_with_a_word(tmp_path: Path) -> None:
    first = folder(tmp_path / "a", right())
    second = folder(tmp_path / "b", [*right()[5:], marked("n77")], dataset_sha256="1" * 64)
    found = compare_runs(first, second)
    assert found.notes == 35
    assert any("only the 35 notes of the same id" in notice for notice in found.notices)


def test_runs_over_different_notes_are_refused(tmp_path: Path) -> None:
    first, second = folder(tmp_path / "a", [marked("n1")]), folder(tmp_path / "b", [marked("n2")])
    with pytest.raises(DatasetError, match="are runs over different notes"):
        compare_runs(first, second)
    third = folder(tmp_path / "c", [failed("n1")])
    with pytest.raises(DatasetError, match="no scored note in common"):
        compare_runs(first, third)


def test_critical_misses_that_come_and_go_are_named(tmp_path: Path) -> None:
    before = [marked("n0", critical_misses=["levels.missing_addon"]), *right()[1:]]
    after = [*right()[:39], marked("n39", critical_misses=["approach.effective"])]
    found = compare_runs(folder(tmp_path / "a", before), folder(tmp_path / "b", after))
    assert found.critical_misses.gone == {"levels.missing_addon": ["n0"]}
    assert found.critical_misses.new == {"approach.effective": ["n39"]}


def test_two_prompts_are_shown_as_a_diff(tmp_path: Path) -> None:
    first = folder(tmp_path / "a", right(), prompt="one", prompt_sha256="1" * 64)
    second = folder(tmp_path / "b", right(), prompt="two", prompt_sha256="2" * 64)
    for run, line in ((first, "Read the levels."), (second, "Read the levels twice.")):
        (run.path / PROMPT / "blocks").mkdir(parents=True)
        (run.path / PROMPT / "blocks" / "levels.j2").write_text(f"Same.\n{line}\n", encoding="utf-8")
        (run.path / PROMPT / "same.j2").write_text("Same.\n", encoding="utf-8")
    found = compare_runs(first, second)
    assert found.prompt_diff[:2] == ["--- a/blocks/levels.j2", "+++ b/blocks/levels.j2"]
    assert found.prompt_diff[-2:] == ["-Read the levels.", "+Read the levels twice."]
    assert "+Read the levels twice." in as_text(found)
    assert "```diff\n--- a/blocks/levels.j2" in as_markdown(found)


def test_one_prompt_has_no_diff(tmp_path: Path) -> None:
    first = folder(tmp_path / "a", right(), prompt="one", prompt_sha256="1" * 64)
    second = folder(tmp_path / "b", right(), prompt="one", prompt_sha256="1" * 64)
    (second.path / PROMPT).mkdir()
    (second.path / PROMPT / "stray.j2").write_text("x", encoding="utf-8")
    assert compare_runs(first, second).prompt_diff == []


def test_text_and_markdown_say_it_plainly(tmp_path: Path) -> None:
    found = compare_runs(folder(tmp_path / "a", some_wrong(14)), folder(tmp_path / "b", right()))
    text, markdown = as_text(found), as_markdown(found)
    for said in (text, markdown):
        assert "Decisive: levels.described better" in said
        assert "exact McNemar test over notes, adjusted by Holm over 40 fields" in said
        assert "+35.0" in said
        assert "n0, n1, n10" in said
    assert f"| {FIELD} | 0.650 | 1.000 | +35.0 |" in markdown
    undecided = as_text(compare_runs(folder(tmp_path / "c", some_wrong(3)), folder(tmp_path / "d", right())))
    assert "Not decisive: no figure moved more than chance moves it (1 of 40 fields differ on some note)" in undecided


def test_the_second_less_the_first(tmp_path: Path) -> None:
    a, b = folder(tmp_path / "a", some_wrong(14)), folder(tmp_path / "b", right())
    there, back = compare_runs(a, b), compare_runs(b, a)
    assert named(there.fields, FIELD).share.difference == -(named(back.fields, FIELD).share.difference or 0)
    assert (named(there.fields, FIELD).verdict, named(back.fields, FIELD).verdict) == ("better", "worse")


def test_what_it_took_stands_beside(tmp_path: Path) -> None:
    dear = [marked(note, requests=2, usage={"prompt_tokens": 100}, cost_usd=0.01, seconds=3.0) for note in NOTES]
    found = compare_runs(folder(tmp_path / "a", right()), folder(tmp_path / "b", dear))
    assert found.effort[1].cost.usd == pytest.approx(0.4)
    assert (
        "b: median 3 s a reading, 90 % below 3 s; 80 requests, 0 from kept answers, 4,000 prompt tokens, 0.40 USD"
        in as_text(found)
    )
