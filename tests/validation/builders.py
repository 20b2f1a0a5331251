"""Rule tables: a record in which a finding fires, what it says, and records in which it only nearly fires."""

from dataclasses import dataclass, field
from typing import Any

from scribe_plugin.contract import Alert, Elements, Encounter, Finding, Suggestion
from scribe_plugin.validation import validate
from tests.records import elements, encounter


@dataclass(frozen=True)
class Record:
    """Elements and encounter under test."""

    elements: Elements
    encounter: Encounter

    @property
    def alerts(self) -> list[Alert]:
        """The six alerts."""
        return validate(self.elements, self.encounter)

    @property
    def findings(self) -> dict[str, Finding]:
        """Every finding by its code."""
        return {item.code: item for alert in self.alerts for item in alert.findings}


def record(changes: dict[str, Any] | None = None, **given: Any) -> Record:
    """The clean operation with changes, and the encounter that ``given`` describes."""
    return Record(elements(changes or {}), encounter(**given))


def told(suggestion: Suggestion | None) -> list[str]:
    """A suggestion as short lines: ``22585 = 1``, ``drop 22853``, ``levels.titled: ['L5-S1']``."""
    if suggestion is None:
        return []
    patterns = {
        "set_units": "{code} = {units}",
        "remove_line": "drop {code}",
        "replace_code": "{code} becomes {value}",
        "add_modifier": "{code} plus {value}",
        "remove_modifier": "{code} minus {value}",
        "replace_pcs": "pcs {values}",
        "remove_pcs": "drop {code}",
        "replace_cm": "{code} becomes {value}",
        "remove_cm": "drop {code}",
    }
    charge = [patterns[edit.action].format(**edit.model_dump()) for edit in suggestion.charge]
    return charge + [f"{edit.path}: {edit.value}" for edit in suggestion.documentation]


@dataclass(frozen=True)
class Row:
    """One row of a rule table: a record in which the finding fires, and one that only nearly does."""

    code: str
    fires: Record
    says: str
    edits: list[str] = field(default_factory=list)
    silent: tuple[Record, ...] = ()
    severity: str | None = None

    def __str__(self) -> str:
        """The test's name."""
        return self.code


def check_fires(row: Row) -> None:
    """Assert that the finding fires with its message, its edits and something to cite."""
    found = row.fires.findings
    assert row.code in found, sorted(found)
    finding = found[row.code]
    assert finding.message == row.says
    assert told(finding.suggestion) == row.edits
    assert finding.references
    if row.severity:
        assert finding.severity == row.severity


def check_silent(row: Row) -> None:
    """Assert that the finding stays away from every near miss."""
    assert row.silent, "a rule needs a near miss"
    for near_miss in row.silent:
        assert row.code not in near_miss.findings
