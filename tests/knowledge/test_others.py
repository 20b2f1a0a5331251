"""Modifiers, DRG families, products and the seven answers."""

from datetime import date

import pytest

from scribe_plugin.contract import KnowledgeError
from scribe_plugin.knowledge import drg_families, drg_family, faq, modifier, modifier_entries, product, products

LAST, FIRST = date(2024, 9, 30), date(2024, 10, 1)


def test_modifiers_of_the_access_surgeon() -> None:
    codes = {entry.code for entry in modifier_entries()}
    assert {"22", "50", "51", "58", "59", "62", "66", "78", "80", "81", "82", "AS", "XS", "XU"} == codes
    assert modifier(" as ").kind == "assistant"
    assert all(entry.conditions for entry in modifier_entries())


def test_unknown_modifier_names_a_near_one() -> None:
    with pytest.raises(KnowledgeError, match="62"):
        modifier("63")


def numbers(day: date | None) -> set[str]:
    return {group.drg for family in drg_families(day) if family.region == "lumbar" for group in family.drgs}


def test_drg_families_change_on_the_first_day_of_fiscal_2025() -> None:
    special = {"456", "457", "458"}
    assert numbers(LAST) == {"453", "454", "455", "459", "460"} | special
    assert numbers(FIRST) == {"402", "426", "427", "428", "447", "448", "450", "451"} | special
    assert numbers(None) == numbers(FIRST)


@pytest.mark.parametrize("day", [LAST, FIRST])
@pytest.mark.parametrize("combined", [True, False])
@pytest.mark.parametrize("levels", ["single", "multiple"])
def test_one_family_fits_each_kind_of_surgery(day: date, combined: bool, levels: str) -> None:
    fitting = [
        family
        for family in drg_families(day)
        if family.region == "lumbar"
        and not family.special
        and family.combined is combined
        and family.levels in {levels, "any"}
    ]
    assert len(fitting) == 1


def test_a_drg_out_of_its_years_says_when_it_held() -> None:
    assert drg_family("460", LAST).id == "fusion_old"
    with pytest.raises(KnowledgeError, match="2024-09-30"):
        drg_family("460", FIRST)
    with pytest.raises(KnowledgeError, match="999"):
        drg_family("999")


def test_no_name_belongs_to_two_products() -> None:
    owners: dict[str, set[str]] = {}
    for entry in products():
        assert len({name.casefold() for name in entry.names}) == len(entry.names), entry.id
        for name in entry.names:
            plain = "".join(letter for letter in name.casefold() if letter.isalnum() or letter == "+")
            owners.setdefault(plain, set()).add(entry.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}
    assert len({entry.id for entry in products()}) == len(products())


@pytest.mark.parametrize(
    ("written", "kind", "fixation"),
    [
        ("SYNFIX", "cage", "integral"),
        ("SynFix-LR", "cage", "integral"),
        ("synfix lr", "cage", "integral"),
        ("Pyramid +4", "plate", "separate_plate"),
        ("Divergence-L", "cage", "modular"),
        ("AVS ALign", "cage", "none"),
        ("Aero-LL", "lateral_cage", "optional"),
        ("Capstone", "posterior_cage", "none"),
        ("Solus", "cage", "integral"),
    ],
)
def test_products_are_found_however_they_are_written(written: str, kind: str, fixation: str) -> None:
    entry = product(written)
    assert entry is not None
    assert (entry.kind, entry.fixation_class) == (kind, fixation)
    assert product(f"{written} of nobody") is None


def test_fixation_words_go_with_the_class() -> None:
    for entry in products():
        assert bool(entry.fixation) is (entry.fixation_class != "none"), entry.id
        assert (entry.kind == "plate") is (entry.fixation_class == "separate_plate"), entry.id


def test_seven_questions_are_answered() -> None:
    answers = faq()
    assert len(answers) == 7
    assert len({item.id for item in answers}) == 7
    for item in answers:
        assert item.question.endswith("?")
        assert item.citations
        assert item.correction.startswith("The seed page")
        assert item.correction.count(". ") == 0, item.id


def test_answers_follow_current_coding() -> None:
    said = {item.id: item.answer for item in faq()}
    assert "0SG00A0 for L4-L5 and 0SG30A0 for L5-S1" in said["two_level"]
    assert "with or without" in said["single_level_cpt"]
    assert "0SG30A0 for L5-S1" in said["pcs"]
    assert "62" in said["access_surgeon"]
    assert all(number in said["drg"] for number in ("450", "451", "447", "448", "402", "426"))
    assert "Palmetto" in said["necessity"]


def test_everyday_names_are_among_the_names() -> None:
    marked = {name for entry in products() for name in entry.everyday}
    assert {"Independence", "Perimeter", "ATB"} <= marked
    for entry in products():
        assert set(entry.everyday) <= set(entry.names), entry.id
