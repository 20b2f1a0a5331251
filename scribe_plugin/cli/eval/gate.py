"""``alif-scribe eval gate`` and ``eval baseline``: whether a run is good enough, and what later runs are held against."""

from pathlib import Path
from typing import Annotated

import typer

_Run = Annotated[Path, typer.Argument(metavar="RUN", help="Folder that eval run wrote.")]


def gate(
    run: _Run,
    gates: Annotated[
        Path | None, typer.Option(metavar="FILE", help="TOML file of gates.", show_default="evals/gates.toml")
    ] = None,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Table of that file.", show_default="the dataset's name")
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Print gates that this run just passes, check nothing.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Hold a run against floors, critical misses and a baseline; exit with 1 and a line for each gate that fails."""
    import json
    from dataclasses import asdict

    from scribe_plugin import content
    from scribe_plugin.cli.eval.output import write_plain
    from scribe_plugin.evaluation.extras import need_extras
    from scribe_plugin.evaluation.records import RunFolder

    need_extras("numpy", "scipy", "statsmodels")
    from scribe_plugin.evaluation.gate_check import check_gates
    from scribe_plugin.evaluation.gate_draft import draft_gates
    from scribe_plugin.evaluation.gates import load_gates

    folder = RunFolder.open(run)
    path = gates or content.folder("evals") / "gates.toml"
    table = as_ or Path(folder.manifest.dataset).stem
    if draft:
        write_plain(draft_gates(folder, table) + "\n")
        return
    result = check_gates(folder, load_gates(path, table), path.parent)
    failed = result.failed
    if json_:
        write_plain(json.dumps({**asdict(result), "passed": not failed}, ensure_ascii=False, indent=2) + "\n")
    else:
        lines = [f"note: {notice}" for notice in result.notices]
        lines += [f"failed: {item.name}: {item.said}" for item in failed]
        lines.append(f"{table}: {len(result.gates) - len(failed)} of {len(result.gates)} gates hold")
        write_plain("\n".join(lines) + "\n")
    if failed:
        raise typer.Exit(1)


def baseline(
    run: _Run,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="File to write, such as evals/baselines/embedded-dev.json.")
    ],
) -> None:
    """Write the counts of a run, by note and field and without words, for gates to hold later runs against."""
    from scribe_plugin.evaluation.baseline import write_baseline
    from scribe_plugin.evaluation.records import RunFolder

    typer.echo(f"wrote {write_baseline(RunFolder.open(run), out)} readings to {out}")
