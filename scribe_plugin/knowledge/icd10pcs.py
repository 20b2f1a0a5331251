"""ICD-10-PCS codes composed and checked character by character."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from scribe_plugin.contract import Interspace, KnowledgeError
from scribe_plugin.knowledge.rows import Row, load, near, row_fields

Joints = Literal["one", "two_or_more"]
POSITIONS = {4: "body part", 5: "approach", 6: "device", 7: "qualifier"}
"""What each of the last four characters says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PcsValue(Row):
    """One character of one table.

    Body parts also say how many joints they stand for, which interspaces those are, the spinal region, and
    in ``single`` the body part of one joint of that region.
    """

    table: str
    position: int
    value: str
    key: str
    title: str
    phrase: str
    joints: Joints | None
    interspaces: tuple[Interspace, ...]
    region: str
    single: str
    note: str

    @property
    def meaning(self) -> str:
        """What the character's position says: body part, approach, device or qualifier."""
        return POSITIONS[self.position]


@dataclass(frozen=True, slots=True, kw_only=True)
class PcsEntry(Row):
    """One valid code, decoded."""

    code: str
    title: str
    section: str
    system: str
    operation: str
    fusion: bool
    body_part: PcsValue
    approach: PcsValue
    device: PcsValue
    qualifier: PcsValue

    @property
    def characters(self) -> tuple[PcsValue, ...]:
        """The last four characters, in order."""
        return (self.body_part, self.approach, self.device, self.qualifier)

    @property
    def common(self) -> bool:
        """Whether the code is done open and is not diagnostic, as in an anterior fusion."""
        return self.approach.key == "open" and self.qualifier.key != "diagnostic"

    @property
    def column(self) -> Literal["anterior", "posterior"] | None:
        """The spinal column that a fusion code names, or None for other codes."""
        if not self.fusion:
            return None
        return "posterior" if self.qualifier.key.endswith("posterior_column") else "anterior"


@cache
def pcs_values(table: str, position: int) -> tuple[PcsValue, ...]:
    """Return the characters that ``table`` holds at ``position`` (4 to 7), in table order."""
    return tuple(
        PcsValue(
            **row_fields(raw),
            table=raw["table"],
            position=raw["position"],
            value=raw["value"],
            key=raw["key"],
            title=raw["title"],
            phrase=raw["phrase"],
            joints=raw.get("joints"),
            interspaces=tuple(raw.get("interspaces", ())),
            region=raw.get("region", ""),
            single=raw.get("single", ""),
            note=raw.get("note", ""),
        )
        for raw in load("icd10pcs")["values"]
        if raw["table"] == table and raw["position"] == position
    )


@cache
def _combinations() -> dict[str, dict[str, Any]]:
    """Return every valid code with the row that makes it valid."""
    return {code: raw for raw in load("icd10pcs")["combinations"] for code in _product(raw)}


def _product(raw: dict[str, Any]) -> Iterator[str]:
    for body_part in raw["body_parts"]:
        for approach in raw["approaches"]:
            for device in raw["devices"]:
                for qualifier in raw["qualifiers"]:
                    yield f"{raw['table']}{body_part}{approach}{device}{qualifier}"


def _character(table: str, position: int, given: str) -> str:
    """Return the character for a character or its key; an unknown one is returned as it is."""
    return next((item.value for item in pcs_values(table, position) if given == item.key), given)


def _table_of(body_part: str) -> tuple[str, str]:
    """Split ``0SG3``, ``3``, ``lumbosacral_joint`` or ``0SG:lumbosacral_joint`` into table and character."""
    if len(body_part) == 4:
        return body_part[:3], body_part[3]
    for table in ("0SG", "0RG", "0SB", "0QB"):
        for item in pcs_values(table, 4):
            if body_part in (item.value, item.key):
                return table, item.value
    return "0SG", body_part


def pcs_code(body_part: str, approach: str, device: str, qualifier: str) -> str:
    """Compose a code and check that it exists.

    ``body_part`` is a character or key of the fusion tables (``0``, ``1``, ``3``, ``A``, ``lumbosacral_joint``)
    or four characters that name the table as well (``0SB2``); the others are characters or keys (``0`` or
    ``open``, ``A`` or ``interbody_device``, ``0`` or ``anterior_approach_anterior_column``).

    Raises:
        KnowledgeError: no such code exists; the message says which characters go together.
    """
    table, character = _table_of(body_part)
    tail = [_character(table, place, given) for place, given in ((5, approach), (6, device), (7, qualifier))]
    code = f"{table}{character}{''.join(tail)}"
    return pcs_entry(code).code


def pcs_valid(code: str, as_of: date | None = None) -> bool:
    """Return whether ``code`` is one of the codes of these tables on ``as_of`` (without a date, the newest edition)."""
    code = code.strip().upper()
    return code in _combinations() and _decode(code).in_effect(as_of)


def pcs_entry(code: str) -> PcsEntry:
    """Return the decoded entry of ``code``.

    Raises:
        KnowledgeError: the code does not exist in these tables; the message says why.
    """
    code = code.strip().upper()
    if code not in _combinations():
        raise KnowledgeError(_why_invalid(code))
    return _decode(code)


@cache
def _decode(code: str) -> PcsEntry:
    table = next(raw for raw in load("icd10pcs")["tables"] if raw["table"] == code[:3])
    parts = [next(item for item in pcs_values(code[:3], place) if item.value == code[place - 1]) for place in POSITIONS]
    body_part, approach, device, qualifier = parts
    return PcsEntry(
        **row_fields(_combinations()[code]),
        code=code,
        title=table["pattern"].format(
            body_part=body_part.phrase,
            approach=approach.phrase,
            device=device.phrase,
            qualifier=qualifier.phrase,
        ),
        section=table["section"],
        system=table["system"],
        operation=table["operation"],
        fusion=table["fusion"],
        body_part=body_part,
        approach=approach,
        device=device,
        qualifier=qualifier,
    )


def _why_invalid(code: str) -> str:
    tables = {raw["table"] for raw in load("icd10pcs")["tables"]}
    if len(code) != 7 or code[:3] not in tables:
        return f"procedure code {code!r} is not in the ICD-10-PCS tables; {near(code, _combinations())}"
    for place, meaning in POSITIONS.items():
        values = pcs_values(code[:3], place)
        if code[place - 1] not in {item.value for item in values}:
            choices = ", ".join(f"{item.value} ({item.title})" for item in values)
            return f"{code} does not exist: {code[place - 1]!r} is no {meaning} here; use {choices}"
    device, qualifier = (
        next(item for item in pcs_values(code[:3], place) if item.value == code[place - 1]) for place in (6, 7)
    )
    return (
        f"{code} does not exist: {device.title} is not combined with {qualifier.title}; {near(code, _combinations())}"
    )


def pcs_title(code: str) -> str:
    """Return the official title of ``code``.

    Raises:
        KnowledgeError: the code does not exist in these tables.
    """
    return pcs_entry(code).title


def is_fusion_pcs(code: str) -> bool:
    """Return whether the first four characters name a lumbar, lumbosacral or thoracolumbar fusion.

    The last three are not checked, so a wrongly composed fusion code is still one.
    """
    return code.strip().upper()[:4] in _fusion_starts()


@cache
def _fusion_starts() -> frozenset[str]:
    tables = (raw["table"] for raw in load("icd10pcs")["tables"] if raw["fusion"])
    return frozenset(f"{table}{item.value}" for table in tables for item in pcs_values(table, 4))


def pcs_entries(as_of: date | None = None) -> tuple[PcsEntry, ...]:
    """Return every code of these tables in effect on ``as_of``, in table order."""
    return tuple(_decode(code) for code in _combinations() if pcs_valid(code, as_of))
