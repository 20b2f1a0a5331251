"""Masking what the text takes back or never said: self-corrections, unticked options, unfilled fields.

Masked characters become ``BLANK`` one for one, so offsets stay. The masked spans are returned, so that a reader of the
result can be told why the words did not count.
"""

import re
from dataclasses import dataclass
from typing import Literal

from scribe_plugin.extraction.embedded.text import BLANK, TICK

MaskReason = Literal["corrected", "unticked", "unfilled", "unused", "ticked"]

_UNFILLED = re.compile(
    r"\{[^{}\n]{0,200}\}|\*{3,}|@[a-z_]{2,40}@|_{4,}|\[\*+[^\]\n]{0,60}\*+\]|<<[^<>\n]{0,80}>>|\[[a-z][a-z /]{0,40} or [^\]\n]{0,40}\]"
)
_UNUSED_CELL = re.compile(r" ?(?:n|no)\b")
"""The last cell of a table row for an item that was not used."""
_QUESTION = re.compile(r" ?(?:posterior|separate|anterior plate|integra|pedicle|exposure|access|own )")
"""The first cell of a row that asks for something done: its "no" is an answer, no unused item."""
_BOX = re.compile(
    r"\[ ?(?P<mark>[x*\u2611+]?) ?\]|(?<![a-z0-9])\( ?(?P<round>[x*\u2611]?) ?\)|(?P<tick>[\u2611\u2610])|(?<=\n)(?P<under>_x_|x_|_{2,3})(?= )"
)
_YES_NO = re.compile(r" ?(?:yes|no|y|n)\b(?= |$)")
_ANSWER = re.compile(r" ?(?:yes|no|y|n|n/a|na|none|self|not applicable)\b(?=[ .,;|])|[^:.;|\n]*(?=[.;|] ?[^:\n]*:)")
"""An option that ends before the next box: what follows is the label of another field."""
_TAKING_BACK = (
    "scratch that|strike that|delete that|erase that|disregard that|cancel that|no wait|wait no|back up|let me rephrase"
).split("|")
_REPLACING = (
    "correction|make that|i mean|i meant|rather say|i'm sorry|sorry|excuse me|let me correct that|i should say|or rather|"
    "no, sorry|check that|no i mean"
).split("|")
_TAKEN_BACK = re.compile(rf"\b(?:{'|'.join(_TAKING_BACK)})\b[ ,.:-]*")
_REPLACED = re.compile(
    rf"(?:\b(?:{'|'.join(_REPLACING)})\b[ ,.:-]*)+"
    r"(?:that is|that's|it is|it's|that was|it was|we did|at|the)?[ ,:-]*"
)
_LEVEL_LIKE = re.compile(
    r"(?<![a-z0-9])(?:[ctls] ?\d{1,2}(?:[ /-]+[ctls]? ?\d)?(?: (?:to|through) [ls]\d)?|\d-\d)(?![a-z0-9])"
)
_NUMBER_LIKE = re.compile(
    r"(?<![a-z0-9])(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a|half)"
    r"(?: (?:and a half ))?[ -]?(?:weeks?|months?|years?|mm|cm|degrees?|sessions?|levels?|percent)\b"
)
_WORD = re.compile(r"[a-z0-9]")
_BOUNDARY = re.compile(r"[.;:?!\n]|, | and | so | then | okay | ok ")
_LOOK_BACK = 90


@dataclass(frozen=True, slots=True)
class Mask:
    """One span that was masked, and why."""

    start: int
    end: int
    reason: MaskReason


def mask(text: str) -> tuple[str, list[Mask]]:
    """Return ``text`` with every taken-back or never-said span blanked, and the spans."""
    masks = [Mask(*match.span(), "unfilled") for match in _UNFILLED.finditer(text)]
    masks += _unused_rows(text)
    masks += _unticked(text)
    masks += _corrected(text)
    if not masks:
        return text, []
    chars = list(text)
    for item in masks:
        for index in range(item.start, item.end):
            if chars[index] != "\n":
                chars[index] = BLANK
        if item.reason == "ticked":
            chars[item.start] = TICK
    return "".join(chars), sorted(masks, key=lambda item: item.start)


def _unused_rows(text: str) -> list[Mask]:
    """Find rows of an implant table that say of their item that it was not used."""
    if "|" not in text:
        return []
    masks: list[Mask] = []
    start = 0
    for line in text.split("\n"):
        cells = [cell for cell in line.split("|") if cell.strip()] if line.count("|") > 1 else []
        if len(cells) > 1 and _UNUSED_CELL.match(cells[-1]) and not _QUESTION.match(cells[0]):
            masks.append(Mask(start, start + len(line), "unused"))
        start += len(line) + 1
    return masks


def _unticked(text: str) -> list[Mask]:
    """Find the options whose box is empty; a box stands before its option, or after it when the line starts so."""
    masks: list[Mask] = []
    boxes: list[tuple[int, int, bool]] = []
    line_end = -1
    for match in _BOX.finditer(text):
        if match.start() > line_end:
            masks += _options(text, boxes)
            boxes = []
            line_end = text.find("\n", match.start())
            line_end = len(text) if line_end < 0 else line_end
        ticked = bool(match["mark"] or match["round"] or match["tick"] == "\u2611" or "x" in (match["under"] or ""))
        boxes.append((match.start(), match.end(), ticked))
    return masks + _options(text, boxes)


def _options(text: str, boxes: list[tuple[int, int, bool]]) -> list[Mask]:
    if not boxes:
        return []
    if len(boxes) == 1 and boxes[0][2]:
        return [Mask(boxes[0][0], boxes[0][1], "ticked")]
    line_start = text.rfind("\n", 0, boxes[0][0]) + 1
    line_end = text.find("\n", boxes[-1][1])
    line_end = len(text) if line_end < 0 else line_end
    lead = text[line_start : boxes[0][0]].rstrip()
    box_first = _WORD.search(text, boxes[-1][1], line_end) is not None or not _WORD.search(lead)
    masks: list[Mask] = []
    for index, (start, end, ticked) in enumerate(boxes):
        if ticked:
            masks.append(Mask(start, end, "ticked"))
            continue
        if box_first:
            stop = boxes[index + 1][0] if index + 1 < len(boxes) else line_end
            answer = _ANSWER.match(text, end, stop) if ":" in text[end:stop] else None
            if answer is None and 0 < index < len(boxes) - 1 and _YES_NO.match(text, boxes[index - 1][1]):
                answer = _YES_NO.match(text, end, stop)
            stop = answer.end() if answer else stop
            masks.append(Mask(start, stop, "unticked"))
        else:
            begin = boxes[index - 1][1] if index else line_start + max(lead.rfind(":"), lead.rfind(";")) + 1
            masks.append(Mask(begin, end, "unticked"))
    return masks


def _corrected(text: str) -> list[Mask]:
    masks: list[Mask] = []
    taken_back = any(words in text for words in _TAKING_BACK)
    replaced = any(words in text for words in _REPLACING)
    for match in _TAKEN_BACK.finditer(text) if taken_back else ():
        start = _same_type_before(text, match.start(), match.end())
        if start is None:
            window = max(0, match.start() - _LOOK_BACK)
            ends = [found.end() for found in _BOUNDARY.finditer(text, window, max(window, match.start() - 2))]
            start = ends[-1] if ends else window
        masks.append(Mask(start, match.end(), "corrected"))
    for match in _REPLACED.finditer(text) if replaced else ():
        start = _same_type_before(text, match.start(), match.end())
        if start is not None:
            masks.append(Mask(start, match.end(), "corrected"))
    return masks


def _same_type_before(text: str, start: int, end: int) -> int | None:
    """Return where the thing begins that the words after a correction replace, if it is of the same type."""
    for pattern in (_LEVEL_LIKE, _NUMBER_LIKE):
        after = pattern.search(text, end, end + 40)
        if after is None or after.start() - end > 24:
            continue
        before = [found.start() for found in pattern.finditer(text, max(0, start - 60), start)]
        if before:
            return before[-1]
    return None
