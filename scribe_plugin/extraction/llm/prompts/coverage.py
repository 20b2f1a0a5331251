"""Whether a prompt set explains the whole form: every field and every closed value, where a reader looks for it."""

import re
from collections.abc import Iterator
from typing import Any

from scribe_plugin import schemas
from scribe_plugin.contract import ELEMENT_NAMES
from scribe_plugin.extraction.llm.prompts.files import PARTIALS
from scribe_plugin.extraction.llm.prompts.prompt_set import PromptSet
from scribe_plugin.extraction.llm.prompts.templates import plain_words

FORM = "form"
"""Name of the group of fields that belong to no element."""

_BACKTICKS = re.compile(r"`([^`\n]+)`")
_QUOTES = re.compile(r'"([^"\n]+)"|“([^”\n]+)”')
_SEPARATORS = re.compile(r"\s*[|,]\s*")


def unexplained(prompt: PromptSet) -> dict[str, list[str]]:
    """Return, for each element and for the form itself, the fields and closed values that no words explain.

    A term counts as explained when it stands in backticks or quotes in the element's partial or in ``system.j2``.

    Raises:
        PromptError: a template cannot be rendered.
    """
    schema = schemas.schema("elements")
    shared = _terms_said(plain_words(prompt.environment, "system.j2"))
    top = {name: node for name, node in schema["properties"].items() if name not in ELEMENT_NAMES}
    wanted = {FORM: {*schema["properties"], *_terms({"properties": top}, schema)}}
    missing = {FORM: sorted(wanted[FORM] - shared - _said_by_partials(prompt))}
    for name in ELEMENT_NAMES:
        said = shared | _terms_said(prompt.partial(PARTIALS[name]))
        missing[name] = sorted(set(_terms(schema["properties"][name], schema)) - said)
    return missing


def _said_by_partials(prompt: PromptSet) -> set[str]:
    """Return the element names that head their own partial."""
    return {name for name in ELEMENT_NAMES if name in _terms_said(prompt.partial(PARTIALS[name]))}


def _terms(node: Any, schema: dict[str, Any]) -> Iterator[str]:
    """Yield the field names and closed values below a schema node."""
    if isinstance(node, list):
        for item in node:
            yield from _terms(item, schema)
    elif isinstance(node, dict):
        if "$ref" in node:
            yield from _terms(schema["$defs"][node["$ref"].rpartition("/")[2]], schema)
        yield from node.get("properties", {})
        yield from node.get("enum", ())
        for item in node.get("properties", {}).values():
            yield from _terms(item, schema)
        yield from _terms([node[key] for key in ("items", "anyOf") if key in node], schema)


def _terms_said(text: str) -> set[str]:
    spans = _BACKTICKS.findall(text)
    quoted = {first or second for first, second in _QUOTES.findall(text)}
    return quoted | set(spans) | {term for span in spans for term in _SEPARATORS.split(span)}
