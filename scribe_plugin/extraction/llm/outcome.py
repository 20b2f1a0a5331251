"""What came of a request to a model, told apart without reading its words."""

from dataclasses import dataclass, field
from typing import Any, Literal

from scribe_plugin.extraction.problems import Problem

OutcomeKind = Literal["ok", "refusal", "truncated", "content_filter", "invalid_json", "schema_violation", "transport"]
Stop = Literal["attempts", "requests", "time", "tokens"]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens; ``cached_prompt`` is the part of ``prompt`` that the provider had at hand."""

    prompt: int = 0
    cached_prompt: int = 0
    completion: int = 0

    @property
    def total(self) -> int:
        """Return prompt and completion together."""
        return self.prompt + self.completion

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt + other.prompt,
            self.cached_prompt + other.cached_prompt,
            self.completion + other.completion,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One response of a server, classified.

    ``value`` is the object of an ok answer; ``rejected`` the object that breaks the schema, with the ``violations``.
    ``retryable`` says that the same request may fare better later, ``retry_after`` (seconds) when the server wants it;
    ``configuration`` that somebody has to change a setting first. ``detail`` is one sentence without words of a note.
    """

    kind: OutcomeKind
    detail: str = ""
    value: dict[str, Any] | None = field(default=None, repr=False)
    rejected: dict[str, Any] | None = field(default=None, repr=False)
    violations: tuple[Problem, ...] = ()
    usage: Usage = Usage()
    model: str | None = None
    status: int | None = None
    request_id: str | None = None
    retryable: bool = False
    retry_after: float | None = None
    configuration: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request that was made; ``waited_s`` is the pause before it, ``seconds`` its own time, ``cost`` USD or None."""

    number: int
    kind: OutcomeKind
    detail: str
    status: int | None
    request_id: str | None
    waited_s: float
    seconds: float
    usage: Usage
    cost: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one call, over all its attempts.

    ``usage`` and ``cost`` (USD, None where prices are not known) are sums; an answer from the cache keeps the usage that it
    once had and costs nothing. ``model`` is the name that the server gave. ``stopped`` says which budget ended the
    retries, None where none did.
    """

    kind: OutcomeKind
    detail: str = ""
    value: dict[str, Any] | None = field(default=None, repr=False)
    rejected: dict[str, Any] | None = field(default=None, repr=False)
    violations: tuple[Problem, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    cached: bool = False
    configuration: bool = False
    stopped: Stop | None = None
    usage: Usage = Usage()
    cost: float | None = None
    model: str | None = None

    @property
    def ok(self) -> bool:
        """Tell whether there is a value."""
        return self.kind == "ok"

    @property
    def waited_s(self) -> float:
        """Return the seconds spent in pauses between attempts."""
        return sum(attempt.waited_s for attempt in self.attempts)


def settle(answer: Answer, attempts: tuple[Attempt, ...], *, stopped: Stop | None = None) -> Outcome:
    """Return the outcome of the last answer and all attempts."""
    costs = [attempt.cost for attempt in attempts]
    known = [cost for cost in costs if cost is not None]
    count = f" ({len(attempts)} requests)" if len(attempts) > 1 and answer.kind == "transport" else ""
    return Outcome(
        kind=answer.kind,
        detail=f"{answer.detail}{count}{_REASONS[stopped]}" if answer.kind != "ok" else answer.detail,
        value=answer.value,
        rejected=answer.rejected,
        violations=answer.violations,
        attempts=attempts,
        configuration=answer.configuration,
        stopped=stopped,
        usage=sum((attempt.usage for attempt in attempts), Usage()),
        cost=sum(known) if len(known) == len(costs) else None,
        model=answer.model,
    )


_REASONS: dict[Stop | None, str] = {
    None: "",
    "attempts": "",
    "requests": "; the note's budget of requests is used up",
    "time": "; the note's time budget does not allow another try",
    "tokens": "; the note's token budget is used up",
}
