"""The parts of a prompt set that can be left out one at a time, found without any Python.

``device``             the partial ``elements/device.j2``
``device.examples``    its example lines, ``- words -> value``
``example.NAME``       the worked example ``examples/NAME.json``
``rule.3``             the third numbered line of ``system.j2``
any other name         what stands between ``{# block: name #}`` and ``{# end #}`` in templates; the same name in several places
                       is one block
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from scribe_plugin.contract import PromptError

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.prompts import PromptSet

_MARK = re.compile(
    r"(?:^[ \t]*)?\{#-?[ \t]*(?:block:[ \t]*(?P<name>[^#\n]*?)|(?P<end>end))[ \t]*-?#\}\n?", re.MULTILINE
)
"""With the white space that the template language takes away with a comment."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")
_RULE = re.compile(r"(\d+)\. ")
_LOGIC = ("{%", "{#")
"""A line with these is part of a template's structure and is never left out by itself."""


@dataclass(frozen=True, slots=True)
class Block:
    """One part: its name, what it is, and the files as they are without it; None is a file left out."""

    name: str
    what: str
    files: Mapping[str, str | None]


def find_blocks(prompt: "PromptSet") -> list[Block]:
    """Return the blocks of a prompt set: partials, their examples, worked examples, rules, marked ones.

    Raises:
        PromptError: a mark has no end or no usable name, stands inside another, or takes the name of another block.
    """
    found = [*_partials(prompt.files), *_examples(prompt.files), *_rules(prompt.files["system.j2"])]
    marked = _marked(prompt.files, prompt.label)
    taken = {block.name for block in found}
    for block in marked:
        if block.name in taken:
            msg = f"{prompt.label} marks a block {block.name!r}, which is the name of {block.what!r}; call it otherwise"
            raise PromptError(msg)
    return [*found, *marked]


def choose_blocks(prompt: "PromptSet", names: list[str]) -> list[Block]:
    """Return the blocks of these names, or all.

    Raises:
        PromptError: there is no such block, or none at all.
    """
    blocks = {block.name: block for block in find_blocks(prompt)}
    for name in names:
        if name not in blocks:
            msg = f"{prompt.label} has no block {name!r}; choose of {', '.join(blocks)}"
            raise PromptError(msg)
    return [blocks[name] for name in dict.fromkeys(names)] if names else list(blocks.values())


def _partials(files: Mapping[str, str]) -> Iterator[Block]:
    for file, text in files.items():
        path = PurePosixPath(file)
        if path.parent.as_posix() != "elements" or path.suffix != ".j2":
            continue
        yield Block(_plain(path.stem), f"all of {file}", {file: ""})
        lines = text.splitlines(keepends=True)
        kept = [line for line in lines if not _is_example(line)]
        if len(kept) < len(lines):
            yield Block(f"{_plain(path.stem)}.examples", f"example lines of {file}", {file: "".join(kept)})


def _is_example(line: str) -> bool:
    return line.startswith("- ") and " -> " in line and not any(sign in line for sign in _LOGIC)


def _examples(files: Mapping[str, str]) -> Iterator[Block]:
    for file in files:
        path = PurePosixPath(file)
        if path.parent.as_posix() == "examples":
            yield Block(f"example.{_plain(path.stem)}", file, {file: None})


def _rules(text: str) -> Iterator[Block]:
    """Yield the numbered lines; a number that comes again, in another list, is left alone."""
    lines = text.splitlines(keepends=True)
    seen: set[str] = set()
    for place, line in enumerate(lines):
        match = _RULE.match(line)
        if match and match[1] not in seen and not any(sign in line for sign in _LOGIC):
            seen.add(match[1])
            kept = "".join(lines[:place] + lines[place + 1 :])
            yield Block(f"rule.{match[1]}", f"line {place + 1} of system.j2", {"system.j2": kept})


def _marked(files: Mapping[str, str], label: str) -> list[Block]:
    places: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for file, text in files.items():
        if file.endswith(".j2"):
            for name, start, end in _spans(text, f"{label}/{file}"):
                places.setdefault(name, {}).setdefault(file, []).append((start, end))
    return [
        Block(name, f"marked in {', '.join(spans)}", {file: _cut(files[file], cuts) for file, cuts in spans.items()})
        for name, spans in places.items()
    ]


def _spans(text: str, file: str) -> Iterator[tuple[str, int, int]]:
    """Yield the name, start and end of every marked block, marks and their line ends included."""
    name, start = "", 0
    for mark in _MARK.finditer(text):
        line = text.count("\n", 0, mark.start()) + 1
        if mark["end"]:
            if not name:
                msg = f"{file}, line {line}: {{# end #}} ends no block; remove it"
                raise PromptError(msg)
            yield name, start, mark.end()
            name = ""
            continue
        if name:
            msg = f"{file}, line {line}: a block begins inside {name!r}; end that one first"
            raise PromptError(msg)
        if not _NAME.fullmatch(mark["name"]):
            msg = f"{file}, line {line}: a block needs a name of letters, digits, - and _; write {{# block: name #}}"
            raise PromptError(msg)
        name, start = mark["name"], mark.start()
    if name:
        msg = f"{file}: block {name!r} has no {{# end #}}; add it"
        raise PromptError(msg)


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


def _plain(stem: str) -> str:
    """Return a file's name as a block may be called."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-") or "unnamed"
