"""From the options of a run to who reads, what is read, and the manifest that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from scribe_plugin import __version__
from scribe_plugin.contract import SCHEMA_VERSION
from scribe_plugin.evaluation.dataset import Dataset, choose
from scribe_plugin.evaluation.records import Manifest
from scribe_plugin.knowledge import KNOWLEDGE_VERSION

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.prompts import PromptSet
    from scribe_plugin.extraction.llm.settings import ModelSettings
    from scribe_plugin.pipeline import Reviewer

Extractor = Literal["embedded", "llm", "both"]

DECISIVE = ("temperature", "seed", "max_output_tokens", "reasoning_effort", "response_format", "repair_rounds")
"""Settings of the model that change what it answers."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for; None leaves it to the run that is gone on with, or to the default."""

    dataset: Path
    out: Path
    extractor: Extractor | None = None
    prompt: str | None = None
    tags: tuple[str, ...] = ()
    sample: int | None = None
    seed: int | None = None
    repeats: int | None = None
    resume: bool = False
    retry_errors: bool = False
    concurrency: int | None = None
    cache: Literal["on", "off"] | None = None
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None

    @property
    def goes_on(self) -> bool:
        """Whether the folder has to hold a run already."""
        return self.resume or self.retry_errors


class Given:
    """Options, with those of the run that is gone on with where nothing else is asked for."""

    def __init__(self, options: Options, old: Manifest | None) -> None:
        kept: Mapping[str, Any] = old.options if old else {}
        self.extractor: Any = options.extractor or (old.extractor if old else "embedded")
        self.prompt: str | None = options.prompt or kept.get("prompt")
        self.requests_per_minute = options.requests_per_minute or kept.get("requests_per_minute")
        self.tokens_per_minute = options.tokens_per_minute or kept.get("tokens_per_minute")
        self.concurrency: int | None = options.concurrency or kept.get("concurrency")
        self.cache: Literal["on", "off"] | None = options.cache or kept.get("cache")
        self.repeats = options.repeats or (old.repeats if old else 1)
        chooses_anew = old is None or options.tags or options.sample is not None or options.seed is not None
        self.tags = list(options.tags) if chooses_anew else list(kept.get("filter", []))
        self.sample = options.sample if chooses_anew else kept.get("sample")
        self.seed = options.seed or 0 if chooses_anew else kept.get("seed", 0)


def open_reviewer(given: Given) -> "tuple[Reviewer, PromptSet | None, ModelSettings | None]":
    """Return who reads, and for a model its prompt set and settings.

    Raises:
        InputError: no model is configured, or settings or prompt set cannot be used.
    """
    from scribe_plugin.pipeline import Reviewer

    if given.extractor == "embedded":
        return Reviewer(extractor="embedded", prompt=given.prompt), None, None
    from scribe_plugin.extraction.llm.prompts import load_prompt
    from scribe_plugin.extraction.llm.safety import no_model
    from scribe_plugin.extraction.llm.settings import load_settings

    settings = load_settings(concurrency=given.concurrency, cache=given.cache)
    if settings.model is None:
        raise no_model()
    prompt = load_prompt(given.prompt or settings.prompt)
    reviewer = Reviewer(extractor=given.extractor, prompt=given.prompt, settings=settings, keep_answers=True)
    return reviewer, prompt, settings


def describe(
    given: Given,
    options: Options,
    dataset: Dataset,
    reviewer: "Reviewer",
    prompt: "PromptSet | None",
    settings: "ModelSettings | None",
) -> Manifest:
    """Return the manifest of a run that begins now.

    Raises:
        DatasetError: no note is chosen.
    """
    chosen = choose(dataset.notes, tags=given.tags, sample=given.sample, seed=given.seed)
    return Manifest(
        name=options.out.resolve().name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        dataset=str(options.dataset),
        dataset_sha256=dataset.sha256,
        notes=len(dataset.notes),
        chosen=[note.id for note in chosen],
        repeats=given.repeats,
        extractor=reviewer.extractor,
        model=settings.model if settings else None,
        prompt=prompt.name if prompt else None,
        prompt_sha256=prompt.sha256 if prompt else None,
        prompt_status=prompt.status if prompt else None,
        schema_version=SCHEMA_VERSION,
        knowledge_version=KNOWLEDGE_VERSION,
        program_version=__version__,
        options={
            "prompt": given.prompt,
            "filter": given.tags,
            "sample": given.sample,
            "seed": given.seed,
            "concurrency": reviewer.concurrency,
            "requests_per_minute": given.requests_per_minute,
            "tokens_per_minute": given.tokens_per_minute,
            "cache": (settings.cache or "on") if settings else None,
            "settings": {name: getattr(settings, name) for name in DECISIVE} if settings else {},
        },
    )
