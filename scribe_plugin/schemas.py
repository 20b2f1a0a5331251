"""JSON Schema of the contract's documents, exported from the models and compared with the files in ``schemas/``.

The elements schema keeps to the subset that strict structured output takes everywhere: closed objects, every key
required, no ``oneOf``, ``const``, ``default``, ``format``, ``pattern`` or bounds.
"""

import json
from pathlib import Path
from typing import Any, Literal

from scribe_plugin.contract import SCHEMA_VERSION, Charge, Elements, Encounter, LabelledNote, Model, Review

Mode = Literal["validation", "serialization"]

MODELS: dict[str, tuple[type[Model], Mode]] = {
    "charge": (Charge, "validation"),
    "elements": (Elements, "validation"),
    "encounter": (Encounter, "validation"),
    "labelled_note": (LabelledNote, "validation"),
    "review": (Review, "serialization"),
}
"""Every exported schema: what is read is described as it may be given, what is written as it is."""


def schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema of one document of the contract."""
    model, mode = MODELS[name]
    body = _plain(model.model_json_schema(mode=mode))
    return {
        "$id": f"urn:alif-scribe:schema:{SCHEMA_VERSION}:{name}",
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **body,
    }


def text(name: str) -> str:
    """Return the content of a schema file; fields keep the order in which a constrained model writes them."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def export(folder: Path) -> list[Path]:
    """Write every schema into ``folder`` and return the files that changed."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for name in MODELS:
        path = folder / f"{name}.json"
        if _content(path) != text(name):
            path.write_text(text(name), encoding="utf-8")
            changed.append(path)
    return changed


def drift(folder: Path) -> list[str]:
    """Return one sentence for every schema file that is missing, differs from its model or has none."""
    problems = []
    for name in MODELS:
        content = _content(folder / f"{name}.json")
        if content is None:
            problems.append(f"{name}.json is missing")
        elif content != text(name):
            problems.append(f"{name}.json differs from the model")
    strays = sorted(path.name for path in folder.glob("*.json") if path.stem not in MODELS)
    return problems + [f"{name} belongs to no model" for name in strays]


def _content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _plain(node: Any, *, names: bool = False) -> Any:
    """Drop generated titles and write single constants as one-value enums; ``names`` marks a map of field names."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain: dict[str, Any] = {}
    for key, value in node.items():
        if names:
            plain[key] = _plain(value)
        elif key == "const":
            plain["enum"] = [value]
        elif key != "title":
            plain[key] = _plain(value, names=key in ("properties", "$defs"))
    return plain
