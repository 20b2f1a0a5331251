"""Two readers, one answer: what they agree on is kept, and where they differ a written rule decides, never silently.

The rule, in order:

1. A value that the note bears out beats one that it does not; silence bears out nothing. (The guard has already taken from the
   model's answer what did not stand; the embedded reader cuts its quotes out of the note itself.)
2. Words of the narrative beat words of the title.
3. Else the model's value is kept.

Every difference is a ``CrossCheck``. One in which both readers found words that say different things, or in which only one of
them found what an alert turns on, is a ``warning`` to the surgeon; the rest is ``info``. Values that hang on another one
(hardware on instrumentation, a role on the access surgeon) follow the reader whose value of that one was kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from scribe_plugin.contract import ELEMENT_NAMES, CrossCheck, ElementName, Elements, Evidence, Grounding, Model
from scribe_plugin.contract.evidence import evidence_of
from scribe_plugin.extraction.consistency.spots import NoteView
from scribe_plugin.extraction.matching import partners, quotes_of, same
from scribe_plugin.extraction.problems import Problem
from scribe_plugin.extraction.result import Extraction
from scribe_plugin.extraction.values import fields, holds_items, is_silent

Kept = Literal["embedded", "llm"]

DEPENDS = {
    "posterior.hardware": "posterior.instrumentation",
    "posterior.fixation_points": "posterior.instrumentation",
    "posterior.arthrodesis_interspaces": "posterior.arthrodesis",
    "access.specialty": "access.access_surgeon",
    "access.role": "access.access_surgeon",
    "access.separate_note": "access.access_surgeon",
}
"""Fields that follow the reader whose value of another field was kept."""

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

_FREE_TEXT = frozenset({"finding", "description", "product"})
"""Words of a reader's own choice, which are not compared."""

_WHY = {
    "agreed": "both readers agree",
    "rejected": "what the model said is not borne out by the note",
    "embedded_only": "only the embedded reader found words for it",
    "llm_only": "only the model found words for it",
    "narrative": "the narrative beats the title",
    "llm": "the note has words for both; the model's value is kept",
}


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
            grounding=_grounding(elements, [*self.llm.grounding, *self.embedded.grounding]),
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
        return _with_evidence(theirs.model_copy(update=kept), ours, theirs)

    def _value(self, path: str, ours: Any, theirs: Any) -> Any:
        if same(ours, theirs):
            self.decisions[path] = _Decision("llm", "agreed")
            return theirs
        leader = self.decisions.get(DEPENDS.get(path, ""))
        follows = leader is not None and leader.why != "agreed"
        decision = leader if leader is not None and follows else self._decide(path, ours, theirs)
        self.decisions[path] = decision
        if not follows:
            self._differ(path, ours, theirs, decision)
        return ours if decision.kept == "embedded" else theirs

    def _decide(self, path: str, ours: Any, theirs: Any) -> _Decision:
        if is_silent(theirs):
            rejected = any(_is_at(problem, path) for problem in self.llm.rejected)
            return _Decision("embedded", "rejected" if rejected else "embedded_only")
        return _Decision("llm", "llm_only") if is_silent(ours) else _Decision("llm", "llm")

    def _items(self, path: str, ours: list[Any], theirs: list[Any]) -> list[Any]:
        """Match the items of two lists by what names them, and settle each pair and each item that has no partner."""
        paired = partners(path, ours, theirs)
        merged: list[Any] = []
        for item in theirs:
            partner = paired.get(id(item))
            if partner is None:
                self._differ(f"{path}.{len(merged)}", None, _plain(item), _Decision("llm", "llm_only"))
                merged.append(item)
            else:
                merged.append(self._pair(f"{path}.{len(merged)}", partner, item))
        matched = {id(partner) for partner in paired.values()}
        for item in ours:
            if id(item) not in matched:
                decision = self._decide(path, _plain(item), None)
                self._differ(f"{path}.{len(merged)}", _plain(item), None, decision)
                merged.append(item)
        return merged

    def _pair(self, path: str, ours: Model, theirs: Model) -> Model:
        """Settle the fields of two readings of one item."""
        kept: dict[str, Any] = {}
        narrative = self._is_narrative(quotes_of(ours)) and not self._is_narrative(quotes_of(theirs))
        for name in type(theirs).model_fields:
            a, b = getattr(ours, name), getattr(theirs, name)
            if name == "evidence" or name in _FREE_TEXT or same(a, b):
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
        decisive = field in DECISIVE and (path == field or path.count(".") == 2)
        severity: Literal["info", "warning"] = "warning" if decision.is_conflict or decisive else "info"
        self.entries.append(
            CrossCheck(
                path=path,
                embedded=ours,
                llm=theirs,
                kept=decision.kept,
                reason=_WHY[decision.why],
                severity=severity,
                message=_message(path, ours, theirs, decision),
            )
        )


def _plain(item: Model) -> dict[str, Any]:
    return {name: value for name, value in item.model_dump(mode="json").items() if name != "evidence"}


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
    located.sort(key=lambda item: effective.index(item.interspace))
    return elements.model_copy(update={"levels": elements.levels.model_copy(update={"by_approach": located})})


def _grounding(elements: Elements, known: Iterable[Grounding]) -> list[Grounding]:
    places = {(item.document, item.quote): item for item in reversed(list(known))}
    return [
        places[(quote.document, quote.quote)].model_copy(update={"path": path}) for path, quote in evidence_of(elements)
    ]


def _is_at(problem: Problem, path: str) -> bool:
    return problem.path == path or problem.path.startswith(f"{path}.")


def _message(path: str, ours: Any, theirs: Any, decision: _Decision) -> str:
    """Return the difference as one sentence; it holds values of the schema, never words of the note."""
    what = " ".join(part for part in path.split(".")[:2]).replace("_", " ")
    kept, other = (ours, theirs) if decision.kept == "embedded" else (theirs, ours)
    if is_silent(other):
        who = "the embedded reader" if decision.kept == "embedded" else "the model"
        return f"Two readers differ on {what}: only {who} reads {_said(kept)}; check the note."
    return f"Two readers differ on {what}: {_said(kept)} is kept, the other reads {_said(other)}; check the note."


def _said(value: Any) -> str:
    if isinstance(value, dict):
        named = [
            str(one)
            for key, one in value.items()
            if key not in _FREE_TEXT and not is_silent(one) and not isinstance(one, list)
        ]
        return " ".join(named).replace("_", " ")
    if isinstance(value, list):
        return " and ".join(str(one) for one in value).replace("_", " ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")
