"""Slips of the keyboard in long words: "vasculer" is read as the one lexicon word that it is a single letter off.

Only words that no lexicon holds are repaired, and only where exactly one lexicon word is one letter more, less, other or
swapped. Negations, names of drugs and ordinary words that look like a term ("interior") are left alone.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from scribe_plugin.extraction.embedded.lexicon import expand, lexicon

_LONG_WORD = re.compile(r"(?<![a-z0-9'@._/-])[a-z]{6,24}(?![a-z0-9'@_])")
_SHORTEST = 7
"""Letters of the shortest lexicon word that is looked for."""
_NEVER = frozenset({"cue", "stop", "pseudo", "fn.not", "device.product"})
"""Concepts whose words turn a meaning round, or are names."""
_DRUGS = frozenset({"nsaid", "opioid", "other_medication"})
_ORDINARY = frozenset(
    "interior exterior posteriors literal bilaterals collateral illateral directed injected infection inflection fraction fracture "
    "traction attraction vascula thorough through intention attention invention expose exposes exporter surgeries surgically therapist".split()
)
"""Ordinary words that are one letter off a term."""


def misspelt(text: str) -> dict[str, str]:
    """Return the misspelt words of normalised ``text`` with the lexicon words that they stand for."""
    found = {word: _repaired(word) for word in set(_LONG_WORD.findall(text))}
    return {word: term for word, term in found.items() if term}


@lru_cache(maxsize=50_000)
def _repaired(word: str) -> str:
    """Return the lexicon word that ``word`` is one slip off, or an empty string."""
    book = lexicon()
    if word in book.symbols or word in _ORDINARY or any(word[:end] in book.stems for end in range(3, len(word) + 1)):
        return ""
    index = _index()
    near = {term for key in _shortened(word) for term in index.get(key, ()) if _is_slip(word, term)}
    return near.pop() if len(near) == 1 else ""


@cache
def _index() -> dict[str, tuple[str, ...]]:
    """Return the terms by themselves and by each form with one letter less."""
    found: dict[str, set[str]] = {}
    for term in _terms():
        for key in _shortened(term):
            found.setdefault(key, set()).add(term)
    return {key: tuple(terms) for key, terms in found.items()}


def _terms() -> set[str]:
    kept: set[str] = set()
    barred: set[str] = set()
    for entry in lexicon().entries:
        words = {word for form in expand(entry.phrase) for word in form}
        (barred if entry.concept in _NEVER or entry.value in _DRUGS else kept).update(words)
    return {word for word in kept - barred if len(word) >= _SHORTEST and word.isalpha()}


def _shortened(word: str) -> Iterator[str]:
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _is_slip(word: str, term: str) -> bool:
    """Return whether one slip inside ``term`` makes ``word``; another ending is another form, not a slip."""
    if word[0] != term[0]:
        return False
    at = next((i for i, (a, b) in enumerate(zip(word, term, strict=False)) if a != b), min(len(word), len(term)))
    if at >= min(len(word), len(term)) - 1:
        return False
    rest, wanted = word[at:], term[at:]
    return rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:] or (
        rest[1:2] == wanted[:1] and rest[:1] == wanted[1:2] and rest[2:] == wanted[2:]
    )
