"""Spoken and misrecognised forms, written as the lexicons write them ("l five s one" is "l5-s1")."""

import re
import tomllib
from functools import lru_cache
from importlib import resources

_NUMBERS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
}
_NUMBER = rf"(?:{'|'.join(_NUMBERS)})"
_PREFIX = r"(?<!')(?:l|el|ell|elle|lumbar|s|es|ess|sacral|t|tee|c)"
_VERTEBRA = rf"(?:{_PREFIX}[ -]?{_NUMBER})"
_JOIN = r"(?:[ -]+|/| slash | dash | hyphen )"
_NOT_A_COUNT = r"(?! ?(?:in |into |up |down |week|month|year|day|hour|minute|cm|mm|cc|level|cage|screw|time|of|percent|visit|session|point))"
_NEXT = rf"(?:{_VERTEBRA}|{_NUMBER}\b{_NOT_A_COUNT})"
_DIGITS = rf"(?:el|ell|lumbar|sacral)[ -]\d\b(?:{_JOIN}(?:(?:el|ell|es|ess|lumbar|sacral)[ -])?\d\b)*"
_LIST = rf"(?:,? and |, ){_NUMBER}{_JOIN}{_NEXT}"


def _table() -> dict[str, str]:
    raw = resources.files(__package__).joinpath("lexicon/spoken.toml").read_text("utf-8")
    return {heard: row["written"] for row in tomllib.loads(raw)["form"] for heard in row["heard"]}


_FORMS = _table()
_LEVELS = (
    rf"{_VERTEBRA}(?:{_JOIN}{_NEXT})*(?:{_LIST})*|{_DIGITS}"
    rf"|(?:(?<=at )|(?<=level )|(?<=levels )|(?<=the )|(?<=and ))(?:two three|three four|four five|five one){_NOT_A_COUNT}"
)


def spoken_pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of everything in ``text`` that ``spoken_form`` rewrites."""
    return _pattern(tuple(heard for heard in _FORMS if heard in text))


@lru_cache(maxsize=512)
def _pattern(heard: tuple[str, ...]) -> re.Pattern[str]:
    """Compile the spoken levels with the forms that a text holds; most hold few, and the fewer the faster."""
    forms = "|".join(re.escape(form) for form in sorted(heard, key=len, reverse=True))
    return re.compile(rf"\b(?:{_LEVELS}{'|' if forms else ''}{forms})(?!\w)")


_MARKS = {
    "comma": ",",
    "colon": ":",
    "semicolon": ";",
    "period": ".",
    "full stop": ".",
    "question mark": "?",
    "new paragraph": "\n",
    "new line": "\n",
    "next line": "\n",
    "next paragraph": "\n",
}
SPOKEN_PUNCTUATION = re.compile(
    r"(?<! a)(?<! the)(?<!waiting)(?<!time)(?<!perioperative)(?<!postoperative)(?<!recovery)"
    r" (comma|semicolon|colon|period|full stop|question mark|new paragraph|new line|next line|next paragraph)(?=[ \n.,]|$)(?! (?:of|was|were|resection|cancer))"
)
"""Punctuation said aloud; only for texts that plainly are dictated so, since the words are ordinary ones."""


def spoken_mark(match: re.Match[str]) -> str:
    """Return the mark that one match of ``SPOKEN_PUNCTUATION`` names."""
    return _MARKS[match.group(1)]


_PART = re.compile(rf"(?:({_PREFIX})[ -]?)?\b({_NUMBER}|\d{{1,2}})\b|(,? and |, )")


def spoken_form(match: re.Match[str]) -> str:
    """Return the written form of one match of ``SPOKEN``."""
    heard = match.group()
    written = _FORMS.get(heard)
    if written is not None:
        return written
    pieces: list[str] = []
    for prefix, number, between in _PART.findall(heard):
        if between:
            pieces.append(between)
            continue
        if pieces and not pieces[-1].endswith(" "):
            pieces.append("-")
        pieces.append(_letter(prefix) + _NUMBERS.get(number, number))
    return "".join(pieces)


def _letter(prefix: str) -> str:
    """Return the vertebra letter that a spoken prefix stands for ("el" is l, "es" is s)."""
    if prefix.startswith("e"):
        return "s" if prefix[1] == "s" else "l"
    return prefix[:1]
