"""When two values mean the same in the clinic: spelling of a product, months counted as four weeks, a slash for a dash."""

from typing import Any

from scribe_plugin.contract import INTERSPACES

WITHIN = 0.1
"""Share by which two durations may differ and still be one."""


def is_silent(value: Any) -> bool:
    """Return whether a value says nothing; a score of 0 says something."""
    return value is None or value is False or value in ("not_stated", [])


def same_number(gold: float, read: float) -> bool:
    """Return whether two durations are one."""
    return abs(gold - read) <= WITHIN * max(abs(gold), abs(read))


def same_text(gold: str, read: str) -> bool:
    """Return whether two texts differ in case, white space, dashes or slashes at most."""
    return _plain(gold) == _plain(read)


def same_value(gold: Any, read: Any) -> bool:
    """Return whether two scalar values mean the same."""
    if isinstance(gold, bool) or isinstance(read, bool):
        return bool(gold == read)
    if isinstance(gold, int | float) and isinstance(read, int | float):
        return bool(gold == read) or (isinstance(gold, float) and same_number(gold, read))
    if isinstance(gold, str) and isinstance(read, str):
        return same_text(gold, read)
    return bool(gold == read)


def interspace(value: str) -> str:
    """Return an interspace as the contract writes it: "L5/S1", "l5 - s1" and "L5S1" are L5-S1; other text as it is."""
    plain = _plain(value).replace("-", "")
    return next((name for name in INTERSPACES if name.lower().replace("-", "") == plain), value)


def _plain(text: str) -> str:
    for sign in "\u2010\u2011\u2012\u2013\u2014/":
        text = text.replace(sign, "-")
    return "".join(text.lower().split())
