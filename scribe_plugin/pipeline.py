"""The straight line from an encounter to its review: read, code, validate, explain, pack."""

import os
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Self, TypeVar

from scribe_plugin import __version__
from scribe_plugin.coding import suggest_charge
from scribe_plugin.contract import (
    SCHEMA_VERSION,
    Encounter,
    EncounterError,
    InputError,
    Provenance,
    Rejection,
    Review,
)
from scribe_plugin.explain import explain
from scribe_plugin.extraction.readers import Extractor, ModelTrace, Read, read_embedded, read_with_model
from scribe_plugin.knowledge import KNOWLEDGE_VERSION, policy
from scribe_plugin.packet import build_packet
from scribe_plugin.validation import validate

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.cache import ResponseCache
    from scribe_plugin.extraction.llm.client import ModelClient
    from scribe_plugin.extraction.llm.reader import LlmReader
    from scribe_plugin.extraction.llm.settings import ModelSettings

_T = TypeVar("_T")


class Reviewer:
    """Reviews encounters with one set-up; one connection to the model serves them all.

    Args:
        extractor: ``embedded`` reads with the built-in rules, ``llm`` with a language model, ``both`` compares the two; by
            default ``both`` where a model is configured, else ``embedded``.
        prompt: a prompt set's name or folder; by default the configured one.
        settings: how to reach the model; by default those of environment and settings file.
        client: a model client to use instead of a new one; the caller closes it.
        keep_answers: whether the model's answers are kept on disk unless the settings say otherwise; they hold note text.

    Raises:
        InputError: the extractor is not known, or needs a language model and none is configured, or settings or prompt
            set cannot be used.
    """

    def __init__(
        self,
        *,
        extractor: Extractor | None = None,
        prompt: str | None = None,
        settings: "ModelSettings | None" = None,
        client: "ModelClient | None" = None,
        keep_answers: bool = False,
    ) -> None:
        if extractor not in (None, "embedded", "llm", "both"):
            msg = f"extractor {extractor!r} is not known; choose embedded, llm or both"
            raise InputError(msg)
        self._own_client: ModelClient | None = None
        self._cache: ResponseCache | None = None
        self.concurrency = 1
        """How many notes are worth having under way at once."""
        self._reader: LlmReader | None = None
        self.extractor: Extractor = extractor or "embedded"
        if extractor == "embedded":
            if prompt is not None:
                msg = "the embedded extractor uses no prompt; choose the extractor llm or both"
                raise InputError(msg)
            return
        if client is not None:
            settings = client.settings
        elif settings is None and (extractor or prompt or is_configured()):
            settings = _configured(required=True)
        if settings is not None and (settings.model is not None or extractor is not None):
            self.extractor = extractor or "both"
            self._open(settings, prompt, client, keep_answers=keep_answers)

    def _open(
        self, settings: "ModelSettings", prompt: str | None, client: "ModelClient | None", *, keep_answers: bool
    ) -> None:
        from scribe_plugin.extraction.llm.cache import open_cache
        from scribe_plugin.extraction.llm.client import ModelClient
        from scribe_plugin.extraction.llm.prompts import load_prompt
        from scribe_plugin.extraction.llm.reader import LlmReader

        self.concurrency = settings.concurrency
        prompt_set = load_prompt(prompt or settings.prompt)
        if client is None:
            self._cache = open_cache(settings, default=keep_answers)
            client = self._own_client = ModelClient(settings, defaults=prompt_set.defaults, cache=self._cache)
        self._reader = LlmReader(client, prompt_set)

    async def review(self, source: str | Encounter, *, repeat: int = 0) -> Review:
        """Review one note or encounter.

        Raises:
            InputError: the input cannot be used. What a note says, or what becomes of the model, is never a reason to
                raise: a model that does not answer leaves the embedded review, marked ``degraded``.
        """
        encounter = check_encounter(source)
        start = perf_counter()
        if self._reader is None:
            read = read_embedded(encounter)
        else:
            read = await read_with_model(encounter, self._reader, check=self.extractor == "both", repeat=repeat)
        return _assemble(encounter, read, _milliseconds(start))

    async def aclose(self) -> None:
        """Close what was opened here."""
        if self._own_client is not None:
            await self._own_client.aclose()
        if self._cache is not None:
            self._cache.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


def review(source: str | Encounter, *, extractor: Extractor | None = None, prompt: str | None = None) -> Review:
    """Review one note or encounter.

    Args:
        source: the text of one operative note, or an encounter with all its documents and the drafted charge.
        extractor: ``embedded`` reads with the built-in rules, ``llm`` with a language model, ``both`` compares the two; by
            default ``both`` where a model is configured, else ``embedded``.
        prompt: the prompt set of the language model.

    Raises:
        InputError: the input or the configuration cannot be used. What a note says is never a reason to raise.
    """
    if extractor in (None, "embedded") and prompt is None and (extractor or not is_configured()):
        encounter = check_encounter(source)
        start = perf_counter()
        read = read_embedded(encounter)
        return _assemble(encounter, read, _milliseconds(start))
    result: Review = _wait_for(lambda: areview(source, extractor=extractor, prompt=prompt))
    return result


async def areview(source: str | Encounter, *, extractor: Extractor | None = None, prompt: str | None = None) -> Review:
    """Review one note or encounter without blocking the event loop; the same as ``review`` in every other way."""
    async with Reviewer(extractor=extractor, prompt=prompt) as reviewer:
        return await reviewer.review(source)


def is_configured() -> bool:
    """Return whether a model may be configured, without loading what reads settings.

    Raises:
        SettingsError: the settings cannot be used.
    """
    named = any(name.upper().startswith("ALIF_SCRIBE_") for name in os.environ)
    if not named and not Path("alif-scribe.toml").is_file():
        return False
    settings = _configured(required=False)
    return settings is not None and settings.model is not None


def _configured(*, required: bool) -> "ModelSettings | None":
    from scribe_plugin.extraction.llm.safety import no_model
    from scribe_plugin.extraction.llm.settings import load_settings

    settings = load_settings()
    if settings.model is None and required:
        raise no_model()
    return settings


def _wait_for(work: Callable[[], Any]) -> Any:
    """Run a coroutine to its end, on a thread of its own where an event loop is already running here."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    async def run() -> Any:
        return await work()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(run())
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, run()).result()


def check_encounter(source: str | Encounter) -> Encounter:
    """Return the encounter if it can be reviewed; text becomes the encounter of one operative note.

    Raises:
        InputError: its policy is not known, or a text holds code points that no encoding can carry.
    """
    encounter = Encounter.from_text(source) if isinstance(source, str) else source
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


def _assemble(encounter: Encounter, read: Read, extraction_ms: float) -> Review:
    """Make the review of an encounter that has been read."""
    timings = {"extraction": extraction_ms}
    extraction = read.extraction
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
        rejected=[
            Rejection(
                path=problem.path,
                rule=problem.rule,
                message=problem.message,
                value=problem.value,
                document=problem.document,
                quote=problem.quote,
            )
            for problem in extraction.rejected
        ],
        cross_check=extraction.cross_check,
        provenance=_provenance(read, timings),
    )


def _provenance(read: Read, timings: dict[str, float]) -> Provenance:
    return Provenance(
        extractor=read.extractor,
        schema_version=SCHEMA_VERSION,
        knowledge_version=KNOWLEDGE_VERSION,
        program_version=__version__,
        timings_ms=timings,
        **({} if read.trace is None else _traced(read.trace)),
    )


def _traced(trace: ModelTrace) -> dict[str, Any]:
    return {
        "model": trace.model,
        "prompt": trace.prompt,
        "prompt_sha256": trace.prompt_sha256,
        "prompt_status": trace.prompt_status,
        "degraded": trace.failure is not None,
        "degraded_reason": trace.failure,
        "degraded_by_configuration": trace.configuration,
        "usage": trace.usage,
        "cost_usd": trace.cost,
        "calls": trace.calls,
        "cached": trace.cached,
    }


def _timed(timings: dict[str, float], stage: str, work: Callable[..., _T], *arguments: Any) -> _T:
    """Run one stage and note its wall time in milliseconds."""
    start = perf_counter()
    result = work(*arguments)
    timings[stage] = _milliseconds(start)
    return result


def _milliseconds(start: float) -> float:
    return round((perf_counter() - start) * 1000, 3)
