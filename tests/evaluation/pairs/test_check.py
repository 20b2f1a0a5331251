"""Readings against pairs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import pytest

from scribe_plugin.contract import Elements, Encounter, Review, SettingsError
from scribe_plugin.evaluation.pairs import Pair, build_pairs, check_pair, load_bases, read_pairs, tally
from scribe_plugin.pipeline import Reviewer


@pytest.fixture
def pairs(write: Callable[..., Path]) -> dict[str, Pair]:
    return {pair.id: pair for pair in build_pairs(load_bases(write()))}


def gold(pair: Pair) -> dict[str, Elements | str]:
    return {note.id: note.gold.elements for note in (pair.first, pair.second)}


def with_values(elements: Elements, **changes: Any) -> Elements:
    tree = elements.model_dump()
    for path, value in changes.items():
        group, name = path.split("__")
        tree[group][name] = value
    return Elements.model_validate(tree)


def test_labels_read_as_they_are_pass(pairs: dict[str, Pair]) -> None:
    results = [check_pair(pair, gold(pair)) for pair in pairs.values()]
    assert all(result.passed for result in results)
    whole = tally(results)
    assert (whole.passed, whole.scored, whole.errors, whole.share) == (len(pairs), len(pairs), 0, 1.0)
    assert whole.interval is not None
    assert whole.interval[0] < 1.0


def test_a_field_that_does_not_flip_fails_with_its_finding(pairs: dict[str, Pair]) -> None:
    pair = pairs["one/plate"]
    read = gold(pair) | {pair.second.id: pair.first.gold.elements}
    flips = check_pair(pair, read).flips
    assert [(flip.name, flip.fault) for flip in flips] == [
        ("device.separate_plate", "value"),
        ("device.separate_plate", "finding"),
    ]
    assert flips[0].expected == (["absent"], ["present"])
    assert flips[0].read == (["absent"], ["absent"])


def test_a_field_that_must_not_flip_fails(pairs: dict[str, Pair]) -> None:
    pair = pairs["one/said-otherwise"]
    silent = with_values(pair.second.gold.elements, necessity__tobacco="not_stated")
    flips = check_pair(pair, gold(pair) | {pair.second.id: silent}).flips
    assert [(flip.name, flip.fault) for flip in flips] == [("necessity.tobacco", "changed")]


def test_an_error_in_both_notes_is_no_flip(pairs: dict[str, Pair]) -> None:
    pair = pairs["one/plate"]
    wrong = {key: with_values(value, necessity__tobacco="current") for key, value in gold(pair).items()}  # type: ignore[arg-type]
    assert check_pair(pair, wrong).passed  # type: ignore[arg-type]


def test_an_unread_note_is_an_error_and_no_failure(pairs: dict[str, Pair]) -> None:
    pair = pairs["one/plate"]
    result = check_pair(pair, gold(pair) | {pair.second.id: "refusal"})
    assert (result.passed, result.error) == (False, "refusal")
    whole = tally([result])
    assert (whole.scored, whole.errors, whole.share, whole.interval) == (0, 1, None, None)


def test_notes_with_the_same_text_are_read_once(pairs: dict[str, Pair]) -> None:
    pair = pairs["one/62"]
    ticks: list[tuple[int, int]] = []

    async def read() -> dict[str, Elements | str]:
        async with Reviewer(extractor="embedded") as reviewer:
            return await read_pairs([pair], reviewer, lambda done, whole: ticks.append((done, whole)))

    readings = anyio.run(read)
    assert ticks == [(1, 1)]
    assert readings[pair.first.id] is readings[pair.second.id]
    assert check_pair(pair, readings).passed


class Unanswered:
    """A reviewer whose model does not answer."""

    concurrency = 4

    def __init__(self, *, configuration: bool) -> None:
        self._configuration = configuration
        self.asked = 0

    async def review(self, encounter: Encounter) -> Review:
        self.asked += 1
        review = await Reviewer(extractor="embedded").review(encounter)
        marks = {
            "degraded": True,
            "degraded_reason": "transport: gone",
            "degraded_by_configuration": self._configuration,
        }
        return review.model_copy(update={"provenance": review.provenance.model_copy(update=marks)})


def test_another_readers_reading_is_not_taken_for_the_models(pairs: dict[str, Pair]) -> None:
    readings = anyio.run(read_pairs, pairs.values(), Unanswered(configuration=False))
    assert set(readings.values()) == {"transport: gone"}


def test_a_setting_that_has_to_change_stops_the_reading(pairs: dict[str, Pair]) -> None:
    reviewer = Unanswered(configuration=True)
    reviewer.concurrency = 1
    with pytest.raises(SettingsError, match="transport: gone"):
        anyio.run(read_pairs, pairs.values(), reviewer)
    assert reviewer.asked == 1
