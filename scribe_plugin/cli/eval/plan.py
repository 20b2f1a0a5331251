"""``alif-scribe eval plan``: what a dataset can show, before a model is paid."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from scribe_plugin.evaluation.plan import PlanRow


def plan(
    source: Annotated[Path, typer.Argument(metavar="DATASET|RUN", help="Labelled notes, or the folder of a run.")],
    pilot: Annotated[
        Path | None, typer.Option(metavar="RUN", help="A second run over the same notes, to learn how readings differ.")
    ] = None,
    power: Annotated[float, typer.Option(min=0.5, max=0.99, help="Chance with which a change is to be found.")] = 0.8,
    churn: Annotated[
        float, typer.Option(min=0, max=0.5, help="Share of notes that differ between two runs without a change.")
    ] = 0.02,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say the smallest change that a comparison over these notes finds, and how many notes smaller ones need.

    A run with repeats, or a pilot, says how much readings differ by themselves; else --churn is assumed.
    """
    import json

    from scribe_plugin.cli.eval.output import write_plain
    from scribe_plugin.evaluation.extras import need_extras

    need_extras("numpy", "scipy", "statsmodels")
    from scribe_plugin.evaluation.plan import in_words, table
    from scribe_plugin.evaluation.tables import text_table

    rows = _rows(source, pilot, churn, power)
    if json_:
        write_plain(json.dumps([row.model_dump() for row in rows], indent=2) + "\n")
        return
    write_plain("\n".join([*in_words(rows, power), "", text_table(table(rows))]) + "\n")


def _rows(source: Path, pilot: Path | None, churn: float, power: float) -> "list[PlanRow]":
    from scribe_plugin.contract import InputError
    from scribe_plugin.evaluation.dataset import load
    from scribe_plugin.evaluation.plan import plan_dataset, plan_runs
    from scribe_plugin.evaluation.records import RunFolder

    if source.is_dir():
        second = RunFolder.open(pilot).records()[0] if pilot else None
        return plan_runs(RunFolder.open(source).records()[0], second, churn=churn, power=power)
    if pilot is not None:
        msg = "a pilot goes with a run, not with a dataset; give the folder of the run that it is compared with"
        raise InputError(msg)
    return plan_dataset(load(source), churn=churn, power=power)
