"""The words of a quote as the embedded reader sees them: phrases, levels, what is asserted, and what is being spoken of."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from scribe_plugin.contract import Encounter, Evidence, Interspace
from scribe_plugin.extraction.embedded.assertion import Assertion, assertion_at
from scribe_plugin.extraction.embedded.interspaces import Level, bodies_as_range
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import ReadDocument, Sentence, read_document
from scribe_plugin.extraction.grounding import Grounder, Place

LOOK_BACK, LOOK_AHEAD = 15, 4
"""Sentences before and after a quote in which the interspace being spoken of may be named."""

_BESIDE = 60
"""Characters between a quote's sentence and one that is told with it."""

_DENIED_HERE = re.compile(
    r"\b(?:no|without|never|neither|nor|denies|denied|not)\b(?: (?!in\b|of\b|to\b|for\b|from\b|with\b|did\b|does\b|has\b|had\b|was\b|were\b)[a-z-]+){0,2} $"
)
"""A denial directly before the words that it denies ("no separate plate")."""

TOLD_APART = frozenset({"diagnosis", "imaging", "exam", "history", "consent", "indications"})
"""Sections in which today's work is not told."""

NOT_DONE: frozenset[Assertion] = frozenset(
    {"negated", "planned", "considered", "aborted", "historical", "hypothetical", "someone_else"}
)
"""What a phrase may assert that is not the work of this operation."""


@dataclass(slots=True)
class Spot:
    """One place of a quote, in the normalised words of its document; ``sentences`` are those that it touches."""

    document: ReadDocument
    start: int
    end: int
    sentences: list[Sentence]
    nearby: list[Sentence]
    mentions: list[Mention] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The normalised words of the quote."""
        return self.document.text.norm[self.start : self.end]

    @property
    def around(self) -> str:
        """The normalised words of every sentence that the quote touches."""
        if not self.sentences:
            return self.words
        first, last = self.sentences[0], self.sentences[-1]
        return self.document.text.norm[min(first.start, self.start) : max(last.end, self.end)]

    @property
    def nearby_words(self) -> str:
        """The normalised words of the sentences round the quote."""
        return "\n".join(sentence.text for sentence in self.nearby)

    def of(self, *concepts: str) -> list[Mention]:
        """Return the quote's mentions of any of ``concepts``."""
        return [mention for mention in self.mentions if mention.concept in concepts]

    def assertion(self, start: int, end: int, *, by_section: bool = True) -> Assertion:
        """Return what its sentence asserts of the words from ``start`` to ``end``."""
        for sentence in self.sentences:
            if sentence.start <= start < sentence.end:
                return assertion_at(sentence, start, end, by_section=by_section)
        return "performed"

    def is_done(self, mention: Mention | Level) -> bool:
        """Return whether the words are told as done: not denied, planned, history or only possible."""
        return self.is_told(mention.start, mention.end)

    def is_told(self, start: int, end: int) -> bool:
        """Return whether the words from ``start`` to ``end`` are told as done."""
        asserted = self.assertion(start, end)
        if asserted == "historical" and any(sentence.has("setting.told") for sentence in self.sentences):
            return True
        return asserted not in NOT_DONE

    def is_denied(self, start: int) -> bool:
        """Return whether a denial stands directly before ``start``."""
        return is_denied(self.document, start)

    def named(self) -> set[Interspace]:
        """Return the interspaces that the quote itself names."""
        return _interspaces(self.levels)

    def beside(self) -> set[Interspace]:
        """Return the interspaces that the sentences of the quote, and those next to them in the section, name."""
        if not self.sentences:
            return set()
        heading, first, last = self.sentences[0].heading, self.sentences[0].start, self.sentences[-1].end
        next_to = [
            sentence
            for sentence in self.nearby
            if sentence.heading == heading and sentence.end > first - _BESIDE and sentence.start < last + _BESIDE
        ]
        return _interspaces(level for sentence in next_to for level in sentence.levels)

    def spoken_of(self, *, today: bool = False) -> set[Interspace]:
        """Return the interspaces that a quote which names none can be about: those named round it.

        ``today`` leaves out sentences in which today's work is not told.
        """
        for sentences in ([*self.sentences, *self.nearby], self.document.sentences):
            near = _interspaces(
                level
                for sentence in sentences
                if not (today and sentence.kind in TOLD_APART)
                for level in sentence.levels
            )
            if near:
                return near
        return set()


def is_told(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether a sentence tells the words from ``start`` to ``end`` as done."""
    return assertion_at(sentence, start, end) not in NOT_DONE and not is_denied(sentence.document, start)


def is_denied(document: ReadDocument, start: int) -> bool:
    """Return whether a denial stands directly before ``start``."""
    return _DENIED_HERE.search(document.text.norm, max(0, start - 32), start) is not None


def _interspaces(levels: Iterable[Level]) -> set[Interspace]:
    levels = list(levels)
    return {name for level in (*levels, *bodies_as_range(levels)) for name in level.interspaces}


@dataclass(slots=True)
class Quoted:
    """One grounded quote with every place where it stands."""

    evidence: Evidence
    spots: list[Spot]

    def any(self, holds: Callable[[Spot], bool]) -> bool:
        """Return whether something holds at one of the places."""
        return any(holds(spot) for spot in self.spots)


class NoteView:
    """One encounter read for checking: quotes in, places out. Documents are read when a quote first needs them."""

    def __init__(self, encounter: Encounter, readings: Sequence[ReadDocument] | None = None) -> None:
        self.encounter = encounter
        known = {reading.id: reading.instructions for reading in readings or ()}
        self.grounder = Grounder(encounter.documents, known)
        self._readings = {reading.id: _Indexed(reading) for reading in readings or ()}
        self._ledger = Ledger()

    def quoted(self, evidence: Evidence, places: Sequence[Place]) -> Quoted:
        """Return a grounded quote with its places."""
        reading = self._reading(evidence.document)
        return Quoted(evidence, [reading.spot(place) for place in places])

    def documents(self) -> list[ReadDocument]:
        """Return every document as the reader sees it."""
        return [self._reading(document.id).document for document in self.encounter.documents]

    def find(
        self,
        concepts: Sequence[str],
        good: Callable[[Mention], bool],
        says: Callable[[Sentence, Mention], bool] | None = None,
    ) -> Quoted | None:
        """Return the first words of the note that tell something as done, as a quote: for a value that came without one.

        ``says`` decides what counts as told; by default what is neither denied, planned, history nor only possible.
        """
        for document in self.documents():
            for sentence in document.sentences:
                for mention in sentence.of(*concepts):
                    told = says(sentence, mention) if says else is_told(sentence, mention.start, mention.end)
                    if told and good(mention):
                        found = self._quote(sentence, mention.start, mention.end)
                        if found is not None:
                            return found
        return None

    def search(
        self, pattern: "re.Pattern[str]", says: Callable[[Sentence, int, int], bool] | None = None
    ) -> Quoted | None:
        """Return the first sentence in which ``pattern`` stands and, if ``says`` is given, which says so of its words."""
        for document in self.documents():
            for sentence in document.sentences:
                match = pattern.search(document.text.norm, sentence.start, sentence.end)
                if match is not None and (says is None or says(sentence, *match.span())):
                    found = self._quote(sentence, *match.span())
                    if found is not None:
                        return found
        return None

    def _quote(self, sentence: Sentence, start: int, end: int) -> Quoted | None:
        """Return the words as a quote, or None where they are a piece of one endless word, which is no quote."""
        evidence = self._ledger.quote(sentence, start, end)
        if not self.grounder.places(evidence):
            return None
        return self.quoted(evidence, [Place(*self._ledger.offsets[(evidence.document, evidence.quote)], "exact")])

    def _reading(self, document_id: str) -> "_Indexed":
        if document_id not in self._readings:
            document = self.encounter.document(document_id)
            if document is None:
                raise KeyError(document_id)
            self._readings[document_id] = _Indexed(read_document(document))
        return self._readings[document_id]


class _Indexed:
    """A document's sentences by their place in its own text."""

    def __init__(self, document: ReadDocument) -> None:
        self.document = document
        spans = [document.text.original(item.start, item.end) for item in document.sentences]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def spot(self, place: Place) -> Spot:
        """Return a place of the document's own text with what the reader knows of its words."""
        first = bisect_right(self._ends, place.start)
        last = max(bisect_left(self._starts, place.end), first)
        sentences = self.document.sentences[first:last]
        spot = Spot(
            self.document,
            sentences[0].start if sentences else 0,
            sentences[-1].end if sentences else 0,
            sentences,
            self.document.sentences[max(0, first - LOOK_BACK) : last + LOOK_AHEAD],
        )
        spot.start, spot.end = self._span(sentences, place)
        for sentence in sentences:
            spot.mentions += [item for item in sentence.mentions if _overlaps(item, spot)]
            spot.levels += [item for item in sentence.levels if _overlaps(item, spot)]
        return spot

    def _span(self, sentences: list[Sentence], place: Place) -> tuple[int, int]:
        """Return the place in the normalised text, found by bisecting the map back to the original."""
        if not sentences:
            return 0, 0
        text = self.document.text
        low, high = sentences[0].start, sentences[-1].end

        def before(position: int) -> bool:
            return text.original(position, position + 1)[1] <= place.start

        def within(position: int) -> bool:
            return text.original(position, position + 1)[0] < place.end

        start = bisect_left(range(low, high), True, key=lambda position: not before(position)) + low
        end = bisect_left(range(start, high), True, key=lambda position: not within(position)) + start
        return start, end


def _overlaps(item: Mention | Level, spot: Spot) -> bool:
    return item.start < spot.end and spot.start < item.end
