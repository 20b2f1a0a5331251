"""Confusion matrices: every reading is in one cell, and only scalar fields have one."""

from scribe_plugin.contract import Elements
from scribe_plugin.evaluation.report.confusion import confusions, scalar_fields
from scribe_plugin.evaluation.scoring.fields import FIELDS
from tests.builders import make_elements
from tests.evaluation.reviews import failed, labelled, record


def test_scalar_fields_are_those_of_one_value() -> None:
    names = [name for name, _ in scalar_fields()]
    assert set(names) < set(FIELDS)
    assert {"fusion_documented", "approach.corridor", "levels.stated_count", "access.role"} <= set(names)
    assert not {"approach.titled", "device.devices", "approach.effective", "necessity.function"} & set(names)
    assert len(names) == 16


def test_every_reading_is_in_one_cell() -> None:
    gold = make_elements(approach__corridor="retroperitoneal", necessity__conservative_duration_weeks=8.0)
    wrong = make_elements(approach__corridor="transperitoneal", necessity__conservative_duration_weeks=60.0)
    notes = {name: labelled(name, gold) for name in ("a", "b", "c")}
    read = {"a": gold, "b": wrong, "c": Elements.empty()}
    records = [record(notes[name], elements) for name, elements in read.items()]
    found = {matrix.name: matrix for matrix in confusions([*records, failed("gone")], notes)}
    corridor = found["approach.corridor"]
    assert corridor.columns == ["retroperitoneal", "transperitoneal", "not stated"]
    assert [(name, [cell.count for cell in cells]) for name, cells in corridor.rows] == [("retroperitoneal", [1, 1, 1])]
    assert [cell.is_right for cell in corridor.rows[0][1]] == [True, False, False]
    assert (corridor.readings, corridor.astray) == (3, 2)
    weeks = found["necessity.conservative_duration_weeks"]
    assert weeks.columns == ["6 to 12", "52 or more", "not stated"]
    assert weeks.binned
    assert all(sum(cell.count for _, cells in matrix.rows for cell in cells) == 3 for matrix in found.values())


def test_those_most_astray_come_first_and_no_reading_has_no_matrix() -> None:
    gold = make_elements(access__role="co_surgeon")
    note = labelled("a", gold)
    assert confusions([record(note, Elements.empty())], {"a": note})[0].name == "access.role"
    assert confusions([failed("a")], {"a": note}) == []
