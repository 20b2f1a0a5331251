"""Medical necessity, one class of wording a row."""

import pytest

from scribe_plugin.contract import Document, NecessityElement
from scribe_plugin.contract.encounter import DocumentKind
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.necessity import read_necessity
from scribe_plugin.extraction.embedded.reading import read_document

MONTH, YEAR = 4.345, 52.14
PT, ESI, MBB, RFA, OTHER_MED = (
    "physical_therapy",
    "epidural_injection",
    "facet_injection",
    "radiofrequency_ablation",
    "other_medication",
)
DDD, HNP, SLIP, STENOSIS, FORAMINAL = (
    "degenerative_disc_disease",
    "disc_herniation",
    "spondylolisthesis",
    "spinal_stenosis",
    "foraminal_stenosis",
)
L34, L45, L5S1 = "L3-L4", "L4-L5", "L5-S1"


def read(*documents: tuple[DocumentKind, str], ledger: Ledger | None = None) -> NecessityElement:
    read = [
        read_document(Document(id=str(number), kind=kind, text=text)) for number, (kind, text) in enumerate(documents)
    ]
    return read_necessity(read, ledger or Ledger())


def history(text: str, ledger: Ledger | None = None) -> NecessityElement:
    return read(("history_physical", f"HPI: {text}"), ledger=ledger)


def treatments(element: NecessityElement) -> dict[str, str]:
    return {item.modality: item.outcome for item in element.conservative_treatments}


def lengths(element: NecessityElement) -> dict[str, float]:
    return {item.modality: item.duration_weeks for item in element.conservative_treatments if item.duration_weeks}


def diagnoses(element: NecessityElement) -> dict[str, list[str]]:
    return {item.condition: list(item.interspaces) for item in element.diagnoses}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She has failed PT, NSAIDs and two ESIs.", {PT: "failed", "nsaid": "failed", ESI: "failed"}),
        ("PT 4 mos, Mobic, LESI x3 w/o relief.", {PT: "failed", "nsaid": "failed", ESI: "failed"}),
        ("Physical therapy did not help.", {PT: "failed"}),
        ("He did not respond to physical therapy or NSAIDs.", {PT: "failed", "nsaid": "failed"}),
        (
            "Pain was refractory to physical therapy, medications and injections.",
            {PT: "failed", OTHER_MED: "failed", ESI: "failed"},
        ),
        ("Despite chiropractic care and naproxen she is no better.", {"chiropractic": "failed", "nsaid": "failed"}),
        ("PT. Naproxen. Three epidurals. None of it has helped.", {PT: "failed", "nsaid": "failed", ESI: "failed"}),
        ("Took naproxen, neither of which helped: chiropractic.", {"nsaid": "failed", "chiropractic": "not_stated"}),
        ("PT and yoga, both no help.", {PT: "failed", "home_exercise": "failed"}),
        ("Acupuncture did not.", {"acupuncture": "failed"}),
        ("He could not tolerate physical therapy.", {PT: "failed"}),
        ("ESI x2 with 3 weeks of relief.", {ESI: "partial"}),
        ("Two epidurals gave her maybe a week each.", {ESI: "partial"}),
        ("An L4-5 ESI (50% relief x 1 month).", {ESI: "partial"}),
        ("Medial branch blocks gave only temporary relief.", {MBB: "partial"}),
        ("Physical therapy without lasting benefit.", {PT: "partial"}),
        ("Tramadol takes the edge off.", {"opioid": "partial"}),
        ("A lumbar brace helps some.", {"bracing": "partial"}),
        ("First ESI helped for 2 weeks, the second gave none.", {ESI: "partial"}),
        ("RFA gave good relief.", {RFA: "helped"}),
        ("Her pain improved with a lumbar brace.", {"bracing": "helped"}),
        ("She takes celecoxib.", {"nsaid": "not_stated"}),
        (
            "Tried ibuprofen and a Medrol pack and one epidural that helped for three days.",
            {"nsaid": "not_stated", OTHER_MED: "not_stated", ESI: "partial"},
        ),
        (
            "Six months of PT with no relief, gabapentin with some relief.",
            {PT: "failed", OTHER_MED: "partial"},
        ),
        ("Failed conservative management.", {"other": "failed"}),
        ("Six months of conservative care including PT has failed.", {PT: "failed"}),
        ("TENS and a bone stimulator failed.", {"other": "failed"}),
        ("SI joint injections gave 80% relief.", {"other": "helped"}),
        ("Cognitive behavioral therapy, with better coping.", {"behavioral": "helped"}),
        ("Activity modification and bed rest were of no benefit.", {"activity_modification": "failed"}),
        ("Weight management program, no change in pain.", {"weight_management": "failed"}),
        ("Nerve root blocks, transient relief.", {ESI: "partial"}),
    ],
)
def test_outcomes(text: str, expected: dict[str, str]) -> None:
    assert treatments(history(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected", "overall"),
    [
        ("PT x 6 mo, chiropractic x 3 mo, naproxen.", {PT: 6 * MONTH, "chiropractic": 3 * MONTH}, 6 * MONTH),
        ("Six months of PT and NSAIDs failed.", {PT: 6 * MONTH, "nsaid": 6 * MONTH}, 6 * MONTH),
        (
            "Nine months of physical therapy, meloxicam and bracing without relief.",
            {PT: 9 * MONTH, "nsaid": 9 * MONTH, "bracing": 9 * MONTH},
            9 * MONTH,
        ),
        ("Failed 6 mo PT/NSAIDs/ESI x2.", {PT: 6 * MONTH, "nsaid": 6 * MONTH, ESI: 6 * MONTH}, 6 * MONTH),
        ("Failed PT 12 wk and naproxen.", {PT: 12}, 12),
        ("8 weeks PT, gabapentin, two ESIs: no relief.", {PT: 8}, 8),
        ("Chiropractic and PT 5 months, no benefit.", {PT: 5 * MONTH, "chiropractic": 5 * MONTH}, 5 * MONTH),
        ("PT, 12 visits over 8 weeks, failed.", {PT: 8}, 8),
        ("PT, 18 visits, failed.", {}, None),
        ("PT since January.", {}, None),
        ("PT from 3/2/2025 to 6/10/2025 failed.", {PT: 100 / 7}, 100 / 7),
        ("Naproxen 500 mg twice daily for 4 months.", {"nsaid": 4 * MONTH}, 4 * MONTH),
        ("TLSO and oxycodone x 5 wks.", {"opioid": 5, "bracing": 5}, 5),
        (
            "A year and a half of physical therapy, half a year of acupuncture, and bracing for 6-8 weeks.",
            {PT: 1.5 * YEAR, "acupuncture": 0.5 * YEAR, "bracing": 6},
            1.5 * YEAR,
        ),
        ("Six months of conservative treatment including PT, NSAIDs and ESIs.", {}, 6 * MONTH),
        ("Treated non-operatively for nine months with PT.", {}, 9 * MONTH),
        ("Conservative management for more than a year: PT, chiropractic.", {}, YEAR),
        ("Back pain for 3 years. PT did not help.", {}, None),
        ("Back pain for 3 years despite PT.", {}, None),
        ("Back pain 5 yrs. PT x 4 months.", {PT: 4 * MONTH}, 4 * MONTH),
        ("ESI in March with 2 months of relief.", {}, None),
        ("PT for 4 weeks in 2023 and again for 10 weeks.", {PT: 10}, 10),
    ],
)
def test_lengths_of_treatment(text: str, expected: dict[str, float], overall: float | None) -> None:
    element = history(text)
    assert lengths(element) == {modality: pytest.approx(weeks, rel=0.01) for modality, weeks in expected.items()}
    assert element.conservative_duration_weeks == (None if overall is None else pytest.approx(overall, rel=0.01))


@pytest.mark.parametrize(
    "text",
    [
        "PT was recommended.",
        "PT ordered but not started.",
        "An ESI is scheduled for April.",
        "She refused injections.",
        "RFA was offered and declined.",
        "NSAIDs contraindicated (CKD).",
        "No epidurals.",
        "Chiropractor: never.",
        "He did not have formal PT.",
        "She would benefit from acupuncture.",
        "Her husband had physical therapy.",
        "Conservative care remains an option.",
    ],
)
def test_treatments_not_carried_out_do_not_count(text: str) -> None:
    assert treatments(history(text)) == {}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("operative_note", "PROCEDURE: ALIF L5-S1\nDESCRIPTION: Supine. Cefazolin was given. An LSO was fitted."),
        ("operative_note", "DIAGNOSIS: DDD\nPOSTOPERATIVE PLAN: LSO for 6 weeks, oxycodone, PT for 12 weeks."),
        ("discharge_summary", "HOSPITAL COURSE: Pain changed to oxycodone. Inpatient PT cleared stairs."),
        ("discharge_summary", "DISCHARGE MEDICATIONS: oxycodone, methocarbamol. Outpatient PT starts at 6 weeks."),
        ("history_physical", "MEDICATIONS: naproxen, gabapentin, lisinopril"),
        ("clinic_note", "CONSENT: alternatives include more physical therapy and epidural injections."),
    ],
)
def test_care_round_the_operation_does_not_count(kind: DocumentKind, text: str) -> None:
    assert treatments(read((kind, text))) == {}


def test_pt_is_the_patient_where_it_acts() -> None:
    assert treatments(history("Pt reports no change. Discussed with pt and wife. PT x 6 weeks, no help.")) == {
        PT: "failed"
    }
    assert treatments(history("Pt is a 40-year-old.")) == {}


def test_near_misses_say_why() -> None:
    ledger = Ledger()
    history(
        "She refused injections. PT was ordered. Father has scoliosis. MRI pending. Denies difficulty walking.", ledger
    )
    assert {"conservative", "imaging", "function", "diagnosis"} <= set(ledger.near)
    assert all(miss.reason for misses in ledger.near.values() for miss in misses)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L5-S1 degenerative disc disease with L4 on L5 spondylolisthesis", {DDD: [L5S1], SLIP: [L45]}),
        ("Degenerative spondylolisthesis L4-5 with stenosis", {SLIP: [L45], STENOSIS: [L45]}),
        ("L4-5 stenosis and instability", {STENOSIS: [L45], "instability": [L45]}),
        ("Stenosis and instability at L4-5", {STENOSIS: [L45], "instability": [L45]}),
        ("L4-5 DDD, L5-S1 foraminal stenosis", {DDD: [L45], FORAMINAL: [L5S1]}),
        ("DDD L4-5, L5-S1 with radiculopathy", {DDD: [L45, L5S1], "radiculopathy": [L45, L5S1]}),
        ("Spondylolisthesis L5-S1; bilateral L5 radiculopathy", {SLIP: [L5S1], "radiculopathy": []}),
        ("Radicular leg pain from L4-5 foraminal stenosis", {FORAMINAL: [L45], "radiculopathy": [L45]}),
        ("Adjacent segment disease L3-4 above prior L4-S1 fusion", {"adjacent_segment_disease": [L34]}),
        ("Recurrent L4-5 disc herniation after discectomy", {"recurrent_disc_herniation": [L45]}),
        ("HNP L5-S1, recurrent", {"recurrent_disc_herniation": [L5S1]}),
        ("Herniated nucleus pulposus L5-S1", {HNP: [L5S1]}),
        ("Collapsed L5-S1 disc", {DDD: [L5S1]}),
        ("Discogenic low back pain L5-S1", {DDD: [L5S1]}),
        ("Nonunion L4-5 after fusion in 2019", {"pseudarthrosis": [L45]}),
        ("Lumbar stenosis with neurogenic claudication L3-5", {STENOSIS: [L34, L45]}),
        ("Neurogenic claudication", {}),
        ("Degenerative scoliosis, L1-L4", {"deformity": ["L1-L2", "L2-L3", L34]}),
        ("Flat back deformity", {"deformity": []}),
        ("L1 burst fracture", {"fracture": []}),
        ("Failed back surgery syndrome", {"postlaminectomy_syndrome": []}),
        ("L5-S1 discitis", {"infection": [L5S1]}),
        ("Low back pain", {"low_back_pain": []}),
        ("C5-6 herniated disc with radiculopathy", {HNP: [], "radiculopathy": []}),
        ("Spondylolisthesis L4-5, no instability", {SLIP: [L45]}),
        ("Status post laminectomy for stenosis. DDD L4-5", {DDD: [L45]}),
    ],
)
def test_diagnoses_with_their_interspaces(text: str, expected: dict[str, list[str]]) -> None:
    assert diagnoses(read(("operative_note", f"PREOPERATIVE DIAGNOSIS: {text}.\n"))) == expected


@pytest.mark.parametrize(
    "text",
    [
        "IMAGING: MRI shows L4-5 stenosis and L5-S1 disc herniation.",
        "PMH: scoliosis, osteoporosis.",
        "FAMILY HISTORY: scoliosis.",
        "CONSENT: risks include nonunion, infection and adjacent segment disease.",
        "INDICATIONS: Risks were reviewed, nonunion, infection and death among them.",
        "INDICATIONS: Fusion in 2019 for spondylolisthesis.",
        "INDICATIONS: MRI shows stenosis at L4-5.",
        "FINDINGS: Severe stenosis was found at L4-5.",
    ],
)
def test_diagnoses_that_the_surgeon_does_not_give(text: str) -> None:
    assert diagnoses(read(("operative_note", text))) == {}


@pytest.mark.parametrize(
    ("text", "modality", "words", "interspaces"),
    [
        ("MRI 3/2/2025: L5-S1 disc extrusion.", "mri", "L5-S1 disc extrusion", [L5S1]),
        ("CT shows lytic defects at L5.", "ct", "lytic defects at L5", []),
        ("CT myelogram demonstrated a block at L3-4.", "ct_myelogram", "block at L3-4", [L34]),
        ("X-rays show a grade 1 slip of L4 on L5.", "xray", "grade 1 slip of L4 on L5", [L45]),
        ("36-inch films: SVA 7 cm.", "xray", "SVA 7 cm", []),
        ("Flexion-extension films: 5 mm of motion at L4-5.", "flexion_extension", "5 mm of motion at L4-5", [L45]),
        ("There is no instability on flexion-extension.", "flexion_extension", "no instability", []),
        ("Discogram positive at L5-S1, L4-5 negative.", "discogram", "positive at L5-S1", [L45, L5S1]),
        ("Bone scan: uptake at L5.", "bone_scan", "uptake at L5", []),
        ("Repeat MRI with contrast showed no recurrent fragment.", "mri", "no recurrent fragment", []),
    ],
)
def test_studies_with_findings(text: str, modality: str, words: str, interspaces: list[str]) -> None:
    study = next(item for item in history(text).imaging if item.modality == modality)
    assert words in study.finding
    assert list(study.interspaces) == interspaces


@pytest.mark.parametrize(
    "text",
    [
        "HPI: MRI was ordered.",
        "HPI: CT pending.",
        "HPI: An MRI could not be done.",
        "HPI: MRI of the shoulder showed a tear.",
        "PLAN: obtain MRI, which may show stenosis.",
        "DESCRIPTION: Lateral x-ray confirmed L5-S1. Final films showed good position.",
        "HPI: Postoperative CT showed good position.",
    ],
)
def test_studies_that_do_not_count(text: str) -> None:
    assert history(text).imaging == [] if text.startswith("HPI") else read(("operative_note", text)).imaging == []


def test_a_radiologist_reports_one_study() -> None:
    report = "EXAM: MRI LUMBAR SPINE\nFINDINGS: L3-L4: normal. L4-L5: bulge.\nIMPRESSION:\n1. Severe stenosis at L4-L5.\n2. Disc degeneration L5-S1.\n"
    element = read(("imaging_report", report))
    assert [item.modality for item in element.imaging] == ["mri"]
    assert list(element.imaging[0].interspaces) == [L45, L5S1]
    assert len(element.imaging[0].finding) <= 160


@pytest.mark.parametrize(
    "text",
    [
        "Cannot stand more than 10 minutes.",
        "She is unable to walk more than a block.",
        "He can no longer garden.",
        "Difficulty with activities of daily living.",
        "Walks half a block.",
        "Standing limited to 20 minutes.",
        "Out of work since March.",
        "Walks with a cane.",
        "Needs help with shoes and bathing.",
        "Sleep is disrupted.",
    ],
)
def test_limitations(text: str) -> None:
    (limitation,) = history(text).functional_limitations
    assert limitation.instrument is None
    assert limitation.description.lower().rstrip(".") in text.lower()


@pytest.mark.parametrize(
    "text",
    [
        "Denies difficulty walking.",
        "No limitation of activities.",
        "Back pain with sitting.",
        "She could not tolerate gabapentin.",
        "We were unable to obtain records.",
        "Walks without a cane.",
    ],
)
def test_no_limitations(text: str) -> None:
    assert history(text).functional_limitations == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ODI 52%.", [("ODI", 52)]),
        ("Her Oswestry score in clinic was 48.", [("ODI", 48)]),
        ("Oswestry was sixty two.", [("ODI", 62)]),
        ("ODI 62/100.", [("ODI", 62)]),
        ("VAS back 7/10, VAS leg 6/10.", [("VAS", 7), ("VAS", 6)]),
        ("VAS back 6, leg 8.", [("VAS", 6), ("VAS", 8)]),
        ("He rates his pain at 8 of 10 on VAS.", [("VAS", 8)]),
        ("NRS 8/10.", [("NRS", 8)]),
        ("8/10 pain.", [("NRS", 8)]),
        ("RMDQ 18/24.", [("RMDQ", 18)]),
        ("PROMIS Physical Function T-score 33.4.", [("PROMIS", 33.4)]),
        ("SF-36 PCS 31, EQ-5D index 0.41.", [("SF36", 31), ("EQ5D", 0.41)]),
        ("NDI 46.", [("other", 46)]),
        ("Goal: ODI below 30.", []),
    ],
)
def test_scores(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(item.instrument, item.score) for item in history(text).functional_limitations] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Denies tobacco.", "never"),
        ("Nonsmoker.", "never"),
        ("She has never smoked.", "never"),
        ("Tobacco: denies.", "never"),
        ("No tobacco, alcohol or drugs.", "never"),
        ("Quit smoking in 2015.", "former"),
        ("10 pack-year history, quit 5 years ago.", "former"),
        ("Ex-smoker (30 pack-years).", "former"),
        ("Tobacco: former, quit 2015.", "former"),
        ("He smoked in college and not since. He quit.", "former"),
        ("Former smoker, denies current tobacco use.", "former"),
        ("Smoker 1 ppd until 2 months ago, now quit.", "former"),
        ("Smokes 1/2 ppd.", "current"),
        ("Vapes daily, never cigarettes.", "current"),
        ("He chews tobacco. No cigarettes.", "current"),
        ("Dips one can/wk.", "current"),
        ("Current every day smoker.", "current"),
        ("Smokes, cessation discussed.", "current"),
        ("Her father smoked.", "not_stated"),
        ("Lives with a husband who smokes.", "not_stated"),
        ("Must stop smoking before surgery.", "not_stated"),
        ("Stable.", "not_stated"),
    ],
)
def test_tobacco(text: str, expected: str) -> None:
    assert history(text).tobacco == expected


def test_options_of_a_form() -> None:
    form = (
        "DIAGNOSIS: DDD L4-5\nNon-op treatment tried: [x] PT, how long: 10 wks [x] NSAID [ ] Chiro [ ] Brace\n"
        "Response: [ ] Improved [ ] Temporary [x] None\nTobacco: [ ] Current [x] Former [ ] Never\n"
    )
    element = read(("operative_note", form))
    assert treatments(element) == {PT: "failed", "nsaid": "failed"}
    assert lengths(element) == {PT: 10}
    assert element.tobacco == "former"


def test_questions_and_answers() -> None:
    talk = (
        "DR: you did the therapy\nPT: yeah, like eight months of it\nDR: and it didn't help\nPT: nope\n"
        "DR: and any tobacco\nPT: never have\nDR: work\nPT: can't go up a ladder\n"
    )
    element = read(("transcript", talk))
    assert treatments(element) == {PT: "failed"}
    assert lengths(element) == {PT: pytest.approx(8 * MONTH, rel=0.01)}
    assert element.tobacco == "never"
    assert [item.description for item in element.functional_limitations] == ["can't go up a ladder"]


def test_a_therapist_note_is_physical_therapy() -> None:
    note = (
        "OUTPATIENT DISCHARGE SUMMARY\nEpisode of care: from 3/2/2025 to 6/10/2025\nVisits attended: 18\n"
        "SUBJECTIVE: Pt reports no change since start of care.\nOswestry (ODI) 56% 54%\n"
    )
    element = read(("therapy_note", note))
    assert treatments(element) == {PT: "failed"}
    assert lengths(element) == {PT: pytest.approx(100 / 7, rel=0.01)}
    assert [item.score for item in element.functional_limitations] == [56, 54]


def test_every_document_counts() -> None:
    element = read(
        ("history_physical", "HPI: PT for 8 weeks failed. Never smoker."),
        ("imaging_report", "EXAM: CT LUMBAR SPINE\nIMPRESSION: Nonunion at L4-L5.\n"),
        ("operative_note", "PREOPERATIVE DIAGNOSIS: Pseudarthrosis L4-5.\nDESCRIPTION: Supine."),
    )
    assert treatments(element) == {PT: "failed"}
    assert diagnoses(element) == {"pseudarthrosis": [L45]}
    assert [item.modality for item in element.imaging] == ["ct"]
    assert element.tobacco == "never"


def test_quotes_are_verbatim() -> None:
    text = "HPI: Failed PT × 6 mo; MRI – L4‑5 stenosis. ODI 52 %. Non-smoker."
    element = read(("clinic_note", text))
    items = [
        *element.conservative_treatments,
        *element.diagnoses,
        *element.imaging,
        *element.functional_limitations,
        element,
    ]
    assert all(quote.quote in text for item in items for quote in item.evidence)
    assert all(item.evidence for item in items)
