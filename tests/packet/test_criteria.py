"""Policy criteria against elements: met, not met, not documented."""

from typing import Any

import pytest

from scribe_plugin.contract import Elements
from scribe_plugin.knowledge import Policy, PolicyCriterion, policy, policy_ids
from scribe_plugin.knowledge.policies import Check
from scribe_plugin.packet.criteria import CHECKS, evaluate, policy_met
from tests.builders import make_elements

QUOTE = [{"document": "op", "quote": "words"}]


def criterion(check: Check, **values: Any) -> PolicyCriterion:
    """Return a criterion of one kind."""
    fields: dict[str, Any] = {
        "sources": (),
        "effective_from": None,
        "effective_to": None,
        "verified": "yes",
        "id": "c",
        "indication": "",
        "label": "l",
        "prompt": "p",
        "conditions": (),
        "weeks": None,
        "count": 1,
        "modalities": (),
        "tobacco": (),
    }
    return PolicyCriterion(check=check, **(fields | values))


def diagnosis(condition: str, *interspaces: str) -> dict[str, Any]:
    """Return a diagnosis."""
    return {"condition": condition, "interspaces": list(interspaces), "evidence": QUOTE}


def treatment(modality: str, weeks: float | None = None) -> dict[str, Any]:
    """Return a treatment."""
    return {"modality": modality, "duration_weeks": weeks, "outcome": "failed", "evidence": QUOTE}


def study(modality: str, *interspaces: str) -> dict[str, Any]:
    """Return an imaging finding."""
    return {"modality": modality, "finding": "f", "interspaces": list(interspaces), "evidence": QUOTE}


def limitation(instrument: str | None = None, score: float | None = None) -> dict[str, Any]:
    """Return a functional limitation."""
    return {"description": "cannot walk", "instrument": instrument, "score": score, "evidence": QUOTE}


SLIP = criterion("conditions", conditions=("spondylolisthesis",))
SLIP_EACH = criterion("conditions_per_level", conditions=("spondylolisthesis",))
NO_SLIP = criterion("conditions_absent", conditions=("spondylolisthesis",))
TWO_OF_THREE = criterion("treatments", count=2, modalities=("physical_therapy", "nsaid", "epidural_injection"))
TWO_LEVELS = {"levels__described": ["L4-L5", "L5-S1"], "approach__described": ["anterior"], "fusion_documented": True}

CASES: list[tuple[PolicyCriterion, dict[str, Any], str]] = [
    (SLIP, {}, "not_documented"),
    (SLIP, {"necessity__diagnoses": [diagnosis("radiculopathy")]}, "not_met"),
    (SLIP, {"necessity__diagnoses": [diagnosis("spondylolisthesis")]}, "met"),
    (SLIP_EACH, {"necessity__diagnoses": [diagnosis("spondylolisthesis", "L5-S1")]}, "not_documented"),
    (SLIP_EACH, {"necessity__diagnoses": [diagnosis("spondylolisthesis", "L5-S1")], **TWO_LEVELS}, "not_documented"),
    (SLIP_EACH, {"necessity__diagnoses": [diagnosis("spondylolisthesis", "L4-L5", "L5-S1")], **TWO_LEVELS}, "met"),
    (NO_SLIP, {}, "not_documented"),
    (NO_SLIP, {"necessity__diagnoses": [diagnosis("spondylolisthesis")]}, "not_met"),
    (NO_SLIP, {"necessity__diagnoses": [diagnosis("deformity")]}, "met"),
    (criterion("weeks", weeks=26), {}, "not_documented"),
    (criterion("weeks", weeks=26), {"necessity__conservative_treatments": [treatment("nsaid", 12.0)]}, "not_met"),
    (criterion("weeks", weeks=26), {"necessity__conservative_duration_weeks": 26.07}, "met"),
    (criterion("weeks", weeks=0), {"necessity__conservative_treatments": [treatment("nsaid", 1.0)]}, "met"),
    (TWO_OF_THREE, {"necessity__conservative_treatments": [treatment("bracing")]}, "not_documented"),
    (TWO_OF_THREE, {"necessity__conservative_treatments": [treatment("nsaid"), treatment("nsaid")]}, "not_met"),
    (TWO_OF_THREE, {"necessity__conservative_treatments": [treatment("nsaid"), treatment("physical_therapy")]}, "met"),
    (criterion("treatments"), {"necessity__conservative_treatments": [treatment("other")]}, "not_documented"),
    (criterion("treatments"), {"necessity__conservative_treatments": [treatment("bracing")]}, "met"),
    (criterion("function"), {}, "not_documented"),
    (criterion("function"), {"necessity__functional_limitations": [limitation()]}, "met"),
    (criterion("function_score"), {"necessity__functional_limitations": [limitation("ODI")]}, "not_documented"),
    (criterion("function_score"), {"necessity__functional_limitations": [limitation("ODI", 0.0)]}, "met"),
    (criterion("imaging", modalities=("ct",)), {"necessity__imaging": [study("mri")]}, "not_documented"),
    (criterion("imaging"), {"necessity__imaging": [study("mri")]}, "met"),
    (criterion("imaging_per_level"), {"necessity__imaging": [study("mri", "L5-S1")], **TWO_LEVELS}, "not_documented"),
    (
        criterion("imaging_per_level"),
        {"necessity__imaging": [study("mri", "L5-S1"), study("ct", "L4-L5")], **TWO_LEVELS},
        "met",
    ),
    (criterion("tobacco", tobacco=("never",)), {}, "not_documented"),
    (criterion("tobacco", tobacco=("never",)), {"necessity__tobacco": "current"}, "not_met"),
    (criterion("tobacco", tobacco=("never",)), {"necessity__tobacco": "never"}, "met"),
    (criterion("prompt"), {}, "not_documented"),
]


@pytest.mark.parametrize(("item", "values", "status"), CASES)
def test_each_kind_of_check(item: PolicyCriterion, values: dict[str, Any], status: str) -> None:
    outcome = CHECKS[item.check](item, make_elements(**values))
    assert outcome.status == status
    assert outcome.why
    if status == "met" and item.check not in ("conditions_absent", "tobacco", "weeks"):
        assert outcome.evidence


def test_the_reason_names_the_level_without_a_finding() -> None:
    elements = make_elements(necessity__imaging=[study("mri", "L5-S1")], **TWO_LEVELS)
    assert "L4-L5" in CHECKS["imaging_per_level"](criterion("imaging_per_level"), elements).why


@pytest.mark.parametrize("policy_id", policy_ids())
def test_every_criterion_of_every_policy_is_evaluated(policy_id: str, elements: Elements) -> None:
    found = policy(policy_id)
    rows = evaluate(found, elements)
    assert rows
    assert all(row.source for row in rows)
    assert {row.group for row in rows} <= {None, *(item.label for item in found.indications)}


def test_only_supported_indications_are_listed_or_all_where_none_is() -> None:
    lcd = policy("lcd_l37848")
    slip = make_elements(necessity__diagnoses=[diagnosis("spondylolisthesis")])
    assert {row.group for row in evaluate(lcd, slip) if row.group} == {lcd.supported({"spondylolisthesis"})[0].label}
    bare = {row.group for row in evaluate(lcd, Elements.empty()) if row.group}
    assert bare == {item.label for item in lcd.indications}


def made_policy(*checks: Check) -> Policy:
    """Return the LCD with one indication that has the given checks, and nothing for the whole policy."""
    import dataclasses

    lcd = policy("lcd_l37848")
    rows = tuple(criterion(check, conditions=("spondylolisthesis",)) for check in checks)
    indication = dataclasses.replace(lcd.indications[0], criteria=rows, conditions_any=("spondylolisthesis",))
    return dataclasses.replace(lcd, indications=(indication,), criteria=())


def test_a_policy_is_met_open_or_not_met() -> None:
    slip = make_elements(necessity__diagnoses=[diagnosis("spondylolisthesis")])
    assert policy_met(made_policy("conditions"), slip) is True
    assert policy_met(made_policy("conditions", "prompt"), slip) is None
    assert policy_met(made_policy("prompt", "imaging"), slip) is False
    assert policy_met(made_policy("conditions"), Elements.empty()) is False


def test_a_checklist_is_never_judged(elements: Elements) -> None:
    assert policy_met(policy(None), elements) is None
