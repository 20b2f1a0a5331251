"""Quotes of two sides in one text: cut where a quote begins or ends, so that spans may overlap as they like."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from scribe_plugin.contract import ELEMENT_NAMES, Document, Elements, Grounding
from scribe_plugin.contract.evidence import evidence_of

LONG = 30_000
"""Of a longer text only what stands around quotes is shown."""

AROUND = 400
"""Characters that are shown before and after a quote of a long text."""

Kind = Literal["plain", "one", "other", "both", "apart", "gap"]


@dataclass(frozen=True, slots=True)
class Span:
    """Characters ``start`` to ``end`` of a text that a group (``levels``) quotes."""

    start: int
    end: int
    group: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text over which the groups that quote it do not change."""

    text: str
    one: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    left_out: int = 0

    @property
    def kind(self) -> Kind:
        """Who quotes it: nobody, one side, the other, both for the same group, or both for different groups."""
        if self.left_out:
            return "gap"
        if self.one and self.other:
            return "both" if set(self.one) & set(self.other) else "apart"
        return "one" if self.one else "other" if self.other else "plain"

    @property
    def classes(self) -> str:
        """The kind and, numbered, the groups of each side; closed words, never text of a note."""
        ours = [f"a{ELEMENT_NAMES.index(group)}" for group in ELEMENT_NAMES if group in self.one]
        theirs = [f"b{ELEMENT_NAMES.index(group)}" for group in ELEMENT_NAMES if group in self.other]
        return " ".join([self.kind, *ours, *theirs])


def labelled_spans(document: Document, elements: Elements, near: Sequence[Span] = ()) -> list[Span]:
    """Return where the quotes of elements stand; of several places the one that ``near`` quotes too, else the first."""
    return [
        _place(document.text, quote.quote, group, near)
        for group in ELEMENT_NAMES
        for _, quote in evidence_of(getattr(elements, group))
        if quote.document == document.id and quote.quote and quote.quote in document.text
    ]


def grounded_spans(document: Document, grounding: Iterable[Grounding]) -> list[Span]:
    """Return where the quotes of a reading stand."""
    found = []
    for item in grounding:
        group = item.path.partition(".")[0]
        if item.document != document.id or item.start is None or item.end is None or group not in ELEMENT_NAMES:
            continue
        start, end = max(0, item.start), min(item.end, len(document.text))
        if start < end:
            found.append(Span(start, end, group))
    return found


def _place(text: str, quote: str, group: str, near: Sequence[Span]) -> Span:
    places = list(_places(text, quote))
    for start in places:
        end = start + len(quote)
        if any(span.group == group and span.start < end and start < span.end for span in near):
            return Span(start, end, group)
    return Span(places[0], places[0] + len(quote), group)


def _places(text: str, quote: str) -> Iterator[int]:
    start = text.find(quote)
    for _ in range(50):
        if start < 0:
            return
        yield start
        start = text.find(quote, start + 1)


def segments(text: str, one: Sequence[Span], other: Sequence[Span]) -> list[Segment]:
    """Cut a text by the spans of both sides; the segments joined are the text, but for gaps of a long one."""
    cut = _smoothed(list(_sweep(text, one, other)))
    return cut if len(text) <= LONG else list(_shortened(cut))


def _sweep(text: str, one: Sequence[Span], other: Sequence[Span]) -> Iterator[Segment]:
    events: dict[int, list[tuple[int, str, int]]] = {0: [], len(text): []}
    for side, spans in enumerate((one, other)):
        for span in spans:
            events.setdefault(span.start, []).append((side, span.group, 1))
            events.setdefault(span.end, []).append((side, span.group, -1))
    active: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    places = sorted(events)
    for start, end in pairwise(places):
        for side, group, step in events[start]:
            active[side][group] += step
        ours, theirs = (tuple(group for group in ELEMENT_NAMES if side[group] > 0) for side in active)
        yield Segment(text[start:end], ours, theirs)


def _smoothed(cut: Sequence[Segment]) -> list[Segment]:
    """Give signs that one side alone quotes, such as the full stop after a quote of both, to the quote beside them."""
    found = list(cut)
    for place, segment in enumerate(cut):
        if segment.kind in ("one", "other") and not any(sign.isalnum() for sign in segment.text):
            beside = [cut[at] for at in (place - 1, place + 1) if 0 <= at < len(cut) and cut[at].kind == "both"]
            if beside:
                found[place] = Segment(segment.text, beside[0].one, beside[0].other)
    return found


def _shortened(cut: Sequence[Segment]) -> Iterator[Segment]:
    for place, segment in enumerate(cut):
        if segment.kind != "plain":
            yield segment
            continue
        before = AROUND if place else 0
        after = AROUND if place + 1 < len(cut) else 0
        left_out = len(segment.text) - before - after
        if left_out <= 0:
            yield segment
            continue
        if before:
            yield Segment(segment.text[:before])
        yield Segment("", left_out=left_out)
        if after:
            yield Segment(segment.text[-after:])
