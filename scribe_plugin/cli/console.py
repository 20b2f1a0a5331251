"""The terminal: width, colours that may be off, icons that the encoding can carry, and text that cannot harm it."""

import re
import textwrap
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from scribe_plugin.contract import Evidence, NearMiss

MAX_WIDTH = 100
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Icons:
    """One mark for each state, and the signs that frame a quote."""

    critical: str
    warning: str
    info: str
    clear: str
    none: str
    fix: str
    rule: str
    dot: str
    opening: str
    closing: str
    cut: str
    times: str


_FANCY = Icons("✗", "!", "i", "✓", "–", "→", "─", "·", "“", "”", "…", "×")
_PLAIN = Icons("x", "!", "i", "+", "-", "->", "-", "|", '"', '"', "...", "x")

STYLES = {"critical": "bold red", "warning": "bold yellow", "info": "cyan", "clear": "green", "none": "dim"}
AUDIENCES = {"surgeon": "surgeon", "coder": "coder", "prior_auth": "prior auth"}


def make_console() -> Console:
    """Return a console for standard output, at most a hundred columns wide."""
    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, MAX_WIDTH)
    return console


def icons(console: Console) -> Icons:
    """Return the icons that the console's encoding can carry."""
    try:
        "".join(getattr(_FANCY, name) for name in Icons.__slots__).encode(console.encoding)
    except (UnicodeEncodeError, LookupError):
        return _PLAIN
    return _FANCY


def clean(text: str) -> str:
    """Return text of a record on one line, without control or direction characters."""
    return " ".join(_UNSAFE.sub(" ", text).split())


def quote(evidence: Evidence | NearMiss, signs: Icons, limit: int = 200) -> str:
    """Return one quote with its document, cut at ``limit`` characters."""
    words = clean(evidence.quote)
    if len(words) > limit:
        room = limit - len(signs.cut)
        blank = words.rfind(" ", room // 2, room + 1)
        words = words[: blank if blank > 0 else room].rstrip(" ,;") + signs.cut
    return f"{signs.opening}{words}{signs.closing} ({clean(evidence.document)})"


def icon_text(state: str, signs: Icons) -> Text:
    """Return the icon of a severity or state in its colour."""
    return Text(getattr(signs, state), style=STYLES[state])


def heading(title: str, console: Console, signs: Icons) -> Text:
    """Return a heading line as wide as the page."""
    line = signs.rule * max(0, console.width - len(title) - 1)
    return Text.assemble((title, "bold"), " ", (line, "dim"))


def print_indented(console: Console, text: str, style: str = "", indent: int = 2) -> None:
    """Print text wrapped and indented, without the blanks that would fill each line."""
    for line in textwrap.wrap(text, console.width - indent, break_on_hyphens=False):
        console.print(Text(" " * indent + line, style=style))
