"""Rate limits of a run: readings start no faster than a server takes requests and tokens."""

from collections.abc import Awaitable, Callable
from time import monotonic

import anyio

_STEP_S = 0.1
"""A waiting reading looks this often whether kept answers have made room."""


class Pace:
    """Spaces readings out.

    A reading is let in when what those before it took is paid off; what it will take itself is assumed, and set right when
    it is done: repairs, retries and kept answers make it more or less. So the rate holds over a minute, not at every instant.

    Args:
        requests_per_minute: None for no limit.
        tokens_per_minute: prompt and completion together; None for no limit.
        tokens: what the first reading is assumed to take; later ones are assumed to take what those before took on average.
        clock: seconds.
        sleep: pauses for seconds.
    """

    def __init__(
        self,
        *,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
        tokens: float = 0.0,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._request_s = 60 / requests_per_minute if requests_per_minute else 0.0
        self._token_s = 60 / tokens_per_minute if tokens_per_minute else 0.0
        self._tokens = tokens
        self._known = 0
        self._clock, self._sleep = clock, sleep
        self._free_at = clock()
        self._turn = anyio.Lock()

    async def enter(self) -> float:
        """Wait for a turn and return what was set down for it, in seconds, to be given to ``leave``."""
        if not (self._request_s or self._token_s):
            return 0.0
        async with self._turn:
            while (left := self._free_at - self._clock()) > 0:
                await self._sleep(min(left, _STEP_S))
            assumed = self._request_s + self._token_s * self._tokens
            self._free_at = max(self._free_at, self._clock()) + assumed
            return assumed

    def leave(self, assumed: float, *, requests: int, tokens: int) -> None:
        """Set right what a reading took; ``requests`` 0 is one that a kept answer served."""
        taken = self._request_s * requests + (self._token_s * tokens if requests else 0.0)
        self._free_at += taken - assumed
        if requests:
            self._known += 1
            self._tokens += (tokens - self._tokens) / self._known
