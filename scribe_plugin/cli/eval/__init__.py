"""``alif-scribe eval``: labelled notes, runs over them, and what the figures are worth."""

import typer

from scribe_plugin.cli.eval.ablate import ablate
from scribe_plugin.cli.eval.agreement import agreement
from scribe_plugin.cli.eval.compare import compare
from scribe_plugin.cli.eval.gate import baseline, gate
from scribe_plugin.cli.eval.import_ import import_
from scribe_plugin.cli.eval.lint import lint
from scribe_plugin.cli.eval.pairs import pairs
from scribe_plugin.cli.eval.plan import plan
from scribe_plugin.cli.eval.report import report
from scribe_plugin.cli.eval.requests import requests
from scribe_plugin.cli.eval.run import run
from scribe_plugin.cli.eval.score import score
from scribe_plugin.cli.eval.show import show

eval_app = typer.Typer(help="Measure how well notes are read, on labelled notes.", no_args_is_help=True)
eval_app.command(short_help="Read and score a labelled dataset.")(run)
eval_app.command(short_help="Print the tables of a run, or the notes that differ.")(show)
eval_app.command(short_help="Write a run as an HTML page with its notes.")(report)
eval_app.command(short_help="Say what changed between two runs, and how sure that is.")(compare)
eval_app.command(short_help="Hold a run against its gates.")(gate)
eval_app.command(short_help="Keep the counts of a run for gates.")(baseline)
eval_app.command(short_help="Say what change a dataset can show.")(plan)
eval_app.command(short_help="Compare two people's labels.")(agreement)
eval_app.command(short_help="Check the labels of a dataset.")(lint)
eval_app.command(short_help="Read pairs of notes that differ in one fact.")(pairs)
eval_app.command(short_help="Write the requests of an evaluation as a batch file.")(requests)
eval_app.command(short_help="Score the answers of a batch.")(score)
eval_app.command(short_help="Say what each part of a prompt set is worth.")(ablate)
eval_app.command("import", short_help="Make a dataset of own notes.")(import_)
