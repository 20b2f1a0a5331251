"""The one shape in which words reach a model."""

from typing import Literal, TypedDict


class Message(TypedDict):
    """One chat message."""

    role: Literal["system", "user", "assistant"]
    content: str
