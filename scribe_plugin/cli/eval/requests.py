"""``alif-scribe eval requests``: the requests of an evaluation as a batch file."""

from pathlib import Path
from typing import Annotated

import typer

from scribe_plugin.cli.eval.options import Sample, Tags

_MOST_REQUESTS, _MOST_BYTES = 50_000, 200_000_000
"""What OpenAI takes in one file."""


def requests(
    dataset: Annotated[Path, typer.Argument(help="Labelled notes, one JSON object a line.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Request file; it will hold the notes.")],
    prompt: Annotated[
        str | None, typer.Option(metavar="NAME", help="Prompt set: a name or a folder.", show_default="as set")
    ] = None,
    filter_: Tags = None,
    sample: Sample = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of that chance.")] = 0,
    repeat: Annotated[int, typer.Option(min=1, max=100, metavar="N", help="Ask about each note so often.")] = 1,
) -> None:
    """Write one request line for each note, as OpenAI Batch, Azure and vllm run-batch take them.

    Nothing is sent. Beside FILE lies FILE.map.json, which says what each line asks about; keep the two together, and give them
    to eval score with the responses. Model and parameters are those of the settings.
    """
    from scribe_plugin.cli.eval.output import write_plain
    from scribe_plugin.evaluation.batch import write_batch
    from scribe_plugin.evaluation.batch_map import map_path

    made = write_batch(dataset, out, prompt=prompt, tags=filter_ or (), sample=sample, seed=seed, repeats=repeat)
    count, size = len(made.requests), out.stat().st_size
    lines = [
        f"{count} requests to {made.model} with prompt {made.prompt} in {out} ({size / 1e6:.1f} MB, text of the notes)",
        f"what each asks about is in {map_path(out)}; score the answers with eval score --requests {out}",
    ]
    if count > _MOST_REQUESTS or size > _MOST_BYTES:
        lines.append("OpenAI takes 50,000 requests and 200 MB in a file: choose fewer notes with --filter or --sample")
    write_plain("\n".join(lines) + "\n")
