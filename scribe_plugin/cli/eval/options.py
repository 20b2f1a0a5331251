"""Options that several evaluation commands share: which notes are taken, and how many wait for the model."""

from typing import Annotated

import typer

PromptName = Annotated[
    str | None, typer.Option("--prompt", metavar="NAME", help="Prompt set of the language model: a name or a folder.")
]
Tags = Annotated[
    list[str] | None, typer.Option("--filter", metavar="TAG", help="Only notes with this tag; given twice, with both.")
]
Sample = Annotated[int | None, typer.Option(min=1, metavar="N", help="Only so many notes, by chance.")]
Concurrency = Annotated[
    int | None, typer.Option(min=1, max=1000, metavar="N", help="Notes that wait for the model at once.")
]
