"""Who exposed the spine and how it is documented, in small notes written for one wording each."""

import pytest

from scribe_plugin.contract import AccessElement, Document, Encounter
from scribe_plugin.extraction.embedded import read

TITLE = "PROCEDURE: ALIF L5-S1.\n"
FUSION = " The L5-S1 disc was removed and a cage was impacted under fluoroscopy."


def access(text: str, staff: str = "SURGEON: Dr. Harrow, orthopaedics.\n") -> AccessElement:
    note = f"{TITLE}{staff}DESCRIPTION OF PROCEDURE: The patient was placed supine. {text}{FUSION}"
    return read(Encounter.from_text(note)).elements.access


@pytest.mark.parametrize(
    ("text", "specialty", "role"),
    [
        ("Exposure was performed by the access surgeon, Dr. Vellamo.", "not_stated", "exposure_only"),
        ("The vascular service, Dr. Vellamo attending, brought us down to L5-S1.", "vascular", "exposure_only"),
        ("Dr. Vellamo of general surgery took us down to the disc through a left paramedian incision.", "general",
         "exposure_only"),
        ("Mr Vellamo made a transverse incision and swept the peritoneum medially. Mr Vellamo came back to close.",
         "not_stated", "exposure_and_closure"),
        ("My general surgical colleague Ms Vellamo came in from the left and had the disc laid bare. Ms Vellamo sewed her up.",
         "general", "exposure_and_closure"),
        ("I asked the urologist, Dr. Vellamo, to make the approach, and she exposed the promontory.", "urology",
         "exposure_only"),
        ("My partner in spine surgery, Dr. Vellamo, did the exposure for me.", "spine", "exposure_only"),
        ("My spine partner Dr. Vellamo assisted me with the exposure.", "spine", "assistant"),
        ("Dr. Vellamo (vascular) performed the retroperitoneal approach, and later the closure.", "vascular",
         "exposure_and_closure"),
        ("The abdomen was opened, and at the end closed, by general surgery.", "general", "exposure_and_closure"),
        ("Vascular surgery exposed L5-S1. My PA and I closed.", "vascular", "exposure_only"),
        ("Vascular surgery exposed L5-S1. Closure was by our team.", "vascular", "exposure_only"),
        ("The access surgeon established access and retracted the vascular structures.", "not_stated", "exposure_only"),
    ],
)  # fmt: skip
def test_participated(text: str, specialty: str, role: str) -> None:
    found = access(text)
    assert (found.access_surgeon, found.specialty, found.role) == ("participated", specialty, role)


@pytest.mark.parametrize(
    ("staff", "specialty", "role"),
    [
        ("ACCESS SURGEON: Vellamo, MD (vascular surgery)\n", "vascular", "not_stated"),
        ("EXPOSURE: Dr. Vellamo\n", "not_stated", "exposure_only"),
        ("EXPOSURE/CLOSURE: Dr. Vellamo, general surgery\n", "general", "exposure_and_closure"),
        ("CO-SURGEON: Dr. Vellamo, vascular surgery\n", "vascular", "co_surgeon"),
        ("CO-SURGEON: Dr. Vellamo (general surgery), exposure\n", "general", "exposure_only"),
        ("CO-SURGEON: Dr. Vellamo (vascular), exposure and closure\n", "vascular", "exposure_and_closure"),
        ("ASSISTANT SURGEON: Dr. Vellamo, general surgery\n", "general", "assistant"),
        ("THORACIC SURGEON: Dr. Vellamo, access and closing\n", "other", "exposure_and_closure"),
    ],
)  # fmt: skip
def test_staff_list(staff: str, specialty: str, role: str) -> None:
    found = access("", "SURGEON: Dr. Harrow\n" + staff)
    assert (found.access_surgeon, found.specialty, found.role) == ("participated", specialty, role)


@pytest.mark.parametrize(
    "text",
    [
        "I performed the exposure myself.",
        "The retroperitoneal exposure was my own; no vascular or general surgeon was present.",
        "No access surgeon was used.",
        "Exposure done by the attending with the fellow helping.",
        "Approach: mine.",
        "I did my own approach through a left paramedian incision.",
        "I made a left paramedian incision, opened the rectus sheath and swept the peritoneum medially.",
        "Second surgeon: none.",
        "The exposure was done by the operating surgeon.",
        "Dr. Vellamo did the exposure, no, he was out. I did the whole exposure myself. No access surgeon.",
    ],
)
def test_not_involved(text: str) -> None:
    assert access(text).access_surgeon == "not_involved"


@pytest.mark.parametrize(
    "text",
    [
        "A left paramedian incision was made and the iliac vessels were mobilized.",
        "Vascular surgery was called emergently to repair a tear in the iliac vein.",
        "Vascular surgery was on standby and was not called.",
        "Urology placed a left ureteral stent before the incision.",
        "The PA assisted throughout.",
        "Two days ago Dr. Vellamo, vascular surgery, exposed L5-S1 for the first stage.",
        "Vascular checks of both feet were normal.",
        "The resident made the incision under my supervision.",
    ],
)
def test_not_stated(text: str) -> None:
    assert access(text).access_surgeon == "not_stated"


@pytest.mark.parametrize(
    ("text", "report"),
    [
        ("He has dictated his own report.", "yes"),
        ("Her dictation covers that part.", "yes"),
        ("His own operation note is filed behind this one.", "yes"),
        ("Her report will follow.", "yes"),
        ("She has written her own account.", "yes"),
        ("That report is attached.", "yes"),
        ("They keep their own operative note.", "yes"),
        ("Note pending.", "yes"),
        ("He will also dictate.", "yes"),
        ("See separate dictation.", "yes"),
        ("He does not dictate on these cases.", "no"),
        ("She did not dictate.", "no"),
        ("There is no separate report.", "no"),
        ("This is the only record of the exposure.", "no"),
        ("His own retractor was used.", "not_stated"),
        ("The graft was her own bone.", "not_stated"),
    ],
)
def test_report(text: str, report: str) -> None:
    assert access("Dr. Vellamo, vascular surgery, exposed L5-S1. " + text).separate_note == report


@pytest.mark.parametrize(
    ("text", "resident"),
    [
        ("No qualified resident was available.", "yes"),
        ("House staff: none available.", "yes"),
        ("There was no registrar available.", "yes"),
        ("The resident held the retractors.", "no"),
        ("Dr. Osmo, PGY-3, assisted.", "no"),
        ("The registrar closed the skin.", "no"),
        ("The fellow assisted.", "not_stated"),
        ("No resident on this case.", "not_stated"),
        ("Resident: none.", "not_stated"),
        ("He is a resident of this county.", "not_stated"),
    ],
)
def test_resident(text: str, resident: str) -> None:
    assert access(text).resident_unavailable == resident


def test_an_attached_note_is_the_separate_report() -> None:
    note = f"{TITLE}DESCRIPTION OF PROCEDURE: Supine. Left retroperitoneal exposure.{FUSION}"
    own = "OPERATIVE REPORT\nSurgeon: Dr. Vellamo, vascular surgery\nI exposed L5-S1. I closed the fascia and the skin."
    encounter = Encounter(
        id="two",
        documents=[
            Document(id="op", kind="operative_note", text=note),
            Document(id="acc", kind="access_surgeon_note", text=own),
        ],
    )
    found = read(encounter).elements.access
    assert (found.access_surgeon, found.separate_note, found.role) == ("participated", "yes", "exposure_and_closure")


def test_a_surgeon_only_offered_or_of_an_earlier_stage_does_not_count() -> None:
    history = "INDICATIONS: The anterior stage was done on Tuesday with vascular surgery.\n"
    assert access("", "SURGEON: Dr. Harrow\n" + history).access_surgeon == "not_stated"
