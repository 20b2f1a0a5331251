"""What differs between the prompt sets that two runs sent."""

from difflib import unified_diff
from pathlib import Path

from scribe_plugin.evaluation.records import PROMPT


def prompt_diff(first: Path, second: Path) -> list[str]:
    """Return the lines of a unified diff of the prompt files that two run folders keep."""
    ours, theirs = _files(first / PROMPT), _files(second / PROMPT)
    lines: list[str] = []
    for name in sorted(ours.keys() | theirs.keys()):
        before, after = ours.get(name, []), theirs.get(name, [])
        lines += unified_diff(before, after, f"{first.name}/{name}", f"{second.name}/{name}", lineterm="")
    return lines


def _files(folder: Path) -> dict[str, list[str]]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", errors="replace").splitlines()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
