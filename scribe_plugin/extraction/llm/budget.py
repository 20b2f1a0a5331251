"""What one note may take: seconds, tokens and requests, shared by the first call and its repair."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from scribe_plugin.extraction.llm.outcome import Stop, Usage

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.settings import ModelSettings


class Budget:
    """Counts down while a call runs; waiting for a free place among other notes takes nothing.

    Args:
        seconds: of all attempts and the pauses between them.
        tokens: prompt and completion together, over all attempts.
        requests: that may be made at all.
        clock: monotonic seconds.
    """

    def __init__(
        self, *, seconds: float, tokens: int, requests: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.seconds = seconds
        self.tokens = tokens
        self.requests = requests
        self.spent_tokens = 0
        self.made_requests = 0
        self._clock = clock
        self._spent_s = 0.0
        self._since: float | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let time count."""
        self._since = self._clock()
        try:
            yield
        finally:
            self._spent_s, self._since = self.spent_s, None

    @property
    def spent_s(self) -> float:
        """Return the seconds that have counted so far."""
        return self._spent_s + (0.0 if self._since is None else self._clock() - self._since)

    @property
    def remaining_s(self) -> float:
        """Return the seconds that are left, never less than none."""
        return max(0.0, self.seconds - self.spent_s)

    def request(self) -> None:
        """Count a request that is about to be made."""
        self.made_requests += 1

    def charge(self, usage: Usage) -> None:
        """Count the tokens of an answer."""
        self.spent_tokens += usage.total

    def exhausted(self, upcoming_s: float = 0.0) -> Stop | None:
        """Return what forbids another request after a pause of ``upcoming_s``, or None."""
        if self.made_requests >= self.requests:
            return "requests"
        if self.spent_tokens >= self.tokens:
            return "tokens"
        return "time" if self.remaining_s <= upcoming_s else None


def note_budget(settings: "ModelSettings", clock: Callable[[], float] = time.monotonic) -> Budget:
    """Return a fresh budget for one note: every call, the first and each repair, may use all attempts."""
    return Budget(
        seconds=settings.budget_s,
        tokens=settings.budget_tokens,
        requests=settings.max_attempts * (1 + settings.repair_rounds),
        clock=clock,
    )
