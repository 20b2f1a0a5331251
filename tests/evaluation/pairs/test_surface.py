"""Other surfaces of the same words."""

import pytest

from scribe_plugin.evaluation.pairs.surface import surfaces

TABLES = {
    "abbreviation": {"physical therapy": "PT", "therapy": "tx"},
    "dictation": {"disc": "disk"},
    "misspelling": {},
    "boilerplate": {"before": "<", "after": ">"},
    "template": {"after": "[ ]"},
}


@pytest.mark.parametrize(
    ("kind", "text", "changed"),
    [
        ("abbreviation", "Physical therapy, then Therapy", "PT, then Tx"),
        ("dictation typos", "Disc and discs", "Disk and discs"),
        ("upper case", "L4-L5 w/ cage", "L4-L5 W/ CAGE"),
        ("dashes", "L4-L5, L5-S1", "L4–L5, L5–S1"),
        ("slashes", "L4-L5, L5-S1", "L4/5, L5/S1"),
        ("short interspaces", "L4-L5, L5-S1", "L4-5, L5-S1"),
        ("wrapped lines", "a" * 40 + " " + "b" * 40 + "\nc", "a" * 40 + "\n" + "b" * 40 + "\nc"),
        ("white space", "One. Two\nthree", "One.  Two  \r\nthree"),
        ("boilerplate", "x", "<x>"),
        ("unticked options", "x", "x[ ]"),
        ("order", "a\n\nb\n\nc\n", "c\n\na\n\nb\n"),
    ],
)
def test_surfaces(kind: str, text: str, changed: str) -> None:
    assert surfaces(TABLES, [2, 0, 1])[kind](text) == changed


def test_without_an_order_there_is_none() -> None:
    assert "order" not in surfaces(TABLES, [])
