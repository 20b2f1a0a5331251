"""Shorthand of busy writers, written out: "w/o" is without, "w/" with, "RP" retroperitoneal; a word typed twice is one word."""

import re

_SHORTHAND = re.compile(
    r"(?<![a-z0-9])w/o(?: |(?=[a-z\n]))|(?<![a-z0-9])w/ ?(?=[a-z0-9])|(?<![a-z0-9./])rp(?![a-z0-9:/]|\.[a-z])|\b(?P<twice>(?!had |that |no |ether )[a-z]{2,14}) (?P=twice)\b"
)
_WAY_IN = re.compile(
    r"\b(?:approach|exposure|exposed|incision|inc|dissection|access|corridor|plane|flank|paramedian|supine|anterior|alif|iliac|peritone|psoas|rectus|l|left|right|via|thru|through) ?"
)
_BESIDE = 70
"""How far a way to the spine may stand from "RP", in characters of the same line."""


def written_out(text: str) -> "re.Pattern[str] | None":
    """Return the pattern of the shorthand, or None where ``text`` plainly holds none."""
    return _SHORTHAND if "w/" in text or "rp" in text or _TWICE.search(text) else None


_TWICE = re.compile(r"\b([a-z]{2,14}) \1\b")


def long_form(match: "re.Match[str]") -> str:
    """Return what one match of the shorthand stands for."""
    words = match.group()
    if match["twice"]:
        return match["twice"]
    if words == "rp":
        return "retroperitoneal" if _is_way_in(match) else words
    return "without " if words.startswith("w/o") else "with "


def _is_way_in(match: "re.Match[str]") -> bool:
    """Return whether "RP" stands beside words of an approach, in the same line."""
    text, start, end = match.string, match.start(), match.end()
    low = max(text.rfind("\n", 0, start) + 1, start - _BESIDE)
    high = text.find("\n", end)
    high = min(high if high >= 0 else len(text), end + _BESIDE)
    if re.search(r"\b(?:dr|drs|by|pa|rn|md)\.? $", text[low:start]):
        return False
    return _WAY_IN.search(text, low, start) is not None or _WAY_IN.search(text, end, high) is not None
