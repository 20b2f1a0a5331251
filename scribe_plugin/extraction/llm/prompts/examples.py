"""Worked examples of a prompt set: documents and the elements that a careful reader fills from them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from scribe_plugin.contract import EMPTY_ELEMENTS, Document, Elements, Encounter, EncounterError, Model
from scribe_plugin.contract.errors import PromptError, first_problem
from scribe_plugin.contract.evidence import evidence_of
from scribe_plugin.extraction.llm.prompts.fences import FencedDocument, fenced


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example as templates see it; ``elements`` is compact JSON in the order of the schema."""

    name: str
    documents: tuple[FencedDocument, ...]
    elements: str


class _File(Model):
    documents: list[Document]
    elements: Elements


def read_example(data: bytes, file: str) -> Example:
    """Return the worked example; ``file`` is its name in messages.

    Raises:
        PromptError: it breaks the contract, or a value has no verbatim quote in its own documents.
    """
    given = _read(data, file)
    try:
        documents = Encounter(id="example", documents=given.documents).documents
    except (EncounterError, ValidationError):
        msg = f"{file} needs at least one document with text, each with its own id; correct its documents"
        raise PromptError(msg) from None
    texts = {item.id: item.text for item in documents}
    for path, evidence in evidence_of(given.elements):
        if not evidence.quote.strip() or evidence.quote not in texts.get(evidence.document, ""):
            msg = f"{file} does not ground: a quote of {path} is not in its document; copy it character for character"
            raise PromptError(msg)
    for path in _unsupported(given.elements):
        msg = f"{file} does not ground: {path} has values and no quote; add a quote to its evidence"
        raise PromptError(msg)
    return Example(file.rpartition("/")[2], fenced(documents), given.elements.model_dump_json())


def _read(data: bytes, file: str) -> _File:
    try:
        return _File.model_validate(json.loads(data.decode("utf-8-sig")))
    except json.JSONDecodeError as error:
        msg = f"{file} is not valid JSON at line {error.lineno} column {error.colno}; correct that place"
    except RecursionError:
        msg = f"{file} is nested too deeply; write documents and elements only"
    except ValidationError as error:
        msg = f"{file} breaks the contract at {first_problem(error)}; correct that value"
    raise PromptError(msg)


def _unsupported(elements: Elements) -> Iterator[str]:
    """Yield the path of every group and list item that states something without a single quote."""
    for name, empty in EMPTY_ELEMENTS.items():
        group = getattr(elements, name)
        if not isinstance(empty, dict):
            continue
        values = {key: getattr(group, key) for key in empty if key != "evidence"}
        if any(value != empty[key] for key, value in values.items()) and not any(evidence_of(group)):
            yield name
        for key, value in values.items():
            items = value if isinstance(value, list) else []
            yield from (f"{name}.{key}.{at}" for at, item in enumerate(items) if getattr(item, "evidence", None) == [])
