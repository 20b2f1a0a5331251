"""Reading spinal levels: interspaces, ranges of them, and vertebrae.

"L4-5", "L45", "L4/L5", "L5S1" and a bare "5-1" in a list are interspaces; "L3 to S1" is a range and names three;
"L4, L5 and S1" are vertebrae. Cervical and thoracic levels are recognised so that they are told apart.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from scribe_plugin.contract import INTERSPACES, Interspace

LevelKind = Literal["interspace", "range", "vertebra"]

_SPINE = [f"c{n}" for n in range(1, 8)] + [f"t{n}" for n in range(1, 13)] + [f"l{n}" for n in range(1, 6)] + ["s1"]
_SPINE_L6 = [*_SPINE[:-1], "l6", "s1"]
_KNOWN = frozenset(INTERSPACES)
_LUMBOSACRAL: tuple[Interspace, ...] = ("L5-S1",)

_V = r"[ctls][ -]?\d{1,2}(?!\d|\.\d)"
_SEP = r" ?(?:-|/|~|\\) ?(?:and )?"
_TO = r" ?(?:to|through|thru|down to|up to|until|upto) (?:the )?"
_UNIT = r"(?!\d|\.\d|[ -]?(?:mm|cm|cc|ml|lb|kg|x\d|weeks?|months?|years?|days?|hours?|times|/10|%|out of)\b)"
_JOINED = r"(?P<joined>[ls](?:12|23|34|45|51|56|61)(?!\d|\.\d)(?:-?[ls]?1(?!\d))?)"
_GLUED = r"(?<=l\d)(?:s1|l\d)(?!\d)"
_SPACED = r"(?<=[ls]\d) (?=[ls][1-6]\b)[ls]\d(?!\d)|(?<=l\d) \d(?= (?:level|disc|interspace|and|as|was|is|through|with|fusion|alif)|[,.;)]|$)"
_CHAIN = rf"(?P<chain>{_V}(?:{_SEP}(?:{_V}|\d{{1,2}}{_UNIT})|{_GLUED}|{_SPACED})*)"
_RANGE = rf"(?:{_TO}(?P<to>{_V}|\d(?!\d)|sacrum|sacral ala|sacral promontory|pelvis|ilium))?"
_BARE = rf"(?P<bare>(?:[1-5]-[2-5]|5-1|5-s1|5/s1|5/1|[1-4]/[2-5])(?!/|-\d){_UNIT})"
_JUNCTION = r"(?P<junction>(?<!above the )(?<!below the )(?<!beneath the )lumbosacral (?:junction|joint|disc|interspace|level|segment|interbody|motion segment))"
_LEVEL = re.compile(rf"(?<![a-z0-9.])(?:{_JOINED}|{_CHAIN}{_RANGE}|{_BARE}|{_JUNCTION})")
_VERTEBRA = re.compile(r"([ctls])[ -]?(\d{1,2})|(\d{1,2})|(sacr|pelvis|ilium)")
_OVER = re.compile(r"(?: [a-z]+){0,3} (?:on|over|upon|relative to|with respect to) (?:top of )?")
_STRENGTH = re.compile(
    r"strength|motor|power|ehl|\bta\b|quad|iliopsoas|dorsiflex|plantar|flexion|extens|weak|grade|/5 ?[,;]? ?[lrb]\b"
)
"""Words beside a fraction that make it a muscle grade ("EHL 4/5")."""
_BARE_BEFORE = re.compile(
    r"(?:\b(?:at|level|levels|and|the|or|both|of|from|for|fusion|alif|interspace|interspaces|disc|space)|[,/&+(;:-]|\bl\d-\S+) ?$"
)


@dataclass(frozen=True, slots=True)
class Level:
    """One mention of levels at ``start`` to ``end`` of the normalised text."""

    kind: LevelKind
    start: int
    end: int
    interspaces: tuple[Interspace, ...]
    vertebrae: tuple[str, ...]
    region: Literal["lumbar", "other"]


def find_levels(text: str) -> list[Level]:
    """Return every mention of spinal levels in ``text``, in order."""
    found: list[Level] = []
    for match in _LEVEL.finditer(text):
        level = _read(match, found, text)
        if level is not None:
            found.append(level)
    return _join_slips(found, text)


def _read(match: "re.Match[str]", before: list[Level], text: str) -> Level | None:
    start, end = match.span()
    if match["junction"]:
        return Level("interspace", start, end, _LUMBOSACRAL, ("L5", "S1"), "lumbar")
    if match["joined"]:
        digits = re.sub(r"[^\d]", "", match["joined"])
        chain = [f"l{digits[0]}"]
        for digit in digits[1:]:
            chain.append(_next(chain[-1], digit))
        return _make("interspace", start, end, chain)
    if match["bare"]:
        near = bool(before) and start - before[-1].end <= 40 and before[-1].region == "lumbar"
        led = _BARE_BEFORE.search(text, max(0, start - 24), start) or text[end : end + 1] == ":"
        if not (near or led) or ("/" in match["bare"] and _STRENGTH.search(text, max(0, start - 40), end + 24)):
            return None
        first, second = re.split(r"[-/]", match["bare"])
        upper, lower = f"l{first}", second if second.startswith("s") else _next(f"l{first}", second)
        return _make("interspace", start, end, [upper, lower]) if _adjacent(upper, lower) else None
    return _chain(match, start, end)


def _chain(match: "re.Match[str]", start: int, end: int) -> Level | None:
    names: list[str] = []
    for letter, number, bare, low in _VERTEBRA.findall(match["chain"] + " " + (match["to"] or "")):
        if letter:
            names.append(f"{letter}{int(number)}")
        elif bare:
            names.append(_next(names[-1], bare))
        elif low:
            names.append("s1")
    names = [name for name in names if name in _SPINE or name in ("l6", "s2")]
    if not names:
        return None
    if len(names) == 1:
        return _make("vertebra", start, end, names)
    return _make("range" if match["to"] else "interspace", start, end, names)


def _next(previous: str, number: str) -> str:
    """Name the vertebra that a bare ``number`` after ``previous`` means ("5-1" is L5-S1)."""
    letter, value = previous[0], int(number)
    if letter == "l" and value in (1, 51):
        return "s1"
    if letter == "t" and value < int(previous[1:]):
        return f"l{value}"
    return f"{letter}{value}"


def _adjacent(upper: str, lower: str) -> bool:
    return _steps(upper, lower) == 1


def _order(name: str, spine: list[str]) -> int:
    return spine.index("s1") if name == "s2" else spine.index(name)


def _steps(upper: str, lower: str) -> int:
    spine = _SPINE_L6 if "l6" in (upper, lower) else _SPINE
    return _order(lower, spine) - _order(upper, spine)


def _make(kind: LevelKind, start: int, end: int, names: list[str]) -> Level:
    """Make a level of vertebra names; a chain or range names every interspace between its ends."""
    spine = _SPINE_L6 if "l6" in names else _SPINE
    ordered = sorted(names, key=lambda name: _order(name, spine))
    region: Literal["lumbar", "other"] = "lumbar" if ordered[-1][0] in "ls" else "other"
    if kind == "vertebra":
        return Level(kind, start, end, (), tuple(name.upper() for name in names), region)
    top, bottom = _order(ordered[0], spine), _order(ordered[-1], spine)
    vertebrae = [spine[index].upper() for index in range(top, bottom + 1)]
    pairs = [f"{upper}-{lower}" for upper, lower in pairwise(vertebrae)]
    interspaces = tuple(pair for pair in pairs if pair in _KNOWN)
    if kind == "interspace" and len(pairs) > 1:
        kind = "range"
    return Level(kind, start, end, interspaces, tuple(vertebrae), region)


def _join_slips(levels: list[Level], text: str) -> list[Level]:
    """Read "L4 on L5" as the interspace L4-L5: the words of a slip name a vertebra over its neighbour."""
    joined: list[Level] = []
    for level in levels:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.kind == level.kind == "vertebra"
            and level.start - last.end <= 28
            and _OVER.fullmatch(text, last.end, level.start)
            and abs(_steps(last.vertebrae[0].lower(), level.vertebrae[0].lower())) == 1
        ):
            names = [last.vertebrae[0].lower(), level.vertebrae[0].lower()]
            joined[-1] = _make("interspace", last.start, level.end, names)
        else:
            joined.append(level)
    return joined


def bodies_as_range(levels: list[Level]) -> list[Level]:
    """Read a list of neighbouring vertebrae as the interspaces between them ("fusion of L4, L5 and S1")."""
    bodies = [level for level in levels if level.kind == "vertebra" and level.region == "lumbar"]
    names = [level.vertebrae[0].lower() for level in bodies]
    steps = [_steps(upper, lower) for upper, lower in pairwise(names)]
    if not steps or any(step != 1 for step in steps):
        return []
    return [_make("range", bodies[0].start, bodies[-1].end, [names[0], names[-1]])]


def in_order(interspaces: "set[Interspace] | frozenset[Interspace]") -> list[Interspace]:
    """Return interspaces top to bottom."""
    return [interspace for interspace in INTERSPACES if interspace in interspaces]
