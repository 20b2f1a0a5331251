"""The language model as a reader: ask, guard, ask once more for what did not stand, and hand on what does."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import anyio
from pydantic import ValidationError

from scribe_plugin import schemas
from scribe_plugin.contract import EMPTY_ELEMENTS, Elements, Encounter
from scribe_plugin.extraction.consistency.spots import NoteView
from scribe_plugin.extraction.embedded.reading import ReadDocument
from scribe_plugin.extraction.guard import Guarded, guard
from scribe_plugin.extraction.llm.budget import Budget
from scribe_plugin.extraction.llm.client import ModelClient
from scribe_plugin.extraction.llm.filling import fill, keeping
from scribe_plugin.extraction.llm.outcome import Outcome, OutcomeKind
from scribe_plugin.extraction.llm.prompts import PromptSet
from scribe_plugin.extraction.llm.repair import FORM, TOP, part_schema, parts_to_repair, salvage, still_rejected
from scribe_plugin.extraction.problems import Problem
from scribe_plugin.extraction.result import Extraction, places_of

_MENDABLE: frozenset[OutcomeKind] = frozenset({"invalid_json", "schema_violation"})
"""Failures that the model itself can mend when it is told of them."""


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What came of reading one encounter with a model.

    ``extraction`` is None where there is no answer to use; ``kind`` and ``detail`` (one sentence, no words of the note) say
    what came of the call that decided. ``outcomes`` are all calls in order, the first and its repairs. ``note`` is what the
    answer was checked against, None where there was nothing to check.
    """

    extraction: Extraction | None
    kind: OutcomeKind
    detail: str
    outcomes: tuple[Outcome, ...]
    note: NoteView | None = field(default=None, repr=False)

    @property
    def configuration(self) -> bool:
        """Whether somebody has to change a setting before a model can answer."""
        return self.extraction is None and any(outcome.configuration for outcome in self.outcomes)


def answer_schema() -> dict[str, Any]:
    """Return the JSON Schema of a whole answer, as it is sent."""
    return {key: value for key, value in schemas.schema("elements").items() if not key.startswith(("$id", "$schema"))}


class LlmReader:
    """Reads encounters with one model and one prompt set; ``client`` stays the caller's to close."""

    def __init__(self, client: ModelClient, prompt: PromptSet) -> None:
        self.client = client
        self.prompt = prompt
        self.schema = answer_schema()
        self.written = None if client.form.strict else self.schema
        """The schema as part of the instructions, for servers that cannot be given one."""
        self.turn = anyio.Lock()
        """Held by the one encounter that the embedded reader reads meanwhile."""

    async def read(
        self,
        encounter: Encounter,
        *,
        readings: Callable[[], Awaitable[Sequence[ReadDocument]]] | None = None,
        repeat: int = 0,
    ) -> ModelReading:
        """Read one encounter; whatever server and model do is in the result.

        Args:
            encounter: what to read.
            readings: waits for its documents as the embedded reader reads them meanwhile, if it does.
            repeat: number of an independent repeat of the same reading.
        """
        budget = self.client.budget()
        messages = self.prompt.messages(encounter, schema=self.written)
        outcome = await self.client.complete(messages, self.schema, repeat=repeat, budget=budget)
        answer, problems = _understood(outcome)
        if answer is None:
            return ModelReading(None, outcome.kind, outcome.detail, (outcome,))
        note = NoteView(encounter, await readings() if readings else ())
        session = _Session(self, encounter, note, budget, repeat)
        return await session.settle(outcome, answer, problems)


class _Session:
    """One encounter's reading after the first answer."""

    def __init__(self, reader: LlmReader, encounter: Encounter, note: NoteView, budget: Budget, repeat: int) -> None:
        self.reader = reader
        self.encounter = encounter
        self.note = note
        self.budget = budget
        self.repeat = repeat

    async def settle(self, outcome: Outcome, answer: Elements, problems: list[Problem]) -> ModelReading:
        """Guard the answer, have repaired what did not stand, and put both together."""
        outcomes = [outcome]
        guarded = guard(answer, self.note)
        complaints = [*problems, *guarded.problems]
        said = [(problem, answer) for problem in complaints]
        for _ in range(self.reader.client.settings.repair_rounds):
            parts = parts_to_repair(complaints)
            if not parts:
                break
            repaired = await self._repair(answer, complaints, parts)
            outcomes.append(repaired)
            if repaired.value is None:
                break
            answer = _with_parts(answer, repaired.value)
            again = guard(answer, self.note)
            concerned = [problem for problem in again.problems if problem.path.partition(".")[0] in parts]
            guarded = self._together(guarded, again, complaints)
            said = [
                (problem, given)
                for problem, given in said
                if problem.rule not in FORM or problem.path not in repaired.value
            ]
            said += [(problem, answer) for problem in concerned]
            complaints = concerned
        if len(problems) == len(TOP) and not any(one.value for one in outcomes):
            return ModelReading(None, outcome.kind, outcome.detail, tuple(outcomes))
        rejected = still_rejected(said, guarded.elements)
        extraction = Extraction(guarded.elements, guarded.grounding, rejected=rejected)
        return ModelReading(extraction, "ok", "", tuple(outcomes), self.note)

    async def _repair(self, answer: Elements, problems: list[Problem], parts: list[str]) -> Outcome:
        tree = answer.model_dump(mode="json")
        shown = [problem for problem in problems if problem.path.partition(".")[0] in {*parts, ""}]
        reader = self.reader
        messages = reader.prompt.repair_messages(
            self.encounter, shown, {name: tree[name] for name in parts}, schema=reader.written
        )
        return await reader.client.complete(
            messages,
            part_schema(reader.schema, parts),
            schema_name="elements_repair",
            repeat=self.repeat,
            budget=self.budget,
        )

    def _together(self, first: Guarded, second: Guarded, problems: list[Problem]) -> Guarded:
        """Return the first answer with its gaps filled; what the two say together is guarded as one."""
        filled = fill(first.elements, second.elements, problems)
        if filled == first.elements:
            return first
        checked = guard(filled, self.note)
        elements = keeping(first.elements, checked.elements)
        grounding = places_of(elements, [*checked.grounding, *first.grounding])
        return Guarded(elements, grounding, [*first.problems, *checked.problems])


def _understood(outcome: Outcome) -> tuple[Elements | None, list[Problem]]:
    """Return the answer of a call and what is wrong with its form; no answer where the model cannot mend it."""
    if outcome.value is not None:
        return salvage(outcome.value)
    if outcome.kind not in _MENDABLE:
        return None, []
    if outcome.rejected is not None:
        return salvage(outcome.rejected)
    empty = Elements.model_validate(EMPTY_ELEMENTS)
    return empty, [Problem(name, FORM[0], "the answer was not one JSON object") for name in TOP]


def _with_parts(answer: Elements, parts: dict[str, Any]) -> Elements:
    """Return an answer with some parts given anew; the schema of the repair has been checked by the client."""
    try:
        return Elements.model_validate({**answer.model_dump(mode="json"), **parts})
    except ValidationError:
        return answer
