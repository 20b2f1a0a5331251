"""A run of an evaluation as a folder: what was run, one record a note, and the summary.

::

    RUN/manifest.json     dataset, reader, prompt and versions: what makes two runs comparable
    RUN/records.jsonl     one line for each note and repeat, appended as notes are done
    RUN/summary.json      tables and intervals, written when the run is complete
    RUN/prompt/           the prompt set's files as they were sent, where a model read

Records hold quotes of notes, so the folder is readable by its owner alone and is to be treated as the notes are.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from scribe_plugin.contract import DatasetError, Elements, Grounding, Model
from scribe_plugin.evaluation.scoring import Mark, NoteScore

Counts = tuple[int, int, int, int, int]
"""Hit, miss, false alarm, wrong, silence."""

MANIFEST, RECORDS, SUMMARY, PROMPT = "manifest.json", "records.jsonl", "summary.json", "prompt"


class Record(Model):
    """What became of one note in one repeat.

    An ``error`` is no score: the note counts apart. ``seconds`` is wall time, ``cost_usd`` is None where prices are unknown.
    """

    id: str
    family: str
    tags: list[str] = []
    repeat: int = 0
    status: Literal["scored", "error"]
    error: str | None = None
    fields: dict[str, Counts] = {}
    evidence: dict[str, Counts] = {}
    alerts: dict[str, Counts] = {}
    findings: dict[str, Counts] = {}
    charge: Counts = (0, 0, 0, 0, 0)
    critical_misses: list[str] = []
    raised: list[str] = []
    elements: Elements | None = None
    grounding: list[Grounding] = []
    rejected: int = 0
    differences: int = 0
    seconds: float = 0.0
    requests: int = 0
    usage: dict[str, int] = {}
    cost_usd: float | None = None
    cached: bool = False

    @property
    def key(self) -> tuple[str, int]:
        """What names a record within a run."""
        return self.id, self.repeat

    def mark(self, field: str) -> Mark:
        """Return the mark of a field; an empty one where the record has none."""
        return Mark(*self.fields.get(field, (0, 0, 0, 0, 0)))


class Manifest(Model):
    """What was run. Two runs are comparable when their notes are the same (``dataset_sha256``), note by note."""

    name: str
    created: str
    dataset: str
    dataset_sha256: str
    notes: int
    chosen: list[str]
    repeats: int = 1
    extractor: str
    model: str | None = None
    prompt: str | None = None
    prompt_sha256: str | None = None
    prompt_status: str | None = None
    schema_version: str
    knowledge_version: str
    program_version: str
    options: dict[str, Any] = {}


def counts_of(score: NoteScore) -> dict[str, Any]:
    """Return a score as the values of a record."""
    return {
        "fields": {name: mark.counts for name, mark in score.fields.items()},
        "evidence": {name: mark.counts for name, mark in score.evidence.items()},
        "alerts": {name: mark.counts for name, mark in score.alerts.items()},
        "findings": {name: mark.counts for name, mark in score.findings.items()},
        "charge": score.charge.counts,
        "critical_misses": score.critical_misses,
    }


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run on disk."""

    path: Path

    @classmethod
    def create(cls, path: Path, manifest: Manifest) -> "RunFolder":
        """Make the folder and write what is run.

        Raises:
            DatasetError: the folder holds a run already, or cannot be written.
        """
        folder = cls(path)
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            if (path / MANIFEST).exists():
                msg = f"{path} holds a run already; give another folder, or --resume to go on with it"
                raise DatasetError(msg)
            folder.write(MANIFEST, manifest.model_dump_json(indent=2) + "\n")
        except OSError as error:
            raise _unwritable(path, error) from None
        return folder

    @classmethod
    def open(cls, path: Path) -> "RunFolder":
        """Open a run.

        Raises:
            DatasetError: there is none.
        """
        if not (path / MANIFEST).is_file():
            msg = f"{path} holds no run ({MANIFEST} is missing); give the folder that eval run wrote"
            raise DatasetError(msg)
        return cls(path)

    @property
    def manifest(self) -> Manifest:
        """What was run.

        Raises:
            DatasetError: the file cannot be read.
        """
        try:
            return Manifest.model_validate_json((self.path / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError):
            msg = f"{self.path / MANIFEST} is damaged; run the evaluation again"
            raise DatasetError(msg) from None

    def records(self) -> tuple[list[Record], int]:
        """Return the records, the last one of each note and repeat, and the number of torn lines that were left out.

        Raises:
            DatasetError: a line in the middle is damaged: that is no interrupted write.
        """
        found: dict[tuple[str, int], Record] = {}
        torn = 0
        for number, line, is_last in self._lines():
            try:
                record = Record.model_validate_json(line)
            except ValidationError:
                if not is_last:
                    msg = f"{self.path / RECORDS} is damaged at line {number}; run the evaluation again"
                    raise DatasetError(msg) from None
                torn += 1
                continue
            found[record.key] = record
        return list(found.values()), torn

    def _lines(self) -> Iterator[tuple[int, str, bool]]:
        file = self.path / RECORDS
        if not file.exists():
            return
        lines = file.read_text("utf-8", errors="replace").split("\n")
        last = len(lines)
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, line, number == last

    def cut_torn_line(self) -> bool:
        """Take away a last line that an interrupted write left; return whether there was one."""
        file = self.path / RECORDS
        if not file.exists():
            return False
        data = file.read_bytes()
        if not data or data.endswith(b"\n"):
            return False
        kept = data[: data.rfind(b"\n") + 1]
        with file.open("r+b") as stream:
            stream.truncate(len(kept))
        return True

    def append(self, record: Record) -> None:
        """Append a record; one write, so that an interruption leaves a torn last line at worst.

        Raises:
            DatasetError: the disk is full, or the folder cannot be written.
        """
        data = (record.model_dump_json() + "\n").encode()
        try:
            handle = os.open(self.path / RECORDS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                if os.write(handle, data) != len(data):
                    msg = f"{self.path} cannot take another record; free some room and go on with --resume"
                    raise DatasetError(msg)
            finally:
                os.close(handle)
        except OSError as error:
            raise _unwritable(self.path, error) from None

    def write(self, name: str, text: str) -> None:
        """Write a file of the run whole: it is there with all its words, or as it was before."""
        target = self.path / name
        draft = target.with_name(f".{name}.new")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        draft.replace(target)

    @property
    def summary(self) -> dict[str, Any] | None:
        """The summary, or None where the run is not complete."""
        file = self.path / SUMMARY
        return json.loads(file.read_text("utf-8")) if file.is_file() else None


def _unwritable(path: Path, error: OSError) -> DatasetError:
    return DatasetError(
        f"{path} cannot be written ({error.strerror or type(error).__name__}); give a folder with room and rights"
    )
