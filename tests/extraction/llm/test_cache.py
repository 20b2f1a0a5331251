"""Kept answers: found again by content only, private, shared by threads and processes, and never in a review's way."""

import asyncio
import json
import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from scribe_plugin.contract.errors import SettingsError
from scribe_plugin.extraction.llm.cache import DAY_S, ResponseCache, cache_file, cache_key, open_cache
from scribe_plugin.extraction.llm.outcome import Outcome, Usage
from tests.extraction.llm.fake_server import (
    BASE_URL,
    GOOD,
    MESSAGES,
    SCHEMA,
    FakeModel,
    answer,
    failure,
    make_settings,
)

OUTCOME = Outcome(kind="ok", value=GOOD, usage=Usage(100, 60, 20), model="served-model", cost=1.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "responses.sqlite"


def call(model: FakeModel, cache: ResponseCache, /, *, repeat: int = 0, **settings: Any) -> Outcome:
    async def run() -> Outcome:
        async with model.client(make_settings(**settings), cache=cache) as client:
            return await client.complete(MESSAGES, SCHEMA, repeat=repeat)

    return asyncio.run(run())


def test_a_good_answer_is_found_again_and_costs_nothing(path: Path) -> None:
    cache = ResponseCache(path)
    model = FakeModel([answer(GOOD)])
    first = call(model, cache, price_input=1.0, price_output=1.0)
    again = call(model, cache, price_input=1.0, price_output=1.0, user="somebody else")
    cache.close()
    assert (first.cached, again.cached) == (False, True)
    assert (again.value, again.usage, again.model) == (GOOD, first.usage, "served-model")
    assert (again.cost, again.attempts) == (0.0, ())
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"model": "other"},
        {"base_url": "https://other.example/v1"},
        {"temperature": 0.5},
        {"seed": 3},
        {"max_output_tokens": 10},
        {"response_format": "json_object"},
        {"repeat": 1},
    ],
)
def test_whatever_can_change_the_answer_changes_the_address(path: Path, change: dict[str, Any]) -> None:
    cache = ResponseCache(path)
    model = FakeModel(then=lambda _: answer(GOOD))
    call(model, cache)
    assert not call(model, cache, **change).cached
    cache.close()


def test_messages_and_schema_are_part_of_the_address_and_key_order_is_not() -> None:
    body = {"messages": [{"role": "user", "content": "a"}]}
    key = cache_key(BASE_URL, body, SCHEMA, 0)
    assert key == cache_key(BASE_URL, body, dict(reversed(SCHEMA.items())), 0)
    assert key != cache_key(BASE_URL, {"messages": [{"role": "user", "content": "b"}]}, SCHEMA, 0)
    assert key != cache_key(BASE_URL, body, {**SCHEMA, "required": []}, 0)


@pytest.mark.parametrize(
    "reply",
    [answer("no JSON"), answer({"level": 1}), answer(GOOD, finish="length"), answer(refusal="no"), failure(401)],
)
def test_only_good_answers_are_kept(path: Path, reply: Any) -> None:
    cache = ResponseCache(path)
    assert not call(FakeModel([reply]), cache).ok
    assert cache.stats().entries == 0
    cache.close()


def test_file_companions_and_folder_are_private(path: Path) -> None:
    before = os.umask(0)
    try:
        cache = ResponseCache(path)
        cache.put("k", "m", OUTCOME)
        names = {item.name for item in path.parent.iterdir()}
        modes = {stat.S_IMODE(item.stat().st_mode) for item in path.parent.iterdir()}
        assert names == {path.name, f"{path.name}-wal", f"{path.name}-shm"}
        assert modes == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        cache.close()
        path.chmod(0o644)
        ResponseCache(path).close()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_threads_share_one_cache(path: Path) -> None:
    cache = ResponseCache(path)

    def work(number: int) -> bool:
        return cache.put(str(number), "m", OUTCOME) and cache.get(str(number), SCHEMA) is not None

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(200)))
    assert (cache.stats().entries, cache.failures) == (200, 0)
    cache.close()


def test_processes_share_one_file_from_its_making_on(path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from scribe_plugin.extraction.llm.cache import ResponseCache\n"
        "from scribe_plugin.extraction.llm.outcome import Outcome\n"
        "cache = ResponseCache(pathlib.Path(sys.argv[1]))\n"
        "ok = Outcome(kind='ok', value={'a': 1})\n"
        "assert all(cache.put(f'{sys.argv[2]}-{n}', 'm', ok) for n in range(50))\n"
        "assert cache.failures == 0\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", program, path, str(number)]) for number in range(4)]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    cache = ResponseCache(path)
    assert cache.stats().entries == 200
    cache.close()


def test_a_forked_process_opens_the_file_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = ResponseCache(path)
    first = cache._base
    cache.put("k", "m", OUTCOME)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert cache.get("k", SCHEMA) is not None
    assert cache._base is not first
    first.close()
    cache.close()


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_file_is_one_sentence(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"damaged or no cache of this program; delete it") as caught:
        ResponseCache(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content


def test_a_database_of_something_else_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE theirs (x)")
    base.commit()
    base.close()
    with pytest.raises(SettingsError, match="no cache of this program"):
        ResponseCache(path)


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"cannot be made .*set cache_path"):
        ResponseCache(tmp_path / "file" / "responses.sqlite")


def test_a_cache_that_breaks_later_never_fails_a_review_and_says_so_once(path: Path) -> None:
    cache = ResponseCache(path)
    cache._run("DROP TABLE responses")
    model = FakeModel(then=lambda _: answer(GOOD))

    async def run() -> list[Outcome]:
        async with model.client(cache=cache) as client:
            return [await client.complete(MESSAGES, SCHEMA) for _ in range(3)]

    outcomes = asyncio.run(run())
    assert all(outcome.ok for outcome in outcomes)
    assert [bool(outcome.detail) for outcome in outcomes] == [True, False, False]
    assert cache.failures == 6
    cache.close()


@pytest.mark.parametrize("text", ["{", "[]", '{"level": "L1-L2", "count": 1}'])
def test_a_kept_answer_that_breaks_the_schema_is_asked_for_again(path: Path, text: str) -> None:
    cache = ResponseCache(path)
    cache.put("k", "m", OUTCOME)
    cache._run("UPDATE responses SET value = ?", text)
    assert cache.get("k", SCHEMA) is None
    cache.close()


def test_prune_removes_by_age_and_wipes_the_text(path: Path) -> None:
    now = [1_000_000.0]
    cache = ResponseCache(path, wall=lambda: now[0])
    marked = Outcome(kind="ok", value={"quote": "Jane Roe had a fusion"})
    cache.put("old", "m", marked)
    now[0] += 10 * DAY_S
    cache.put("new", "m2", OUTCOME)
    assert cache.stats().models == {"m": 1, "m2": 1}
    assert cache._run("PRAGMA secure_delete")[0][0] == 1  # holds where a reader keeps the file from being rewritten
    assert cache.prune(10.5) == 0
    assert cache.prune(9) == 1
    assert b"Jane Roe" not in b"".join(item.read_bytes() for item in path.parent.iterdir())
    stats = cache.stats()
    assert (stats.entries, stats.oldest, stats.newest) == (1, now[0], now[0])
    assert cache.prune() == 1
    assert cache.stats().oldest is None
    cache.close()


def test_the_default_place_is_the_users_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_file(make_settings()) == tmp_path / "alif-scribe" / "responses.sqlite"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_file(make_settings()) == tmp_path / "home" / ".cache" / "alif-scribe" / "responses.sqlite"


@pytest.mark.parametrize(
    ("setting", "default", "is_open"),
    [(None, False, False), (None, True, True), ("on", False, True), ("off", True, False)],
)
def test_the_setting_outranks_the_callers_default(
    path: Path, setting: str | None, default: bool, is_open: bool
) -> None:
    cache = open_cache(make_settings(cache=setting, cache_path=path), default=default)
    assert (cache is not None) is is_open
    if cache is not None:
        cache.close()


def test_kept_values_are_not_in_the_representation() -> None:
    assert "L5-S1" not in repr(OUTCOME)
    assert json.dumps(OUTCOME.value)
