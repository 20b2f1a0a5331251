"""The pairs of the repository: enough of each, and each does what it says."""

from collections import Counter

import pytest

from scribe_plugin import content
from scribe_plugin.evaluation.lint import lint
from scribe_plugin.evaluation.pairs import Bases, Pair, build_pairs, check_pair, load_bases


@pytest.fixture(scope="module")
def bases() -> Bases:
    return load_bases(content.folder("evals") / "pairs")


@pytest.fixture(scope="module")
def pairs(bases: Bases) -> list[Pair]:
    return build_pairs(bases)


def test_there_are_enough(bases: Bases, pairs: list[Pair]) -> None:
    counted = Counter(pair.invariant for pair in pairs)
    assert len(bases.bases) >= 40
    assert len({base.voice for base in bases.bases}) >= 8
    assert counted[False] >= 200
    assert counted[True] >= 150
    assert len({pair.id for pair in pairs}) == len(pairs)


def test_every_kind_is_used(bases: Bases, pairs: list[Pair]) -> None:
    assert set(bases.kinds) <= {pair.kind for pair in pairs if not pair.invariant}


def test_no_two_bases_share_a_text(bases: Bases) -> None:
    assert len({base.text for base in bases.bases}) == len(bases.bases)


def test_no_slot_is_left_open(pairs: list[Pair]) -> None:
    texts = [item.text for pair in pairs for note in (pair.first, pair.second) for item in note.encounter.documents]
    assert not [text for text in texts if "{" in text or "}" in text]


def test_labels_are_clean(pairs: list[Pair]) -> None:
    notes = {note.id: note for pair in pairs for note in (pair.first, pair.second)}
    assert {name: problems for name, note in notes.items() if (problems := lint(note))} == {}


def test_a_reader_that_reads_the_labels_passes(pairs: list[Pair]) -> None:
    sample = [pair for pair in pairs if not pair.invariant]
    failed = [
        pair.id
        for pair in sample
        if not check_pair(pair, {note.id: note.gold.elements for note in (pair.first, pair.second)}).passed
    ]
    assert failed == []
