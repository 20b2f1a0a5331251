"""What the model path adds to the calls themselves: wall time and processor time against the bare openai client.

Run with ``uv run python benchmarks/llm_overhead.py``. A server in a process of its own on this machine waits half a second and
answers every request with the labelled elements of the note that it holds. In turn, within one run, the bare client makes
the calls (the bodies that the reviewer would send, made beforehand), and one ``Reviewer`` reviews the notes: reading
with the embedded reader, prompt, call, guard, cross-check, codes, alerts, packet. Never more than 32 notes are under way,
as in ``alif-scribe review``. Figures are medians of the rounds and their ratio; processor time is this process's alone.
``--profile`` prints where the reviews of one more round spend it.
"""

import asyncio
import cProfile
import gc
import json
import pstats
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import openai

from scribe_plugin.contract import Elements, LabelledNote
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.extraction.llm.client import ModelClient
from scribe_plugin.extraction.llm.prompts import load_prompt
from scribe_plugin.extraction.llm.prompts.fences import TOKEN_CHARS, fence_token
from scribe_plugin.extraction.llm.reader import answer_schema
from scribe_plugin.extraction.llm.settings import ModelSettings
from scribe_plugin.pipeline import Extractor, Reviewer

DATASET = Path(__file__).parents[1] / "evals" / "datasets" / "dev.jsonl"
NOTES = 200
CONCURRENCY = 32
ROUNDS = 3
LATENCY_S = 0.5
AIM = 1.10
LAST_FENCE = b"<<<END "
EXTRACTORS: tuple[Extractor, ...] = ("llm", "both")


def chosen_notes() -> list[LabelledNote]:
    return list(islice(cycle(load(DATASET)), NOTES))


# The server: its own process, everything precomputed, so that it takes little of the two cores.


def completion(elements: Elements) -> bytes:
    """Return a whole HTTP response whose answer is ``elements``."""
    content = json.dumps(elements.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    body = json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "gold",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": content, "refusal": None},
                }
            ],
            "usage": {"prompt_tokens": 7000, "completion_tokens": 900, "total_tokens": 7900},
        }
    ).encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def serve() -> None:
    """Print the port, answer until standard input ends, then print how many requests came."""
    answers = {fence_token(note.encounter.documents).encode(): completion(note.gold.elements) for note in load(DATASET)}
    requests = 0

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal requests
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
                body = await reader.readexactly(length)
                requests += 1
                start = body.rindex(LAST_FENCE) + len(LAST_FENCE)
                answer = answers[body[start : start + TOKEN_CHARS]]
                await asyncio.sleep(LATENCY_S)
                writer.write(answer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()
    print(requests, flush=True)


@contextmanager
def served(expected: int) -> Iterator[str]:
    """Yield the server's base URL; afterwards see that nothing was asked twice."""
    command = [sys.executable, __file__, "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        process.stdin.close()
        requests = int(process.stdout.readline())
    if requests != expected:
        print(f"{requests} requests were made, {expected} were expected", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of one round over all notes: on the clock, and of this process on the processors."""

    wall: float
    cpu: float


async def windowed(work: Sequence[Callable[[], Awaitable[Any]]]) -> tuple[Round, list[Any]]:
    """Run everything, ``CONCURRENCY`` at a time, and return what it took and what it gave."""
    places = asyncio.Semaphore(CONCURRENCY)

    async def one(job: Callable[[], Awaitable[Any]]) -> Any:
        async with places:
            return await job()

    gc.collect()  # no round pays for what the one before it left
    wall, cpu = time.perf_counter(), time.process_time()
    results = await asyncio.gather(*map(one, work))
    return Round(time.perf_counter() - wall, time.process_time() - cpu), results


def settings(url: str) -> ModelSettings:
    return ModelSettings(model="gold", base_url=url, concurrency=CONCURRENCY, cache="off")


def bodies(notes: list[LabelledNote], url: str) -> list[dict[str, Any]]:
    """Return the requests that a reviewer makes of the notes."""
    prompt = load_prompt("alif/v1")
    form = ModelClient(settings(url), defaults=prompt.defaults).form
    schema = answer_schema()
    return [form.body(prompt.messages(note.encounter), schema) for note in notes]


async def bare_round(requests: list[dict[str, Any]], url: str) -> Round:
    async with openai.AsyncOpenAI(api_key="none", base_url=url, max_retries=0) as client:

        async def call(body: dict[str, Any]) -> None:
            await client.chat.completions.create(**body)

        return (await windowed([lambda body=body: call(body) for body in requests]))[0]


async def review_round(
    notes: list[LabelledNote], extractor: Extractor, url: str
) -> tuple[Round, list[Elements | None]]:
    """Review the notes and return the elements of each, None where the model was not used."""
    async with Reviewer(extractor=extractor, settings=settings(url)) as reviewer:

        async def elements(note: LabelledNote) -> Elements | None:
            review = await reviewer.review(note.encounter)  # not kept whole, as a program that prints it would not
            return None if review.provenance.degraded else review.elements

        return await windowed([lambda note=note: elements(note) for note in notes])


def values(elements: Elements) -> Any:
    """Return the values without their quotes, to which the guard may add some."""

    def plain(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: plain(value) for key, value in node.items() if key != "evidence"}
        return [plain(item) for item in node] if isinstance(node, list) else node

    return plain(elements.model_dump(mode="json"))


def equal_gold(notes: list[LabelledNote], read: list[Elements | None]) -> int:
    """Return how many reviews were made with the model and hold the labelled values and nothing else."""
    return sum(
        elements is not None and values(elements) == values(note.gold.elements)
        for note, elements in zip(notes, read, strict=True)
    )


def median(rounds: list[Round]) -> Round:
    return Round(statistics.median(r.wall for r in rounds), statistics.median(r.cpu for r in rounds))


async def measure(notes: list[LabelledNote], url: str) -> tuple[dict[str, Round], dict[str, int]]:
    """Return the median round of each way, and the smallest number of reviews of a round that equal the labels."""
    rounds: dict[str, list[Round]] = {"bare": [], **{extractor: [] for extractor in EXTRACTORS}}
    right = dict.fromkeys(EXTRACTORS, len(notes))
    requests = bodies(notes, url)
    for number in range(ROUNDS + 1):
        part = notes if number else notes[:CONCURRENCY]  # the first round warms up
        made = {"bare": await bare_round(requests[: len(part)], url)}
        for extractor in EXTRACTORS:
            made[extractor], read = await review_round(part, extractor, url)
            if number:
                right[extractor] = min(right[extractor], equal_gold(part, read))
        if number:
            for name, result in made.items():
                rounds[name].append(result)
    return {name: median(made) for name, made in rounds.items()}, right


def profile(notes: list[LabelledNote], url: str) -> None:
    """Print where one round with the model alone and one with both readers spend their time on the event loop."""
    for extractor in EXTRACTORS:
        profiler = cProfile.Profile()
        profiler.runcall(asyncio.run, review_round(notes, extractor, url))
        print(f"\n--extractor {extractor}")
        pstats.Stats(profiler).sort_stats("cumulative").print_stats("scribe_plugin|openai|httpx", 45)


def main() -> int:
    """Print one line for each way; 1 where a review differs from the labels or the aim is missed."""
    notes = chosen_notes()
    if "--profile" in sys.argv:
        with served(2 * NOTES) as url:
            profile(notes, url)
        return 0
    with served((1 + len(EXTRACTORS)) * (ROUNDS * NOTES + CONCURRENCY)) as url:
        result, right = asyncio.run(measure(notes, url))
    bare = result["bare"]
    print(f"{NOTES} notes, {CONCURRENCY} at a time, {LATENCY_S * 1000:.0f} ms latency, median of {ROUNDS} rounds")
    print(f"{'':6} {'wall s':>8} {'ratio':>7} {'CPU ms a note':>14} {'added':>7} {'equal to labels':>16}")
    for name, made in result.items():
        added = (made.cpu - bare.cpu) / NOTES * 1000
        tail = f" {added:7.1f} {right[name]:9} of {NOTES}" if name in right else ""
        print(f"{name:6} {made.wall:8.2f} {made.wall / bare.wall:7.3f} {made.cpu / NOTES * 1000:14.1f}{tail}")
    ratios = {name: result[name].wall / bare.wall for name in EXTRACTORS}
    print(json.dumps({"ratio": ratios, "cpu_ms": {name: made.cpu / NOTES * 1000 for name, made in result.items()}}))
    return int(any(ratio > AIM for ratio in ratios.values()) or right["llm"] < NOTES)


if __name__ == "__main__":
    if "--serve" in sys.argv:
        asyncio.run(serve())
    else:
        raise SystemExit(main())
