"""DRG families, information only."""

from datetime import date
from typing import Any

import pytest

from scribe_plugin import knowledge
from scribe_plugin.coding import suggest_charge
from scribe_plugin.contract import DrgCandidate
from tests.records import BEHIND_ONLY, NO_FUSION, ON, diagnosis, elements, encounter, fused, graft, level

OLD = date(2024, 9, 30)
DEFORMITY = {"necessity.diagnoses": [diagnosis("deformity", "L5-S1")]}


def candidates(changes: dict[str, Any], on: date | None = ON, setting: str | None = "inpatient") -> list[DrgCandidate]:
    """Return the candidates."""
    return suggest_charge(elements(changes), encounter(on=on, setting=setting)).drg_candidates


@pytest.mark.parametrize(
    ("changes", "on", "expected"),
    [
        pytest.param({}, ON, ["450", "451"], id="one level"),
        pytest.param({}, None, ["450", "451"], id="no date"),
        pytest.param({}, OLD, ["459", "460"], id="one level, FY2024"),
        pytest.param(fused("L4-L5", "L5-S1"), ON, ["447", "448"], id="two levels"),
        pytest.param({**BEHIND_ONLY, **graft("L4-L5", "L5-S1")}, ON, ["447", "448"], id="two levels behind"),
        pytest.param(BEHIND_ONLY, ON, ["450", "451"], id="one level behind"),
        pytest.param(graft("L5-S1"), ON, ["402"], id="combined, one level"),
        pytest.param(graft("L5-S1"), OLD, ["453", "454", "455"], id="combined, FY2024"),
        pytest.param(graft("L4-L5", "L5-S1"), ON, ["426", "427", "428"], id="combined, two behind"),
        pytest.param(
            {**fused("L4-L5", "L5-S1"), **graft("L5-S1")}, ON, ["426", "427", "428"], id="combined, two in front"
        ),
        pytest.param(DEFORMITY, ON, ["450", "451", "456", "457", "458"], id="deformity"),
        pytest.param(NO_FUSION, ON, [], id="no fusion"),
        pytest.param(
            {"approach.described": [], "approach.titled": [], "levels.by_approach": []}, ON, [], id="no code, no group"
        ),
        pytest.param(
            {
                "approach.described": ["anterior", "posterior"],
                "levels.described": ["L4-L5", "L5-S1"],
                "levels.by_approach": [level("L5-S1")],
            },
            ON,
            ["450", "451"],
            id="an interspace of unknown approach does not count",
        ),
    ],
)
def test_families(changes: dict[str, Any], on: date | None, expected: list[str]) -> None:
    assert sorted(item.drg for item in candidates(changes, on)) == expected


@pytest.mark.parametrize("condition", ["tumor", "infection"])
def test_other_special_conditions(condition: str) -> None:
    assert len(candidates({"necessity.diagnoses": [diagnosis(condition)]})) == 5


@pytest.mark.parametrize(("setting", "count"), [("outpatient", 0), ("asc", 0), (None, 2), ("inpatient", 2)])
def test_only_a_hospital_stay_has_a_group(setting: str | None, count: int) -> None:
    assert len(candidates({}, setting=setting)) == count


def test_a_candidate_says_why_and_how_sure() -> None:
    found = {item.drg: item for item in candidates(fused("L4-L5", "L5-S1") | DEFORMITY)}
    assert found["448"].why == (
        "fusion of one column, multiple level: 0SG00A0 + 0SG30A0; candidate only, comorbidities decide"
    )
    assert found["448"].title == "Multiple Level Spinal Fusion Except Cervical without MCC"
    assert all(item.sources for item in found.values())
    families = {one.drg: family for family in knowledge.drg_families(ON) for one in family.drgs}
    assert all(item.verified is (families[drg].verified == "yes") for drg, item in found.items())
    assert all(item.sources == families[drg].citations for drg, item in found.items())
