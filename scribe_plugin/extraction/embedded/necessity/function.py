"""What the patient cannot do, and scored instruments."""

import re

from scribe_plugin.contract import FunctionalLimitation
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.durations import NUMBER
from scribe_plugin.extraction.embedded.necessity.limits import frames, is_elsewhere
from scribe_plugin.extraction.embedded.necessity.places import Row, Told, asserted
from scribe_plugin.extraction.embedded.necessity.scores import Found, read_pain, read_scores
from scribe_plugin.extraction.embedded.reading import Sentence

_LONGEST, _SHORTEST, _TAIL = 120, 6, 3
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
    rf"|\blimited to (?:about |under |only )?(?:\d+|a|half an?|{NUMBER}) (?:city )?(?:blocks?|yards|feet|steps|minutes?)\b"
    r"|\b\d+ ?(?:minutes?|mins?) (?:upright|standing|sitting|walking|of (?:standing|sitting|walking)|on (?:his|her) feet)\b"
)
_SCORED = ("exam", "narrative", "title")
"""Sections whose scores count though they tell no history."""
_OF_ONE_CLAUSE = frozenset({"negated", "planned", "considered"})
_CLAUSE_BEGINS = re.compile(
    r", (?!or\b|nor\b)(?=(?:[a-z]+ ){0,3}(?:can|could|unable)|[^,]*,)|\b(?:and |but )?(?:he|she|they) $"
)
_HARD_REACH, _ACTIVITY_REACH = 46, 34
_TOPIC_ENDS = ("treat", "outcome", "study", "tobacco", "instrument")


def read_function(told: list[Told], ledger: Ledger) -> list[FunctionalLimitation]:
    """Return limitations and scores in the order of the text, each once."""
    found: Found = {}
    for one in told:
        if one.document.kind in ("imaging_report", "access_surgeon_note"):
            continue
        for row in one.rows:
            if row.place == "weak" and row.sentence.kind in ("narrative", "title") and "limit" in row.topics:
                _read_limits(
                    row,
                    [mention for mention in row.topics["limit"] if _says_of_patient(row.sentence, mention)],
                    ledger,
                    found,
                )
            if row.place != "open":
                if row.place == "weak" and "instrument" in row.topics and row.sentence.kind in _SCORED:
                    read_scores(row.sentence, row.topics["instrument"], ledger, found)
                continue
            _read_limits(row, row.topics.get("limit", []), ledger, found, framed=True)
            scores = row.topics.get("instrument")
            if scores:
                read_scores(row.sentence, scores, ledger, found)
            elif "study" not in row.topics:
                read_pain(row.sentence, ledger, found)
    return list(found.values())


def _says_of_patient(sentence: Sentence, mention: Mention) -> bool:
    """Return whether the middle of a narrative says here what the patient cannot do."""
    concept = mention.entry.concept
    if concept != "fn.cannot":
        return concept == "fn.not" or (sentence.kind == "title" and concept == "fn.state")
    if sentence.kind == "title" and mention.start - sentence.start <= 1:
        return True
    text = sentence.document.text.norm
    return _PATIENT.search(text, max(sentence.start, mention.start - 20), mention.start) is not None


def _read_limits(row: Row, limits: list[Mention], ledger: Ledger, found: Found, *, framed: bool = False) -> None:
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
    spans = _spans(text, sentence, real)
    if framed:
        spans = sorted(spans + [(*span, True) for span in frames(text, sentence.start, sentence.end)])
    for start, end, reach in spans:
        if start < last_end:
            continue
        if is_elsewhere(text, sentence.start, start, end, sentence.end):
            ledger.missed("function", sentence, start, end, "someone_else")
            continue
        cannot = [mention for mention in real if mention.entry.concept == "fn.cannot"]
        assertion = asserted(sentence, start, end, [*cannot, *_of_other_clauses(sentence, start)])
        if assertion in ("negated", "hypothetical", "someone_else", "planned", "considered"):
            if assertion in ("negated", "someone_else"):
                ledger.missed("function", sentence, start, end, assertion)
            continue
        last_end = _clause_end(text, sentence, start, end, reach, stops)
        words, _, _ = sentence.document.text.quote(start, last_end)
        words = " ".join(words.split()).rstrip(" ,;.-")
        if len(words) >= _SHORTEST and last_end - end >= (_TAIL if text[start:end].endswith("to") else 0):
            entry = FunctionalLimitation(
                description=words, instrument=None, score=None, evidence=[ledger.quote(sentence, start, last_end)]
            )
            found.setdefault((None, words.lower()), entry)


def _of_other_clauses(sentence: Sentence, start: int) -> list[Mention]:
    """Return the denials and plans before ``start`` that hold for another clause ("no injections tried, cannot walk")."""
    text = sentence.document.text.norm
    return [
        cue
        for cue in sentence.cues
        if cue.value in _OF_ONE_CLAUSE and cue.end <= start and _CLAUSE_BEGINS.search(text, cue.end, start)
    ]


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
