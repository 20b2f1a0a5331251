"""What each part of a prompt set is worth: the notes read with all of it, and again without one block after the other.

::

    OUT/full/                  the run with the whole set
    OUT/without-BLOCK/         the run without that block
    OUT/prompts/without-BLOCK  the prompt set of that run, a draft that can be read and used
    OUT/ablation.json, .md     the result

Every run is a run folder. Asked again with the same options, an ablation goes on where it stopped; answers that are kept in the
cache are not asked for again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scribe_plugin.contract import DatasetError, Model, PromptError, SettingsError
from scribe_plugin.evaluation.changes import Change
from scribe_plugin.evaluation.compare import Comparison, Flips, compare_runs
from scribe_plugin.evaluation.prompt_blocks import Block
from scribe_plugin.evaluation.records import MANIFEST, Record, RunFolder
from scribe_plugin.evaluation.runner import run_tasks
from scribe_plugin.evaluation.session import Session, prepare
from scribe_plugin.evaluation.setup import Options
from scribe_plugin.evaluation.statistics.paired import holm, verdict
from scribe_plugin.evaluation.watching import Watch, unwatched

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.pricing import Prices
    from scribe_plugin.extraction.llm.prompts import PromptSet

FULL, PROMPTS = "full", "prompts"


@dataclass(frozen=True, slots=True)
class Plan:
    """An ablation that is ready to be run; ``sets`` are the prompt sets by the block that they lack, ``tokens`` its estimate."""

    prompt: "PromptSet"
    blocks: list[Block]
    options: Options
    sets: dict[str, Path] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)


class Took(Model):
    """Means over the readings that both runs scored: tokens as the server counted them, repairs included; None unknown.

    ``usd`` is what a thousand notes cost without kept answers.
    """

    prompt_tokens: float
    completion_tokens: float
    usd: float | None


class BlockResult(Model):
    """What changed without a block, from the whole set to the set without it; ``tokens`` is its estimate in the instructions.

    p of ``fields`` and ``alerts`` is adjusted over all blocks together.
    """

    name: str
    what: str
    tokens: int
    notes: int
    took: tuple[Took, Took]
    fields: list[Change]
    alerts: list[Change]
    critical_misses: Flips
    errors: int
    notices: list[str]

    def changes(self, *verdicts: str) -> list[Change]:
        """Return the changes of fields and alerts with one of these verdicts."""
        return [change for change in (*self.fields, *self.alerts) if change.verdict in verdicts]


class Ablation(Model):
    """The result: which set, model and dataset, how many questions p was adjusted for, and the blocks in order."""

    prompt: str
    prompt_sha256: str
    model: str | None
    dataset: str
    dataset_sha256: str
    test: str
    asked: int
    tokens: int
    blocks: list[BlockResult]


def instruction_tokens(prompt: "PromptSet") -> int:
    """Return the estimated tokens of what a set sends with an empty note."""
    from scribe_plugin.extraction.llm.prompts import estimate_tokens
    from scribe_plugin.extraction.llm.prompts.prompt_set import PROBE

    return sum(estimate_tokens(message["content"]) for message in prompt.messages(PROBE))


def lay_out(plan: Plan) -> None:
    """Write the prompt sets without their blocks, and load each.

    Raises:
        PromptError: one cannot be written or does not hold without its block, or another ablation's is there.
    """
    from scribe_plugin.extraction.llm.prompts import load_prompt

    whole = instruction_tokens(plan.prompt)
    for block in plan.blocks:
        folder = plan.options.out / PROMPTS / f"without-{block.name}"
        _write_set(plan.prompt, block, folder)
        try:
            loaded = load_prompt(str(folder.resolve()))
        except PromptError as error:
            msg = f"the prompt set does not hold without {block.name!r}: {error}"
            raise PromptError(msg) from None
        plan.sets[block.name] = folder
        plan.tokens[block.name] = whole - instruction_tokens(loaded)


def _write_set(prompt: "PromptSet", block: Block, folder: Path) -> None:
    from scribe_plugin.extraction.llm.prompts import copy_as_draft

    wanted = {name: block.files.get(name, text) for name, text in prompt.files.items() if name != "prompt.toml"}
    try:
        if not folder.is_dir():
            copy_as_draft(prompt, folder, by="eval ablate", today=datetime.now(UTC).date())
            for name, text in block.files.items():
                if text is None:
                    (folder / name).unlink()
                else:
                    (folder / name).write_text(text, encoding="utf-8", newline="")
        there = {name: path.read_bytes().decode() if (path := folder / name).is_file() else None for name in wanted}
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{folder} cannot be written ({type(error).__name__}); give a folder with room and rights"
        raise PromptError(msg) from None
    if there != wanted:
        msg = f"{folder} is of an ablation of another prompt set; give a new folder"
        raise PromptError(msg)


def run_ablation(
    plan: Plan, *, fields: Sequence[str] = (), say: Callable[[str], None] = lambda _: None, watch: Watch = unwatched
) -> Ablation:
    """Read the notes with every set, one after the other, and compare.

    Args:
        plan: what ``lay_out`` has laid out.
        fields: those chosen before looking; p is then adjusted for them alone.
        say: takes a sentence before each run.
        watch: is told of every record.

    Raises:
        InputError: dataset, settings or folder cannot be used, or the model cannot answer before a setting is changed.
    """
    full = _run(plan.options, FULL, None, say, watch)
    results, comparisons = [], []
    for block in plan.blocks:
        folder = _run(plan.options, f"without-{block.name}", plan.sets[block.name], say, watch)
        found = compare_runs(full, folder, asked=fields)
        comparisons.append(found)
        results.append(_result(block, plan.tokens[block.name], full, folder, found))
    manifest, adjusted = full.manifest, _together([[*result.fields] for result in results])
    alerts = _together([[*result.alerts] for result in results])
    return Ablation(
        prompt=plan.prompt.name,
        prompt_sha256=plan.prompt.sha256,
        model=manifest.model,
        dataset=manifest.dataset,
        dataset_sha256=manifest.dataset_sha256,
        test=comparisons[0].test,
        asked=sum(change.adjusted is not None for result in adjusted for change in result),
        tokens=instruction_tokens(plan.prompt),
        blocks=[
            result.model_copy(update={"fields": of_fields, "alerts": of_alerts})
            for result, of_fields, of_alerts in zip(results, adjusted, alerts, strict=True)
        ],
    )


def _run(options: Options, name: str, prompt: Path | None, say: Callable[[str], None], watch: Watch) -> RunFolder:
    """Read the notes with one set, or what is left of them."""
    import anyio

    out = options.out / name
    is_begun = (out / MANIFEST).exists()
    chosen = options.prompt if prompt is None else str(prompt.resolve())
    session = prepare(replace(options, out=out, prompt=chosen, resume=is_begun, retry_errors=is_begun))
    say(f"{name}: {len(session.tasks)} of {session.expected} readings to do")
    try:
        anyio.run(_read, session, watch)
    except SettingsError as error:
        raise SettingsError(str(error).replace("go on with --resume", "give the command again")) from None
    if not session.close().scored:
        msg = f"no reading of {out} could be scored; look at its errors with eval show {out}"
        raise DatasetError(msg)
    return session.folder


async def _read(session: Session, watch: Watch) -> None:
    reviewer = session.reviewer
    with watch(len(session.tasks)) as watcher:

        def keep(record: Record) -> None:
            session.keep(record)
            watcher.add(record)

        async with reviewer:
            await run_tasks(
                session.tasks,
                lambda encounter, repeat: reviewer.review(encounter, repeat=repeat),
                keep,
                concurrency=reviewer.concurrency,
                pace=session.pace,
            )


def _result(block: Block, tokens: int, full: RunFolder, without: RunFolder, found: Comparison) -> BlockResult:
    sides = [{record.key: record for record in folder.records()[0]} for folder in (full, without)]
    scored = [{key for key, record in side.items() if record.status == "scored"} for side in sides]
    shared = scored[0] & scored[1]
    first, second = ([side[key] for key in sorted(shared)] for side in sides)
    return BlockResult(
        name=block.name,
        what=block.what,
        tokens=tokens,
        notes=found.notes,
        took=(_took(first), _took(second)),
        fields=found.fields,
        alerts=found.alerts,
        critical_misses=found.critical_misses,
        errors=len(sides[1]) - len(scored[1]),
        notices=found.notices,
    )


def _took(records: Sequence[Record]) -> Took:
    def mean(name: str) -> float:
        return sum(record.usage.get(name, 0) for record in records) / max(1, len(records))

    prompt, cached, completion = map(mean, ("prompt_tokens", "cached_prompt_tokens", "completion_tokens"))
    known = _prices()
    cost = None
    if known.prompt is not None and known.completion is not None:
        kept = known.prompt if known.cached_prompt is None else known.cached_prompt
        cost = ((prompt - cached) * known.prompt + cached * kept + completion * known.completion) / 1000
    return Took(prompt_tokens=prompt, completion_tokens=completion, usd=cost)


def _prices() -> "Prices":
    from scribe_plugin.extraction.llm.pricing import prices
    from scribe_plugin.extraction.llm.settings import load_settings

    return prices(load_settings())


def _together(groups: list[list[Change]]) -> list[list[Change]]:
    """Return the changes of all blocks with p adjusted for all of them at once: so many questions are asked."""
    asked = [change for group in groups for change in group if change.adjusted is not None]
    adjusted = iter(holm([change.p for change in asked]))
    return [
        [change if change.adjusted is None else _judged(change, next(adjusted)) for change in group] for group in groups
    ]


def _judged(change: Change, adjusted: float) -> Change:
    share = change.share
    interval = None if share.low is None or share.high is None else (share.low, share.high)
    word = verdict(share.difference or 0.0, interval, adjusted, moved=change.verdict != "the same")
    return change.model_copy(update={"adjusted": adjusted, "verdict": word})
