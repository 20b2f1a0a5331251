"""What quotes say of a value: that it holds, that something else holds, or nothing that is known here."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from scribe_plugin.contract import ElementName, Evidence, Interspace
from scribe_plugin.extraction.consistency.spots import TOLD_APART, Quoted, Spot
from scribe_plugin.extraction.embedded.interspaces import Level
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.problems import Problem

Verdict = Literal["yes", "no", "silent"]

_LEFT_ALONE = re.compile(
    r"[^.;,]*?\b(?:(?:not|never|nor|neither)\b[^.;,]{0,30}\b(?:disturbed|touched|entered|opened|fused|treated|included|addressed|violated|operated)"
    r"|(?:left|remained|stayed) (?:alone|undisturbed|intact|untouched|in place)|(?:preserved|spared|skipped))\b"
)
"""What is said of a level that was seen and not worked on."""
_LONG_AGO = re.compile(
    r"\bin (?:19|20)\d\d,? (?:he|she|they|i|we|another|an?|the|had|underwent)\b[^.;\n]*$|\byears ago\b[^.;\n]*$"
)
_DIGITS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_NUMBER = "one|two|three|four|five|six|[1-6]"
_MEASURED = r"[ -]?(?:mm|cm|cc|ml|kg|lbs?|inch\w*|weeks?|months?|years?|days?|hours?|times|percent|/10)\b|[ -]?%"
"""What makes two numbers a measure ("a 2-3 cm incision")."""
_PAIR = re.compile(
    rf"(?<![a-z0-9.])(?:l ?)?({_NUMBER})(?:[ -]{{1,3}}| and (?:the )?)(?:l ?|s ?)?({_NUMBER}|sacrum)(?![a-z0-9]|\.\d|{_MEASURED})"
)
_RELATIVE = re.compile(r"\b(?:above|below|next|adjacent|that level)\b")
_SEVERAL = re.compile(
    r"\b(?:both|all|each|every)(?: one)?(?: of)?(?: the| these| those)?(?: two| three| four| lower| bottom)? (?:levels?|discs?|spaces?|interspaces?|segments?|sites?)\b"
    r"|\b(?:at|in|into) (?:both|each|all)\b|\blevels\b|\bdiscs\b|multi-?level|level (?:above|below)|(?:two|three|four|five)[ -]levels?\b|\bthat level\b|\b(?:above|below)$|\bboth\b$|\bthrough(?:out)? l?\d"
)


class Complaints:
    """What the checks say: problems, and quotes that they found themselves for values that came without one."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.supplied: dict[ElementName, list[Evidence]] = {}

    def supply(self, group: ElementName, found: Quoted | None) -> bool:
        """Add a quote found in the note to the evidence of a group; return whether there is one."""
        if found is None:
            return False
        known = self.supplied.setdefault(group, [])
        if found.evidence not in known:
            known.append(found.evidence)
        return True

    def add(self, path: str, rule: str, message: str, value: Any, quotes: Sequence[Quoted] = ()) -> None:
        """Note that the value at ``path`` is not accepted; the first of ``quotes`` is shown with it."""
        first = quotes[0].evidence if quotes else None
        self.problems.append(
            Problem(path, rule, message, first.document if first else None, first.quote if first else None, value)
        )

    def keep(self, holds: bool, path: str, rule: str, message: str, value: Any, quotes: Sequence[Quoted] = ()) -> bool:
        """Return ``holds``, and complain where it does not."""
        if not holds:
            self.add(path, rule, message, value, quotes)
        return holds


def over(quotes: Iterable[Quoted], says: Callable[[Spot], Verdict]) -> Verdict:
    """Return what quotes say together: one that supports is enough, else one that contradicts."""
    verdicts = {says(spot) for quote in quotes for spot in quote.spots}
    return "yes" if "yes" in verdicts else "no" if "no" in verdicts else "silent"


def in_words(quotes: Iterable[Quoted], pattern: "re.Pattern[str]") -> bool:
    """Return whether ``pattern`` stands in the words of a quote."""
    return any(pattern.search(spot.words) for quote in quotes for spot in quote.spots)


def in_sentences(quotes: Iterable[Quoted], pattern: "re.Pattern[str]") -> bool:
    """Return whether ``pattern`` stands in a sentence that a quote touches."""
    return any(pattern.search(spot.around) for quote in quotes for spot in quote.spots)


def by_words(
    quotes: Iterable[Quoted],
    concepts: Sequence[str],
    good: Callable[[Mention], bool],
    done: Callable[[Spot, Mention], bool] = Spot.is_done,
) -> Verdict:
    """Return whether a phrase of ``concepts`` that is ``good`` is told as done, or only others are."""

    def says(spot: Spot) -> Verdict:
        mentions = spot.of(*concepts)
        if any(good(mention) and done(spot, mention) for mention in mentions):
            return "yes"
        return "no" if mentions else "silent"

    return over(quotes, says)


def at_interspace(
    quotes: Iterable[Quoted], interspace: Interspace, *, done: bool = True, beside: bool = False, named: bool = False
) -> bool:
    """Return whether a quote is about ``interspace``.

    A quote that names interspaces is about those, told as done where ``done`` asks for it; ``beside`` takes in those that
    its sentences name. One that names none, or speaks of several without naming them ("both levels"), is about what is named
    round it, unless other quotes name other interspaces only or ``named`` asks for the name.
    """
    quotes = list(quotes)
    elsewhere = {name for quote in quotes for spot in quote.spots for name in spot.named()}
    named = named or (done and not beside and bool(elsewhere) and interspace not in elsewhere)

    def says(spot: Spot) -> bool:
        naming = [level for level in spot.levels if interspace in level.interspaces]
        if naming:
            return not done or any(spot.is_done(level) and not _is_told_apart(spot, level) for level in naming)
        own = spot.named()
        if interspace in own or interspace in _spoken_pairs(spot.words):
            return True
        if beside and interspace in spot.beside():
            return True
        if done and _LEFT_ALONE.search(spot.words):
            return False
        open_ = _SEVERAL.search(spot.words) is not None or not (own or named)
        relative = _RELATIVE.search(spot.words) is not None
        return open_ and interspace in spot.spoken_of(today=done and not relative) | _spoken_pairs(spot.nearby_words)

    return any(quote.any(says) for quote in quotes)


def _is_told_apart(spot: Spot, level: Level) -> bool:
    """Return whether a level stands where today's work is not told: in a diagnosis, a finding, the history or a plan."""
    text = spot.document.text.norm
    if _LEFT_ALONE.match(text, level.end, min(spot.sentences[-1].end, level.end + 60)):
        return True
    if _LONG_AGO.search(text, max(0, level.start - 60), level.start):
        return True
    return any(
        sentence.kind in TOLD_APART and not (sentence.kind == "diagnosis" and sentence.has("approach.name"))
        for sentence in spot.sentences
        if sentence.start <= level.start < sentence.end
    )


def _spoken_pairs(words: str) -> set[str]:
    """Return interspaces that are only said by their numbers: "four five", "L4 5", "L5 and the sacrum"."""
    pairs = set()
    for match in _PAIR.finditer(words):
        upper, lower = (_DIGITS.get(part, part) for part in match.groups())
        pairs.add("L5-S1" if upper == "5" and lower in ("1", "s1", "sacrum") else f"L{upper}-L{lower}")
    return pairs
