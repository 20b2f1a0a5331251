"""ICD-10-PCS: which combinations exist, how codes are composed and read."""

import pytest

from scribe_plugin.contract import INTERSPACES, KnowledgeError
from scribe_plugin.knowledge import is_fusion_pcs, pcs_code, pcs_entries, pcs_entry, pcs_title, pcs_valid, pcs_values

# The eleven codes of one body part and approach that the source lists for 0SG00.
TAILS = {"70", "71", "7J", "A0", "AJ", "J0", "J1", "JJ", "K0", "K1", "KJ"}


@pytest.mark.parametrize("start", ["0SG0", "0SG1", "0SG3", "0RGA"])
@pytest.mark.parametrize("approach", ["0", "3", "4"])
def test_exactly_the_published_combinations_exist(start: str, approach: str) -> None:
    found = {entry.code[5:] for entry in pcs_entries() if entry.code.startswith(f"{start}{approach}")}
    assert found == TAILS


@pytest.mark.parametrize("body_part", ["0", "1", "3", "A"])
def test_no_interbody_device_in_the_posterior_column(body_part: str) -> None:
    with pytest.raises(KnowledgeError, match="Interbody Fusion Device is not combined with Posterior Approach"):
        pcs_code(body_part, "0", "A", "1")


def test_characters_and_keys_compose_the_same_code() -> None:
    keys = ("lumbosacral_joint", "open", "interbody_device", "anterior_approach_anterior_column")
    assert pcs_code(*keys) == pcs_code("3", "0", "A", "0") == "0SG30A0"
    assert pcs_code("A", "0", "A", "0") == "0RGA0A0"
    assert pcs_code("0SB2", "0", "Z", "Z") == "0SB20ZZ"
    assert pcs_code("right_pelvic_bone", "open", "no_device", "no_qualifier") == "0QB20ZZ"


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (
            "0SG30A0",
            (
                "Fusion of Lumbosacral Joint with Interbody Fusion Device, "
                "Anterior Approach, Anterior Column, Open Approach"
            ),
        ),
        (
            "0SG10A0",
            (
                "Fusion of 2 or more Lumbar Vertebral Joints with Interbody Fusion Device, "
                "Anterior Approach, Anterior Column, Open Approach"
            ),
        ),
        ("0SB40ZZ", "Excision of Lumbosacral Disc, Open Approach"),
        ("0ST20ZZ", "Resection of Lumbar Vertebral Disc, Open Approach"),
        ("0QB30ZZ", "Excision of Left Pelvic Bone, Open Approach"),
        ("0SB23ZX", "Excision of Lumbar Vertebral Disc, Percutaneous Approach, Diagnostic"),
        (
            "XRGD0R7",
            (
                "Fusion of Lumbosacral Joint using Custom-Made Anatomically Designed Interbody Fusion Device, "
                "Open Approach, New Technology Group 7"
            ),
        ),
    ],
)
def test_titles_read_as_published(code: str, title: str) -> None:
    assert pcs_title(code) == title


def test_each_interspace_has_one_single_joint() -> None:
    single = [item for table in ("0SG", "0RG") for item in pcs_values(table, 4) if item.joints == "one"]
    named = [interspace for item in single for interspace in item.interspaces]
    assert sorted(named) == sorted(INTERSPACES)


def test_lumbosacral_joint_is_never_part_of_two_or_more() -> None:
    several = next(item for item in pcs_values("0SG", 4) if item.joints == "two_or_more")
    assert "L5-S1" not in several.interspaces
    assert several.single == "0"
    assert pcs_entry("0SG30A0").body_part.interspaces[0] == "L5-S1"


def test_column_follows_the_qualifier() -> None:
    assert pcs_entry("0SG00A0").column == "anterior"
    assert pcs_entry("0SG00AJ").column == "anterior"
    assert pcs_entry("0SG0071").column == "posterior"
    assert pcs_entry("0SB20ZZ").column is None


@pytest.mark.parametrize(
    ("code", "said"),
    [("0SG90A0", "no body part"), ("0SG30A9", "no qualifier"), ("0SG35A0", "no approach"), ("0SG30ZJ", "no device")],
)
def test_an_invalid_character_is_named(code: str, said: str) -> None:
    assert not pcs_valid(code)
    with pytest.raises(KnowledgeError, match=said):
        pcs_entry(code)


def test_wrongly_composed_fusion_code_is_still_a_fusion() -> None:
    assert is_fusion_pcs("0SG00A1")
    assert is_fusion_pcs("0rga0a0")
    assert not is_fusion_pcs("0SB20ZZ")
    assert not is_fusion_pcs("0SG90A0")
    assert not is_fusion_pcs("")
