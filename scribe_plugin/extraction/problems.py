"""What is wrong with a value that somebody read from a note."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One value that is not accepted.

    ``path`` is the value's place in the elements (``levels.by_approach.0``), ``rule`` the name of the check that it failed
    (``levels.interspace``), ``message`` one sentence without words of the note; ``document`` and ``quote`` are the words
    that were offered for it, ``value`` what was claimed.
    """

    path: str
    rule: str
    message: str
    document: str | None = None
    quote: str | None = None
    value: Any = None
