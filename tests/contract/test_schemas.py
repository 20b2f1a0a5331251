"""The exported schemas: current, and the elements schema within the portable strict subset."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scribe_plugin import content, schemas
from scribe_plugin.contract import EMPTY_ELEMENTS, Elements
from tests.builders import make_elements

FORBIDDEN = {
    "oneOf",
    "allOf",
    "not",
    "const",
    "default",
    "format",
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "prefixItems",
    "patternProperties",
}
MAX_DEPTH = 5
MAX_PROPERTIES = 100


def inlined(node: Any, definitions: dict[str, Any]) -> Any:
    """Return the schema with every reference replaced by what it names."""
    if isinstance(node, list):
        return [inlined(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        assert set(node) == {"$ref"}, "a reference has siblings"
        return inlined(definitions[node["$ref"].removeprefix("#/$defs/")], definitions)
    return {key: inlined(value, definitions) for key, value in node.items() if key != "$defs"}


def objects(node: Any, depth: int = 1) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield every object schema with its level of nesting."""
    if isinstance(node, list):
        for item in node:
            yield from objects(item, depth)
    elif isinstance(node, dict):
        is_object = node.get("type") == "object"
        if is_object:
            yield node, depth
        for value in node.values():
            yield from objects(value, depth + is_object)


def keywords(node: Any, *, names: bool = False) -> Iterator[str]:
    """Yield every keyword in the schema; field names are none."""
    if isinstance(node, list):
        for item in node:
            yield from keywords(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if not names:
                yield key
            yield from keywords(value, names=not names and key in ("properties", "$defs"))


def breaches(schema: dict[str, Any]) -> list[str]:
    """Return what takes the schema out of the portable strict subset."""
    found = [f"keyword {key}" for key in sorted(set(keywords(schema)) & FORBIDDEN)]
    whole = inlined(schema, schema.get("$defs", {}))
    every = list(objects(whole))
    found += [f"depth {depth}" for _, depth in every if depth > MAX_DEPTH]
    if sum(len(item["properties"]) for item, _ in every) >= MAX_PROPERTIES:
        found.append("too many properties")
    for item, _ in every:
        if item.get("additionalProperties") is not False:
            found.append("an open object")
        if sorted(item.get("required", [])) != sorted(item["properties"]):
            found.append("an optional key")
    return found


def test_files_are_current() -> None:
    assert schemas.drift(content.folder("schemas")) == []


def test_the_elements_schema_is_portable() -> None:
    assert breaches(schemas.schema("elements")) == []


@pytest.mark.parametrize(
    ("path", "value", "breach"),
    [
        ("additionalProperties", True, "an open object"),
        ("required", ["approach"], "an optional key"),
        ("properties.fusion_documented.default", False, "keyword default"),
        ("properties.levels.oneOf", [], "keyword oneOf"),
        ("properties.fusion_documented.pattern", "x", "keyword pattern"),
    ],
)
def test_the_walk_notices_a_breach(path: str, value: Any, breach: str) -> None:
    broken = copy.deepcopy(schemas.schema("elements"))
    *parents, last = path.split(".")
    node = broken
    for name in parents:
        node = node[name]
    node.pop("$ref", None)
    node[last] = value
    assert breach in breaches(broken)


def test_the_walk_notices_depth_and_size() -> None:
    deep: dict[str, Any] = {"type": "string"}
    for _ in range(MAX_DEPTH + 1):
        deep = {"type": "object", "properties": {"a": deep}, "required": ["a"], "additionalProperties": False}
    assert "depth 6" in breaches(deep)
    names = [f"p{number}" for number in range(MAX_PROPERTIES)]
    wide = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in names},
        "required": names,
        "additionalProperties": False,
    }
    assert breaches(wide) == ["too many properties"]


def test_a_field_may_be_called_like_a_keyword() -> None:
    plain = schemas._plain({"properties": {"title": {"title": "Title", "const": "x"}}, "title": "T"})
    assert plain == {"properties": {"title": {"enum": ["x"]}}}


def test_export_and_check_agree(tmp_path: Path) -> None:
    assert len(schemas.export(tmp_path)) == len(schemas.MODELS)
    assert schemas.export(tmp_path) == []
    assert schemas.drift(tmp_path) == []
    for path in tmp_path.iterdir():
        assert path.read_text(encoding="utf-8").endswith("}\n")
        assert json.loads(path.read_text(encoding="utf-8"))["$id"].endswith(path.stem)


def test_drift_names_the_file(tmp_path: Path) -> None:
    schemas.export(tmp_path)
    (tmp_path / "charge.json").unlink()
    (tmp_path / "review.json").write_text("{}", encoding="utf-8")
    (tmp_path / "stray.json").write_text("{}", encoding="utf-8")
    assert schemas.drift(tmp_path) == [
        "charge.json is missing",
        "review.json differs from the model",
        "stray.json belongs to no model",
    ]


def test_empty_elements_name_every_key() -> None:
    assert Elements.model_validate(EMPTY_ELEMENTS).model_dump() == EMPTY_ELEMENTS
    assert make_elements() == Elements.empty()
