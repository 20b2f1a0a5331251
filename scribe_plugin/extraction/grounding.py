"""Finding the words that a value was read from: exactly, but for layout, nearly, or not at all.

Nobody's quote is believed before it is found in the note. The ladder: verbatim (``exact``); the same after case, white space,
dashes and quotation marks are folded (``normalized``); nearly the same (``fuzzy``), which a long quote may be whose every
number, level and denial still stands in the words found; else ``missing``.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from scribe_plugin.contract import Document, Evidence
from scribe_plugin.contract.review import GroundingStatus
from scribe_plugin.extraction.embedded.text import Text, fold
from scribe_plugin.extraction.instructions import instructions_in

MAX_PLACES = 16
"""Occurrences of one quote that are looked at; a quote found so often says nothing by its place."""

FUZZY_LENGTH = 24
"""Shortest folded quote, in characters, that may be found nearly: a short one differs by what matters."""

FUZZY_LONGEST = 1000
"""Longest: looking for more costs more than its length, and a quote is short."""

FUZZY_RATIO = 90.0
"""Least similarity in percent of a quote and the words found for it."""

FUZZY_DENSITY = 0.8
"""Least share of a quote's words that stand, in order, in the words found for it."""

_EDGES = " \n\t\"'`*.,;:\u2026()[]"
_WORD = re.compile(r"[a-z0-9]+(?:\.\d+)?")
_DENIALS = frozenset(
    "no not never none nor neither without denies denied negative cannot unable absent unlikely".split()
)
_FEWEST = 2
"""Letters and digits that a quote needs."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands in its document, in code points."""

    start: int
    end: int
    status: GroundingStatus


class Grounder:
    """The documents of one encounter, folded once, to find quotes in.

    ``instructions`` gives, by document, the spans that tell a reader what to write, where they have been looked for already.
    """

    def __init__(
        self, documents: Sequence[Document], instructions: Mapping[str, list[tuple[int, int]]] | None = None
    ) -> None:
        known = instructions or {}
        self._sources = {document.id: _Source(document.text, known.get(document.id)) for document in documents}

    def places(self, evidence: Evidence) -> list[Place]:
        """Return where a quote stands in the document that it names, at most ``MAX_PLACES``; nothing when it is missing.

        Sentences that tell a reader what to write are no part of the record.
        """
        source = self._sources.get(evidence.document)
        if source is None:
            return []
        return [place for place in source.places(evidence.quote) if not source.instructs(place)]

    def stands_in_instruction(self, evidence: Evidence) -> bool:
        """Return whether a quote stands nowhere in its document but where a reader is told what to write."""
        source = self._sources.get(evidence.document)
        places = source.places(evidence.quote) if source is not None else []
        return bool(places) and not self.places(evidence)

    def stands_elsewhere(self, evidence: Evidence) -> bool:
        """Return whether a quote stands in another document than the one that it names."""
        return any(source.places(evidence.quote) for name, source in self._sources.items() if name != evidence.document)


class _Source:
    """One document's text, folded when first needed."""

    def __init__(self, raw: str, instructions: list[tuple[int, int]] | None = None) -> None:
        self.raw = raw
        self._instructions = instructions

    @cached_property
    def folded(self) -> Text:
        return fold(self.raw)

    @cached_property
    def instructions(self) -> list[tuple[int, int]]:
        return instructions_in(self.raw) if self._instructions is None else self._instructions

    def instructs(self, place: Place) -> bool:
        return any(start < place.end and place.start < end for start, end in self.instructions)

    def places(self, quote: str) -> list[Place]:
        if sum(char.isalnum() for char in quote) < _FEWEST:
            return []
        exact = [Place(start, start + len(quote), "exact") for start in _occurrences(quote, self.raw)]
        if exact:
            return exact
        words = fold(quote).norm.strip(_EDGES)
        if not words:
            return []
        found = [
            Place(*self.folded.original(start, start + len(words)), "normalized")
            for start in _occurrences(words, self.folded.norm)
        ]
        return found or self._nearly(words)

    def _nearly(self, words: str) -> list[Place]:
        """Return the one place whose words are nearly those of a folded quote."""
        from rapidfuzz.fuzz import partial_ratio_alignment

        text = self.folded.norm
        if not FUZZY_LENGTH <= len(words) <= min(FUZZY_LONGEST, len(text)):
            return []
        found = partial_ratio_alignment(words, text, score_cutoff=FUZZY_RATIO)
        if found is None:
            return []
        start, end = _whole_words(text, found.dest_start, found.dest_end)
        if not _says_the_same(words, text[start:end]):
            return []
        return [Place(*self.folded.original(start, end), "fuzzy")]


def _occurrences(words: str, text: str) -> Iterator[int]:
    """Yield where ``words`` begin in ``text``, never inside a longer word."""
    start = text.find(words)
    count = 0
    while start >= 0 and count < MAX_PLACES:
        end = start + len(words)
        if not (_joins(text, start) or _joins(text, end)):
            count += 1
            yield start
        start = text.find(words, start + 1)


def _joins(text: str, at: int) -> bool:
    """Return whether a word goes on across position ``at``."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span to the ends of its words."""
    while _joins(text, start):
        start -= 1
    while _joins(text, end):
        end += 1
    return start, end


def _says_the_same(quote: str, found: str) -> bool:
    """Return whether two near twins agree in what must not differ: numbers, levels, denials and most words in order."""
    ours, theirs = _WORD.findall(quote), _WORD.findall(found)
    if _weighty(ours) != _weighty(theirs):
        return False
    return _common(ours, theirs) >= FUZZY_DENSITY * len(ours)


def _weighty(words: list[str]) -> Counter[str]:
    return Counter(word for word in words if word in _DENIALS or any(char.isdigit() for char in word))


def _common(ours: list[str], theirs: list[str]) -> int:
    """Return the length of the longest sequence of words that both hold in order."""
    from rapidfuzz.distance import LCSseq

    return LCSseq.similarity(ours, theirs)
