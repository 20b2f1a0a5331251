"""An approach needs its name or its signs, told as done today; a corridor and a position need their word."""

from typing import Any

import pytest

from tests.extraction.consistency.cases import check_rejected, check_stands, judge, kept

TOLD = "DESCRIPTION OF PROCEDURE: "


def described(*values: str) -> dict[str, Any]:
    return {"described": list(values)}


def titled(*values: str) -> dict[str, Any]:
    return {"titled": list(values)}


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        (titled("anterior"), "PROCEDURE: «Anterior lumbar interbody fusion, L5-S1.»"),
        (titled("anterior"), "PROCEDURE: «ALIF L4-5»"),
        (titled("anterior", "transforaminal"), "PROCEDURES: «1. ALIF L5-S1. 2. TLIF L4-5.»"),
        (described("anterior"), TOLD + "«Through a left paramedian incision the rectus was retracted» and the disc cleared."),
        (described("anterior"), TOLD + "«The great vessels were mobilised» and the disc space entered."),
        (described("oblique"), TOLD + "«We worked between the psoas and the aorta» to reach L3-4."),
        (described("lateral"), TOLD + "«Dilators were passed through the psoas» under EMG."),
        (described("posterior"), TOLD + "«A PLIF was performed» with bilateral cages."),
        (described("posterior"), TOLD + "Prone. «The thecal sac was retracted» and two cages were impacted."),
        (described("transforaminal"), TOLD + "«The left facet was taken down and a TLIF was performed.»"),
        (described("transforaminal"), TOLD + "«We entered the disc through Kambin's triangle.»"),
        (described("presacral"), TOLD + "«The presacral space was dilated over the guide pin.»"),
        (described("anterior"), TOLD + "«a lif at l five s one was done»"),
    ],
)  # fmt: skip
def test_an_approach_stands_on_its_name_or_signs(claims: dict[str, Any], note: str) -> None:
    check_stands(note, "approach", claims)


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        pytest.param(described("transforaminal"), TOLD + "«An anterior lumbar interbody fusion was performed.»", id="name-of-another"),
        pytest.param(described("transforaminal"), TOLD + "«The great vessels were mobilised.»", id="sign-of-another"),
        pytest.param(described("anterior"), TOLD + "«The left facet was taken down» and a cage placed.", id="other-side"),
        pytest.param(described("transforaminal"), TOLD + "«The disc was removed.» The great vessels had been retracted.", id="silent"),
        pytest.param(described("anterior"), "«DESCRIPTION OF PROCEDURE»: A TLIF was performed.", id="a-heading"),
        pytest.param(described("anterior"), TOLD + "«The L4-5 ALIF cage» had been opened, but a TLIF was performed.", id="name-of-a-thing"),
        pytest.param(described("anterior"), TOLD + "«We decided against an ALIF» and decompressed only.", id="negated"),
        pytest.param(described("transforaminal"), TOLD + "«No TLIF was performed.»", id="denied"),
        pytest.param(described("transforaminal"), "PLAN: «She will return for a TLIF at L4-5.»", id="planned"),
        pytest.param(described("transforaminal"), TOLD + "«A TLIF will be performed next week.»", id="planned-in-the-narrative"),
        pytest.param(described("transforaminal"), "PAST SURGICAL HISTORY: «TLIF L4-5 in 2015.»", id="history"),
        pytest.param(described("anterior"), TOLD + "She is «status post ALIF at L5-S1».", id="status-post"),
        pytest.param(described("posterior"), "CONSENT: «Risks and the alternative of PLIF were discussed.»", id="consent"),
        pytest.param(described("transforaminal"), TOLD + "«TLIF was considered» but the patient preferred otherwise.", id="considered"),
        pytest.param(described("anterior"), TOLD + "«The ALIF was abandoned» because of bleeding.", id="aborted"),
        pytest.param(described("anterior"), "FAMILY HISTORY: «His mother had an ALIF.»", id="someone-else"),
    ],
)  # fmt: skip
def test_an_approach_not_told_as_done_goes(claims: dict[str, Any], note: str) -> None:
    check_rejected(note, "approach", claims, "approach.name")


def test_an_approach_quoted_badly_is_kept_where_the_note_names_it_as_done() -> None:
    note = TOLD + "«The skin was closed.» An oblique lumbar interbody fusion was performed at L3-4."
    check_stands(note, "approach", described("oblique"))
    result = judge(note, "approach", described("oblique"))
    assert [item.quote for item in result.elements.approach.evidence] == [
        "The skin was closed.",
        "An oblique lumbar interbody fusion was performed at L3-4",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "PLAN: A TLIF at L4-5 is planned.",
        "PAST SURGICAL HISTORY: TLIF in 2015.",
        "IMAGING: CT shows a solid TLIF at L4-5.",
        "INDICATIONS: He had a TLIF elsewhere.",
    ],
)
def test_a_name_told_apart_from_todays_work_is_not_supplied(words: str) -> None:
    note = f"{TOLD}«The skin was closed.»\n\n{words}"
    check_rejected(note, "approach", described("transforaminal"), "approach.name")


def test_only_the_wrong_one_of_two_approaches_goes() -> None:
    note = TOLD + "«An anterior lumbar interbody fusion was performed.»"
    claims = described("anterior", "lateral")
    result = judge(note, "approach", claims)
    assert kept(result, "approach", claims) == described("anterior")
    assert [(problem.path, problem.value) for problem in result.problems] == [("approach.described.1", "lateral")]


@pytest.mark.parametrize(
    ("claims", "note"),
    [
        ({"corridor": "retroperitoneal"}, TOLD + "«A left retroperitoneal exposure was made.»"),
        ({"corridor": "retroperitoneal"}, TOLD + "«The extraperitoneal plane was developed.»"),
        ({"corridor": "transperitoneal"}, TOLD + "«A transperitoneal approach was chosen.»"),
        ({"position": "supine"}, TOLD + "«He was positioned supine.»"),
        ({"position": "lateral_decubitus"}, TOLD + "«Right lateral decubitus, left side up.»"),
        ({"position": "prone"}, TOLD + "«She was turned prone on a Jackson frame.»"),
        ({"corridor": "retroperitoneal", "position": "supine"}, TOLD + "«Supine, left retroperitoneal approach.»"),
    ],
)  # fmt: skip
def test_corridor_and_position_stand_on_their_word(claims: dict[str, Any], note: str) -> None:
    check_stands(note, "approach", claims)


@pytest.mark.parametrize(
    ("claims", "note", "rule"),
    [
        ({"corridor": "transperitoneal"}, TOLD + "«A left retroperitoneal exposure was made.»", "approach.corridor"),
        ({"corridor": "retroperitoneal"}, TOLD + "«A midline incision was made.»", "approach.corridor"),
        ({"corridor": "transperitoneal"}, TOLD + "«No transperitoneal approach was needed.»", "approach.corridor"),
        ({"corridor": "transperitoneal"}, TOLD + "«The skin was opened.» We did not go transperitoneal.", "approach.corridor"),
        ({"corridor": "transperitoneal"}, TOLD + "«Supine.» A transperitoneal route was considered.", "approach.corridor"),
        ({"corridor": "transperitoneal"}, "PAST SURGICAL HISTORY: transperitoneal hysterectomy. «Obese.»", "approach.corridor"),
        ({"position": "prone"}, TOLD + "«He was positioned supine.»", "approach.position"),
        ({"position": "supine"}, TOLD + "«Right lateral decubitus, left side up.»", "approach.position"),
        ({"position": "lateral_decubitus"}, TOLD + "«AP and lateral images were taken.» Supine.", "approach.position"),
        ({"position": "supine"}, TOLD + "«The skin was opened.»", "approach.position"),
    ],
)  # fmt: skip
def test_corridor_and_position_without_their_word_go(claims: dict[str, Any], note: str, rule: str) -> None:
    check_rejected(note, "approach", claims, rule)


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"corridor": "retroperitoneal"}, "A left retroperitoneal exposure was made"),
        ({"position": "supine"}, "She was positioned supine"),
    ],
)
def test_corridor_and_position_are_supplied_from_the_note(claims: dict[str, Any], words: str) -> None:
    note = f"{TOLD}{words}. «The L5-S1 disc was removed.»"
    check_stands(note, "approach", claims)
    result = judge(note, "approach", claims)
    assert result.elements.approach.evidence[-1].quote.endswith(words)
    assert [item.status for item in result.grounding] == ["exact", "exact"]
