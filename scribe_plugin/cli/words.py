"""Findings and their clearing edits in a person's words."""

from collections.abc import Callable, Iterator

from scribe_plugin.contract import ChargeEdit, Finding, Suggestion

_EDITS: dict[str, Callable[[ChargeEdit], str]] = {
    "set_units": lambda edit: f"Charge {edit.code} x {edit.units}",
    "remove_line": lambda edit: f"Remove {edit.code}",
    "replace_code": lambda edit: f"Charge {edit.value} instead of {edit.code}",
    "add_modifier": lambda edit: f"Add modifier {edit.value} to {edit.code}",
    "remove_modifier": lambda edit: f"Remove modifier {edit.value} from {edit.code}",
    "replace_pcs": lambda edit: f"Report ICD-10-PCS {', '.join(edit.values) or 'without a lumbar fusion code'}",
    "remove_pcs": lambda edit: f"Remove ICD-10-PCS {edit.code}",
    "replace_cm": lambda edit: f"Report ICD-10-CM {edit.value} instead of {edit.code}",
    "remove_cm": lambda edit: f"Remove ICD-10-CM {edit.code}",
}


def edit_words(edit: ChargeEdit) -> str:
    """Return one change of the charge as an instruction."""
    return _EDITS[edit.action](edit)


def fix_lines(suggestion: Suggestion) -> Iterator[str]:
    """Yield the clearing edit, one line for the charge and one for each statement."""
    if suggestion.charge:
        yield f"{'; '.join(dict.fromkeys(edit_words(edit) for edit in suggestion.charge))}."
    for statement in suggestion.documentation:
        yield f"Add: {statement.text}"


def who(findings: list[Finding], names: dict[str, str]) -> str:
    """Return who acts on the warning and critical findings, in order, each once."""
    return ", ".join(dict.fromkeys(names[item.audience] for item in findings if item.severity != "info"))
