"""Names of doctors in a sentence, who of them operates, and the words that say whose the exposure was."""

import re

from scribe_plugin.extraction.embedded.lexicon import lexicon
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import Sentence

EXPOSURE_HEADINGS = ("access", "exposure", "approach")
PEOPLE = ("access.surgeon", "access.cosurgeon")

BY_OPERATOR = re.compile(
    r"\b(?:exposure|approach|access)\b[^.;]{0,40}\bby (?:the |our )?(?:attending|(?:operating|primary|spine|spinal) (?:surgeon|attending|team)|undersigned|author|surgeon of record)\b"
    r"(?! (?:\w+ )?(?:vascular|general|access|approach|exposure|urolog\w*|of\b))(?!,? \(?(?:dr|mr|ms|mrs|vascular|general|of)\b)"
)
BY_SELF = re.compile(
    r"\b(?:exposure|approach|access)(?: surgeon)?(?: (?:performed|done|obtained|provided))?(?: by)?[^a-z0-9.;]*[:\u2611\x1f][^a-z0-9.;]*"
    r"(?:self|myself|(?:operating|primary|spine|spinal) surgeon|surgeon of record|author)\b"
)
"""A form's answer that the operating surgeon exposed, with what was not ticked masked between."""
_ANSWER_NO = re.compile(
    r"(?: (?:dictated|available|attached|on file|on chart|present))?[^a-z0-9.;]*[:?\u2611\x1f][^a-z0-9.;]*(?:no|none|n|n/a|nil)\b(?= ?(?:[.,;|)\n\x1f]|$))"
)
EARLIER = re.compile(
    r"\b(?:this past|last|this last) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:yesterday|earlier (?:this|in the) week)\b"
    r"|\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day (?:he|she|they|the patient|this \w+) (?:had|underwent)\b"
    r"|^[^,;]{0,40}\bdays? (?:ago|earlier|previously)\b"
)
"""The exposure of another day."""
WILL_DICTATE = re.compile(
    r"\b(?:he|she|they|who)(?: too| also)? (?:will|shall|is to|are to|is going to|are going to|intends? to)(?: \w+ly| also| too| then)* (?:dictate|be dictating|report)\b"
)
_IN_BRACKETS = re.compile(r"\(([^)]*)\)")
_OPERATOR = re.compile(
    r"^(?:attending|primary|operating|lead|spine|dictating|consultant)? ?"
    r"(?:surgeon|attending|surgeons|consultant|operator|dictated by|dictating|performed by)(?! b\b)"
)
_TITLE = r"(?:drs?|doctor|mr|ms|mrs|miss|prof|professor)\.?"
_NAMED = re.compile(
    rf"\b{_TITLE} ([a-z]{{2,}}(?:-[a-z]{{2,}})?)|\b([a-z]{{4,}}(?:-[a-z]+)?),? (?:md|do|m\.d|facs|frcs|\(?vasc|\(?gen)"
)
_INITIAL = re.compile(r"\bdr\.? [a-z]\b")
_NAMED_DOCTOR = re.compile(
    r"\b(?!mrs)(?:dr|doctor|mr|ms|miss|prof|professor)\.? [a-z]{2,}|\b[a-z]{4,}, (?:md|do|frcs|facs)\b"
)
_NOT_NAMES = frozenset(
    "surgery vascular general surgeon access exposure approach spine division department service team attending report note dictation "
    "separate anterior left right lumbar performed the and for with who will has was is".split()
)


def doctors_in(sentence: Sentence) -> set[str]:
    """Return the words that name a doctor in the sentence."""
    known = lexicon().symbols
    names = {name for pair in _NAMED.findall(sentence.text) for name in pair if name}
    named = {name for name in names if name not in _NOT_NAMES and name not in known}
    return named | set(_INITIAL.findall(sentence.text))


def is_named_doctor(sentence: Sentence) -> bool:
    """Return whether a doctor is named with a title."""
    return _NAMED_DOCTOR.search(sentence.text) is not None


def operators_of(sentences: list[Sentence]) -> set[str]:
    """Return the names that the staff list gives to the operating surgeon."""
    return {name for s in sentences if _OPERATOR.match(s.heading) for name in doctors_in(s)}


def answers_no(sentence: Sentence, end: int) -> bool:
    """Return whether the field whose label ends at ``end`` is answered with no."""
    return _ANSWER_NO.match(sentence.document.text.norm, end, sentence.end) is not None


def are_all_spine(sentence: Sentence) -> bool:
    """Return whether the co-surgeons of a list are spine surgeons, one and all ("Abel (spine), Boyd (spine)")."""
    named = [words.strip() for words in _IN_BRACKETS.findall(sentence.text)]
    return sentence.has("access.cosurgeon") and bool(named) and all(words.startswith("spin") for words in named)


def tells_exposure(sentence: Sentence, surgeons: list[Mention]) -> bool:
    """Return whether the sentence tells of exposing the spine, apart from the words of the title itself."""
    for mention in sentence.of("access.exposure", "approach.sign"):
        if mention.concept == "approach.sign" and mention.value not in ("anterior", "front"):
            continue
        if not any(s.start <= mention.start and mention.end <= s.end for s in surgeons):
            return True
    acts = [f" {surgeon.entry.phrase} " for surgeon in surgeons]
    return any(" by " in act or "exposed" in act for act in acts)


def was_there_for_something_else(sentence: Sentence, surgeons: list[Mention]) -> bool:
    """Return whether the surgeon came for an emergency, a stent or a check of vessels, and not for the exposure."""
    if sentence.has("access.stent"):
        return True
    if all(surgeon.value in ("urology", "other") for surgeon in surgeons):
        return not sentence.has("access.exposure")
    named = any(s.value == "access" or s.concept == "access.cosurgeon" for s in surgeons)
    named = named or sentence.heading.startswith(EXPOSURE_HEADINGS)
    return sentence.has("access.emergency") and not named and sentence.kind != "staff"
