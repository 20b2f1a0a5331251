"""Instrumentation codes by fixation points and vertebrae."""

import pytest

from scribe_plugin.coding import plate_code, posterior_code
from scribe_plugin.contract import Interspace


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ([], None),
        (["L5"], None),
        (["L5", "ilium"], None),
        (["L5", "S1"], "22840"),
        (["L4", "S1"], "22840"),
        (["T12", "S1"], "22840"),
        (["L5", "S1", "ilium"], "22840"),
        (["L4", "L5", "S1"], "22842"),
        (["S1", "L4", "L5", "L3"], "22842"),
        (["L1", "L3", "S1"], "22842"),
        (["T12", "L3", "S1"], "22843"),
        (["L1", "L6", "S1"], "22843"),
    ],
)
def test_posterior(points: list[str], code: str | None) -> None:
    assert posterior_code(points) == code


@pytest.mark.parametrize(
    ("interspaces", "code"),
    [
        ([], "22845"),
        (["L5-S1"], "22845"),
        (["L4-L5", "L5-S1"], "22845"),
        (["L3-L4", "L4-L5", "L5-S1"], "22846"),
        (["T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1"], "22846"),
        (["T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-L6", "L6-S1"], "22847"),
    ],
)
def test_anterior(interspaces: list[Interspace], code: str) -> None:
    assert plate_code(interspaces) == code
