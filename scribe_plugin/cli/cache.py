"""``alif-scribe cache``: what the kept answers of the model take, and how to be rid of them."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from scribe_plugin.extraction.llm.cache import ResponseCache

cache_app = typer.Typer(help="Count or remove kept answers of the model; they hold patient text.", no_args_is_help=True)

NOTICE = "The file holds patient text: quotes from every note that was sent to a model. Only its owner can read it."

_Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@cache_app.command()
def stats(json_: _Json = False) -> None:
    """Say where the cache is and what it holds (patient text)."""
    path, cache = _open()
    found: dict[str, Any] = {"entries": 0, "size_bytes": 0, "oldest": None, "newest": None, "models": {}}
    if cache is not None:
        held = _reading(cache, cache.stats)
        found = {
            "entries": held.entries,
            "size_bytes": held.size_bytes,
            "oldest": _day(held.oldest),
            "newest": _day(held.newest),
            "models": held.models,
        }
    if json_:
        _print_json({"path": str(path), "exists": cache is not None, **found, "notice": NOTICE})
        return
    typer.echo(f"{path}: {_count(found['entries'])}, {found['size_bytes'] / 1024:.0f} KiB")
    if found["oldest"]:
        typer.echo(f"from {found['oldest']} to {found['newest']}")
    for model, count in found["models"].items():
        typer.echo(f"  {model}: {_count(count)}")
    typer.echo(NOTICE)


@cache_app.command()
def prune(
    older_than: Annotated[
        float | None,
        typer.Option("--older-than", min=0, metavar="DAYS", help="Remove what is older.", show_default=False),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Remove everything.")] = False,
    json_: _Json = False,
) -> None:
    """Remove kept answers (patient text) from the disk.

    Raises:
        InputError: neither or both of ``--older-than`` and ``--all`` are given.
    """
    from scribe_plugin.contract import InputError

    if all_ == (older_than is not None):
        msg = "say what to remove; give either --older-than DAYS or --all"
        raise InputError(msg)
    path, cache = _open()
    removed = left = 0
    if cache is not None:
        removed, left = _reading(cache, lambda: (cache.prune(older_than), cache.stats().entries))
    if json_:
        _print_json({"path": str(path), "removed": removed, "entries": left, "notice": NOTICE})
        return
    typer.echo(f"{path}: removed {_count(removed)}, {_count(left)} left")
    typer.echo(NOTICE)


def _open() -> "tuple[Path, ResponseCache | None]":
    """Return the place of the cache, and the cache if there is one; looking at it makes none."""
    from scribe_plugin.extraction.llm.cache import ResponseCache, cache_file
    from scribe_plugin.extraction.llm.settings import load_settings

    path = cache_file(load_settings())
    return path, ResponseCache(path) if path.exists() else None


def _reading(cache: "ResponseCache", read: Any) -> Any:
    """Return what ``read`` finds and close the cache."""
    import sqlite3

    from scribe_plugin.contract.errors import SettingsError

    try:
        return read()
    except sqlite3.Error as error:
        msg = f"the cache file {cache.path} cannot be read ({type(error).__name__}); delete it or set cache_path"
        raise SettingsError(msg) from None
    finally:
        cache.close()


def _day(moment: float | None) -> str | None:
    from datetime import UTC, datetime

    return None if moment is None else datetime.fromtimestamp(moment, UTC).date().isoformat()


def _count(number: int) -> str:
    return f"{number} answer" if number == 1 else f"{number} answers"


def _print_json(value: Any) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
