"""The seed page's dollar figures for 2026: its own, unchecked, information only."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from scribe_plugin.knowledge.rows import Row, load, row_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeEntry(Row):
    """One printed fee; ``label`` says whose figure it is."""

    code: str
    usd: Decimal
    label: str


@cache
def _entries() -> dict[str, FeeEntry]:
    return {
        raw["code"]: FeeEntry(**row_fields(raw), code=raw["code"], usd=Decimal(raw["usd"]), label=raw["label"])
        for raw in load("fees")["fees"]
    }


def fee_entry(code: str) -> FeeEntry | None:
    """Return the printed fee of a procedure code with its label and source, or None."""
    return _entries().get(code.strip().upper())


def fee(code: str) -> Decimal | None:
    """Return the seed page's 2026 dollar figure of a procedure code, or None where it prints none."""
    entry = fee_entry(code)
    return entry.usd if entry else None
