"""``alif-scribe eval score``: the answers of a batch, scored into a run folder."""

from pathlib import Path
from typing import Annotated

import typer


def score(
    dataset: Annotated[Path, typer.Argument(help="The labelled notes that the requests were made of.")],
    responses: Annotated[
        list[Path], typer.Option(metavar="FILE", help="Output or error file of the batch; may be given several times.")
    ],
    out: Annotated[Path, typer.Option(metavar="RUN", help="Folder of the run; it will hold quotes of the notes.")],
    requests: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Request file; by default that of the only map beside the responses."),
    ] = None,
    prompt: Annotated[
        str | None, typer.Option(metavar="NAME", help="Check that this is the prompt set that was sent.")
    ] = None,
    ignore_unknown: Annotated[
        bool, typer.Option("--ignore-unknown", help="Leave out answers to other requests instead of refusing them.")
    ] = False,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write JUnit XML.")] = None,
    markdown: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the tables as Markdown.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Guard and score every answer as a live one, but for the repair round, and print the tables.

    A request without a usable answer is an error, which counts apart and is no score. Tokens are priced as the settings say:
    set there what the batch costs. The exit code is 1 when no note could be scored.
    """
    from scribe_plugin.cli.eval import output
    from scribe_plugin.cli.eval.progress import Progress
    from scribe_plugin.cli.eval.run import tell
    from scribe_plugin.evaluation.batch_score import score_batch
    from scribe_plugin.evaluation.junit import as_junit
    from scribe_plugin.evaluation.tables import as_markdown

    found = score_batch(
        dataset,
        responses,
        out,
        requests=requests,
        prompt=prompt,
        ignore_unknown=ignore_unknown,
        watch=Progress,
    )
    for notice in found.notices:
        tell(notice)
    manifest = found.folder.manifest
    if junit is not None:
        output.write_file(junit, as_junit(found.folder.records()[0], manifest))
    if markdown is not None:
        output.write_file(markdown, as_markdown(found.summary, manifest))
    output.show(found.summary, manifest, as_json=json_)
    if not found.summary.scored:
        raise typer.Exit(1)
