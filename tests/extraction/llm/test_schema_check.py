"""The schema check against the elements' own schema and against what it has to notice."""

import copy
import json
from typing import Any

import pytest

from scribe_plugin.contract import EMPTY_ELEMENTS, Elements
from scribe_plugin.extraction.llm.schema_check import LIMIT, violations
from scribe_plugin.schemas import schema

ELEMENTS = schema("elements")


def test_elements_keep_their_schema(elements: Elements) -> None:
    assert violations(elements.model_dump(mode="json"), ELEMENTS) == ()
    assert violations(EMPTY_ELEMENTS, ELEMENTS) == ()


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("levels.titled.0", "L9-L10", "schema.enum"),
        ("levels.stated_count", "two", "schema.anyOf"),
        ("levels.stated_count", True, "schema.anyOf"),
        ("fusion_documented", 1, "schema.type"),
        ("device.devices.0.kind", "rod", "schema.enum"),
        ("device.devices.0", None, "schema.type"),
        ("necessity.conservative_treatments.0.duration_weeks", "12", "schema.anyOf"),
        ("access.evidence", {}, "schema.type"),
        ("access", [], "schema.type"),
    ],
)
def test_a_wrong_value_is_named_by_its_place(elements: Elements, path: str, value: Any, rule: str) -> None:
    document = elements.model_dump(mode="json")
    *parents, last = path.split(".")
    node: Any = document
    for part in parents:
        node = node[int(part) if part.isdigit() else part]
    node[int(last) if last.isdigit() else last] = value
    assert [(item.path, item.rule) for item in violations(document, ELEMENTS)] == [(path, rule)]


def test_every_missing_key_is_noticed(elements: Elements) -> None:
    document = elements.model_dump(mode="json")
    for group in ("approach", "levels", "device", "posterior", "necessity", "access"):
        for key in document[group]:
            broken = copy.deepcopy(document)
            del broken[group][key]
            assert [item.path for item in violations(broken, ELEMENTS)] == [f"{group}.{key}"]


def test_a_key_too_many_is_noticed_and_not_repeated(elements: Elements) -> None:
    document = elements.model_dump(mode="json")
    document["levels"]["Jane Roe"] = 1
    (problem,) = violations(document, ELEMENTS)
    assert (problem.path, problem.rule) == ("levels", "schema.additional")
    assert "Jane" not in repr(problem)


def test_complaints_are_bounded() -> None:
    assert len(violations([1] * 1000, {"type": "array", "items": {"type": "string"}})) == LIMIT


def test_numbers_and_the_nearest_form() -> None:
    form = {"anyOf": [{"type": "object", "properties": {"a": {"type": "integer"}}}, {"type": "null"}]}
    assert violations(None, form) == ()
    assert [item.path for item in violations({"a": 1.5}, form)] == ["a"]
    assert violations(3, {"type": "number"}) == ()
    assert violations(3, {"type": ["string", "integer"]}) == ()
    assert violations("x", {"type": ["null", "integer"]})[0].message == "has to be of type null or integer"
    assert violations(1, {"enum": [True]})[0].rule == "schema.enum"


def test_a_keyword_that_is_not_checked_is_no_silent_pass() -> None:
    with pytest.raises(ValueError, match="minimum"):
        violations(1, {"type": "integer", "minimum": 3})
    assert json.dumps(ELEMENTS)
