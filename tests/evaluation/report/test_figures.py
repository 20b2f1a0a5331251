"""Figures as they are shown: rounded, never into what they are not."""

import pytest

from scribe_plugin.evaluation.rates import Rate
from scribe_plugin.evaluation.report.figures import Scale, bounds, dot, p_value, percent, scale_of, seconds, signed
from tests.evaluation.report.pages import Page


def rate(value: float | None, low: float | None = None, high: float | None = None) -> Rate:
    return Rate(value=value, low=low, high=high, part=0, whole=1)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "–"), (0.0, "0"), (1.0, "100"), (1 - 1e-12, "100"), (0.9999, "99.9"), (0.0001, "0.1"), (0.9849, "98.5")],
)
def test_all_and_nothing_are_said_only_of_all_and_nothing(value: float | None, shown: str) -> None:
    assert percent(value) == shown


def test_differences_have_a_sign_and_zero_has_none() -> None:
    assert [signed(value) for value in (0.0123, -0.0123, 0.0001, -0.0001, None)] == ["+1.2", "−1.2", "0.0", "0.0", "–"]


def test_small_figures() -> None:
    assert [p_value(0.00001), p_value(0.0421)] == ["< 0.001", "0.042"]
    assert [seconds(0.0042), seconds(3.21)] == ["4 ms", "3.2 s"]
    assert bounds(rate(0.5, 0.25, 1.0)) == "25.0–100"
    assert bounds(rate(0.5)) == "–"


def test_an_axis_holds_every_interval() -> None:
    assert scale_of([rate(0.99, 0.93, 1.0), rate(0.95)]).low == 0.9
    assert scale_of([rate(0.99, 0.89, 1.0)]).low == 0.8
    assert scale_of([rate(0.4)]).low == 0.0
    assert scale_of([rate(None)]).low == 0.0


def test_a_dot_stands_where_its_value_is_and_says_it() -> None:
    page = Page(str(dot(rate(0.9, 0.8, 1.0), Scale(0.8), 0.95)))
    (frame,) = [values for tag, values in page.tags if tag == "svg"]
    assert frame["aria-label"] == "90.0 %, interval 80.0–100, second labels agree 95.0 %"
    (circle,) = [values for tag, values in page.tags if tag == "circle"]
    assert float(circle["cx"]) == float(frame["width"]) / 2
    assert {values.get("class") for tag, values in page.tags if tag == "line"} == {"axis", "ci", "top"}
    assert dot(rate(None), Scale(0.8)) == ""


def test_what_is_beyond_the_axis_is_drawn_at_its_edge() -> None:
    assert Scale(0.5).place(0.1) == Scale(0.5).place(0.5)
    assert Scale(-0.1, 0.1).place(0.9) == Scale(-0.1, 0.1).place(0.1)
