"""``python -m scribe_plugin.evaluation DATASET.jsonl [--misses NAME] [--labels]``: score the embedded reader."""

import argparse
import sys
from pathlib import Path

from scribe_plugin.contract import Elements, Encounter, InputError, LabelledNote
from scribe_plugin.evaluation.dataset import lint, load
from scribe_plugin.evaluation.score import Reader, score
from scribe_plugin.evaluation.table import render, render_misses


def main(arguments: list[str] | None = None) -> int:
    """Print the score of the embedded reader on a dataset and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scribe_plugin.evaluation", description=__doc__)
    parser.add_argument("dataset", type=Path, help="labelled notes, one JSON object a line")
    parser.add_argument("--misses", metavar="NAME", help="list the notes that differ on a field, alert or finding code")
    parser.add_argument(
        "--labels",
        action="store_true",
        help="take the labels as the reading: every difference is then between labelled and derived findings",
    )
    options = parser.parse_args(arguments)
    try:
        notes = load(options.dataset)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    for note in notes:
        for problem in lint(note):
            print(f"{note.id}: {problem}", file=sys.stderr)
    result = score(notes, _labels(notes) if options.labels else _embedded())
    try:
        print(render_misses(result, options.misses) if options.misses else render(result))
    except KeyError:
        print(f"nothing scored is called {options.misses!r}; take a name from the tables", file=sys.stderr)
        return 2
    return 0


def _labels(notes: list[LabelledNote]) -> Reader:
    """Return the reader that answers with the labels."""
    gold = {id(note.encounter): note.gold.elements for note in notes}
    return lambda encounter: gold[id(encounter)]


def _embedded() -> Reader:
    from scribe_plugin.extraction.embedded import read

    def reader(encounter: Encounter) -> Elements:
        return read(encounter).elements

    return reader


if __name__ == "__main__":
    sys.exit(main())
