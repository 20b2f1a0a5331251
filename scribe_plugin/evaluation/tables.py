"""A summary as plain text and as Markdown: the same tables, in the order in which they are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scribe_plugin.evaluation.rates import Rate
from scribe_plugin.evaluation.records import Manifest
from scribe_plugin.evaluation.summary import LEAST_OF_A_TAG, Summary, TagRow, ValueRow, YesNoRow

_TAGS_SHOWN = 25
_NAMES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Table:
    """One table; the first column is text, the others are figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def as_text(summary: Summary, manifest: Manifest) -> str:
    """Return a summary for a terminal, at most 120 columns wide but for lists of notes."""
    parts = ["\n".join(_head(summary, manifest))]
    parts += [text_table(table) for table in _tables(summary) if table.rows]
    parts += ["\n".join(_foot(summary))]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_markdown(summary: Summary, manifest: Manifest) -> str:
    """Return a summary as Markdown."""
    parts = [
        f"# Evaluation {cell_text(manifest.name)}",
        "\n".join(f"- {cell_text(line)}" for line in _head(summary, manifest)),
    ]
    parts += [f"## {table.title}\n\n{markdown_table(table)}" for table in _tables(summary) if table.rows]
    parts += ["## Notes\n\n" + "\n".join(f"- {cell_text(line.strip())}" for line in _foot(summary))]
    return "\n\n".join(parts) + "\n"


def _head(summary: Summary, manifest: Manifest) -> Iterator[str]:
    reader = f"{manifest.extractor} reader" if manifest.model is None else f"{manifest.extractor}: {manifest.model}"
    if manifest.prompt:
        status = f", {manifest.prompt_status}" if manifest.prompt_status else ""
        reader += f", prompt {manifest.prompt} ({(manifest.prompt_sha256 or '')[:12]}{status})"
    yield f"{manifest.dataset} ({manifest.dataset_sha256[:12]}), {reader}"
    what = f"{summary.scored} of {summary.expected} readings scored"
    what += f", {summary.notes} notes in {summary.families} families"
    if summary.repeats > 1:
        what += f", {summary.repeats} repeats"
    yield f"{what}, {summary.failed} errors. Intervals are of 95 %."


def _tables(summary: Summary) -> Iterator[Table]:
    repeated = summary.repeats > 1
    columns = ["field", "exact", "interval", "hit", "miss", "false", "wrong", "prec", "recall", "F1", "interval"]
    rows = [_value_row(row, repeated=repeated) for row in summary.fields]
    yield Table("Fields", [*columns, "agree"] if repeated else columns, rows)
    raised = ["alert", "tp", "fp", "fn", "tn", "sens", "interval", "spec", "interval", "ppv", "interval"]
    yield Table("Alerts", raised, [_yes_no_row(row) for row in summary.alerts])
    yield Table("Findings", ["finding", *raised[1:]], [_yes_no_row(row) for row in summary.findings])
    yield Table("Suggested charge", ["lines and codes", *columns[1:]], [_value_row(summary.charge)])
    yield Table(
        "Evidence, in quotes",
        ["group", "met", "unmet", "stray", "prec", "recall", "F1", "interval"],
        [_quote_row(row) for row in summary.evidence],
    )
    yield Table(
        f"Tags of {LEAST_OF_A_TAG} notes or more",
        ["tag", "notes", "approach", "levels", "sens", "spec", "critical"],
        [_tag_row(row) for row in summary.tags[:_TAGS_SHOWN]],
    )


def _value_row(row: ValueRow, *, repeated: bool = False) -> list[str]:
    exact, found = [_figure(row.exact.value), _interval(row.exact)], [_figure(row.f1.value), _interval(row.f1)]
    cells = [row.name, *exact, *map(str, row.counts[:4]), _figure(row.precision), _figure(row.recall), *found]
    return [*cells, _figure(row.agreement)] if repeated else cells


def _yes_no_row(row: YesNoRow) -> list[str]:
    hit, miss, false_alarm, _, silence = row.counts
    rates = [
        cell for rate in (row.sensitivity, row.specificity, row.ppv) for cell in (_figure(rate.value), _interval(rate))
    ]
    return [row.name, *map(str, (hit, false_alarm, miss, silence)), *rates]


def _quote_row(row: ValueRow) -> list[str]:
    shares = [_figure(row.precision), _figure(row.recall), _figure(row.f1.value), _interval(row.f1)]
    return [row.name, *map(str, row.counts[:3]), *shares]


def _tag_row(row: TagRow) -> list[str]:
    shares = map(_figure, (row.approach, row.levels, row.sensitivity, row.specificity))
    return [row.tag, str(row.notes), *shares, str(row.critical_misses)]


def _foot(summary: Summary) -> Iterator[str]:
    missed = sum(map(len, summary.critical_misses.values()))
    yield f"critical misses: {missed}"
    for name, notes in summary.critical_misses.items():
        yield f"  {name}: {_listed(notes)}"
    if summary.errors:
        yield f"errors, not scored: {summary.failed}"
    for reason, notes in summary.errors.items():
        yield f"  {' '.join(reason.split())}: {_listed(notes)}"
    if summary.latency:
        times = summary.latency
        yield (
            f"seconds a reading: median {times.p50:.3g}, 90 % below {times.p90:.3g}, "
            f"99 % below {times.p99:.3g}, longest {times.longest:.3g}"
        )
    cost = summary.cost
    if cost.requests or cost.kept:
        tokens = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in cost.tokens.items())
        spent = "cost not known" if cost.usd is None else f"{cost.usd:.2f} USD"
        yield f"{cost.requests:,} requests, {cost.kept:,} readings from kept answers, {tokens}, {spent}"
        yield f"values rejected by the guard: {summary.rejected}; readers differ on {summary.differences} values"


def _listed(notes: Sequence[str]) -> str:
    more = len(notes) - _NAMES_SHOWN
    return ", ".join(notes[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _interval(rate: Rate) -> str:
    return "-" if rate.low is None or rate.high is None else f"{_short(rate.low)}-{_short(rate.high)}"


def _short(value: float) -> str:
    """Return a share without its leading zero."""
    return f"{value:.3f}".removeprefix("0")


def text_table(table: Table) -> str:
    """Return a table for a terminal."""
    widths = [max(len(row[place]) for row in (table.columns, *table.rows)) for place in range(len(table.columns))]
    lines = []
    for row in (table.columns, *table.rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join([table.title, *lines])


def markdown_table(table: Table) -> str:
    """Return a table as Markdown."""
    lines = [table.columns, [":--", *["--:"] * (len(table.columns) - 1)], *table.rows]
    return "\n".join("| " + " | ".join(map(cell_text, line)) + " |" for line in lines)


def cell_text(text: str) -> str:
    """Return text that cannot end a cell or a line; tags and ids come from a dataset."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
