"""Lengths of time and numbers that the words of a quote can mean."""

import math
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from scribe_plugin.extraction.consistency.spots import Quoted, Spot
from scribe_plugin.extraction.embedded.necessity.durations import SAME, WEEKS_IN, find_durations, number_of
from scribe_plugin.extraction.embedded.text import fold

_NEAR = 0.1
"""Share by which weeks may differ from what the words say: months count as four weeks, or a range by its upper end."""
_NUMBER = re.compile(r"(?<![\d.])(?<!/)(?<!/ )(?<!out of )\d+(?:\.\d+)?")
"""A number in digits, but for the second one of "8/10"."""
_NUMBER_WORDS = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)\b"
)
_AMOUNT = re.compile(
    r"(?<![\w.])(?P<low>\d+(?:\.\d+)?|[a-z]+)(?: ?(?:-|to|or|and) ?(?P<high>\d+(?:\.\d+)?|[a-z]+))?(?: and a half| 1/2|\+| plus)?[ -]{0,2}(?:full |more |consecutive |additional |straight )?(?P<unit>w(?:ee)?ks?|mo(?:nth)?s?|mths?|y(?:ea)?rs?|days?)?\b"
)
_UNIT = re.compile(r"\b(?:w(?:ee)?ks?|mo(?:nth)?s?|mths?|y(?:ea)?rs?|days?)\b")
_HALF = re.compile(r"half|1/2")
_TO_THE_END = re.compile(r"[a-z]{3,9}[^-]*(?:through|thru|-)[^-]*[a-z]{3,9}")
"""A range of months that takes in the last one ("March through June")."""
_SAME_PERIOD = re.compile(
    r"\b(?:same|that|this|those) (?:time|period|interval|course|months|weeks)|throughout|meanwhile|concurrent|alongside"
)


def lasts(quotes: Iterable[Quoted], weeks: float) -> bool:
    """Return whether quotes, or the sentences round them, give a period of ``weeks``."""
    return math.isfinite(weeks) and any(
        abs(found - weeks) <= max(_NEAR * weeks, 0.3)
        for quote in quotes
        for found in chain(_amounts(fold(quote.evidence.quote).norm), *map(_weeks_in, quote.spots))
    )


def _weeks_in(spot: Spot) -> Iterator[float]:
    """Yield every length of time in the sentences of a quote, by each end of a range.

    A number without a unit takes those of its sentence ("therapy for five months, then chiropractic for two"); "the same
    period" takes the lengths told before.
    """
    text = spot.document.text.norm
    for sentence in spot.sentences:
        for duration in find_durations(text, sentence.start, sentence.end):
            if duration.weeks == SAME:
                yield from _weeks_before(spot)
            yield duration.weeks
            if _TO_THE_END.search(text, duration.start, duration.end):
                yield duration.weeks + WEEKS_IN["m"]
    if _SAME_PERIOD.search(spot.around):
        yield from _weeks_before(spot)
    yield from _amounts(spot.around)


def _amounts(text: str) -> Iterator[float]:
    """Yield every number of weeks, months or years that the words hold."""
    units = {match.group()[0] for match in _UNIT.finditer(text)}
    for match in _AMOUNT.finditer(text):
        own = {match["unit"][0]} if match["unit"] else units
        half = 0.5 if _HALF.search(match.group()) else 0.0
        for words in (match["low"], match["high"]):
            amount = _amount(words) if match["unit"] or words not in ("a", "an") else None
            if amount:
                yield from ((amount + half) * WEEKS_IN[unit] for unit in own)


def _weeks_before(spot: Spot) -> Iterator[float]:
    text = spot.document.text.norm
    for sentence in spot.nearby:
        if sentence.start < spot.end:
            yield from (duration.weeks for duration in find_durations(text, sentence.start, sentence.end))


def _amount(words: str | None) -> float | None:
    try:
        return number_of(words) if words else None
    except (KeyError, ValueError):
        return None


def numbers_in(words: str) -> set[float]:
    """Return every number that the words hold, in digits or spelled."""
    digits = {float(match) for match in _NUMBER.findall(words)}
    return digits | {number_of(match.group()) for match in _NUMBER_WORDS.finditer(fold(words).norm)}
