"""Having notes read: bounded, in the order of completion, and nothing that goes wrong is taken for a score."""

import anyio
import anyio.lowlevel
import pytest

from scribe_plugin.contract import (
    DatasetError,
    Elements,
    Encounter,
    EncounterError,
    LabelledNote,
    Review,
    SettingsError,
)
from scribe_plugin.evaluation.pace import Pace
from scribe_plugin.evaluation.records import Record
from scribe_plugin.evaluation.runner import Reader, Task, run_tasks
from tests.evaluation.reviews import labelled, made, reader


def run(notes: list[LabelledNote], read: Reader, *, concurrency: int = 1, repeats: int = 1) -> list[Record]:
    """Run notes and return the records as they came."""
    records: list[Record] = []
    tasks = [Task(note, repeat) for repeat in range(repeats) for note in notes]
    anyio.run(lambda: run_tasks(tasks, read, records.append, concurrency=concurrency))
    return records


@pytest.fixture
def notes(elements: Elements) -> list[LabelledNote]:
    """Six notes."""
    return [labelled(f"n{number}", elements, tags=["t"], family=f"f{number // 2}") for number in range(6)]


def test_a_note_that_is_read_is_scored(notes: list[LabelledNote], elements: Elements) -> None:
    (record,) = run(
        notes[:1],
        reader(
            lambda encounter, _: made(
                encounter, elements, usage={"prompt_tokens": 7}, cost_usd=0.5, cached=True, model="m"
            )
        ),
    )
    assert (record.key, record.family, record.tags, record.status) == (("n0", 0), "f0", ["t"], "scored")
    assert record.elements == elements
    assert record.mark("levels.effective").counts == (1, 0, 0, 0, 0)
    assert (record.usage, record.cost_usd, record.cached, record.requests) == ({"prompt_tokens": 7}, 0.5, True, 0)
    assert record.seconds > 0
    assert record.grounding


def test_every_note_and_repeat_is_read_once(notes: list[LabelledNote]) -> None:
    seen: list[tuple[str, int]] = []

    def answer(encounter: Encounter, repeat: int) -> Review:
        seen.append((encounter.id, repeat))
        return made(encounter)

    records = run(notes, reader(answer), concurrency=4, repeats=3)
    assert len(seen) == len(set(seen)) == 18
    assert sorted(record.key for record in records) == sorted(seen)


def test_no_more_are_under_way_than_allowed_and_the_quick_come_first(notes: list[LabelledNote]) -> None:
    records: list[Record] = []
    counts = {"now": 0, "most": 0}

    async def go() -> None:
        last = anyio.Event()

        async def read(encounter: Encounter, _: int) -> Review:
            counts["now"] += 1
            counts["most"] = max(counts["most"], counts["now"])
            if encounter.id == "n5":
                last.set()
            await (last.wait() if encounter.id == "n0" else anyio.lowlevel.checkpoint())
            counts["now"] -= 1
            return made(encounter)

        await run_tasks([Task(note) for note in notes], read, records.append, concurrency=2)

    anyio.run(go)
    assert counts["most"] == 2
    assert [record.id for record in records[:4]] == ["n1", "n2", "n3", "n4"]
    assert {record.id for record in records[4:]} == {"n0", "n5"}


def test_a_degraded_review_is_an_error_and_never_scored(notes: list[LabelledNote]) -> None:
    (record,) = run(
        notes[:1],
        reader(lambda encounter, _: made(encounter, degraded=True, degraded_reason="transport: down", cost_usd=0.1)),
    )
    assert (record.status, record.error) == ("error", "transport: down")
    assert (record.fields, record.elements, record.cost_usd) == ({}, None, 0.1)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (EncounterError("policy is not known; choose another"), "policy is not known"),
        (ValueError("Jane Roe"), "ValueError"),
    ],
)
def test_a_reader_that_raises_leaves_an_error_without_words_and_the_others_go_on(
    error: Exception, reason: str, notes: list[LabelledNote]
) -> None:
    records = run(notes, reader(lambda encounter, _: error if encounter.id == "n2" else made(encounter)))
    (bad,) = [record for record in records if record.status == "error"]
    assert bad.id == "n2"
    assert reason in (bad.error or "")
    assert "Jane" not in bad.model_dump_json()
    assert len(records) == 6


def test_a_setting_that_has_to_be_changed_ends_the_run_and_what_is_done_stays(notes: list[LabelledNote]) -> None:
    records: list[Record] = []

    def answer(encounter: Encounter, _: int) -> Review:
        wrong = encounter.id == "n3"
        return made(
            encounter, degraded=wrong, degraded_reason="transport: the key is wrong", degraded_by_configuration=wrong
        )

    with pytest.raises(SettingsError, match="the key is wrong; mend it and go on with --resume"):
        anyio.run(lambda: run_tasks([Task(note) for note in notes], reader(answer), records.append))
    assert [record.id for record in records] == ["n0", "n1", "n2"]


def test_no_record_follows_one_that_could_not_be_kept(notes: list[LabelledNote]) -> None:
    kept: list[str] = []

    def keep(record: Record) -> None:
        kept.append(record.id)
        if len(kept) == 2:
            msg = "the disk is full"
            raise DatasetError(msg)

    with pytest.raises(DatasetError, match="the disk is full"):
        anyio.run(
            lambda: run_tasks(
                [Task(note) for note in notes], reader(lambda encounter, _: made(encounter)), keep, concurrency=6
            )
        )
    assert len(kept) == 2


# The rate of a server


class _Clock:
    """Time that passes in pauses only."""

    def __init__(self) -> None:
        self.now = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await anyio.lowlevel.checkpoint()


def starts(takes: list[tuple[int, int]], **limits: float) -> list[float]:
    """Return when readings are let in; each takes so many requests and tokens and is done at once."""
    clock, times = _Clock(), []

    async def go() -> None:
        pace = Pace(**limits, clock=lambda: clock.now, sleep=clock.sleep)
        for requests, tokens in takes:
            assumed = await pace.enter()
            times.append(clock.now)
            pace.leave(assumed, requests=requests, tokens=tokens)

    anyio.run(go)
    return times


def test_without_a_limit_nothing_waits() -> None:
    assert starts([(1, 1000)] * 5) == [0.0] * 5


def test_requests_are_spaced_and_repairs_and_retries_count() -> None:
    assert starts([(1, 0)] * 4, requests_per_minute=60) == pytest.approx([0, 1, 2, 3])
    assert starts([(3, 0), (1, 0), (1, 0)], requests_per_minute=60) == pytest.approx([0, 3, 4])


def test_tokens_are_spaced_by_what_readings_took() -> None:
    times = starts([(1, 2000)] * 3, tokens_per_minute=60_000, tokens=500)
    assert times == pytest.approx([0, 2, 4])


def test_kept_answers_wait_for_nothing() -> None:
    assert starts([(0, 2000)] * 50, requests_per_minute=6, tokens_per_minute=1000) == pytest.approx([0] * 50)


def test_readings_at_once_are_spaced_too() -> None:
    clock, times = _Clock(), []

    async def go() -> None:
        pace = Pace(requests_per_minute=60, clock=lambda: clock.now, sleep=clock.sleep)

        async def one() -> None:
            await pace.enter()
            times.append(clock.now)

        async with anyio.create_task_group() as group:
            for _ in range(5):
                group.start_soon(one)

    anyio.run(go)
    assert times == pytest.approx([0, 1, 2, 3, 4])
