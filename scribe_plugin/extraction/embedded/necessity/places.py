"""Where a sentence stands, as far as medical necessity goes, and what it asserts there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from scribe_plugin.extraction.embedded.assertion import Assertion, assertion_at
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import ReadDocument, Sentence
from scribe_plugin.extraction.embedded.sections import SectionKind

Place = Literal["open", "list", "weak", "closed"]
"""How far history is told: openly, as a bare list (medicines), only where the words say so, or not at all."""

_TURNS = 3
_OPEN: frozenset[SectionKind] = frozenset({"body", "indications", "diagnosis"})
_CLOSED: frozenset[SectionKind] = frozenset({"title", "consent", "implants"})
_AFTERWARDS = ("hospital course", "course", "operative course", "post op", "postop", "discharge")
_MEDICINES = ("medication", "meds", "drug", "allerg", "prescri")


def is_conversation(document: ReadDocument) -> bool:
    """Return whether the document is a talk, so that speakers' names are no section headings."""
    if document.kind != "transcript":
        return False
    turns = Counter(section.heading for section in document.sections if section.heading)
    return max(turns.values(), default=0) >= _TURNS


def place_of(sentence: Sentence, conversation: bool) -> Place:
    """Return how the section of ``sentence`` tells of the time before the operation."""
    if conversation:
        return "open"
    kind = sentence.kind
    if kind in _OPEN:
        return "closed" if sentence.heading.startswith(_AFTERWARDS) else "open"
    if kind == "history":
        return "list" if any(word in sentence.heading for word in _MEDICINES) else "open"
    return "closed" if kind in _CLOSED else "weak"


def asserted(sentence: Sentence, start: int, end: int, hide: Iterable[Mention] = ()) -> Assertion:
    """Return what is asserted of a span when the cues inside ``hide`` ("no relief from") are read as part of them."""
    cues = sentence.cues
    if cues:
        spans = [(mention.start, mention.end) for mention in hide]
        if spans:
            cues = [cue for cue in cues if not any(low <= cue.start and cue.end <= high for low, high in spans)]
            if len(cues) != len(sentence.cues):
                sentence = replace(sentence, cues=cues)
    assertion = assertion_at(sentence, start, end)
    return "performed" if assertion == "historical" else assertion
