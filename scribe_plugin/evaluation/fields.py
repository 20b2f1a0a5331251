"""What is compared between labels and a reading: every field as a set of items.

A silent value (``not_stated``, null, false, an empty list) is the empty set, so that precision and recall speak of what was
said and the share of exact matches of everything.
"""

from collections.abc import Callable, Hashable
from typing import Any

from scribe_plugin.contract import Elements, FunctionalLimitation

Items = frozenset[Hashable]
Field = Callable[[Elements], Items]

_SILENT: tuple[Any, ...] = (None, False, "not_stated")


def _scalar(group: str, name: str) -> Field:
    """Return the field that holds the value itself, or nothing where it is silent."""

    def items(elements: Elements) -> Items:
        value = getattr(getattr(elements, group), name)
        return frozenset() if value in _SILENT else frozenset([value])

    return items


def _list(group: str, name: str) -> Field:
    return lambda elements: frozenset(getattr(getattr(elements, group), name))


def _weeks(value: float | None) -> int | None:
    """Return whole weeks: 26.0 and 26.07 are one duration."""
    return None if value is None else round(value)


def _conservative_weeks(elements: Elements) -> Items:
    weeks = _weeks(elements.necessity.conservative_duration_weeks)
    return frozenset() if weeks is None else frozenset([weeks])


def _instrument(item: FunctionalLimitation) -> str:
    return item.instrument or "described"


FIELDS: dict[str, Field] = {
    "fusion_documented": lambda e: frozenset(["yes"]) if e.fusion_documented else frozenset(),
    "approach.effective": lambda e: frozenset(e.effective_approaches),
    "approach.titled": _list("approach", "titled"),
    "approach.described": _list("approach", "described"),
    "approach.corridor": _scalar("approach", "corridor"),
    "approach.position": _scalar("approach", "position"),
    "levels.effective": lambda e: frozenset(e.effective_interspaces),
    "levels.titled": _list("levels", "titled"),
    "levels.described": _list("levels", "described"),
    "levels.by_approach": lambda e: frozenset((i.interspace, i.approach) for i in e.levels.by_approach),
    "levels.stated_count": _scalar("levels", "stated_count"),
    "levels.transitional_anatomy": _scalar("levels", "transitional_anatomy"),
    "device.devices": lambda e: frozenset((i.interspace, i.kind) for i in e.device.devices),
    "device.integral_fixation": lambda e: frozenset(
        (i.interspace, i.kind, i.integral_fixation) for i in e.device.devices if i.integral_fixation != "not_stated"
    ),
    "device.fixation": lambda e: frozenset((i.interspace, i.kind, f) for i in e.device.devices for f in i.fixation),
    "device.product": lambda e: frozenset(
        (i.interspace, " ".join(i.product.lower().split())) for i in e.device.devices if i.product
    ),
    "device.separate_plate": _scalar("device", "separate_plate"),
    "posterior.instrumentation": _scalar("posterior", "instrumentation"),
    "posterior.hardware": _list("posterior", "hardware"),
    "posterior.fixation_points": _list("posterior", "fixation_points"),
    "posterior.arthrodesis": _scalar("posterior", "arthrodesis"),
    "posterior.arthrodesis_interspaces": _list("posterior", "arthrodesis_interspaces"),
    "posterior.same_session": _scalar("posterior", "same_session"),
    "necessity.treatments": lambda e: frozenset(i.modality for i in e.necessity.conservative_treatments),
    "necessity.treatment_weeks": lambda e: frozenset(
        (i.modality, _weeks(i.duration_weeks))
        for i in e.necessity.conservative_treatments
        if i.duration_weeks is not None
    ),
    "necessity.treatment_outcomes": lambda e: frozenset(
        (i.modality, i.outcome) for i in e.necessity.conservative_treatments if i.outcome != "not_stated"
    ),
    "necessity.conservative_weeks": _conservative_weeks,
    "necessity.diagnoses": lambda e: frozenset(i.condition for i in e.necessity.diagnoses),
    "necessity.diagnosis_interspaces": lambda e: frozenset(
        (i.condition, interspace) for i in e.necessity.diagnoses for interspace in i.interspaces
    ),
    "necessity.imaging": lambda e: frozenset(i.modality for i in e.necessity.imaging),
    "necessity.imaging_interspaces": lambda e: frozenset(
        (i.modality, interspace) for i in e.necessity.imaging for interspace in i.interspaces
    ),
    "necessity.function": lambda e: frozenset(_instrument(i) for i in e.necessity.functional_limitations),
    "necessity.function_scores": lambda e: frozenset(
        (_instrument(i), i.score) for i in e.necessity.functional_limitations if i.score is not None
    ),
    "necessity.tobacco": _scalar("necessity", "tobacco"),
    "access.access_surgeon": _scalar("access", "access_surgeon"),
    "access.specialty": _scalar("access", "specialty"),
    "access.role": _scalar("access", "role"),
    "access.separate_note": _scalar("access", "separate_note"),
    "access.resident_unavailable": _scalar("access", "resident_unavailable"),
}
"""Every field that is scored, in report order. ``effective`` is the narrative's value, else the title's."""

FATAL_FIELDS = ("approach.effective", "levels.effective")
"""Fields whose error changes the primary code: a note that misses one of them is listed by its id."""
