"""Two readers, one answer: the written rule case by case, and what holds for every labelled note."""

import re
from pathlib import Path
from typing import Any

import pytest

from scribe_plugin.contract import CrossCheck, Elements, Encounter, Grounding, LabelledNote, Model
from scribe_plugin.contract.evidence import evidence_of
from scribe_plugin.evaluation.corruptions import corruptions
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.extraction.consistency.spots import NoteView
from scribe_plugin.extraction.cross_check import DECISIVE, DEPENDS, cross_check
from scribe_plugin.extraction.embedded import read
from scribe_plugin.extraction.guard import guard
from scribe_plugin.extraction.matching import partners, plain, same
from scribe_plugin.extraction.problems import Problem
from scribe_plugin.extraction.result import Extraction
from scribe_plugin.extraction.values import every_field, holds_items, is_silent
from tests.builders import NOTE, make_elements
from tests.extraction.llm.asking import without_quotes

DEV = Path(__file__).parents[2] / "evals" / "datasets" / "dev.jsonl"
TITLE, DISC, STAND = "Anterior lumbar interbody fusion L5-S1", "The L5-S1 disc was removed", "She cannot stand"
DEVICE = {"interspace": "L5-S1", "kind": "cage", "integral_fixation": "not_stated", "fixation": [], "product": None}


def said(*quotes: str) -> list[dict[str, str]]:
    return [{"document": "note", "quote": quote} for quote in quotes]


def reading(elements: Elements | None = None, *rejected: Problem, **values: Any) -> Extraction:
    """One reader's result; its quotes are placed where they stand in the short note."""
    elements = elements or make_elements(**values)
    grounding = [
        Grounding(
            path=path,
            document=item.document,
            quote=item.quote,
            start=NOTE.index(item.quote),
            end=NOTE.index(item.quote) + len(item.quote),
            status="exact",
        )
        for path, item in evidence_of(elements)
    ]
    return Extraction(elements, grounding, rejected=list(rejected), searched=["note: narrative"])


def both(embedded: Extraction, llm: Extraction) -> Extraction:
    return cross_check(embedded, llm, NoteView(Encounter.from_text(NOTE)))


def shown(result: Extraction) -> list[tuple[str, str, str]]:
    """Path, reader and severity of every difference."""
    return [(item.path, item.kept, item.severity) for item in result.cross_check]


def reason(result: Extraction) -> str:
    (entry,) = result.cross_check
    return entry.reason


def test_agreement_is_kept_without_a_word(elements: Elements) -> None:
    result = both(reading(elements), reading(elements))
    assert result.elements == elements
    assert result.cross_check == []
    assert {item.quote for item in result.grounding} == {item.quote for _, item in evidence_of(elements)}


def test_what_the_embedded_reader_knows_beside_values_stays() -> None:
    embedded, llm = reading(), reading(None, Problem("device.devices.0", "device.kind", "m", value="cage"))
    result = both(embedded, llm)
    assert (result.searched, result.near, result.sides) == (embedded.searched, embedded.near, embedded.sides)
    assert result.rejected == llm.rejected


def test_a_value_of_the_model_that_did_not_stand_loses() -> None:
    problem = Problem("approach.position", "approach.position", "m", value="prone")
    result = both(reading(approach__position="supine"), reading(None, problem))
    assert result.elements.approach.position == "supine"
    assert shown(result) == [("approach.position", "embedded", "info")]
    assert reason(result) == "what the model said is not borne out by the note"


def test_silence_bears_out_nothing() -> None:
    one = reading(approach__position="supine", approach__evidence=said("Supine"))
    for embedded, llm, kept in ((one, reading(), "embedded"), (reading(), one, "llm")):
        result = both(embedded, llm)
        assert result.elements.approach.position == "supine"
        assert shown(result) == [("approach.position", kept, "info")]
        assert [item.quote for item in result.grounding] == ["Supine"]
    assert "only the model" in reason(both(reading(), one))
    assert "only the embedded reader" in reason(both(one, reading()))


def test_a_denial_is_no_silence() -> None:
    result = both(reading(device__separate_plate="present"), reading(device__separate_plate="absent"))
    assert result.elements.device.separate_plate == "absent"
    assert shown(result) == [("device.separate_plate", "llm", "warning")]


def test_a_conflict_keeps_the_models_value_and_warns_the_surgeon() -> None:
    result = both(reading(approach__corridor="transperitoneal"), reading(approach__corridor="retroperitoneal"))
    assert result.elements.approach.corridor == "retroperitoneal"
    (entry,) = result.cross_check
    assert (entry.embedded, entry.llm, entry.audience) == ("transperitoneal", "retroperitoneal", "surgeon")
    assert (entry.kept, entry.severity) == ("llm", "warning")
    assert "retroperitoneal is kept, the other reads transperitoneal" in entry.message


@pytest.mark.parametrize("path", sorted(DECISIVE - {"fusion_documented", "device.devices", "access.role"}))
def test_what_an_alert_turns_on_is_a_warning_even_where_one_reader_is_silent(path: str) -> None:
    values: dict[str, Any] = {
        "approach": ["anterior"],
        "levels": ["L5-S1"],
        "device": "absent",
        "posterior": "performed",
        "access": "participated",
    }
    some = reading(**{path.replace(".", "__"): values[path.partition(".")[0]]})
    assert shown(both(some, reading())) == [(path, "embedded", "warning")]
    assert shown(both(reading(), some)) == [(path, "llm", "warning")]


def test_a_fusion_that_one_reader_sees_is_documented_and_a_warning() -> None:
    for embedded, llm, kept in ((True, False, "embedded"), (False, True, "llm")):
        result = both(reading(fusion_documented=embedded), reading(fusion_documented=llm))
        assert result.elements.fusion_documented
        assert shown(result) == [("fusion_documented", kept, "warning")]


def test_words_of_the_narrative_beat_words_of_the_title() -> None:
    narrative = reading(
        levels__described=["L5-S1"],
        levels__by_approach=[{"interspace": "L5-S1", "approach": "lateral", "evidence": said(DISC)}],
    )
    title = reading(
        levels__described=["L5-S1"],
        levels__by_approach=[{"interspace": "L5-S1", "approach": "anterior", "evidence": said(TITLE)}],
    )
    result = both(narrative, title)
    assert [item.approach for item in result.elements.levels.by_approach] == ["lateral"]
    assert shown(result) == [("levels.by_approach.0.approach", "embedded", "warning")]
    assert reason(result) == "the narrative beats the title"
    assert [item.quote for item in result.elements.levels.by_approach[0].evidence] == [TITLE, DISC]
    result = both(title, narrative)
    assert [item.approach for item in result.elements.levels.by_approach] == ["lateral"]
    assert shown(result) == [("levels.by_approach.0.approach", "llm", "warning")]


def test_two_narrative_sentences_leave_the_models_value() -> None:
    ours = reading(device__devices=[{**DEVICE, "integral_fixation": "absent", "evidence": said(DISC)}])
    theirs = reading(device__devices=[{**DEVICE, "integral_fixation": "present", "evidence": said(DISC)}])
    result = both(ours, theirs)
    assert [item.integral_fixation for item in result.elements.device.devices] == ["present"]
    assert shown(result) == [("device.devices.0.integral_fixation", "llm", "warning")]


def test_a_level_that_both_claim_is_kept_though_the_models_words_for_it_did_not_stand() -> None:
    problem = Problem("levels.described.0", "levels.interspace", "m", value="L4-L5")
    ours = reading(levels__described=["L4-L5", "L5-S1"], levels__evidence=said(TITLE))
    result = both(ours, reading(make_elements(levels__described=["L5-S1"], levels__evidence=said(DISC)), problem))
    assert result.elements.levels.described == ["L4-L5", "L5-S1"]
    assert shown(result) == [("levels.described", "embedded", "warning")]
    assert reason(result) == "what the model said is not borne out by the note"
    assert [item.quote for item in result.elements.levels.evidence] == [DISC, TITLE]


def test_a_level_that_only_the_model_claimed_and_lost_stays_lost() -> None:
    problem = Problem("levels.described.0", "levels.interspace", "m", value="L2-L3")
    result = both(reading(levels__described=["L5-S1"]), reading(make_elements(levels__described=["L5-S1"]), problem))
    assert result.elements.levels.described == ["L5-S1"]
    assert result.cross_check == []


# Values that hang on others


@pytest.mark.parametrize(
    ("ours", "theirs", "leader"),
    [
        (
            {"instrumentation": "performed", "hardware": ["rods"], "fixation_points": ["L5"], "same_session": "yes"},
            {"instrumentation": "planned", "same_session": "no"},
            "instrumentation",
        ),
        (
            {"arthrodesis": "performed", "arthrodesis_interspaces": ["L5-S1"], "same_session": "yes"},
            {"arthrodesis": "not_performed"},
            "arthrodesis",
        ),
    ],
)
def test_dependents_follow_the_reader_whose_value_was_kept(
    ours: dict[str, Any], theirs: dict[str, Any], leader: str
) -> None:
    result = both(
        reading(**{f"posterior__{name}": value for name, value in ours.items()}),
        reading(**{f"posterior__{name}": value for name, value in theirs.items()}),
    )
    expected = make_elements(**{f"posterior__{name}": value for name, value in theirs.items()})
    assert without_quotes(result.elements) == without_quotes(expected)
    assert shown(result)[0] == (f"posterior.{leader}", "llm", "warning")
    assert {item.severity for item in result.cross_check[1:]} == {"info"}
    assert {item.path for item in result.cross_check[1:]} == {f"posterior.{name}" for name in ours} - {
        f"posterior.{leader}"
    }


def test_a_role_follows_the_access_surgeon_and_stands_alone_where_the_readers_agree_on_him() -> None:
    one = {"access__access_surgeon": "participated", "access__role": "co_surgeon", "access__specialty": "vascular"}
    result = both(reading(**one), reading(access__access_surgeon="not_involved"))
    assert result.elements.access.role == "not_stated"
    assert result.elements.access.specialty == "not_stated"
    result = both(reading(**one), reading(access__access_surgeon="participated"))
    assert result.elements.access.role == "co_surgeon"
    assert shown(result) == [("access.specialty", "embedded", "info"), ("access.role", "embedded", "warning")]


def test_leaders_are_fields_that_are_settled_before_their_followers() -> None:
    named = {f"{group}.{name}" for group, name in every_field()}
    for path, leaders in DEPENDS.items():
        assert {path, *leaders} <= named
        assert not set(leaders) & set(DEPENDS), "a leader follows nobody"
        assert {leader.partition(".")[0] for leader in leaders} == {path.partition(".")[0]}


def test_devices_and_approaches_go_with_the_level_that_was_not_kept() -> None:
    def at(*levels: str) -> Extraction:
        return reading(
            levels__described=list(levels),
            levels__by_approach=[
                {"interspace": level, "approach": "anterior", "evidence": said(DISC)} for level in levels
            ],
            device__devices=[{**DEVICE, "interspace": level, "evidence": said(DISC)} for level in levels],
        )

    result = both(at("L4-L5", "L5-S1"), at("L5-S1"))
    assert without_quotes(result.elements) == without_quotes(at("L5-S1").elements)
    assert shown(result) == [
        ("levels.described", "llm", "warning"),
        ("levels.by_approach", "llm", "info"),
        ("device.devices", "llm", "info"),
    ]
    assert "L4-L5 cage, which one of them reads, is left out" in result.cross_check[2].message


def test_a_device_at_a_level_that_its_reader_never_took_for_fused_stays() -> None:
    stray = reading(
        levels__described=["L5-S1"], device__devices=[{**DEVICE, "interspace": "L3-L4", "evidence": said(DISC)}]
    )
    result = both(stray, reading(levels__described=["L5-S1"]))
    assert [item.interspace for item in result.elements.device.devices] == ["L3-L4"]
    assert shown(result) == [("device.devices.0", "embedded", "warning")]


def test_a_narrative_level_of_the_embedded_reader_beats_a_title_of_the_model() -> None:
    theirs = reading(
        levels__titled=["L4-L5"],
        levels__by_approach=[{"interspace": "L4-L5", "approach": "anterior", "evidence": said(TITLE)}],
    )
    result = both(reading(levels__titled=["L4-L5"], levels__described=["L5-S1"]), theirs)
    assert result.elements.effective_interspaces == ["L5-S1"]
    assert result.elements.levels.by_approach == []
    assert shown(result) == [("levels.described", "embedded", "warning"), ("levels.by_approach", "embedded", "info")]


def test_located_levels_are_listed_from_the_top_and_named_by_their_place_in_the_result() -> None:
    def at(*levels: str) -> Extraction:
        found = [{"interspace": level, "approach": "anterior", "evidence": said(DISC)} for level in levels]
        return reading(levels__described=["L3-L4", "L4-L5", "L5-S1"], levels__by_approach=found)

    result = both(at("L3-L4", "L5-S1"), at("L4-L5"))
    assert [item.interspace for item in result.elements.levels.by_approach] == ["L3-L4", "L4-L5", "L5-S1"]
    for entry in result.cross_check:
        place = int(entry.path.rpartition(".")[2])
        assert plain(result.elements.levels.by_approach[place]) in (entry.embedded, entry.llm)


# What is the same


def test_numbers_within_a_tenth_lists_in_any_order_and_free_words_are_no_difference() -> None:
    ours = make_elements(
        levels__described=["L4-L5", "L5-S1"],
        necessity__conservative_duration_weeks=26.0,
        necessity__imaging=[{"modality": "mri", "finding": "a slip", "interspaces": ["L5-S1"], "evidence": said(DISC)}],
        device__devices=[{**DEVICE, "product": "One", "evidence": said(DISC)}],
    )
    theirs = make_elements(
        levels__described=["L5-S1", "L4-L5"],
        necessity__conservative_duration_weeks=26.07,
        necessity__imaging=[{"modality": "mri", "finding": "slip", "interspaces": ["L5-S1"], "evidence": said(DISC)}],
        device__devices=[{**DEVICE, "product": "One cage", "evidence": said(DISC)}],
    )
    result = both(reading(ours), reading(theirs))
    assert result.cross_check == []
    assert result.elements == theirs


def test_a_number_beyond_a_tenth_and_a_count_that_is_one_off_differ() -> None:
    result = both(
        reading(necessity__conservative_duration_weeks=12.0, levels__stated_count=2),
        reading(necessity__conservative_duration_weeks=52.14, levels__stated_count=3),
    )
    assert shown(result) == [
        ("levels.stated_count", "llm", "warning"),
        ("necessity.conservative_duration_weeks", "llm", "warning"),
    ]
    assert "52.14 is kept, the other reads 12" in result.cross_check[1].message


def test_items_without_a_partner_are_kept_and_said() -> None:
    mri = {"modality": "mri", "finding": "a slip", "interspaces": [], "evidence": said(DISC)}
    result = both(reading(necessity__imaging=[mri]), reading(necessity__imaging=[{**mri, "modality": "ct"}]))
    assert [item.modality for item in result.elements.necessity.imaging] == ["ct", "mri"]
    assert shown(result) == [("necessity.imaging.0", "llm", "info"), ("necessity.imaging.1", "embedded", "info")]


def test_a_field_that_one_reader_left_open_is_completed_with_its_words() -> None:
    treatment = {"modality": "nsaid", "duration_weeks": None, "outcome": "not_stated", "evidence": said(STAND)}
    ours = reading(necessity__conservative_treatments=[{**treatment, "outcome": "failed", "evidence": said(DISC)}])
    result = both(ours, reading(necessity__conservative_treatments=[treatment]))
    (item,) = result.elements.necessity.conservative_treatments
    assert item.outcome == "failed"
    assert [quote.quote for quote in item.evidence] == [STAND, DISC]
    assert shown(result) == [("necessity.conservative_treatments.0.outcome", "embedded", "info")]
    assert (
        "necessity conservative treatments outcome: only the embedded reader reads failed"
        in result.cross_check[0].message
    )


def test_a_message_always_says_something_of_both() -> None:
    limit = {"description": "cannot stand", "instrument": None, "score": None, "evidence": said(STAND)}
    (entry,) = both(reading(), reading(necessity__functional_limitations=[limit])).cross_check
    assert "only the model reads one more; check the note" in entry.message
    assert "stand" not in entry.message


def test_empty_against_full_is_full_either_way(elements: Elements) -> None:
    empty = Elements.empty()
    for embedded, llm, kept in ((empty, elements, "llm"), (elements, empty, "embedded")):
        result = both(reading(embedded), reading(llm))
        assert without_quotes(result.elements) == without_quotes(elements)
        assert {item.kept for item in result.cross_check} == {kept}
        assert {item.quote for item in result.grounding} == {item.quote for _, item in evidence_of(elements)}
    assert both(reading(empty), reading(empty)).elements == empty


# Over the labelled notes


@pytest.fixture(scope="module")
def pairs() -> list[tuple[LabelledNote, Extraction, Extraction, Extraction]]:
    """Each note with what the embedded reader reads, what a model reads, and what comes of both; every other model errs."""
    found = []
    for number, note in enumerate(load(DEV)):
        view = NoteView(note.encounter)
        wrong = [item.elements for item in corruptions(note)] if number % 2 else []
        guarded = guard(wrong[number % len(wrong)] if wrong else note.gold.elements, view)
        llm = Extraction(guarded.elements, guarded.grounding, rejected=guarded.problems)
        embedded = read(note.encounter)
        found.append((note, embedded, llm, cross_check(embedded, llm, view)))
    return found


Pairs = list[tuple[LabelledNote, Extraction, Extraction, Extraction]]


def values(extraction: Extraction, group: str, name: str) -> Any:
    return getattr(getattr(extraction.elements, group), name)


def test_an_agreed_value_is_never_lost_and_every_difference_has_an_entry(pairs: Pairs) -> None:
    wrong: list[str] = []
    differences = 0
    for note, embedded, llm, result in pairs:
        paths = {item.path for item in result.cross_check}
        for group, name in every_field():
            path = f"{group}.{name}"
            ours, theirs, merged = (values(item, group, name) for item in (embedded, llm, result))
            if holds_items(path):
                expected = len(ours) + len(theirs) - len(partners(path, ours, theirs))
                dropped = sum(item.path == path for item in result.cross_check)
                wrong += [f"{note.id} {path} count"] * (len(merged) != expected - dropped)
                continue
            differences += not same(ours, theirs)
            if same(ours, theirs):
                wrong += [f"{note.id} {path} lost"] * (merged != theirs) + [f"{note.id} {path} said"] * (path in paths)
            else:
                wrong += [f"{note.id} {path} silent"] * (path not in paths)
                wrong += [f"{note.id} {path} new"] * (merged not in (ours, theirs))
    assert wrong == []
    assert differences > 50


def test_what_an_entry_says_was_kept_is_in_the_result(pairs: Pairs) -> None:
    wrong: list[str] = []
    for note, _, _, result in pairs:
        for entry in result.cross_check:
            kept = entry.embedded if entry.kept == "embedded" else entry.llm
            found = _at(result.elements, entry.path)
            holds = _plain(found) == kept or (isinstance(found, list) and kept is None)
            wrong += [f"{note.id} {entry.path}"] * (not holds)
            wrong += [f"{note.id} {entry.path} same"] * (entry.embedded == entry.llm)
    assert wrong == []


def _at(node: Any, path: str) -> Any:
    for part in path.split("."):
        node = node[int(part)] if part.isdigit() else getattr(node, part)
    return node


def _plain(value: Any) -> Any:
    return plain(value) if isinstance(value, Model) else value


def test_every_quote_of_the_result_has_its_place_and_every_located_level_is_kept(pairs: Pairs) -> None:
    wrong: list[str] = []
    for note, _, _, result in pairs:
        placed = [(item.path, item.document, item.quote) for item in result.grounding]
        wrong += [note.id] * (placed != [(path, e.document, e.quote) for path, e in evidence_of(result.elements)])
        texts = {document.id: document.text for document in note.encounter.documents}
        wrong += [
            f"{note.id} {item.path}"
            for item in result.grounding
            if item.status == "exact" and texts[item.document][item.start : item.end] != item.quote
        ]
        located = [item.interspace for item in result.elements.levels.by_approach]
        effective = result.elements.effective_interspaces
        wrong += [f"{note.id} levels"] * (located != [level for level in effective if level in located])
    assert wrong == []


def test_messages_hold_words_of_the_schema_only(pairs: Pairs) -> None:
    frame = "two readers differ on only the model embedded reader reads check note is kept other which one of them left out and more yes no none"
    known = set(frame.split()) | set(re.findall(r"[a-z]+", str(Elements.model_json_schema()).lower()))
    entries: list[CrossCheck] = [entry for *_, result in pairs for entry in result.cross_check]
    strange = {
        word
        for entry in entries
        for word in re.findall(r"[a-z]+", entry.message.lower())
        if word not in known and not re.fullmatch(r"l\d|s\d|e", word)
    }
    assert strange == set()
    assert len(entries) > 200
    assert all(entry.message.endswith("; check the note.") and "  " not in entry.message for entry in entries)
    assert not [entry.path for entry in entries if is_silent(entry.embedded) and is_silent(entry.llm)]
