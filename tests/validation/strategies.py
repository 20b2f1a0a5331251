"""Synthetic records for property tests: any elements of the contract, plausible or not, with any charge."""

from datetime import date
from typing import Any, get_args

from hypothesis import strategies as st

from scribe_plugin import knowledge
from scribe_plugin.contract import APPROACHES, INTERSPACES, Approach, Charge, Elements, Encounter, Interspace
from scribe_plugin.contract import access as access_models
from scribe_plugin.contract import device as device_models
from scribe_plugin.contract import necessity as necessity_models
from scribe_plugin.contract.base import Performance, Presence, Trilean
from scribe_plugin.contract.posterior import FIXATION_POINTS, HARDWARE

FUSION_CODES = ["22558", "22585", "22612", "22614", "22630", "22632", "22633", "22634", "22533", "22534", "22586"]
OTHER_CODES = ["22853", "22845", "22846", "22847", "22840", "22842", "22843", "22844", "22848", "20931", "99999"]
PCS_CODES = ["0SG00A0", "0SG10A0", "0SG30A0", "0SG30AJ", "0SG0071", "0RGA0A0", "0SG00K0", "0SB20ZZ"]
CM_CODES = ["M43.16", "M43.17", "M51.36", "M51.37", "M51.360", "M51.379", "M51361", "M54.5", "Z98.1", "A01.0"]


def lists(values: Any, most: int = 3) -> st.SearchStrategy[list[Any]]:
    """Short lists without repeats, in any order."""
    return st.lists(st.sampled_from(list(values)), max_size=most, unique=True)


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    """Any value of a ``Literal``."""
    return st.sampled_from(get_args(literal))


QUOTES = st.lists(
    st.fixed_dictionaries({"document": st.just("op"), "quote": st.sampled_from(["cage at L5-S1", "supine"])}),
    max_size=1,
)
APPROACH_LISTS = st.one_of(st.just(["anterior"]), lists(APPROACHES, 2))
LEVEL_LISTS = st.one_of(lists(["L3-L4", "L4-L5", "L5-S1"]), lists(INTERSPACES, 5))
WEEKS = st.one_of(st.none(), st.sampled_from([1.0, 6.0, 12.0, 26.07, 52.14, 104.28]))


def records(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with quotes of their own."""
    return st.fixed_dictionaries({**fields, "evidence": QUOTES})


ELEMENTS = st.fixed_dictionaries(
    {
        "schema_version": st.just("1.0"),
        "fusion_documented": st.sampled_from([True, True, True, False]),
        "approach": records(
            titled=APPROACH_LISTS,
            described=APPROACH_LISTS,
            corridor=st.sampled_from(["retroperitoneal", "not_stated"]),
            position=st.sampled_from(["supine", "prone", "not_stated"]),
        ),
        "levels": records(
            titled=LEVEL_LISTS,
            described=LEVEL_LISTS,
            by_approach=st.lists(records(interspace=one_of(Interspace), approach=one_of(Approach)), max_size=3),
            stated_count=st.one_of(st.none(), st.integers(0, 6)),
            transitional_anatomy=st.booleans(),
        ),
        "device": records(
            devices=st.lists(
                records(
                    interspace=st.sampled_from([*INTERSPACES, "not_stated"]),
                    kind=one_of(device_models.DeviceKind),
                    integral_fixation=one_of(Presence),
                    fixation=lists(get_args(device_models.Fixation), 1),
                    product=st.none(),
                ),
                max_size=3,
            ),
            separate_plate=one_of(Presence),
        ),
        "posterior": records(
            instrumentation=one_of(Performance),
            hardware=lists(HARDWARE, 2),
            fixation_points=lists(FIXATION_POINTS, 5),
            arthrodesis=one_of(Performance),
            arthrodesis_interspaces=LEVEL_LISTS,
            same_session=st.sampled_from(["yes", "yes", "no", "not_stated"]),
        ),
        "necessity": records(
            conservative_treatments=st.lists(
                records(
                    modality=one_of(necessity_models.Modality),
                    duration_weeks=WEEKS,
                    outcome=one_of(necessity_models.Outcome),
                ),
                max_size=2,
            ),
            conservative_duration_weeks=WEEKS,
            diagnoses=st.lists(
                records(condition=one_of(necessity_models.Condition), interspaces=LEVEL_LISTS), max_size=2
            ),
            imaging=st.lists(
                records(modality=st.just("mri"), finding=st.just("stenosis"), interspaces=LEVEL_LISTS), max_size=1
            ),
            functional_limitations=st.lists(
                records(description=st.just("cannot sit"), instrument=st.none(), score=st.none()), max_size=1
            ),
            tobacco=one_of(necessity_models.Tobacco),
        ),
        "access": records(
            access_surgeon=one_of(access_models.AccessSurgeon),
            specialty=one_of(access_models.Specialty),
            role=one_of(access_models.AccessRole),
            separate_note=one_of(Trilean),
            resident_unavailable=one_of(Trilean),
        ),
    }
).map(Elements.model_validate)
"""Elements in which every value is drawn on its own, so contradictions abound."""

LINES = st.fixed_dictionaries(
    {
        "code": st.sampled_from(FUSION_CODES + OTHER_CODES),
        "units": st.integers(1, 5),
        "modifiers": lists(["62", "80", "82", "AS", "59"], 2),
    }
)
CHARGES = st.one_of(
    st.none(),
    st.fixed_dictionaries(
        {
            "lines": st.lists(LINES, max_size=5),
            "icd10_pcs": lists(PCS_CODES),
            "icd10_cm": lists(CM_CODES),
        }
    ).map(Charge.model_validate),
)
ENCOUNTERS = st.builds(
    lambda kinds, on, policy, charge: Encounter.model_validate(
        {
            "id": "synthetic",
            "date_of_service": on,
            "policy": policy,
            "documents": [{"id": f"d{place}", "kind": kind, "text": "note"} for place, kind in enumerate(kinds)],
            "charge": charge.model_dump() if charge else None,
        }
    ),
    st.sampled_from([["operative_note"], ["operative_note", "access_surgeon_note"]]),
    st.sampled_from([None, date(2024, 9, 30), date(2026, 3, 14)]),
    st.sampled_from([None, *knowledge.policy_ids()]),
    CHARGES,
)
