"""Whether a plate apart from the interbody device was put over the vertebral bodies from the front or side."""

import re
from dataclasses import dataclass, field
from typing import Literal

from scribe_plugin.contract import Evidence
from scribe_plugin.contract.base import Presence
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.ledger import Ledger, unique
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.products import plate_products
from scribe_plugin.extraction.embedded.reading import Sentence

Verdict = Literal["present", "denied", "removed"]
_BARE = frozenset({"plate", "plates", "plated", "plating"})
_RECENT = 3
"""For how many sentences "the plate" may be a device's own."""
_DEFINITE = re.compile(r"\b(?:the|this|that|its) (?:\w+ ){0,2}$")
_OLD = re.compile(r"\b(?:old|prior|previous|existing|broken|original|index)\b")
_LABEL = re.compile(
    r"^[\s*|\d.)-]*(?:\w+ ){0,2}plat(?:e|es|ing)\b[^:=|\n]{0,20}[:=|]\s*(?!\s|$)(?:[\u2611\[(]|x\b|yes|used|placed|\d|[a-z])"
)
_FASTENED = re.compile(
    r"\b(?:screwed|bolted|mounted|anchored|contoured|spanning|spans|bridging|bridges|held (?:by|with)|over the bodies|across the disc)\b"
)
_UNUSED = re.compile(
    r"\b(?:wasted|returned|unopened|unused|not (?:be )?(?:used|implanted|placed|opened)|opened (?:in error|but|and not)|left in)\b"
)
_NOT_LEFT = re.compile(
    r"\b(?:and|but|it|which|then|one) (?:was |were )?(?:then |therefore |later |subsequently )?(?:removed|taken (?:back )?(?:off|out)|returned|discarded|backed out|abandoned|put back|sent back|not (?:used|implanted|placed|applied))\b"
    r"|\b(?:proved|was|were|seemed|felt|judged|thought) (?:to be )?(?:superfluous|unnecessary|redundant|needless|not needed|not necessary)\b"
)
_SHUNNED = re.compile(
    r"^[^.;]{0,70}?\b(?:(?:opted|decided|advised|elected) against|thought better of|rejected|passed (?:up|over)|dismissed|turned down|set aside|forgone|foregone|dispensed with"
    r"|left (?:it |them |that |this |the idea )?(?:off|out|aside)|not (?:be )?(?:needed|used|required|necessary|wanted|placed|applied|worthwhile|pursued|chosen|done)|never (?:used|opened|needed|placed|applied|came)"
    r"|no need|none (?:was |were )?(?:placed|used|needed|added)|(?:elected|chose) not to (?:use|place)|(?:deemed|judged|thought|felt|found) (?:to be )?(?:superfluous|unnecessary|needless|redundant)|(?:would|could|did) not (?:be (?:placed|seated|fitted|made|applied|used)|sit|seat|lie|fit|go)|(?:remained|stayed|left|kept|still) (?:sealed|unopened|unused|(?:in|on) (?:its|the) (?:box|tray|set|packet|packaging|wrapper|shelf|back table|table))"
    r"|(?:went|goes|sent|handed|put) back|never left)\b"
)
"""A plate thought of or opened, and then not put in."""
_OTHER_PLATE = re.compile(r"\b(?:a|an|one|another|smaller|shorter|longer|narrower|thinner|second) (?:[\w-]+ ){0,3}$")
_NO = re.compile(
    r"\b(?:no|without(?: an?| any)?|nor (?:was |were )?(?:an?|any)) (?:additional |added |extra |further )?$"
)
_TEMPLATE = re.compile(r"^\[(?:insert|add|include|delete|paste|use|choose)\b")
_ZERO = re.compile(r"[ :=(]*(?:x ?|qty:? ?)?0\b")
_FRESH = re.compile(r", (?:and )?(?:a|an|one|then a|but a|\d[\w-]*) (?:[\w./-]+ ){0,4}$")
"""A new thing begins here, which a "no" before the comma does not reach ("no screws, a 4-hole plate")."""
_HELD = re.compile(
    r"[^.;,]{0,30}\b(?:screws?|bolts?)\b| (?:on|over|across|from|along) (?:the )?(?:l\d|s1|bod|vertebra|sacrum|promontory|disc)"
)
_OUT_AGAIN = re.compile(
    r"^[\s*-]*(?:so |and |but |therefore |however,? )?(?:it|this|both|the (?:plate|construct)) (?:and its screws? )?(?:was|were|had to be|came|is)[\w ,]{0,50}?\b(?:removed|taken (?:back |right )?(?:out|off)|backed out|discarded|off again|wasted)\b"
)


@dataclass(slots=True)
class Plates:
    """What the sentences said of a separate plate, in order."""

    said: list[tuple[Verdict, Evidence]] = field(default_factory=list)
    _last_placed: int = -2
    _last_own: int = -_RECENT
    _count: int = 0
    _titled: list[Evidence] = field(default_factory=list)
    _told_absent: bool = False
    """Whether the narrative says that there is none, which beats the title."""

    def read(self, sentence: Sentence, ledger: Ledger, *, only_denials: bool = False) -> bool:
        """Note what the sentence says of a plate; return whether it places one."""
        self._count += 1
        own = sentence.of("fix.cover", "fix.plate")
        if own:
            self._last_own = self._count
        own += sentence.of("fix.integral")
        after_own = self._count - self._last_own < _RECENT
        mentions = [
            m for m in sentence.of("plate.separate") if not any(w.start < m.end and m.start < w.end for w in own)
        ]
        mentions = [*plate_products(sentence), *mentions]
        if only_denials:
            mentions = [mention for mention in mentions if mention.entry.phrase not in _BARE]
        mentions = [mention for mention in mentions if not (after_own and _is_known(sentence, mention))]
        verdicts = [(_verdict(sentence, mention, ledger), mention) for mention in mentions]
        said = [(verdict, mention) for verdict, mention in verdicts if verdict is not None]
        if said and not (only_denials and said[0][0] == "present"):
            verdict, mention = _deciding(sentence, said)
            self.said.append((verdict, ledger.quote(sentence, mention.start, mention.end)))
            if verdict == "present" and sentence.kind == "title":
                self._titled.append(self.said[-1][1])
            elif verdict != "present" and sentence.kind not in ("title", "implants"):
                self._told_absent = True
            if verdict == "present":
                self._last_placed = self._count
                return True
        elif self._last_placed == self._count - 1 and _OUT_AGAIN.search(sentence.text):
            self.said.append(("removed", ledger.quote(sentence, sentence.start, sentence.end)))
        return False

    def settle(self, devices: bool) -> tuple[Presence, list[Evidence]]:
        """Return whether a plate is there at the end, with the quotes that say so."""
        present: list[Evidence] = []
        absent: list[Evidence] = []
        for verdict, quote in self.said:
            if verdict == "present":
                present.append(quote)
                continue
            absent.append(quote)
            if verdict == "removed":
                present.clear()
        if self._told_absent:
            present = [quote for quote in present if all(quote is not titled for titled in self._titled)]
        if present:
            return "present", unique(present)
        if absent and devices:
            return "absent", unique(absent)
        return "not_stated", []


def _deciding(sentence: Sentence, said: list[tuple[Verdict, Mention]]) -> tuple[Verdict, Mention]:
    """Return the statement that counts: a plate put in beats one refused, and a full name beats a bare word."""
    firm = [item for item in said if not _is_bare(item[1])] or said
    text = sentence.document.text.norm
    fresh = [item for item in said if item[1].start > firm[-1][1].start and item[0] == "present"]
    fresh = [item for item in fresh if _OTHER_PLATE.search(text, sentence.start, item[1].start)]
    return next((item for item in [*firm, *fresh] if item[0] == "present"), firm[0])


def _is_bare(mention: Mention) -> bool:
    return mention.concept == "plate.separate" and mention.entry.phrase in _BARE


def _is_known(sentence: Sentence, mention: Mention) -> bool:
    """Return whether "the plate" refers to one spoken of before, and no new one is brought up."""
    return (
        _is_bare(mention) and _DEFINITE.search(sentence.document.text.norm, sentence.start, mention.start) is not None
    )


def _verdict(sentence: Sentence, mention: Mention, ledger: Ledger) -> Verdict | None:
    """Return what the sentence says of one plate, or None where it says nothing of a separate one."""
    assertion = assertion_of(sentence, mention)
    text = sentence.document.text.norm
    if assertion == "negated" and _FRESH.search(text, max(sentence.start, mention.start - 50), mention.start):
        assertion = "performed"
    if assertion == "negated" or _ZERO.match(text, mention.end, sentence.end):
        return "denied"
    if _TEMPLATE.match(sentence.text):
        return None
    if _is_refused(sentence, mention, assertion):
        return "denied"
    unused = _NOT_LEFT.search(text, mention.end, sentence.end) is not None or (
        (sentence.kind == "implants" or sentence.text.count("|") > 1)
        and _UNUSED.search(text, mention.end, sentence.end) is not None
    )
    if assertion == "removed" or (unused and assertion == "performed"):
        return None if _OLD.search(text, max(sentence.start, mention.start - 40), mention.start) else "removed"
    if assertion != "performed":
        ledger.missed("plate", sentence, mention.start, mention.end, assertion)
        return None
    if _is_bare(mention) and not _bare_counts(sentence, mention):
        return None
    return "present"


def _is_refused(sentence: Sentence, mention: Mention, assertion: str) -> bool:
    """Return whether the plate was thought of, tried or opened, and the sentence says that it was not put in."""
    text = sentence.document.text.norm
    if assertion == "aborted":
        return "attempt" not in sentence.text or "abandon" in sentence.text
    if assertion == "removed" and "never left" in sentence.text:
        return True
    if assertion not in ("performed", "considered", "hypothetical"):
        return False
    if _NO.search(text, sentence.start, mention.start):
        return True
    later = [word.start for word in sentence.of("plate.separate") if word.start >= mention.end]
    reach = _SHUNNED.match(text[mention.end : min(later, default=sentence.end)])
    return reach is not None


def _bare_counts(sentence: Sentence, mention: Mention) -> bool:
    """Return whether a bare "plate" is one put in: not a device's own, and with a verb, a label or a list entry."""
    if sentence.has("fix.plate", "fix.cover") and not _placed_after(sentence, mention):
        return False
    if sentence.kind in ("implants", "title"):
        return True
    return (
        sentence.has("act.place")
        or _HELD.match(sentence.document.text.norm, mention.end, sentence.end) is not None
        or _FASTENED.search(sentence.text) is not None
        or _LABEL.match(sentence.text) is not None
    )


def _placed_after(sentence: Sentence, mention: Mention) -> bool:
    """Return whether the plate is another one than the device's own, which stands before it in the sentence."""
    own = sentence.of("fix.plate", "fix.cover")
    return all(not (word.start <= mention.start and mention.end <= word.end) for word in own) and (
        "separate" in sentence.text or "independent" in sentence.text or "apart from" in sentence.text
    )
