"""The packet as one self-contained HTML page, without scripts or outside resources."""

import html as markup
from collections.abc import Iterator

from scribe_plugin.contract import Packet
from scribe_plugin.packet.sections import Section, clean, facts, sections

_STYLE = (
    "body{font:11pt/1.4 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#111}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #888;padding:.3em .5em;text-align:left;vertical-align:top}"
    "th{background:#eee}h2{margin:1.4em 0 .4em}dt{font-weight:bold;float:left;clear:left;width:9em}"
    "dd{margin:0 0 .2em 9em}@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}"
)


def escape(text: str) -> str:
    """Return text on one line in which nothing is read as HTML."""
    return markup.escape(clean(text))


def render(packet: Packet) -> str:
    """Return the packet as an HTML document."""
    return "\n".join(_page(packet)) + "\n"


def _page(packet: Packet) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Prior authorization packet {escape(packet.encounter_id)}</title>\n<style>{_STYLE}</style>\n</head>"
    yield "<body>\n<h1>Prior authorization packet</h1>\n<dl>"
    for label, value in facts(packet):
        yield f"<dt>{label}</dt><dd>{escape(value)}</dd>"
    yield "</dl>"
    for section in sections(packet):
        yield from _section(section)
    yield "<p>Filled from the record by ALIF Scribe; check every line against the chart before sending.</p>"
    yield "</body>\n</html>"


def _section(section: Section) -> Iterator[str]:
    yield f"<h2>{escape(section.title)}</h2>"
    if section.note:
        yield f"<p>{escape(section.note)}</p>"
    if section.rows:
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in section.header)
        yield f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>"
        for row in section.rows:
            yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
        yield "</tbody>\n</table>"
    if section.items:
        yield "<ul>"
        for item in section.items:
            yield f"<li>{escape(item)}</li>"
        yield "</ul>"
