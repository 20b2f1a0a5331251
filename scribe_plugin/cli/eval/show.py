"""``alif-scribe eval show``: the tables of a run as it stands, or the notes that differ on one name."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from scribe_plugin.evaluation.misses import Miss
    from scribe_plugin.evaluation.records import RunFolder


def show(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder that eval run wrote; it may be incomplete.")],
    misses: Annotated[
        str | None, typer.Option(metavar="NAME", help="List the notes that differ on a field, alert or finding.")
    ] = None,
    dataset: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the labelled notes are, if they have moved.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print the tables of a run, or with --misses both sides of every note that differs (values, no words of notes)."""
    from scribe_plugin.cli.eval import output
    from scribe_plugin.evaluation.extras import need_extras
    from scribe_plugin.evaluation.records import RunFolder
    from scribe_plugin.evaluation.summary import summarize

    need_extras("numpy", "statsmodels")
    folder = RunFolder.open(run)
    manifest = folder.manifest
    if misses is not None:
        _print_misses(_misses(folder, dataset or Path(manifest.dataset), misses), misses, as_json=json_)
        return
    summary = summarize(folder.records()[0], expected=len(manifest.chosen) * manifest.repeats)
    output.show(summary, manifest, as_json=json_, as_markdown=markdown)


def _misses(folder: "RunFolder", path: Path, name: str) -> "list[Miss]":
    from scribe_plugin.contract import DatasetError
    from scribe_plugin.evaluation.dataset import open_dataset
    from scribe_plugin.evaluation.misses import misses

    dataset = open_dataset(path)
    if dataset.sha256 != folder.manifest.dataset_sha256:
        msg = f"{path.name} is not the dataset that {folder.path} was run on; give that one with --dataset"
        raise DatasetError(msg)
    return misses(folder.records()[0], dataset.notes, name)


def _print_misses(found: "list[Miss]", name: str, *, as_json: bool) -> None:
    import json
    from dataclasses import asdict

    from scribe_plugin.cli.eval.output import write_plain

    if as_json:
        write_plain(json.dumps([asdict(miss) for miss in found], ensure_ascii=False, indent=2) + "\n")
        return
    lines = [f"{name}: {len(found)} readings differ"]
    for miss in found:
        lines += [
            f"  {miss.name}",
            f"    gold  {'; '.join(miss.gold) or '-'}",
            f"    read  {'; '.join(miss.read) or '-'}",
        ]
    write_plain("\n".join(lines) + "\n")
