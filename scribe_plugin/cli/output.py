"""Machine-readable output."""

import sys
from collections.abc import Iterable


def write_lines(lines: Iterable[str]) -> None:
    """Write lines as UTF-8, whatever the terminal's encoding."""
    write_text("".join(f"{line}\n" for line in lines))


def write_text(text: str) -> None:
    """Write text as UTF-8, whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
