"""A second surgeon and each role have their own words."""

from typing import Any

import pytest

from tests.extraction.consistency.cases import Note, check_rejected, check_stands, judge

TOLD = "DESCRIPTION OF PROCEDURE: "
OWN_NOTE = {"operative_note": TOLD + "The disc was removed.", "access_surgeon_note": "«I exposed L5-S1; at the end I closed the fascia.»"}  # fmt: skip


def told(note: Note) -> Note:
    return TOLD + note if isinstance(note, str) else note


def second(**more: Any) -> dict[str, Any]:
    return {"access_surgeon": "participated", **more}


@pytest.mark.parametrize(
    ("value", "note"),
    [
        ("participated", "«Dr. Okafor of vascular surgery made the exposure.»"),
        ("participated", "«Exposure was provided by the access surgeon.»"),
        ("participated", "«My partner opened for me.»"),
        ("participated", OWN_NOTE),
        ("not_involved", "«I made the approach myself.»"),
        ("not_involved", "«Access surgeon: none.»"),
        ("not_involved", "«The exposure was performed by the spine surgeon.»"),
        ("not_involved", "«No access surgeon was used.»"),
    ],
)
def test_who_made_the_exposure_stands(value: str, note: Note) -> None:
    check_stands(told(note), "access", {"access_surgeon": value})


@pytest.mark.parametrize(
    ("value", "note"),
    [
        pytest.param("participated", "«I made the approach myself.»", id="self"),
        pytest.param("participated", "«Access surgeon: none.»", id="none"),
        pytest.param("participated", "«No access surgeon was used.»", id="denied"),
        pytest.param("participated", "«The vascular surgeon was on standby but was not needed.»", id="standby"),
        pytest.param("participated", "«A vascular surgeon performed her stent in 2012.»", id="history"),
        pytest.param("participated", "«Without an access surgeon we reached the disc.»", id="without"),
        pytest.param("participated", "«The L5-S1 disc was removed.»", id="silent"),
        pytest.param("not_involved", "«Dr. Okafor of vascular surgery made the exposure.»", id="second-as-self"),
        pytest.param("not_involved", "«The L5-S1 disc was removed.»", id="silent-as-self"),
    ],
)
def test_who_made_the_exposure_told_otherwise_goes(value: str, note: Note) -> None:
    check_rejected(told(note), "access", {"access_surgeon": value}, "access.access_surgeon")


@pytest.mark.parametrize(
    ("role", "note"),
    [
        ("exposure_only", "«Dr. Okafor of vascular surgery made the exposure.»"),
        ("exposure_only", "«Vascular: Dr. Okafor.»"),
        ("exposure_and_closure", "«A general surgeon exposed the spine and closed the abdomen.»"),
        ("exposure_and_closure", OWN_NOTE),
        ("co_surgeon", "«Co-surgeon: Dr. Lindqvist, vascular surgery.»"),
        ("co_surgeon", "«Both surgeons, Dr. Lindqvist and I, worked on either side.»"),
        ("assistant", "«The vascular surgeon assisted throughout.»"),
    ],
)
def test_a_role_stands(role: str, note: Note) -> None:
    check_stands(told(note), "access", second(role=role))


@pytest.mark.parametrize(
    ("role", "note"),
    [
        pytest.param(
            "exposure_and_closure", "«Dr. Okafor of vascular surgery made the exposure.»", id="closure-not-told"
        ),
        pytest.param(
            "exposure_and_closure", "«Dr. Okafor, vascular, made the exposure.» We closed.", id="closure-not-quoted"
        ),
        pytest.param(
            "exposure_and_closure", "«Dr. Okafor, vascular, exposed L5-S1. We closed the fascia.»", id="we-closed"
        ),
        pytest.param("co_surgeon", "«Dr. Okafor of vascular surgery made the exposure.»", id="exposure-as-co-surgeon"),
        pytest.param("assistant", "«Dr. Okafor of vascular surgery made the exposure.»", id="exposure-as-assistant"),
        pytest.param("co_surgeon", "«The vascular surgeon assisted throughout.»", id="assistant-as-co-surgeon"),
        pytest.param("assistant", "«Co-surgeon: Dr. Lindqvist, vascular surgery.»", id="co-surgeon-as-assistant"),
        pytest.param("exposure_only", "«The vascular surgeon closed as co-surgeon.»", id="co-surgeon-as-exposure"),
    ],
)
def test_a_role_told_otherwise_goes(role: str, note: Note) -> None:
    check_rejected(told(note), "access", second(role=role), "access.role")


def test_a_role_goes_with_the_surgeon() -> None:
    claims = second(role="exposure_only")
    result = judge(TOLD + "«I made the approach myself.»", "access", claims)
    assert [problem.rule for problem in result.problems] == ["access.access_surgeon", "access.role"]
    assert result.elements.access.role == "not_stated"


@pytest.mark.parametrize(
    ("specialty", "note"),
    [
        ("vascular", "«Dr. Okafor of vascular surgery made the exposure.»"),
        ("general", "«A general surgeon made the exposure.»"),
        ("urology", "«Dr. Okafor, urology, made the exposure.»"),
        ("spine", "«My partner, also a spine surgeon, made the exposure.»"),
        ("other", "«Dr. Okafor, transplant surgery, made the exposure.»"),
        ("vascular", "«Dr. Okafor made the exposure.» She is of the vascular service."),
    ],
)
def test_a_specialty_stands(specialty: str, note: Note) -> None:
    check_stands(told(note), "access", second(specialty=specialty))


@pytest.mark.parametrize(
    ("specialty", "note"),
    [
        pytest.param("general", "«Dr. Okafor of vascular surgery made the exposure.»", id="wrong"),
        pytest.param("urology", "«Dr. Okafor made the exposure.»", id="not-stated"),
    ],
)
def test_a_specialty_told_otherwise_goes(specialty: str, note: Note) -> None:
    check_rejected(told(note), "access", second(specialty=specialty), "access.specialty")


EXPOSED = "«Dr. Okafor of vascular surgery exposed L5-S1»"


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        ({"separate_note": "yes"}, "«Dr. Okafor will dictate a separate report.»"),
        ({"separate_note": "yes"}, f"{EXPOSED}. Dr. Okafor dictated a separate report."),
        (
            {"separate_note": "yes"},
            {"operative_note": f"{TOLD}{EXPOSED}.", "access_surgeon_note": "Exposure of L5-S1."},
        ),
        ({"separate_note": "no"}, "«Dr. Okafor does not dictate a report.»"),
        ({"resident_unavailable": "yes"}, "«No qualified resident was available.»"),
        ({"resident_unavailable": "yes"}, f"{EXPOSED}. No qualified resident was available."),
        ({"resident_unavailable": "no"}, "«A resident was present and assisted.»"),
        ({"resident_unavailable": "no"}, f"{EXPOSED}. Resident: PGY-4."),
    ],
)
def test_reports_and_residents_stand(claims: dict[str, Any], note: Note) -> None:
    check_stands(told(note), "access", claims)


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        ({"separate_note": "yes"}, f"{EXPOSED}."),
        ({"separate_note": "yes"}, f"{EXPOSED}; no separate report exists."),
        ({"separate_note": "yes"}, "«Dr. Okafor does not dictate a report.»"),
        ({"separate_note": "no"}, f"{EXPOSED}."),
        ({"separate_note": "no"}, "«Dr. Okafor will dictate a separate report.»"),
        ({"resident_unavailable": "yes"}, f"{EXPOSED}."),
        ({"resident_unavailable": "yes"}, "«A resident was present and assisted.»"),
        ({"resident_unavailable": "no"}, f"{EXPOSED}."),
        ({"resident_unavailable": "no"}, "«No qualified resident was available.»"),
    ],
)
def test_reports_and_residents_told_otherwise_go(claims: dict[str, Any], note: Note) -> None:
    (name,) = claims
    check_rejected(told(note), "access", claims, f"access.{name}")
