"""Fields, items and their names; when two values say the same; which items of two answers are one item."""

from typing import Any

import pytest

from scribe_plugin.contract import ELEMENT_NAMES, EMPTY_ELEMENTS, Elements, Model
from scribe_plugin.extraction.matching import partners, plain, same
from scribe_plugin.extraction.values import KEYS, every_field, fields, holds_items, in_order, is_silent, key_of
from tests.builders import make_elements

DEVICE = {"interspace": "L5-S1", "kind": "cage", "integral_fixation": "not_stated", "fixation": [], "product": None}
LIMIT = {"description": "cannot stand", "instrument": None, "score": None}
TREATMENT = {"modality": "physical_therapy", "duration_weeks": None, "outcome": "not_stated"}


def items(path: str, *values: dict[str, Any]) -> list[Any]:
    """Items of a list of the elements; ``quote`` gives the words behind one."""
    made = []
    for value in values:
        given = dict(value)
        quote = given.pop("quote", None)
        made.append({**given, "evidence": [{"document": "note", "quote": quote}] if quote else []})
    group, name = path.split(".")
    found: list[Any] = getattr(getattr(make_elements(**{path.replace(".", "__"): made}), group), name)
    return found


def pairs(path: str, ours: list[Any], theirs: list[Any]) -> list[tuple[int, int]]:
    """Which item of ours stands for which of theirs, by number, in the order of theirs."""
    found = partners(path, ours, theirs)
    places = {id(item): number for number, item in enumerate(ours)}
    return [(places[id(found[id(item)])], number) for number, item in enumerate(theirs) if id(item) in found]


def test_every_field_of_the_elements_is_named_once_and_quotes_are_none() -> None:
    named = [f"{group}.{name}" for group, name in every_field()]
    expected = {f"{group}.{name}" for group in ELEMENT_NAMES for name in EMPTY_ELEMENTS[group]}  # type: ignore[attr-defined]
    assert set(named) == expected - {f"{group}.evidence" for group in ELEMENT_NAMES}
    assert len(named) == len(set(named))
    assert fields("device") == ("devices", "separate_plate")


def test_every_list_of_items_has_a_key_of_fields_that_it_has() -> None:
    lists = {path for path in (f"{group}.{name}" for group, name in every_field()) if holds_items(path)}
    assert lists == set(KEYS)
    for group, name in every_field():
        annotation = Elements.model_fields[group].annotation
        assert annotation is not None
        inner = getattr(annotation.model_fields[name].annotation, "__args__", (str,))[0]
        is_item = isinstance(inner, type) and issubclass(inner, Model)
        assert is_item is holds_items(f"{group}.{name}")


@pytest.mark.parametrize("value", ["not_stated", None, False, []])
def test_silence(value: Any) -> None:
    assert is_silent(value)


@pytest.mark.parametrize("value", ["absent", "no", "not_performed", True, ["L4-L5"], 1, 0, 0.0, {"kind": "cage"}])
def test_a_denial_and_a_score_of_nought_are_no_silence(value: Any) -> None:
    assert not is_silent(value)


def test_an_item_is_named_by_its_key_and_a_bare_limitation_by_nothing() -> None:
    (device,) = items("device.devices", DEVICE)
    assert key_of("device.devices", device) == ("L5-S1", "cage")
    bare, scored = items("necessity.functional_limitations", LIMIT, {**LIMIT, "instrument": "ODI", "score": 52.0})
    assert key_of("necessity.functional_limitations", bare) is None
    assert key_of("necessity.functional_limitations", scored) == ("ODI", 52.0)


def test_closed_lists_are_in_the_order_of_their_vocabulary_each_value_once() -> None:
    assert in_order("levels", "described", ["L5-S1", "L3-L4", "L5-S1"]) == ["L3-L4", "L5-S1"]
    assert in_order("posterior", "hardware", ["rods", "pedicle_screws"]) == ["pedicle_screws", "rods"]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("cage", "cage", True),
        ("cage", "mesh", False),
        (["L4-L5", "L5-S1"], ["L5-S1", "L4-L5"], True),
        (["L4-L5"], ["L4-L5", "L5-S1"], False),
        (26.0, 26.07, True),
        (24.0, 26.07, True),
        (100.0, 90.0, True),
        (90.0, 100.0, True),
        (100.0, 89.9, False),
        (12.0, 52.14, False),
        (0.0, 0.0, True),
        (0.0, 1.0, False),
        (None, 12.0, False),
        (None, None, True),
        (1, 2, False),
        (2, 2, True),
        (True, False, False),
    ],
)
def test_values_that_say_the_same(ours: Any, theirs: Any, expected: bool) -> None:
    assert same(ours, theirs) is expected


def test_what_an_item_says_is_told_without_its_quotes() -> None:
    (device,) = items("device.devices", {**DEVICE, "quote": "a cage"})
    assert plain(device) == DEVICE


def test_items_are_matched_by_their_key_in_any_order() -> None:
    ours = items("device.devices", DEVICE, {**DEVICE, "interspace": "L4-L5"})
    theirs = items("device.devices", {**DEVICE, "interspace": "L4-L5", "product": "X"}, DEVICE)
    assert pairs("device.devices", ours, theirs) == [(1, 0), (0, 1)]


def test_a_device_of_another_kind_at_the_same_place_is_the_same_device_unless_both_are_there() -> None:
    cage, mesh = {**DEVICE}, {**DEVICE, "kind": "mesh"}
    assert pairs("device.devices", items("device.devices", cage), items("device.devices", mesh)) == [(0, 0)]
    assert pairs("device.devices", items("device.devices", cage), items("device.devices", mesh, cage)) == [(0, 1)]


def test_a_device_of_no_stated_place_is_known_by_its_words() -> None:
    lost = {**DEVICE, "interspace": "not_stated", "quote": "a PEEK cage"}
    placed = {**DEVICE, "quote": "a PEEK cage was placed"}
    elsewhere = {**DEVICE, "quote": "another one"}
    assert pairs("device.devices", items("device.devices", lost), items("device.devices", elsewhere, placed)) == [
        (0, 1)
    ]
    assert pairs("device.devices", items("device.devices", lost), items("device.devices", elsewhere)) == []


def test_two_treatments_of_one_kind_are_told_apart_by_all_they_say() -> None:
    first, second = {**TREATMENT, "outcome": "helped"}, {**TREATMENT, "outcome": "failed"}
    path = "necessity.conservative_treatments"
    assert pairs(path, items(path, first, second), items(path, second, first)) == [(1, 0), (0, 1)]
    assert pairs(path, items(path, first), items(path, second, first)) == [(0, 1)]


def test_scores_go_by_instrument_and_score_then_by_instrument() -> None:
    path = "necessity.functional_limitations"
    vas = [{**LIMIT, "instrument": "VAS", "score": score} for score in (7.0, 4.0)]
    assert pairs(path, items(path, *vas), items(path, *reversed(vas))) == [(1, 0), (0, 1)]
    other = {**LIMIT, "instrument": "VAS", "score": 5.0}
    assert pairs(path, items(path, vas[0]), items(path, other)) == [(0, 0)]


def test_limitations_without_an_instrument_go_by_shared_words() -> None:
    path = "necessity.functional_limitations"
    ours = items(path, {**LIMIT, "quote": "She cannot stand for ten minutes"}, {**LIMIT, "quote": "no lifting"})
    theirs = items(
        path,
        {**LIMIT, "description": "no lifting at work", "quote": "no lifting at work"},
        {**LIMIT, "description": "stands ten minutes", "quote": "cannot stand"},
        {**LIMIT, "description": "walks a block", "quote": "walks a block"},
    )
    assert pairs(path, ours, theirs) == [(1, 0), (0, 1)]


def test_words_of_another_document_are_not_shared() -> None:
    path = "necessity.functional_limitations"
    (ours,) = items(path, {**LIMIT, "quote": "cannot stand"})
    (theirs,) = items(path, {**LIMIT, "description": "x", "quote": "cannot stand"})
    moved = theirs.model_copy(update={"evidence": [theirs.evidence[0].model_copy(update={"document": "hp"})]})
    assert pairs(path, [ours], [moved]) == []


def test_no_item_has_two_partners() -> None:
    ours = items("device.devices", DEVICE)
    theirs = items("device.devices", DEVICE, {**DEVICE, "kind": "mesh"}, DEVICE)
    assert pairs("device.devices", ours, theirs) == [(0, 0)]
