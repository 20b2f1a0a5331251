"""``alif-scribe eval lint``: what is wrong with the labels of a dataset."""

from pathlib import Path
from typing import Annotated

import typer


def lint(
    dataset: Annotated[Path, typer.Argument(help="Labelled notes, one JSON object a line.")],
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check labels: the contract, verbatim quotes, findings that the labelled elements lead to, ids, families, order.

    Labels that the guard of the model path would reject are listed too, as notes: they are worth a second look and no error.
    The exit code is 1 when something is wrong.
    """
    import json
    from dataclasses import asdict

    from scribe_plugin.cli.eval.output import write_plain
    from scribe_plugin.evaluation.lint import lint_file

    count, complaints = lint_file(dataset)
    wrong = sum(item.severity == "error" for item in complaints)
    if json_:
        found = {"notes": count, "errors": wrong, "complaints": [asdict(item) for item in complaints]}
        write_plain(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        lines = [f"{item.severity:<5}  {item.where}: {item.message}" for item in complaints]
        lines.append(f"{count} notes, {wrong} errors, {len(complaints) - wrong} to look at again")
        write_plain("\n".join(lines) + "\n")
    if wrong:
        raise typer.Exit(1)
