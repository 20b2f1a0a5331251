"""The same facts on another surface: spelling, layout and words around them that say nothing of the operation."""

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from scribe_plugin.evaluation.pairs.bases import paragraphs

Surface = Callable[[str], str]

_INTERSPACE = re.compile(r"\b(L[1-5])-(L[2-5]|S1)\b")
_WIDTH = 58


def surfaces(tables: Mapping[str, Any], order: Sequence[int]) -> dict[str, Surface]:
    """Return every other surface by its kind.

    Args:
        tables: ``surface.toml``: ``abbreviation``, ``dictation`` and ``misspelling`` map words to words, ``boilerplate`` and
            ``template`` hold texts ``before`` and ``after``.
        order: paragraphs in another order, by number; empty where there is none.
    """
    made: dict[str, Surface] = {
        "abbreviation": partial(_replace, words=tables["abbreviation"]),
        "dictation typos": partial(_replace, words=tables["dictation"]),
        "misspelling": partial(_replace, words=tables["misspelling"]),
        "upper case": str.upper,
        "lower case": str.lower,
        "dashes": lambda text: _INTERSPACE.sub("\\1–\\2", text),
        "slashes": lambda text: _INTERSPACE.sub(lambda match: f"{match[1]}/{match[2].removeprefix('L')}", text),
        "short interspaces": lambda text: _INTERSPACE.sub(
            lambda match: f"{match[1]}-{match[2].removeprefix('L')}", text
        ),
        "wrapped lines": _wrap,
        "white space": _spread,
        "boilerplate": partial(_around, words=tables["boilerplate"]),
        "unticked options": partial(_around, words=tables["template"]),
    }
    if order:
        made["order"] = partial(_reorder, order=order)
    return made


def _replace(text: str, words: Mapping[str, str]) -> str:
    """Replace whole words, longest first; a capital at the beginning stays one."""
    for old in sorted(words, key=len, reverse=True):

        def new(match: re.Match[str], word: str = words[old]) -> str:
            return word[:1].upper() + word[1:] if match[0][:1].isupper() else word

        text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text, flags=re.IGNORECASE)
    return text


def _wrap(text: str) -> str:
    """Break lines as a narrow window does, never at a hyphen."""
    lines = (textwrap.wrap(line, _WIDTH, break_on_hyphens=False, break_long_words=False) for line in text.split("\n"))
    return "\n".join("\n".join(line) for line in lines)


def _spread(text: str) -> str:
    """Write line ends as Windows does, with blanks before them, and two blanks between sentences."""
    return re.sub(r"(?<=[.;]) (?=[A-Z])", "  ", text).replace("\n", "  \r\n")


def _around(text: str, words: Mapping[str, str]) -> str:
    return f"{words.get('before', '')}{text}{words.get('after', '')}"


def _reorder(text: str, order: Sequence[int]) -> str:
    blocks = paragraphs(text)
    return "\n\n".join(blocks[number] for number in order) + "\n"
