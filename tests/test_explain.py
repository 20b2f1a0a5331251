"""What is added to findings, and that nothing else of them changes."""

import pytest

from scribe_plugin.contract import ELEMENT_NAMES, Alert, Elements, Evidence, Finding, NearMiss
from scribe_plugin.explain import MAX_NEAREST, SIDES, TOPICS, explain
from scribe_plugin.extraction.result import Extraction
from scribe_plugin.validation import CATALOGUE

SEARCHED = ["op: title, narrative"]
SILENT_ENDINGS = ("undocumented", "_unstated", "duration_missing")


def near(quote: str, reason: str = "planned, not done in this operation") -> NearMiss:
    """Return a near miss."""
    return NearMiss(document="op", quote=quote, reason=reason)


def explained(code: str, **known: object) -> Finding:
    """Return the finding ``code`` after explanation."""
    finding = Finding(code=code, severity="warning", audience="surgeon", message="m")
    alert = Alert(element=ELEMENT_NAMES[0], state="alert", severity="warning", summary="s", findings=[finding])
    extraction = Extraction(Elements.empty(), searched=SEARCHED, **known)  # type: ignore[arg-type]
    return explain([alert], extraction)[0].findings[0]


def test_every_topic_and_side_is_a_finding_of_the_catalogue() -> None:
    assert set(TOPICS) <= set(CATALOGUE)
    assert set(SIDES) <= set(CATALOGUE)


def test_every_finding_that_speaks_of_silence_has_its_topics() -> None:
    silent = {
        code
        for code in CATALOGUE
        if code.endswith(SILENT_ENDINGS)
        or (code.startswith("necessity.") and code.endswith("_missing"))
        or ".unsupported_" in code
    }
    assert silent <= set(TOPICS)


def test_silence_gets_what_was_searched_and_what_came_close() -> None:
    finding = explained("necessity.conservative_missing", near={"conservative": [near("PT will start")]})
    assert finding.searched == SEARCHED
    assert finding.nearest == [near("PT will start")]


def test_near_misses_of_other_topics_stay_out() -> None:
    assert explained("necessity.imaging_missing", near={"function": [near("walks fine")]}).nearest == []


def test_near_misses_are_few_and_each_quote_once() -> None:
    many = [near(f"quote {number}") for number in range(9)]
    finding = explained("approach.no_fusion_documented", near={"approach": many, "levels": many})
    assert finding.nearest == many[:MAX_NEAREST]


@pytest.mark.parametrize("code", sorted(SIDES))
def test_a_contradiction_gets_both_sides(code: str) -> None:
    sides = {path: [Evidence(document="op", quote=path)] for _, paths in SIDES[code] for path in paths}
    finding = explained(code, sides=sides)
    assert [side.label for side in finding.sides] == [label for label, _ in SIDES[code]]
    assert [side.evidence[0].quote for side in finding.sides] == [paths[0] for _, paths in SIDES[code]]


def test_a_count_is_set_against_the_title_where_the_narrative_names_nothing() -> None:
    sides = {path: [Evidence(document="op", quote=path)] for path in ("levels.stated_count", "levels.titled")}
    finding = explained("levels.count_conflict", sides=sides)
    assert finding.sides[1].evidence[0].quote == "levels.titled"


def test_one_side_alone_is_no_contradiction_to_show() -> None:
    sides = {"approach.titled": [Evidence(document="op", quote="q")]}
    assert explained("approach.conflicting", sides=sides).sides == []


def test_other_findings_stay_as_they_are() -> None:
    before = Finding(code="levels.missing_addon", severity="warning", audience="surgeon", message="m")
    assert explained("levels.missing_addon", near={"levels": [near("q")]}) == before
