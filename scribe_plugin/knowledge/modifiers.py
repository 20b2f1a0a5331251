"""Modifiers: what each means and when it fits."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from scribe_plugin.contract import KnowledgeError
from scribe_plugin.knowledge.rows import Row, load, near, part_fields, row_fields

ModifierKind = Literal["work", "side", "payment", "global", "distinct", "surgeons", "assistant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifierCheck(Row):
    """One condition that a coder checks before using a modifier."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifierEntry(Row):
    """One modifier with its rule in a sentence and the conditions that a coder checks."""

    code: str
    label: str
    kind: ModifierKind
    rule: str
    checks: tuple[ModifierCheck, ...]

    @property
    def conditions(self) -> tuple[str, ...]:
        """The checks as plain sentences."""
        return tuple(check.text for check in self.checks)


@cache
def _entries() -> dict[str, ModifierEntry]:
    return {
        raw["code"]: ModifierEntry(
            **row_fields(raw),
            code=raw["code"],
            label=raw["label"],
            kind=raw["kind"],
            rule=raw["rule"],
            checks=tuple(ModifierCheck(**part_fields(item), text=item["text"]) for item in raw["checks"]),
        )
        for raw in load("modifiers")["modifiers"]
    }


def modifier_entries() -> tuple[ModifierEntry, ...]:
    """Return every modifier, in table order."""
    return tuple(_entries().values())


def modifier(code: str) -> ModifierEntry:
    """Return the entry of a modifier.

    Raises:
        KnowledgeError: the table does not hold it.
    """
    entry = _entries().get(code.strip().upper())
    if entry is None:
        msg = f"modifier {code!r} is not in the tables; {near(code.strip().upper(), _entries())}"
        raise KnowledgeError(msg)
    return entry
