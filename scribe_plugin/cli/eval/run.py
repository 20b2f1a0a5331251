"""``alif-scribe eval run``: a labelled dataset read and scored into a run folder."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scribe_plugin.cli.eval.options import Concurrency, PromptName, Sample, Tags

if TYPE_CHECKING:
    from scribe_plugin.evaluation.records import Record, RunFolder
    from scribe_plugin.evaluation.runner import Reader
    from scribe_plugin.evaluation.session import Session
    from scribe_plugin.evaluation.summary import Summary
    from scribe_plugin.pipeline import Reviewer

_OnOff = Literal["on", "off"]
_Extractor = Literal["embedded", "llm", "both"]


def run(
    dataset: Annotated[Path, typer.Argument(help="Labelled notes, one JSON object a line.")],
    out: Annotated[Path, typer.Option(metavar="RUN", help="Folder of the run; it will hold quotes of the notes.")],
    extractor: Annotated[_Extractor | None, typer.Option(help="Who reads.", show_default="embedded")] = None,
    prompt: PromptName = None,
    filter_: Tags = None,
    sample: Sample = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of that chance.", show_default="0")] = None,
    repeat: Annotated[
        int | None, typer.Option(min=1, max=100, metavar="N", help="Read each note so often.", show_default="1")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run: read what it has not.")] = False,
    retry_errors: Annotated[
        bool, typer.Option("--retry-errors", help="Read again what came to nothing in a run.")
    ] = False,
    concurrency: Concurrency = None,
    cache: Annotated[_OnOff | None, typer.Option(help="Keep and use the model's answers.", show_default="on")] = None,
    requests_per_minute: Annotated[
        float | None, typer.Option(min=0.1, metavar="N", help="Requests that the server allows.")
    ] = None,
    tokens_per_minute: Annotated[
        float | None, typer.Option(min=1, metavar="N", help="Tokens that the server allows.")
    ] = None,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write JUnit XML.")] = None,
    markdown: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the tables as Markdown.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Read every labelled note, score it, and print the tables.

    The run folder holds the manifest, a record for each note, the summary and the prompt's files. What is done is kept when
    the run is interrupted; --resume needs only DATASET and --out, the rest is taken from the run. A note that a model did not
    answer is an error, which counts apart and is no score. The exit code is 1 when no note could be scored.
    """
    from scribe_plugin.evaluation.session import prepare
    from scribe_plugin.evaluation.setup import Options

    session = prepare(
        Options(
            dataset=dataset,
            out=out,
            extractor=extractor,
            prompt=prompt,
            tags=tuple(filter_ or ()),
            sample=sample,
            seed=seed,
            repeats=repeat,
            resume=resume,
            retry_errors=retry_errors,
            concurrency=concurrency,
            cache=cache,
            requests_per_minute=requests_per_minute,
            tokens_per_minute=tokens_per_minute,
        )
    )
    for notice in session.notices:
        tell(notice)
    try:
        _read(session)
    except KeyboardInterrupt:
        _say_how_to_go_on(session, dataset)
        raise
    summary = session.close()
    _finish(session.folder, summary, junit=junit, markdown=markdown, as_json=json_)
    _say_what_is_left(summary, session, dataset)
    if not summary.scored:
        raise typer.Exit(1)


def _read(session: "Session") -> None:
    """Read what is to do; Ctrl-C ends it between two notes."""
    import anyio

    from scribe_plugin.cli.eval.progress import Progress
    from scribe_plugin.evaluation.runner import run_tasks

    reviewer = session.reviewer

    async def work() -> None:
        with Progress(len(session.tasks)) as progress:

            def keep(record: "Record") -> None:
                session.keep(record)
                progress.add(record)

            async with reviewer:
                await run_tasks(
                    session.tasks, _reading(reviewer), keep, concurrency=reviewer.concurrency, pace=session.pace
                )

    anyio.run(work)


def _reading(reviewer: "Reviewer") -> "Reader":
    return lambda encounter, repeat: reviewer.review(encounter, repeat=repeat)


def _finish(
    folder: "RunFolder", summary: "Summary", *, junit: Path | None, markdown: Path | None, as_json: bool
) -> None:
    from scribe_plugin.cli.eval.output import show, write_file
    from scribe_plugin.evaluation.junit import as_junit
    from scribe_plugin.evaluation.tables import as_markdown

    if junit is not None:
        write_file(junit, as_junit(folder.records()[0], folder.manifest))
    if markdown is not None:
        write_file(markdown, as_markdown(summary, folder.manifest))
    show(summary, folder.manifest, as_json=as_json)


def tell(sentence: str) -> None:
    """Print a sentence on standard error."""
    print(f"alif-scribe: {sentence}", file=sys.stderr)


def counted(readings: int) -> str:
    """Return a number of readings in words."""
    return "1 reading" if readings == 1 else f"{readings} readings"


def _again(session: "Session", dataset: Path, option: str) -> str:
    return f"alif-scribe eval run {shlex.quote(str(dataset))} --out {shlex.quote(str(session.folder.path))} {option}"


def _say_how_to_go_on(session: "Session", dataset: Path) -> None:
    done = len(session.folder.records()[0])
    option = "--resume" if done < session.expected else "--retry-errors"
    tell(f"interrupted; {done} of {session.expected} readings are kept, go on with {_again(session, dataset, option)}")


def _say_what_is_left(summary: "Summary", session: "Session", dataset: Path) -> None:
    if summary.failed:
        tell(
            f"{summary.failed} readings came to nothing; try them again with {_again(session, dataset, '--retry-errors')}"
        )
    if not summary.is_complete:
        left = summary.expected - summary.scored - summary.failed
        tell(f"{counted(left)} still to do; go on with {_again(session, dataset, '--resume')}")
