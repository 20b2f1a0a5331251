"""Who reads: the embedded reader, a language model, or both; and what happens when the model does not answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from scribe_plugin.contract import Encounter, ModelCall
from scribe_plugin.extraction.embedded import read_documents
from scribe_plugin.extraction.embedded.reading import ReadDocument, read_document
from scribe_plugin.extraction.result import Extraction

if TYPE_CHECKING:
    import anyio.lowlevel

    from scribe_plugin.extraction.llm.outcome import Attempt, Outcome
    from scribe_plugin.extraction.llm.reader import LlmReader, ModelReading

Extractor = Literal["embedded", "llm", "both"]

LONG_CHARS = 20_000
"""Encounters with more text are read in a thread of their own: some 20 ms of work on a present machine."""


_UNFOUNDED = "not borne out: nothing that the model said of the fusion stands in the note"


@dataclass(frozen=True, slots=True)
class ModelTrace:
    """What the model path did for one encounter: what it was, what it cost (USD), and why it was not used, if it was not."""

    model: str | None
    prompt: str
    prompt_sha256: str
    prompt_status: Literal["draft", "approved"]
    calls: list[ModelCall]
    usage: dict[str, int]
    cost: float | None
    cached: bool
    failure: str | None = None
    configuration: bool = False
    """Whether a setting has to be changed before the model can answer."""


@dataclass(frozen=True, slots=True)
class Read:
    """One encounter read: by whom in the end, and what the model path did, where there was one."""

    extraction: Extraction
    extractor: Extractor
    trace: ModelTrace | None = None


def read_embedded(encounter: Encounter) -> Read:
    """Read with the embedded reader alone."""
    return Read(_read_here(encounter)[1], "embedded")


def _read_here(encounter: Encounter) -> tuple[list[ReadDocument], Extraction]:
    """Return the documents as the embedded reader sees them, and what it finds in them."""
    documents = [read_document(document) for document in encounter.documents]
    return documents, read_documents(documents)


async def read_with_model(encounter: Encounter, reader: "LlmReader", *, check: bool = True, repeat: int = 0) -> Read:
    """Read with a model, with the embedded reader while the model answers; with ``check`` the two are compared.

    A model that does not answer, or tells of a fusion of which nothing stands in the note, leaves the embedded reading, marked
    by ``trace.failure``.
    """
    import asyncio

    from scribe_plugin.extraction.cross_check import cross_check

    beside = asyncio.create_task(_read_beside(encounter, reader.turn))

    async def readings() -> list[ReadDocument]:
        return (await beside)[0]

    try:
        reading = await reader.read(encounter, readings=readings, repeat=repeat)
        _, embedded = await beside
    finally:
        beside.cancel()
    trace = _trace(reader, reading)
    if reading.extraction is None or reading.note is None:
        return Read(embedded, "embedded", trace)
    if check:
        return Read(cross_check(embedded, reading.extraction, reading.note), "both", trace)
    if not reading.extraction.elements.fusion_documented and any(
        problem.path == "fusion_documented" for problem in reading.extraction.rejected
    ):  # a page without alerts would look like a clean one
        return Read(
            replace(embedded, rejected=reading.extraction.rejected), "embedded", replace(trace, failure=_UNFOUNDED)
        )
    found = replace(reading.extraction, near=embedded.near, searched=embedded.searched)
    return Read(found, "llm", trace)


async def _read_beside(encounter: Encounter, turn: "anyio.Lock") -> tuple[list[ReadDocument], Extraction]:
    """Do what ``_read_here`` does while others wait for the network.

    Short documents are read on the event loop, one encounter at a time and in small steps: each takes less than a thread
    would make the loop wait for the interpreter's lock at every packet.
    """
    import anyio.to_thread

    if sum(len(document.text) for document in encounter.documents) > LONG_CHARS:
        return await anyio.to_thread.run_sync(_read_here, encounter)
    async with turn:
        documents = []
        for document in encounter.documents:
            await _let_others_go_first()
            documents.append(read_document(document))
        await _let_others_go_first()
        return documents, read_documents(documents)


async def _let_others_go_first() -> None:
    """Let everybody who has something to send or has been answered do so, and what follows from it."""
    import anyio.lowlevel

    for _ in range(4):
        await anyio.lowlevel.checkpoint()


def _trace(reader: "LlmReader", reading: "ModelReading") -> ModelTrace:
    outcomes = reading.outcomes
    costs = [outcome.cost for outcome in outcomes if not outcome.cached]
    known = [cost for cost in costs if cost is not None]
    named = [outcome.model for outcome in outcomes if outcome.model]
    return ModelTrace(
        model=named[-1] if named else reader.client.settings.model,
        prompt=reader.prompt.name,
        prompt_sha256=reader.prompt.sha256,
        prompt_status=reader.prompt.status,
        calls=[_call(attempt) for outcome in outcomes for attempt in outcome.attempts],
        usage=_usage(outcomes),
        cost=sum(known) if len(known) == len(costs) else None,
        cached=all(outcome.cached for outcome in outcomes),
        failure=None if reading.extraction else f"{reading.kind.replace('_', ' ')}: {reading.detail}",
        configuration=reading.configuration,
    )


def _call(attempt: "Attempt") -> ModelCall:
    return ModelCall(
        kind=attempt.kind,
        status=attempt.status,
        waited_s=round(attempt.waited_s, 3),
        seconds=round(attempt.seconds, 3),
        prompt_tokens=attempt.usage.prompt,
        cached_prompt_tokens=attempt.usage.cached_prompt,
        completion_tokens=attempt.usage.completion,
        cost_usd=attempt.cost,
    )


def _usage(outcomes: "Sequence[Outcome]") -> dict[str, int]:
    """Return the tokens of all calls; answers from the cache count with what they once took."""
    return {
        "prompt_tokens": sum(outcome.usage.prompt for outcome in outcomes),
        "cached_prompt_tokens": sum(outcome.usage.cached_prompt for outcome in outcomes),
        "completion_tokens": sum(outcome.usage.completion for outcome in outcomes),
    }
