"""Figures as a page shows them, and small drawings of a share with its interval."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from scribe_plugin.evaluation.rates import Rate

NOTHING = "–"

_NEARLY = 1e-9
_WIDTH, _HEIGHT, _EDGE = 132, 16, 5
_FLOORS = (0.9, 0.8, 0.7, 0.5)


@dataclass(frozen=True, slots=True)
class Scale:
    """The axis that all drawings of a table share, from ``low`` to ``high``."""

    low: float
    high: float = 1.0

    def place(self, value: float) -> float:
        """Return where a value stands, in pixels from the left; beyond the axis at its edge."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(_EDGE + share * (_WIDTH - 2 * _EDGE), 1)


def percent(value: float | None) -> str:
    """Return a share in percent; 100 and 0 only where nothing is left over."""
    if value is None:
        return NOTHING
    if value < _NEARLY or value > 1 - _NEARLY:
        return f"{100 * value:.0f}"
    return f"{min(max(100 * value, 0.1), 99.9):.1f}"


def bounds(rate: Rate) -> str:
    """Return the interval of a share in percent."""
    return NOTHING if rate.low is None or rate.high is None else f"{percent(rate.low)}–{percent(rate.high)}"


def signed(value: float | None) -> str:
    """Return a difference of shares in percentage points, with its sign."""
    if value is None:
        return NOTHING
    return f"{100 * value:+.1f}".replace("-", "−") if round(100 * value, 1) else "0.0"


def p_value(value: float) -> str:
    """Return a p."""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def seconds(value: float) -> str:
    """Return a time with its unit."""
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.1f} s"


def scale_of(rates: Iterable[Rate]) -> Scale:
    """Return the closest of a few axes that holds every interval, so that two tables can be compared."""
    lows = [low for rate in rates if (low := rate.value if rate.low is None else rate.low) is not None]
    least = min(lows, default=0.0)
    return Scale(next((floor for floor in _FLOORS if floor <= least), 0.0))


def dot(rate: Rate, scale: Scale, ceiling: float | None = None) -> Markup:
    """Draw a share as a dot on its interval, and beside it how far two labellers agree; empty where there is none."""
    if rate.value is None:
        return Markup()
    said = f"{percent(rate.value)} %"
    if rate.low is not None:
        said += f", interval {bounds(rate)}"
    if ceiling is not None:
        said += f", second labels agree {percent(ceiling)} %"
    return drawing(scale, said, (rate.low, rate.value, rate.high), ceiling=ceiling)


def drawing(
    scale: Scale,
    said: str,
    what: Sequence[float | None],
    *,
    ceiling: float | None = None,
    zero: float | None = None,
    kind: str = "",
) -> Markup:
    """Draw a value on its interval.

    Args:
        scale: the axis.
        said: what it shows, in words.
        what: lower bound, value, upper bound; bounds may be None.
        ceiling: where to draw a tick of another kind.
        zero: where to draw a line through the axis.
        kind: class of the drawing.
    """
    low, value, high = what
    middle = _HEIGHT / 2
    parts = [Markup('<line class="axis" x1="{}" x2="{}" y1="{y}" y2="{y}"/>').format(_EDGE, _WIDTH - _EDGE, y=middle)]
    if zero is not None:
        parts.append(
            Markup('<line class="zero" x1="{x}" x2="{x}" y1="0" y2="{}"/>').format(_HEIGHT, x=scale.place(zero))
        )
    if low is not None and high is not None:
        line = Markup('<line class="ci" x1="{}" x2="{}" y1="{y}" y2="{y}"/>')
        parts.append(line.format(scale.place(low), scale.place(high), y=middle))
    if ceiling is not None:
        parts.append(
            Markup('<line class="top" x1="{x}" x2="{x}" y1="1" y2="{}"/>').format(_HEIGHT - 1, x=scale.place(ceiling))
        )
    if value is not None:
        parts.append(Markup('<circle class="at" cx="{}" cy="{}" r="3.5"/>').format(scale.place(value), middle))
    frame = Markup(
        '<svg class="dot {}" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{}">{}</svg>'
    )
    return frame.format(kind, said, Markup().join(parts), w=_WIDTH, h=_HEIGHT)
