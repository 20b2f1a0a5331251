"""Builders shared by the tests."""

import copy
from typing import Any

from scribe_plugin.contract import EMPTY_ELEMENTS, Elements

NOTE = """\
PROCEDURE: Anterior lumbar interbody fusion L5-S1.

INDICATIONS: Spondylolisthesis at L5-S1 with twelve weeks of failed physical therapy. MRI showed grade 1 anterolisthesis \
at L5-S1. She cannot stand for ten minutes.

DESCRIPTION: Supine. A retroperitoneal approach was made. The L5-S1 disc was removed and a PEEK cage with integrated \
screws was placed.
"""


def put(tree: dict[str, Any], path: str, value: Any) -> None:
    """Set ``value`` at the dotted ``path`` of nested dictionaries."""
    *parents, last = path.split(".")
    for name in parents:
        tree = tree[name]
    tree[last] = value


def make_elements(**values: Any) -> Elements:
    """Return empty elements with values set: ``make_elements(approach__titled=["anterior"])``."""
    tree: dict[str, Any] = copy.deepcopy(EMPTY_ELEMENTS)
    for path, value in values.items():
        put(tree, path.replace("__", "."), value)
    return Elements.model_validate(tree)
