"""Which outcome belongs to which treatment of a sentence."""

import re

from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.tried import Tried, breaks, in_one_list

_ELSEWHERE = re.compile(
    r"\b(?:mri|ct|x-?rays?|films?|surgery|surgical|fusion|laminectomy|discectomy|microdiscectomy|operation|walk|stand|sit|exam|discogram)\b"
)
_NOT_FORWARD = re.compile(
    r" ?(?:[,.;)]|and\b|but\b|or\b|which\b|that\b|so\b|for\b)|.*\b(?:fusion|surgery|laminectomy|hardware|attempt)\b"
)
_NEEDS_OBJECT = re.compile(r"(?:despite| (?:of|to|by))$")
_RELATIVE = re.compile(r"\b(?:that|which|who)\b[^,]{0,24}$")
_ORDINAL = re.compile(
    r"\b(?:first|second|third|last|one|other|another|then|initially|later|subsequently|1st|2nd|3rd)\b"
)
_OF_WHICH = re.compile(r"\b(?P<which>both|all|none|each) of which\b")
_EACH = re.compile(r"[(\u2013-] ?(?:[a-z]+ )?$|\beach (?:about |only |good |gave |with |one )?$")
_COUNTED = re.compile(r"\b(?:two|three|four|five|six|2|3|4|5|several|both)\b(?: [a-z0-9-]+){0,4} ?$")
_SHOTS = frozenset({"epidural_injection", "facet_injection", "radiofrequency_ablation", "other"})
"""Treatments whose relief is told of them alone."""
_WHOLE = re.compile(r"\b(?:all|both|everything)\b")
_NUMBERED = re.compile(r"\b(?:first|second|third|last|1st|2nd|3rd|one of)\b")
_COMMA = re.compile(r"[,:(\u2013-] *(?:but |and )?(?:all |each |both |with |gave |w/ ?)*$")
_LIKEWISE = re.compile(
    r",? (?:and )?(?:as|so|nor|neither) (?:did|do|does|had|have|has|was|were|is|are|too)(?! not)(?: [a-z0-9-]+){0,5}? ?"
)
"""Between an outcome and a treatment that fared the same ("failed, as did two injections")."""
_LISTED = re.compile(r"[^:;]{0,20}(?:,|/|&|\+|\band\b)[^:;]*")
_FAR, _GROUP = 110, 90


def link_outcomes(text: str, tried: list[Tried], outcomes: list[Mention]) -> list[Mention]:
    """Give each outcome to its treatments; return those that speak of earlier sentences."""
    left: list[Mention] = []
    for number, outcome in enumerate(outcomes):
        _give_likewise(text, tried, outcome)
        reach = outcome.entry.attribute("reach")
        if reach == "all":
            if not _give_all(text, tried, outcome):
                left.append(outcome)
        elif reach == "forward" and (
            _give_forward(text, tried, outcome) or _NEEDS_OBJECT.search(text, outcome.start, outcome.end)
        ):
            continue
        elif not _give_back(text, tried, outcome, outcomes, number):
            left.append(outcome)
    return left


def _give_likewise(text: str, tried: list[Tried], outcome: Mention) -> None:
    """Give the outcome to the treatments after it that fared the same."""
    last = None
    for item in tried:
        if item.start < outcome.end or item.outcomes:
            continue
        same = _LIKEWISE.fullmatch(text, outcome.end, item.start) if last is None else in_one_list(text, last, item)
        if not same:
            return
        item.outcomes.append(outcome.value)
        last = item


def _give_all(text: str, tried: list[Tried], outcome: Mention) -> bool:
    words = text[outcome.start : outcome.end]
    open_ones = [item for item in tried if not item.outcomes and (item.end <= outcome.start or words[0] == "f")]
    if words.startswith(("both", "neither")):
        open_ones = open_ones[-2:]
    for item in open_ones:
        item.outcomes.append(outcome.value)
    return bool(open_ones) and not words.startswith(("the rest", "the others", "otherwise"))


def _give_forward(text: str, tried: list[Tried], outcome: Mention) -> bool:
    after = [item for item in tried if item.start >= outcome.end]
    if not after or after[0].start - outcome.end > _GROUP:
        return False
    leading = text[outcome.end : after[0].start]
    if "," in leading:
        return False
    bound = text[outcome.start : outcome.end].endswith((" from", " with", " to", "despite"))
    if (not bound and _NOT_FORWARD.match(leading)) or breaks(text, outcome.end, after[0].start):
        return False
    last = None
    for item in after:
        if last is not None and not in_one_list(text, last, item):
            break
        item.outcomes.append(outcome.value)
        last = item
    return True


def _give_back(text: str, tried: list[Tried], outcome: Mention, outcomes: list[Mention], number: int) -> bool:
    before = [item for item in tried if item.end <= outcome.start]
    if not before:
        return False
    last = before[-1]
    gap = text[last.end : outcome.start]
    if len(gap) > _FAR or _ELSEWHERE.search(gap):
        return False
    earlier = [other for other in outcomes[:number] if other.start >= last.end]
    if earlier:
        if outcome.value == "partial" or _ORDINAL.search(gap):
            last.outcomes.append(outcome.value)
        return True
    last.outcomes.append(outcome.value)
    which = _OF_WHICH.search(gap)
    if which is not None:
        for item in before[-2:-1] if which["which"] == "both" else before[:-1]:
            if not item.outcomes:
                item.outcomes.append(outcome.value)
        return True
    dashed = outcome.value == "failed" and gap.strip() == "-" and len(before) > 1
    listed = dashed and _LISTED.fullmatch(text, before[-2].end, last.start) is not None
    if not listed and _of_last_alone(text, last, gap, outcome):
        return True
    whole = len(outcomes) == 1 and _COMMA.search(text, last.end, outcome.start) is not None
    for item in reversed(before[:-1]):
        between = any(item.end <= other.start < last.start for other in outcomes[:number])
        if between or not (whole or in_one_list(text, item, last)):
            break
        item.outcomes.append(outcome.value)
        last = item
    return True


def _of_last_alone(text: str, last: Tried, gap: str, outcome: Mention) -> bool:
    """Return whether an outcome is told of the nearest treatment only, not of the list that it ends."""
    brief = outcome.value != "failed" and not text.startswith(("no ", "not ", "without ", "w/o "), outcome.start)
    if brief and last.modality in _SHOTS and not _WHOLE.search(gap):
        return True
    if _RELATIVE.search(gap) or _NUMBERED.search(gap):
        return True
    each = _EACH.search(gap) is not None
    return each and (not gap.endswith("h ") or _COUNTED.search(text, max(0, last.start - 40), last.start) is not None)
