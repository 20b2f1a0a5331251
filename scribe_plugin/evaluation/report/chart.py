"""The alerts of a run as a drawing: what is caught against what is shown to people, as inline SVG."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from markupsafe import Markup

from scribe_plugin.evaluation.summary import YesNoRow

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK, _ACCENT, _MUTED, _PAPER = "#010203", "#020304", "#030405", "#040506"
"""Stand-ins that the page's own colours take the place of, so that light, dark and print look right."""

_WORD_WIDTH = 0.17
"""Share of the axis that a name takes; two names closer than this stand in two rows."""


@dataclass(frozen=True, slots=True)
class Burden:
    """One alert: shown and labelled in 100 readings, and the share of the labelled ones that are shown."""

    name: str
    shown: float
    labelled: float
    sensitivity: float
    low: float
    high: float


def burdens(alerts: Sequence[YesNoRow], readings: int) -> list[Burden]:
    """Return the alerts that are labelled at least once, those shown least first."""
    found = []
    for row in alerts:
        hit, miss, false_alarm, _, _ = row.counts
        rate = row.sensitivity
        if rate.value is not None and readings:
            low, high = (rate.value if bound is None else bound for bound in (rate.low, rate.high))
            shown, labelled = (100 * count / readings for count in (hit + false_alarm, hit + miss))
            found.append(Burden(row.name, shown, labelled, rate.value, low, high))
    return sorted(found, key=lambda burden: burden.shown)


def alert_chart(alerts: Sequence[YesNoRow], readings: int) -> Markup:
    """Draw sensitivity against alerts in 100 readings; empty where nothing is labelled."""
    points = burdens(alerts, readings)
    if not points:
        return Markup()
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "alif", "font.size": 11, "font.family": "sans-serif"}):
        figure = Figure(figsize=(6.4, 3.5), layout="constrained")
        _draw(figure.add_subplot(), points)
        stream = StringIO()
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        figure.savefig(stream, format="svg", transparent=True, metadata=nothing)
    said = "; ".join(
        f"{point.name}: {point.shown:.0f} in 100 readings shown, sensitivity {100 * point.sensitivity:.0f} %"
        for point in points
    )
    return _inline(stream.getvalue(), said)


def _draw(axes: "Axes", points: Sequence[Burden]) -> None:
    floor = next((edge for edge in (0.8, 0.5) if edge <= min(point.low for point in points)), 0.0)
    right = max(max(point.shown, point.labelled) for point in points) * 1.15
    bottom = floor - 0.42 * (1 - floor)
    for point, row in zip(points, _rows(points, right), strict=True):
        name_at = floor - (0.08 + 0.09 * row) * (1 - floor)
        axes.plot([point.shown, point.shown], [name_at + 0.02 * (1 - floor), point.low], color=_MUTED, lw=0.7, ls=":")
        bow = {"arrowstyle": "-", "color": _MUTED, "lw": 0.8, "connectionstyle": "arc3,rad=-0.25"}  # apart from others'
        axes.annotate("", (point.shown, point.sensitivity), (point.labelled, 1), arrowprops=bow)
        axes.plot([point.shown, point.shown], [point.low, point.high], color=_ACCENT, lw=2)
        axes.plot(point.labelled, 1, "o", mfc="none", mec=_INK, ms=9)
        axes.plot(point.shown, point.sensitivity, "o", color=_ACCENT, ms=6)
        axes.text(
            point.shown,
            name_at,
            point.name,
            ha="center",
            va="top",
            color=_INK,
            bbox={"fc": _PAPER, "ec": "none", "pad": 0.5},
        )
    axes.set_xlim(0, right)
    axes.set_ylim(bottom, 1 + 0.2 * (1 - floor))
    ticks = [floor, (1 + floor) / 2, 1]
    axes.set_yticks(ticks, [f"{100 * tick:.0f} %" for tick in ticks])
    axes.set_xlabel("alerts in 100 readings", color=_INK)
    axes.set_ylabel("sensitivity", color=_INK)
    axes.tick_params(colors=_INK)
    for side, spine in axes.spines.items():
        spine.set_visible(side in {"left", "bottom"})
        spine.set_color(_MUTED)


def _rows(points: Sequence[Burden], right: float) -> Iterator[int]:
    """Yield the row of each name, the first in which it stands clear of the one before."""
    ends = [-1.0, -1.0, -1.0]
    for point in points:
        at = point.shown / right
        row = next((row for row, end in enumerate(ends) if at - end >= _WORD_WIDTH), 2)
        ends[row] = at
        yield row


def _inline(svg: str, said: str) -> Markup:
    """Return a drawing that takes colours and font from the page, without what would reach beyond it."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<style.*?</style>|<metadata.*?</metadata>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", svg)
    svg = re.sub(r"font-family: [^;\"]*;?", "", svg)
    for stand_in, colour in (
        (_INK, "var(--ink)"),
        (_ACCENT, "var(--accent)"),
        (_MUTED, "var(--muted)"),
        (_PAPER, "var(--paper)"),
    ):
        svg = svg.replace(stand_in, colour)
    opening = Markup('<svg class="chart" role="img" aria-label="{}"').format(said)
    svg = re.sub(r' (?:width|height)="[\d.]+pt"', "", svg, count=2)
    return Markup(svg.replace("<svg", str(opening), 1))  # noqa: S704  (drawn here from numbers and names of the contract)
