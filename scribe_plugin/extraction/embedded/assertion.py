"""What a phrase asserts: done, planned, denied, taken back, history, someone else's, or only possible."""

import re
from typing import Literal

from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.text import BLANK, TICK

Assertion = Literal[
    "performed",
    "negated",
    "planned",
    "considered",
    "aborted",
    "removed",
    "historical",
    "hypothetical",
    "someone_else",
]

_PRIORITY: tuple[Assertion, ...] = (
    "someone_else",
    "hypothetical",
    "aborted",
    "removed",
    "planned",
    "negated",
    "considered",
    "historical",
)
_SECTION: dict[str, Assertion] = {"plan": "planned", "consent": "hypothetical", "history": "historical"}
_ADJACENT = re.compile(rf"[\s:=()\[\]*_|{BLANK}{TICK}-]*")
_TODAY = re.compile(r"\b(?:today|this (?:morning|afternoon)|(?:lying|while|placed|positioned) (?:supine|prone))\b")
_ENDS = re.compile(r"[ *]*(?:[.,;|)\]\n\x1f-]|$)")
"""After a one-word answer ("none", "no") the statement ends."""
_AUXILIARY = re.compile(r"\b(?:was|were|is|are|has|had)\b")
_LISTED = re.compile(r"(?:\band|\bor|\bnor|&) ")
_OUT_OF_BRACKET = re.compile(
    r"\((?! ?(?:(?:these|this|it|they|which|that|both|was|were|is|are|has|had|been|later|then|now|but|not|all|each) )*$)[^)]*$"
)
"""Words inside a bracket that is still open, which have something of their own to speak of ("(attempted L5-S1, aborted)")."""
_FORM_NO = re.compile(
    r"[^:.;?\n\x1f\u2611]{0,40}[:?][ \x1f]*\u2611[ \x1f]*(?:no|none|not done|not used|not placed|n/a)\b(?= ?(?:[.,;|)\n\x1f]|$))"
    r"|[ :]*\x1f[ \x1f]*\u2611[ \x1f]*(?:no|none)\b| ?[|:] ?n\b(?= ?(?:[|\n]|$))"
)
"""A form's answer: the box of "no" is ticked, what was not ticked is masked."""
_NO_PLAN = re.compile(
    r"\b(?:will|shall|would|plan(?:s|ned)?|intend(?:s|ed)?|scheduled|booked|expected|going to|recommended) (?:\w+ly |also )?(?:not|never|no)\b"
    r"|\b(?:won't|shan't)|(?:\bnot|n't|\bnever|\bno|\bwithout|\bnor) (?:\w+ ){0,2}?(?:go(?:ing)? to|plan\w*|inten[dt]\w*|schedul\w*|book\w*|anticipat\w*|expect\w*|recommend\w*|be)\b"
)
"""Words before the act that deny the plan for it ("will not need", "no plan for")."""
_CONDITIONAL = re.compile(r"\W*(?:unless|if|should|in case|in the event)\b")
_CALLED_OFF = re.compile(
    r"[^.;,]{0,60}?\b(?:will not|won't|(?:is|are|was|were) (?:not|no longer)|not going to|never to) (?:\w+ )?(?:be |follow|planned|scheduled|needed|required|necessary|anticipated|intended|come)"
)
_NONE_FORWARD = re.compile(r"\b(?:no|without|none of the)\b(?: (?!but\b)[\w-]+){0,5} ?$")
_DATED_AFTER = re.compile(
    r"[^.;]{0,60}?(?:,|\bbut\b|\band then\b|\btoday\b|\bthis (?:time|stage|session)\b|\bnow\b|\buntil\b)"
)
_VERB = re.compile(r"\b(?:was|were|is|are|has|had|we|i|placed|performed|used|then|inserted|the patient)\b")


def assertion_of(sentence: Sentence, mention: Mention) -> Assertion:
    """Return what ``sentence`` asserts of one of its mentions."""
    return assertion_at(sentence, mention.start, mention.end)


def assertion_at(sentence: Sentence, start: int, end: int, *, by_section: bool = True) -> Assertion:
    """Return what ``sentence`` asserts of the words from ``start`` to ``end``.

    Without ``by_section`` the section in which the sentence stands does not count, only its own words.
    """
    default: Assertion = _SECTION.get(sentence.kind, "performed") if by_section else "performed"
    if _FORM_NO.match(sentence.document.text.norm, end, sentence.end):
        return "negated"
    if not sentence.cues:
        return default
    found: set[Assertion] = set()
    for cue in sentence.cues:
        if _reaches(sentence, cue, start, end):
            found.add(cue.value)  # type: ignore[arg-type]
    if "historical" in found and _is_of_today(sentence, start, end):
        found.discard("historical")
    if (
        "planned" in found
        and "hypothetical" not in found
        and _is_no_plan(sentence, start, end, denied="negated" in found)
    ):
        return "negated"
    for assertion in _PRIORITY:
        if assertion in found:
            return assertion
    return default


def _is_no_plan(sentence: Sentence, start: int, end: int, *, denied: bool) -> bool:
    """Return whether the plan is one that the words deny: "will not need", "no plan for", "no screws are planned"."""
    text = sentence.document.text.norm
    if _CONDITIONAL.match(text, sentence.start):
        return False
    if _CALLED_OFF.match(text, end, sentence.end):
        return True
    if not denied:
        return False
    ends = [word.end() for word in _NO_PLAN.finditer(text, sentence.start, start)]
    if ends and not any(ends[-1] <= stop.start and stop.end <= start for stop in sentence.stops):
        return not _leaves_list(text, ends[-1], start)
    none = _NONE_FORWARD.search(text, max(sentence.start, start - 60), start)
    return none is not None and not _DATED_AFTER.match(text, end, sentence.end)


def _is_of_today(sentence: Sentence, start: int, end: int) -> bool:
    """Return whether the clause round the words says "today", which undoes a cue of history."""
    text = sentence.document.text.norm
    low = text.rfind(",", sentence.start, start) + 1 or sentence.start
    high = text.find(",", end, sentence.end)
    return _TODAY.search(text, low, high if high >= 0 else sentence.end) is not None


def _reaches(sentence: Sentence, cue: Mention, start: int, end: int) -> bool:
    direction = cue.entry.attribute("direction")
    if cue.end <= start and direction != "backward":
        gap_start, gap_end = cue.end, start
    elif cue.start >= end and direction != "forward":
        gap_start, gap_end = end, cue.start
    else:
        return False
    if gap_end - gap_start > int(cue.entry.attribute("scope")):
        return False
    text = sentence.document.text.norm
    if cue.entry.attribute("adjacent"):
        return _ADJACENT.fullmatch(text, gap_start, gap_end) is not None and _ENDS.match(text, cue.end) is not None
    if cue.entry.attribute("verb") == "stop" and _AUXILIARY.search(text, gap_start, gap_end):
        return False
    if cue.entry.attribute("through"):
        return True
    if any(gap_start <= stop.start and stop.end <= gap_end for stop in sentence.stops):
        return False
    if cue.start >= end and _OUT_OF_BRACKET.search(text, gap_start, gap_end):
        return False
    if cue.entry.attribute("comma") == "stop":
        return "," not in text[gap_start:gap_end]
    if cue.start >= end and "," in text[gap_start:gap_end] and not _LISTED.search(text, gap_start, gap_end):
        return False
    return not _leaves_list(text, gap_start, gap_end)


def _leaves_list(text: str, start: int, end: int) -> bool:
    """Return whether the words between cue and target pass a comma that ends more than a list item."""
    comma = text.find(",", start, end)
    if comma < 0:
        return False
    return _VERB.search(text, comma, end) is not None or any(len(part) > 45 for part in text[start:end].split(","))
