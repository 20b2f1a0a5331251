"""The prior authorization packet: what the record shows of what a payer asks for, and what is missing."""

from scribe_plugin.packet.build import build_packet
from scribe_plugin.packet.formats import FORMATS, check_format, render

__all__ = ["FORMATS", "build_packet", "check_format", "render"]
