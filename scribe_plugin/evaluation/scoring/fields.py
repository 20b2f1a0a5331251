"""Every field that is scored: its name, and how a labelled and a read encounter meet in it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scribe_plugin.contract import Elements, Encounter, FunctionalLimitation
from scribe_plugin.evaluation.scoring.alignment import Alignment, Places, align
from scribe_plugin.evaluation.scoring.equivalence import interspace, is_silent, same_value
from scribe_plugin.evaluation.scoring.marks import Mark, total


class Meeting:
    """One encounter's labels and reading side by side; lists of items are aligned when first needed."""

    def __init__(self, encounter: Encounter, gold: Elements, read: Elements) -> None:
        self.gold = gold
        self.read = read
        self.places = Places(encounter)
        self._aligned: dict[str, Alignment] = {}

    def aligned(self, path: str) -> Alignment:
        """Return the alignment of the list at ``path`` (``device.devices``)."""
        if path not in self._aligned:
            gold, read = _at(self.gold, path), _at(self.read, path)
            self._aligned[path] = align(gold, read, _SAME[path], self.places)
        return self._aligned[path]

    @cached_property
    def effective(self) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
        """Effective approaches and interspaces, labelled and read."""
        return (
            (self.gold.effective_approaches, self.read.effective_approaches),
            (self.gold.effective_interspaces, self.read.effective_interspaces),
        )


def _at(elements: Elements, path: str) -> Any:
    value: Any = elements
    for name in path.split("."):
        value = getattr(value, name)
    return value


def _same_treatment(gold: Any, read: Any) -> float:
    return float(gold.modality == read.modality)


def _same_limitation(gold: FunctionalLimitation, read: FunctionalLimitation) -> float:
    if gold.instrument != read.instrument:
        return 0.0
    if gold.instrument is None:
        return 0.3  # two limitations without an instrument are told apart by their words
    return 1.0 if gold.score == read.score else 0.5


_SAME: dict[str, Callable[[Any, Any], float]] = {
    "levels.by_approach": lambda gold, read: float(gold.interspace == read.interspace),
    "device.devices": lambda gold, read: (
        0.6 * (interspace(gold.interspace) == interspace(read.interspace)) + 0.4 * (gold.kind == read.kind)
    ),
    "necessity.conservative_treatments": _same_treatment,
    "necessity.diagnoses": lambda gold, read: float(gold.condition == read.condition),
    "necessity.imaging": _same_treatment,
    "necessity.functional_limitations": _same_limitation,
}
"""How far two items of a list have the same name."""


def mark_scalar(gold: Any, read: Any) -> Mark:
    """Return how two single values meet."""
    if is_silent(gold):
        return Mark(silence=1) if is_silent(read) else Mark(false_alarm=1)
    if is_silent(read):
        return Mark(miss=1)
    return Mark(hit=1) if same_value(gold, read) else Mark(wrong=1)


def mark_set(gold: Iterable[Any], read: Iterable[Any]) -> Mark:
    """Return how two sets of closed values meet; a value in one of them only is missed or invented."""
    ours, theirs = set(gold), set(read)
    if not ours and not theirs:
        return Mark(silence=1)
    return Mark(hit=len(ours & theirs), miss=len(ours - theirs), false_alarm=len(theirs - ours))


@dataclass(frozen=True, slots=True)
class Field:
    """One scored field; ``mark`` counts it for one encounter, ``values`` says what each side holds, for showing."""

    name: str
    mark: Callable[[Meeting], Mark]
    values: Callable[[Elements], list[str]]


def _scalar(path: str) -> Field:
    return Field(
        path,
        lambda meeting: mark_scalar(_at(meeting.gold, path), _at(meeting.read, path)),
        lambda elements: [] if is_silent(value := _at(elements, path)) else [_text(value)],
    )


def _set(path: str) -> Field:
    return Field(
        path,
        lambda meeting: mark_set(_at(meeting.gold, path), _at(meeting.read, path)),
        lambda elements: [_text(value) for value in _at(elements, path)],
    )


def _items(name: str, path: str, label: Callable[[Any], str]) -> Field:
    """Return a field of items: a pair of another name is a wrong value, an item without a partner missed or invented."""

    def mark(meeting: Meeting) -> Mark:
        found = meeting.aligned(path)
        if not (found.pairs or found.missed or found.invented):
            return Mark(silence=1)
        right = sum(label(gold) == label(read) for gold, read in found.pairs)
        return Mark(right, len(found.missed), len(found.invented), len(found.pairs) - right)

    return Field(name, mark, lambda elements: [label(item) for item in _at(elements, path)])


def _attribute(name: str, path: str, attribute: str, key: str) -> Field:
    """Return a field of one attribute of items, marked over the aligned pairs and over what items alone hold."""

    def mark(meeting: Meeting) -> Mark:
        found = meeting.aligned(path)
        both = [(getattr(gold, attribute), getattr(read, attribute)) for gold, read in found.pairs]
        alone = [(getattr(gold, attribute), _nothing(getattr(gold, attribute))) for gold in found.missed]
        extra = [(_nothing(getattr(read, attribute)), getattr(read, attribute)) for read in found.invented]
        marks = [_mark_either(*pair) for pair in (*both, *alone, *extra)]
        return total(marks) if marks else Mark(silence=1)

    def values(elements: Elements) -> list[str]:
        return [
            f"{getattr(item, key)}: {_text(value)}"
            for item in _at(elements, path)
            if not is_silent(value := getattr(item, attribute))
        ]

    return Field(name, mark, values)


def _mark_either(gold: Any, read: Any) -> Mark:
    return mark_set(gold, read) if isinstance(gold, list) else mark_scalar(gold, read)


def _nothing(value: Any) -> Any:
    return [] if isinstance(value, list) else None


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _limits(elements: Elements) -> set[str]:
    """Return the instruments used, and whether a limitation is described: how a sentence of several is split is a matter of taste."""
    return {item.instrument or "described" for item in elements.necessity.functional_limitations}


_TREATMENTS = "necessity.conservative_treatments"
_LIMITS = "necessity.functional_limitations"

_ALL = (
    _scalar("fusion_documented"),
    Field("approach.effective", lambda m: mark_set(*m.effective[0]), lambda e: list(e.effective_approaches)),
    _set("approach.titled"),
    _set("approach.described"),
    _scalar("approach.corridor"),
    _scalar("approach.position"),
    Field("levels.effective", lambda m: mark_set(*m.effective[1]), lambda e: list(e.effective_interspaces)),
    _set("levels.titled"),
    _set("levels.described"),
    _items("levels.by_approach", "levels.by_approach", lambda item: f"{item.interspace} {item.approach}"),
    _scalar("levels.stated_count"),
    _scalar("levels.transitional_anatomy"),
    _items("device.devices", "device.devices", lambda item: f"{item.interspace} {item.kind}"),
    _attribute("device.integral_fixation", "device.devices", "integral_fixation", "interspace"),
    _attribute("device.fixation", "device.devices", "fixation", "interspace"),
    _attribute("device.product", "device.devices", "product", "interspace"),
    _scalar("device.separate_plate"),
    _scalar("posterior.instrumentation"),
    _set("posterior.hardware"),
    _set("posterior.fixation_points"),
    _scalar("posterior.arthrodesis"),
    _set("posterior.arthrodesis_interspaces"),
    _scalar("posterior.same_session"),
    _items("necessity.treatments", _TREATMENTS, lambda item: str(item.modality)),
    _attribute("necessity.treatment_weeks", _TREATMENTS, "duration_weeks", "modality"),
    _attribute("necessity.treatment_outcomes", _TREATMENTS, "outcome", "modality"),
    _scalar("necessity.conservative_duration_weeks"),
    _items("necessity.diagnoses", "necessity.diagnoses", lambda item: str(item.condition)),
    _attribute("necessity.diagnosis_interspaces", "necessity.diagnoses", "interspaces", "condition"),
    _items("necessity.imaging", "necessity.imaging", lambda item: str(item.modality)),
    _attribute("necessity.imaging_interspaces", "necessity.imaging", "interspaces", "modality"),
    Field("necessity.function", lambda m: mark_set(_limits(m.gold), _limits(m.read)), lambda e: sorted(_limits(e))),
    _attribute("necessity.function_scores", _LIMITS, "score", "instrument"),
    _scalar("necessity.tobacco"),
    _scalar("access.access_surgeon"),
    _scalar("access.specialty"),
    _scalar("access.role"),
    _scalar("access.separate_note"),
    _scalar("access.resident_unavailable"),
)

FIELDS: dict[str, Field] = {field.name: field for field in _ALL}
"""Every field by its name, in report order. ``effective`` is the narrative's value, else the title's."""

FATAL_FIELDS = ("approach.effective", "levels.effective")
"""Fields whose error changes the primary code."""
