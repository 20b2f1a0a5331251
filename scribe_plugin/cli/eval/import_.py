"""``alif-scribe eval import``: a hospital's own notes and their labels as a dataset."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from scribe_plugin.contract import Elements
    from scribe_plugin.evaluation.import_rows import Given


def import_(
    source: Annotated[Path, typer.Argument(help="A .jsonl, .csv, .tsv or .txt file, or a folder of .txt files.")],
    out: Annotated[Path, typer.Option(metavar="DATASET", help="Dataset to write; it will hold the notes.")],
    labels: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Labels file, once a person has corrected it.")
    ] = None,
    starter: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Labels file to begin with.", show_default="DATASET with .labels.csv"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write DATASET over what is there.")] = False,
) -> None:
    """Make a dataset of own notes; nothing leaves this machine.

    First time: a labels file is written, filled in by the embedded reader, one row a field or quote, for a spreadsheet.
    Correct it, write yes into the row checked of each note, and give the command again with --labels. Findings are worked out.
    Notes that bring their labels (JSON lines) become a dataset at once; --starter puts their labels into a file to edit.

    CSV needs the columns id and text. It may have document, kind, date_of_service, setting, policy, charge (22558-62; 22585 x2),
    icd10_pcs, icd10_cm, tags and family; rows of one id with a document or kind are one encounter. In a folder, each file is a
    note and each folder an encounter whose files are called like their kinds (operative_note.txt, clinic_note.txt).
    """
    from scribe_plugin.cli.eval.output import write_plain
    from scribe_plugin.cli.eval.run import tell
    from scribe_plugin.contract import DatasetError, LabelledNote
    from scribe_plugin.evaluation.importing import as_lines, read_source, write_private
    from scribe_plugin.evaluation.labels_file import write_labels
    from scribe_plugin.evaluation.labels_read import read_labels

    if labels is not None and starter is not None:
        msg = "--starter begins a labels file and --labels reads a corrected one; give one of the two"
        raise DatasetError(msg)
    if out.resolve() in (source.resolve(), labels.resolve() if labels else None):
        msg = f"{out} is what is read; give another file for the dataset"
        raise DatasetError(msg)
    found = read_source(source)
    notices, given = found.notices, found.notes
    again = ["alif-scribe", "eval", "import", str(source), "--out", str(out), "--labels"]
    if labels is not None:
        notes, more = read_labels(labels, given)
        notices = [*notices, *more]
    elif starter is None and all(note.gold for note in given):
        notes = [
            LabelledNote(id=note.id, encounter=note.encounter, gold=note.gold, tags=list(note.tags), family=note.family)
            for note in given
            if note.gold
        ]
    else:
        target = starter or out.with_suffix(".labels.csv")
        if target.exists():
            msg = f"{target} is there already and may hold corrections; go on with --labels, or move it away"
            raise DatasetError(msg)
        write_private(target, write_labels(given, [_filled(note) for note in given]))
        for notice in notices:
            tell(notice)
        write_plain(
            f"{len(given)} notes; their labels to correct are in {target}. Then: {shlex.join([*again, str(target)])}\n"
        )
        return
    write_private(out, as_lines(notes), replace=force)
    for notice in notices:
        tell(notice)
    write_plain(
        f"{len(notes)} labelled notes in {out}; check them with alif-scribe eval lint {shlex.quote(str(out))}\n"
    )


def _filled(note: "Given") -> "Elements":
    """Return the labels of a note, or what the embedded reader makes of it."""
    from scribe_plugin.pipeline import review

    return note.gold.elements if note.gold else review(note.encounter, extractor="embedded").elements
