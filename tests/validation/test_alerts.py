"""The six alerts as a whole: order, states, severities, evidence."""

import pytest

from scribe_plugin import knowledge
from scribe_plugin.coding.codes import citations
from scribe_plugin.contract import ELEMENT_NAMES, Alert
from scribe_plugin.validation import CATALOGUE, validate
from tests.records import BEHIND_ONLY, NO_FUSION, device, fused, graft, level, screws
from tests.validation.builders import Row, record
from tests.validation.test_catalogue import ROWS

EVERYTHING_WRONG = record(
    {
        **fused("L4-L5", "L5-S1", approach="lateral"),
        **screws("L4", "L5", "S1"),
        "approach.titled": ["anterior"],
        "levels.titled": ["L5-S1"],
        "levels.stated_count": 3,
        "necessity.imaging": [],
        "access.access_surgeon": "participated",
    },
    charge=["22630-62", "22612", "22840", "22845"],
    pcs=["0SG10A0"],
    cm=["M51.36"],
)


def states(alerts: list[Alert]) -> list[str]:
    """Return the states in order."""
    return [alert.state for alert in alerts]


def test_six_alerts_in_contract_order() -> None:
    assert [alert.element for alert in record().alerts] == list(ELEMENT_NAMES)


def test_a_clean_record_is_clear() -> None:
    alerts = record(charge=["22558", "22853"], pcs=["0SG30A0"], cm=["M43.17"], policy="lcd_l37848").alerts
    assert states(alerts) == ["clear"] * 6
    assert [alert.severity for alert in alerts] == [None] * 6
    assert not any(alert.findings for alert in alerts)


def test_information_alone_is_clear() -> None:
    alert = record({"approach.corridor": "not_stated"}).alerts[0]
    assert (alert.state, alert.severity) == ("clear", "info")
    assert alert.summary == "Anterior approach documented, supine."


def test_the_worst_finding_gives_the_severity() -> None:
    alert = record({"levels.stated_count": 2}, charge=["22558", "22585"]).alerts[1]
    assert [item.severity for item in alert.findings] == ["warning", "critical"]
    assert (alert.state, alert.severity) == ("alert", "critical")
    assert alert.summary == "More interspaces are charged than were fused from the front (22585); 1 more to check."


def test_a_warning_is_an_alert() -> None:
    alert = record({"levels.stated_count": 2}).alerts[1]
    assert (alert.state, alert.severity) == ("alert", "warning")


@pytest.mark.parametrize(
    "charge", [None, ["63047", "22853", "22840-62", "22610"]], ids=["no charge", "no lumbar fusion code"]
)
def test_without_a_lumbar_fusion_nothing_applies(charge: list[str] | None) -> None:
    changes = {**NO_FUSION, "device.devices": [device("L5-S1")], "necessity.imaging": []}
    alerts = record(changes, charge=charge, pcs=["0RG20A0", "0SB20ZZ"], cm=["M51.36"]).alerts
    assert states(alerts) == ["not_applicable"] * 6
    assert {alert.summary for alert in alerts} == {"No lumbar fusion is documented or charged."}
    assert not any(alert.findings or alert.severity for alert in alerts)


@pytest.mark.parametrize(
    "code",
    ["22558", "22585", "22586", "22533", "22534", "22612", "22614", "22630", "22632", "22633", "22634"],
)
def test_a_charged_fusion_code_makes_everything_apply(code: str) -> None:
    found = record({**NO_FUSION, "necessity.imaging": []}, charge=[code]).findings
    assert "approach.no_fusion_documented" in found
    assert "necessity.imaging_missing" in found


def test_a_charged_facility_code_makes_everything_apply() -> None:
    assert list(record(NO_FUSION, charge=[], pcs=["0RGA0A0"]).findings) == ["approach.no_fusion_documented"]


def test_findings_follow_the_catalogue() -> None:
    order = list(CATALOGUE)
    codes = list(EVERYTHING_WRONG.findings)
    assert len(codes) > 15
    assert codes == sorted(codes, key=order.index)


def test_equal_records_give_equal_alerts() -> None:
    first = validate(EVERYTHING_WRONG.elements, EVERYTHING_WRONG.encounter)
    again = validate(EVERYTHING_WRONG.elements.model_copy(deep=True), EVERYTHING_WRONG.encounter.model_copy(deep=True))
    assert first == again


def test_summaries_are_short() -> None:
    summaries = [alert.summary for row in ROWS for alert in row.fires.alerts]
    assert max(len(item) for item in summaries) <= 140
    assert all(item.endswith(".") for item in summaries)


QUOTED = {
    "approach.undocumented": ["approach", "levels"],
    "approach.posterior_documented": ["fused L4-L5", "approach"],
    "approach.conflicting": ["approach"],
    "approach.charge_conflict": ["fused L5-S1", "approach"],
    "approach.lateral_code": ["fused L3-L4", "approach"],
    "approach.lateral_payer_check": ["approach"],
    "approach.presacral": ["fused L5-S1", "approach"],
    "approach.no_fusion_documented": ["approach"],
    "approach.corridor_unstated": ["approach"],
    "levels.undocumented": ["levels", "approach"],
    "levels.count_conflict": ["fused L5-S1", "levels"],
    "levels.conflicting": ["fused L5-S1", "levels"],
    "levels.missing_addon": ["fused L4-L5", "fused L5-S1", "levels"],
    "levels.excess_addon": ["fused L5-S1", "levels"],
    "levels.pcs_mismatch": ["fused L4-L5", "fused L5-S1", "levels"],
    "levels.transitional_anatomy": ["levels"],
    "device.missing_22853": ["cage L5-S1", "device"],
    "device.unsupported_22853": ["device"],
    "device.excess_22853": ["cage L5-S1", "device"],
    "device.fixation_unstated": ["cage L5-S1", "device"],
    "device.separate_plate": ["device"],
    "device.unsupported_22845": ["cage L5-S1", "device"],
    "device.structural_allograft": ["structural_allograft L5-S1", "device"],
    "device.interspace_mismatch": ["cage L4-L5", "device"],
    "necessity.conservative_missing": ["necessity"],
    "necessity.modality_unstated": ["tried other"],
    "necessity.duration_missing": ["tried physical_therapy"],
    "necessity.duration_short": ["tried physical_therapy", "necessity"],
    "necessity.diagnosis_missing": ["necessity"],
    "necessity.diagnosis_unsupported": ["has degenerative_disc_disease"],
    "necessity.imaging_missing": ["necessity"],
    "necessity.function_missing": ["necessity"],
    "necessity.icd10cm_invalid": ["has spondylolisthesis"],
    "necessity.icd10cm_region": ["has spondylolisthesis"],
    **{code: ["posterior"] for code in CATALOGUE if code.startswith("posterior.")},
    **{code: ["access"] for code in CATALOGUE if code.startswith("access.")},
}
FIRST = {row.code: row for row in reversed(ROWS)}


@pytest.mark.parametrize("row", FIRST.values(), ids=str)
def test_findings_carry_their_quotes(row: Row) -> None:
    assert [item.quote for item in row.fires.findings[row.code].evidence] == QUOTED[row.code]


def test_an_interbody_code_on_a_posterolateral_fusion_quotes_the_posterior_work() -> None:
    found = record(BEHIND_ONLY, charge=["22558"]).findings["approach.undocumented"]
    assert [item.quote for item in found.evidence] == ["posterior"]


CITED: dict[str, tuple[list[str], bool]] = {
    "approach.undocumented": (["22558", "22630"], True),
    "approach.posterior_documented": (["22630", "22633", "22558"], False),
    "approach.conflicting": (["22558"], False),
    "approach.charge_conflict": (["22558", "22630", "22633"], True),
    "approach.lateral_code": (["22558", "22633"], True),
    "approach.lateral_payer_check": (["22558"], False),
    "approach.presacral": (["22586"], False),
    "approach.no_fusion_documented": (["22558", "22612"], True),
    "approach.corridor_unstated": (["22558"], True),
    "levels.undocumented": (["22558", "22585"], True),
    "levels.count_conflict": (["22585"], True),
    "levels.conflicting": (["22585"], False),
    "levels.missing_addon": (["22558", "22585"], False),
    "levels.excess_addon": (["22558", "22585"], False),
    "levels.transitional_anatomy": (["22585"], False),
    "device.missing_22853": (["22853"], True),
    "device.unsupported_22853": (["22853"], False),
    "device.excess_22853": (["22853"], False),
    "device.fixation_unstated": (["22853"], True),
    "device.separate_plate": (["22845", "22853"], False),
    "device.unsupported_22845": (["22845", "22846", "22853"], False),
    "device.structural_allograft": (["20931", "22853"], False),
    "device.interspace_mismatch": (["22853"], False),
    "posterior.combined_fusion": (["22612", "22558"], True),
    "posterior.arthrodesis_undocumented": (["22612", "22840"], False),
    "posterior.unsupported_22612": (["22612", "22614"], False),
    "posterior.missing_22612": (["22612"], False),
    "posterior.missing_instrumentation": (["22840"], False),
    "posterior.unsupported_instrumentation": (["22840", "22842", "22843", "22844"], False),
    "posterior.segment_code": (["22842", "22840"], False),
    "posterior.staged": (["22612"], False),
}


@pytest.mark.parametrize("code", CITED)
def test_findings_cite_the_codes_they_speak_of(code: str) -> None:
    codes, glossary = CITED[code]
    assert FIRST[code].fires.findings[code].references == list(citations(*codes, glossary=glossary))


def test_modifier_findings_cite_glossary_and_modifiers() -> None:
    references = FIRST["access.evaluate_modifier"].fires.findings["access.evaluate_modifier"].references
    expected = {item for name in ("62", "80", "81", "82", "AS") for item in knowledge.modifier(name).citations}
    assert references[0].startswith("Mira glossary")
    assert set(references[1:]) == expected - {references[0]}


def test_the_sides_of_a_contradiction() -> None:
    found = record({"approach.titled": ["lateral"], "levels.titled": ["L4-L5"], "levels.stated_count": 2}).findings
    sides = {
        code: [(side.label, [item.quote for item in side.evidence]) for side in finding.sides]
        for code, finding in found.items()
        if finding.sides
    }
    assert sides == {
        "approach.conflicting": [("title: lateral", ["approach"]), ("narrative: anterior", ["fused L5-S1"])],
        "levels.count_conflict": [("stated: 2 levels", ["levels"]), ("named: L5-S1", ["fused L5-S1"])],
        "levels.conflicting": [("title: L4-L5", ["levels"]), ("narrative: L5-S1", ["fused L5-S1"])],
    }


def test_a_quote_is_shown_once() -> None:
    twice = level("L5-S1")["evidence"] * 2
    changes = {"levels.evidence": twice, "levels.by_approach": [level("L5-S1")], "levels.stated_count": 2}
    finding = record(changes).findings["levels.count_conflict"]
    assert [item.quote for item in finding.evidence] == ["fused L5-S1"]
    assert [[item.quote for item in side.evidence] for side in finding.sides] == [[], ["fused L5-S1"]]


def test_sources_are_cited_once_and_the_glossary_first() -> None:
    references = record(graft("L5-S1")).findings["posterior.combined_fusion"].references
    assert references[0].startswith("Mira glossary")
    assert len(references) == len(set(references)) > 2


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_references_are_known_sources(row: Row) -> None:
    from scribe_plugin.knowledge.rows import load, source

    known = {str(source(name)) for name in load("sources")}
    assert set(row.fires.findings[row.code].references) <= known
