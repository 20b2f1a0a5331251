"""``alif-scribe eval report``: a run as one HTML page with the notes in it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from scribe_plugin.contract import LabelledNote
    from scribe_plugin.evaluation.records import Manifest

PAGE = "report.html"


def report(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder that eval run wrote; it may be incomplete.")],
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the page goes.", show_default=f"RUN/{PAGE}")
    ] = None,
    dataset: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the labelled notes are, if they have moved.")
    ] = None,
    double: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Second labels of these notes, drawn as the most that a reader can reach."),
    ] = None,
) -> None:
    """Write one HTML page: tables with intervals, confusion, cost, and the notes, worst first, with their evidence.

    The page holds the text of notes and is readable by you alone. It has no script and asks for nothing from outside.
    """
    from scribe_plugin.evaluation.extras import need_extras
    from scribe_plugin.evaluation.records import RunFolder

    need_extras("numpy", "scipy", "statsmodels", "matplotlib")
    from scribe_plugin.evaluation.report import run_page, write_page

    folder = RunFolder.open(run)
    manifest = folder.manifest
    notes = notes_of(manifest, dataset)
    target = out or run / PAGE
    write_page(target, run_page(manifest, folder.records()[0], notes, double=double))
    say_written(target)


def notes_of(manifest: "Manifest", dataset: Path | None) -> "list[LabelledNote]":
    """Return the notes that a run was over.

    Raises:
        DatasetError: the file cannot be read, or is not the one of the run.
    """
    from scribe_plugin.contract import DatasetError
    from scribe_plugin.evaluation.dataset import open_dataset

    path = dataset or Path(manifest.dataset)
    if dataset is None and not path.is_file():
        msg = f"{path} is not there any more; give the labelled notes of the run {manifest.name} with --dataset"
        raise DatasetError(msg)
    found = open_dataset(path)
    if found.sha256 != manifest.dataset_sha256:
        msg = f"{path.name} is not the dataset that the run {manifest.name} was over; give that one with --dataset"
        raise DatasetError(msg)
    return found.notes


def say_written(target: Path) -> None:
    """Say where a page is, and what it is."""
    print(f"alif-scribe: {target} is written; it holds the text of notes, treat it as you treat them", file=sys.stderr)
