"""What changed between two joined runs, by field and by alert, each with its interval, its p and a plain word."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scribe_plugin.contract import ELEMENT_NAMES, InputError, Model
from scribe_plugin.evaluation.joining import MEASURES, Join, Numbers, Side
from scribe_plugin.evaluation.statistics.bootstrap import difference_intervals, pool
from scribe_plugin.evaluation.statistics.paired import holm, sign_flip, verdict
from scribe_plugin.evaluation.summary import ALL_ALERTS

_HIT, _MISS, _FALSE_ALARM, _WRONG, _SILENCE = range(5)


class Shift(Model):
    """A figure in the first run and in the second, its difference and the 95 % interval of that.

    None where there is nothing to count, or where there are too few families for an interval.
    """

    first: float | None
    second: float | None
    difference: float | None
    low: float | None
    high: float | None


class Change(Model):
    """What changed in one figure.

    ``share`` is that of notes read exactly right, or an alert's sensitivity or specificity; ``of`` says over how many notes.
    ``p`` is exact, ``adjusted`` is Holm's over the questions asked, None for those that were not. ``better`` and ``worse``
    are the ids of notes that flipped in at least half of their repeats.
    """

    name: str
    kind: Literal["exact", "sensitivity", "specificity"]
    share: Shift
    f1: Shift | None = None
    of: int
    p: float
    adjusted: float | None
    verdict: Literal["better", "worse", "not decisive", "the same", "not asked"]
    better: list[str]
    worse: list[str]


@dataclass(frozen=True, slots=True)
class _Pair:
    """Numerators and denominators of one figure in both runs, by note, each of shape (notes, 2)."""

    name: str
    kind: Literal["exact", "sensitivity", "specificity"]
    first: Numbers
    second: Numbers


def field_changes(joined: Join, asked: Sequence[str] = ()) -> list[Change]:
    """Return the changes of every field and of the charge, in report order.

    Args:
        joined: two runs.
        asked: fields that p is adjusted for; by default all.

    Raises:
        InputError: a field is not known.
    """
    if unknown := [name for name in asked if name not in MEASURES]:
        msg = f"no field is called {unknown[0]!r}; take a name from the table of eval show"
        raise InputError(msg)
    pairs = [
        _Pair(name, "exact", _exact(joined.first, place), _exact(joined.second, place))
        for place, name in enumerate(MEASURES)
    ]
    scores = [
        _Pair(name, "exact", _f1(joined.first, place), _f1(joined.second, place)) for place, name in enumerate(MEASURES)
    ]
    return _changes(joined, pairs, _shifts(joined, scores), asked)


def alert_changes(joined: Join) -> list[Change]:
    """Return the changes of sensitivity and specificity of each alert, and of all six together."""
    pairs = []
    for place, name in (*enumerate(ELEMENT_NAMES), (None, ALL_ALERTS)):
        for kind in ("sensitivity", "specificity"):
            sides = [_yes_no(side, place, kind) for side in (joined.first, joined.second)]
            pairs.append(_Pair(name, kind, *sides))
    return _changes(joined, pairs, None, ())


def _exact(side: Side, place: int) -> Numbers:
    right = side.right[:, place]
    return np.stack([right, np.ones_like(right)], axis=-1)


def _f1(side: Side, place: int) -> Numbers:
    marks = side.marks[:, place]
    hits = marks[:, _HIT]
    return np.stack([2 * hits, 2 * hits + marks[:, _MISS] + marks[:, _FALSE_ALARM] + 2 * marks[:, _WRONG]], axis=-1)


def _yes_no(side: Side, place: int | None, kind: Literal["sensitivity", "specificity"]) -> Numbers:
    counts = side.alerts.sum(axis=1) if place is None else side.alerts[:, place]
    right, wrong = (_HIT, _MISS) if kind == "sensitivity" else (_SILENCE, _FALSE_ALARM)
    return np.stack([counts[:, right], counts[:, right] + counts[:, wrong]], axis=-1)


def _changes(joined: Join, pairs: list[_Pair], f1: list[Shift] | None, asked: Sequence[str]) -> list[Change]:
    p_values = [_p(joined, pair) for pair in pairs]
    wanted = [place for place, pair in enumerate(pairs) if not asked or pair.name in asked]
    adjusted = dict(zip(wanted, holm([p_values[place] for place in wanted]), strict=True))
    return [
        _change(joined, pair, shift, p, adjusted.get(place), f1[place] if f1 else None)
        for place, (pair, shift, p) in enumerate(zip(pairs, _shifts(joined, pairs), p_values, strict=True))
    ]


def _change(joined: Join, pair: _Pair, share: Shift, p: float, adjusted: float | None, f1: Shift | None) -> Change:
    moves = pair.second[:, 0] - pair.first[:, 0]
    whole = np.maximum(pair.first[:, 1], pair.second[:, 1])
    flips = np.abs(moves) >= 0.5
    interval = None if share.low is None or share.high is None else (share.low, share.high)
    said = verdict(share.difference or 0.0, interval, adjusted, moved=bool(moves.any()))
    return Change.model_validate(
        {
            "name": pair.name,
            "kind": pair.kind,
            "share": share,
            "f1": f1,
            "of": int(np.count_nonzero(whole)),
            "p": p,
            "adjusted": adjusted,
            "verdict": said,
            "better": [name for name, flip, move in zip(joined.ids, flips, moves, strict=True) if flip and move > 0],
            "worse": [name for name, flip, move in zip(joined.ids, flips, moves, strict=True) if flip and move < 0],
        }
    )


def _p(joined: Join, pair: _Pair) -> float:
    moves = pool(np.asarray((pair.second[:, 0] - pair.first[:, 0]) * joined.unit, dtype=float), joined.families)
    return sign_flip([round(float(move)) for move in moves])


def _shifts(joined: Join, pairs: list[_Pair]) -> list[Shift]:
    first = pool(np.stack([pair.first for pair in pairs], axis=1), joined.families)
    second = pool(np.stack([pair.second for pair in pairs], axis=1), joined.families)
    intervals = difference_intervals(first, second)
    return [
        _shift(ours, theirs, interval)
        for ours, theirs, interval in zip(first.sum(axis=0), second.sum(axis=0), intervals, strict=True)
    ]


def _shift(ours: Numbers, theirs: Numbers, interval: tuple[float, float] | None) -> Shift:
    first, second = (float(side[0] / side[1]) if side[1] else None for side in (ours, theirs))
    if first is None or second is None:
        return Shift(first=first, second=second, difference=None, low=None, high=None)
    low, high = interval or (None, None)
    return Shift(first=first, second=second, difference=second - first, low=low, high=high)
