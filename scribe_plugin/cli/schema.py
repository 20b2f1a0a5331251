"""``alif-scribe schema``: JSON Schema files against the models."""

from pathlib import Path
from typing import Annotated

import typer

schema_app = typer.Typer(help="Write or check the JSON Schema of the contract.", no_args_is_help=True)

_Folder = Annotated[Path | None, typer.Option("--dir", help="Folder of the schema files.", show_default="schemas/")]


@schema_app.command()
def export(folder: _Folder = None) -> None:
    """Write every schema and name the files that changed."""
    from scribe_plugin import content, schemas
    from scribe_plugin.contract import InputError

    try:
        changed = schemas.export(folder or content.folder("schemas"))
    except OSError as error:
        msg = f"the schemas cannot be written ({type(error).__name__}); give a writable folder with --dir"
        raise InputError(msg) from None
    for path in changed:
        typer.echo(f"wrote {path.name}")
    if not changed:
        typer.echo("every schema is current")


@schema_app.command()
def check(folder: _Folder = None) -> None:
    """Exit with 1 and name the file when a schema differs from its model."""
    from scribe_plugin import content, schemas

    problems = schemas.drift(folder or content.folder("schemas"))
    for problem in problems:
        typer.echo(f"{problem}; run alif-scribe schema export", err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo("every schema is current")
