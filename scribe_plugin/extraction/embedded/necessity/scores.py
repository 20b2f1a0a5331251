"""Scored instruments: ODI, VAS, PROMIS and their like, with every score the sentence gives."""

import re
from typing import cast

from scribe_plugin.contract import FunctionalLimitation
from scribe_plugin.contract.necessity import Instrument
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.durations import NUMBER, number_of
from scribe_plugin.extraction.embedded.reading import Sentence

Found = dict[tuple[str | None, object], FunctionalLimitation]
"""Limitations and scores by what they say, so that each is kept once."""
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
_CUT_OFF = re.compile(r" \d{1,2}(?=\. )")
_BEFORE_SCORE = re.compile(
    rf"(?P<score>\d+(?:\.\d+)?|{NUMBER})(?: ?(?:/|of|out of) ?\d+| ?%| percent)? (?:on|by|via) (?:the |a |an )?$"
)
_PAIN = re.compile(
    r"\bpain\b[^.;,/]{0,34}?(?<![\d/.-])(?P<after>\d+(?:\.\d+)?) ?(?:/|out of|of) ?10\b|(?<![\d/.-])(?P<before>\d+(?:\.\d+)?) ?(?:/|out of|of) ?10 (?:[a-z]+ ){0,3}pain\b"
)
_AIM = re.compile(r"less than|will be|below|goal|increas|concordant")
_NO_TEXT = re.compile(r"[ :=-]*(?:not |n/a|declin|pending|unable|refer|see |to be|will|select|none|[^a-z]*$)")


def read_scores(sentence: Sentence, mentions: list[Mention], ledger: Ledger, found: Found) -> None:
    """Keep every score that a sentence gives for its instruments."""
    text = sentence.document.text.norm
    spans: list[tuple[str, int, int]] = []
    for mention in mentions:
        if spans and spans[-1][0] == mention.value and mention.start - spans[-1][2] <= 3:
            spans[-1] = (mention.value, spans[-1][1], mention.end)
        else:
            spans.append((mention.value, mention.start, mention.end))
    for number, (instrument, start, end) in enumerate(spans):
        high = spans[number + 1][1] if number + 1 < len(spans) else _score_end(text, sentence.end)
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


def _score_end(text: str, end: int) -> int:
    """Return where a sentence ends whose last word, a number, was taken for that of a list ("ODI 46. Quit")."""
    match = _CUT_OFF.match(text, end)
    return match.end() if match else end


def _keep(
    sentence: Sentence,
    instrument: str,
    start: int,
    end: int,
    score: str | None,
    ledger: Ledger,
    found: Found,
) -> None:
    words, _, _ = sentence.document.text.quote(start, end)
    value = None if score is None else number_of(score)
    entry = FunctionalLimitation(
        description=" ".join(words.split()),
        instrument=cast("Instrument", instrument),
        score=value,
        evidence=[ledger.quote(sentence, start, end)],
    )
    found.setdefault((instrument, (value, _place_of_pain(words))), entry)


def _place_of_pain(words: str) -> str:
    """Tell back pain from leg pain, so that two equal scores stay two."""
    match = re.search(r"\b(?:leg|arm)", words.lower())
    return match.group() if match else ""


def read_pain(sentence: Sentence, ledger: Ledger, found: Found) -> None:
    """Read "8/10 pain" as a numeric rating."""
    text = sentence.document.text.norm
    if "10" not in text[sentence.start : sentence.end]:
        return
    match = _PAIN.search(text, sentence.start, sentence.end)
    if match and not _AIM.search(match.group()):
        _keep(sentence, "NRS", match.start(), match.end(), match["after"] or match["before"], ledger, found)
