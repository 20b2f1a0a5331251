"""Which outcome and which length of time belong to which treatment of a sentence."""

import re
from dataclasses import dataclass, field

from scribe_plugin.contract import Evidence
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.durations import SAME, Duration
from scribe_plugin.extraction.embedded.reading import Sentence

GENERAL = "general"
"""The modality of care that the note does not name."""

_BREAK = re.compile(
    r"\b(?:but|however|although|though|had|has|have|having|was|were|is|are|took|takes|received|underwent|tried|did|does|gave|helped|completed"
    r"|attended|used|uses|wears?|wore|got|who|currently|now|still|started|stopped|mri|showed|shows)\b|[;\n]| period |\. "
)
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
_GAVE = re.compile(
    r"\b(?:gave|got|gets|helped|helps|relief|lasted|held|bought|felt|better|worked|benefit|improvement)\b(?:[^.;]| , ){0,26}$"
)
_RELIEF_REACH = 14
_LASTING = 27.0
"""Relief that lasts half a year or more is relief."""
_OF = re.compile(
    r"\.?[ -]*(?:(?:of|worth|course|courses|trial|trials|program|period|sessions|in|full|the|a|an|supervised|formal|structured|outpatient|failed|active|land|based|dedicated|total|intensive|additional|consistent|daily|prescribed|medically|directed|physician|regular|ongoing|treatment)[ -]+)*(?:[a-z'-]+ ){0,2}"
)
_OPENS = re.compile(r"(?:^|[:;,.(\n]) ?$")
_NEW_ITEM = re.compile(r" ?(?:[,-]|(?:and|then|plus)\b)")
_CLOSES = re.compile(r"\band\b|&")
_IN_LIST = re.compile(r" ?(?:,|/|&|,? ?and\b|plus\b|with\b|\+) ?(?:and )?(?:[a-z-]+ ){0,3}")
_COUNT = re.compile(r"\d|\b(?:one|two|three|four|five|six|several|series|trial|trials|course|courses)\b")
_JOIN = re.compile(r"[^.;:]{0,30}(?:/|\band\b|&|\bplus\b)[^,.;:]{0,22}")
_BOTH = re.compile(r" ?(?:/|&|\band\b) ?[a-z -]{0,20}")
_SYMPTOM = re.compile(
    r"\b(?:pain|lbp|symptoms?|numbness|weakness|history|relief|benefit|ago|scar|surgery|claudication|returned|good)\b|[;\n]|(?<!dr)\. "
)
_AROUND_GENERAL = re.compile(r"[^.;]{0,24}")
_OWN_LENGTH = 12
_FAR, _NEAR, _GROUP = 110, 72, 90


@dataclass(slots=True)
class Tried:
    """One treatment as one sentence tells it; ``modality`` may be ``GENERAL``."""

    modality: str
    sentence: Sentence
    start: int
    end: int
    weeks: float | None = None
    outcomes: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


def _listed(text: str, first: Tried, second: Tried) -> bool:
    """Return whether two treatments stand in one list."""
    gap = second.start - first.end
    return gap <= _GROUP and _BREAK.search(text, first.end, second.start) is None


def link_outcomes(text: str, tried: list[Tried], outcomes: list[Mention]) -> list[Mention]:
    """Give each outcome to its treatments; return those that speak of earlier sentences."""
    left: list[Mention] = []
    for number, outcome in enumerate(outcomes):
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
    if not text[outcome.start : outcome.end].endswith((" from", " with", " to", "despite")) and _NOT_FORWARD.match(
        leading
    ):
        return False
    if _BREAK.search(leading):
        return False
    last = None
    for item in after:
        if last is not None and not _listed(text, last, item):
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
    if outcome.value != "failed" and last.modality in _SHOTS and not _WHOLE.search(gap):
        return True
    if (
        _RELATIVE.search(gap)
        or _NUMBERED.search(gap)
        or (_EACH.search(gap) and (gap[-2:] != "h " or _COUNTED.search(text, max(0, last.start - 40), last.start)))
    ):
        return True
    whole = len(outcomes) == 1 and _COMMA.search(text, last.end, outcome.start) is not None
    for item in reversed(before[:-1]):
        between = any(item.end <= other.start < last.start for other in outcomes[:number])
        if between or not (whole or _listed(text, item, last)):
            break
        item.outcomes.append(outcome.value)
        last = item
    return True


def drop_relief(
    text: str, start: int, tried: list[Tried], outcomes: list[Mention], lengths: list[Duration]
) -> list[Duration]:
    """Take out the lengths of relief: "80% relief, 3 weeks each" is partial relief and no length of treatment."""
    kept: list[Duration] = []
    for length in lengths:
        across = next(
            (outcome for outcome in outcomes if outcome.start < length.end and length.start < outcome.end), None
        )
        if across is not None:
            if ":" in text[length.end : across.end]:
                kept.append(length)
            continue
        owner = next((item for item in reversed(tried) if item.end <= length.start), None)
        low = owner.end if owner else start
        said = _GAVE.search(text, max(low, length.start - 34), length.start) or any(
            0 <= length.start - outcome.end <= _RELIEF_REACH and outcome.value != "failed" for outcome in outcomes
        )
        if said and not text.startswith((" of p", " of t", " course"), length.end) and length.weeks < _LASTING:
            if owner is not None:
                owner.outcomes = [value for value in owner.outcomes if value != "helped"] + ["partial"]
        else:
            kept.append(length)
    return kept


def link_durations(
    text: str, tried: list[Tried], outcomes: list[Mention], durations: list[Duration], last_weeks: float | None
) -> list[Duration]:
    """Give each length of time to its treatments; return those that belong to none of them."""
    left: list[Duration] = []
    for length in durations:
        weeks = last_weeks if length.weeks == SAME else length.weeks
        if weeks is None:
            continue
        owners = _owners(text, tried, outcomes, length, [other for other in durations if other is not length])
        for item in owners:
            item.weeks = max(item.weeks or 0.0, weeks)
        if not owners:
            left.append(length)
        last_weeks = weeks
    return left


def _owners(
    text: str, tried: list[Tried], outcomes: list[Mention], length: Duration, others: list[Duration]
) -> list[Tried]:
    before = [item for item in tried if item.end <= length.start]
    after = [item for item in tried if item.start >= length.end]
    inside = [item for item in tried if item.start < length.end and item.end > length.start]
    if inside:
        return inside[:1]
    back = text[before[-1].end : length.start] if before else None
    if back is not None and (
        len(back) > _NEAR or _SYMPTOM.search(back) or any(before[-1].end <= o.start < length.start for o in others)
    ):
        back = None
    lead = text[length.end : after[0].start] if after else None
    if lead is not None and (
        any(length.end <= outcome.start < after[0].start for outcome in outcomes)
        or not _OF.fullmatch(lead)
        or (lead[:1] == "." and not _OPENS.search(text, max(0, length.start - 3), length.start))
    ):
        lead = None
    if lead is not None and (back is None or " of " in lead[:6] or _NEW_ITEM.match(back)):
        return _spread(text, after, outcomes, others, lead)
    if back is None:
        return []
    owners = [before[-1]]
    for item in reversed(before[:-1]):
        if item.weeks is not None or not _listed(text, item, owners[-1]):
            break
        if len(owners) == 1 and not _JOIN.fullmatch(text, item.end, owners[-1].start):
            break
        owners.append(item)
    return owners


def _spread(text: str, after: list[Tried], outcomes: list[Mention], others: list[Duration], lead: str) -> list[Tried]:
    """Return the treatments that "six months of ..." is said of."""
    owners = [after[0]]
    if after[0].modality == GENERAL:
        return owners
    of = "of " in lead
    for item in after[1:]:
        low, high = owners[-1].end, item.start
        gap = text[low:high]
        joined = _BOTH.fullmatch(gap) is not None
        listed = of and _listed(text, owners[-1], item) and _IN_LIST.fullmatch(gap) is not None
        if any(0 <= other.start - item.end <= _OWN_LENGTH for other in others):
            break
        if _COUNT.search(gap) or not (joined or listed) or any(low <= outcome.start < high for outcome in outcomes):
            break
        owners.append(item)
        if joined and _CLOSES.search(gap):
            break
    return owners
