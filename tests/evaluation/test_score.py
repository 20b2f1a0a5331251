"""The scorer on readings whose counts are known."""

import json
from pathlib import Path

import pytest

from scribe_plugin.contract import ELEMENT_NAMES, Alert, Elements, Encounter, Finding, Gold, LabelledNote
from scribe_plugin.evaluation.__main__ import main
from scribe_plugin.evaluation.fields import FIELDS
from scribe_plugin.evaluation.score import Score, score
from scribe_plugin.evaluation.table import render, render_misses
from tests.builders import make_elements


def labelled(note_id: str, elements: Elements, *findings: str) -> LabelledNote:
    """Return a labelled note."""
    return LabelledNote(
        id=note_id,
        encounter=Encounter.from_text("A note.", encounter_id=note_id),
        gold=Gold(elements=elements, findings=list(findings)),
    )


def raising(*codes: str, severity: str = "warning") -> list[Alert]:
    """Return six alerts that hold findings of the given codes."""
    findings = [
        Finding.model_validate({"code": code, "severity": severity, "audience": "coder", "message": "m"})
        for code in codes
    ]
    return [
        Alert(
            element=name,
            state="alert",
            severity=None,
            summary="s",
            findings=[item for item in findings if item.element == name],
        )
        for name in ELEMENT_NAMES
    ]


def scored(gold: Elements, read: Elements, gold_codes: tuple[str, ...] = (), codes: tuple[str, ...] = ()) -> Score:
    """Score one note."""
    return score([labelled("n1", gold, *gold_codes)], lambda _: read, lambda *_: raising(*codes))


def test_a_perfect_reading_is_exact_everywhere(elements: Elements) -> None:
    result = scored(elements, elements)
    assert all(item.accuracy == 1.0 for item in result.fields.values())
    assert not result.fatal
    assert result.fields["levels.described"].f1 == 1.0
    assert result.fields["levels.stated_count"].f1 is None


def test_lists_count_items_found_invented_and_missed() -> None:
    gold = make_elements(levels__described=["L4-L5", "L5-S1"])
    read = make_elements(levels__described=["L5-S1", "L3-L4"])
    item = scored(gold, read).fields["levels.described"]
    assert (item.tp, item.fp, item.fn, item.exact) == (1, 1, 1, 0)
    assert (item.precision, item.recall, item.f1) == (0.5, 0.5, 0.5)
    assert item.misses[0].gold == ["L4-L5", "L5-S1"]


def test_silence_is_an_empty_set_and_a_wrong_value_is_both_invented_and_missed() -> None:
    silent, never, former = (make_elements(necessity__tobacco=value) for value in ("not_stated", "never", "former"))
    assert (scored(silent, never).fields["necessity.tobacco"].fp) == 1
    assert (scored(never, silent).fields["necessity.tobacco"].fn) == 1
    wrong = scored(never, former).fields["necessity.tobacco"]
    assert (wrong.tp, wrong.fp, wrong.fn) == (0, 1, 1)


def test_durations_are_compared_in_whole_weeks() -> None:
    gold = make_elements(necessity__conservative_duration_weeks=26.07)
    close = make_elements(necessity__conservative_duration_weeks=26.0)
    far = make_elements(necessity__conservative_duration_weeks=24.0)
    assert scored(gold, close).fields["necessity.conservative_weeks"].exact == 1
    assert scored(gold, far).fields["necessity.conservative_weeks"].exact == 0


def test_the_title_stands_in_where_the_narrative_is_silent_and_errors_are_fatal() -> None:
    gold = make_elements(approach__titled=["anterior"])
    same = make_elements(approach__described=["anterior"])
    other = make_elements(approach__described=["lateral"])
    assert scored(gold, same).fatal == []
    assert scored(gold, other).fatal == ["n1"]


def test_findings_and_alerts_are_counted_by_code_and_by_element() -> None:
    empty = Elements.empty()
    result = scored(empty, empty, ("levels.missing_addon",), ("levels.excess_addon", "device.missing_22853"))
    assert (result.findings["levels.missing_addon"].fn, result.findings["levels.excess_addon"].fp) == (1, 1)
    assert result.alerts["levels"].tp == 1
    assert result.alerts["device"].fp == 1
    assert result.alerts["access"].tn == 1
    total = result.alert_total
    assert (total.tp, total.fp, total.fn, total.tn) == (1, 1, 0, 4)
    assert total.sensitivity == 1.0
    assert total.specificity == pytest.approx(0.8)


def test_info_findings_raise_no_alert() -> None:
    result = score(
        [labelled("n1", Elements.empty())],
        lambda _: Elements.empty(),
        lambda *_: raising("approach.corridor_unstated", severity="info"),
    )
    assert result.findings == {}
    assert result.alerts["approach"].tn == 1


def test_a_reader_that_raises_is_reported_and_scored_as_silent(elements: Elements) -> None:
    def reader(_: Encounter) -> Elements:
        raise ValueError

    result = score([labelled("n1", elements)], reader, lambda *_: raising())
    assert result.raised == {"n1": "ValueError"}
    assert result.fatal == ["n1"]
    assert "n1: the reader raised ValueError" in render(result)


def test_tables_name_every_field_and_list_misses(elements: Elements) -> None:
    result = scored(elements, Elements.empty(), ("levels.missing_addon",))
    text = render(result)
    assert all(name in text for name in (*FIELDS, *ELEMENT_NAMES, "levels.missing_addon"))
    assert max(map(len, text.splitlines())) <= 80
    assert "gold  L5-S1" in render_misses(result, "levels.described")
    with pytest.raises(KeyError):
        render_misses(result, "no.such")


def test_labels_score_perfectly_against_themselves(
    tmp_path: Path, elements: Elements, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(labelled("n1", elements).model_dump_json() + "\n", encoding="utf-8")
    assert main([str(path), "--labels"]) == 0
    assert "wrong approach or interspaces: 0" in capsys.readouterr().out


def test_bad_datasets_and_names_exit_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps({"id": "x"}), encoding="utf-8")
    assert main([str(path)]) == 2
    assert "set.jsonl line 1" in capsys.readouterr().err
    path.write_text("", encoding="utf-8")
    assert main([str(path), "--labels", "--misses", "no.such"]) == 2
