"""Groups of codes agree with the knowledge tables."""

import pytest

from scribe_plugin import coding, knowledge
from scribe_plugin.coding import codes
from scribe_plugin.contract import Charge


def test_lumbar_fusions_are_the_arthrodesis_codes_but_the_thoracic_one() -> None:
    known = {entry.code for entry in knowledge.cpt_entries() if entry.kind == "arthrodesis"}
    assert set(codes.LUMBAR_FUSION) == known - {"22610"}


def test_primary_interbody_codes_are_no_add_ons() -> None:
    primary = [code for code in codes.INTERBODY if not knowledge.cpt(code).add_on]
    assert sorted(primary) == sorted(codes.PRIMARY_INTERBODY)


def test_instrumentation() -> None:
    known = {entry.code for entry in knowledge.cpt_entries() if entry.kind == "instrumentation"}
    assert {*codes.ANTERIOR_PLATES, *codes.POSTERIOR_INSTRUMENTATION, "22848"} <= known


def test_modifiers_of_a_second_surgeon() -> None:
    assert all(knowledge.modifier(code) for code in codes.SURGEON_MODIFIERS)


@pytest.mark.parametrize("entry", knowledge.cpt_entries(), ids=lambda entry: entry.code)
def test_modifier_62_is_kept_off_what_the_tables_say(entry: knowledge.CptEntry) -> None:
    if entry.excludes_62:
        assert codes.excludes_62(entry.code)


@pytest.mark.parametrize(
    ("code", "excluded"),
    [
        ("22839", False),
        ("22840", True),
        ("22841", True),
        ("22848", True),
        ("22849", False),
        ("22850", True),
        ("22851", False),
        ("22852", True),
        ("22853", True),
        ("22854", True),
        ("22855", True),
        ("22856", False),
        ("22859", True),
        ("20929", False),
        ("20930", True),
        ("20938", True),
        ("20939", False),
        ("22558", False),
        ("0195T", False),
    ],
)
def test_modifier_62_ranges(code: str, excluded: bool) -> None:
    assert codes.excludes_62(code) is excluded


@pytest.mark.parametrize(
    ("code", "fusion", "anterior_column"),
    [
        ("0SG00A0", True, True),
        ("0SG30AJ", True, True),
        ("0SG10Z0", True, True),
        ("0RGA0A0", True, True),
        ("0SG0071", True, False),
        ("0SG70J0", False, False),
        ("0RG10A0", False, False),
        ("0SB20ZZ", False, False),
    ],
)
def test_facility_codes(code: str, fusion: bool, anterior_column: bool) -> None:
    assert codes.is_lumbar_fusion_pcs(code) is fusion
    assert codes.is_anterior_column_pcs(code) is anterior_column


def test_a_charged_fusion() -> None:
    assert not codes.has_lumbar_fusion(None)
    assert not codes.has_lumbar_fusion(Charge(icd10_pcs=["0SB20ZZ"]))
    assert codes.has_lumbar_fusion(Charge(icd10_pcs=["0SB20ZZ", "0SG30A0"]))
    assert codes.has_lumbar_fusion(Charge.model_validate({"lines": [{"code": "22614"}]}))
    assert not codes.has_lumbar_fusion(Charge.model_validate({"lines": [{"code": "22853"}]}))


def test_what_the_package_exports() -> None:
    assert all(callable(getattr(coding, name)) for name in coding.__all__)


def test_citations() -> None:
    both = codes.citations("22558", "22585")
    assert set(knowledge.cpt("22558").citations) | set(knowledge.cpt("22585").citations) == set(both)
    assert len(both) == len(set(both))
    assert codes.citations("99999") == ()
    assert [item[:13] for item in codes.citations("99999", glossary=True)] == ["Mira glossary"]
