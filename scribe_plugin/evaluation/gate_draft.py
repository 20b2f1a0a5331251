"""Gates drafted from a run: floors a little below what it shows, and its critical misses to be judged one by one."""

import json
import re
from math import floor

from scribe_plugin.evaluation.rates import Rate
from scribe_plugin.evaluation.records import RunFolder
from scribe_plugin.evaluation.scoring.fields import FATAL_FIELDS
from scribe_plugin.evaluation.summary import ALL_ALERTS, Summary, summarize

_SLACK = 0.005
"""A floor is this far below the lower bound, rounded down to a hundredth: one more error in 200 notes does not fail it."""

_FEW = 50
"""Fewer families than these have floors for the headline only: the bounds of single fields say little."""

_LISTS = tuple(f"necessity.{name}" for name in "treatments treatment_weeks diagnoses imaging function".split())
"""Fields of many values, of which a note seldom has all right: F1 says more than the exact share."""


def draft_gates(run: RunFolder, name: str) -> str:
    """Return a TOML table of gates; the reason of every accepted critical miss is left to be written."""
    records = run.records()[0]
    summary = summarize(records)
    name = name if re.fullmatch(r"[\w-]+", name, re.ASCII) else json.dumps(name)
    lines = [f"[{name}]", f'extractor = "{run.manifest.extractor}"', ""]
    for kind, rows in _rows(summary).items():
        floors = [f'"{row}" = {_floor(rate):.2f}' for row, rate in rows.items() if rate.low is not None]
        lines += [f"[{name}.{kind}]", *floors, ""] if floors else []
    for note, miss in sorted({(record.id, miss) for record in records for miss in record.critical_misses}):
        lines += [
            f"[[{name}.accepted]]",
            f"note = {json.dumps(note)}",
            f"miss = {json.dumps(miss)}",
            'reason = "not judged yet"',
            "",
        ]
    return "\n".join(lines)


def _rows(summary: Summary) -> dict[str, dict[str, Rate]]:
    few = summary.families < _FEW
    fields = [row for row in (*summary.fields, summary.charge) if not few or row.name in (*FATAL_FIELDS, "charge")]
    alerts = [row for row in summary.alerts if not few or row.name == ALL_ALERTS]
    return {
        "exact": {row.name: row.exact for row in fields},
        "f1": {row.name: row.f1 for row in fields if row.name in _LISTS},
        "sensitivity": {row.name: row.sensitivity for row in alerts},
        "specificity": {row.name: row.specificity for row in alerts},
    }


def _floor(rate: Rate) -> float:
    return max(0.0, floor(100 * ((rate.low or 0.0) - _SLACK)) / 100)
