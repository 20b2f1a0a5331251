"""``alif-scribe eval compare``: what changed between two runs, and how sure that is."""

from pathlib import Path
from typing import Annotated

import typer


def compare(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="The run that was before.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="The run that is looked at.")],
    field: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A field chosen before looking; p is then adjusted for those alone."),
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

    found = compare_runs(RunFolder.open(first), RunFolder.open(second), asked=field or ())
    if json_:
        write_plain(found.model_dump_json(indent=2) + "\n")
    else:
        write_plain(as_markdown(found) if markdown else as_text(found))
