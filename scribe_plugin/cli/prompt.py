"""``alif-scribe prompt``: look at, copy, check, render and compare prompt sets."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.prompts import PromptSet

prompt_app = typer.Typer(help="Look at, copy, check, render and compare prompt sets.", no_args_is_help=True)

_HASH_CHARS = 12
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_ESTIMATED = "tokens, estimated at four characters each"

_Name = Annotated[str, typer.Argument(help="Packaged set such as alif/v1, or a folder such as ./my-prompts/v2.")]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
_Element = Literal["approach", "levels", "device", "posterior", "necessity", "access"]


@prompt_app.command("list")
def list_sets(
    prompts: Annotated[
        Path | None, typer.Option("--prompts", metavar="DIR", help="Also list the sets in this folder.")
    ] = None,
    json_: _Json = False,
) -> None:
    """List the packaged prompt sets, and those of a folder."""
    from scribe_plugin.extraction.llm.prompts import packaged_names

    rows = [_row(name) for name in [*packaged_names(), *_names_in(prompts)]]
    if json_:
        _write_json(rows)
        return
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        facts = f"{row['status']:<8}  {row['sha256'][:_HASH_CHARS]:<{_HASH_CHARS}}  {row['tokens'] or '-':>6}"
        _write(f"{row['name']:<{width}}  {facts}  {row['purpose']}")


@prompt_app.command()
def show(
    name: _Name,
    element: Annotated[_Element | None, typer.Option(help="Print what is said of one element.")] = None,
    json_: _Json = False,
) -> None:
    """Show what a prompt set is, or what it says of one element."""
    from scribe_plugin.extraction.llm.prompts import load_prompt, token_estimates

    prompt = load_prompt(name)
    if element is not None:
        text = prompt.partial(f"elements/{element}.j2")
        if json_:
            _write_json({"name": prompt.name, "element": element, "text": text})
        else:
            _write(text)
        return
    tokens = token_estimates(prompt)
    if json_:
        _write_json(_facts(prompt) | {"tokens": tokens})
        return
    _write(f"{prompt.name}  {prompt.status}  {prompt.sha256[:_HASH_CHARS]}\n{prompt.purpose}\n")
    _write("Model defaults: " + (", ".join(f"{key} {value}" for key, value in prompt.defaults.items()) or "none"))
    _write(f"\nParts ({_ESTIMATED})")
    _write_table(tokens)
    _write("\nChanges")
    for change in prompt.manifest.changes:
        _write(f"  {change.date}  {change.by}: {change.what}")


@prompt_app.command()
def new(
    source: Annotated[str, typer.Argument(metavar="FROM", help="Set to copy: a name or a folder.")],
    target: Annotated[Path, typer.Argument(metavar="TO_DIR", help="New folder; nothing is overwritten.")],
    by: Annotated[str, typer.Option(help="Who makes it, for the change log.")] = "alif-scribe prompt new",
) -> None:
    """Copy a prompt set to a new folder, as a draft to be edited."""
    from datetime import UTC, datetime

    from scribe_plugin.extraction.llm.prompts import copy_as_draft, open_prompt

    copy_as_draft(open_prompt(source), target, by=by, today=datetime.now(UTC).date())
    given = str(target) if str(target).startswith(("/", ".", "~")) else f"./{target}"
    _write(f"wrote {given}; edit it, then run alif-scribe prompt check {given}")


@prompt_app.command()
def check(name: _Name, json_: _Json = False) -> None:
    """Check templates, examples, explained fields and resistance to injected text; exit with 1 when one fails."""
    from dataclasses import asdict

    from scribe_plugin.extraction.llm.prompts import check as check_prompt
    from scribe_plugin.extraction.llm.prompts import open_prompt, token_estimates

    prompt = open_prompt(name)
    checks = check_prompt(prompt)
    passed = all(item.ok for item in checks)
    tokens = token_estimates(prompt) if passed else {}
    if json_:
        _write_json(_facts(prompt) | {"ok": passed, "checks": [asdict(item) for item in checks], "tokens": tokens})
    else:
        _write(f"{prompt.name}  {prompt.status}  {prompt.sha256[:_HASH_CHARS]}")
        for item in checks:
            _write(f"  {'ok  ' if item.ok else 'FAIL'}  {item.name}: {item.detail}")
        if tokens:
            _write(f"\nParts ({_ESTIMATED})")
            _write_table(tokens)
    if not passed:
        raise typer.Exit(1)


@prompt_app.command()
def render(
    name: _Name,
    file: Annotated[str, typer.Argument(help="Text note or encounter JSON; - is stdin.")],
    schema: Annotated[bool, typer.Option("--schema", help="Write the form's JSON Schema into the prompt.")] = False,
    json_: _Json = False,
) -> None:
    """Print the messages that would be sent for a note; nothing is sent."""
    from scribe_plugin import schemas
    from scribe_plugin.cli.inputs import read_encounter
    from scribe_plugin.extraction.llm.prompts import estimate_tokens, load_prompt

    prompt = load_prompt(name)
    form = schemas.schema("elements")
    written = {key: value for key, value in form.items() if key not in ("$id", "$schema")}
    messages = prompt.messages(read_encounter(file), schema=written if schema else None)
    if json_:
        _write_json(messages)
        return
    for message in messages:
        _write(f"--- {message['role']} (about {estimate_tokens(message['content']):,} {_ESTIMATED})")
        _write(message["content"])


@prompt_app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="Earlier set: a name or a folder.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Later set.")],
) -> None:
    """Print what differs between the files of two prompt sets, and how their token counts change."""
    from scribe_plugin.extraction.llm.prompts import differences, load_prompt, token_estimates

    one, two = load_prompt(first), load_prompt(second)
    lines = list(differences(one, two))
    for line in lines:
        _write(line)
    before, after = token_estimates(one), token_estimates(two)
    changed = [key for key in {**before, **after} if before.get(key, 0) != after.get(key, 0)]
    if changed:
        _write(f"\nChanged parts ({_ESTIMATED})")
    for key in changed:
        old, now = before.get(key, 0), after.get(key, 0)
        _write(f"  {key}: {old:,} -> {now:,} ({now - old:+,})")
    if not lines:
        _write("the two sets have the same files")


def _names_in(folder: Path | None) -> Iterator[str]:
    from scribe_plugin.contract import InputError
    from scribe_plugin.extraction.llm.prompts import names_below

    if folder is None:
        return
    if not folder.is_dir():
        msg = f"{folder} is not a folder; give one that holds prompt sets with --prompts"
        raise InputError(msg)
    prefix = str(folder) if str(folder).startswith(("/", ".", "~")) else f"./{folder}"
    yield from (f"{prefix}/{name}" for name in names_below(folder))


def _row(name: str) -> dict[str, Any]:
    """Return one line of the list; a set that cannot be used is listed with the reason."""
    from scribe_plugin.contract import InputError
    from scribe_plugin.extraction.llm.prompts import load_prompt, token_estimates

    row: dict[str, Any] = {"name": name, "status": "broken", "sha256": "", "tokens": None}
    try:
        prompt = load_prompt(name)
        tokens = token_estimates(prompt)["total"]
    except InputError as error:
        return row | {"purpose": str(error)}
    return row | {"status": prompt.status, "sha256": prompt.sha256, "tokens": tokens, "purpose": prompt.purpose}


def _facts(prompt: "PromptSet") -> dict[str, Any]:
    return {
        "name": prompt.name,
        "status": prompt.status,
        "sha256": prompt.sha256,
        "purpose": prompt.purpose,
        "defaults": dict(prompt.defaults),
        "changes": [change.model_dump(mode="json") for change in prompt.manifest.changes],
        "files": sorted(prompt.files),
    }


def _write_table(tokens: dict[str, int]) -> None:
    width = max(map(len, tokens))
    for key, value in tokens.items():
        _write(f"  {key:<{width}}  {value:>6,}")


def _write(text: str) -> None:
    """Print text; characters that would steer a terminal are left out."""
    typer.echo(_CONTROLS.sub("", text))


def _write_json(value: Any) -> None:
    from scribe_plugin.cli.output import write_lines

    write_lines([json.dumps(value, ensure_ascii=False, indent=2)])
