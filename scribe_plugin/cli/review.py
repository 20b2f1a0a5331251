"""``alif-scribe review``: notes and encounters in, one page or one JSON line each out."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from scribe_plugin.contract import Encounter, InputError, Review
    from scribe_plugin.pipeline import Reviewer

    _Result = tuple[Encounter, Review] | InputError


def review(
    files: Annotated[list[str], typer.Argument(help="Text notes or encounter JSON; - is stdin.")],
    extractor: Annotated[
        Literal["embedded", "llm", "both"] | None,
        typer.Option(help="Who reads the note.", show_default="both with a model configured, else embedded"),
    ] = None,
    prompt: Annotated[
        str | None, typer.Option(metavar="NAME", help="Prompt set of the language model: a name or a folder.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one Review per line as JSON.")] = False,
) -> None:
    """Review notes: six alerts, the edits that clear them, and the charge that the words support.

    A model that does not answer leaves the embedded review, marked as degraded. Where a setting is the cause, the exit
    code is 2.
    """
    import asyncio

    from scribe_plugin.cli import BAD_INPUT
    from scribe_plugin.pipeline import Reviewer

    output = _Output(as_json=json_)
    try:
        asyncio.run(_review_all(Reviewer(extractor=extractor, prompt=prompt), files, output))
    except BaseExceptionGroup as group:
        raise _cause(group) from None
    if output.failed:
        raise typer.Exit(BAD_INPUT)


def _cause(error: BaseException) -> BaseException:
    """Return what ended a group of tasks, such as a reader of the output that left."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


async def _review_all(reviewer: "Reviewer", files: list[str], output: "_Output") -> None:
    """Review every file; a window of notes waits for the model together, the pages come in the order of the files."""
    import anyio

    from scribe_plugin.cli.inputs import read_encounter
    from scribe_plugin.contract import InputError

    results: dict[int, _Result] = {}
    done = [anyio.Event() for _ in files]

    async def work(number: int) -> None:
        try:
            encounter = read_encounter(files[number])
            results[number] = encounter, await reviewer.review(encounter)
        except InputError as error:
            results[number] = error
        done[number].set()

    async with reviewer, anyio.create_task_group() as group:
        window = min(reviewer.concurrency, len(files))
        for number in range(window):
            group.start_soon(work, number)
        for number in range(len(files)):
            await done[number].wait()
            output.show(results.pop(number))
            if number + window < len(files):
                group.start_soon(work, number + window)


class _Output:
    """Prints results, and complaints on standard error; ``failed`` once one of the inputs or settings was at fault."""

    def __init__(self, *, as_json: bool) -> None:
        self.failed = False
        self._as_json = as_json
        self._printed = 0

    def show(self, result: "_Result") -> None:
        """Print what came of one file."""
        from scribe_plugin.cli import complain

        if isinstance(result, Exception):
            self.failed = True
            complain(str(result))
            return
        encounter, review = result
        self._print(encounter, review)
        provenance = review.provenance
        if provenance.degraded:
            complain(f"{encounter.id} was read without the model ({provenance.degraded_reason})")
            self.failed = self.failed or provenance.degraded_by_configuration

    def _print(self, encounter: "Encounter", review: "Review") -> None:
        if self._as_json:
            from scribe_plugin.cli.output import write_lines

            write_lines([review.model_dump_json()])
            return
        from scribe_plugin.cli.console import make_console
        from scribe_plugin.cli.page import print_review

        console = make_console()
        if self._printed:
            console.print()
            console.rule(style="dim")
        self._printed += 1
        print_review(console, review, encounter)
