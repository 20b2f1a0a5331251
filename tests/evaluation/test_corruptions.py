"""Labels with one fault at a time: which share of the faults the guard takes out."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scribe_plugin.evaluation.corruptions import KINDS, corruptions
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.extraction.consistency.spots import NoteView
from scribe_plugin.extraction.guard import guard

DEV = Path(__file__).parents[2] / "evals" / "datasets" / "dev.jsonl"
LEAST_OVERALL, LEAST_OF_A_KIND = 0.95, 0.85
LEAST_CASES, LEAST_KINDS = 1000, 18
AGAIN = 10
"""Every how many corruptions what was kept is guarded once more."""
PLENTY = frozenset(
    {
        "invented quote",
        "wrong condition",
        "wrong interspace",
        "wrong modality",
        "wrong study",
        "wrong surgeon role",
        "negation flipped",
        "swapped devices",
    }
)
"""Kinds with hundreds of cases: those of every third note will do."""


@dataclass(frozen=True)
class Tried:
    """One corrupted answer and what came of it."""

    note: str
    kind: str
    caught: bool
    stable: bool


@cache
def tried() -> list[Tried]:
    """Faults that the labelled notes allow; one that the labels happen to bear out is none."""
    result: list[Tried] = []
    for number, note in enumerate(load(DEV)):
        view = NoteView(note.encounter)
        gold = note.gold.elements.model_dump(mode="json")
        for fault in corruptions(note):
            if fault.survives(gold) or (number % 3 and fault.kind in PLENTY):
                continue
            left = guard(fault.elements, view).elements
            caught = not fault.survives(left.model_dump(mode="json"))
            stable = len(result) % AGAIN != 0 or guard(left, view).elements == left
            result.append(Tried(note.id, fault.kind, caught, stable))
    return result


def test_there_are_cases_of_every_kind() -> None:
    kinds = Counter(case.kind for case in tried())
    assert sum(kinds.values()) >= LEAST_CASES
    assert len(kinds) >= LEAST_KINDS
    assert kinds.keys() == KINDS.keys()


def test_faults_are_caught() -> None:
    survivors = [(case.note, case.kind) for case in tried() if not case.caught]
    assert 1 - len(survivors) / len(tried()) >= LEAST_OVERALL, survivors


def test_faults_of_every_kind_are_caught() -> None:
    total = Counter(case.kind for case in tried())
    caught = Counter(case.kind for case in tried() if case.caught)
    weak = {kind for kind, count in total.items() if caught[kind] / count < LEAST_OF_A_KIND}
    assert not weak, [(case.note, case.kind) for case in tried() if case.kind in weak and not case.caught]


def test_what_is_kept_of_a_corrupted_answer_passes_again_unchanged() -> None:
    assert [(case.note, case.kind) for case in tried() if not case.stable] == []


def test_the_same_faults_are_made_every_time() -> None:
    note = next(iter(load(DEV)))
    assert [(fault.kind, fault.elements) for fault in corruptions(note)] == [
        (fault.kind, fault.elements) for fault in corruptions(note)
    ]


def test_a_fault_changes_the_labels_and_leaves_the_note_alone() -> None:
    for note in list(load(DEV))[:20]:
        before = note.model_dump(mode="json")
        for fault in corruptions(note):
            assert fault.elements != note.gold.elements
            assert fault.survives(fault.elements.model_dump(mode="json"))
        assert note.model_dump(mode="json") == before
