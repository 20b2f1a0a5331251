"""Clearing edits: writing them, applying them, and completing them until nothing new appears."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter

from scribe_plugin.coding.codes import is_anterior_column_pcs
from scribe_plugin.contract import (
    Charge,
    ChargeEdit,
    ChargeLine,
    DocumentationEdit,
    Elements,
    Encounter,
    EncounterError,
    Finding,
    Model,
    Suggestion,
)

MAX_ROUNDS = 12
"""How often a suggestion may be extended; in practice two or three rounds suffice."""

Rules = Callable[[Elements, Encounter], list[Finding]]


def charge_edit(label: str, *edits: ChargeEdit) -> Suggestion:
    """Return a suggestion that changes the charge only."""
    return Suggestion(label=label, charge=list(edits))


def dictate(
    label: str, path: str, value: Any, text: str, *, choices: Iterable[Any] = (), placeholder: bool = False
) -> Suggestion:
    """Return a suggestion of one statement; ``placeholder`` marks a value that only shows the shape of the answer."""
    edit = DocumentationEdit(path=path, value=value, text=text, choices=list(choices), placeholder=placeholder)
    return Suggestion(label=label, documentation=[edit])


def set_units(code: str, units: int) -> ChargeEdit:
    """Return the edit that charges ``units`` of ``code``; none removes the line."""
    if units <= 0:
        return ChargeEdit(action="remove_line", code=code)
    return ChargeEdit(action="set_units", code=code, units=units)


def remove_lines(codes: Iterable[str]) -> list[ChargeEdit]:
    """Return the edits that drop every line of ``codes``."""
    return [ChargeEdit(action="remove_line", code=code) for code in codes]


def apply_suggestion(elements: Elements, encounter: Encounter, suggestion: Suggestion) -> tuple[Elements, Encounter]:
    """Return the record as it would be with the suggestion followed; the arguments stay as they are.

    Raises:
        EncounterError: an edit names a place or a value that the contract does not have.
    """
    for statement in suggestion.documentation:
        elements = _put(elements, statement.path.split("."), statement)
    if suggestion.charge:
        charge = encounter.charge or Charge()
        for edit in suggestion.charge:
            charge = _edit_charge(charge, edit)
        encounter = encounter.model_copy(update={"charge": _checked(charge)})
    return elements, encounter


def complete(elements: Elements, encounter: Encounter, finding: Finding, known: set[str], rules: Rules) -> Finding:
    """Return the finding with its suggestion extended until following it raises nothing new.

    ``known`` holds the other codes of the record as it is. Each round adds the clearing edit of the
    first finding that the suggestion would raise.
    """
    suggestion = finding.suggestion
    if suggestion is None:
        return finding
    for _ in range(MAX_ROUNDS):
        left = rules(*apply_suggestion(elements, encounter, suggestion))
        raised = next((item for item in left if item.severity != "info" and item.code not in known), None)
        if raised is None or raised.suggestion is None:
            break
        suggestion = _join(suggestion, raised.suggestion)
    return finding if suggestion is finding.suggestion else finding.model_copy(update={"suggestion": suggestion})


def _join(first: Suggestion, second: Suggestion) -> Suggestion:
    """Return both suggestions as one, without edits that a later one undoes."""
    paths = {edit.path for edit in second.documentation}
    overruled = {edit.code for edit in second.charge if edit.action in ("set_units", "remove_line")}
    pcs = any(edit.action == "replace_pcs" for edit in second.charge)
    kept = [
        edit
        for edit in first.charge
        if not (edit.action == "set_units" and edit.code in overruled) and not (edit.action == "replace_pcs" and pcs)
    ]
    return Suggestion(
        label=first.label,
        charge=kept + second.charge,
        documentation=[edit for edit in first.documentation if edit.path not in paths] + second.documentation,
    )


@cache
def _adapter(model: type[Model], field: str, *, item: bool) -> TypeAdapter[Any]:
    annotation: Any = model.model_fields[field].annotation
    return TypeAdapter(get_args(annotation)[0] if item else annotation)


def _put(node: Any, path: list[str], edit: DocumentationEdit) -> Any:
    """Return a copy of ``node`` with the edit's value at ``path``; an index one past the end appends."""
    field, rest = path[0], path[1:]
    model: type[Model] = type(node)
    try:
        old = getattr(node, field)
        if not rest:
            new: Any = _adapter(model, field, item=False).validate_python(edit.value)
        elif isinstance(old, list):
            index = range(len(old) + 1).index(int(rest[0]))
            if rest[1:]:
                item = _put(old[index], rest[1:], edit)
            else:
                item = _adapter(model, field, item=True).validate_python(edit.value)
            new = [*old[:index], item, *old[index + 1 :]]
        else:
            new = _put(old, rest, edit)
    except (AttributeError, IndexError, KeyError, ValueError):
        msg = f"the suggestion cannot be applied at {edit.path}; take it from a review of this same record"
        raise EncounterError(msg) from None
    return node.model_copy(update={field: new})


def _checked(charge: Charge) -> Charge:
    """Return the charge once more through the contract, because edits copy without checking."""
    try:
        return Charge.model_validate(charge.model_dump())
    except ValueError as error:
        msg = "the suggestion makes a charge that the contract does not have; take it from a review of this same record"
        raise EncounterError(msg) from error


def _edit_charge(charge: Charge, edit: ChargeEdit) -> Charge:
    """Return the charge after one edit."""
    if edit.action == "replace_pcs":
        return charge.model_copy(update={"icd10_pcs": _replace_pcs(charge.icd10_pcs, edit.values)})
    if edit.action == "remove_pcs":
        return charge.model_copy(update={"icd10_pcs": [code for code in charge.icd10_pcs if code != edit.code]})
    if edit.action in ("replace_cm", "remove_cm"):
        new = [edit.value] if edit.action == "replace_cm" and edit.value else []
        codes = [item for code in charge.icd10_cm for item in (new if code == edit.code else [code])]
        return charge.model_copy(update={"icd10_cm": list(dict.fromkeys(codes))})
    return charge.model_copy(update={"lines": _edit_lines(charge.lines, edit)})


def _replace_pcs(codes: list[str], values: list[str]) -> list[str]:
    """Put ``values`` where the first anterior-column fusion code stands and drop those codes."""
    others = [code for code in codes if not is_anterior_column_pcs(code)]
    first = next((index for index, code in enumerate(codes) if is_anterior_column_pcs(code)), len(codes))
    return [*others[:first], *values, *others[first:]]


def _edit_lines(lines: list[ChargeLine], edit: ChargeEdit) -> list[ChargeLine]:
    """Return the service lines after one edit; several lines of one code count as one."""
    others = [line for line in lines if line.code != edit.code]
    own = [line for line in lines if line.code == edit.code]
    if edit.action == "remove_line":
        return others
    if edit.action in ("add_modifier", "remove_modifier"):
        return [_with_modifier(line, edit) if line.code == edit.code else line for line in lines]
    if not own:
        added = ChargeLine.model_construct(code=edit.code, units=edit.units or 1, modifiers=[])
        return [*lines, added] if edit.action == "set_units" else lines
    code = edit.value or edit.code if edit.action == "replace_code" else edit.code
    changed = own[0].model_copy(update={"code": code, "units": edit.units or 1})
    place = lines.index(own[0])
    return [*others[:place], changed, *others[place:]]


def _with_modifier(line: ChargeLine, edit: ChargeEdit) -> ChargeLine:
    """Return the line with the edit's modifier added or removed."""
    kept = [item for item in line.modifiers if item != edit.value]
    if edit.action == "add_modifier" and edit.value:
        kept = [*line.modifiers, edit.value] if len(kept) == len(line.modifiers) else line.modifiers
    return line.model_copy(update={"modifiers": kept})
