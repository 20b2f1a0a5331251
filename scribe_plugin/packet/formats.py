"""The formats that a packet can be written in."""

from collections.abc import Callable

from scribe_plugin.contract import InputError, Packet
from scribe_plugin.packet import html, markdown

FORMATS = ("md", "html", "json", "pdf", "fhir")
"""Every format that the command line names; the last two are not written yet."""


def _json(packet: Packet) -> str:
    return packet.model_dump_json(indent=2) + "\n"


_WRITERS: dict[str, Callable[[Packet], str]] = {"md": markdown.render, "html": html.render, "json": _json}


def check_format(output_format: str) -> None:
    """Refuse a format that is not known or cannot be written yet.

    Raises:
        InputError: the message names the formats that can be written.
    """
    if output_format not in FORMATS:
        msg = f"packet format {output_format!r} is not known; choose one of {', '.join(_WRITERS)}"
        raise InputError(msg)
    if output_format not in _WRITERS:
        msg = f"the packet cannot be written as {output_format} yet; choose one of {', '.join(_WRITERS)}"
        raise InputError(msg)


def render(packet: Packet, output_format: str) -> str:
    """Return the packet as text.

    Raises:
        InputError: the format is not known or cannot be written yet.
    """
    check_format(output_format)
    return _WRITERS[output_format](packet)
