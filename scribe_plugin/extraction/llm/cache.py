"""Kept answers: one SQLite file, addressed by content. It holds text of patients and is readable by its owner only."""

import hashlib
import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scribe_plugin.contract.errors import SettingsError
from scribe_plugin.extraction.llm.outcome import Outcome, Usage
from scribe_plugin.extraction.llm.schema_check import violations

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.settings import ModelSettings

FILE_NAME = "responses.sqlite"
DAY_S = 86_400.0
_APPLICATION = 0x414C4946
_VERSION = 1
_PATIENCE_S = 10.0
_TABLE = """
CREATE TABLE IF NOT EXISTS responses (
    key TEXT PRIMARY KEY, created REAL NOT NULL, model TEXT NOT NULL, served_model TEXT,
    value TEXT NOT NULL, prompt INTEGER NOT NULL, cached_prompt INTEGER NOT NULL, completion INTEGER NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class CacheStats:
    """What a cache holds: times are seconds since 1970, None where it is empty."""

    path: Path
    entries: int
    size_bytes: int
    oldest: float | None
    newest: float | None
    models: dict[str, int]


def cache_key(base_url: str, body: Mapping[str, Any], schema: Mapping[str, Any], repeat: int) -> str:
    """Return the address of an answer: everything that can change it, and not who asks."""
    asked = {name: value for name, value in body.items() if name != "safety_identifier"}
    content = {"base_url": base_url, "body": asked, "schema": schema, "repeat": repeat}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def cache_file(settings: "ModelSettings") -> Path:
    """Return where the cache is: the configured path, else the user's folder for such files."""
    if settings.cache_path is not None:
        return settings.cache_path.expanduser()
    return _user_folder() / "alif-scribe" / FILE_NAME


def open_cache(settings: "ModelSettings", *, default: bool) -> "ResponseCache | None":
    """Return the cache, or None where it is off; ``default`` decides where the settings do not.

    Raises:
        SettingsError: the file cannot be used.
    """
    wanted = default if settings.cache is None else settings.cache == "on"
    return ResponseCache(cache_file(settings)) if wanted else None


class ResponseCache:
    """Good answers of a model, shared by threads and processes.

    ``failures`` counts reads and writes that did not succeed after the file was opened; they never fail a review.

    Raises:
        SettingsError: the file is damaged, belongs to something else, or cannot be written.
    """

    def __init__(self, path: Path, *, wall: Callable[[], float] = time.time) -> None:
        self.path = path
        self.failures = 0
        self._wall = wall
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._base = _open(path)

    def get(self, key: str, schema: Mapping[str, Any]) -> Outcome | None:
        """Return a kept answer that keeps ``schema``, or None."""
        try:
            row = self._run(
                "SELECT value, prompt, cached_prompt, completion, served_model FROM responses WHERE key = ?", key
            )
            value = json.loads(row[0][0]) if row else None
        except (sqlite3.Error, OSError, ValueError):
            self.failures += 1
            return None
        if not isinstance(value, dict) or violations(value, schema):
            return None
        _, prompt, cached, completion, served = row[0]
        return Outcome(
            kind="ok", value=value, cached=True, usage=Usage(prompt, cached, completion), cost=0.0, model=served
        )

    def put(self, key: str, model: str, outcome: Outcome) -> bool:
        """Keep a good outcome and tell whether that worked; any other is not kept."""
        if not outcome.ok or outcome.cached:
            return True
        usage = outcome.usage
        row = (json.dumps(outcome.value, ensure_ascii=False), usage.prompt, usage.cached_prompt, usage.completion)
        sql = "INSERT OR REPLACE INTO responses VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        try:
            self._run(sql, key, self._wall(), model, outcome.model, *row)
        except (sqlite3.Error, OSError):
            self.failures += 1
            return False
        return True

    def stats(self) -> CacheStats:
        """Return what the cache holds."""
        count, oldest, newest = self._run("SELECT count(*), min(created), max(created) FROM responses")[0]
        models = dict(self._run("SELECT model, count(*) FROM responses GROUP BY model ORDER BY model"))
        return CacheStats(self.path, count, _size(self.path), oldest, newest, models)

    def prune(self, older_than_days: float | None = None) -> int:
        """Remove answers older than that, or all, so that their text is gone from the disk; return how many."""
        limit = None if older_than_days is None else self._wall() - older_than_days * DAY_S
        where = "" if limit is None else " WHERE created < ?"
        gone = self._run(f"SELECT count(*) FROM responses{where}", *([] if limit is None else [limit]))[0][0]  # noqa: S608  # two fixed texts
        self._run(f"DELETE FROM responses{where}", *([] if limit is None else [limit]))  # noqa: S608  # two fixed texts
        with suppress(sqlite3.OperationalError):  # another process is reading; deleted text is overwritten all the same
            self._run("VACUUM")
            self._run("PRAGMA wal_checkpoint(TRUNCATE)")
        return int(gone)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._base.close()

    def _run(self, sql: str, *values: Any) -> list[Any]:
        with self._lock:
            if self._process != os.getpid():  # a connection does not survive a fork
                self._base, self._process = _open(self.path), os.getpid()
            return self._base.execute(sql, values).fetchall()


def _open(path: Path) -> sqlite3.Connection:
    """Open or make the file, private to its owner; SQLite gives its companion files the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            path.chmod(0o600)  # never open and close it by hand: that would drop the locks of this process
        base = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False)
        try:
            _prepare(base)
        except BaseException:
            base.close()
            raise
    except sqlite3.DatabaseError as error:
        busy = isinstance(error, sqlite3.OperationalError)
        reason = "cannot be opened or written" if busy else "is damaged or no cache of this program"
        msg = f'the cache file {path} {reason}; delete it, or set cache_path or cache = "off"'
    except OSError as error:
        msg = f"the cache file {path} cannot be made ({type(error).__name__}); set cache_path to a folder of your own"
    else:
        return base
    raise SettingsError(msg)


def _prepare(base: sqlite3.Connection) -> None:
    base.execute("BEGIN")  # one view of the three, whoever else is making the file
    owner = base.execute("PRAGMA application_id").fetchone()[0]
    version = base.execute("PRAGMA user_version").fetchone()[0]
    tables = base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    base.execute("COMMIT")
    ours = (owner, version) == (_APPLICATION, _VERSION)
    if not ours and (owner or version or tables):
        raise sqlite3.DatabaseError
    _patiently(base, "PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = NORMAL")
    base.execute("PRAGMA secure_delete = ON")
    if not ours:
        base.execute("BEGIN IMMEDIATE")
        base.execute(_TABLE)
        base.execute(f"PRAGMA application_id = {_APPLICATION}")
        base.execute(f"PRAGMA user_version = {_VERSION}")
        base.execute("COMMIT")


def _patiently(base: sqlite3.Connection, sql: str) -> None:
    """Repeat what SQLite itself does not wait for while another process opens the file."""
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            base.execute(sql)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _size(path: Path) -> int:
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


def _user_folder() -> Path:
    given = os.environ.get("XDG_CACHE_HOME", "")
    if Path(given).is_absolute():
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
