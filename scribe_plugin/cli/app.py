"""The command tree."""

from typing import Annotated

import typer

from scribe_plugin.cli.cache import cache_app
from scribe_plugin.cli.codes import codes
from scribe_plugin.cli.config import config
from scribe_plugin.cli.demo import demo
from scribe_plugin.cli.eval import eval_app
from scribe_plugin.cli.packet import packet
from scribe_plugin.cli.prompt import prompt_app
from scribe_plugin.cli.review import review
from scribe_plugin.cli.schema import schema_app
from scribe_plugin.cli.validate import validate

app = typer.Typer(
    help="Read a draft operative note of a lumbar interbody fusion: six alerts, each with the words that caused it.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command(short_help="Review seven bundled encounters.")(demo)
app.command(short_help="Review notes or encounters.")(review)
app.command(short_help="Check given elements, extract nothing.")(validate)
app.command(short_help="Write the prior authorization packet.")(packet)
app.command(short_help="Show what is known of a code.")(codes)
app.command(short_help="Show the settings and where they came from.")(config)
app.add_typer(cache_app, name="cache", short_help="Count or remove kept answers of the model.")
app.add_typer(eval_app, name="eval", short_help="Measure how well labelled notes are read.")
app.add_typer(prompt_app, name="prompt", short_help="Look at, check and compare prompt sets.")
app.add_typer(schema_app, name="schema", short_help="Write or check the JSON Schema files.")


def _version(wanted: bool) -> None:
    if wanted:
        from scribe_plugin import __version__

        typer.echo(f"alif-scribe {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Carry the options that belong to no command."""
