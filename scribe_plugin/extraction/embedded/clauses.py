"""Clauses of a sentence: what stands in one does not hold for the words of another."""

import re

from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import Sentence

_BREAK = re.compile(
    r"(?<=[a-z]{3})\. |[,;:()] ?(?:(?:and|but|then|so) )?| (?:and )?then | but | while | because | which | whereas | and (?:the|a|an|we|i|it|no|two|three|four) "
)


def clause_span(sentence: Sentence, mention: Mention) -> tuple[int, int]:
    """Return where the clause round ``mention`` starts and ends."""
    text = sentence.document.text.norm
    low, high = sentence.start, sentence.end
    for match in _BREAK.finditer(text, sentence.start, sentence.end):
        if match.end() <= mention.start:
            low = match.start()
        elif match.start() >= mention.end:
            high = match.start()
            break
    return low, high


def in_span(mention: Mention, span: tuple[int, int]) -> bool:
    """Return whether ``mention`` lies inside ``span``."""
    return span[0] <= mention.start and mention.end <= span[1]
