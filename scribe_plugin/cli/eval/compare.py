"""``alif-scribe eval compare``: what changed between two runs, and how sure that is."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from scribe_plugin.evaluation.compare import Comparison
    from scribe_plugin.evaluation.records import RunFolder


def compare(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="The run that was before.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="The run that is looked at.")],
    field: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A field chosen before looking; p is then adjusted for those alone."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write an HTML page with the notes that flipped.")
    ] = None,
    dataset: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the labelled notes are, if they have moved.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare two runs note by note: changes with intervals and p, notes that flipped, cost, and the prompt's diff."""
    from scribe_plugin.cli.eval.output import write_plain
    from scribe_plugin.evaluation.extras import need_extras
    from scribe_plugin.evaluation.records import RunFolder

    need_extras("numpy", "scipy", "statsmodels")
    from scribe_plugin.evaluation.compare import compare_runs
    from scribe_plugin.evaluation.compare_page import as_markdown, as_text

    folders = RunFolder.open(first), RunFolder.open(second)
    found = compare_runs(*folders, asked=field or ())
    if html is not None:
        _write_page(html, found, folders, dataset)
    if json_:
        write_plain(found.model_dump_json(indent=2) + "\n")
    else:
        write_plain(as_markdown(found) if markdown else as_text(found))


def _write_page(path: Path, found: "Comparison", folders: "tuple[RunFolder, RunFolder]", dataset: Path | None) -> None:
    """Write the page of a comparison; the labels and texts are those of the second run's dataset."""
    from scribe_plugin.cli.eval.report import notes_of, say_written
    from scribe_plugin.evaluation.report import compare_page, write_page

    notes = notes_of(found.second, dataset)
    first, second = (folder.records()[0] for folder in folders)
    write_page(path, compare_page(found, (first, second), notes))
    say_written(path)
