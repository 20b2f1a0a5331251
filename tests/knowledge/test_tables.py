"""Every table, row by row: the fields that each must carry, and that what it cites exists."""

import tomllib
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from scribe_plugin.contract import KnowledgeError
from scribe_plugin.knowledge.rows import Row, near, row_fields, source

TABLES = files("scribe_plugin.knowledge") / "tables"
REQUIRED = {"source", "effective_from", "effective_to", "verified"}
# The arrays of a table whose items are rows of their own.
ROWS = {
    "cpt": ["codes"],
    "modifiers": ["modifiers"],
    "icd10pcs": ["tables", "values", "combinations"],
    "icd10cm": ["codes"],
    "drg": ["families"],
    "fees": ["fees"],
    "devices": ["products"],
    "faq": ["questions"],
    "policies/lcd_l37848": ["indications", "criteria"],
    "policies/commercial_generic": ["indications", "criteria"],
    "policies/payer_neutral": ["criteria"],
}
# Tables of a table that are rows by themselves; "" is the head of the file.
SINGLE_ROWS = {
    "cpt": ["indicators", "opps_status"],
    "icd10cm": ["mapping"],
    "policies/lcd_l37848": [""],
    "policies/commercial_generic": [""],
    "policies/payer_neutral": [""],
}


def raw(name: str) -> dict[str, Any]:
    return tomllib.loads((TABLES / f"{name}.toml").read_text(encoding="utf-8"))


def all_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, arrays in ROWS.items():
        table = raw(name)
        for array in arrays:
            for number, row in enumerate(table[array]):
                yield f"{name}:{array}[{number}]", row
        for key in SINGLE_ROWS.get(name, []):
            yield f"{name}:{key}", table[key] if key else table
    for key, row in raw("cpt")["editions"].items():
        yield f"cpt:editions.{key}", row


def test_every_table_is_covered() -> None:
    found = {item.name.removesuffix(".toml") for item in TABLES.iterdir() if item.name.endswith(".toml")}
    found |= {f"policies/{item.name.removesuffix('.toml')}" for item in (TABLES / "policies").iterdir()}
    assert found - {"sources"} == set(ROWS)


def test_every_row_has_source_dates_and_mark() -> None:
    rows = dict(all_rows())
    assert len(rows) > 400
    for place, row in rows.items():
        assert row.keys() >= REQUIRED, place
        fields = row_fields(row)
        assert fields["sources"], place
        begin, end = fields["effective_from"], fields["effective_to"]
        assert begin is None or end is None or begin <= end, place


def test_a_row_from_memory_alone_is_not_called_sourced() -> None:
    for place, row in all_rows():
        if set(row["source"]) == {"from-memory"}:
            assert row["verified"] == "from_memory", place


def test_notes_and_checks_carry_source_and_mark() -> None:
    parts = [note for row in raw("cpt")["codes"] for note in row["notes"]]
    parts += [check for row in raw("modifiers")["modifiers"] for check in row["checks"]]
    assert len(parts) > 120
    for part in parts:
        assert part["source"], part["text"]
        memory = "from-memory" in part["source"]
        assert part["verified"] == ("from_memory" if memory else "yes"), part["text"]


def test_every_source_names_what_was_read() -> None:
    for key, row in raw("sources").items():
        found = source(key)
        assert found.citation, key
        assert found.kind, key
        assert row["address"] == "" or row["address"].startswith(("http://", "https://")), key


def test_every_listed_source_is_cited() -> None:
    text = "".join((TABLES / f"{name}.toml").read_text(encoding="utf-8") for name in ROWS)
    code = (files("scribe_plugin.knowledge") / "cards" / "procedure.py").read_text(encoding="utf-8")
    unused = [key for key in raw("sources") if f'"{key}"' not in text and f'"{key}"' not in code]
    assert unused == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("source", []),
        ("source", ["nobody"]),
        ("effective_from", "2024-13-01"),
        ("verified", "perhaps"),
    ],
)
def test_a_broken_row_is_refused(key: str, value: Any) -> None:
    row = {"source": ["seed-page"], "effective_from": "", "effective_to": "", "verified": "yes"}
    assert row_fields(row)["verified"] == "yes"
    with pytest.raises(KnowledgeError):
        row_fields({**row, key: value})
    with pytest.raises(KnowledgeError):
        row_fields({name: item for name, item in row.items() if name != key})


def test_a_row_holds_on_its_first_and_last_day() -> None:
    row = Row(
        sources=(source("seed-page"),),
        effective_from=date(2017, 1, 1),
        effective_to=date(2024, 9, 30),
        verified="yes",
    )
    assert [row.in_effect(day) for day in (date(2016, 12, 31), date(2017, 1, 1))] == [False, True]
    assert [row.in_effect(day) for day in (date(2024, 9, 30), date(2024, 10, 1))] == [True, False]
    assert row.in_effect(None) is False


def test_near_prefers_the_common_beginning() -> None:
    assert near("22583", ["22533", "22585", "63052"]) == "did you mean 22585 or 22533?"
    assert near("25285", ["22585", "63052"]) == "did you mean 22585?"
    assert "alif-scribe codes" in near("99999", ["22585"])
