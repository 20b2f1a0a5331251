"""Lengths of time in weeks, and the lengths that are none of treatment."""

import pytest

from scribe_plugin.extraction.embedded.necessity.durations import SAME, find_durations
from scribe_plugin.extraction.embedded.text import normalise

MONTH, YEAR = 4.345, 52.14


def weeks(text: str) -> list[float]:
    norm = normalise(text).norm
    return [length.weeks for length in find_durations(norm, 0, len(norm))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT for 8 weeks", 8),
        ("PT 12 wk", 12),
        ("PT x 6 mo", 6 * MONTH),
        ("PT x6mos", 6 * MONTH),
        ("a 6-mo course", 6 * MONTH),
        ("a six-month course of therapy", 6 * MONTH),
        ("twenty-four weeks of therapy", 24),
        ("6 (six) months of therapy", 6 * MONTH),
        ("> 12 wks", 12),
        ("12+ mo of PT", 12 * MONTH),
        ("at least 3 months of PT", 3 * MONTH),
        ("greater than 1 year of care", YEAR),
        ("3.5 months of PT", 3.5 * MONTH),
        ("for 90 days", 90 / 7),
        ("half a year of therapy", 0.5 * YEAR),
        ("a year and a half of care", 1.5 * YEAR),
        ("one and a half years of care", 1.5 * YEAR),
        ("1½ years of care", 1.5 * YEAR),
        ("two and a half months of PT", 2.5 * MONTH),
        ("a couple of months of PT", 2 * MONTH),
        ("for the past year", YEAR),
        ("over the last 8 months", 8 * MONTH),
        ("6-8 weeks of PT", 6),
        ("two to three months of PT", 2 * MONTH),
        ("12 visits over 8 weeks", 8),
        ("twice a week for 3 months", 3 * MONTH),
        ("3 times per week for 6 weeks", 6),
        ("from 3/2/2025 to 6/10/2025", 100 / 7),
        ("2025-03-02 to 2025-06-10", 100 / 7),
        ("March-June 2025", 3 * MONTH),
        ("January through April of 2025", 3 * MONTH),
        ("February to the end of May 2025", 4 * MONTH),
        ("06/2025 - 12/2025", 6 * MONTH),
        ("from October 2024 to January 2025", 3 * MONTH),
        ("between May 2024 and August 2024", 3 * MONTH),
        ("two years of pain clinic care", 2 * YEAR),
    ],
)
def test_reads_a_length(text: str, expected: float) -> None:
    found = weeks(text)
    assert found
    assert found[0] == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    "text",
    [
        "18 visits",
        "several months of PT",
        "PT since January 2025",
        "from May 2023 to present",
        "a 62-year-old woman",
        "6 weeks ago",
        "2 years prior",
        "in 2 weeks",
        "every 3 months",
        "once a week",
        "twice a year",
        "up to 2400 mg a day",
        "1 can/wk",
        "a three-year history of low back pain",
        "2 years of back pain",
        "6 weeks of relief",
        "6 weeks after surgery",
        "until 6 weeks",
        "VAS 8/10 to 4/10",
    ],
)
def test_leaves_other_numbers(text: str) -> None:
    assert weeks(text) == []


def test_during_that_time_stands_for_the_length_before() -> None:
    assert weeks("a brace was worn during that time") == [SAME]
