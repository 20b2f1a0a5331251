"""Making a new prompt set of an existing one, and comparing two."""

import re
from collections.abc import Iterator
from datetime import date
from difflib import unified_diff
from pathlib import Path

from scribe_plugin.contract.errors import PromptError
from scribe_plugin.extraction.llm.prompts.files import MANIFEST
from scribe_plugin.extraction.llm.prompts.manifest import read_manifest
from scribe_plugin.extraction.llm.prompts.prompt_set import PromptSet

_TOP_KEY = r'(?m)^({key}[ \t]*=[ \t]*)(?:"[^"\n]*"|\'[^\'\n]*\')'


def copy_as_draft(source: PromptSet, target: Path, *, by: str, today: date) -> Path:
    """Copy a set to a new folder, as a draft whose change log says where it comes from.

    Args:
        source: the set to copy.
        target: the new folder; it may exist when it is empty.
        by: who makes the copy.
        today: the date of the log entry.

    Raises:
        PromptError: the folder holds something, cannot be written or has no usable name.
    """
    folder = target.expanduser().absolute()
    manifest = _manifest(source, folder.name, by, today)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            msg = f"{target} holds files already; give a new folder"
            raise PromptError(msg)
        for name, text in source.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(manifest if name == MANIFEST else text, encoding="utf-8", newline="")
    except OSError as error:
        msg = f"{target} cannot be written ({type(error).__name__}); give a folder that you may write to"
        raise PromptError(msg) from None
    return folder


def _manifest(source: PromptSet, name: str, by: str, today: date) -> str:
    """Return the copy's prompt.toml: comments and settings stay, name, status and log change."""
    top, bracket, tables = source.files[MANIFEST].partition("\n[")
    top = re.sub(_TOP_KEY.format(key="name"), lambda match: match[1] + _toml(name), top, count=1)
    top = re.sub(_TOP_KEY.format(key="status"), r'\1"draft"', top, count=1)
    what = f"Copied from {source.name}, sha256 {source.sha256[:12]}."
    entry = f"\n[[changes]]\ndate = {today.isoformat()}\nby = {_toml(by)}\nwhat = {_toml(what)}\n"
    text = top + bracket + tables.rstrip() + "\n" + entry
    try:
        manifest = read_manifest(text, MANIFEST)
    except PromptError:
        msg = f"a folder called {name!r} or an author called {by!r} cannot be used; use letters, digits, dots, - and _"
        raise PromptError(msg) from None
    if (manifest.name, manifest.status) != (name, "draft"):
        msg = f"{source.label}/{MANIFEST} cannot be copied; write name and status as plain keys at its top"
        raise PromptError(msg)
    return text


def _toml(text: str) -> str:
    plain = "".join(character for character in text if character.isprintable())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def differences(first: PromptSet, second: PromptSet) -> Iterator[str]:
    """Yield the lines of a unified diff over all files of two sets, by file name."""
    for name in sorted({*first.files, *second.files}):
        before, after = (one.files.get(name, "").splitlines() for one in (first, second))
        yield from unified_diff(before, after, f"{first.label}/{name}", f"{second.label}/{name}", lineterm="")
