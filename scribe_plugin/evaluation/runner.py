"""Having notes read and scored: a bounded number at once, each record kept the moment it is made."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import anyio
import anyio.lowlevel

from scribe_plugin.contract import InputError, LabelledNote, Review, ScribeError, SettingsError
from scribe_plugin.contract.encounter import Encounter
from scribe_plugin.evaluation.dataset import family_of
from scribe_plugin.evaluation.pace import Pace
from scribe_plugin.evaluation.records import Record, counts_of
from scribe_plugin.evaluation.scoring import score_note

Reader = Callable[[Encounter, int], Awaitable[Review]]
"""Reads an encounter; the number is that of an independent repeat."""


@dataclass(frozen=True, slots=True)
class Task:
    """One note to be read once."""

    note: LabelledNote
    repeat: int = 0

    @property
    def key(self) -> tuple[str, int]:
        """What names the record that comes of it."""
        return self.note.id, self.repeat


async def run_tasks(
    tasks: Iterable[Task],
    reader: Reader,
    keep: Callable[[Record], None],
    *,
    concurrency: int = 1,
    pace: Pace | None = None,
) -> None:
    """Read and score every note; records come in the order in which notes are done.

    The embedded reader takes its few milliseconds of a note on the event loop: to hand notes to other processes costs more
    than it brings below thousands of them. What waits for a model waits beside others.

    Args:
        tasks: what to read.
        reader: who reads.
        keep: takes each record at once, on the event loop; no record follows one that it could not keep.
        concurrency: readings under way at once.
        pace: the rate that a server allows.

    Raises:
        SettingsError: the model cannot answer before a setting is changed; what is done is kept.
        ScribeError: what ``keep`` raised.
    """
    runner = _Runner(reader, keep, pace or Pace())
    waiting = iter(tasks)
    async with anyio.create_task_group() as group:
        for _ in range(max(1, concurrency)):
            group.start_soon(runner.work, waiting, group.cancel_scope)
    if runner.failure is not None:
        raise runner.failure


class _Runner:
    """What the workers of one run share."""

    def __init__(self, reader: Reader, keep: Callable[[Record], None], pace: Pace) -> None:
        self.failure: ScribeError | None = None
        self._reader, self._keep, self._pace = reader, keep, pace

    async def work(self, tasks: Iterator[Task], scope: anyio.CancelScope) -> None:
        """Do tasks until there are none, or one of the workers met what ends the run."""
        for task in tasks:
            await anyio.lowlevel.checkpoint()
            try:
                record = await self._one(task)
                if self.failure is not None:  # a record behind a torn one would be lost with it
                    return
                self._keep(record)
            except ScribeError as error:
                self.failure = self.failure or error
                scope.cancel()
                return

    async def _one(self, task: Task) -> Record:
        assumed = await self._pace.enter()
        start = perf_counter()
        review = await self._read(task)
        seconds = perf_counter() - start
        if isinstance(review, str):
            self._pace.leave(assumed, requests=1, tokens=0)
            return _record(task, status="error", error=review, seconds=seconds)
        made = review.provenance
        self._pace.leave(assumed, requests=len(made.calls), tokens=_tokens(made.usage))
        if made.degraded_by_configuration:
            reason = (made.degraded_reason or "the model cannot answer").rstrip(".")
            msg = f"{reason}; mend it and go on with --resume"
            raise SettingsError(msg)
        return assess(task, review, seconds)

    async def _read(self, task: Task) -> Review | str:
        """Return the review, or why there is none, without words of the note."""
        try:
            return await self._reader(task.note.encounter, task.repeat)
        except InputError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001  (a reader that raises is a result to report, not the end of the run)
            return f"the reader raised {type(error).__name__}"


def assess(task: Task, review: Review, seconds: float) -> Record:
    """Return the record of a review; one that is degraded is an error: another reader's work is not the model's."""
    made = review.provenance
    took: dict[str, Any] = {
        "seconds": round(seconds, 4),
        "requests": len(made.calls),
        "usage": made.usage,
        "cost_usd": made.cost_usd,
        "cached": made.cached,
    }
    if made.degraded:
        return _record(task, status="error", error=made.degraded_reason or "the model gave no answer", **took)
    raised = review.finding_codes
    score = score_note(task.note, review.elements, raised, review.charge)
    return _record(
        task,
        status="scored",
        raised=raised,
        elements=review.elements,
        grounding=review.grounding,
        rejected=len(review.rejected),
        differences=len(review.cross_check),
        **counts_of(score),
        **took,
    )


def _record(task: Task, **values: Any) -> Record:
    note = task.note
    return Record(id=note.id, family=family_of(note), tags=note.tags, repeat=task.repeat, **values)


def _tokens(usage: dict[str, int]) -> int:
    return usage.get("prompt_tokens", 0) + usage.get("completion_tokens", 0)
