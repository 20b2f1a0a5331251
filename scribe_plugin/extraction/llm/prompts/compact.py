"""JSON as it stands in a prompt: no blanks, letters as they are, and nothing that could start a new line."""

import json
from typing import Any


def compact_json(value: Any) -> str:
    r"""Return ``value`` as JSON on one line.

    Characters that do not print (line separators, direction marks, halves of a surrogate pair) are escaped, so a string
    that somebody else chose cannot leave its line or its quotes.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    return character if character.isprintable() else json.dumps(character)[1:-1]
