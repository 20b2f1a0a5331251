"""The catalogue as printed in the contract, and that every row of it is tested."""

import pytest

from scribe_plugin import validation
from scribe_plugin.validation import CATALOGUE
from tests.validation import test_access, test_approach, test_device, test_levels, test_necessity, test_posterior
from tests.validation.builders import Row

PRINTED = """
approach.undocumented critical hold surgeon
approach.posterior_documented critical hold surgeon
approach.conflicting critical hold surgeon
approach.charge_conflict critical hold coder
approach.lateral_code critical - coder
approach.lateral_payer_check info - coder
approach.presacral critical - coder
approach.no_fusion_documented critical hold coder
approach.corridor_unstated info - surgeon
levels.undocumented critical hold surgeon
levels.count_conflict warning - surgeon
levels.conflicting warning - surgeon
levels.missing_addon critical - coder
levels.excess_addon critical - coder
levels.pcs_mismatch critical - coder
levels.transitional_anatomy warning - surgeon
device.missing_22853 warning - coder
device.unsupported_22853 critical - coder
device.excess_22853 critical - coder
device.fixation_unstated info - surgeon
device.separate_plate warning - coder
device.unsupported_22845 critical - coder
device.structural_allograft info - coder
device.interspace_mismatch warning - surgeon
posterior.combined_fusion warning - coder
posterior.arthrodesis_undocumented warning - surgeon
posterior.unsupported_22612 critical - coder
posterior.missing_22612 warning - coder
posterior.missing_instrumentation warning - coder
posterior.unsupported_instrumentation critical - coder
posterior.segment_code warning - coder
posterior.staged info - coder
necessity.conservative_missing warning - prior_auth
necessity.modality_unstated warning - prior_auth
necessity.duration_missing warning - prior_auth
necessity.duration_short warning - prior_auth
necessity.diagnosis_missing warning - prior_auth
necessity.diagnosis_unsupported warning - prior_auth
necessity.imaging_missing warning - prior_auth
necessity.function_missing warning - prior_auth
necessity.icd10cm_invalid critical - coder
necessity.icd10cm_region info - coder
access.separate_note_missing warning - surgeon
access.role_unstated warning - surgeon
access.evaluate_modifier info - coder
access.modifier_62_exposure_only critical - coder
access.modifier_62_unsupported critical - coder
access.modifier_62_excluded_code warning - coder
access.modifier_missing warning - coder
access.modifier_82_resident warning - coder
"""
TABLES = (test_approach, test_levels, test_device, test_posterior, test_necessity, test_access)
ROWS: list[Row] = [row for table in TABLES for row in table.ROWS]


def test_it_is_the_one_of_the_contract() -> None:
    implemented = [
        f"{code} {entry.severity} {'hold' if entry.hold else '-'} {entry.audience}" for code, entry in CATALOGUE.items()
    ]
    assert implemented == PRINTED.strip().splitlines()


def test_what_the_package_exports() -> None:
    assert all(hasattr(validation, name) for name in validation.__all__)


def test_every_finding_has_a_row() -> None:
    assert {row.code for row in ROWS} == set(CATALOGUE)


def test_every_finding_has_a_near_miss() -> None:
    assert all(any(row.silent for row in ROWS if row.code == code) for code in CATALOGUE)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_finding_is_what_the_catalogue_says(row: Row) -> None:
    entry, finding = CATALOGUE[row.code], row.fires.findings[row.code]
    assert (finding.audience, finding.hold_claim) == (entry.audience, entry.hold)
    assert finding.severity == (row.severity or entry.severity)


@pytest.mark.parametrize("code", CATALOGUE)
def test_headlines_are_one_short_sentence(code: str) -> None:
    headline = CATALOGUE[code].headline
    assert len(headline) < 100
    assert headline.count(".") == 1
    assert headline.endswith(".")


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_messages_are_short(row: Row) -> None:
    assert len(row.says) < 230
    assert row.says.endswith(".")
