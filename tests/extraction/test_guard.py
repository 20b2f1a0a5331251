"""What is left of an answer: values whose words stand in the note and say so, with those words, and why the rest went."""

from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scribe_plugin.contract import ELEMENT_NAMES, Elements, Encounter, Evidence
from scribe_plugin.contract.evidence import evidence_of
from scribe_plugin.extraction.consistency.spots import NoteView
from scribe_plugin.extraction.guard import Guarded, guard
from scribe_plugin.extraction.values import fields, holds_items, is_silent
from tests.builders import NOTE, make_elements

HISTORY = "Six months of physical therapy failed. Her father had a TLIF. No qualified resident was available. ODI 52."
ENCOUNTER = Encounter.from_json_object(
    {
        "id": "e",
        "documents": [
            {"id": "note", "kind": "operative_note", "text": NOTE},
            {"id": "hp", "kind": "history_physical", "text": HISTORY},
            {"id": "empty", "kind": "other", "text": " \n"},
        ],
    }
)


def said(*quotes: str, document: str = "note") -> list[dict[str, str]]:
    return [{"document": document, "quote": quote} for quote in quotes]


def guarded(answer: Elements) -> Guarded:
    return guard(answer, NoteView(ENCOUNTER))


def rules(result: Guarded) -> list[tuple[str, str]]:
    return [(problem.path, problem.rule) for problem in result.problems]


def cage(*quotes: str, **values: Any) -> dict[str, Any]:
    device = {"interspace": "L5-S1", "kind": "cage", "integral_fixation": "not_stated", "fixation": [], "product": None}
    return {**device, **values, "evidence": said(*quotes)}


def test_an_answer_that_the_note_bears_out_is_kept_as_it_is(elements: Elements) -> None:
    approach = elements.approach.model_copy(
        update={"evidence": [*elements.approach.evidence, Evidence(document="note", quote="Supine")]}
    )
    answer = elements.model_copy(update={"approach": approach})
    result = guarded(answer)
    assert result.elements == answer
    assert result.problems == []
    assert [item.path for item in result.grounding] == [path for path, _ in evidence_of(answer)]
    assert {item.status for item in result.grounding} == {"exact"}
    assert all(NOTE[item.start : item.end] == item.quote for item in result.grounding)


def test_an_empty_answer_stays_empty() -> None:
    result = guarded(make_elements())
    assert result == Guarded(make_elements(), [], [])


def test_an_invented_quote_goes_with_its_item_and_says_so_twice() -> None:
    result = guarded(make_elements(device__devices=[cage("a cage of gold was placed")], device__evidence=said("gold")))
    assert rules(result) == [
        ("device.devices.0", "grounding.missing"),
        ("device", "grounding.missing"),
        ("device.devices.0", "evidence.missing"),
    ]
    assert result.elements == make_elements()
    missing, _, item = result.problems
    assert (missing.document, missing.quote) == ("note", "a cage of gold was placed")
    assert item.value == {key: value for key, value in cage().items() if key != "evidence"}


def test_a_quote_of_another_document_is_told_from_an_invented_one() -> None:
    treatment = {"modality": "physical_therapy", "duration_weeks": None, "outcome": "failed"}
    wrong = {**treatment, "evidence": said("Six months of physical therapy failed")}
    assert rules(guarded(make_elements(necessity__conservative_treatments=[wrong])))[0] == (
        "necessity.conservative_treatments.0",
        "grounding.other_document",
    )
    right = {**treatment, "evidence": said("Six months of physical therapy failed", document="hp")}
    assert rules(guarded(make_elements(necessity__conservative_treatments=[right]))) == []


@pytest.mark.parametrize("document", ["", "absent", "empty"])
def test_a_document_that_is_not_there_or_empty_holds_no_quote(document: str) -> None:
    answer = make_elements(access__evidence=said("gone", document=document))
    assert rules(guarded(answer)) == [("access", "grounding.missing")]


def test_one_quote_that_stands_is_enough_and_the_other_goes() -> None:
    words = "a PEEK cage with integrated screws was placed"
    result = guarded(make_elements(fusion_documented=True, device__devices=[cage("gold", words)]))
    assert rules(result) == [("device.devices.0", "grounding.missing")]
    assert result.elements.device.devices[0].evidence == [Evidence(document="note", quote=words)]


def test_a_quote_is_kept_as_offered_with_the_place_and_how_it_was_found() -> None:
    words = "a peek CAGE with integrated screws was  placed"
    result = guarded(make_elements(fusion_documented=True, device__devices=[cage(words)]))
    (place,) = result.grounding
    assert (place.quote, place.status) == (words, "normalized")
    assert NOTE[place.start : place.end] == "a PEEK cage with integrated screws was placed"


def test_places_of_problems_are_those_of_the_answer() -> None:
    words = "a PEEK cage with integrated screws was placed"
    items = [
        cage("gold"),
        cage(words, kind="mesh"),
        cage("silver"),
        cage(words, fixation=["blades"], integral_fixation="present"),
    ]
    result = guarded(make_elements(fusion_documented=True, device__devices=items))
    assert [(path, rule) for path, rule in rules(result) if rule.startswith("device")] == [
        ("device.devices.1", "device.kind"),
        ("device.devices.3.fixation.0", "device.fixation"),
    ]


def test_a_value_keeps_the_words_that_it_stands_on_when_their_item_goes() -> None:
    words = "twelve weeks of failed physical therapy"
    wrong = {"modality": "acupuncture", "duration_weeks": 12.0, "outcome": "failed", "evidence": said(words)}
    result = guarded(
        make_elements(necessity__conservative_treatments=[wrong], necessity__conservative_duration_weeks=12.0)
    )
    assert rules(result) == [("necessity.conservative_treatments.0", "necessity.modality")]
    assert result.elements.necessity.conservative_duration_weeks == 12.0
    assert result.elements.necessity.evidence == [Evidence(document="note", quote=words)]
    assert [item.path for item in result.grounding] == ["necessity"]


def test_words_that_the_guard_finds_itself_are_grounded_too() -> None:
    result = guarded(make_elements(approach__corridor="retroperitoneal", approach__evidence=said("Supine")))
    assert rules(result) == []
    assert [(item.path, item.quote, item.status) for item in result.grounding] == [
        ("approach", "Supine", "exact"),
        ("approach", "A retroperitoneal approach was made", "exact"),
    ]


@pytest.mark.parametrize(
    ("claims", "documented"),
    [
        ({"device__devices": [cage("a PEEK cage with integrated screws was placed")]}, True),
        ({"levels__titled": ["L5-S1"], "levels__evidence": said("Anterior lumbar interbody fusion L5-S1")}, True),
        ({"approach__titled": ["anterior"], "approach__evidence": said("Anterior lumbar interbody fusion")}, True),
        ({"device__devices": [cage("gold")]}, False),
        ({"levels__titled": ["L3-L4"], "levels__evidence": said("Anterior lumbar interbody fusion L5-S1")}, False),
        ({}, False),
    ],
)
def test_a_fusion_is_documented_where_anything_accepted_shows_one(claims: dict[str, Any], documented: bool) -> None:
    result = guarded(make_elements(fusion_documented=True, **claims))
    assert result.elements.fusion_documented is documented
    assert (("fusion_documented", "fusion.unsupported") in rules(result)) is not documented


def test_that_no_fusion_was_done_does_not_stand_against_levels_that_do() -> None:
    item = {"interspace": "L5-S1", "approach": "anterior", "evidence": said("The L5-S1 disc was removed")}
    answer = make_elements(
        approach__described=["anterior"],
        approach__evidence=said("A retroperitoneal approach was made"),
        levels__described=["L5-S1"],
        levels__by_approach=[item],
    )
    result = guarded(answer)
    assert rules(result) == [("fusion_documented", "fusion.contradicted")]
    assert result.elements.fusion_documented


def test_a_problem_tells_no_words_of_the_note_but_in_its_quote(elements: Elements) -> None:
    tree = elements.model_dump(mode="json")
    tree["necessity"]["diagnoses"][0]["condition"] = "fracture"
    tree["device"]["devices"][0]["kind"] = "mesh"
    result = guarded(Elements.model_validate(tree))
    assert len(result.problems) == 2
    for problem in result.problems:
        assert problem.quote
        assert problem.quote not in problem.message


# Any answer at all


SLICES = st.builds(
    lambda text, start, length: text[start : start + length],
    st.sampled_from([NOTE, HISTORY]),
    st.integers(0, len(NOTE)),
    st.integers(0, 90),
)
SENTENCES = st.sampled_from([words.strip() for text in (NOTE, HISTORY) for words in text.replace(";", ".").split(".")])
QUOTES = st.builds(
    Evidence,
    document=st.sampled_from(["note", "note", "note", "hp", "empty", "absent"]),
    quote=SENTENCES
    | SLICES
    | SENTENCES.map(str.upper)
    | st.sampled_from(["", " ", "invented words that stand nowhere"]),
)


def anything(annotation: Any) -> st.SearchStrategy[Any]:
    """Anything that a field of the contract may hold, as JSON objects hold it."""
    if annotation is Evidence:
        return QUOTES
    if annotation in (bool, int, float, str, type(None)):
        return {
            bool: st.booleans(),
            int: st.integers(-2, 7),
            float: st.sampled_from([0.0, 6.0, 12.0, 26.07, 52.0, 1e308, float("inf"), float("nan"), -1.0]),
            str: st.sampled_from(["", "SynFix", "52", "cannot stand"]),
            type(None): st.none(),
        }[annotation]
    if isinstance(annotation, type):
        parts = {name: anything(field.annotation) for name, field in annotation.model_fields.items()}
        return st.builds(annotation, **parts)
    if get_origin(annotation) is Literal:
        return st.sampled_from(get_args(annotation))
    if get_origin(annotation) is list:
        return st.lists(anything(get_args(annotation)[0]), max_size=2)
    return st.one_of([anything(part) for part in get_args(annotation)])


VIEW = NoteView(ENCOUNTER)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(anything(Elements))
def test_whatever_is_answered_what_is_kept_stands_in_the_note(answer: Elements) -> None:
    result = guard(answer, VIEW)
    texts = {document.id: document.text for document in ENCOUNTER.documents}
    assert [(item.path, item.document, item.quote) for item in result.grounding] == [
        (path, evidence.document, evidence.quote) for path, evidence in evidence_of(result.elements)
    ]
    for item in result.grounding:
        words = texts[item.document][item.start : item.end]
        assert words
        assert item.status != "exact" or words == item.quote
    again = guard(result.elements, VIEW)
    assert (again.elements, again.problems) == (result.elements, [])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(anything(Elements))
def test_nothing_is_added_to_an_answer_but_words_of_the_note(answer: Elements) -> None:
    left = guard(answer, VIEW).elements
    for group in ELEMENT_NAMES:
        for name in fields(group):
            offered, kept = getattr(getattr(answer, group), name), getattr(getattr(left, group), name)
            if holds_items(f"{group}.{name}"):
                assert len(kept) <= len(offered)
            elif isinstance(kept, list):
                assert [value for value in offered if value in kept] == kept
            else:
                assert kept == offered or is_silent(kept)
