"""Names of doctors in a sentence, and who of them operates."""

import re

from scribe_plugin.extraction.embedded.lexicon import lexicon
from scribe_plugin.extraction.embedded.reading import Sentence

PEOPLE = ("access.surgeon", "access.cosurgeon")

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
