"""The score of one note: five-way counts whose values are known."""

from typing import Any

import pytest

from scribe_plugin.coding import suggest_charge
from scribe_plugin.contract import ELEMENT_NAMES, Elements, Encounter, Gold, LabelledNote
from scribe_plugin.evaluation.scoring import Mark, NoteScore, score_note
from scribe_plugin.evaluation.scoring.equivalence import interspace, same_value
from scribe_plugin.evaluation.scoring.fields import FIELDS, mark_scalar, mark_set
from scribe_plugin.evaluation.scoring.marks import total
from tests.builders import NOTE, make_elements


def scored(gold: Elements, read: Elements, labelled: tuple[str, ...] = (), raised: tuple[str, ...] = ()) -> NoteScore:
    """Score one reading of the short note."""
    encounter = Encounter.from_text(NOTE)
    note = LabelledNote(id="n1", encounter=encounter, gold=Gold(elements=gold, findings=list(labelled)))
    return score_note(note, read, list(raised))


def said(quote: str) -> list[dict[str, str]]:
    """Return a quote of the short note."""
    assert quote in NOTE
    return [{"document": "note", "quote": quote}]


def treatment(modality: str, weeks: float | None = None, quote: str = "") -> dict[str, Any]:
    """Return a treatment."""
    evidence = said(quote) if quote else []
    return {"modality": modality, "duration_weeks": weeks, "outcome": "not_stated", "evidence": evidence}


def cage(level: str, kind: str = "cage", **values: Any) -> dict[str, Any]:
    """Return a device."""
    silent = {"integral_fixation": "not_stated", "fixation": [], "product": None, "evidence": []}
    return {"interspace": level, "kind": kind, **silent, **values}


# Marks and values


def test_a_mark_counts_in_five_ways_and_pools() -> None:
    pooled = total([Mark(hit=3, silence=1), Mark(miss=1, false_alarm=2), Mark(wrong=1)])
    assert pooled.counts == (3, 1, 2, 1, 1)
    assert (pooled.labelled, pooled.read) == (5, 6)
    assert (pooled.precision, pooled.recall, pooled.f1) == (3 / 6, 3 / 5, 6 / 11)
    assert not pooled.exact
    assert Mark(silence=1).exact
    assert (Mark(silence=1).precision, Mark(silence=1).recall, Mark(silence=1).f1) == (None, None, None)


@pytest.mark.parametrize(
    ("gold", "read", "mark"),
    [
        ("never", "never", Mark(hit=1)),
        ("never", "former", Mark(wrong=1)),
        ("never", "not_stated", Mark(miss=1)),
        ("not_stated", "never", Mark(false_alarm=1)),
        ("not_stated", "not_stated", Mark(silence=1)),
        (None, None, Mark(silence=1)),
        (False, True, Mark(false_alarm=1)),
        (True, True, Mark(hit=1)),
        (2, 3, Mark(wrong=1)),
        (0.0, 0.0, Mark(hit=1)),
        (0.0, None, Mark(miss=1)),
        (26.07, 26.0, Mark(hit=1)),
        (26.0, 23.5, Mark(hit=1)),
        (26.0, 23.3, Mark(wrong=1)),
    ],
)
def test_single_values_meet_in_five_ways(gold: Any, read: Any, mark: Mark) -> None:
    assert mark_scalar(gold, read) == mark


def test_sets_count_values_found_missed_and_invented() -> None:
    assert mark_set(["L4-L5", "L5-S1"], ["L5-S1", "L3-L4"]) == Mark(hit=1, miss=1, false_alarm=1)
    assert mark_set([], []) == Mark(silence=1)


def test_spellings_that_mean_the_same_are_the_same() -> None:
    assert same_value("Syn Fix", "synfix")
    assert same_value("ALIF-X", "alif\u2013x")
    assert not same_value(2, 3)
    assert not same_value(True, 1.5)
    assert {interspace(text) for text in ("L5/S1", "l5 - s1", "L5S1", "L5-S1")} == {"L5-S1"}
    assert interspace("not_stated") == "not_stated"


# Fields


def test_a_perfect_reading_is_exact_everywhere(elements: Elements) -> None:
    score = scored(elements, elements)
    assert set(score.fields) == set(FIELDS)
    assert all(mark.exact for mark in score.fields.values())
    assert score.fields["levels.described"] == Mark(hit=1)
    assert score.fields["levels.stated_count"] == Mark(silence=1)
    assert score.charge.exact
    assert score.critical_misses == []


def test_an_empty_reading_misses_what_is_labelled_and_nothing_more(elements: Elements) -> None:
    score = scored(elements, Elements.empty())
    assert all(mark.hit == mark.false_alarm == mark.wrong == 0 for mark in score.fields.values())
    assert score.fields["device.devices"] == Mark(miss=1)
    assert score.fields["device.fixation"] == Mark(miss=1)
    assert score.fields["necessity.treatment_weeks"] == Mark(miss=1)
    assert score.critical_misses == ["approach.effective", "levels.effective"]


def test_the_title_stands_in_where_the_narrative_is_silent() -> None:
    gold = make_elements(approach__titled=["anterior"])
    assert scored(gold, make_elements(approach__described=["anterior"])).fields["approach.effective"] == Mark(hit=1)
    wrong = scored(gold, make_elements(approach__described=["lateral"]))
    assert wrong.fields["approach.effective"] == Mark(miss=1, false_alarm=1)
    assert "approach.effective" in wrong.critical_misses


def test_items_are_paired_by_name_whatever_their_order() -> None:
    gold = make_elements(
        necessity__conservative_treatments=[treatment("nsaid", 8.0), treatment("physical_therapy", 12.0)]
    )
    read = make_elements(
        necessity__conservative_treatments=[treatment("physical_therapy", 12.5), treatment("nsaid", 20.0)]
    )
    fields = scored(gold, read).fields
    assert fields["necessity.treatments"] == Mark(hit=2)
    assert fields["necessity.treatment_weeks"] == Mark(hit=1, wrong=1)


def test_the_whole_assignment_is_best_not_each_pair() -> None:
    # Taken greedily, the labelled cage at L4-L5 would go to the cage at L5-S1 by its kind and leave the graft alone.
    gold = make_elements(device__devices=[cage("L4-L5"), cage("L5-S1")])
    read = make_elements(device__devices=[cage("L5-S1"), cage("L4-L5", "structural_allograft")])
    assert scored(gold, read).fields["device.devices"] == Mark(hit=1, wrong=1)


def test_items_of_other_names_pair_over_the_same_words_only() -> None:
    words = "twelve weeks of failed physical therapy"
    gold = make_elements(necessity__conservative_treatments=[treatment("physical_therapy", quote=words)])
    same = make_elements(necessity__conservative_treatments=[treatment("chiropractic", quote=words)])
    other = make_elements(necessity__conservative_treatments=[treatment("chiropractic", quote="Supine")])
    assert scored(gold, same).fields["necessity.treatments"] == Mark(wrong=1)
    assert scored(gold, other).fields["necessity.treatments"] == Mark(miss=1, false_alarm=1)


def test_attributes_of_an_invented_item_are_false_alarms() -> None:
    read = make_elements(device__devices=[cage("L5-S1", integral_fixation="present", fixation=["screws", "plate"])])
    fields = scored(Elements.empty(), read).fields
    assert fields["device.integral_fixation"] == Mark(false_alarm=1)
    assert fields["device.fixation"] == Mark(false_alarm=2)


# Evidence, alerts, findings, charge


def test_evidence_is_met_by_a_quote_that_overlaps_and_stray_where_nothing_is_labelled() -> None:
    gold = make_elements(approach__evidence=said("A retroperitoneal approach was made"))
    near = make_elements(approach__evidence=said("retroperitoneal approach"))
    far = make_elements(approach__evidence=said("Supine"))
    assert scored(gold, near).evidence["approach"] == Mark(hit=1)
    assert scored(gold, far).evidence["approach"] == Mark(miss=1, false_alarm=1)
    assert scored(gold, gold).evidence["access"] == Mark(silence=1)


def test_findings_and_alerts_are_yes_or_no() -> None:
    empty = Elements.empty()
    score = scored(empty, empty, ("levels.missing_addon",), ("device.missing_22853", "levels.excess_addon"))
    assert score.findings == {
        "device.missing_22853": Mark(false_alarm=1),
        "levels.excess_addon": Mark(false_alarm=1),
        "levels.missing_addon": Mark(miss=1),
    }
    assert (score.alerts["levels"], score.alerts["device"]) == (Mark(hit=1), Mark(false_alarm=1))
    assert all(sum(score.alerts[name].counts) == 1 for name in ELEMENT_NAMES)
    assert score.critical_misses == ["levels.missing_addon"]


def test_a_missed_warning_is_no_critical_miss() -> None:
    empty = Elements.empty()
    assert scored(empty, empty, ("necessity.imaging_missing",)).critical_misses == []


def test_the_charge_is_counted_in_lines_and_facility_codes(elements: Elements) -> None:
    encounter = Encounter.from_text(NOTE)
    charge = suggest_charge(elements, encounter)
    values = len(charge.lines) + len(charge.icd10_pcs)
    assert scored(elements, elements).charge == Mark(hit=values)
    assert scored(elements, Elements.empty()).charge.hit == 0
    assert scored(elements, Elements.empty()).charge.miss == values
