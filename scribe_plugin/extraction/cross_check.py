"""Two readers, one answer: what they agree on is kept, and where they differ a written rule decides, never silently.

The rule, in order:

1. A value that the note bears out beats one that it does not; silence bears out nothing. (The guard has already taken from the
   model's answer what did not stand; the embedded reader cuts its quotes out of the note itself.)
2. Words of the narrative beat words of the title.
3. Else the model's value is kept.

Every difference is a ``CrossCheck``. One in which both readers found words that say different things, or in which only one of
them found what an alert turns on, is a ``warning`` to the surgeon; the rest is ``info``. Values that hang on another one
(hardware on instrumentation, a role on the access surgeon) follow the reader whose value of that one was kept; so do devices
and approaches of an interspace that only one reader takes for fused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from scribe_plugin.contract import (
    ELEMENT_NAMES,
    INTERSPACES,
    CrossCheck,
    ElementName,
    Elements,
    Evidence,
    Interspace,
    Model,
)
from scribe_plugin.extraction.consistency.spots import NoteView
from scribe_plugin.extraction.differences import FREE_TEXT, WHY, Kept, message
from scribe_plugin.extraction.matching import partners, plain, quotes_of, same
from scribe_plugin.extraction.problems import Problem
from scribe_plugin.extraction.result import Extraction, places_of
from scribe_plugin.extraction.values import fields, holds_items, in_order, is_silent

DEPENDS: dict[str, tuple[str, ...]] = {
    "posterior.hardware": ("posterior.instrumentation",),
    "posterior.fixation_points": ("posterior.instrumentation",),
    "posterior.arthrodesis_interspaces": ("posterior.arthrodesis",),
    "posterior.same_session": ("posterior.instrumentation", "posterior.arthrodesis"),
    "access.specialty": ("access.access_surgeon",),
    "access.role": ("access.access_surgeon",),
    "access.separate_note": ("access.access_surgeon",),
}
"""Fields that follow the reader whose value of another field was kept, the first on which the two differ."""

DECISIVE = frozenset(
    {
        "fusion_documented",
        "approach.titled",
        "approach.described",
        "levels.titled",
        "levels.described",
        "device.devices",
        "device.separate_plate",
        "posterior.instrumentation",
        "posterior.arthrodesis",
        "access.access_surgeon",
        "access.role",
    }
)
"""Fields on which an alert turns: that only one reader found something there is worth the surgeon's eye."""

_PLACED = frozenset({"levels.by_approach", "device.devices"})
"""Items that stand for an interspace."""


@dataclass(frozen=True, slots=True)
class _Decision:
    kept: Kept
    why: str

    @property
    def is_conflict(self) -> bool:
        return self.why in ("narrative", "llm")


def cross_check(embedded: Extraction, llm: Extraction, note: NoteView) -> Extraction:
    """Return what the two readings say together; ``cross_check`` of the result lists every difference."""
    return _Merge(embedded, llm, note).result()


class _Merge:
    def __init__(self, embedded: Extraction, llm: Extraction, note: NoteView) -> None:
        self.embedded = embedded
        self.llm = llm
        self.note = note
        self.entries: list[CrossCheck] = []
        self.decisions: dict[str, _Decision] = {}
        self.fused: list[Interspace] = []
        """The interspaces that were kept, once the levels have been settled."""

    def result(self) -> Extraction:
        groups: dict[str, Any] = {group: self._group(group) for group in ELEMENT_NAMES}
        ours, theirs = self.embedded.elements.fusion_documented, self.llm.elements.fusion_documented
        if ours != theirs:
            self._differ("fusion_documented", ours, theirs, self._decide("fusion_documented", ours, theirs))
        elements = self.llm.elements.model_copy(update={**groups, "fusion_documented": ours or theirs})
        elements = _coherent(elements)
        return replace(
            self.embedded,
            elements=elements,
            grounding=places_of(elements, [*self.llm.grounding, *self.embedded.grounding]),
            rejected=self.llm.rejected,
            cross_check=self.entries,
        )

    def _group(self, group: ElementName) -> Any:
        ours, theirs = getattr(self.embedded.elements, group), getattr(self.llm.elements, group)
        kept: dict[str, Any] = {}
        names = sorted(fields(group), key=lambda name: f"{group}.{name}" in DEPENDS)
        for name in names:
            path = f"{group}.{name}"
            pair = getattr(ours, name), getattr(theirs, name)
            kept[name] = self._items(path, *pair) if holds_items(path) else self._value(path, *pair)
            if path == "levels.described":
                self.fused = kept["described"] or kept["titled"]
        return _with_evidence(theirs.model_copy(update=kept), ours, theirs)

    def _value(self, path: str, ours: Any, theirs: Any) -> Any:
        if same(ours, theirs):
            self.decisions[path] = _Decision("llm", "agreed")
            return theirs
        leaders = [self.decisions[name] for name in DEPENDS.get(path, ())]
        leader = next((one for one in leaders if one.why != "agreed"), None)
        claimed = self._claimed(path, ours, theirs)
        if leader is not None:
            decision = _Decision(leader.kept, "follows")
        elif same(ours, claimed):
            decision = _Decision("embedded", "rejected")
        else:
            decision = self._decide(path, ours, claimed)
        self.decisions[path] = decision
        self._differ(path, ours, theirs, decision)
        return ours if decision.kept == "embedded" else claimed

    def _claimed(self, path: str, ours: Any, theirs: Any) -> Any:
        """Return the model's list with what it gave on words that did not stand, where the embedded reader has words for it."""
        if not isinstance(theirs, list) or not theirs:
            return theirs
        given = [problem.value for problem in self.llm.rejected if _is_at(problem, path) and problem.value in ours]
        group, _, name = path.partition(".")
        return in_order(group, name, [*theirs, *given]) if given else theirs

    def _decide(self, path: str, ours: Any, theirs: Any) -> _Decision:
        if is_silent(theirs):
            rejected = any(_is_at(problem, path) for problem in self.llm.rejected)
            return _Decision("embedded", "rejected" if rejected else "embedded_only")
        return _Decision("llm", "llm_only") if is_silent(ours) else _Decision("llm", "llm")

    def _items(self, path: str, ours: list[Any], theirs: list[Any]) -> list[Any]:
        """Match the items of two lists by what names them, and settle each pair and each item that has no partner."""
        paired = partners(path, ours, theirs)
        matched = {id(partner) for partner in paired.values()}
        rows: list[tuple[Any, Any]] = [(paired.get(id(item)), item) for item in theirs]
        rows += [(item, None) for item in ours if id(item) not in matched]
        if path == "levels.by_approach":
            rows.sort(key=_height)
        merged: list[Any] = []
        for a, b in rows:
            place = f"{path}.{len(merged)}"
            if a is not None and b is not None:
                merged.append(self._pair(place, a, b))
                continue
            decision = self._alone(path, a, b)
            is_kept = (decision.kept == "embedded") is (b is None)
            self._differ(place if is_kept else path, a and plain(a), b and plain(b), decision)
            if is_kept:
                merged.append(a or b)
        return merged

    def _alone(self, path: str, ours: Any, theirs: Any) -> _Decision:
        """Decide on an item that only one reader has."""
        reader: Kept = "embedded" if theirs is None else "llm"
        if path in _PLACED and self._is_given_up(reader, (ours or theirs).interspace):
            return _Decision("llm" if reader == "embedded" else "embedded", "follows")
        return self._decide(path, ours and plain(ours), theirs and plain(theirs))

    def _is_given_up(self, reader: Kept, interspace: str) -> bool:
        """Return whether the reader takes an interspace for fused that was not kept."""
        theirs = (self.embedded if reader == "embedded" else self.llm).elements.effective_interspaces
        return interspace in theirs and interspace not in self.fused

    def _pair(self, path: str, ours: Model, theirs: Model) -> Model:
        """Settle the fields of two readings of one item."""
        kept: dict[str, Any] = {}
        narrative = self._is_narrative(quotes_of(ours)) and not self._is_narrative(quotes_of(theirs))
        for name in type(theirs).model_fields:
            a, b = getattr(ours, name), getattr(theirs, name)
            if name == "evidence" or name in FREE_TEXT or same(a, b):
                continue
            decision = self._decide(f"{path}.{name}", a, b)
            if decision.why == "llm" and narrative:
                decision = _Decision("embedded", "narrative")
            self._differ(f"{path}.{name}", a, b, decision)
            if decision.kept == "embedded":
                kept[name] = a
        return (
            theirs.model_copy(update={**kept, "evidence": _union(quotes_of(theirs), quotes_of(ours))})
            if kept
            else theirs
        )

    def _is_narrative(self, quotes: Iterable[Evidence]) -> bool:
        """Return whether a quote stands outside a procedure title."""
        return any(
            sentence.kind != "title"
            for quote in quotes
            for place in self.note.grounder.places(quote)[:1]
            for spot in self.note.quoted(quote, [place]).spots
            for sentence in spot.sentences
        )

    def _differ(self, path: str, ours: Any, theirs: Any, decision: _Decision) -> None:
        field = ".".join(path.split(".")[:2])
        decisive = field in DECISIVE and (path == field or path.count(".") == 2) and decision.why != "follows"
        severity: Literal["info", "warning"] = "warning" if decision.is_conflict or decisive else "info"
        self.entries.append(
            CrossCheck(
                path=path,
                embedded=ours,
                llm=theirs,
                kept=decision.kept,
                reason=WHY[decision.why],
                severity=severity,
                message=message(path, ours, theirs, decision.kept),
            )
        )


def _height(row: tuple[Any, Any]) -> int:
    """Return the place of a row's interspace from the top."""
    return INTERSPACES.index((row[1] or row[0]).interspace)


def _union(first: list[Evidence], second: list[Evidence]) -> list[Evidence]:
    return [*first, *(quote for quote in second if quote not in first)]


def _with_evidence(merged: Any, ours: Any, theirs: Any) -> Any:
    """Return a group with the quotes of the model, and those of the embedded reader where a value of its own was kept."""
    borrowed = any(
        getattr(merged, name) != getattr(theirs, name) for name in type(merged).model_fields if name != "evidence"
    )
    return merged.model_copy(update={"evidence": _union(theirs.evidence, ours.evidence)}) if borrowed else merged


def _coherent(elements: Elements) -> Elements:
    """Return the elements without the places of interspaces that were not kept as fused."""
    effective = elements.effective_interspaces
    located = [item for item in elements.levels.by_approach if item.interspace in effective]
    return elements.model_copy(update={"levels": elements.levels.model_copy(update={"by_approach": located})})


def _is_at(problem: Problem, path: str) -> bool:
    return problem.path == path or problem.path.startswith(f"{path}.")
