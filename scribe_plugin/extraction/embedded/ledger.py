"""What the reader keeps beside the elements: where each quote stands, what came close, and what was searched."""

from dataclasses import dataclass, field

from scribe_plugin.contract import Evidence, NearMiss
from scribe_plugin.extraction.embedded.assertion import Assertion
from scribe_plugin.extraction.embedded.reading import ReadDocument, Sentence

_LONGEST_QUOTE = 180
_EDGES = " \n\t,;:-*#>|"
_NEAR_MISS_LIMIT = 3

_REASONS: dict[str, str] = {
    "negated": "the note says it was not done",
    "planned": "planned, not done in this operation",
    "considered": "only considered or possible",
    "aborted": "attempted and given up",
    "removed": "removed or not left in",
    "historical": "history, not this operation",
    "hypothetical": "a risk, option or general statement",
    "someone_else": "about someone else",
    "unticked": "an option that is not ticked",
    "unused": "listed as not used",
    "corrected": "taken back by the speaker",
    "unfilled": "a template field that nobody filled",
}


@dataclass(slots=True)
class Ledger:
    """Offsets of every quote handed out, near misses by topic, and quotes by the side that they support."""

    offsets: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    near: dict[str, list[NearMiss]] = field(default_factory=dict)
    sides: dict[str, list[Evidence]] = field(default_factory=dict)

    def quote(self, sentence: Sentence, start: int, end: int) -> Evidence:
        """Return a short verbatim quote round the normalised span, and remember where it stands."""
        start, end = _widen(sentence, start, end)
        return self.exact(sentence.document, start, end)

    def exact(self, document: ReadDocument, start: int, end: int) -> Evidence:
        """Return the verbatim quote of exactly the normalised span."""
        words, raw_start, raw_end = document.text.quote(start, end)
        self.offsets.setdefault((document.id, words), (raw_start, raw_end))
        return Evidence(document=document.id, quote=words)

    def support(self, path: str, evidence: Evidence) -> Evidence:
        """Note that ``evidence`` supports the value at ``path`` and return it."""
        known = self.sides.setdefault(path, [])
        if evidence not in known:
            known.append(evidence)
        return evidence

    def missed(self, topic: str, sentence: Sentence, start: int, end: int, assertion: Assertion | str) -> None:
        """Remember words about ``topic`` that did not count, with the reason."""
        known = self.near.setdefault(topic, [])
        if len(known) >= _NEAR_MISS_LIMIT:
            return
        evidence = self.quote(sentence, start, end)
        reason = _REASONS.get(assertion, str(assertion))
        if all(item.quote != evidence.quote for item in known):
            known.append(NearMiss(document=evidence.document, quote=evidence.quote, reason=reason))


def _widen(sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """Widen a span to its sentence, or to the words round it where the sentence is long."""
    text = sentence.document.text.norm
    if sentence.end - sentence.start <= _LONGEST_QUOTE:
        start, end = min(sentence.start, start), max(sentence.end, end)
    else:
        room = max(0, _LONGEST_QUOTE - (end - start)) // 2
        low, high = max(sentence.start, start - room), min(sentence.end, end + room)
        comma = text.find(", ", low, start)
        low = comma + 2 if comma >= 0 else low if low == sentence.start else text.find(" ", low, start) + 1 or start
        stop = text.rfind(", ", end, high)
        high = stop if stop >= 0 else high if high == sentence.end else max(text.rfind(" ", end, high), end)
        start, end = low, high
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def unique(evidence: list[Evidence]) -> list[Evidence]:
    """Return the quotes in order, each once."""
    return list({(item.document, item.quote): item for item in evidence}.values())
