"""The straight line from an encounter to its review: read, code, validate, explain, pack."""

import asyncio
from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any, Literal, TypeVar

from scribe_plugin import __version__
from scribe_plugin.coding import suggest_charge
from scribe_plugin.contract import (
    SCHEMA_VERSION,
    Encounter,
    EncounterError,
    InputError,
    Provenance,
    Review,
)
from scribe_plugin.explain import explain
from scribe_plugin.extraction.embedded import read
from scribe_plugin.knowledge import KNOWLEDGE_VERSION, policy
from scribe_plugin.packet import build_packet
from scribe_plugin.validation import validate

Extractor = Literal["embedded", "llm", "both"]

_T = TypeVar("_T")


def review(source: str | Encounter, *, extractor: Extractor | None = None, prompt: str | None = None) -> Review:
    """Review one note or encounter.

    Args:
        source: the text of one operative note, or an encounter with all its documents and the drafted charge.
        extractor: ``embedded`` reads with the built-in rules and is the default; the others need a language model.
        prompt: the prompt set of the language model.

    Raises:
        InputError: the input cannot be used. What a note says is never a reason to raise.
    """
    check_extractor(extractor, prompt)
    encounter = check_encounter(Encounter.from_text(source) if isinstance(source, str) else source)
    timings: dict[str, float] = {}
    extraction = _timed(timings, "extraction", read, encounter)
    elements = extraction.elements
    charge = _timed(timings, "coding", suggest_charge, elements, encounter)
    alerts = _timed(timings, "validation", validate, elements, encounter)
    alerts = _timed(timings, "explanation", explain, alerts, extraction)
    packet = _timed(timings, "packet", build_packet, elements, encounter, charge)
    return Review(
        encounter_id=encounter.id,
        elements=elements,
        alerts=alerts,
        charge=charge,
        packet=packet,
        grounding=extraction.grounding,
        provenance=Provenance(
            extractor="embedded",
            schema_version=SCHEMA_VERSION,
            knowledge_version=KNOWLEDGE_VERSION,
            program_version=__version__,
            timings_ms=timings,
        ),
    )


async def areview(source: str | Encounter, *, extractor: Extractor | None = None, prompt: str | None = None) -> Review:
    """Review one note or encounter without blocking the event loop; the same as ``review`` in every other way."""
    return await asyncio.to_thread(partial(review, source, extractor=extractor, prompt=prompt))


def check_encounter(encounter: Encounter) -> Encounter:
    """Return the encounter if it can be reviewed.

    Raises:
        InputError: its policy is not known, or a text holds code points that no encoding can carry.
    """
    if not isinstance(encounter, Encounter):
        msg = f"a review takes text or an Encounter, not {type(encounter).__name__}; use Encounter.from_json_object"
        raise EncounterError(msg)
    policy(encounter.policy)
    for document in encounter.documents:
        try:
            document.text.encode()
        except UnicodeEncodeError:
            msg = f"document {document.id!r} holds an unpaired surrogate, which is not text; decode it again"
            raise EncounterError(msg) from None
    return encounter


def check_extractor(extractor: str | None, prompt: str | None) -> None:
    """Refuse an extractor or prompt that cannot be used.

    Raises:
        InputError: the extractor is not known, or needs a language model and none is configured.
    """
    if extractor not in (None, "embedded", "llm", "both"):
        msg = f"extractor {extractor!r} is not known; choose embedded, llm or both"
        raise InputError(msg)
    if extractor in ("llm", "both") or prompt is not None:
        msg = "no language model is configured, so nothing can be extracted with one; use the embedded extractor"
        raise InputError(msg)


def _timed(timings: dict[str, float], stage: str, work: Callable[..., _T], *arguments: Any) -> _T:
    """Run one stage and note its wall time in milliseconds."""
    start = perf_counter()
    result = work(*arguments)
    timings[stage] = round((perf_counter() - start) * 1000, 3)
    return result
