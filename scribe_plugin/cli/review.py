"""``alif-scribe review``: notes and encounters in, one page or one JSON line each out."""

from typing import Annotated, Literal

import typer


def review(
    files: Annotated[list[str], typer.Argument(help="Text notes or encounter JSON; - is stdin.")],
    extractor: Annotated[
        Literal["embedded", "llm", "both"] | None, typer.Option(help="Who reads the note.", show_default="embedded")
    ] = None,
    prompt: Annotated[str | None, typer.Option(metavar="NAME", help="Prompt set of the language model.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one Review per line as JSON.")] = False,
) -> None:
    """Review notes: six alerts, the edits that clear them, and the charge that the words support."""
    from scribe_plugin.cli import BAD_INPUT, complain
    from scribe_plugin.cli.inputs import read_encounter
    from scribe_plugin.contract import InputError
    from scribe_plugin.pipeline import check_extractor
    from scribe_plugin.pipeline import review as review_encounter

    check_extractor(extractor, prompt)
    printed = failed = 0
    for name in files:
        try:
            encounter = read_encounter(name)
            result = review_encounter(encounter, extractor=extractor, prompt=prompt)
        except InputError as error:
            failed = complain(str(error))
            continue
        if json_:
            from scribe_plugin.cli.output import write_lines

            write_lines([result.model_dump_json()])
            continue
        from scribe_plugin.cli.console import make_console
        from scribe_plugin.cli.page import print_review

        console = make_console()
        if printed:
            console.print()
            console.rule(style="dim")
        printed += 1
        print_review(console, result, encounter)
    if failed:
        raise typer.Exit(BAD_INPUT)
