"""Element 6: each rule fires, and stays silent in a near miss."""

import pytest

from tests.records import NO_FUSION, access
from tests.validation.builders import Row, check_fires, check_silent, record

UNREPORTED = access(separate_note="not_stated")
TWO_NOTES = ("operative_note", "access_surgeon_note")

ROWS = [
    Row(
        "access.separate_note_missing",
        fires=record(UNREPORTED),
        says="An access surgeon took part, but no report of their own is mentioned or attached. Without it, no co-surgery claim is supported.",
        edits=["access.separate_note: yes"],
        silent=(
            record(access()),
            record(UNREPORTED, kinds=TWO_NOTES),
            record(access("assistant", separate_note="no")),
            record(),
            record({"access.access_surgeon": "not_involved"}),
        ),
    ),
    Row(
        "access.separate_note_missing",
        fires=record(access("co_surgeon", separate_note="no"), kinds=("operative_note", "clinic_note")),
        says="An access surgeon took part, but no report of their own is mentioned or attached. Without it, no co-surgery claim is supported.",
        edits=["access.separate_note: yes"],
        silent=(record(NO_FUSION | UNREPORTED),),
    ),
    Row(
        "access.role_unstated",
        fires=record(access("not_stated")),
        says="An access surgeon took part, but the note does not say what they did: exposure only, exposure and closure, co-surgeon or assistant.",
        edits=["access.role: exposure_only"],
        silent=(record(access("exposure_only")), record(), record({"access.role": "not_stated"})),
    ),
    Row(
        "access.role_unstated",
        fires=record(access("not_stated"), charge=["22558-62", "22853"]),
        says="An access surgeon took part, but the note does not say what they did: exposure only, exposure and closure, co-surgeon or assistant.",
        edits=["access.role: exposure_and_closure"],
        silent=(record(access("co_surgeon"), charge=["22558-62", "22853"]),),
    ),
    Row(
        "access.role_unstated",
        fires=record(access("not_stated"), charge=["22558-AS", "22853"]),
        says="An access surgeon took part, but the note does not say what they did: exposure only, exposure and closure, co-surgeon or assistant.",
        edits=["access.role: assistant"],
        silent=(record({"access.access_surgeon": "not_involved"}),),
    ),
    Row(
        "access.evaluate_modifier",
        fires=record(access()),
        says="62 if both surgeons did distinct parts of 22558 and each dictated a report; 80 if the second assisted, 81 for minimal assistance, 82 if no qualified resident was available, AS for a PA, NP or CNS.",
        silent=(record(), record({"access.role": "co_surgeon"})),
    ),
    Row(
        "access.modifier_62_exposure_only",
        fires=record(access(), charge=["22558-62", "22585-62", "22585-80"]),
        says="62 on 22558 and 22585, but the documented role is exposure only. Societies accept 62 for approach and closure with an own report: document that, or remove 62.",
        edits=["22558 minus 62", "22585 minus 62"],
        silent=(
            record(access(), charge=["22558-80"]),
            record(access("exposure_and_closure"), charge=["22558-62"]),
            record(access()),
            record(charge=["22558-62"]),
        ),
    ),
    Row(
        "access.modifier_62_unsupported",
        fires=record(charge=["22558-62"]),
        says="62 on 22558, but no access surgeon or co-surgeon is documented. An emergency vessel repair or a resident is neither.",
        edits=["22558 minus 62"],
        silent=(
            record(access(), charge=["22558-62"]),
            record(access("assistant"), charge=["22558-62"]),
            record({"access.role": "co_surgeon"}, charge=["22558-62"]),
            record(charge=["22558-80"]),
            record(),
        ),
    ),
    Row(
        "access.modifier_62_unsupported",
        fires=record({"access.access_surgeon": "not_involved"}, charge=["22612-62"]),
        says="62 on 22612, but no access surgeon or co-surgeon is documented. An emergency vessel repair or a resident is neither.",
        edits=["22612 minus 62"],
        silent=(record({"access.access_surgeon": "not_involved"}),),
    ),
    Row(
        "access.modifier_62_excluded_code",
        fires=record(access("co_surgeon"), charge=["22558-62", "22853-62", "22845-62", "20931-62"]),
        says="62 on 22853, 22845 and 20931: CPT guidelines keep it off instrumentation and graft codes, though the CMS file lists some of them as co-surgery codes.",
        edits=["22853 minus 62", "22845 minus 62", "20931 minus 62"],
        silent=(
            record(access("co_surgeon"), charge=["22558-62", "22585-62", "22612-62", "22849-62", "20939-62"]),
            record(access("co_surgeon"), charge=["22853-80", "22845"]),
            record(access("co_surgeon")),
        ),
    ),
    Row(
        "access.modifier_missing",
        fires=record(access("exposure_and_closure"), charge=["22558", "22585-62"]),
        says="The second surgeon's role is documented as exposure and closure, but 22558 carries none of 62, 80, 81, 82 or AS. 62 fits this role; the coder decides.",
        edits=["22558 plus 62"],
        silent=(
            record(access("exposure_and_closure"), charge=["22558-62"]),
            record(access("exposure_and_closure"), charge=["22558-59-AS"]),
            record(access("exposure_only"), charge=["22558"]),
            record(access("not_stated"), charge=["22558"]),
            record(access("co_surgeon"), charge=["22612"]),
            record(access("co_surgeon")),
        ),
    ),
    Row(
        "access.modifier_missing",
        fires=record({"access.role": "co_surgeon"}, charge=["22558-59", "22853"]),
        says="The second surgeon's role is documented as co-surgeon, but 22558 carries none of 62, 80, 81, 82 or AS. 62 fits this role; the coder decides.",
        edits=["22558 plus 62"],
        silent=(record(access("co_surgeon"), charge=["22558-82"]),),
    ),
    Row(
        "access.modifier_missing",
        fires=record(access("assistant"), charge=["22558", "22853"]),
        says="The second surgeon's role is documented as assistant, but 22558 carries none of 62, 80, 81, 82 or AS. 80 fits this role; the coder decides.",
        edits=["22558 plus 80"],
        silent=(record(access("assistant"), charge=["22558-80"]),),
    ),
    Row(
        "access.modifier_missing",
        fires=record(access("assistant", resident_unavailable="yes"), charge=["22558", "22853"]),
        says="The second surgeon's role is documented as assistant, but 22558 carries none of 62, 80, 81, 82 or AS. 82 fits this role; the coder decides.",
        edits=["22558 plus 82"],
        silent=(record(access("assistant"), charge=["22558-81"]),),
    ),
    Row(
        "access.modifier_missing",
        fires=record({"access.role": "exposure_and_closure"}, charge=["22558", "22853"]),
        says="The second surgeon's role is documented as exposure and closure, but 22558 carries none of 62, 80, 81, 82 or AS. 80 fits this role; the coder decides.",
        edits=["22558 plus 80"],
        silent=(record(charge=["22558"]),),
    ),
    Row(
        "access.modifier_82_resident",
        fires=record(access("assistant"), charge=["22558-82", "22853"]),
        says="82 on 22558, but the note does not say that no qualified resident was available.",
        edits=["access.resident_unavailable: yes"],
        silent=(
            record(access("assistant", resident_unavailable="yes"), charge=["22558-82"]),
            record(access("assistant"), charge=["22558-80"]),
            record(access("assistant")),
        ),
    ),
    Row(
        "access.modifier_82_resident",
        fires=record(access("assistant", resident_unavailable="no"), charge=["22558-82", "22853-82"]),
        says="82 on 22558 and 22853, but the note says that a resident was available or took part.",
        edits=["22558 minus 82", "22853 minus 82", "22558 plus 80"],
        silent=(record(access("assistant", resident_unavailable="no"), charge=["22558-80"]),),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_fires(row: Row) -> None:
    check_fires(row)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_near_miss(row: Row) -> None:
    check_silent(row)


@pytest.mark.parametrize(
    ("changes", "summary"),
    [
        ({}, "No access surgeon is mentioned."),
        ({"access.access_surgeon": "not_involved"}, "The operating surgeon did the exposure; no access surgeon."),
        (access(specialty="vascular"), "Vascular surgeon took part (exposure only), own report."),
        (access("assistant", separate_note="no", specialty="other"), "Access surgeon took part (assistant)."),
        (access("co_surgeon", specialty="not_stated"), "Access surgeon took part (co-surgeon), own report."),
        (
            access("exposure_and_closure", specialty="general"),
            "General surgeon took part (exposure and closure), own report.",
        ),
        (access("not_stated"), "What the access surgeon did is not described."),
        (
            access("not_stated", separate_note="no"),
            "The access surgeon has no report of their own; 1 more to check.",
        ),
    ],
)
def test_summary(changes: dict[str, object], summary: str) -> None:
    assert record(changes).alerts[5].summary == summary


def test_every_other_role_is_offered() -> None:
    suggestion = record(access("not_stated")).findings["access.role_unstated"].suggestion
    assert suggestion is not None
    assert suggestion.documentation[0].choices == ["exposure_and_closure", "co_surgeon", "assistant"]
