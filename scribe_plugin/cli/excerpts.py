"""The sentences of a note that hold evidence, with the quotes marked in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scribe_plugin.contract import Document, Grounding

_END = re.compile(r"[.!?;](?=\s)|\n")
_ABBREVIATION = re.compile(r"\b(?:dr|drs|mr|mrs|ms|st|vs|no|approx)$", re.IGNORECASE)
_NEW_ITEM = re.compile(r"\s*(?:\n|[-*\u2022]|\d+[.)]\s|\[|[A-Z][A-Za-z /&-]{2,40}:)")
_WRAPPED_LINE = 60
MAX_SENTENCE = 320
_MARGIN = 60


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One sentence: its number in the document, its pieces (text, marked or not) and the elements it supports."""

    number: int
    pieces: tuple[tuple[str, bool], ...]
    elements: tuple[str, ...]


def excerpts(document: Document, grounding: list[Grounding]) -> list[Excerpt]:
    """Return the sentences of the document that hold evidence, numbered from 1 over all its sentences."""
    marks = sorted(
        (item.start, item.end, item.path.partition(".")[0])
        for item in grounding
        if item.document == document.id and item.start is not None and item.end is not None
    )
    found = []
    first = 0
    for number, (start, end) in enumerate(sentences(document.text), start=1):
        while first < len(marks) and marks[first][1] <= start:
            first += 1
        inside = [mark for mark in marks[first:] if mark[0] < end and mark[1] > start]
        if inside:
            elements = tuple(dict.fromkeys(element for _, _, element in inside))
            found.append(Excerpt(number, _pieces(document.text, start, end, inside), elements))
    return found


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of every sentence, list item or field that is not blank; hard-wrapped lines are joined."""
    start = line = 0
    for match in _END.finditer(text):
        end = match.end()
        if match.group() == "\n":
            joined = match.start() - line >= _WRAPPED_LINE and not _NEW_ITEM.match(text, end)
            line = end
            if joined and text[start:end].strip():
                continue
        elif text[start : match.start()].strip().isdigit() or _ABBREVIATION.search(
            text, max(start, match.start() - 8), match.start()
        ):
            continue
        if text[start:end].strip():
            yield start, end
        start = end
    if text[start:].strip():
        yield start, len(text)


def _pieces(text: str, start: int, end: int, marks: list[tuple[int, int, str]]) -> tuple[tuple[str, bool], ...]:
    """Cut a sentence at its marks; one that is too long keeps only the words round them."""
    spans = _merged([(max(start, low), min(end, high)) for low, high, _ in marks])
    if end - start > MAX_SENTENCE:
        start, end = max(start, spans[0][0] - _MARGIN), min(end, spans[-1][1] + _MARGIN)
    pieces: list[tuple[str, bool]] = []
    at = start
    for low, high in spans:
        pieces += [(text[at:low], False), (text[low:high], True)]
        at = high
    pieces.append((text[at:end], False))
    return tuple(piece for piece in pieces if piece[0])


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in spans:
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged
