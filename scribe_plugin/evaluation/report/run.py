"""The page of one run."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from scribe_plugin.contract import ELEMENT_NAMES, LabelledNote
from scribe_plugin.evaluation.changes import Change
from scribe_plugin.evaluation.records import Manifest, Record
from scribe_plugin.evaluation.report import chart
from scribe_plugin.evaluation.report.ceiling import Ceiling, ceiling
from scribe_plugin.evaluation.report.confusion import confusions
from scribe_plugin.evaluation.report.figures import scale_of
from scribe_plugin.evaluation.report.notes import MOST_ROWS, Entry, entries
from scribe_plugin.evaluation.report.page import render
from scribe_plugin.evaluation.summary import Summary, ValueRow, YesNoRow, summarize

_NAMES_SHOWN = 12

_Row = TypeVar("_Row", ValueRow, Change)


@dataclass(frozen=True, slots=True)
class Missed:
    """A critical miss: its name, and the notes with the anchors of their entries."""

    name: str
    notes: list[tuple[str, str]]
    more: int


def run_page(
    manifest: Manifest, records: Sequence[Record], notes: Sequence[LabelledNote], *, double: Path | None = None
) -> str:
    """Return the report of a run as one HTML page.

    Args:
        manifest: what was run.
        records: its records.
        notes: the dataset that it was run on.
        double: second labels; by default the repository's, where they are of these notes.

    Raises:
        DatasetError: the second labels cannot be read.
    """
    summary = summarize(records, expected=len(manifest.chosen) * manifest.repeats)
    by_id = {note.id: note for note in notes}
    found = entries(records, by_id)
    read = {record.id for record in records}
    second = ceiling([note for note in notes if note.id in read], double)
    return render("run.html.j2", **_context(manifest, summary, found, second), matrices=confusions(records, by_id))


def _context(manifest: Manifest, summary: Summary, found: list[Entry], second: Ceiling | None) -> dict[str, Any]:
    raised = [rate for row in summary.alerts for rate in (row.sensitivity, row.specificity)]
    rest = [entry for entry in found if not entry.texts]
    return {
        "manifest": manifest,
        "summary": summary,
        "headline": {row.name: row for row in summary.fields if row.name in ("approach.effective", "levels.effective")},
        "groups_of_fields": grouped(summary.fields),
        "field_scale": scale_of(row.exact for row in summary.fields),
        "alert_scale": scale_of(raised),
        "all_alerts": summary.alerts[-1],
        "findings": _by_need(summary.findings),
        "chart": chart.alert_chart(summary.alerts[:-1], summary.scored),
        "missed": _missed(summary, found),
        "second": second,
        "opened": [entry for entry in found if entry.texts],
        "rest": rest[:MOST_ROWS],
        "more": len(rest) - MOST_ROWS,
        "differing": sum(entry.differs for entry in found),
        "options": options_of(manifest),
        "names_shown": _NAMES_SHOWN,
    }


def grouped(rows: Sequence[_Row]) -> list[tuple[str, list[_Row]]]:
    """Return rows of fields by their group, in report order; the first group has fields of no element."""
    names = ("", *ELEMENT_NAMES)
    by_group = {
        name: [row for row in rows if (row.name.partition(".")[0] if "." in row.name else "") == name] for name in names
    }
    return [(name, members) for name, members in by_group.items() if members]


def options_of(manifest: Manifest) -> list[tuple[str, str]]:
    """Return the options of a run that were given, as names and values."""
    options = {**manifest.options, **(manifest.options.get("settings") or {})}
    return [
        (name.replace("_", " "), ", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for name, value in options.items()
        if name not in ("settings", "prompt") and value not in (None, [], {}, "")
    ]


def _by_need(rows: Sequence[YesNoRow]) -> list[YesNoRow]:
    """Return findings, those with misses first, then those with false alarms."""
    return sorted(rows, key=lambda row: (-row.counts[1], -row.counts[2], row.name))


def _missed(summary: Summary, found: Sequence[Entry]) -> list[Missed]:
    anchors = {name: entry.anchor for entry in found for name in (entry.name, *(other for other, _ in entry.repeats))}
    return [
        Missed(
            name,
            [(note, anchors.get(note, "")) for note in names[:_NAMES_SHOWN]],
            len(names) - _NAMES_SHOWN,
        )
        for name, names in summary.critical_misses.items()
    ]
