"""Findings and their clearing edits in a person's words."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from scribe_plugin.contract import ChargeEdit, Finding, Suggestion
from scribe_plugin.contract.alerts import ChargeAction

_WORDS: dict[ChargeAction, str] = {
    "set_units": "Charge {codes} x {units}",
    "remove_line": "Remove {codes}",
    "replace_code": "Charge {value} instead of {codes}",
    "add_modifier": "Add modifier {value} to {codes}",
    "remove_modifier": "Remove modifier {value} from {codes}",
    "replace_pcs": "Report ICD-10-PCS {values}",
    "remove_pcs": "Remove ICD-10-PCS {codes}",
    "replace_cm": "Report ICD-10-CM {value} instead of {codes}",
    "remove_cm": "Remove ICD-10-CM {codes}",
}


def charge_words(edits: Iterable[ChargeEdit]) -> str:
    """Return changes of the charge as one instruction; equal changes of several codes are said once."""
    groups = groupby(edits, key=lambda edit: (edit.action, edit.units, edit.value, tuple(edit.values)))
    return "; ".join(
        _WORDS[action].format(
            codes=_listed(list(dict.fromkeys(edit.code for edit in group))),
            units=units,
            value=value,
            values=_listed(list(values)) or "without a lumbar fusion code",
        )
        for (action, units, value, values), group in groups
    )


def fix_lines(suggestion: Suggestion) -> Iterator[str]:
    """Yield the clearing edit, one line for the charge and one for each statement."""
    if suggestion.charge:
        yield f"{charge_words(suggestion.charge)}."
    for statement in suggestion.documentation:
        yield f"Add: {statement.text}"


def who(findings: list[Finding], names: dict[str, str]) -> str:
    """Return who acts on the warning and critical findings, in order, each once."""
    return ", ".join(dict.fromkeys(names[item.audience] for item in findings if item.severity != "info"))


def _listed(items: list[str]) -> str:
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)
