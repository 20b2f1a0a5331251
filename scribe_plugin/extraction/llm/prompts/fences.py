"""Fences: how the text of a document is kept from ending its own quotation.

Every document stands between two lines that carry a token. The token is derived from all texts of the encounter, so nobody
who writes one of them can know it, and it is derived anew while any text or id happens to hold it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from scribe_plugin.contract import Document
from scribe_plugin.extraction.llm.prompts.compact import compact_json

TOKEN_CHARS = 16
"""Hexadecimal digits of a token: 64 bits."""


@dataclass(frozen=True, slots=True)
class FencedDocument:
    """A document as templates see it; ``fence`` is the token of its two lines."""

    id: str
    kind: str
    text: str
    fence: str


def fenced(documents: Sequence[Document]) -> tuple[FencedDocument, ...]:
    """Return the documents with the token that none of their texts and ids holds."""
    token = fence_token(documents)
    return tuple(FencedDocument(item.id, item.kind, item.text, token) for item in documents)


def fence_token(documents: Sequence[Document]) -> str:
    """Return the token for these documents; the same documents always get the same one."""
    seed = _seed(documents)
    tokens = (_token(seed, attempt) for attempt in count())
    return next(token for token in tokens if not any(token in item.text or token in item.id for item in documents))


def _seed(documents: Sequence[Document]) -> bytes:
    digest = hashlib.sha256()
    for item in documents:
        for part in (item.id, item.kind, item.text):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(f"{len(data)}:".encode())
            digest.update(data)
    return digest.digest()


def _token(seed: bytes, attempt: int) -> str:
    return hashlib.sha256(seed + attempt.to_bytes(8, "big")).hexdigest()[:TOKEN_CHARS]


def stands_fenced(message: str, documents: Sequence[FencedDocument]) -> bool:
    """Return whether ``message`` holds every document once, verbatim, between two lines with its token.

    The line before the text also has the document's id, as a JSON string; the token occurs nowhere else.
    """
    position = 0
    for item in documents:
        start = message.find("\n", message.find(item.fence, position)) + 1
        line_start = message.rfind("\n", 0, max(start - 1, 0)) + 1
        end = start + len(item.text)
        closing_end = message.find("\n", end + 1)
        closing_end = len(message) if closing_end < 0 else closing_end
        opening, closing = message[line_start:start], message[end + 1 : closing_end]
        if not (start and line_start >= position and item.fence in opening and compact_json(item.id) in opening):
            return False
        if message[start:end] != item.text or message[end : end + 1] != "\n" or item.fence not in closing:
            return False
        position = closing_end
    return all(message.count(token) == 2 * len(documents) for token in {item.fence for item in documents})


def frame(message: str, documents: Sequence[FencedDocument]) -> str:
    """Return a message without the texts and tokens of its documents: what the template itself says."""
    position, parts = 0, []
    for item in documents:
        start = message.find("\n", message.find(item.fence, position)) + 1
        parts.append(message[position:start])
        position = start + len(item.text)
    whole = "".join([*parts, message[position:]])
    return whole.replace(documents[0].fence, "") if documents else whole
