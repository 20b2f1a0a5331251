"""``alif-scribe eval pairs``: notes that differ in one fact, and whether exactly that flips."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from scribe_plugin.cli.eval.options import PromptName

if TYPE_CHECKING:
    from scribe_plugin.evaluation.pairs import Pair, Result


def pairs(
    extractor: Annotated[Literal["embedded", "llm", "both"], typer.Option(help="Who reads the notes.")] = "embedded",
    prompt: PromptName = None,
    kind: Annotated[list[str] | None, typer.Option(metavar="KIND", help="Only this kind; may be repeated.")] = None,
    floor: Annotated[
        float | None, typer.Option(min=0, max=1, help="Exit with 1 when a share is below this.", show_default="none")
    ] = None,
    show: Annotated[str | None, typer.Option(metavar="ID", help="Print one pair and what must flip.")] = None,
    labelled: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the notes as a labelled dataset, read nothing.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--pairs", metavar="DIR", help="Folder of base notes.", show_default="evals/pairs")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Read pairs of invented notes: where one fact differs, the fields and findings that hang on it must flip, no other.

    A pair that a model did not answer counts apart, as an error.
    """
    from scribe_plugin.cli.eval.pairs_page import as_json, page, pair_page

    chosen = _chosen(folder, kind, show)
    if labelled is not None:
        typer.echo(f"wrote {_write_notes(chosen, labelled)} notes")
        return
    if show is not None:
        _print(pair_page(chosen[0]))
        return
    results = _results(chosen, extractor, prompt)
    groups = {invariant: [item for item in results if item.pair.invariant == invariant] for invariant in (False, True)}
    groups = {invariant: group for invariant, group in groups.items() if group}
    if json_:
        from scribe_plugin.cli.output import write_lines

        write_lines([json.dumps(as_json(groups, extractor), ensure_ascii=False, indent=2)])
    else:
        _print(page(groups))
    if floor is not None and any(_below(group, floor) for group in groups.values()):
        typer.echo(f"below the floor of {floor:g}", err=True)
        raise typer.Exit(1)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _chosen(folder: Path | None, kinds: list[str] | None, show: str | None) -> "list[Pair]":
    from scribe_plugin import content
    from scribe_plugin.contract import InputError
    from scribe_plugin.evaluation.pairs import build_pairs, load_bases

    built = build_pairs(load_bases(folder or content.folder("evals") / "pairs"))
    known = sorted({pair.kind for pair in built})
    if unknown := [name for name in kinds or [] if name not in known]:
        msg = f"no pair is of the kind {unknown[0]!r}; choose from {', '.join(known)}"
        raise InputError(msg)
    if show is not None:
        built = [pair for pair in built if pair.id == show]
        if not built:
            msg = f"no pair is called {show!r}; the ids stand in the list of failures and in --json"
            raise InputError(msg)
    return [pair for pair in built if not kinds or pair.kind in kinds]


def _results(chosen: "list[Pair]", extractor: Literal["embedded", "llm", "both"], prompt: str | None) -> "list[Result]":
    import asyncio

    from scribe_plugin.evaluation.extras import need_extras
    from scribe_plugin.evaluation.pairs import check_pair, read_pairs
    from scribe_plugin.pipeline import Reviewer

    async def read(tick: Callable[[int, int], None]) -> "list[Result]":
        async with Reviewer(extractor=extractor, prompt=prompt, keep_answers=True) as reviewer:
            readings = await read_pairs(chosen, reviewer, tick)
        return [check_pair(pair, readings) for pair in chosen]

    need_extras("numpy", "scipy", "statsmodels")
    with _progress() as tick:
        return asyncio.run(read(tick))


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal's standard error, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def _below(group: "list[Result]", floor: float) -> bool:
    """Return whether a group misses the floor; one of which nothing was read has shown nothing."""
    from scribe_plugin.evaluation.pairs import tally

    share = tally(group).share
    return share is None or share < floor


def _write_notes(chosen: "Iterable[Pair]", path: Path) -> int:
    """Write every note of the pairs once, as lines of a labelled dataset, and return their number."""
    from scribe_plugin.contract import InputError

    notes = {note.id: note for pair in chosen for note in (pair.first, pair.second)}
    try:
        path.write_text("".join(f"{note.model_dump_json()}\n" for note in notes.values()), encoding="utf-8")
    except OSError as error:
        msg = f"{path} cannot be written ({type(error).__name__}); give a writable file with --labelled"
        raise InputError(msg) from None
    return len(notes)
