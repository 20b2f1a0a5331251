"""How far something is, told to whoever wants to know."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from scribe_plugin.evaluation.records import Record


class Watcher(Protocol):
    """Takes every record as it is made."""

    def add(self, record: Record) -> None:
        """Take one record."""


Watch = Callable[[int], AbstractContextManager[Watcher]]
"""Opened with the number of records that will come."""


class _Nobody:
    def add(self, record: Record) -> None:
        """Take no notice."""


def unwatched(_: int) -> AbstractContextManager[Watcher]:
    """Watch nothing."""
    return nullcontext(_Nobody())
