"""What the evaluation commands print and write."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scribe_plugin.evaluation.records import Manifest
    from scribe_plugin.evaluation.summary import Summary

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def show(summary: "Summary", manifest: "Manifest", *, as_json: bool = False, as_markdown: bool = False) -> None:
    """Print a summary."""
    from scribe_plugin.evaluation import tables

    if as_json:
        said = summary.model_dump_json(indent=2) + "\n"
    elif as_markdown:
        said = tables.as_markdown(summary, manifest)
    else:
        said = tables.as_text(summary, manifest)
    write_plain(said)


def write_plain(text: str) -> None:
    """Print text; characters that would steer a terminal are left out."""
    from scribe_plugin.cli.output import write_text

    write_text(_CONTROLS.sub("", text))


def write_file(path: Path, text: str) -> None:
    """Write a file that was asked for.

    Raises:
        InputError: it cannot be written.
    """
    from scribe_plugin.contract import InputError

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        msg = f"{path} cannot be written ({error.strerror or type(error).__name__}); give another file"
        raise InputError(msg) from None
