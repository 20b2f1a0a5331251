"""Pages from templates: escaped throughout, without scripts, and with a policy that lets nothing in from outside."""

import os
import re
import tempfile
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scribe_plugin.contract import ELEMENT_NAMES, InputError
from scribe_plugin.evaluation.report import figures

_TEMPLATES = Path(__file__).with_name("templates")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DIRECTIONS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_JOINT = re.compile(r"([._\-/])(?=[^\W\d])")


def render(template: str, **context: Any) -> str:
    """Return a page.

    Args:
        template: its file below ``templates``.
        context: what it shows; texts are escaped whatever they hold.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "percent": figures.percent,
        "bounds": figures.bounds,
        "signed": figures.signed,
        "p": figures.p_value,
        "seconds": figures.seconds,
        "words": breakable,
        "plain": plain,
        "counted": counted,
    }
    style = Markup((_TEMPLATES / "style.css").read_text("utf-8"))  # noqa: S704  (a file of the package)
    shared = {"style": style, "groups": ELEMENT_NAMES, "dot": figures.dot, "drawing": figures.drawing}
    return environment.get_template(template).render(**shared, **context)


def plain(text: object) -> str:
    """Return text in which characters that steer a display are seen instead of obeyed."""
    return _DIRECTIONS.sub("\N{SYMBOL FOR SUBSTITUTE FORM TWO}", _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", str(text)))


def breakable(text: object) -> Markup:
    """Return a long name that may be broken after its dots, dashes and underscores."""
    parts = _JOINT.split(plain(text))  # names and joints by turns
    return Markup().join(Markup("{}<wbr>").format(part) if place % 2 else part for place, part in enumerate(parts))


def counted(number: int, thing: str) -> str:
    """Return a number of things: ``1 note``, ``2 notes``, ``2 misses``."""
    plural = thing + ("es" if thing.endswith("s") else "s")
    return f"{number:,} {thing if number == 1 else plural}"


def write_page(path: Path, page: str) -> None:
    """Write a page whole, readable by its owner alone: it holds the text of notes.

    Raises:
        InputError: it cannot be written.
    """
    try:
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".page-", suffix=".new")  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as stream:
                stream.write(page)
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        msg = f"{path} cannot be written ({error.strerror or type(error).__name__}); give another file"
        raise InputError(msg) from None
