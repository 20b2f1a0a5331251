"""What a study showed: where a finding begins and ends in the text, and which interspaces it speaks of."""

import re
from functools import cache

from scribe_plugin.contract import INTERSPACES, Interspace
from scribe_plugin.extraction.embedded.necessity.places import near
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.text import BLANK

_MEASURE = (
    r"\d+(?:\.\d+)? ?(?:mm|cm|degrees|deg|°|millimet\w*|centimet\w*|%)|\bgr \d"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?:millimet|centimet|degree)\w*"
)
_LONGEST = 160
_LEADING = re.compile(
    r"(?:[ ,:;.()*-]|\b(?:shows?|showed|showing|shown|reveal(?:s|ed|ing)?|demonstrat(?:es?|ed|ing)|which|that|was|were|is|are|has|had|of|the|a|an|her|his|their|this|lumbar|lumbosacral|cervical|c-spine|l-spine|spine|scan|study|studies|report|images?|imaging|reviewed|review|by me|personally|films?|from|dated|on|done|in|obtained|performed|taken|today|recent|repeat|outside|facility|hospital|an outside"
    r"|without|with|contrast|gadolinium|and|lateral|ap|views?|standing|upright|uh|um|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|spring|summer|fall|winter|(?:19|20)\d\d|imp|impression|exam|date)\b|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}/\d{2,4}|\d{1,2}/\d{1,2}(?!\d)|\b\d{1,2},? (?:19|20)\d\d|\d{4}-\d\d-\d\d)*"
)
_SAME_PLACE = re.compile(
    r"\b(?:that|this|the same|same) (?:level|segment|disc|interspace)\b|\ba further\b|\badditional\b"
)
_NOT_ONE_PLACE = re.compile(
    r"^\W*(?:no|without|negative|normal|unremarkable|stable)\b|\b(?:cobb|sva|lordosis|pelvic|sagittal|coronal|curve|scoliosis|kyphosis|sacroiliac|si|rib|fracture|any level|levels?)\b"
)
_SLIP_OF = re.compile(r"(?:slip|listhesis) of (?:the )?$")
_EVERY_LEVEL = re.compile(
    r"\bat both\b(?! (?:sides|ends))|\babove[- ](?:noted|mentioned|listed)\b|\b(?:both|all|each|these|those|all three|all two|the two|those two|these two|all four) (?:of )?(?:the |those |these )?(?:two |three )?(?:levels?|discs?|segments?|interspaces?|dis[ck] spaces?)\b"
)
_TAILS = (" and the", " and", " the", " on", " with", " standing", " while", " but", " she", " he", " patient")


@cache
def _findings() -> "re.Pattern[str]":
    return re.compile(f"{near('finding').pattern}|{_MEASURE}")


def shows(text: str, start: int = 0, end: int | None = None) -> bool:
    """Return whether words tell of something seen on a study, normal or not."""
    return _findings().search(text, start, len(text) if end is None else end) is not None


def skip_lead(text: str, start: int, end: int) -> int:
    """Return where a finding begins after the study's date and verbs ("of the lumbar spine 3/2025 shows")."""
    matched = _LEADING.match(text, start, end)
    return matched.end() if matched else start


def trim(text: str, start: int, end: int) -> int:
    """End a finding before an unfilled field and before the words that lead to the next study."""
    while end > start and text[end - 1] in " ,;:-":
        end -= 1
    blank = text.find(BLANK, start, end)
    end = blank if blank >= 0 else end
    for tail in _TAILS:
        if text.endswith(tail, start, end):
            end -= len(tail)
    return end


def edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without outer marks, cut at a comma or a space where it is long."""
    while start < end and text[start] in " ,;:.-*()[]\n":
        start += 1
    if end - start > _LONGEST:
        stop = max(text.rfind(", ", start, start + _LONGEST), text.rfind(" and ", start + 40, start + _LONGEST))
        end = stop if stop > start + 40 else max(text.rfind(" ", start, start + _LONGEST), start)
    while end > start and text[end - 1] in " ,;:-*\n":
        end -= 1
    return start, end


def places_of(
    sentence: Sentence, start: int, end: int, low: int | None, every: set[Interspace], last: set[Interspace]
) -> set[Interspace]:
    """Return the interspaces that a finding names, or that "both levels" and "the same level" stand for.

    Words from ``low`` on may name them before the finding. Where the record knows one diseased interspace
    (``every``), a positive lumbar finding without a level is of that one.
    """
    text = sentence.document.text.norm
    spaces = {space for level in sentence.levels if start <= level.start < end for space in level.interspaces}
    if not spaces and low is not None:
        spaces = {space for level in sentence.levels if low <= level.start < start for space in level.interspaces}
    for level in sentence.levels:
        slip = level.kind == "vertebra" and start <= level.start < end
        if slip and _SLIP_OF.search(text, max(start, level.start - 34), level.start):
            spaces |= {
                space for space in INTERSPACES if space.startswith(f"{level.vertebrae[0]}-") and "L6" not in space
            }
    if _EVERY_LEVEL.search(text, start, end):
        return spaces | every
    if spaces:
        return spaces
    if _SAME_PLACE.search(text, max(sentence.start, start - 3), end):
        return set(last or (every if len(every) == 1 else ()))
    lumbar = all(level.region == "lumbar" for level in sentence.levels)
    return set(every) if len(every) == 1 and lumbar and not _NOT_ONE_PLACE.search(text[start:end]) else set()


def short(parts: list[str]) -> str:
    """Join the parts of a finding as far as there is room."""
    finding = parts[0]
    for part in parts[1:]:
        if len(finding) + len(part) + 2 > _LONGEST:
            break
        finding += f"; {part}"
    return finding
