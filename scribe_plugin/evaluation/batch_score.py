"""Response files of a batch, scored into a run folder.

An answer from a file is guarded and scored as a live one. The one thing that a batch cannot do is the repair round.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from scribe_plugin import __version__
from scribe_plugin.contract import SCHEMA_VERSION, DatasetError
from scribe_plugin.evaluation.batch_map import RequestMap, changed_notes, counted, find_map, json_hash
from scribe_plugin.evaluation.dataset import Dataset, open_dataset
from scribe_plugin.evaluation.extras import need_extras
from scribe_plugin.evaluation.records import PROMPT, Manifest, Record, RunFolder
from scribe_plugin.evaluation.runner import Task, assess
from scribe_plugin.evaluation.session import Session
from scribe_plugin.evaluation.summary import Summary
from scribe_plugin.evaluation.watching import Watch, unwatched
from scribe_plugin.knowledge import KNOWLEDGE_VERSION
from scribe_plugin.pipeline import Reviewer

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.batch import BatchResponses
    from scribe_plugin.extraction.llm.client import ModelClient
    from scribe_plugin.extraction.llm.outcome import Outcome
    from scribe_plugin.extraction.llm.settings import ModelSettings


@dataclass(frozen=True, slots=True)
class ScoredBatch:
    """A run made of response files; ``notices`` say what was left out or is missing."""

    folder: RunFolder
    summary: Summary
    notices: list[str]


def score_batch(
    path: Path,
    responses: Sequence[Path],
    out: Path,
    *,
    requests: Path | None = None,
    prompt: str | None = None,
    ignore_unknown: bool = False,
    watch: Watch = unwatched,
) -> ScoredBatch:
    """Score response files into a run folder; nothing is written before every answer has been read.

    Args:
        path: the dataset; labels may have changed since, documents may not.
        responses: output and error files of the batch, in any order.
        out: the run folder to be made.
        requests: the request file; by default that of the only map beside the responses.
        prompt: a prompt set that has to be the one that was sent.
        ignore_unknown: leave out answers that were not asked for here.
        watch: is told of every record as it is made.

    Raises:
        InputError: the files do not belong together, or one of them cannot be used.
    """
    import anyio

    need_extras("numpy", "scipy", "statsmodels")
    _refuse_full(out)
    made = find_map(requests, responses)
    dataset = open_dataset(path)
    _same_notes(made, dataset)
    if prompt is not None:
        _same_prompt(made, prompt)
    settings, found = _read(made, responses)
    _refuse(found, ignore_unknown=ignore_unknown)
    answers = _Answers(settings, found.outcomes)
    with _prompt_folder(made) as name:
        reviewer = Reviewer(extractor="llm", prompt=name, client=cast("ModelClient", answers))
    records = anyio.run(_assess, made, dataset, reviewer, answers, watch)
    manifest = _manifest(made, dataset, out, responses, found)
    folder = RunFolder.create(out, manifest)
    session = Session(folder, manifest, reviewer, [])
    _write_prompt(folder, made)
    for record in records:
        session.keep(record)
    return ScoredBatch(folder, session.close(), _notices(found))


def _refuse_full(out: Path) -> None:
    if out.is_dir() and any(out.iterdir()):
        msg = f"{out} holds files already; give a new folder for the run"
        raise DatasetError(msg)


def _same_notes(made: RequestMap, dataset: Dataset) -> None:
    gone, changed = changed_notes(made, {note.id: note.encounter for note in dataset.notes})
    if gone:
        msg = f"{dataset.path.name} lacks {counted(len(gone), 'note', gone)} that the requests ask about; give that dataset"
        raise DatasetError(msg)
    if changed:
        msg = f"the documents of {counted(len(changed), 'note', changed)} are not those that were sent; give the dataset as it was"
        raise DatasetError(msg)


def _same_prompt(made: RequestMap, name: str) -> None:
    from scribe_plugin.extraction.llm.prompts import load_prompt

    if load_prompt(name).sha256 != made.prompt_sha256:
        msg = f"the requests were made with prompt {made.prompt} {made.prompt_sha256[:12]}, which {name} is not (or no longer); leave --prompt out"
        raise DatasetError(msg)


def _read(made: RequestMap, responses: Sequence[Path]) -> "tuple[ModelSettings, BatchResponses]":
    from scribe_plugin.extraction.llm.batch import read_responses
    from scribe_plugin.extraction.llm.pricing import prices
    from scribe_plugin.extraction.llm.reader import answer_schema
    from scribe_plugin.extraction.llm.settings import ModelSettings, load_settings

    schema = answer_schema()
    if json_hash(schema) != made.schema_sha256:
        msg = "the schema of answers has changed since the requests were written; write and send them anew"
        raise DatasetError(msg)
    strict = made.response_format == "json_schema"
    found = read_responses(responses, made.requests, schema, strict=strict, prices=prices(load_settings()))
    settings = ModelSettings(model=made.model, response_format=made.response_format, repair_rounds=0, cache="off")
    return settings, found


def _refuse(found: "BatchResponses", *, ignore_unknown: bool) -> None:
    """Refuse response files of which a part would be counted."""
    if found.malformed:
        places = counted(len(found.malformed), "line", found.malformed)
        msg = f"{places} of the responses cannot be read as a response; mend or remove them"
    elif found.torn:
        msg = f"{found.torn[0]} breaks off in its last line; download it again, or remove that line"
    elif found.duplicates:
        names = counted(len(found.duplicates), "request", found.duplicates)
        msg = f"{names} answered more than once; keep one line of each"
    elif found.unknown and not ignore_unknown:
        names = counted(len(found.unknown), "answer", found.unknown)
        msg = f"{names} to requests that are not of this file; give its own responses, or --ignore-unknown"
    else:
        return
    raise DatasetError(msg)


class _Answers:
    """Stands where a client does and hands out what the files hold; ``turn`` is the custom id that is asked for next."""

    def __init__(self, settings: "ModelSettings", outcomes: "dict[str, Outcome]") -> None:
        from scribe_plugin.extraction.llm.request import request_form

        self.settings, self.turn = settings, ""
        self.form = request_form(settings)
        self._outcomes = outcomes

    def budget(self) -> Any:
        """Return a fresh budget, which nothing draws on."""
        from scribe_plugin.extraction.llm.budget import note_budget

        return note_budget(self.settings, monotonic)

    async def complete(self, *_: Any, **__: Any) -> "Outcome":
        """Return the answer whose turn it is."""
        from scribe_plugin.extraction.llm.outcome import Outcome

        none = Outcome(kind="transport", detail="the response files hold no answer; ask for the note again")
        return self._outcomes.get(self.turn, none)


@contextmanager
def _prompt_folder(made: RequestMap) -> Iterator[str]:
    """Lay out the prompt set as it was sent, for as long as it takes to load it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / made.prompt.rpartition("/")[2]
        _write_files(folder, made.prompt_files)
        yield str(folder)


def _write_files(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        target = folder / name
        if not target.resolve().is_relative_to(folder.resolve()):
            msg = "the map of requests names files outside the prompt set; it is damaged, write the requests anew"
            raise DatasetError(msg)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")


async def _assess(
    made: RequestMap, dataset: Dataset, reviewer: Reviewer, answers: _Answers, watch: Watch
) -> list[Record]:
    """Guard and score one answer after the other; there is nothing to wait for."""
    notes = {note.id: note for note in dataset.notes}
    records = []
    with watch(len(made.requests)) as watcher:
        for name, asked in made.requests.items():
            task = Task(notes[asked.note], asked.repeat)
            answers.turn = name
            record = assess(task, await reviewer.review(task.note.encounter, repeat=asked.repeat), 0.0)
            records.append(record)
            watcher.add(record)
    return records


def _manifest(
    made: RequestMap, dataset: Dataset, out: Path, responses: Sequence[Path], found: "BatchResponses"
) -> Manifest:
    batch = {
        "created": made.created,
        "responses": [path.name for path in responses],
        "answered": len(found.outcomes),
        "missing": len(found.missing),
        "ignored": len(found.unknown),
        "repair": "no repair round: a batch cannot ask again",
    }
    return Manifest(
        name=out.resolve().name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        dataset=str(dataset.path),
        dataset_sha256=dataset.sha256,
        notes=len(dataset.notes),
        chosen=list(dict.fromkeys(asked.note for asked in made.requests.values())),
        repeats=made.repeats,
        extractor="llm",
        model=made.model,
        prompt=made.prompt,
        prompt_sha256=made.prompt_sha256,
        prompt_status=made.prompt_status,
        schema_version=SCHEMA_VERSION,
        knowledge_version=KNOWLEDGE_VERSION,
        program_version=__version__,
        options={**made.options, "batch": batch},
    )


def _write_prompt(folder: RunFolder, made: RequestMap) -> None:
    try:
        _write_files(folder.path / PROMPT, made.prompt_files)
    except OSError as error:
        msg = f"{folder.path} cannot be written ({error.strerror or type(error).__name__}); give a folder with room"
        raise DatasetError(msg) from None


def _notices(found: "BatchResponses") -> list[str]:
    notices = []
    if found.missing:
        requests = counted(len(found.missing), "request", found.missing)
        notices.append(f"{requests} without an answer; they count as errors")
    if found.unknown:
        notices.append(f"{counted(len(found.unknown), 'answer', found.unknown)} to other requests left out")
    return notices
