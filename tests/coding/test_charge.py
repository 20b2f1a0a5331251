"""The suggested charge as a whole."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from scribe_plugin.coding import suggest_charge
from scribe_plugin.contract import Charge, ChargeLine, Elements, Encounter, SuggestedCharge
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.validation import validate
from tests.records import BEHIND_ONLY, NO_FUSION, elements, encounter, fused, graft, screws
from tests.validation.strategies import ELEMENTS, ENCOUNTERS

DATASETS = sorted((Path(__file__).parents[2] / "evals" / "datasets").glob("*.jsonl"))

ABOUT_THE_CHARGE = {
    "approach.charge_conflict",
    "approach.lateral_code",
    "approach.no_fusion_documented",
    "levels.missing_addon",
    "levels.excess_addon",
    "levels.pcs_mismatch",
    "device.missing_22853",
    "device.unsupported_22853",
    "device.excess_22853",
    "device.separate_plate",
    "device.unsupported_22845",
    "posterior.unsupported_22612",
    "posterior.missing_22612",
    "posterior.missing_instrumentation",
    "posterior.unsupported_instrumentation",
    "posterior.segment_code",
    "necessity.icd10cm_invalid",
    "access.modifier_62_exposure_only",
    "access.modifier_62_unsupported",
    "access.modifier_62_excluded_code",
    "access.modifier_82_resident",
}
"""Findings that a charge derived from the documentation must not raise; the access surgeon's modifier stays a question."""


def test_no_fusion_no_charge() -> None:
    assert suggest_charge(elements(NO_FUSION), encounter()) == SuggestedCharge()


def test_the_parts_together() -> None:
    charge = suggest_charge(elements(fused("L4-L5", "L5-S1")), encounter())
    assert [(line.code, line.units) for line in charge.lines] == [("22558", 1), ("22585", 1), ("22853", 2)]
    assert charge.icd10_pcs == ["0SG00A0", "0SG30A0"] == [item.code for item in charge.pcs_details]
    assert charge.icd10_cm == ["M43.17"] == [item.code for item in charge.cm_details]
    assert charge.level_count == 2
    assert charge.estimate_usd == pytest.approx(1423.88 + 287.58 + 2 * 228.80)


def test_levels_of_a_posterolateral_fusion() -> None:
    assert suggest_charge(elements({**BEHIND_ONLY, **graft("L3-L4", "L4-L5")}), encounter()).level_count == 2
    assert suggest_charge(elements({**fused("L5-S1"), **graft("L4-L5", "L5-S1")}), encounter()).level_count == 1


def test_without_a_printed_fee_there_is_no_estimate() -> None:
    changes = {**fused("L5-S1", approach="presacral"), "device.devices": [], **screws("L5", "S1")}
    charge = suggest_charge(elements(changes), encounter())
    assert [line.code for line in charge.lines] == ["22586", "22840"]
    assert charge.estimate_usd is None


def drafted(charge: SuggestedCharge) -> Charge:
    """Return the suggestion as a drafted charge."""
    lines = [ChargeLine(code=item.code, units=item.units, modifiers=item.modifiers) for item in charge.lines]
    return Charge(lines=lines, icd10_pcs=charge.icd10_pcs, icd10_cm=charge.icd10_cm)


def raised(given_elements: Elements, given_encounter: Encounter) -> set[str]:
    """Return the findings about the charge when the suggested charge is drafted."""
    charge = drafted(suggest_charge(given_elements, given_encounter))
    charged = given_encounter.model_copy(update={"charge": charge})
    alerts = validate(given_elements, charged)
    return {item.code for alert in alerts for item in alert.findings} & ABOUT_THE_CHARGE


@settings(max_examples=200, deadline=None)
@given(ELEMENTS, ENCOUNTERS)
def test_the_suggested_charge_raises_no_finding_about_itself(
    given_elements: Elements, given_encounter: Encounter
) -> None:
    consistent = [
        item for item in given_elements.levels.by_approach if item.approach in given_elements.effective_approaches
    ]
    levels = given_elements.levels.model_copy(update={"by_approach": consistent})
    assert raised(given_elements.model_copy(update={"levels": levels}), given_encounter) == set()


@pytest.mark.parametrize("path", DATASETS, ids=lambda path: path.stem)
def test_nor_for_labelled_notes(path: Path) -> None:
    notes = [(note.id, raised(note.gold.elements, note.encounter)) for note in load(path)]
    assert [item for item in notes if item[1]] == []
