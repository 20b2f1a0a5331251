"""Reading base notes and making pairs of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scribe_plugin.contract import DatasetError
from scribe_plugin.evaluation.pairs import build_pairs, load_bases
from scribe_plugin.evaluation.pairs.bases import documents, fill
from tests.evaluation.pairs.conftest import BASE, CHARGED, PLATE, REWORDED

Write = Callable[..., Path]


def test_a_slot_is_filled_and_repeated() -> None:
    text = "fused {lvl|L5-S1} and {lvl} again{more|}"
    assert fill(text, {}) == "fused L5-S1 and L5-S1 again"
    assert fill(text, {"lvl": "L4-L5", "more": "!"}) == "fused L4-L5 and L4-L5 again!"


def test_a_changed_fact_states_what_flips(write: Write) -> None:
    pairs = {pair.id: pair for pair in build_pairs(load_bases(write()))}
    plate = pairs["one/plate"]
    assert plate.fields == ("device.separate_plate",)
    assert plate.appears == ("device.separate_plate",)
    assert plate.vanishes == ()
    assert not plate.invariant
    assert plate.first.family == plate.second.family == "one"
    assert plate.first.encounter.documents[0].text.endswith("No separate plate.\n\nNever smoker.\n")
    assert "separate anterior plate" in plate.second.encounter.documents[0].text


def test_a_changed_charge_flips_findings_only(write: Write) -> None:
    pair = next(pair for pair in build_pairs(load_bases(write())) if pair.id == "one/62")
    assert (pair.fields, pair.appears) == ((), ("access.modifier_62_unsupported",))
    assert pair.first.encounter.documents == pair.second.encounter.documents


def test_other_surfaces_and_rewordings_are_invariant(write: Write) -> None:
    pairs = [pair for pair in build_pairs(load_bases(write())) if pair.invariant]
    assert {pair.kind for pair in pairs} >= {"rewording", "abbreviation", "upper case", "dashes", "wrapped lines"}
    assert "misspelling" not in {pair.kind for pair in pairs}  # nothing in the text to misspell
    assert all(pair.first.gold == pair.second.gold for pair in pairs)
    assert all(pair.first.encounter.documents != pair.second.encounter.documents for pair in pairs)


def test_a_header_line_begins_a_document(write: Write) -> None:
    content = load_bases(write(BASE.replace("{tob|", "### clinic_note\n{tob|") + PLATE))
    docs = documents(content.bases[0], fill(content.bases[0].text, {}))
    assert [(item["id"], item["kind"]) for item in docs] == [("op", "operative_note"), ("doc-1", "clinic_note")]
    assert docs[1]["text"] == "Never smoker.\n"


@pytest.mark.parametrize(
    ("base", "said"),
    [
        (BASE + PLATE + PLATE, "names two of its changes alike"),
        (BASE + PLATE + BASE + PLATE, "repeats an id"),
        (BASE + PLATE.replace("text = { plate", "text = { plat"), "no slot 'plat'"),
        (BASE + PLATE.replace('"separate plate"', '"plates"'), "the kind 'plates'"),
        (BASE.replace('id = "one"', 'id = "one"\norder = [0, 0]') + PLATE, "each paragraph once"),
        (BASE.replace('id = "one"', 'colour = "red"') + PLATE, "breaks the format"),
        ("[[base", "is no TOML"),
    ],
)
def test_a_broken_base_is_one_sentence(write: Write, base: str, said: str) -> None:
    with pytest.raises(DatasetError, match=said):
        load_bases(write(base))


@pytest.mark.parametrize(
    ("base", "said"),
    [
        (
            BASE + PLATE.replace("gold = { device.separate_plate = ", "gold = { necessity.tobacco = "),
            "necessity.tobacco",
        ),
        (BASE + PLATE.replace('"present"', '"absent"'), "flips nothing"),
        (BASE + REWORDED + 'gold = { necessity.tobacco = "current" }', "flips something"),
        (BASE + CHARGED.replace("22558-62", "22558 62"), "charge line"),
    ],
)
def test_a_change_that_does_not_do_what_its_kind_says_is_refused(write: Write, base: str, said: str) -> None:
    broken = base.replace('necessity.tobacco = "present"', 'necessity.tobacco = "current"')
    with pytest.raises(DatasetError, match=said):
        build_pairs(load_bases(write(broken)))


def test_a_missing_folder_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="--pairs"):
        load_bases(tmp_path / "none")
