"""Records of runs with given marks, for tests of comparisons and gates."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scribe_plugin.contract import ELEMENT_NAMES
from scribe_plugin.evaluation.records import Record, RunFolder
from scribe_plugin.evaluation.scoring.fields import FIELDS
from tests.evaluation.reviews import manifest

HIT, MISS, FALSE_ALARM, WRONG, SILENCE = (
    (1, 0, 0, 0, 0),
    (0, 1, 0, 0, 0),
    (0, 0, 1, 0, 0),
    (0, 0, 0, 1, 0),
    (0, 0, 0, 0, 1),
)


def marked(note: str, wrong: Sequence[str] = (), **values: Any) -> Record:
    """A reading in which every field is right but those named; every second note raises every alert."""
    raised = HIT if int(note.strip("n")) % 2 else SILENCE
    alerts: Mapping[str, Any] = {**dict.fromkeys(ELEMENT_NAMES, raised), **values.pop("alerts", {})}
    given = {
        "id": note,
        "family": note,
        "status": "scored",
        "fields": {name: WRONG if name in wrong else HIT for name in FIELDS},
        "alerts": alerts,
        "charge": MISS if "charge" in wrong else HIT,
        "seconds": 1.0,
    }
    return Record(**{**given, **values})


def folder(path: Path, records: Sequence[Record], **values: Any) -> RunFolder:
    """A run folder of records."""
    chosen = list(dict.fromkeys(record.id for record in records))
    given = {
        "name": path.name,
        "notes": len(chosen),
        "chosen": chosen,
        "repeats": max(record.repeat for record in records) + 1,
    }
    made = RunFolder.create(path, manifest(**{**given, **values}))
    for record in records:
        made.append(record)
    return made
