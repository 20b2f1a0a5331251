"""Shares of counts over notes, with their 95 % interval: Wilson's where notes are independent, else over families."""

from collections.abc import Iterable, Sequence

from scribe_plugin.contract import Model
from scribe_plugin.evaluation.scoring import Mark

Part = tuple[str, float, float]
"""What one reading adds: the family of its note, numerator and denominator."""


class Rate(Model):
    """A share of pooled counts.

    ``value`` is None where there is nothing to count, ``low`` and ``high`` also where there are too few families for an
    interval. For F1, ``part`` is twice the hits and ``whole`` what was labelled and what was read together.
    """

    value: float | None
    low: float | None
    high: float | None
    part: float
    whole: float


def share(parts: Iterable[Part]) -> Rate:
    """Return a share of what was counted, each denominator 0 or more."""
    return _rate(parts, proportion=True)


def ratio(parts: Iterable[Part]) -> Rate:
    """Return a ratio of sums that is no share of independent trials, such as F1."""
    return _rate(parts, proportion=False)


def _rate(parts: Iterable[Part], *, proportion: bool) -> Rate:
    sums: dict[str, tuple[float, float]] = {}
    part = whole = 0.0
    for family, above, below in parts:
        before = sums.get(family, (0.0, 0.0))
        sums[family] = before[0] + above, before[1] + below
        part, whole = part + above, whole + below
    if not whole:
        return Rate(value=None, low=None, high=None, part=part, whole=whole)
    low, high = _interval(sums, part, whole, independent=proportion and all(size <= 1 for _, size in sums.values()))
    return Rate(value=part / whole, low=low, high=high, part=part, whole=whole)


def _interval(
    sums: dict[str, tuple[float, float]], part: float, whole: float, *, independent: bool
) -> tuple[float, float] | tuple[None, None]:
    """Return Wilson's interval where every family gives one trial at most, else that of a bootstrap over families."""
    from scribe_plugin.evaluation.statistics.intervals import cluster_interval, wilson

    if independent:
        return wilson(int(part), int(whole))
    return cluster_interval(sums) or (None, None)


def f1_parts(marks: Iterable[tuple[str, Mark]]) -> list[Part]:
    """Return the parts of F1."""
    return [(family, 2 * mark.hit, mark.labelled + mark.read) for family, mark in marks]


def recall_parts(marks: Iterable[tuple[str, Mark]]) -> list[Part]:
    """Return the parts of recall, which is the sensitivity of a yes-or-no answer."""
    return [(family, mark.hit, mark.labelled) for family, mark in marks]


def precision_parts(marks: Iterable[tuple[str, Mark]]) -> list[Part]:
    """Return the parts of precision, which is the positive predictive value of a yes-or-no answer."""
    return [(family, mark.hit, mark.read) for family, mark in marks]


def specificity_parts(marks: Iterable[tuple[str, Mark]]) -> list[Part]:
    """Return the parts of the specificity of a yes-or-no answer."""
    return [(family, mark.silence, mark.silence + mark.false_alarm) for family, mark in marks]


def percentile(values: Sequence[float], percent: float) -> float:
    """Return a percentile of sorted values, by linear interpolation."""
    place = (len(values) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)
