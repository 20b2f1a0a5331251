"""Minimal pairs: two notes that differ in one fact, and what must flip, and nothing else.

::

    evals/pairs/*.toml     invented notes with slots, what they document, and changes of one fact each
    bases.py               reads them; labels.py spells out their short labels
    surface.py             the same facts on another surface: nothing may flip
    build.py               pairs with the fields and findings that must flip, from the labels and the rules
    check.py               readings against pairs; reading.py has them read
"""

from scribe_plugin.evaluation.pairs.bases import Base, Bases, load_bases
from scribe_plugin.evaluation.pairs.build import Pair, build_pairs, values
from scribe_plugin.evaluation.pairs.check import Flip, Result, Tally, check_pair, tally
from scribe_plugin.evaluation.pairs.reading import read_pairs

__all__ = [
    "Base",
    "Bases",
    "Flip",
    "Pair",
    "Result",
    "Tally",
    "build_pairs",
    "check_pair",
    "load_bases",
    "read_pairs",
    "tally",
    "values",
]
