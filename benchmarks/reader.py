"""The embedded reader against medspaCy on the same notes: milliseconds a note, growth with length, process times.

Run with ``uv run --group bench python benchmarks/reader.py``. Figures are ratios within one run on one machine; medspaCy
gets the reader's own terms as target rules, its default context rules, and no logging.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from scribe_plugin import Encounter
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.extraction.embedded import read
from scribe_plugin.extraction.embedded.lexicon import expand, lexicon

DATASET = Path(__file__).parents[1] / "evals" / "datasets" / "dev.jsonl"
SIZES = {"1 kB": 1_000, "5 kB": 5_000, "20 kB": 20_000}
NOTES_A_SIZE = 40
GROWTH = (62_500, 125_000, 250_000, 500_000, 1_000_000)
CONTEXT = frozenset({"cue", "stop", "pseudo"})


def notes_of(size: int, count: int) -> list[str]:
    """Return ``count`` different texts of ``size`` characters, cut from the labelled notes joined in rotated order."""
    texts = [d.text for note in load(DATASET) for d in note.encounter.documents]
    made = []
    for index in range(count):
        joined = "\n\n".join(texts[(index * 7) % len(texts) :] + texts)
        while len(joined) < size:
            joined += "\n\n" + joined
        made.append(joined[:size])
    return made


def measure(work: Callable[[str], object], texts: list[str], rounds: int) -> list[float]:
    """Return the best time of each text in milliseconds, after one round to warm up."""
    for text in texts[:5]:
        work(text)
    best = [float("inf")] * len(texts)
    for _ in range(rounds):
        for index, text in enumerate(texts):
            start = time.perf_counter()
            work(text)
            best[index] = min(best[index], (time.perf_counter() - start) * 1000)
    return best


def medspacy_reader() -> Callable[[str], object]:
    """Return medspaCy with the reader's terms as target rules."""
    import medspacy
    from loguru import logger
    from medspacy.ner import TargetRule

    logger.remove()
    nlp = medspacy.load()
    terms: dict[str, str] = {}
    for entry in lexicon().entries:
        words = " ".join(word.rstrip("*") for word in next(expand(entry.phrase)))
        if entry.concept not in CONTEXT and "<" not in words:
            terms.setdefault(words, entry.concept)
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(words, concept) for words, concept in terms.items()])
    return nlp


def process_seconds(*arguments: str) -> float:
    """Return the best wall time of five runs of the command line, after one that leaves its bytecode behind.

    An installed program keeps bytecode; a setting of the shell that forbids it would time the compiler.
    """
    best = float("inf")
    with tempfile.TemporaryDirectory() as cache:
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = cache
        command = [sys.executable, "-m", "scribe_plugin", *arguments]
        for run in range(6):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=environment)
            if run:
                best = min(best, time.perf_counter() - start)
    return best


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    """Print all figures as one table and as JSON."""
    ours: Callable[[str], object] = lambda text: read(Encounter.from_text(text))  # noqa: E731
    peer = medspacy_reader()
    figures: dict[str, object] = {}
    print(f"{'size':8} {'median ms':>10} {'p95 ms':>8} {'medspaCy median ms':>20} {'times faster':>13}")
    for name, size in SIZES.items():
        texts = notes_of(size, NOTES_A_SIZE)
        mine = measure(ours, texts, rounds=2)
        theirs = measure(peer, texts[:12], rounds=2)
        ratio = statistics.median(theirs) / statistics.median(mine[:12])
        figures[name] = {"median_ms": statistics.median(mine), "p95_ms": percentile(mine, 0.95), "ratio": ratio}
        print(
            f"{name:8} {statistics.median(mine):10.2f} {percentile(mine, 0.95):8.2f} "
            f"{statistics.median(theirs):20.1f} {ratio:13.1f}"
        )
    print("\nlength      ms    ms per kB")
    for length in GROWTH:
        (elapsed,) = measure(ours, notes_of(length, 1), rounds=1)
        figures[f"{length} chars"] = elapsed
        print(f"{length:8,} {elapsed:8.0f} {elapsed / length * 1000:8.2f}")
    note = Path(__file__).with_suffix(".note.txt")
    note.write_text(load(DATASET)[0].encounter.documents[0].text, encoding="utf-8")
    try:
        figures["help_s"] = process_seconds("--help")
        figures["review_s"] = process_seconds("review", str(note))
    finally:
        note.unlink()
    print(f"\n--help {figures['help_s']:.2f} s, review of one note {figures['review_s']:.2f} s, as whole processes")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
