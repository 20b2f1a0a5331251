"""The packet as Markdown that reads well as plain text too."""

import re
from collections.abc import Iterator

from scribe_plugin.contract import Packet
from scribe_plugin.packet.sections import Section, clean, facts, sections

_MARKUP = re.compile(r"([\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_]))")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape(text: str) -> str:
    """Return text on one line in which nothing is read as Markdown or HTML."""
    text = re.sub(r"[&<>]", lambda match: _ENTITIES[match.group()], clean(text))
    text = _MARKUP.sub(r"\\\1", text)
    return re.sub(r"^(\s*)([#+-]|\d+[.)])(?=\s)", r"\1\\\2", text)


def render(packet: Packet) -> str:
    """Return the packet as Markdown."""
    lines = ["# Prior authorization packet", ""]
    lines += [f"- **{label}:** {escape(value)}" for label, value in facts(packet)]
    for section in sections(packet):
        lines += ["", f"## {escape(section.title)}", "", *_section(section)]
    lines += ["", "Filled from the record by ALIF Scribe; check every line against the chart before sending."]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    if section.note:
        yield escape(section.note)
    if section.note and (section.rows or section.items):
        yield ""
    if section.rows:
        yield f"| {' | '.join(section.header)} |"
        yield f"|{'|'.join(' --- ' for _ in section.header)}|"
        for row in section.rows:
            yield f"| {' | '.join(escape(cell) for cell in row)} |"
    for item in section.items:
        yield f"- [ ] {escape(item)}"
