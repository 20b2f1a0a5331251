"""Normalisation of a document's text, with an exact map back to the original offsets.

The normalised text is lower case and holds plain ASCII punctuation, single spaces and only those line breaks
that end something. Spoken and misrecognised forms ("l five s one", "inner body") are written as the lexicons
write them. Every other layer of the reader works on it; ``Text.original`` turns a span back.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from scribe_plugin.extraction.embedded.shorthand import long_form, written_out
from scribe_plugin.extraction.embedded.spelling import repaired
from scribe_plugin.extraction.embedded.spoken import SPOKEN_PUNCTUATION, spoken_form, spoken_mark, spoken_pattern

BLANK = "\x1f"
"""Stands for a masked character: no pattern and no token contains it."""

TICK = "\u2611"
"""Stands for every ticked box."""

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\ufe58\ufe63\uff0d\u00ad\u2043"
_SPACES = "\t\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc\uff07"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"
_BULLETS = "\u2022\u25e6\u25aa\u25cf\u25cb\u00b7\u2023\u25a0\u25b6\u27a2\uf0b7\u2219"
_TICKED = "\u2611\u2612\u2713\u2714\u2717\u2718\u25fc\u25a3"
_LINE_ENDS = "\u0085\u2028\u2029"

_ONE_TO_ONE = {
    **{ord(char): "-" for char in _DASHES},
    **{ord(char): " " for char in _SPACES},
    **{ord(char): "'" for char in _SINGLE_QUOTES},
    **{ord(char): '"' for char in _DOUBLE_QUOTES},
    **{ord(char): "*" for char in _BULLETS},
    **{ord(char): TICK for char in _TICKED},
    **{ord(char): "\n" for char in _LINE_ENDS},
    0x0130: "i",
    0x0131: "i",
    0x25A1: "\u2610",
    0x2215: "/",
    0x2044: "/",
    0xFF1A: ":",
    ord(BLANK): " ",
}
"""Characters that become one other character; U+0130 is the only one whose lower case is longer."""
for _code in range(0xFF10, 0xFF1A):
    _ONE_TO_ONE[_code] = chr(_code - 0xFEE0)
for _code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)):
    _ONE_TO_ONE[_code] = chr(_code - 0xFEE0)

_EXPANSIONS = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\u2026": "...",
    "\u200b": "",
    "\u200c": "",
    "\u200d": "",
    "\u2060": "",
    "\ufeff": "",
    "\u00bd": "1/2",
    "\u00bc": "1/4",
    "\u00be": "3/4",
    "\u2265": ">=",
    "\u2264": "<=",
}
_LENGTH_CHANGING = re.compile("[" + "".join(_EXPANSIONS) + "]| *\r\n? *| +\n *| {2,}|\n +|\n{3,}")
_FOLDED = re.compile("[" + "".join(_EXPANSIONS) + r"]|\s+")
_LINE_BREAK = re.compile(r"\n")
_STARTS_ITEM = re.compile(
    r"(?:[-*+>#\u2610\u2611]|\[[ x_]?\]|\( ?x? ?\)|\(?\d{1,2}[.)]|[a-z][.)] |[a-z][a-z0-9 /&,'()-]{1,48}:)"
)
_LONG_WORD = re.compile(r"(?<![a-z0-9'@._])[a-z]{6,24}(?![a-z0-9'@_])")
_NUMBERED = re.compile(r"(\(?)(\d{1,2})([.)])")
_NARROWEST, _WIDEST = 50, 132
_WRAP_SLACK = 4
_SAID_OFTEN = 2


class OffsetMap:
    """Turns positions of a rewritten text into positions of the text that it was made from.

    The map is two lists of points: at an even index a rewritten run begins, at the odd index after it the text goes
    on unchanged. A position inside a rewritten run stands for the whole run.
    """

    __slots__ = ("after", "before")

    def __init__(self, after: list[int], before: list[int]) -> None:
        self.after = after
        self.before = before

    def start(self, position: int) -> int:
        """Return where the character at ``position`` begins in the text before."""
        index = bisect_right(self.after, position) - 1
        if index < 0:
            return position
        return self.before[index] + position - self.after[index] if index % 2 else self.before[index]

    def end(self, position: int) -> int:
        """Return where the character at ``position`` ends in the text before."""
        index = bisect_right(self.after, position) - 1
        if index < 0:
            return position + 1
        if index % 2:
            return self.before[index] + position - self.after[index] + 1
        return self.before[index + 1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the text before that ``start`` to ``end`` covers; an empty span stays empty."""
        first = self.start(start)
        return first, self.end(end - 1) if end > start else first


@dataclass(slots=True)
class Text:
    """Normalised ``norm`` of ``raw``; positions in one turn into positions in the other."""

    raw: str
    norm: str
    maps: tuple[OffsetMap, ...] = ()
    """One map for each rewriting, the last one first."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of ``raw`` that the normalised span covers, without outer white space."""
        for offsets in self.maps:
            start, end = offsets.span(start, end)
        raw = self.raw
        while start < end and raw[start].isspace():
            start += 1
        while end > start and raw[end - 1].isspace():
            end -= 1
        return start, end

    def quote(self, start: int, end: int) -> tuple[str, int, int]:
        """Return the verbatim words of a normalised span with their original offsets."""
        start, end = self.original(start, end)
        return self.raw[start:end], start, end


def normalise(raw: str) -> Text:
    """Normalise ``raw``; linear in its length, never raises."""
    text = _rewrite(Text(raw, raw.translate(_ONE_TO_ONE).lower()), _LENGTH_CHANGING, _layout)
    text.norm = _join_wrapped_lines(text.norm)
    if text.norm.count(" comma ") >= _SAID_OFTEN or " period new " in text.norm:
        text = _rewrite(text, SPOKEN_PUNCTUATION, spoken_mark)
    shorthand = written_out(text.norm)
    if shorthand is not None:
        text = _rewrite(text, shorthand, long_form)
    text = _rewrite(text, spoken_pattern(text.norm), spoken_form)
    if any(repaired(word) != word for word in set(_LONG_WORD.findall(text.norm))):
        text = _rewrite(text, _LONG_WORD, _spelt)
    return text


def fold(raw: str) -> Text:
    """Fold what never changes a meaning: case, white space, the many dashes and quotation marks, ligatures."""
    return _rewrite(Text(raw, raw.translate(_ONE_TO_ONE).lower()), _FOLDED, _folded)


def _spelt(match: re.Match[str]) -> str:
    return repaired(match.group())


def _folded(match: re.Match[str]) -> str:
    return _EXPANSIONS.get(match.group(), " ")


def _layout(match: re.Match[str]) -> str:
    found = match.group()
    if found in _EXPANSIONS:
        return _EXPANSIONS[found]
    if found[0] == " " and "\n" not in found and "\r" not in found:
        return " "
    return "\n\n" if found.startswith("\n\n") else "\n"


def _rewrite(text: Text, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> Text:
    """Return ``text`` with every match of ``pattern`` replaced, and the map extended."""
    old = text.norm
    pieces: list[str] = []
    after: list[int] = []
    before: list[int] = []
    position = length = 0
    for match in pattern.finditer(old):
        new = replace(match)
        start, end = match.span()
        if new == old[start:end]:
            continue
        pieces += (old[position:start], new)
        length += start - position
        after += (length, length + len(new))
        before += (start, end)
        length += len(new)
        position = end
    if not pieces:
        return text
    pieces.append(old[position:])
    return Text(text.raw, "".join(pieces), (OffsetMap(after, before), *text.maps))


def _starts_item(norm: str, at: int) -> bool:
    """Return whether an item of a list begins here; a number does only where its forerunner began a line before."""
    if not _STARTS_ITEM.match(norm, at):
        return False
    number = _NUMBERED.match(norm, at)
    if number is None or number[2] == "1":
        return True
    return f"\n{number[1]}{int(number[2]) - 1}{number[3]}" in f"\n{norm[:at]}"


def _join_wrapped_lines(norm: str) -> str:
    """Turn the line breaks that a narrow window made into spaces; lengths stay the same.

    A break is one of those only where the next word would not have fitted on the line, in a text whose longest line
    is no longer than a window is wide.
    """
    breaks = [match.start() for match in _LINE_BREAK.finditer(norm)]
    edges = [-1, *breaks, len(norm)]
    width = max(after - before - 1 for before, after in pairwise(edges)) if breaks else 0
    if not _NARROWEST <= width <= _WIDEST:
        return norm
    chars: list[str] | None = None
    line_start = 0
    for at in breaks:
        space = norm.find(" ", at + 1, at + 40)
        word = (space if space >= 0 else at + 40) - at - 1
        if (
            at - line_start + 1 + word > width - _WRAP_SLACK
            and norm[at - 1] not in ".:;!?|"
            and norm[at + 1 : at + 2] not in ("\n", "")
            and not _starts_item(norm, at + 1)
        ):
            if chars is None:
                chars = list(norm)
            chars[at] = " "
        line_start = at + 1
    return norm if chars is None else "".join(chars)
