"""Applying edits, and completing them."""

from typing import Any

import pytest

from scribe_plugin.contract import (
    Charge,
    ChargeEdit,
    DocumentationEdit,
    EncounterError,
    Finding,
    Suggestion,
)
from scribe_plugin.validation import apply_suggestion, validate
from scribe_plugin.validation.edits import MAX_ROUNDS, complete
from tests.records import BEHIND_ONLY, access, device, fused, graft, level, screws
from tests.validation.builders import Record, record, told

DRAFT = record(
    charge=["22558-62", "22585-62", "22853-62 x2", "22585-80 x3"],
    pcs=["0SB40ZZ", "0SG00A0", "0SG0071", "0SG30A0"],
    cm=["M51.37", "M43.17", "Z98.1"],
)


def charge_after(*edits: ChargeEdit, draft: Record = DRAFT) -> Charge:
    """Return the draft after the edits."""
    elements, encounter = apply_suggestion(
        draft.elements, draft.encounter, Suggestion(label="test", charge=list(edits))
    )
    assert elements is draft.elements
    assert encounter.charge is not None
    return Charge.model_validate(encounter.charge.model_dump())


def lines(charge: Charge) -> list[str]:
    """Return the lines in the builder's shorthand."""
    return [
        "-".join([line.code, *line.modifiers]) + (f" x{line.units}" if line.units > 1 else "") for line in charge.lines
    ]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            {"action": "set_units", "code": "22585", "units": 2},
            ["22558-62", "22585-62 x2", "22853-62 x2"],
        ),
        (
            {"action": "set_units", "code": "22612", "units": 2},
            ["22558-62", "22585-62", "22853-62 x2", "22585-80 x3", "22612 x2"],
        ),
        (
            {"action": "set_units", "code": "22612"},
            ["22558-62", "22585-62", "22853-62 x2", "22585-80 x3", "22612"],
        ),
        ({"action": "remove_line", "code": "22585"}, ["22558-62", "22853-62 x2"]),
        (
            {"action": "remove_line", "code": "22612"},
            ["22558-62", "22585-62", "22853-62 x2", "22585-80 x3"],
        ),
        (
            {"action": "replace_code", "code": "22853", "value": "20931"},
            ["22558-62", "22585-62", "20931-62", "22585-80 x3"],
        ),
        (
            {"action": "replace_code", "code": "22585", "value": "22632", "units": 4},
            ["22558-62", "22632-62 x4", "22853-62 x2"],
        ),
        (
            {"action": "replace_code", "code": "22585", "units": 4},
            ["22558-62", "22585-62 x4", "22853-62 x2"],
        ),
        (
            {"action": "replace_code", "code": "22612", "value": "22633"},
            ["22558-62", "22585-62", "22853-62 x2", "22585-80 x3"],
        ),
        (
            {"action": "add_modifier", "code": "22585", "value": "80"},
            ["22558-62", "22585-62-80", "22853-62 x2", "22585-80 x3"],
        ),
        (
            {"action": "remove_modifier", "code": "22585", "value": "62"},
            ["22558-62", "22585", "22853-62 x2", "22585-80 x3"],
        ),
        (
            {"action": "add_modifier", "code": "22585"},
            ["22558-62", "22585-62", "22853-62 x2", "22585-80 x3"],
        ),
    ],
)
def test_service_lines(edit: dict[str, Any], expected: list[str]) -> None:
    assert lines(charge_after(ChargeEdit.model_validate(edit))) == expected


def test_facility_codes() -> None:
    replaced = charge_after(ChargeEdit(action="replace_pcs", code="0SG00A0", values=["0SG10A0", "0RGA0A0"]))
    assert replaced.icd10_pcs == ["0SB40ZZ", "0SG10A0", "0RGA0A0", "0SG0071"]
    emptied = charge_after(ChargeEdit(action="replace_pcs", code="0SG00A0"))
    assert emptied.icd10_pcs == ["0SB40ZZ", "0SG0071"]
    removed = charge_after(ChargeEdit(action="remove_pcs", code="0SG0071"))
    assert removed.icd10_pcs == ["0SB40ZZ", "0SG00A0", "0SG30A0"]
    appended = charge_after(
        ChargeEdit(action="replace_pcs", code="", values=["0SG30A0"]), draft=record(charge=[], pcs=["0SB40ZZ"])
    )
    assert appended.icd10_pcs == ["0SB40ZZ", "0SG30A0"]


def test_diagnosis_codes() -> None:
    replaced = charge_after(ChargeEdit(action="replace_cm", code="M51.37", value="M51.379"))
    assert replaced.icd10_cm == ["M51.379", "M43.17", "Z98.1"]
    merged = charge_after(ChargeEdit(action="replace_cm", code="M51.37", value="M43.17"))
    assert merged.icd10_cm == ["M43.17", "Z98.1"]
    unnamed = charge_after(ChargeEdit(action="replace_cm", code="M51.37"))
    assert unnamed.icd10_cm == ["M43.17", "Z98.1"]
    removed = charge_after(ChargeEdit(action="remove_cm", code="M43.17"))
    assert removed.icd10_cm == ["M51.37", "Z98.1"]


def test_edits_are_applied_in_order_to_an_absent_charge() -> None:
    charge = charge_after(
        ChargeEdit(action="set_units", code="22558", units=1),
        ChargeEdit(action="add_modifier", code="22558", value="62"),
        draft=record(),
    )
    assert lines(charge) == ["22558-62"]


@pytest.mark.parametrize(
    "edit",
    [
        {"action": "set_units", "code": "fusion"},
        {"action": "set_units", "code": "22558", "units": 100},
        {"action": "replace_code", "code": "22558", "value": "2255"},
        {"action": "add_modifier", "code": "22558", "value": "sixty-two"},
        {"action": "replace_pcs", "code": "0SG00A0", "values": ["0SG"]},
        {"action": "replace_cm", "code": "M51.37", "value": "back pain"},
    ],
)
def test_an_edit_that_makes_no_charge(edit: dict[str, Any]) -> None:
    with pytest.raises(EncounterError, match="take it from a review"):
        charge_after(ChargeEdit.model_validate(edit))


def test_the_arguments_stay_as_they_are() -> None:
    before = DRAFT.encounter.model_dump()
    charge_after(ChargeEdit(action="remove_line", code="22558"))
    assert DRAFT.encounter.model_dump() == before


def say(path: str, value: Any) -> Suggestion:
    """Return a suggestion of one statement."""
    return Suggestion(label="test", documentation=[DocumentationEdit(path=path, value=value, text="...")])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("fusion_documented", False),
        ("approach.described", ["lateral"]),
        ("levels.stated_count", None),
        ("levels.by_approach.0.approach", "oblique"),
        ("levels.by_approach.1", level("L4-L5")),
        ("device.devices.0", device("L4-L5")),
        ("necessity.conservative_treatments.0.duration_weeks", 6.0),
    ],
)
def test_statements_fill_their_place(path: str, value: Any) -> None:
    clean = record()
    elements, encounter = apply_suggestion(clean.elements, clean.encounter, say(path, value))
    assert encounter is clean.encounter
    tree: Any = elements.model_dump(mode="json")
    assert type(elements).model_validate(tree) == elements
    for name in path.split("."):
        tree = tree[int(name) if name.isdigit() else name]
    assert tree == value


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("approach.colour", "red"),
        ("approach.described", ["sideways"]),
        ("approach.effective", []),
        ("colour", "red"),
        ("effective_approaches", []),
        ("levels.by_approach.2", level("L4-L5")),
        ("levels.by_approach.-1", level("L4-L5")),
        ("levels.by_approach.first", level("L4-L5")),
        ("levels.by_approach.1.approach", "anterior"),
        ("levels.by_approach.0", {"interspace": "L4-L5"}),
        ("levels.stated_count.0", 1),
    ],
)
def test_a_place_that_is_not_there(path: str, value: Any) -> None:
    clean = record()
    with pytest.raises(EncounterError, match=f"cannot be applied at {path}; take it from a review"):
        apply_suggestion(clean.elements, clean.encounter, say(path, value))


def finding_after(found: Record, code: str) -> list[str]:
    """Return the published suggestion of one finding in short lines."""
    return told(found.findings[code].suggestion)


def test_a_suggestion_is_completed() -> None:
    found = record(fused("L4-L5", "L5-S1", approach="transforaminal"), charge=["22630", "22632", "22853 x2"])
    assert finding_after(found, "approach.posterior_documented") == [
        "22630 becomes 22558",
        "drop 22632",
        "22585 = 1",
        "approach.described: ['anterior']",
        "levels.by_approach.0.approach: anterior",
        "levels.by_approach.1.approach: anterior",
        "approach.titled: ['anterior']",
    ]


def test_a_finding_that_was_there_already_is_left_alone() -> None:
    unnamed = {"approach.described": [], "approach.titled": [], "levels.by_approach": []}
    found = record({**graft("L5-S1"), **screws("L5", "S1"), **unnamed})
    assert finding_after(found, "approach.undocumented") == [
        "approach.described: ['anterior']",
        "posterior.same_session: no",
    ]
    found = record({**fused("L4-L5", "L5-S1"), "levels.stated_count": 1}, charge=["22558"])
    assert finding_after(found, "levels.count_conflict") == ["levels.stated_count: 2"]


def test_removing_an_interbody_code_keeps_the_posterolateral_one() -> None:
    found = record(BEHIND_ONLY, charge=["22633"])
    assert finding_after(found, "approach.undocumented") == ["drop 22633", "22612 = 1"]


def test_a_role_brings_its_modifier() -> None:
    found = record(access("not_stated"), charge=["22558", "22585-62", "22853"])
    assert finding_after(found, "access.role_unstated") == ["22558 plus 62", "access.role: exposure_and_closure"]


def fake(*edits: ChargeEdit, code: str = "levels.missing_addon", path: str = "") -> Finding:
    """Return a finding with a suggestion."""
    documentation = [DocumentationEdit(path=path, value=["L5-S1"], text=code)] if path else []
    suggestion = Suggestion(label=code, charge=list(edits), documentation=documentation)
    return Finding(code=code, severity="critical", audience="coder", message="...", suggestion=suggestion)


def test_edits_that_a_later_one_undoes_are_dropped() -> None:
    draft = record(charge=[])
    first = fake(
        ChargeEdit(action="set_units", code="22585", units=1),
        ChargeEdit(action="set_units", code="22853", units=1),
        ChargeEdit(action="add_modifier", code="22585", value="62"),
        ChargeEdit(action="replace_pcs", code="0SG30A0", values=["0SG00A0"]),
        path="levels.titled",
    )
    later = fake(
        ChargeEdit(action="remove_line", code="22585"),
        ChargeEdit(action="set_units", code="22612", units=1),
        ChargeEdit(action="replace_pcs", code="0SG30A0", values=[]),
        code="levels.excess_addon",
        path="levels.titled",
    )
    answers = iter([[later], []])
    whole = complete(draft.elements, draft.encounter, first, set(), lambda *_: next(answers))
    assert whole.suggestion is not None
    assert whole.suggestion.label == "levels.missing_addon"
    assert told(whole.suggestion) == [
        "22853 = 1",
        "22585 plus 62",
        "drop 22585",
        "22612 = 1",
        "pcs []",
        "levels.titled: ['L5-S1']",
    ]
    assert [item.text for item in whole.suggestion.documentation] == ["levels.excess_addon"]


def test_later_units_replace_earlier_ones() -> None:
    draft = record(charge=[])
    answers = iter([[fake(ChargeEdit(action="set_units", code="22585", units=2), code="device.excess_22853")], []])
    first = fake(ChargeEdit(action="set_units", code="22585", units=1), ChargeEdit(action="remove_line", code="22853"))
    whole = complete(draft.elements, draft.encounter, first, set(), lambda *_: next(answers))
    assert told(whole.suggestion) == ["drop 22853", "22585 = 2"]


def test_other_edits_of_the_same_code_stay() -> None:
    draft = record(charge=[])
    first = fake(
        ChargeEdit(action="set_units", code="22558", units=1),
        ChargeEdit(action="replace_pcs", code="0SG00A0", values=["0SG30A0"]),
    )
    later = fake(ChargeEdit(action="add_modifier", code="22558", value="62"), code="access.modifier_missing")
    answers = iter([[later], []])
    whole = complete(draft.elements, draft.encounter, first, set(), lambda *_: next(answers))
    assert told(whole.suggestion) == ["22558 = 1", "pcs ['0SG30A0']", "22558 plus 62"]


def test_completion_ends() -> None:
    draft = record(charge=[])
    rounds = []

    def never_content(*_: object) -> list[Finding]:
        rounds.append(1)
        return [fake(ChargeEdit(action="add_modifier", code="22558", value="62"), code="access.modifier_missing")]

    whole = complete(draft.elements, draft.encounter, fake(), set(), never_content)
    assert len(rounds) == MAX_ROUNDS == 12
    assert whole.suggestion is not None
    assert len(whole.suggestion.charge) == MAX_ROUNDS


def test_completion_ignores_information_and_what_was_known() -> None:
    draft = record(charge=[])
    info = fake(code="posterior.staged").model_copy(update={"severity": "info"})
    known = fake(code="levels.conflicting")
    first = fake()
    assert complete(draft.elements, draft.encounter, first, {"levels.conflicting"}, lambda *_: [info, known]) is first
    without = first.model_copy(update={"suggestion": None})
    assert complete(draft.elements, draft.encounter, without, set(), lambda *_: [known]) is without
    helpless = known.model_copy(update={"suggestion": None})
    assert complete(draft.elements, draft.encounter, first, set(), lambda *_: [helpless]) is first


def test_a_published_suggestion_leaves_a_valid_record() -> None:
    found = record(fused("L4-L5", "L5-S1", approach="lateral"), charge=["22630-62", "22853"], pcs=["0SG10A0"])
    for finding in found.findings.values():
        if finding.suggestion:
            elements, encounter = apply_suggestion(found.elements, found.encounter, finding.suggestion)
            again = type(encounter).model_validate(encounter.model_dump())
            assert validate(type(elements).model_validate(elements.model_dump()), again)
