"""Diagnosis candidates."""

from datetime import date
from typing import Any

import pytest

from scribe_plugin.coding import Facts, pain_of, suggest_cm
from scribe_plugin.contract import SuggestedCode
from tests.records import ON, diagnosis, elements, fused


def suggested(*diagnoses: dict[str, Any], on: date | None = ON, **changes: Any) -> list[SuggestedCode]:
    """Return the candidates for these diagnoses."""
    return suggest_cm(Facts(elements({**changes, "necessity.diagnoses": list(diagnoses)})), on)


def codes(*diagnoses: dict[str, Any], on: date | None = ON, **changes: Any) -> list[str]:
    """Return the candidates' codes."""
    return [item.code for item in suggested(*diagnoses, on=on, **changes)]


DISC = diagnosis("degenerative_disc_disease", "L4-L5", "L5-S1")


def test_region_follows_the_interspace() -> None:
    assert codes(diagnosis("spondylolisthesis", "L4-L5")) == ["M43.16"]
    assert codes(diagnosis("spondylolisthesis", "L5-S1")) == ["M43.17"]
    assert codes(diagnosis("spondylolisthesis", "L5-S1", "L4-L5", "L3-L4")) == ["M43.16", "M43.17"]


def test_without_an_interspace_the_fused_ones_decide() -> None:
    assert codes(diagnosis("spondylolisthesis"), **fused("L3-L4")) == ["M43.16"]
    unnamed: dict[str, Any] = {"levels.titled": [], "levels.described": []}
    assert len(codes(diagnosis("spondylolisthesis"), **unnamed)) == 1


def test_validity_follows_the_date_of_service() -> None:
    assert codes(DISC, on=date(2024, 9, 30)) == ["M51.36", "M51.37"]
    assert codes(DISC, on=date(2024, 10, 1)) == ["M51.369", "M51.379"]
    assert codes(DISC, on=None) == ["M51.369", "M51.379"]


@pytest.mark.parametrize(
    ("others", "pain", "code"),
    [
        ([], "none", "M51.369"),
        (["low_back_pain"], "back", "M51.360"),
        (["radiculopathy"], "leg", "M51.361"),
        (["radiculopathy", "low_back_pain"], "both", "M51.362"),
    ],
)
def test_documented_pain_chooses_the_sixth_character(others: list[str], pain: str, code: str) -> None:
    diagnoses = [*(diagnosis(item, "L4-L5") for item in others), diagnosis("degenerative_disc_disease", "L4-L5")]
    assert pain_of(Facts(elements({"necessity.diagnoses": diagnoses}))) == pain
    assert codes(*diagnoses)[0] == code


def test_a_herniation_with_radiculopathy_is_one_code() -> None:
    root, disc = diagnosis("radiculopathy", "L5-S1"), diagnosis("disc_herniation", "L5-S1")
    assert codes(root, disc) == ["M51.17"]
    assert codes(disc) == ["M51.27"]
    assert codes(root) == ["M54.17"]
    assert codes(root, diagnosis("recurrent_disc_herniation", "L5-S1"), diagnosis("low_back_pain")) == [
        "M51.17",
        "M54.50",
    ]


def test_codes_that_exclude_each_other_are_not_offered_together() -> None:
    assert codes(diagnosis("spondylolisthesis", "L5-S1"), diagnosis("spondylolysis", "L5-S1")) == ["M43.17"]


def test_a_code_is_offered_once() -> None:
    twice = diagnosis("adjacent_segment_disease", "L4-L5"), diagnosis("degenerative_disc_disease", "L4-L5")
    assert codes(*twice) == ["M51.369"]


def test_a_condition_without_a_code() -> None:
    assert codes(diagnosis("other", "L5-S1")) == []


def test_every_candidate_says_why() -> None:
    found = suggested(diagnosis("spinal_stenosis", "L3-L4", "L4-L5"))[0]
    assert found.why == (
        "spinal stenosis at L3-L4 and L4-L5 is documented; the coder confirms the code "
        "(No neurogenic claudication documented)"
    )
    assert found.label == "Spinal stenosis, lumbar region without neurogenic claudication"
    assert [item.quote for item in found.evidence] == ["has spinal_stenosis"]
    assert found.sources
    old = suggested(diagnosis("degenerative_disc_disease", "L4-L5"), on=date(2024, 9, 30))[0]
    assert old.why.endswith("(Not valid from 2024-10-01: a sixth character says what pain goes with it)")
    unnamed: dict[str, Any] = {"levels.titled": [], "levels.described": []}
    bare = suggested(diagnosis("instability"), **unnamed)[0]
    assert bare.why == "instability is documented; the coder confirms the code"
