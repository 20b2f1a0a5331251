"""``alif-scribe eval agreement``: how far two people's labels agree."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from scribe_plugin.evaluation.agreement import Agreement, AgreementRow, Beyond
    from scribe_plugin.evaluation.rates import Rate


def agreement(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="Labelled notes, one JSON object a line.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="The same notes or some of them, labelled again.")],
    decisions: Annotated[
        Path | None,
        typer.Option("--adjudicated", metavar="FILE", help="What was decided: id, field, kept and reason, one a line."),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare two label files: agreement by field with intervals, kappa, alpha, and the differences by note.

    With --adjudicated the exit code is 1 while a difference is open.
    """
    from scribe_plugin.cli.eval.output import write_plain
    from scribe_plugin.evaluation.extras import need_extras

    need_extras("numpy", "scipy", "statsmodels")
    from scribe_plugin.evaluation.agreement import compare_labels, read_decisions
    from scribe_plugin.evaluation.dataset import load

    found = compare_labels(load(first), load(second), None if decisions is None else read_decisions(decisions))
    write_plain(found.model_dump_json(indent=2) + "\n" if json_ else _text(found))
    if found.open_differences:
        raise typer.Exit(1)


def _text(found: "Agreement") -> str:
    from scribe_plugin.evaluation.tables import Table, text_table

    columns = ["field", "agree", "interval", "F1", "kappa", "interval", "alpha", "interval"]
    table = Table("Agreement", columns, [_row(row) for row in found.fields])
    return "\n".join([*in_words(found), "", text_table(table)]) + "\n"


def _row(row: "AgreementRow") -> list[str]:
    cells = [_figure(row.agreed.value), _span(row.agreed), _figure(row.f1.value)]
    return [row.name, *cells, _figure(row.kappa.value), _span(row.kappa), _figure(row.alpha.value), _span(row.alpha)]


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _span(rate: "Rate | Beyond") -> str:
    return "-" if rate.low is None or rate.high is None else f"{rate.low:.3f} to {rate.high:.3f}"


def in_words(found: "Agreement") -> Iterator[str]:
    """Yield what two label files come to, a sentence each."""
    readings = found.notes * len(found.fields)
    yield f"{found.notes} notes in both files, {found.only_first} only in the first, {found.only_second} only in the second"
    same = readings - len(found.differences)
    yield f"{same:,} of {readings:,} field readings agree ({same / readings:.1%})"
    yield f"{found.whole_notes.part:.0f} of {found.notes} notes agree in every field"
    if found.kept:
        sides = ", ".join(f"{number} for {side}" for side, number in found.kept.items())
        yield f"{sum(found.kept.values())} differences are decided ({sides}), {len(found.open_differences)} are open"
        if found.settled:
            yield f"{found.settled} decisions are on what no longer differs"
        yield from (f"  open: {item.id} {item.field}" for item in found.open_differences)
    else:
        yield from (f"  differs: {item.id} {item.field}" for item in found.differences)
