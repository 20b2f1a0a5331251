"""Slips of the keyboard in long terms: "vasculer" is read as the one term that it is a single letter off.

Only words that no lexicon holds are repaired, and only where exactly one term of ``lexicon/spelling.toml`` is one letter
more, less, other or swapped. Ordinary words that look like a term ("interior") are left alone.
"""

import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

from scribe_plugin.extraction.embedded.lexicon import lexicon

_SHORTEST = 6
"""Letters of the shortest word that is looked at: a term has at least one more."""


@lru_cache(maxsize=50_000)
def repaired(word: str) -> str:
    """Return the term that a lower case ``word`` is one slip off, else ``word`` itself."""
    terms, ordinary = _terms()
    if len(word) < _SHORTEST or word in ordinary or word in lexicon().symbols:
        return word
    near = {term for key in _shortened(word) for term in terms.get(key, ()) if _is_slip(word, term)}
    return near.pop() if len(near) == 1 else word


@cache
def _terms() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Return the terms by themselves and by each form with one letter less, and the words that are none of them."""
    raw = tomllib.loads(resources.files(__package__).joinpath("lexicon/spelling.toml").read_text("utf-8"))
    found: dict[str, set[str]] = {}
    for term in raw["terms"]:
        for key in _shortened(term):
            found.setdefault(key, set()).add(term)
    return {key: tuple(terms) for key, terms in found.items()}, frozenset((*raw["ordinary"], *raw["terms"]))


def _shortened(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _is_slip(word: str, term: str) -> bool:
    """Return whether one slip after the first letter makes ``word``; another ending is another form, no slip."""
    shorter = min(len(word), len(term))
    at = next((place for place in range(shorter) if word[place] != term[place]), shorter)
    if at == 0 or at >= shorter - 1:
        return False
    rest, wanted = word[at:], term[at:]
    swapped = rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]
    return swapped or rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]
