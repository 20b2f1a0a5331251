"""One run from its options to its folder: begun, gone on with, tried again, and closed with a summary."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scribe_plugin.contract import DatasetError
from scribe_plugin.evaluation.dataset import Dataset, open_dataset
from scribe_plugin.evaluation.extras import need_extras
from scribe_plugin.evaluation.pace import Pace
from scribe_plugin.evaluation.records import MANIFEST, PROMPT, RECORDS, SUMMARY, Manifest, Record, RunFolder
from scribe_plugin.evaluation.runner import Task
from scribe_plugin.evaluation.setup import DECISIVE, Given, Options, describe, open_reviewer
from scribe_plugin.evaluation.summary import Summary, summarize

if TYPE_CHECKING:
    from scribe_plugin.pipeline import Reviewer

_FIXED = {
    "dataset_sha256": "another dataset",
    "extractor": "another extractor",
    "prompt_sha256": "another prompt set",
    "model": "another model",
    "schema_version": "another schema",
    "knowledge_version": "other knowledge tables",
    "program_version": "another version of the program",
    "chosen": "other notes",
    "repeats": "another number of repeats",
}
"""What may not change within a run, and how it is called."""


@dataclass(slots=True)
class Session:
    """A run that is ready to be read: its folder, who reads, what is still to do, and what to say of it beforehand.

    ``failed`` are the errors that are tried again.
    """

    folder: RunFolder
    manifest: Manifest
    reviewer: "Reviewer"
    tasks: list[Task]
    pace: Pace = field(default_factory=Pace)
    failed: frozenset[tuple[str, int]] = frozenset()
    notices: list[str] = field(default_factory=list)

    @property
    def expected(self) -> int:
        """Readings of the whole run."""
        return len(self.manifest.chosen) * self.manifest.repeats

    def keep(self, record: Record) -> None:
        """Append a record; a retry that fails again leaves the error that it was to replace.

        Raises:
            DatasetError: the disk is full, or the folder cannot be written.
        """
        if record.status == "error" and record.key in self.failed:
            return
        self.folder.append(record)

    def close(self) -> Summary:
        """Return the summary of the folder's records, written there when nothing is left to do.

        Raises:
            DatasetError: the disk is full, or the folder cannot be written.
        """
        summary = summarize(self.folder.records()[0], expected=self.expected)
        if summary.is_complete:
            _guarded(self.folder, lambda: self.folder.write(SUMMARY, summary.model_dump_json(indent=2) + "\n"))
        return summary


def prepare(options: Options) -> Session:
    """Check everything that can be checked before the first note is read, and open the folder.

    Raises:
        InputError: options, dataset, settings, prompt set or folder cannot be used, or do not belong to the run that is to
            be gone on with.
    """
    need_extras("numpy", "scipy", "statsmodels")
    old = RunFolder.open(options.out) if options.goes_on else None
    _refuse_remains(options)
    dataset = open_dataset(options.dataset)
    given = Given(options, old.manifest if old else None)
    reviewer, prompt, settings = open_reviewer(given)
    manifest = describe(given, options, dataset, reviewer, prompt, settings)
    if old is None:
        folder = RunFolder.create(options.out, manifest)
        session = Session(folder, manifest, reviewer, _tasks(manifest, dataset))
    else:
        session = _reopened(options, old, manifest, dataset, reviewer)
    if prompt is not None:
        _copy_prompt(session.folder, prompt.files)
        session.pace = Pace(
            requests_per_minute=given.requests_per_minute,
            tokens_per_minute=given.tokens_per_minute,
            tokens=len(prompt.system()) / 4,
        )
    return session


def _reopened(
    options: Options, folder: RunFolder, manifest: Manifest, dataset: Dataset, reviewer: "Reviewer"
) -> Session:
    """Go on with a run: what was torn is dropped and said, what is done stays."""
    old = folder.manifest
    _refuse_another(old, manifest, options.out)
    notices = []
    if _guarded(folder, folder.cut_torn_line):
        notices.append(
            f"the last line of {folder.path / RECORDS} was cut off by an interruption; that note is read again"
        )
    records, _ = folder.records()
    failed = frozenset(record.key for record in records if record.status == "error")
    done = {record.key for record in records}
    tasks = [
        task
        for task in _tasks(old, dataset)
        if (task.key in failed and options.retry_errors) or (task.key not in done and options.resume)
    ]
    return Session(folder, old, reviewer, tasks, failed=failed, notices=notices)


def _tasks(manifest: Manifest, dataset: Dataset) -> list[Task]:
    """Return all readings of a run; the first of every note comes before the second of any."""
    notes = {note.id: note for note in dataset.notes}
    return [Task(notes[name], repeat) for repeat in range(manifest.repeats) for name in manifest.chosen]


def _refuse_remains(options: Options) -> None:
    """Refuse a folder that holds records without a manifest: they would be taken for this run's."""
    if not options.goes_on and (options.out / RECORDS).exists() and not (options.out / MANIFEST).exists():
        msg = f"{options.out} holds {RECORDS} of a run that has lost its {MANIFEST}; give another folder"
        raise DatasetError(msg)


def _refuse_another(old: Manifest, new: Manifest, path: Path) -> None:
    for name, what in _FIXED.items():
        if getattr(old, name) != getattr(new, name):
            msg = f"{path} is a run of {what}; go on with what it was begun with, or give a new folder"
            raise DatasetError(msg)
    before, after = old.options.get("settings", {}), new.options.get("settings", {})
    changed = [name for name in DECISIVE if before.get(name) != after.get(name)]
    if changed:
        msg = f"{path} was begun with another {' and '.join(changed)}; set it as it was, or give a new folder"
        raise DatasetError(msg)


def _copy_prompt(folder: RunFolder, files: Mapping[str, str]) -> None:
    def copy() -> None:
        for name, text in files.items():
            target = folder.path / PROMPT / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="")

    _guarded(folder, copy)


def _guarded(folder: RunFolder, work: Callable[[], Any]) -> Any:
    try:
        return work()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        msg = f"{folder.path} cannot be written ({reason}); make room or give rights, then go on with --resume"
        raise DatasetError(msg) from None
