"""A tiny folder of pairs."""

from collections.abc import Callable
from pathlib import Path

import pytest

KINDS = """
"separate plate" = ["device.separate_plate"]
tobacco = ["necessity.tobacco"]
charge = []
"""
SURFACE = """
[abbreviation]
"anterior lumbar interbody fusion" = "ALIF"
[dictation]
"disc" = "disk"
[misspelling]
"surgeon" = "surgon"
[boilerplate]
before = "Printed.\\n"
[template]
after = "\\n[ ] Plate\\n"
"""
BASE = """
[[base]]
id = "one"
charge = ["22558", "22853"]
text = '''
Anterior lumbar interbody fusion L5-S1. Supine, retroperitoneal. The disc was removed and a PEEK cage placed at L5-S1. {plate|No separate plate.}

{tob|Never smoker.}
'''
[base.gold]
fusion_documented = true
approach = { titled = "anterior", described = "anterior", corridor = "retroperitoneal", position = "supine" }
levels = { titled = "L5-S1", described = "L5-S1" }
device = { devices = ["L5-S1 cage"], separate_plate = "absent" }
necessity.tobacco = "never"
"""
PLATE = """
[[base.change]]
name = "plate"
kind = "separate plate"
text = { plate = "A separate anterior plate was placed." }
gold = { device.separate_plate = "present" }
"""
REWORDED = """
[[base.change]]
name = "said-otherwise"
kind = "rewording"
text = { tob = "Has never smoked." }
"""
CHARGED = """
[[base.change]]
name = "62"
kind = "charge"
charge = ["22558-62", "22853"]
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a folder of pairs and return it."""

    def make(base: str = BASE + PLATE + REWORDED + CHARGED, kinds: str = KINDS, surface: str = SURFACE) -> Path:
        (tmp_path / "kinds.toml").write_text(kinds, encoding="utf-8")
        (tmp_path / "surface.toml").write_text(surface, encoding="utf-8")
        (tmp_path / "short.toml").write_text(base, encoding="utf-8")
        return tmp_path

    return make
