"""Medical necessity in words of no list: frames round an open class of activities, and what looks like them."""

import pytest

from scribe_plugin.contract import Document, NecessityElement
from scribe_plugin.contract.encounter import DocumentKind
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.necessity import read_necessity
from scribe_plugin.extraction.embedded.reading import read_document


def read(text: str, kind: DocumentKind = "history_physical") -> NecessityElement:
    return read_necessity([read_document(Document(id="note", kind=kind, text=text))], Ledger())


@pytest.mark.parametrize(
    "text",
    [
        "She wakes three times a night from leg pain.",
        "The pain keeps her up at night.",
        "Her quality of life has suffered greatly.",
        "Household chores have become impossible.",
        "Farming is beyond him now.",
        "Pain precludes any meaningful employment.",
        "There is marked functional impairment.",
        "Her function has declined steadily.",
        "She avoids social outings.",
        "He has not run since 2021.",
        "He never got back to work.",
        "He has trouble getting up from a chair.",
        "He cannot tolerate more than five minutes upright.",
        "She walks no further than the mailbox.",
        "He can only stand long enough to brush his teeth.",
        "He ambulates short distances only.",
        "She must sit down after two minutes of standing.",
        "Claudication at one block.",
        "Her legs give way on stairs.",
        "He retired early on account of his back.",
        "He missed 40 days of work this year.",
        "She is on short-term disability.",
        "His employer has placed him on modified duty.",
        "He has not held a job since the fall.",
        "Her husband now does all the cooking.",
        "She needs her son to lift anything.",
        "No longer independent in dressing.",
        "Household ambulator only.",
        "amb w/ SPC",
        "Sleeps in a recliner.",
        "He crawls to the bathroom.",
        "He cannot reach his feet.",
    ],
)
def test_lost_function(text: str) -> None:
    (limitation,) = read(f"HPI: She has had back pain for two years. {text}").functional_limitations
    assert limitation.instrument is None
    assert limitation.description.lower() in text.lower()


@pytest.mark.parametrize(
    "text",
    [
        "He may return to light duty at six weeks.",
        "He may walk with a walker after discharge.",
        "She will be unable to drive while taking narcotics.",
        "He was instructed to limit sitting to 30 minutes after the operation.",
        "Her mother uses a walker and is housebound.",
        "He walks two miles daily without trouble.",
        "He drives 40 minutes each way.",
        "She sleeps seven hours.",
        "Knee arthritis makes stairs difficult.",
        "Heart failure limits exercise.",
        "The psoas prevented lifting of the blade.",
        "The wire could not get through the cortex.",
        "We stopped walking the retractor down.",
        "She quit smoking in 2019.",
        "Her knees give her no trouble.",
        "Her job is sedentary.",
    ],
)
def test_function_that_is_not_lost(text: str) -> None:
    assert read(f"HPI: She has had back pain for two years. {text}").functional_limitations == []


@pytest.mark.parametrize(
    ("text", "instrument", "score"),
    [
        ("Preop diagnoses: L5-S1 disc collapse.\n\nRetired. ODI 46. Quit smoking.", "ODI", 46),
        ("Work-up: MRI with recurrent extrusion. PROMIS physical function 34.\n\nSupine.", "PROMIS", 34),
        ("Postop dx: same.\n\nShe failed PT. VAS 8. He smokes.", "VAS", 8),
    ],
)
def test_scores_in_the_opening_of_an_operative_note(text: str, instrument: str, score: float) -> None:
    (limitation,) = read(text, "operative_note").functional_limitations
    assert (limitation.instrument, limitation.score) == (instrument, score)


def test_function_below_a_procedure_line() -> None:
    element = read("Surgery: L4-5 microdiscectomy. Can't work the clutch. Never smoker.", "operative_note")
    assert [item.description for item in element.functional_limitations] == ["Can't work the clutch"]


@pytest.mark.parametrize(
    "text",
    ["Did 12 weeks of PT and took meloxicam.", "Recalcitrant to 12 weeks of PT and to diclofenac."],
)
def test_a_second_verb_ends_a_duration(text: str) -> None:
    lengths = {item.modality: item.duration_weeks for item in read(f"HPI: {text}").conservative_treatments}
    assert lengths == {"physical_therapy": 12, "nsaid": None}


def test_short_forms_and_blank_fields_of_treatment() -> None:
    assert [item.modality for item in read("HPI: Failed cons mgmt x 9 mos.").conservative_treatments] == ["other"]
    assert read("Indications: [PT: ___] [Injections: ___]", "operative_note").conservative_treatments == []


def test_verbs_that_are_findings() -> None:
    (study,) = read("HPI: Discogram reproduced her pain at L4-5 only.").imaging
    assert (study.modality, study.interspaces) == ("discogram", ["L4-L5"])


def test_a_study_told_below_the_procedure_line() -> None:
    element = read("Operation: removal of rods. CT December 2025: no bridging bone at L4-L5.", "operative_note")
    assert [item.modality for item in element.imaging] == ["ct"]


def test_films_in_the_operating_room_are_no_evidence() -> None:
    assert read("HPI: AP and lateral x-rays in the operating room showed good position.").imaging == []


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("The disc was emptied and the cage inserted. Recurrent disc herniation L5-S1.", ["recurrent_disc_herniation"]),
        ("The disc was emptied. Both had degenerative disc disease, the indication.", ["degenerative_disc_disease"]),
        ("The disc was emptied. Spinal stenosis was seen and decompressed.", []),
    ],
)
def test_a_diagnosis_that_stands_alone_in_the_narrative(text: str, conditions: list[str]) -> None:
    element = read(f"Procedure: L5-S1 ALIF.\n\nDescription: Supine. {text}", "operative_note")
    assert [item.condition for item in element.diagnoses] == conditions
