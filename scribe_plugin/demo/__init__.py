"""Bundled encounters: invented records that show each alert at work, and one that is clean."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from scribe_plugin.contract import Encounter


@dataclass(frozen=True, slots=True)
class DemoCase:
    """One bundled encounter; ``lesson`` says in a sentence what it shows."""

    title: str
    lesson: str
    encounter: Encounter


def demo_cases() -> list[DemoCase]:
    """Return the bundled encounters in the order of the alerts; the clean one comes last."""
    folder = files("scribe_plugin.demo") / "cases"
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".toml")), key=lambda path: path.name)
    return [_case(path.read_text(encoding="utf-8")) for path in paths]


def _case(text: str) -> DemoCase:
    raw = tomllib.loads(text)
    return DemoCase(raw["title"], raw["lesson"], Encounter.from_json_object(raw["encounter"]))
