"""Level arithmetic: interspaces, the vertebrae beside them, regions, runs and spans."""

from collections.abc import Iterable
from typing import Literal

from scribe_plugin.contract import INTERSPACES, Interspace

Region = Literal["thoracolumbar", "lumbar", "lumbosacral"]

VERTEBRAE: tuple[str, ...] = ("T12", "L1", "L2", "L3", "L4", "L5", "L6", "S1", "S2")
"""Every vertebra that may hold a screw, top to bottom. The ilium is no vertebra."""

_ORDER: dict[str, int] = {name: index for index, name in enumerate(INTERSPACES)}
_RANK: dict[str, int] = {name: index for index, name in enumerate(VERTEBRAE)}


def in_order(interspaces: Iterable[Interspace]) -> list[Interspace]:
    """Return the distinct interspaces, top to bottom."""
    return sorted(set(interspaces), key=_ORDER.__getitem__)


def ends(interspace: Interspace) -> tuple[str, str]:
    """Return the vertebra above and the vertebra below an interspace."""
    upper, _, lower = interspace.partition("-")
    return upper, lower


def vertebrae(interspaces: Iterable[Interspace]) -> list[str]:
    """Return the distinct vertebrae beside the interspaces, top to bottom."""
    return sorted({bone for item in interspaces for bone in ends(item)}, key=_RANK.__getitem__)


def region(interspace: Interspace) -> Region:
    """Return the region that facility and diagnosis codes distinguish."""
    if interspace == "T12-L1":
        return "thoracolumbar"
    return "lumbosacral" if interspace.endswith("S1") else "lumbar"


def runs(interspaces: Iterable[Interspace]) -> list[list[Interspace]]:
    """Return the interspaces as unbroken runs: L2-L3, L4-L5 and L5-S1 are two runs."""
    result: list[list[Interspace]] = []
    for item in in_order(interspaces):
        if result and ends(result[-1][-1])[1] == ends(item)[0]:
            result[-1].append(item)
        else:
            result.append([item])
    return result


def longest_run(interspaces: Iterable[Interspace]) -> list[Interspace]:
    """Return the first of the longest unbroken runs; empty where there is no interspace."""
    longest: list[Interspace] = []
    for run in runs(interspaces):
        longest = run if len(run) > len(longest) else longest
    return longest


def points(names: Iterable[str]) -> list[str]:
    """Return the distinct vertebrae among the fixation points, top to bottom; the ilium is left out."""
    return sorted({name for name in names if name in _RANK}, key=_RANK.__getitem__)


def vertebrae_spanned(names: Iterable[str]) -> int:
    """Return how many vertebrae lie between the outermost fixation points, both counted.

    L6 counts only where it holds a screw: most spines have none.
    """
    bones = points(names)
    if not bones:
        return 0
    span = _RANK[bones[-1]] - _RANK[bones[0]] + 1
    passes_l6 = _RANK[bones[0]] < _RANK["L6"] < _RANK[bones[-1]] and "L6" not in bones
    return span - 1 if passes_l6 else span


def listing(items: Iterable[str]) -> str:
    """Return ``A``, ``A and B`` or ``A, B and C``."""
    names = list(items)
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
