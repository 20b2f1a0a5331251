"""One treatment as one sentence tells it."""

import re
from dataclasses import dataclass, field

from scribe_plugin.contract import Evidence
from scribe_plugin.extraction.embedded.reading import Sentence

GENERAL = "general"
"""The modality of care that the note does not name."""

_BREAK = re.compile(
    r"\b(?:but|however|although|though|had|has|have|having|was|were|is|are|took|takes|received|underwent|tried|did|does|gave|helped|completed"
    r"|attended|used|uses|wears?|wore|got|who|currently|now|still|started|stopped|mri|showed|shows)\b|[;\n]| period |\. "
)
_GROUP = 90


@dataclass(slots=True)
class Tried:
    """A treatment with what the sentence says of it; ``modality`` may be ``GENERAL``."""

    modality: str
    sentence: Sentence
    start: int
    end: int
    weeks: float | None = None
    outcomes: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)


def in_one_list(text: str, first: Tried, second: Tried) -> bool:
    """Return whether two treatments stand in one list, with no new verb between them."""
    gap = second.start - first.end
    return gap <= _GROUP and not breaks(text, first.end, second.start)


def breaks(text: str, start: int, end: int) -> bool:
    """Return whether the words between two places begin something new."""
    return _BREAK.search(text, start, end) is not None
