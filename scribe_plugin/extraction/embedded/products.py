"""Product names in a sentence: those that are ordinary words too count only beside a word for the thing."""

import re
from functools import cache

from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.knowledge import products

_CAGES = frozenset({"cage", "lateral_cage", "posterior_cage"})
_DEVICE_WORDS = ("device.cage", "device.mesh", "device.generic", "device.other", "device.allograft")
_NEAR = 30
_SYSTEM = re.compile(r"(?:axialif)\b(?= (?:rod|screw|implant|device|bolt))")
"""A system whose name is that of the operation too: it names the device only right before a word for it."""
_SIZE = re.compile(r"[ ,:-]{0,3}(?:size |[a-z]{1,3} )?\d{1,2}(?:\.\d)? ?(?:mm\b|deg|x ?\d)")


@cache
def _everyday() -> frozenset[str]:
    return frozenset(" ".join(name.lower().replace("-", " ").split()) for item in products() for name in item.everyday)


def device_products(sentence: Sentence) -> list[Mention]:
    """Return the names of interbody devices in the sentence."""
    return [
        mention
        for mention in sentence.of("device.product")
        if mention.entry.attribute("kind") in _CAGES and _is_name(sentence, mention, _DEVICE_WORDS)
    ]


def plate_products(sentence: Sentence) -> list[Mention]:
    """Return the names of plates in the sentence."""
    return [
        mention
        for mention in sentence.of("device.product")
        if mention.entry.attribute("kind") == "plate" and _is_name(sentence, mention, ("plate.separate",))
    ]


def _is_name(sentence: Sentence, mention: Mention, beside: tuple[str, ...]) -> bool:
    """Return whether an everyday word is a name here: a word for the thing, or a size, stands beside it."""
    if mention.entry.phrase not in _everyday():
        return True
    near = [word for word in sentence.of(*beside) if max(word.start - mention.end, mention.start - word.end) <= _NEAR]
    return bool(near) or _SIZE.match(sentence.document.text.norm, mention.end, sentence.end) is not None


def named_in(sentence: Sentence, words: list[Mention]) -> list[tuple[int, int]]:
    """Return the spans of system names that stand inside the words for a device ("AxiaLIF rod")."""
    found = [_SYSTEM.search(sentence.document.text.norm, word.start, sentence.end) for word in words]
    return [match.span() for match, word in zip(found, words, strict=True) if match and match.start() < word.end]
