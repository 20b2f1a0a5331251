"""The reader's vocabulary: phrases of words, grouped in concepts, kept as TOML in ``lexicon/``.

A phrase is words separated by spaces; ``(a|b c)`` is one of several, ``[a|b]`` is optional, ``word*`` is any
word that starts so. Hyphens and slashes between words count as spaces. A phrase of the concept ``pseudo``
hides every shorter match inside it ("posterior longitudinal ligament" is no posterior approach).
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain, product

from scribe_plugin.knowledge import products

FILES = ("acts", "approach", "device", "posterior", "necessity", "access", "assertion", "setting")
"""Lexicon files, which share the format of this module."""

_PART = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|(\S+)")
_NAME_WORD = re.compile(r"[a-z0-9]+")
_WORD_GAP = re.compile(r"[ /-]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One phrase as written in a lexicon file, with what it means."""

    concept: str
    value: str
    phrase: str
    attributes: tuple[tuple[str, str], ...] = ()

    def attribute(self, name: str) -> str:
        """Return the attribute called ``name``, or an empty string."""
        return dict(self.attributes).get(name, "")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases as one word automaton.

    ``arcs[state][symbol]`` lists the states after a word; ``final[state]`` the entries whose phrase ends there. A
    symbol is a word, a stem with a star, or a word class in angle brackets. State 0 is the start.
    """

    entries: tuple[Entry, ...]
    arcs: tuple[dict[str, list[int]], ...]
    final: dict[int, list[int]]
    symbols: frozenset[str]
    stems: frozenset[str]


def read_entries(name: str) -> Iterator[Entry]:
    """Yield the entries of one lexicon file."""
    raw = resources.files(__package__).joinpath(f"lexicon/{name}.toml").read_text("utf-8")
    for concept in tomllib.loads(raw)["concept"]:
        attributes = tuple(
            (key, str(value)) for key, value in concept.items() if key not in {"name", "value", "phrases"}
        )
        for phrase in concept["phrases"]:
            yield Entry(concept["name"], concept.get("value", ""), phrase, attributes)


def _product_entries() -> Iterator[Entry]:
    """Yield one entry for each name of each product that the knowledge layer knows."""
    for item in products():
        for name in item.names:
            words = " ".join(_NAME_WORD.findall(name.lower()))
            yield Entry("device.product", item.id, words, (("kind", item.kind),))


def _slots(phrase: str) -> Iterator[tuple[list[list[str]], bool]]:
    """Yield each slot of a phrase: its alternatives as word lists, and whether it may be left out."""
    for required, optional, word in _PART.findall(phrase):
        split = [_WORD_GAP.split(choice) for choice in (required or optional or word).split("|")]
        choices = [words for choice in split if (words := [part for part in choice if part])]
        if choices:
            yield choices, bool(optional)


def expand(phrase: str) -> Iterator[tuple[str, ...]]:
    """Yield every sequence of words that ``phrase`` stands for."""
    slots = [[*choices, []] if may_skip else choices for choices, may_skip in _slots(phrase)]
    for choice in product(*slots):
        words = tuple(word for part in choice for word in part)
        if words:
            yield words


@cache
def lexicon() -> Lexicon:
    """Return the whole vocabulary, built once."""
    entries: list[Entry] = []
    arcs: list[dict[str, list[int]]] = [{}]
    final: dict[int, list[int]] = {}
    for entry in chain(*map(read_entries, FILES), _product_entries()):
        for state in _add_phrase(arcs, entry.phrase):
            final.setdefault(state, []).append(len(entries))
        entries.append(entry)
    symbols = frozenset(symbol for state in arcs for symbol in state)
    stems = frozenset(symbol[:-1] for symbol in symbols if symbol.endswith("*"))
    return Lexicon(tuple(entries), tuple(arcs), final, symbols, stems)


def _add_phrase(arcs: list[dict[str, list[int]]], phrase: str) -> list[int]:
    """Add the states of ``phrase`` and return those in which it is complete."""
    frontier = [0]
    for choices, may_skip in _slots(phrase):
        arcs.append({})
        after = len(arcs) - 1
        for words in choices:
            at = frontier
            for word in words[:-1]:
                arcs.append({})
                for state in at:
                    arcs[state].setdefault(word, []).append(len(arcs) - 1)
                at = [len(arcs) - 1]
            for state in at:
                arcs[state].setdefault(words[-1], []).append(after)
        frontier = [*frontier, after] if may_skip else [after]
    return [state for state in frontier if state]
