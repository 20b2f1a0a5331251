"""A treatment, study or diagnosis must not be another one; a duration and a score need their number."""

from typing import Any

import pytest

from tests.extraction.consistency.cases import Note, check_rejected, check_stands, judge, kept, problems_of

WHY = "INDICATIONS: "
MONTH, YEAR = 4.345, 52.14


def treated(modality: str, weeks: float | None = None) -> dict[str, Any]:
    """One treatment."""
    return {"conservative_treatments": [{"modality": modality, "duration_weeks": weeks, "outcome": "failed"}]}


def diagnosed(condition: str, *interspaces: str) -> dict[str, Any]:
    """One diagnosis."""
    return {"diagnoses": [{"condition": condition, "interspaces": list(interspaces)}]}


def imaged(modality: str, *interspaces: str) -> dict[str, Any]:
    """One study."""
    return {"imaging": [{"modality": modality, "finding": "narrowing", "interspaces": list(interspaces)}]}


def limited(instrument: str | None = None, score: float | None = None) -> dict[str, Any]:
    """One limitation."""
    return {"functional_limitations": [{"description": "as told", "instrument": instrument, "score": score}]}


@pytest.mark.parametrize(
    ("modality", "words"),
    [
        ("physical_therapy", "He failed physical therapy."),
        ("physical_therapy", "PT without relief"),
        ("home_exercise", "a home exercise program"),
        ("chiropractic", "chiropractic care"),
        ("nsaid", "naproxen daily"),
        ("opioid", "He takes tramadol."),
        ("other_medication", "gabapentin"),
        ("epidural_injection", "two epidural steroid injections"),
        ("facet_injection", "medial branch blocks"),
        ("radiofrequency_ablation", "a rhizotomy"),
        ("bracing", "an LSO brace"),
        ("activity_modification", "activity modification; no heavy lifting"),
        ("acupuncture", "acupuncture"),
        ("weight_management", "weight loss of 30 lb, and PT"),
        ("behavioral", "cognitive behavioral therapy"),
        ("other", "conservative care has failed"),
        ("other", "a TENS unit"),
    ],
)
def test_a_treatment_stands_on_its_word(modality: str, words: str) -> None:
    check_stands(f"{WHY}«{words}»", "necessity", treated(modality))


@pytest.mark.parametrize(
    ("modality", "words"),
    [
        pytest.param("chiropractic", "He failed physical therapy.", id="another"),
        pytest.param("opioid", "naproxen daily", id="another-drug"),
        pytest.param("facet_injection", "two lumbar epidurals", id="another-injection"),
        pytest.param("physical_therapy", "conservative care has failed", id="general-words"),
        pytest.param("physical_therapy", "No physical therapy was done.", id="denied"),
        pytest.param("physical_therapy", "She has not had an injection, without PT so far.", id="without"),
        pytest.param("physical_therapy", "PT was recommended.", id="recommended"),
        pytest.param("physical_therapy", "We plan physical therapy.", id="planned"),
        pytest.param("epidural_injection", "He declined injections.", id="declined"),
        pytest.param("epidural_injection", "We discussed epidural injections.", id="discussed"),
        pytest.param("chiropractic", "His wife had chiropractic care.", id="someone-else"),
    ],
)
def test_a_treatment_told_otherwise_goes(modality: str, words: str) -> None:
    check_rejected(f"{WHY}«{words}»", "necessity", treated(modality), "necessity.modality")


@pytest.mark.parametrize(
    ("weeks", "note"),
    [
        pytest.param(6.0, "«He failed 6 weeks of PT.»", id="weeks"),
        pytest.param(12.0, "«PT x 12 wks»", id="short-form"),
        pytest.param(12.0, "«twelve weeks of failed physical therapy»", id="spoken"),
        pytest.param(6 * MONTH, "«Six months of physical therapy failed.»", id="months"),
        pytest.param(24.0, "«Six months of physical therapy failed.»", id="months-of-four-weeks"),
        pytest.param(2 * YEAR, "«two years of PT»", id="years"),
        pytest.param(1.5 * YEAR, "«PT for a year and a half»", id="year-and-a-half"),
        pytest.param(0.5 * YEAR, "«half a year of PT»", id="half-a-year"),
        pytest.param(10 / 7, "«PT for 10 days»", id="days"),
        pytest.param(3 * MONTH, "«PT for 3-6 months»", id="lower-end"),
        pytest.param(6 * MONTH, "«PT for 3-6 months»", id="upper-end"),
        pytest.param(3 * YEAR, "«3+ years of PT»", id="plus"),
        pytest.param(3 * MONTH, "«PT from March to June 2025»", id="dates"),
        pytest.param(4 * MONTH, "«PT from March through June 2025»", id="dates-with-the-last"),
        pytest.param(2 * MONTH, "«chiropractic for five months, then PT for two»", id="unit-told-before"),
        pytest.param(6 * MONTH, "He took NSAIDs for six months. «During that time he did PT.»", id="same-period"),
        pytest.param(6 * MONTH, "He took NSAIDs for six months. «PT was done concurrently.»", id="concurrently"),
        pytest.param(6 * MONTH, "Six months of NSAIDs. «PT over the same period»", id="the-same-period"),
    ],
)
def test_a_duration_stands(weeks: float, note: str) -> None:
    check_stands(WHY + note, "necessity", treated("physical_therapy", weeks))
    check_stands(WHY + note, "necessity", {"conservative_duration_weeks": weeks})


@pytest.mark.parametrize(
    ("weeks", "note"),
    [
        pytest.param(6.0, "«Six months of physical therapy failed.»", id="months-as-weeks"),
        pytest.param(6 * MONTH, "«He failed 6 weeks of PT.»", id="weeks-as-months"),
        pytest.param(6 * YEAR, "«Six months of physical therapy failed.»", id="months-as-years"),
        pytest.param(8.0, "«He failed 6 weeks of PT.»", id="another-number"),
        pytest.param(12 * MONTH, "«PT for 3-6 months»", id="neither-end"),
        pytest.param(3.5 * YEAR, "«3+ years of PT»", id="plus-is-no-half"),
        pytest.param(6.0, "«PT for 6 visits»", id="visits"),
        pytest.param(12.0, "«PT failed.»", id="none"),
        pytest.param(2 * YEAR, "«PT failed.» He had pain for two years.", id="of-the-pain"),
        pytest.param(6 * MONTH, "«PT failed.» He took NSAIDs for six months.", id="of-another-treatment"),
        pytest.param(float("inf"), "«He failed 6 weeks of PT.»", id="endless"),
        pytest.param(float("nan"), "«He failed 6 weeks of PT.»", id="no-number"),
        pytest.param(0.0, "«PT failed.»", id="zero"),
        pytest.param(-6.0, "«He failed 6 weeks of PT.»", id="negative"),
    ],
)
def test_a_duration_that_is_not_told_goes_and_leaves_the_treatment(weeks: float, note: str) -> None:
    claims = treated("physical_therapy", weeks)
    result = judge(WHY + note, "necessity", claims)
    assert problems_of(result) == [("necessity.conservative_treatments.0.duration_weeks", "necessity.duration")]
    assert kept(result, "necessity", claims) == treated("physical_therapy")
    overall = judge(WHY + note, "necessity", {"conservative_duration_weeks": weeks})
    assert problems_of(overall) == [("necessity.conservative_duration_weeks", "necessity.duration")]


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        (diagnosed("spondylolisthesis", "L4-L5"), "«Grade 1 spondylolisthesis L4-5.»"),
        (diagnosed("foraminal_stenosis", "L5-S1"), "«foraminal stenosis at L5-S1»"),
        (diagnosed("spinal_stenosis", "L4-L5", "L5-S1"), "«stenosis at both levels», L4-5 and L5-S1"),
        (diagnosed("spinal_stenosis", "L4-L5", "L5-S1"), "«stenosis from L4 to S1»"),
        (diagnosed("pseudarthrosis", "L4-L5"), "«nonunion of the old fusion at L4-5»"),
        (diagnosed("recurrent_disc_herniation"), "«recurrent herniation»"),
        (diagnosed("deformity"), "«degenerative scoliosis»"),
        (diagnosed("low_back_pain"), "«low back pain»"),
        (diagnosed("other"), "«a rare disorder»"),
        (diagnosed("degenerative_disc_disease", "L5-S1"), "«DDD L5-S1»"),
    ],
)
def test_a_diagnosis_stands(claims: dict[str, Any], note: str) -> None:
    check_stands(WHY + note, "necessity", claims)


@pytest.mark.parametrize(
    ("condition", "note"),
    [
        pytest.param("pseudarthrosis", "«Grade 1 spondylolisthesis L4-5.»", id="another"),
        pytest.param("foraminal_stenosis", "«central stenosis L4-5»", id="another-stenosis"),
        pytest.param("recurrent_disc_herniation", "«herniated disc L4-5»", id="not-recurrent"),
        pytest.param("instability", "«No instability was seen.»", id="denied"),
        pytest.param("infection", "«There is no evidence of infection.»", id="no-evidence-of"),
        pytest.param("deformity", "«His brother has scoliosis.»", id="someone-else"),
        pytest.param("spinal_stenosis", "«He works as a mason.»", id="silent"),
    ],
)
def test_a_diagnosis_told_otherwise_goes(condition: str, note: str) -> None:
    check_rejected(WHY + note, "necessity", diagnosed(condition), "necessity.condition")


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        (imaged("mri", "L4-L5"), "«MRI showed stenosis at L4-5.»"),
        (imaged("ct"), "«CT: solid fusion»"),
        (imaged("xray"), "«Plain films showed collapse.»"),
        (imaged("flexion_extension", "L4-L5"), "«Flexion-extension films showed 5 mm of motion at L4-5.»"),
        (imaged("flexion_extension"), "«no instability on flexion-extension views»"),
        (imaged("discogram"), "«Discography was concordant.»"),
        (imaged("mri", "L4-L5"), "The MRI was reviewed. «There is stenosis at L4-5.»"),
        (imaged("mri", "L4-L5"), {"imaging_report": "MRI LUMBAR SPINE\n\nFINDINGS: «L4-5: severe stenosis.»"}),
    ],
)
def test_a_study_stands(claims: dict[str, Any], note: Note) -> None:
    check_stands(f"IMAGING: {note}" if isinstance(note, str) else note, "necessity", claims)


@pytest.mark.parametrize(
    ("modality", "note"),
    [
        pytest.param("mri", "«CT showed stenosis at L4-5.»", id="another"),
        pytest.param("discogram", "«MRI showed stenosis at L4-5.»", id="another-yet"),
        pytest.param("ct", "MRI was reviewed. «There is stenosis at L4-5.»", id="another-spoken-of"),
        pytest.param("mri", "«Obtain an MRI.»", id="to-be-made"),
        pytest.param("mri", "«No MRI was obtained.»", id="not-made"),
    ],
)
def test_a_study_told_otherwise_goes(modality: str, note: str) -> None:
    check_rejected(f"IMAGING: {note}", "necessity", imaged(modality), "necessity.imaging")


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        (diagnosed("spondylolisthesis", "L4-L5", "L5-S1"), "«Grade 1 spondylolisthesis L5-S1.»"),
        (imaged("mri", "L4-L5", "L5-S1"), "«MRI showed stenosis at L5-S1.»"),
    ],
)
def test_only_an_interspace_that_is_not_named_goes(claims: dict[str, Any], note: str) -> None:
    result = judge(WHY + note, "necessity", claims)
    (name, (item,)) = next(iter(kept(result, "necessity", claims).items()))
    assert item["interspaces"] == ["L5-S1"]
    assert problems_of(result) == [(f"necessity.{name}.0.interspaces.0", "necessity.interspace")]


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        (limited(), "«She cannot stand for ten minutes.»"),
        (limited("ODI", 52.0), "«ODI was 52.»"),
        (limited("ODI", 35.0), "«Oswestry score thirty-five»"),
        (limited("VAS", 8.0), "«VAS of eight»"),
        (limited("VAS", 8.0), "«VAS 8/10»"),
        (limited("ODI", 52.5), "«ODI 52.5»"),
        (limited("ODI"), "«An ODI was filled in.»"),
    ],
)
def test_a_limitation_stands(claims: dict[str, Any], note: str) -> None:
    check_stands(WHY + note, "necessity", claims)


@pytest.mark.parametrize(
    ("claims", "note", "rule"),
    [
        pytest.param(limited(), "«The L5-S1 disc was removed.»", "function", id="no-limitation"),
        pytest.param(limited("VAS", 52.0), "«ODI was 52.»", "instrument", id="another-instrument"),
        pytest.param(limited("ODI", 52.0), "«Roland-Morris was 52.»", "instrument", id="another-one-yet"),
        pytest.param(limited("ODI", 48.0), "«ODI was 52.»", "score", id="another-number"),
        pytest.param(limited("ODI", 5.0), "«ODI was 52.»", "score", id="part-of-a-number"),
        pytest.param(limited("VAS", 10.0), "«VAS 8/10»", "score", id="the-most-it-can-be"),
        pytest.param(limited("ODI", 52.0), "«An ODI was filled in.» 52", "score", id="not-quoted"),
        pytest.param(limited("ODI", float("nan")), "«ODI was 52.»", "score", id="no-number"),
    ],
)
def test_a_limitation_told_otherwise_goes(claims: dict[str, Any], note: str, rule: str) -> None:
    check_rejected(WHY + note, "necessity", claims, f"necessity.{rule}")


@pytest.mark.parametrize(
    ("use", "note"),
    [
        ("current", "SOCIAL HISTORY: «Smokes one pack per day.»"),
        ("current", "SOCIAL HISTORY: «Vapes daily.»"),
        ("former", "SOCIAL HISTORY: «Quit smoking in 2015.»"),
        ("former", "SOCIAL HISTORY: «Former smoker.»"),
        ("never", "SOCIAL HISTORY: «Denies tobacco.»"),
        ("never", "SOCIAL HISTORY: «Never smoker.»"),
        ("never", "SOCIAL HISTORY: «Tobacco: none»"),
        ("never", "SOCIAL HISTORY: «Lives alone.» Never smoker."),
        ("never", {"transcript": "DOCTOR: do you smoke?\nPATIENT: «never.»"}),
    ],
)
def test_tobacco_stands(use: str, note: Note) -> None:
    check_stands(note, "necessity", {"tobacco": use})


@pytest.mark.parametrize(
    ("use", "note"),
    [
        pytest.param("current", "SOCIAL HISTORY: «Denies tobacco.»", id="denial-as-use"),
        pytest.param("current", "SOCIAL HISTORY: «Quit smoking in 2015.»", id="former-as-current"),
        pytest.param("never", "SOCIAL HISTORY: «Smokes one pack per day.»", id="use-as-denial"),
        pytest.param("never", "SOCIAL HISTORY: «Quit smoking in 2015.»", id="former-as-never"),
        pytest.param("former", "SOCIAL HISTORY: «Smokes one pack per day.»", id="current-as-former"),
        pytest.param("never", "INDICATIONS: «No bowel or bladder trouble.»", id="denial-of-something-else"),
        pytest.param("former", "INDICATIONS: «The history is long.»", id="history-of-something-else"),
        pytest.param("current", "SOCIAL HISTORY: «Lives alone.» Never smoker.", id="note-says-otherwise"),
        pytest.param("never", "INDICATIONS: «He has leg pain.»", id="silent"),
    ],
)
def test_tobacco_told_otherwise_goes(use: str, note: Note) -> None:
    check_rejected(note, "necessity", {"tobacco": use}, "necessity.tobacco")
