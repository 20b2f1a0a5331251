"""The six alerts: a pure function of elements and encounter, one module of rules per element."""

from types import ModuleType

from scribe_plugin.contract import ELEMENT_NAMES, Alert, ElementName, Elements, Encounter, Finding
from scribe_plugin.validation import access, approach, device, levels, necessity, posterior
from scribe_plugin.validation.case import Case
from scribe_plugin.validation.catalogue import CATALOGUE
from scribe_plugin.validation.edits import apply_suggestion, complete

__all__ = ["CATALOGUE", "apply_suggestion", "validate"]

_MODULES: dict[ElementName, ModuleType] = {
    "approach": approach,
    "levels": levels,
    "device": device,
    "posterior": posterior,
    "necessity": necessity,
    "access": access,
}
_RANKS = {"info": 0, "warning": 1, "critical": 2}


def validate(elements: Elements, encounter: Encounter) -> list[Alert]:
    """Return the six alerts in contract order, each warning and critical finding with a whole clearing edit.

    Raises:
        KnowledgeError: the encounter names a policy that is not known.
    """
    case = Case(elements, encounter)
    found = _findings(case)
    known = {item.code for item in found}
    whole = [
        complete(elements, encounter, item, known - {item.code}, lambda *record: _findings(Case(*record)))
        for item in found
    ]
    return [_alert(case, name, [item for item in whole if item.element == name]) for name in ELEMENT_NAMES]


def _findings(case: Case) -> list[Finding]:
    """Run every rule, in the order of the catalogue; a record without a lumbar fusion has nothing to find."""
    if not case.applies:
        return []
    found = (rule(case) for name in ELEMENT_NAMES for rule in _MODULES[name].RULES)
    return [item for item in found if item is not None]


def _alert(case: Case, name: ElementName, findings: list[Finding]) -> Alert:
    if not case.applies:
        return Alert(
            element=name,
            state="not_applicable",
            severity=None,
            summary="No lumbar fusion is documented or charged.",
            findings=[],
        )
    worst = max(findings, key=lambda item: _RANKS[item.severity], default=None)
    if worst is None or worst.severity == "info":
        severity = worst.severity if worst else None
        return Alert(
            element=name, state="clear", severity=severity, summary=_MODULES[name].summary(case), findings=findings
        )
    others = sum(item.severity != "info" for item in findings) - 1
    headline = CATALOGUE[worst.code].headline
    summary = f"{headline.removesuffix('.')}; {others} more to check." if others else headline
    return Alert(element=name, state="alert", severity=worst.severity, summary=summary, findings=findings)
