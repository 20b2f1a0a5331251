"""A run's counts without its words: what later runs are held against, small enough to keep beside the code."""

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from scribe_plugin.contract import ELEMENT_NAMES, DatasetError, Model
from scribe_plugin.evaluation.records import Counts, Record, RunFolder
from scribe_plugin.evaluation.scoring.fields import FIELDS


class BaselineNote(Model):
    """The counts of one reading: a list for each field of ``Baseline.fields``, for each alert, and for the charge."""

    id: str
    family: str
    repeat: int = 0
    fields: list[Counts]
    alerts: list[Counts]
    charge: Counts


class Baseline(Model):
    """What a run scored, by note id, field and alert. It holds no word of a note."""

    dataset: str
    dataset_sha256: str
    extractor: str
    model: str | None
    prompt_sha256: str | None
    program_version: str
    knowledge_version: str
    fields: list[str]
    alerts: list[str]
    notes: list[BaselineNote]

    def records(self) -> list[Record]:
        """Return the readings as records, as far as they are kept; fields that are no more are left out."""
        return [
            Record(
                id=note.id,
                family=note.family,
                repeat=note.repeat,
                status="scored",
                fields=dict(zip(self.fields, note.fields, strict=True)),
                alerts=dict(zip(self.alerts, note.alerts, strict=True)),
                charge=note.charge,
            )
            for note in self.notes
        ]


def write_baseline(run: RunFolder, path: Path) -> int:
    """Write the baseline of a run and return the number of its readings.

    Raises:
        DatasetError: the run is not complete or holds errors, or the file cannot be written.
    """
    manifest = run.manifest
    records = sorted(run.records()[0], key=lambda record: record.key)
    scored = [record for record in records if record.status == "scored"]
    expected = len(manifest.chosen) * manifest.repeats
    if len(scored) < expected:
        msg = f"{run.path} has {len(scored)} scored readings of {expected}; finish it with eval run --resume --retry-errors"
        raise DatasetError(msg)
    head: dict[str, object] = {
        "dataset": Path(manifest.dataset).name,
        "dataset_sha256": manifest.dataset_sha256,
        "extractor": manifest.extractor,
        "model": manifest.model,
        "prompt_sha256": manifest.prompt_sha256,
        "program_version": manifest.program_version,
        "knowledge_version": manifest.knowledge_version,
        "fields": list(FIELDS),
        "alerts": list(ELEMENT_NAMES),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_text(head, scored), encoding="utf-8")
    except OSError as error:
        msg = f"{path} cannot be written ({error.strerror or type(error).__name__}); give another file with --out"
        raise DatasetError(msg) from None
    return len(scored)


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        DatasetError: the file is missing or is no baseline.
    """
    try:
        found = Baseline.model_validate_json(path.read_bytes())
        found.records()
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror or type(error).__name__}); write it with eval baseline"
        raise DatasetError(msg) from None
    except (ValidationError, ValueError):
        msg = f"{path} is no baseline, or of another version; write it anew with eval baseline"
        raise DatasetError(msg) from None
    return found


def _text(head: dict[str, object], records: Sequence[Record]) -> str:
    """Return JSON with one line a reading, so that a change of one note is a change of one line."""
    lines = [json.dumps(_note(record), separators=(",", ":")) for record in records]
    opening = json.dumps(head, indent=2).removesuffix("\n}")
    return f'{opening},\n  "notes": [\n' + ",\n".join(f"    {line}" for line in lines) + "\n  ]\n}\n"


def _note(record: Record) -> dict[str, object]:
    return {
        "id": record.id,
        "family": record.family,
        "repeat": record.repeat,
        "fields": [record.mark(name).counts for name in FIELDS],
        "alerts": [record.alerts.get(name, (0, 0, 0, 0, 0)) for name in ELEMENT_NAMES],
        "charge": record.charge,
    }
