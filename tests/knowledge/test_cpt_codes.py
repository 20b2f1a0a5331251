"""Procedure codes: what the catalogue of findings needs, validity, suggestions."""

import re
from datetime import date

import pytest

from scribe_plugin.contract import KnowledgeError
from scribe_plugin.knowledge import cpt, cpt_entries, edition, fee, find_cpt, indicator_meanings, label

# fmt: off
CATALOGUE = [
    "22533", "22534", "22558", "22585", "22586", "22610", "22612", "22614", "22630", "22632", "22633", "22634",
    "22840", "22841", "22842", "22843", "22844", "22845", "22846", "22847", "22848", "22849", "22850", "22851",
    "22852", "22853", "22854", "22855", "22859", "20930", "20931", "20936", "20937", "20938",
]
# fmt: on


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_of_the_findings_is_known(code: str) -> None:
    assert cpt(code).code == code


def test_codes_are_listed_once_and_name_known_codes() -> None:
    entries = [*cpt_entries(), cpt("22851")]
    codes = [entry.code for entry in entries]
    assert len(set(codes)) == len(codes)
    for entry in entries:
        for other in (*entry.parents, *entry.replaces, *entry.replaced_by):
            assert find_cpt(other), (entry.code, other)


def test_add_ons_have_a_parent_and_stand_alone_codes_none() -> None:
    for entry in cpt_entries():
        assert bool(entry.parents) is entry.add_on, entry.code
        if entry.medicare and entry.medicare.glob == "ZZZ":
            assert entry.add_on, entry.code
            assert entry.medicare.mult == "0", entry.code


def test_values_of_the_fee_schedule() -> None:
    assert cpt("22558").total_rvu == 46.30
    assert cpt("22612").total_rvu == 48.03
    assert cpt("22840").medicare is not None
    assert cpt("22840").medicare.co == "1"  # type: ignore[union-attr]
    assert cpt("22558").inpatient_only is True
    assert cpt("22612").inpatient_only is False
    assert cpt("22612").opps_apc == "5116"
    assert cpt("22851").inpatient_only is None
    assert edition("medicare").effective_from == date(2025, 10, 1)


def test_every_indicator_has_a_meaning() -> None:
    meanings = indicator_meanings()
    for entry in cpt_entries():
        if entry.medicare:
            for name in ("status", "glob", "mult", "bilat", "asst", "co", "team"):
                assert getattr(entry.medicare, name) in meanings[name], (entry.code, name)
        if entry.opps_status:
            assert entry.opps_status in meanings["opps"], entry.code


def test_modifier_62_is_kept_off_instrumentation_and_grafts_only() -> None:
    kept_off = {entry.code for entry in cpt_entries() if entry.excludes_62}
    assert {"22840", "22848", "22850", "22852", "22853", "22854", "22855", "22859", "20930", "20938"} <= kept_off
    assert not kept_off & {"22558", "22585", "22612", "22630", "22633", "22849", "63090"}


def test_vertebrae_ranges_do_not_overlap() -> None:
    for codes in (("22845", "22846", "22847"), ("22842", "22843", "22844")):
        spans = [cpt(code).vertebrae for code in codes]
        assert all(span is not None for span in spans)
        ends = [span for span in spans if span]
        assert [low for low, _ in ends[1:]] == [(high or 0) + 1 for _, high in ends[:-1]]
        assert ends[-1][1] is None


def test_22851_gave_way_to_22853_on_new_year_2017() -> None:
    assert cpt("22851", date(2016, 12, 31)).replaced_by == ("22853", "22854", "22859")
    assert cpt("22853", date(2017, 1, 1)).replaces == ("22851",)
    with pytest.raises(KnowledgeError, match="use 22853"):
        cpt("22851", date(2017, 1, 1))
    with pytest.raises(KnowledgeError, match="the code then was 22851"):
        cpt("22853", date(2016, 12, 31))
    assert "22851" not in {entry.code for entry in cpt_entries()}
    assert "22851" in {entry.code for entry in cpt_entries(date(2016, 6, 1))}


@pytest.mark.parametrize(
    ("wrong", "meant"), [("22583", "22585"), ("25258", "22558"), ("2255", "22558"), ("22835", "22853")]
)
def test_a_wrong_code_names_the_near_one(wrong: str, meant: str) -> None:
    with pytest.raises(KnowledgeError, match=meant):
        cpt(wrong)
    assert find_cpt(wrong) is None
    assert label(wrong) == wrong


def test_labels_are_our_own_short_words() -> None:
    for entry in cpt_entries():
        assert len(entry.label) <= 90, entry.code
        assert not re.search(r"[A-Z]{4,}|;", entry.label), entry.code
        assert "arthrodesis" not in entry.label.lower(), entry.code
    assert label("22558") == "anterior lumbar interbody fusion, first interspace"


def test_fees_are_the_seed_pages_own() -> None:
    assert str(fee("22558")) == "1423.88"
    assert fee("63047") is None
