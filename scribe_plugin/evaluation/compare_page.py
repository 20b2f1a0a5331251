"""A comparison as plain text and as Markdown."""

from collections.abc import Iterator, Sequence

from scribe_plugin.evaluation.changes import Change, Shift
from scribe_plugin.evaluation.compare import Comparison, Effort
from scribe_plugin.evaluation.records import Manifest
from scribe_plugin.evaluation.tables import Table, cell_text, markdown_table, text_table

_NAMES_SHOWN = 8


def as_text(found: Comparison) -> str:
    """Return a comparison for a terminal."""
    parts = ["\n".join(_head(found))]
    parts += [text_table(table) for table in _tables(found) if table.rows]
    parts += ["\n".join(lines) for lines in (_flips(found), _effort(found), found.prompt_diff) if lines]
    return "\n\n".join(parts) + "\n"


def as_markdown(found: Comparison) -> str:
    """Return a comparison as Markdown."""
    title = f"# {cell_text(found.first.name)} against {cell_text(found.second.name)}"
    parts = [title, "\n".join(f"- {cell_text(line)}" for line in _head(found))]
    parts += [f"## {table.title}\n\n{markdown_table(table)}" for table in _tables(found) if table.rows]
    for name, lines in (("Notes that flipped", _flips(found)[1:]), ("What it took", _effort(found)[1:])):
        if lines:
            parts.append(f"## {name}\n\n" + "\n".join(f"- {cell_text(line)}" for line in lines))
    if found.prompt_diff:
        fence = "`" * max(3, 1 + max(line.count("`") for line in found.prompt_diff))
        parts.append("\n".join(["## Prompt\n", f"{fence}diff", *found.prompt_diff, fence]))
    return "\n\n".join(parts) + "\n"


def _head(found: Comparison) -> Iterator[str]:
    yield f"first   {found.first.name}: {_reader(found.first)}"
    yield f"second  {found.second.name}: {_reader(found.second)}"
    left = f", {found.left_out} left out" if found.left_out else ""
    yield f"{found.notes} notes in {found.families} families that both scored{left}"
    yield f"p by the {found.test}, adjusted by Holm over {found.asked} fields; intervals of 95 % by a bootstrap over families"
    yield from found.notices
    yield _verdict(found)


def _reader(manifest: Manifest) -> str:
    model = f" {manifest.model}" if manifest.model else ""
    prompt = f", prompt {manifest.prompt} ({(manifest.prompt_sha256 or '')[:12]})" if manifest.prompt else ""
    return f"{manifest.dataset} ({manifest.dataset_sha256[:12]}), {manifest.extractor}{model}{prompt}"


def _verdict(found: Comparison) -> str:
    named = [(change, change.verdict) for change in found.decisive]
    if not named:
        moved = sum(change.verdict == "not decisive" for change in found.fields)
        return f"Not decisive: no figure moved more than chance moves it ({moved} of {len(found.fields)} fields differ on some note)"
    words = ", ".join(f"{_name(change)} {word}" for change, word in named)
    return f"Decisive: {words}; everything else is not decisive or the same"


def _name(change: Change) -> str:
    return change.name if change.kind == "exact" else f"{change.name} {change.kind}"


def _tables(found: Comparison) -> Iterator[Table]:
    moved = [change for change in found.fields if change.verdict != "the same"]
    columns = ["field", "first", "second", "change", "interval", "up", "down", "p", "adj", "F1 change", "interval"]
    yield Table(
        "Fields that differ on some note, in points", [*columns, "verdict"], [_field_row(item) for item in moved]
    )
    columns = ["alert", "of", "first", "second", "change", "interval", "up", "down", "p", "adj", "verdict"]
    alerts = [change for change in found.alerts if change.verdict != "the same"]
    yield Table("Alerts that differ on some note, in points", columns, [_alert_row(item) for item in alerts])


def _field_row(change: Change) -> list[str]:
    f1 = change.f1 or Shift(first=None, second=None, difference=None, low=None, high=None)
    return [change.name, *_cells(change), _points(f1.difference), _span(f1), change.verdict]


def _alert_row(change: Change) -> list[str]:
    return [_name(change), str(change.of), *_cells(change), change.verdict]


def _cells(change: Change) -> list[str]:
    share = change.share
    return [
        *("-" if value is None else f"{value:.3f}" for value in (share.first, share.second)),
        *(_points(share.difference), _span(share)),
        *(str(len(change.better)), str(len(change.worse)), _chance(change.p), _chance(change.adjusted)),
    ]


def _chance(p: float | None) -> str:
    if p is None:
        return "-"
    return "<.001" if p < 0.001 else f"{p:.3f}"


def _points(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:+.1f}"


def _span(shift: Shift) -> str:
    if shift.low is None or shift.high is None:
        return "too few"
    return f"{_points(shift.low)} to {_points(shift.high)}"


def _flips(found: Comparison) -> list[str]:
    """Return the notes that flipped, by field; each way in a line."""
    lines = ["Notes that flipped"]
    for change in (*found.fields, *found.alerts):
        if change.kind != "exact" and change.name == "all six":
            continue
        sides = [f"{way} {_listed(ids)}" for way, ids in (("better", change.better), ("worse", change.worse)) if ids]
        if sides:
            lines.append(f"  {_name(change)}: {'; '.join(sides)}")
    for what, misses in (("new", found.critical_misses.new), ("gone", found.critical_misses.gone)):
        lines += [f"  critical miss {what}: {name}: {_listed(ids)}" for name, ids in misses.items()]
    return lines if len(lines) > 1 else []


def _listed(ids: Sequence[str]) -> str:
    more = len(ids) - _NAMES_SHOWN
    return ", ".join(ids[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _effort(found: Comparison) -> list[str]:
    names = (found.first.name, found.second.name)
    return ["What it took", *(f"  {name}: {_took(effort)}" for name, effort in zip(names, found.effort, strict=True))]


def _took(effort: Effort) -> str:
    words = []
    if effort.latency:
        words.append(f"median {effort.latency.p50:.3g} s a reading, 90 % below {effort.latency.p90:.3g} s")
    if effort.cost.requests or effort.cost.kept:
        tokens = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in effort.cost.tokens.items())
        spent = "cost not known" if effort.cost.usd is None else f"{effort.cost.usd:.2f} USD"
        words.append(f"{effort.cost.requests:,} requests, {effort.cost.kept:,} from kept answers, {tokens}, {spent}")
    return "; ".join(words) or "all from kept answers"
