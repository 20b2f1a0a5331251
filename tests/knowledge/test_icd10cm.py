"""ICD-10-CM: validity on the boundary days, regions, candidates."""

from datetime import date
from typing import get_args

import pytest

from scribe_plugin.contract.necessity import Condition
from scribe_plugin.knowledge import (
    cm_candidates,
    cm_children,
    cm_entries,
    cm_entry,
    cm_mapping,
    cm_region,
    cm_tobacco,
    cm_valid_on,
)

LAST, FIRST = date(2024, 9, 30), date(2024, 10, 1)


@pytest.mark.parametrize("parent", ["M51.36", "M51.37"])
def test_disc_degeneration_needs_a_sixth_character_from_october_2024(parent: str) -> None:
    children = [f"{parent}{character}" for character in "0129"]
    assert (cm_valid_on(parent, LAST), cm_valid_on(parent, FIRST)) == (True, False)
    for child in children:
        assert (cm_valid_on(child, LAST), cm_valid_on(child, FIRST)) == (False, True)
    assert sorted(item.code for item in cm_children(parent, FIRST)) == sorted(children)
    assert cm_children(parent, LAST) == []


@pytest.mark.parametrize(
    ("code", "last"),
    [("M48.06", date(2017, 9, 30)), ("M54.5", date(2021, 9, 30))],
)
def test_other_codes_that_gave_way(code: str, last: date) -> None:
    entry = cm_entry(code)
    assert entry is not None
    assert entry.effective_to == last
    assert cm_children(code, date(2026, 1, 1))


def test_without_a_date_the_newest_edition_decides() -> None:
    assert cm_valid_on("M51.36", None) is False
    assert cm_valid_on("M51.369", None) is True
    assert cm_valid_on("Z99.99", None) is None


@pytest.mark.parametrize("written", ["M51.369", "m51.369", " M51369 "])
def test_codes_are_found_however_they_are_written(written: str) -> None:
    entry = cm_entry(written)
    assert entry is not None
    assert entry.code == "M51.369"


@pytest.mark.parametrize(
    ("code", "region"),
    [("M43.16", "lumbar"), ("M43.17", "lumbosacral"), ("M43.15", "thoracolumbar"), ("M96.0", None), ("X99", None)],
)
def test_region(code: str, region: str | None) -> None:
    assert cm_region(code) == region


def test_titles_agree_with_the_region_they_are_filed_under() -> None:
    for entry in cm_entries():
        for region in ("thoracolumbar", "lumbosacral", "lumbar"):
            if f"{region} region" in entry.title.lower():
                assert entry.region in {region, None}, entry.code
                break


def test_candidates_follow_region_and_date() -> None:
    assert [item.code for item in cm_candidates("spondylolisthesis", ["L5-S1"], FIRST)] == ["M43.17", "Q76.2"]
    assert [item.code for item in cm_candidates("spondylolisthesis", ["L4-L5"], FIRST)] == ["M43.16", "Q76.2"]
    assert [item.code for item in cm_candidates("degenerative_disc_disease", ["L4-L5"], LAST)] == ["M51.36"]
    assert cm_candidates("degenerative_disc_disease", ["L4-L5"], FIRST)[0].code == "M51.369"
    both = {item.code for item in cm_candidates("instability", ["L4-L5", "L5-S1"], None)}
    assert both == {"M53.2X6", "M53.2X7"}
    assert {item.region for item in cm_candidates("instability", [], None)} == {
        "thoracolumbar",
        "lumbar",
        "lumbosacral",
    }


@pytest.mark.parametrize("condition", [name for name in get_args(Condition) if name != "other"])
@pytest.mark.parametrize("interspace", ["L4-L5", "L5-S1"])
@pytest.mark.parametrize("day", [date(2016, 1, 1), LAST, FIRST, None])
def test_every_condition_has_a_valid_code(condition: Condition, interspace: str, day: date | None) -> None:
    found = cm_candidates(condition, [interspace], day)  # type: ignore[list-item]
    assert any(not item.secondary_only for item in found)
    assert all(item.in_effect(day) for item in found)


def test_a_condition_without_a_code_has_no_candidate() -> None:
    assert cm_candidates("other", ["L4-L5"], None) == []


def test_excludes_say_what_is_not_reported_together() -> None:
    radiculopathy, slip = cm_entry("M54.16"), cm_entry("M43.06")
    assert radiculopathy is not None
    assert slip is not None
    assert radiculopathy.excludes("M51.16")
    assert not radiculopathy.excludes("M51.26")
    assert slip.excludes("M43.16")


def test_status_and_tobacco_codes_are_secondary() -> None:
    for entry in cm_entries():
        assert entry.secondary_only is (entry.use in {"status", "tobacco"}), entry.code
    assert cm_tobacco("current", None)[0].code == "F17.210"
    assert cm_tobacco("former", None)[0].code == "Z87.891"
    assert cm_tobacco("never", None) == []


def test_the_mapping_does_not_claim_to_be_sourced() -> None:
    assert cm_mapping().verified == "from_memory"
