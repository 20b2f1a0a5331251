"""Asking the fake server about a whole note through everything that is real: prompt, client, guard, repair, cross-check."""

import asyncio
import copy
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest

from scribe_plugin.contract import Elements, Encounter, Review
from scribe_plugin.extraction.llm import client as client_module
from scribe_plugin.extraction.llm.prompts import PromptSet, load_prompt
from scribe_plugin.extraction.llm.reader import LlmReader, ModelReading
from scribe_plugin.extraction.readers import Extractor
from scribe_plugin.pipeline import Reviewer
from tests.builders import put
from tests.extraction.llm.fake_server import BASE_URL, KEY, FakeModel, answer, make_settings

Tree = dict[str, Any]
INVENTED = "The endplates were decorticated and a lordotic implant was seated flush."
"""Words that stand in no note."""


@cache
def prompt() -> PromptSet:
    """The packaged prompt set."""
    return load_prompt("alif/v1")


def tree(elements: Elements) -> Tree:
    """Elements as the JSON of an answer."""
    return elements.model_dump(mode="json")


def changed(elements: Elements, **values: Any) -> Tree:
    """An answer with values set: ``changed(gold, device__separate_plate="present")``; a number in a path is an index."""
    result = copy.deepcopy(tree(elements))
    for path, value in values.items():
        *parents, last = path.split("__")
        node: Any = result
        for name in parents:
            node = node[int(name)] if name.isdigit() else node[name]
        put(node, last, value)
    return result


def without_quotes(value: Any) -> Any:
    """The values of elements, with nothing of where they were read."""
    if isinstance(value, Elements):
        value = tree(value)
    if isinstance(value, dict):
        return {name: without_quotes(item) for name, item in value.items() if name != "evidence"}
    return [without_quotes(item) for item in value] if isinstance(value, list) else value


def parts_of(source: Tree) -> Callable[[dict[str, Any]], httpx2.Response]:
    """A step that answers with those parts of ``source`` that the request's schema asks for."""

    def reply(body: dict[str, Any]) -> httpx2.Response:
        return answer({name: source[name] for name in schema_of(body)["required"]})

    return reply


def schema_of(body: dict[str, Any]) -> Tree:
    """The schema that a request holds the model to."""
    schema: Tree = body["response_format"]["json_schema"]["schema"]
    return schema


def read(model: FakeModel, encounter: Encounter, **settings: Any) -> ModelReading:
    """Read one encounter with the model alone."""

    async def run() -> ModelReading:
        async with model.client(make_settings(**settings)) as client:
            return await LlmReader(client, prompt()).read(encounter)

    return asyncio.run(run())


def reviewed(model: FakeModel, encounter: Encounter, extractor: Extractor = "llm", **settings: Any) -> Review:
    """Review one encounter."""

    async def run() -> Review:
        async with model.client(make_settings(**settings)) as client:
            return await Reviewer(extractor=extractor, client=client).review(encounter)

    return asyncio.run(run())


def without_settings(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Leave the process without settings, in an empty folder."""
    for name in [name for name in os.environ if name.upper().startswith(("ALIF_SCRIBE_", "OPENAI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(folder)


def serve(monkeypatch: pytest.MonkeyPatch, model: FakeModel) -> FakeModel:
    """Put the server behind whatever client the program makes; its time passes at once."""

    def client(**_: Any) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.MockTransport(model))

    monkeypatch.setattr(openai, "DefaultAsyncHttpx2Client", client)
    monkeypatch.setattr(client_module, "Timing", lambda: model.time.timing)
    return model


def configure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the server in the environment, as a user does."""
    monkeypatch.setenv("ALIF_SCRIBE_MODEL", "tiny")
    monkeypatch.setenv("ALIF_SCRIBE_BASE_URL", BASE_URL)
    monkeypatch.setenv("ALIF_SCRIBE_API_KEY", KEY)
