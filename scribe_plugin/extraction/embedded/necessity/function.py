"""What the patient cannot do, and scored instruments."""

import re
from typing import cast

from scribe_plugin.contract import FunctionalLimitation
from scribe_plugin.contract.necessity import Instrument
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.durations import NUMBER, number_of
from scribe_plugin.extraction.embedded.necessity.places import Row, Told, asserted
from scribe_plugin.extraction.embedded.reading import Sentence

_LONGEST = 120
_END = re.compile(
    r"[;\n\x1f]|\. |, (?!(?:and |or |nor )?(?:lift|bend|sit|stand|walk|carry|driv|climb|do\b|put|play|even|more|longer|shop|cook|sleep|dress|twist|run|work|perform|push|pull|reach|garden|clean|[a-z]+ing\b|for\b|without\b|then\b))"
    r"| and (?:he|she|has|is|was|her|his|it|its|needs|uses|walks|cannot|can|can't|takes|the|they|this|did|tried|then|had|we|i|wants|wishes|would|no|also|on|my|oswestry|odi)\b| but | because | since (?:the|he|she|her|his)\b| so (?:he|she|we|i)\b| due to | um | uh | the mri | mri | in spite "
)
_SUBJECT = re.compile(
    r"\b(?:i|we|you|insurance|insurer|plan|surgeon|dr\.? [a-z-]+|blades?|cage|it|that|this|disc|vein|trial|screw|retractor|which) (?:still |also )?$"
)
_PATIENT = re.compile(r"\b(?:he|she|patient|who) (?:now |still )?$")
_QUANTITY = re.compile(
    r"(?:\b(?:can|could|able to|only|must|barely|is|limited to) (?:only )?)?\b(?:walk(?:s|ing)?|stand(?:s|ing)?|sit(?:s|ting)?|ambulat\w+|amb|play|drives?|driving|sleeps?|tolerance|claudicat\w+)\b(?:[^.;,\n]| , ){0,44}?"
    rf"(?<![\w/])(?:<|> )?(?:\d+(?:\.\d+)?|a|an|half an?|half|{NUMBER})(?: ?(?:-|to) ?\d+)?[ -]?(?:city |half |short )?(?:minutes?|mins?|blocks?|feet|ft|foot|yards?|yds?|hours?|hrs?|miles?|steps|met(?:er|re)s?|holes|lbs?|pounds)\b"
    r"|\b\d+ ?(?:minutes?|mins?) (?:upright|standing|sitting|walking|of (?:standing|sitting|walking)|on (?:his|her) feet)\b"
)
_HARD_REACH, _ACTIVITY_REACH = 46, 34
_TOPIC_ENDS = ("treat", "outcome", "study", "tobacco", "instrument")
_SKIP = (
    r"(?:[ :=,(\[-]|\b(?:scores?|scored|index|pain|back|legs?|low|lower|arm|neck|of|was|is|are|at|the|today|today's|worst|average|avg|current|currently|ratings?|rated|scale|total|t-score|t score|t|physical|function|component|summary|interference|preop|preoperative|pre-op|baseline|now|about"
    r"|for|her|his|and|up to|a|in|with|pcs|mcs|pf|pi|cat|questionnaire|disability|reported|reports|mental|global|health|initial|initially|percent|left|right|bilateral|axial|lumbar|intake|us|visit|this)\b|'s\b|\d+[-/]\d+[-/]\d{2,4}|[)\]'])*"
)
_SCORE = re.compile(
    rf"(?:{_SKIP}|[^\d.;\n]{{0,34}}?\b)(?P<score>\d+(?:\.\d+)?|{NUMBER})(?![\d]|[-/]\d{{1,2}}[-/]\d)(?P<out> ?(?:/|out of|of) ?\d+)?(?P<percent> ?(?:%|percent))?"
)
_NEXT_PLACE = re.compile(
    r"[ ,;/]*(?:and )?(?:back|legs?|arm|neck|low back)(?: pain)?[ :=]*(?:of |is |was )?(?P<score>\d+(?:\.\d+)?)(?![\d/]\d?/)"
)
_NEXT_COLUMN = re.compile(r" ?\|? ?(?P<score>\d+(?:\.\d+)?)(?P<out>/\d+)?(?P<percent> ?%)?(?= |$|\n)")
_BEFORE_SCORE = re.compile(
    rf"(?P<score>\d+(?:\.\d+)?|{NUMBER})(?: ?(?:/|of|out of) ?\d+| ?%| percent)? (?:on|by|via) (?:the |a |an )?$"
)
_PAIN = re.compile(
    r"\bpain\b[^.;,/]{0,34}?(?<![\d/.-])(?P<after>\d+(?:\.\d+)?) ?(?:/|out of|of) ?10\b|(?<![\d/.-])(?P<before>\d+(?:\.\d+)?) ?(?:/|out of|of) ?10 (?:[a-z]+ ){0,3}pain\b"
)
_AIM = re.compile(r"less than|will be|below|goal|increas|concordant")
_NO_TEXT = re.compile(r"[ :=-]*(?:not |n/a|declin|pending|unable|refer|see |to be|will|select|none|[^a-z]*$)")


def read_function(told: list[Told], ledger: Ledger) -> list[FunctionalLimitation]:
    """Return limitations and scores in the order of the text, each once."""
    found: dict[tuple[str | None, object], FunctionalLimitation] = {}
    for one in told:
        if one.document.kind in ("imaging_report", "access_surgeon_note"):
            continue
        for row in one.rows:
            if row.place == "weak" and row.sentence.kind == "narrative" and "limit" in row.topics:
                _read_limits(
                    row,
                    [mention for mention in row.topics["limit"] if _says_of_patient(row.sentence, mention)],
                    ledger,
                    found,
                )
            if row.place != "open":
                if row.sentence.kind == "exam" and "instrument" in row.topics:
                    _read_scores(row, row.topics["instrument"], ledger, found)
                continue
            limits = row.topics.get("limit")
            if limits:
                _read_limits(row, limits, ledger, found)
            scores = row.topics.get("instrument")
            if scores:
                _read_scores(row, scores, ledger, found)
            elif "study" not in row.topics:
                _read_pain(row.sentence, ledger, found)
    return list(found.values())


def _says_of_patient(sentence: Sentence, mention: Mention) -> bool:
    """Return whether the middle of a narrative says here what the patient cannot do."""
    concept = mention.entry.concept
    if concept != "fn.cannot":
        return concept == "fn.not"
    text = sentence.document.text.norm
    return _PATIENT.search(text, max(sentence.start, mention.start - 20), mention.start) is not None


def _read_limits(
    row: Row, limits: list[Mention], ledger: Ledger, found: dict[tuple[str | None, object], FunctionalLimitation]
) -> None:
    sentence = row.sentence
    text = sentence.document.text.norm
    hidden = [mention for mention in limits if mention.entry.concept == "fn.not"]
    real = [
        mention
        for mention in limits
        if mention.entry.concept != "fn.not"
        and not any(other.start <= mention.start and mention.end <= other.end for other in hidden)
    ]
    stops = sorted(mention.start for topic in _TOPIC_ENDS for mention in row.topics.get(topic, ()))
    last_end = -1
    for start, end, reach in _spans(text, sentence, real):
        if start < last_end:
            continue
        assertion = asserted(
            sentence, start, end, [mention for mention in real if mention.entry.concept == "fn.cannot"]
        )
        if assertion in ("negated", "hypothetical", "someone_else", "planned", "considered"):
            if assertion in ("negated", "someone_else"):
                ledger.missed("function", sentence, start, end, assertion)
            continue
        last_end = _clause_end(text, sentence, start, end, reach, stops)
        words, _, _ = sentence.document.text.quote(start, last_end)
        words = " ".join(words.split()).rstrip(" ,;.-")
        if len(words) >= 6:
            entry = FunctionalLimitation(
                description=words, instrument=None, score=None, evidence=[ledger.quote(sentence, start, last_end)]
            )
            found.setdefault((None, words.lower()), entry)


def _spans(text: str, sentence: Sentence, limits: list[Mention]) -> list[tuple[int, int, bool]]:
    """Return the start and the least end of each limitation, and whether it goes on to the end of its clause."""
    spans: list[tuple[int, int, bool]] = []
    activities = [mention for mention in limits if mention.entry.concept == "fn.activity"]
    for mention in limits:
        concept = mention.entry.concept
        if concept == "fn.state":
            spans.append((mention.start, mention.end, True))
        elif concept == "fn.cannot":
            if not _SUBJECT.search(text, max(sentence.start, mention.start - 16), mention.start):
                spans.append((mention.start, mention.end, True))
        elif concept == "fn.hard":
            near = next(
                (
                    other
                    for other in activities
                    if 0 <= other.start - mention.end <= _HARD_REACH
                    or 0 <= mention.start - other.end <= _ACTIVITY_REACH
                ),
                None,
            )
            if near is not None and "," not in text[min(near.end, mention.end) : max(near.start, mention.start)]:
                spans.append((min(near.start, mention.start), max(near.end, mention.end), True))
    if activities:
        spans += [(*match.span(), True) for match in _QUANTITY.finditer(text, sentence.start, sentence.end)]
    spans.sort()
    return spans


def _clause_end(text: str, sentence: Sentence, start: int, end: int, reach: bool, stops: list[int]) -> int:
    """Return where the limitation that begins at ``start`` ends."""
    high = min(sentence.end, start + _LONGEST, *(stop for stop in stops if stop >= end)) if reach else end
    match = _END.search(text, end, high)
    if match:
        return match.start()
    if high < sentence.end and high == start + _LONGEST:
        high = max(text.rfind(" ", end, high), end)
    return high


def _read_scores(
    row: Row, mentions: list[Mention], ledger: Ledger, found: dict[tuple[str | None, object], FunctionalLimitation]
) -> None:
    sentence = row.sentence
    text = sentence.document.text.norm
    spans: list[tuple[str, int, int]] = []
    for mention in mentions:
        if spans and spans[-1][0] == mention.value and mention.start - spans[-1][2] <= 3:
            spans[-1] = (mention.value, spans[-1][1], mention.end)
        else:
            spans.append((mention.value, mention.start, mention.end))
    for number, (instrument, start, end) in enumerate(spans):
        high = spans[number + 1][1] if number + 1 < len(spans) else sentence.end
        match = _SCORE.match(text, end, high)
        if match is None or _AIM.search(match.group()):
            before = _BEFORE_SCORE.search(text, max(sentence.start, start - 32), start)
            if before:
                _keep(sentence, instrument, before.start(), end, before["score"], ledger, found)
            elif start - sentence.start <= 3 and text[end : end + 1] == ":" and not _NO_TEXT.match(text, end + 1, high):
                _keep(sentence, instrument, start, high, None, ledger, found)
            continue
        while match is not None:
            _keep(sentence, instrument, start, match.end(), match["score"], ledger, found)
            follows = _NEXT_PLACE.match(text, match.end(), high)
            if follows is None and "percent" in match.re.groupindex and (match["percent"] or match["out"]):
                follows = _NEXT_COLUMN.match(text, match.end(), high)
                if follows is not None and bool(follows["percent"]) != bool(match["percent"]):
                    follows = None
            match = follows


def _keep(
    sentence: Sentence,
    instrument: str,
    start: int,
    end: int,
    score: str | None,
    ledger: Ledger,
    found: dict[tuple[str | None, object], FunctionalLimitation],
) -> None:
    words, _, _ = sentence.document.text.quote(start, end)
    value = None if score is None else number_of(score)
    entry = FunctionalLimitation(
        description=" ".join(words.split()),
        instrument=cast(Instrument, instrument),
        score=value,
        evidence=[ledger.quote(sentence, start, end)],
    )
    found.setdefault((instrument, (value, _place_of_pain(words))), entry)


def _place_of_pain(words: str) -> str:
    """Tell back pain from leg pain, so that two equal scores stay two."""
    match = re.search(r"\b(?:leg|arm)", words.lower())
    return match.group() if match else ""


def _read_pain(
    sentence: Sentence, ledger: Ledger, found: dict[tuple[str | None, object], FunctionalLimitation]
) -> None:
    """Read "8/10 pain" as a numeric rating."""
    text = sentence.document.text.norm
    if "10" not in text[sentence.start : sentence.end]:
        return
    match = _PAIN.search(text, sentence.start, sentence.end)
    if match and not _AIM.search(match.group()):
        _keep(sentence, "NRS", match.start(), match.end(), match["after"] or match["before"], ledger, found)
