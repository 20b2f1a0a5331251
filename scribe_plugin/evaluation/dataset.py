"""Labelled datasets: reading them, and choosing notes of one."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from scribe_plugin.contract import DatasetError, LabelledNote
from scribe_plugin.contract.errors import first_problem


@dataclass(frozen=True, slots=True)
class Dataset:
    """The notes of one file; ``sha256`` is that of its bytes, in hex."""

    path: Path
    sha256: str
    notes: list[LabelledNote]


def load(path: Path) -> list[LabelledNote]:
    """Read the notes of a JSON-lines dataset.

    Raises:
        DatasetError: the file cannot be read, a line breaks the contract, or an id is used twice.
    """
    return open_dataset(path).notes


def open_dataset(path: Path) -> Dataset:
    """Read a JSON-lines dataset.

    Raises:
        DatasetError: the file cannot be read, a line breaks the contract, or an id is used twice.
    """
    data = read_bytes(path)
    notes: list[LabelledNote] = []
    seen: set[str] = set()
    for number, line in lines_of(data, path):
        note = parse(line)
        if isinstance(note, str):
            msg = f"{path.name} line {number} breaks the contract at {note}"
            raise DatasetError(msg)
        if note.id in seen:
            msg = f"{path.name} line {number} repeats the id {note.id!r}; give every note its own"
            raise DatasetError(msg)
        seen.add(note.id)
        notes.append(note)
    return Dataset(path, hashlib.sha256(data).hexdigest(), notes)


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a dataset.

    Raises:
        DatasetError: the file cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None


def lines_of(data: bytes, path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their numbers; only a line feed ends a line, as JSON has it.

    Raises:
        DatasetError: the bytes are not UTF-8.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(path, error) from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def parse(line: str) -> LabelledNote | str:
    """Return the note of a line, or where and how it breaks the contract, without its words."""
    try:
        return LabelledNote.model_validate_json(line)
    except ValidationError as error:
        return first_problem(error)


def family_of(note: LabelledNote) -> str:
    """Return the family of a note: notes that were made of one another share it."""
    return note.family or note.id


def choose(
    notes: Sequence[LabelledNote], *, tags: Sequence[str] = (), sample: int | None = None, seed: int = 0
) -> list[LabelledNote]:
    """Return the notes that hold every tag, or a random sample of them, in the order of the dataset.

    Raises:
        DatasetError: there is no such note.
    """
    chosen = [note for note in notes if set(tags) <= set(note.tags)]
    if not chosen:
        reason = f"no note has the tag {' and '.join(tags)}" if tags else "the dataset holds no note"
        msg = f"{reason}; nothing can be evaluated, choose others"
        raise DatasetError(msg)
    if sample is not None and sample < len(chosen):
        picked = random.Random(seed).sample(range(len(chosen)), sample)  # noqa: S311  (a choice that repeats, no secret)
        chosen = [chosen[index] for index in sorted(picked)]
    return chosen


def _unreadable(path: Path, error: Exception) -> DatasetError:
    return DatasetError(f"{path.name} cannot be read ({type(error).__name__}); give a UTF-8 file of JSON lines")
