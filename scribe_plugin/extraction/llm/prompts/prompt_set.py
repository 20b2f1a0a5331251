"""One prompt set: its files, and the messages that it makes of an encounter."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from scribe_plugin.contract import Encounter
from scribe_plugin.contract.errors import PromptError
from scribe_plugin.extraction.llm.messages import Message
from scribe_plugin.extraction.llm.prompts.compact import compact_json
from scribe_plugin.extraction.llm.prompts.examples import Example, read_example
from scribe_plugin.extraction.llm.prompts.fences import FencedDocument, fenced, stands_fenced
from scribe_plugin.extraction.llm.prompts.files import MANIFEST, Location, content_hash, locate, read_files
from scribe_plugin.extraction.llm.prompts.manifest import Manifest, read_manifest
from scribe_plugin.extraction.llm.prompts.sandbox import PromptEnvironment
from scribe_plugin.extraction.llm.prompts.templates import template_problems
from scribe_plugin.extraction.problems import Problem

MAX_PROBLEMS = 60
"""Problems that one repair message names; the rest is counted."""
MAX_QUOTE_CHARS = 300
"""A quote that was not accepted is shown up to this length."""
_KEPT_SYSTEMS = 8

PROBE = Encounter.from_text("Operative note.")
"""The note that templates are tried with."""
PROBE_PROBLEM = Problem("approach.corridor", "grounding.missing", "The quote is not in the document.", "note", "words")
PROBE_PARTS: dict[str, Any] = {"approach": {"corridor": "retroperitoneal"}}


class PromptSet:
    """The instructions of one version, ready to be sent.

    Everything is read when the set is loaded; later changes of its files have no effect. Rendering is deterministic: the
    same encounter makes the same messages, and the system message is the same for every encounter.
    """

    def __init__(self, location: Location) -> None:
        raw = read_files(location)
        self.label = location.label
        self.folder = location.folder
        self.files: Mapping[str, str] = MappingProxyType({name: data.decode("utf-8-sig") for name, data in raw.items()})
        self.manifest: Manifest = read_manifest(self.files[MANIFEST], f"{self.label}/{MANIFEST}")
        self.name = location.packaged or location.folder.name
        self.sha256 = content_hash(raw, self.manifest)
        self.environment = PromptEnvironment(
            {name: text for name, text in self.files.items() if name.endswith(".j2")}, self.label
        )
        self._systems: dict[str | None, str] = {}
        self._check_name(location)

    def __repr__(self) -> str:
        return f"PromptSet({self.name!r}, {self.status!r}, {self.sha256[:12]!r})"

    @property
    def status(self) -> Literal["draft", "approved"]:
        """Whether somebody has approved the set for use."""
        return self.manifest.status

    @property
    def purpose(self) -> str:
        """What the set is for, in a sentence."""
        return self.manifest.purpose

    @property
    def defaults(self) -> Mapping[str, Any]:
        """Model defaults that the set gives: ``temperature``, ``seed``, ``max_output_tokens``."""
        return MappingProxyType(self.manifest.model.model_dump(exclude_none=True))

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The worked examples, by file name.

        Raises:
            PromptError: one of them breaks the contract or does not ground.
        """
        return tuple(
            read_example(text.encode(), f"{self.label}/{name}")
            for name, text in self.files.items()
            if name.startswith("examples/")
        )

    def messages(self, encounter: Encounter, *, schema: Mapping[str, Any] | None = None) -> list[Message]:
        """Return what is sent for an encounter: the instructions, then its documents.

        Args:
            encounter: whose documents are read.
            schema: JSON Schema of the answer, for servers that cannot be given one; it is written into the instructions.

        Raises:
            PromptError: a template fails, or does not show every document verbatim inside its fence.
        """
        documents = fenced(encounter.documents)
        text = self.environment.render(
            "documents.j2",
            {"documents": documents},
            extra_chars=sum(len(item.text) + 20 * len(item.id) + 200 for item in documents),
            extra_steps=20 * len(documents),
        )
        self._check_fences(text, documents)
        return [{"role": "system", "content": self.system(schema)}, {"role": "user", "content": text}]

    def repair_messages(
        self,
        encounter: Encounter,
        problems: Sequence[Problem],
        parts: Mapping[str, Any],
        *,
        schema: Mapping[str, Any] | None = None,
    ) -> list[Message]:
        """Return what is sent to have parts of an answer corrected: the same two messages, then what is wrong.

        Args:
            encounter: the one that was read.
            problems: what is not accepted; their quotes are shown as data.
            parts: the groups of the answer to be given anew, by name.
            schema: the one that ``messages`` was given, so that the instructions stay the same.

        Raises:
            PromptError: as for ``messages``.
        """
        given = compact_json(parts)
        values = {
            "problems": tuple(map(_shown, problems[:MAX_PROBLEMS])),
            "more": max(0, len(problems) - MAX_PROBLEMS),
            "parts": given,
            "groups": tuple(parts),
        }
        text = self.environment.render("repair.j2", values, extra_chars=len(given))
        return [*self.messages(encounter, schema=schema), {"role": "user", "content": text}]

    def system(self, schema: Mapping[str, Any] | None = None) -> str:
        """Return the system message: instructions and examples, the same bytes for every note."""
        written = None if schema is None else compact_json(schema)
        if written not in self._systems:
            if len(self._systems) >= _KEPT_SYSTEMS:
                self._systems.clear()
            values = {"examples": self.examples, "schema": written}
            extra = sum(len(item.elements) + sum(len(one.text) for one in item.documents) for item in self.examples)
            self._systems[written] = self.environment.render(
                "system.j2", values, extra_chars=len(written or "") + extra
            )
        return self._systems[written]

    def partial(self, name: str) -> str:
        """Return one included template as the system message shows it."""
        return self.environment.render(name, {"examples": (), "schema": None})

    def _check_name(self, location: Location) -> None:
        own = self.manifest.name if location.packaged else self.manifest.name.rpartition("/")[2]
        if own != self.name:
            msg = f"{self.label}/{MANIFEST} calls the set {own!r}, its folder says {self.name!r}; make them agree"
            raise PromptError(msg)

    def _check_fences(self, text: str, documents: tuple[FencedDocument, ...]) -> None:
        if not stands_fenced(text, documents):
            msg = (
                f"{self.label}/documents.j2 has to show every document once, between two lines with its fence, the first "
                "with its id; write document.fence and document.id | json above and document.fence below document.text"
            )
            raise PromptError(msg)


def _shown(problem: Problem) -> dict[str, str]:
    """Return a problem as ``repair.j2`` sees it, its offered words cut to a readable length."""
    shown = {"path": problem.path, "rule": problem.rule, "message": problem.message}
    if problem.quote is not None:
        shown["document"] = (problem.document or "")[:MAX_QUOTE_CHARS]
        shown["quote"] = problem.quote[:MAX_QUOTE_CHARS]
    return shown


def open_prompt(name: str) -> PromptSet:
    """Return a prompt set without trying its templates and examples, for looking at one that may be broken.

    Raises:
        PromptError: there is no such set, a file is missing, or prompt.toml is not usable.
    """
    return PromptSet(locate(name))


def load_prompt(name: str) -> PromptSet:
    """Return a prompt set that is ready for use.

    Args:
        name: a packaged set (``alif/v1``), or the path of a folder (``./my-prompts/v2``).

    Raises:
        PromptError: there is no such set, or one of its files is missing, unsafe or broken; the message names the file,
            the line where there is one, and the remedy.
    """
    prompt = open_prompt(name)
    for error in template_problems(prompt.environment, prompt.label):
        raise error
    try_out(prompt)
    return prompt


def try_out(prompt: PromptSet) -> None:
    """Render every template once.

    Raises:
        PromptError: a template or an example is broken.
    """
    for schema in (None, {"type": "object"}):
        prompt.messages(PROBE, schema=schema)
    prompt.repair_messages(PROBE, [PROBE_PROBLEM], PROBE_PARTS)
