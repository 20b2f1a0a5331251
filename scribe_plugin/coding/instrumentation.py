"""Instrumentation codes by fixation points and vertebrae."""

from collections.abc import Iterable

from scribe_plugin import knowledge
from scribe_plugin.coding.codes import ANTERIOR_PLATES
from scribe_plugin.coding.spans import points, vertebrae, vertebrae_spanned
from scribe_plugin.contract import Interspace

SEGMENTAL = ("22842", "22843", "22844")
NON_SEGMENTAL = "22840"


def posterior_code(fixation_points: Iterable[str]) -> str | None:
    """Return the posterior instrumentation code, or None where fewer than two vertebrae are named.

    Fixed at its two ends only, a construct is non-segmental whatever it spans; with a point between it is segmental
    and coded by the vertebrae spanned. The ilium is reported apart (22848) and counts as no vertebra.
    """
    bones = points(fixation_points)
    if len(bones) < 2:
        return None
    return NON_SEGMENTAL if len(bones) == 2 else _by_vertebrae(SEGMENTAL, vertebrae_spanned(bones))


def plate_code(interspaces: Iterable[Interspace]) -> str:
    """Return the anterior instrumentation code of a plate along ``interspaces``; 22845 where none is named."""
    return _by_vertebrae(ANTERIOR_PLATES, len(vertebrae(interspaces)))


def _by_vertebrae(codes: tuple[str, ...], count: int) -> str:
    """Return the code whose range holds ``count`` vertebrae; a count below every range takes the smallest."""
    return next((code for code in codes if _holds(code, count)), codes[0])


def _holds(code: str, count: int) -> bool:
    lowest, highest = knowledge.cpt(code).vertebrae or (0, 0)
    return lowest <= count and (highest is None or count <= highest)
