"""Coverage policies: which conditions support one, and how long care must have lasted."""

from typing import get_args

import pytest

from scribe_plugin.contract import KnowledgeError
from scribe_plugin.contract.necessity import Condition, ImagingModality, Modality, Tobacco
from scribe_plugin.knowledge import policy, policy_ids

LCD = "lcd_l37848"
NEURAL = ["disc_herniation", "recurrent_disc_herniation", "spinal_stenosis", "foraminal_stenosis", "radiculopathy"]
UNSTABLE = ["instability", "spondylolisthesis", "fracture", "infection", "tumor"]


def test_known_policies() -> None:
    assert policy_ids() == ("commercial_generic", LCD, "payer_neutral")
    assert policy(None).id == "payer_neutral"
    for name in policy_ids():
        assert policy(name).id == name


def test_unknown_policy_names_the_known_ones() -> None:
    with pytest.raises(KnowledgeError, match="commercial_generic, lcd_l37848, payer_neutral"):
        policy("lcd_l99999")


def test_the_lcd_is_one_contractors() -> None:
    lcd = policy(LCD)
    assert lcd.contractor == "Palmetto GBA"
    assert lcd.codes == ("22533", "22558", "22612", "22630", "22633")
    assert [item.id for item in lcd.indications] == ["instability", "deformity", "pseudarthrosis", "neural_compression"]


@pytest.mark.parametrize("name", [LCD, "commercial_generic"])
@pytest.mark.parametrize(
    "conditions",
    [
        [],
        ["degenerative_disc_disease"],
        ["adjacent_segment_disease"],
        ["postlaminectomy_syndrome"],
        ["degenerative_disc_disease", "adjacent_segment_disease", "low_back_pain", "other"],
    ],
)
def test_degeneration_alone_supports_nothing(name: str, conditions: list[str]) -> None:
    assert policy(name).supports(conditions) is False


@pytest.mark.parametrize("condition", [*NEURAL, *UNSTABLE, "pseudarthrosis", "deformity"])
def test_an_indication_supports_the_lcd(condition: str) -> None:
    assert policy(LCD).supports(["degenerative_disc_disease", condition]) is True


@pytest.mark.parametrize(
    ("conditions", "weeks"),
    [
        (["deformity"], 52),
        (["deformity", "degenerative_disc_disease"], 52),
        *[(["deformity", condition], None) for condition in NEURAL + UNSTABLE],
        (["spondylolisthesis"], None),
        (["pseudarthrosis"], None),
        (["degenerative_disc_disease"], None),
        ([], None),
    ],
)
def test_the_lcd_asks_for_a_year_for_deformity_alone(conditions: list[str], weeks: float | None) -> None:
    assert policy(LCD).min_conservative_weeks(conditions) == weeks


@pytest.mark.parametrize(
    ("conditions", "weeks"),
    [([], 6), (["degenerative_disc_disease"], 6), (["spondylolisthesis"], 6), (["spondylolisthesis", "tumor"], None)],
)
def test_the_commercial_checklist_asks_for_six_weeks_unless_urgent(conditions: list[str], weeks: float | None) -> None:
    assert policy("commercial_generic").min_conservative_weeks(conditions) == weeks


def test_only_deformity_has_a_period_or_asks_for_function_in_the_lcd() -> None:
    lcd = policy(LCD)
    assert {item.id for item in lcd.indications if item.min_conservative_weeks} == {"deformity"}
    assert {item.id for item in lcd.indications if item.requires_function} == {"deformity"}


def test_the_neutral_checklist_never_judges() -> None:
    neutral = policy(None)
    assert neutral.supports(["degenerative_disc_disease"]) is None
    assert neutral.min_conservative_weeks(["degenerative_disc_disease"]) is None
    assert len(neutral.criteria) > 10


def test_the_generic_checklists_do_not_claim_to_be_sourced() -> None:
    assert policy("commercial_generic").verified == "from_memory"
    assert policy("payer_neutral").verified == "from_memory"
    assert policy(LCD).verified == "yes"


def test_every_criterion_can_be_evaluated() -> None:
    vocabulary = {
        "conditions": set(get_args(Condition)),
        "modalities": set(get_args(Modality)) | set(get_args(ImagingModality)),
        "tobacco": set(get_args(Tobacco)),
    }
    for name in policy_ids():
        rules = policy(name)
        criteria = [*rules.criteria, *(one for item in rules.indications for one in item.criteria)]
        ids = [one.id for one in criteria]
        assert len(set(ids)) == len(ids), name
        for item in rules.indications:
            assert item.criteria, item.id
            assert set(item.conditions_any) <= vocabulary["conditions"], item.id
        for one in criteria:
            assert one.prompt.endswith("."), one.id
            for field, words in vocabulary.items():
                assert set(getattr(one, field)) <= words, one.id
            if one.check in {"conditions", "conditions_per_level", "conditions_absent"}:
                assert one.conditions, one.id
            if one.check == "weeks":
                assert one.weeks is not None, one.id
            if one.check == "tobacco":
                assert one.tobacco, one.id


def test_an_indications_weeks_agree_with_its_criteria() -> None:
    for name in policy_ids():
        for item in policy(name).indications:
            asked = [one.weeks for one in item.criteria if one.check == "weeks"]
            assert asked == ([item.min_conservative_weeks] if item.min_conservative_weeks else []), item.id
            assert any(one.check == "function" for one in item.criteria) is item.requires_function, item.id


def test_what_elements_cannot_show_is_a_prompt() -> None:
    prompts = {one.id for item in policy(LCD).indications for one in item.criteria if one.check == "prompt"}
    assert {"deformity.size", "pseudarthrosis.relief_and_year", "pseudarthrosis.counselling"} <= prompts
