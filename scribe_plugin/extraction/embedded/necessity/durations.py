"""How long: spans of time in weeks, as notes write them ("x 6 mo", "a year and a half", "March-June 2025")."""

import re
from dataclasses import dataclass
from datetime import date

WEEKS_IN = {"d": 1 / 7, "w": 1.0, "m": 4.345, "y": 52.14}
"""Weeks in a day, week, month and year."""

_WORDS = {
    word: float(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen twenty".split()
    )
} | {
    "thirty": 30.0,
    "forty": 40.0,
    "fifty": 50.0,
    "sixty": 60.0,
    "seventy": 70.0,
    "eighty": 80.0,
    "ninety": 90.0,
    "a": 1.0,
    "an": 1.0,
    "half": 0.5,
    "couple": 2.0,
    "whole": 1.0,
}
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -](?:one|two|three|four|five|six|seven|eight|nine)"
_ONE = rf"(?:\d+(?:\.\d+)?(?:[ -]?1/2| \([a-z]+\))?|1/2|{_TENS}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
NUMBER = rf"(?:{_TENS}|{'|'.join(word for word in sorted(_WORDS, key=len, reverse=True) if word not in ('a', 'an', 'half', 'couple', 'whole'))})"
"""A number in words, as a pattern."""
_UNIT = r"(?P<unit>weeks?|wks?|months?|mos?|mths?|years?|yrs?|days?)\b"
_LENGTH = re.compile(
    rf"(?<![\w./])(?:x ?)?(?:half[ -](?:of )?an? (?P<half>year|month)|(?:(?:past|last|whole|entire|full|following) )(?P<whole>year|month)"
    rf"|an? (?P<and_half>year|month) and a half"
    rf"|(?P<number>{_ONE})(?:(?P<plus>,? and a half)|(?: ?(?:-|to|or) ?{_ONE}))?(?: of)?(?:\+| ?plus)?[ -]{{0,2}}(?:full |consecutive |additional |more )?{_UNIT}"
    rf"(?P<tail> and a half)?)"
)
_NOT_BEFORE = re.compile(
    r"(?:\b(?:every|each|q|in|within|aged?|until|by|at|once|twice|times|per|lasted|lasting|lasts|next|first|another|since|day|week|month|cans?|packs?|ppd)|/) ?$"
)
_COURSE_LASTING = re.compile(
    r"\b(?:therapy|physiotherapy|program\w*|course|trial|treatment|pt)\b[^.;,]{0,30}\blast(?:ing|ed) $"
)
_RATE = re.compile(r"(?:\b(?:once|twice|times|visits|sessions|days|x|ppd|pack|packs|drinks|one|two|three) |\d ?x ?)$")
_SPELL = re.compile(r"\b(?:for|over|about|only|maybe|lasted) $")
_NOT_AFTER = re.compile(
    r"'?(?: |-)?(?:s )?(?:ago|old\b|post|p/o|earlier|later|prior|before|after|out\b|from now|out from|of (?:age|relief|benefit|improvement|pain(?! (?:management|clinic|medic|psych|program))|symptom|back (?!brac)|leg|low|neck|lbp|progressive|worsening|increasing|severe|chronic|intermittent)"
    r"|relief|history|hx\b|follow|of history|h/o|duration of (?:pain|symptom)|of good|of excellent)"
)
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY = r"(?:\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{4}"
_DATE = rf"{_DAY}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}\.?(?:,? \d{{4}})?|{_MONTH}\.?(?: \d{{1,2}}(?:st|nd|rd|th)?(?=[, ]))?(?:,? (?:of )?\d{{4}}|,? '\d\d)?)"
_RANGE = re.compile(
    rf"(?<![\w/])(?P<first>{_DATE}) ?(?P<to>-|to|through|thru|until|till|and|->) ?(?P<whole>the end of )?(?P<last>{_DATE})(?![\w/])"
)
_MONTH_NAME = re.compile("|".join(_MONTHS))
_HAS_UNIT = re.compile(r"w(?:ee)?k|mo(?:nth|s?\b)|mth|y(?:ea)?r|days?\b")
_HAS_DATE = re.compile(r"\d[/-]\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)")
_HAS_SAME = re.compile(r"that|this|same")
_SAME = re.compile(r"\b(?:during|over|for|throughout|in) (?:that|this|the same) (?:time|period|interval|course)\b")
SAME = -1.0
"""Stands for "during that time": the length spoken of last."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time at ``start`` to ``end`` of the normalised text."""

    start: int
    end: int
    weeks: float


def find_durations(text: str, start: int, end: int) -> list[Duration]:
    """Return the lengths of time between ``start`` and ``end``, without ages, rates, dates past and time ahead."""
    found: list[Duration] = []
    if _HAS_UNIT.search(text, start, end):
        for match in _LENGTH.finditer(text, start, end):
            weeks = _weeks(match)
            if weeks is not None and not _is_other(match, text, start, end):
                found.append(Duration(match.start(), match.end(), weeks))
    if _HAS_DATE.search(text, start, end):
        found += _ranges(text, start, end)
    if _HAS_SAME.search(text, start, end):
        found += [Duration(*match.span(), SAME) for match in _SAME.finditer(text, start, end)]
    found.sort(key=lambda item: item.start)
    return found


def _weeks(match: "re.Match[str]") -> float | None:
    if match["half"]:
        return 0.5 * WEEKS_IN[match["half"][0]]
    if match["whole"]:
        return WEEKS_IN[match["whole"][0]]
    if match["and_half"]:
        return 1.5 * WEEKS_IN[match["and_half"][0]]
    amount = number_of(match["number"])
    if match["plus"] or match["tail"]:
        amount += 0.5
    return amount * WEEKS_IN[match["unit"][0]] if amount else None


def number_of(words: str) -> float:
    """Return the number that digits or words name."""
    if words[0].isdigit():
        words = words.partition(" (")[0]
        if words.endswith("1/2"):
            whole = words[:-3].rstrip(" -")
            return (float(whole) if whole else 0.0) + 0.5
        return float(words)
    return sum(_WORDS[word] for word in re.split(r"[ -]", words))


def _is_other(match: "re.Match[str]", text: str, start: int, end: int) -> bool:
    """Return whether the length is an age, a rate, a time ago or ahead, or the length of pain or relief."""
    before = text[max(start, match.start() - 14) : match.start()]
    number = match["number"] or ""
    if match["whole"]:
        return (
            re.search(r"(?<!most )(?<!part )\b(?:in|over|for|during|throughout|the|this|of) (?:the )?$", before) is None
        )
    if number in ("a", "an", "one") and (
        _RATE.search(before) or (match["unit"][0] == "d" and not _SPELL.search(before))
    ):
        return True
    after = text[match.end() : min(end, match.end() + 24)]
    if _NOT_AFTER.match(after):
        return True
    if _COURSE_LASTING.search(text, max(start, match.start() - 60), match.start()):
        return False
    return _NOT_BEFORE.search(before) is not None and not after.startswith((" of ", " course", "-"))


def _ranges(text: str, start: int, end: int) -> list[Duration]:
    found: list[Duration] = []
    for match in _RANGE.finditer(text, start, end):
        if match["to"] == "and" and "between" not in text[max(start, match.start() - 9) : match.start()]:
            continue
        first, last = _parse(match["first"]), _parse(match["last"])
        if (
            first is None
            or last is None
            or (first[0] == 0 and last[0] == 0 and match["to"] == "-" and len(match.group()) < 8)
        ):
            continue
        weeks = _between(first, last)
        if weeks and match["whole"] and not last[2]:
            weeks += WEEKS_IN["m"]
        if weeks:
            found.append(Duration(*match.span(), weeks))
    return found


def _parse(words: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a date; 0 for what it does not say."""
    numbers = [int(part) for part in re.findall(r"\d+", words)]
    name = _MONTH_NAME.search(words)
    if name is None:
        if "-" in words:
            year, month, day = numbers
        elif len(numbers) == 3:
            month, day, year = numbers
        else:
            month, year, day = numbers[0], numbers[1], 0
    else:
        month = _MONTHS[name.group()]
        year = next((number for number in numbers if number > 31), 0)
        day = next((number for number in numbers if number <= 31 and "'" not in words), 0)
    year += 2000 if 0 < year < 100 else 0
    return (year, month, day) if 1 <= month <= 12 and day <= 31 else None


def _between(first: tuple[int, int, int], last: tuple[int, int, int]) -> float | None:
    """Return the weeks between two dates; months count whole."""
    year = last[0] or first[0] or 2001
    begin_year = first[0] or (year if first[1] <= last[1] else year - 1)
    if first[2] and last[2]:
        try:
            days = (date(year, last[1], last[2]) - date(begin_year, first[1], first[2])).days
        except ValueError:
            return None
        return days / 7 if days > 0 else None
    months = (year - begin_year) * 12 + last[1] - first[1]
    return months * WEEKS_IN["m"] if months > 0 else None
