"""Which length of time belongs to which treatment of a sentence."""

import re

from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.durations import SAME, Duration
from scribe_plugin.extraction.embedded.necessity.tried import GENERAL, Tried, in_one_list

_GAVE = re.compile(
    r"\b(?:gave|got|gets|helped|helps|relief|lasted|held|bought|felt|better|worked|benefit|improvement)\b[^.;]{0,26}$"
)
_RELIEF_REACH = 14
_LASTING = 27.0
"""Relief that lasts half a year or more is relief."""
_OF = re.compile(
    r"\.?[ -]*(?:(?:of|worth|course|courses|trial|trials|program|period|sessions|in|full|the|a|an|supervised|formal|structured|outpatient|failed|active|land|based|dedicated|total|intensive|additional|consistent|daily|prescribed|medically|directed|physician|regular|ongoing|treatment)[ -]+)*(?:[a-z'-]+ ){0,2}"
)
_ONCE_MORE = re.compile(r"\b(?:again|then|another|later|and)\b")
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
_ANOTHER_VERB = re.compile(
    r"\band (?:then |also |he |she )?(?:took|takes|used|uses|wore|wears|tried|had|got|underwent|received|to|with)\b"
)
_OWN_LENGTH, _NEAR = 12, 72


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
    back = _back(text, before[-1], length, others) if before else None
    lead = _lead(text, after[0], length, outcomes) if after else None
    if lead is not None and (back is None or " of " in lead[:6] or _NEW_ITEM.match(back)):
        return _spread(text, after, outcomes, others, lead)
    if back is None:
        return []
    owners = [before[-1]]
    for item in reversed(before[:-1]):
        if item.weeks is not None or not in_one_list(text, item, owners[-1]):
            break
        if len(owners) == 1 and not _JOIN.fullmatch(text, item.end, owners[-1].start):
            break
        owners.append(item)
    return owners


def _back(text: str, item: Tried, length: Duration, others: list[Duration]) -> str | None:
    """Return the words from a treatment to the length after it, or None where they part the two."""
    words = text[item.end : length.start]
    taken = any(item.end <= o.start < length.start and not _ONCE_MORE.search(text, o.end, length.start) for o in others)
    apart = taken or len(words) > _NEAR or _SYMPTOM.search(words)
    return None if apart else words


def _lead(text: str, item: Tried, length: Duration, outcomes: list[Mention]) -> str | None:
    """Return the words from a length to the treatment after it ("of supervised"), or None where they part the two."""
    words = text[length.end : item.start]
    between = any(length.end <= outcome.start < item.start for outcome in outcomes) and words != " failed "
    if between or not _OF.fullmatch(words):
        return None
    if words[:1] == "." and not _OPENS.search(text, max(0, length.start - 3), length.start):
        return None
    return words


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
        listed = of and in_one_list(text, owners[-1], item) and _IN_LIST.fullmatch(gap) is not None
        if any(0 <= other.start - item.end <= _OWN_LENGTH for other in others):
            break
        if (
            _ANOTHER_VERB.search(gap)
            or _COUNT.search(gap)
            or not (joined or listed)
            or any(low <= outcome.start < high for outcome in outcomes)
        ):
            break
        owners.append(item)
        if joined and _CLOSES.search(gap):
            break
    return owners
