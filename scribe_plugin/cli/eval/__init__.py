"""``alif-scribe eval``: labelled notes, runs over them, and what the figures are worth."""

import typer

from scribe_plugin.cli.eval.lint import lint
from scribe_plugin.cli.eval.pairs import pairs
from scribe_plugin.cli.eval.run import run
from scribe_plugin.cli.eval.show import show

eval_app = typer.Typer(help="Measure how well notes are read, on labelled notes.", no_args_is_help=True)
eval_app.command(short_help="Read and score a labelled dataset.")(run)
eval_app.command(short_help="Print the tables of a run, or the notes that differ.")(show)
eval_app.command(short_help="Check the labels of a dataset.")(lint)
eval_app.command(short_help="Read pairs of notes that differ in one fact.")(pairs)
