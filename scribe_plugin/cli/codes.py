"""``alif-scribe codes``: the knowledge card of one code, the list of all, or the seven answers."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rich.console import Console
    from rich.text import Text

    from scribe_plugin.knowledge import Source
    from scribe_plugin.knowledge.cards import Card, Line

WIDTH = 80


def codes(
    code: Annotated[
        str | None,
        typer.Argument(help="CPT, ICD-10-PCS, ICD-10-CM, modifier or DRG; leave out to list all.", show_default=False),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="Look back to a day: YYYY-MM-DD, or YYYY for its first day.", show_default=False),
    ] = None,
    faq: Annotated[bool, typer.Option("--faq", help="Answer the seven common questions.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Show what the tables know of a code, with dates and sources.

    Raises:
        InputError: the code or the date is not known, or a code is given together with ``--faq``.
    """
    from scribe_plugin.contract import InputError

    day = _day(as_of)
    if faq and code is not None:
        msg = "a code and --faq do not go together; give one of them"
        raise InputError(msg)
    if json_:
        _print_json(_answers() if faq else _list(day) if code is None else _card(code, day))
        return
    console = _console()
    if faq:
        _show_answers(console)
    elif code is not None:
        from scribe_plugin.knowledge.cards import card

        _show_card(console, card(code, day))
    else:
        _show_list(console, day)


def _day(given: str | None) -> "date | None":
    from datetime import date

    from scribe_plugin.contract import InputError

    if given is None:
        return None
    text = given.strip()
    try:
        return date.fromisoformat(f"{text}-01-01" if len(text) == 4 else text)
    except ValueError:
        msg = f"--as-of {given!r} is not a date; give it as YYYY-MM-DD, for example 2024-09-30"
        raise InputError(msg) from None


def _console() -> "Console":
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDTH)
    return console


def _print_json(value: Any) -> None:
    import json

    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _card(code: str, day: "date | None") -> dict[str, Any]:
    from scribe_plugin.knowledge import KNOWLEDGE_VERSION
    from scribe_plugin.knowledge.cards import card

    return {**card(code, day).to_json(), "knowledge_version": KNOWLEDGE_VERSION}


def _answers() -> dict[str, Any]:
    from scribe_plugin.knowledge import KNOWLEDGE_VERSION, faq

    answers = [
        {
            "id": item.id,
            "question": item.question,
            "answer": item.answer,
            "correction": item.correction,
            "answered": item.answered.isoformat(),
            "verified": item.verified,
            "sources": item.citations,
        }
        for item in faq()
    ]
    return {"answers": answers, "knowledge_version": KNOWLEDGE_VERSION}


def _groups(day: "date | None") -> "Iterator[tuple[str, list[tuple[str, str]]]]":
    """Yield every heading of the list with its codes and labels."""
    from scribe_plugin.knowledge import cm_entries, cpt_entries, drg_families, modifier_entries, pcs_entries

    procedures = cpt_entries(day)
    for kind in dict.fromkeys(item.kind for item in procedures):
        yield f"CPT: {kind}", [(item.code, item.label) for item in procedures if item.kind == kind]
    yield "Modifiers", [(item.code, item.label) for item in modifier_entries() if item.in_effect(day)]
    yield "ICD-10-PCS, open approach", [(item.code, item.title) for item in pcs_entries(day) if item.common]
    diagnoses = cm_entries(day)
    for use in dict.fromkeys(item.use for item in diagnoses):
        yield f"ICD-10-CM: {use}", [(item.code, item.title) for item in diagnoses if item.use == use]
    yield "MS-DRG", [(item.drg, item.title) for family in drg_families(day) for item in family.drgs]


def _list(day: "date | None") -> dict[str, Any]:
    from scribe_plugin.knowledge import KNOWLEDGE_VERSION

    groups = [
        {"title": title, "codes": [{"code": code, "label": label} for code, label in rows]}
        for title, rows in _groups(day)
    ]
    return {
        "as_of": day.isoformat() if day else None,
        "groups": groups,
        "knowledge_version": KNOWLEDGE_VERSION,
    }


def _show_list(console: "Console", day: "date | None") -> None:
    from rich.table import Table
    from rich.text import Text

    for title, rows in _groups(day):
        console.print(Text(title, style="bold"))
        table = Table.grid(padding=(0, 1))
        for code, label in rows:
            table.add_row(Text(f"  {code}", style="cyan", no_wrap=True), Text(label))
        console.print(table)
        console.print()
    console.print(Text("Show one with: alif-scribe codes CODE", style="dim"))


def _show_answers(console: "Console") -> None:
    from rich.padding import Padding
    from rich.text import Text

    from scribe_plugin.knowledge import faq

    for number, item in enumerate(faq(), start=1):
        console.print(Text(f"{number}. {item.question}", style="bold"))
        console.print(Padding(Text(item.answer), (0, 0, 0, 3)))
        if item.correction:
            console.print(Padding(Text(item.correction, style="yellow"), (0, 0, 0, 3)))
        cited = "\n".join((f"{item.mark}, answered {item.answered}", *(f"- {one}" for one in item.citations)))
        console.print(Padding(Text(cited, style="dim", overflow="fold"), (0, 0, 1, 3)))


def _show_card(console: "Console", card: "Card") -> None:
    from rich.table import Table
    from rich.text import Text

    from scribe_plugin.knowledge import KNOWLEDGE_VERSION

    numbers = {item: number for number, item in enumerate(card.sources, start=1)}
    asked = f" on {card.as_of}" if card.as_of else ""
    console.print(Text(f"{card.code}  {card.label}", style="bold"))
    console.print(Text(f"{card.system}{asked}: {card.status}", style="" if card.in_effect else "bold red"))
    console.print()
    facts = Table.grid(padding=(0, 2))
    for name, line in card.facts:
        facts.add_row(Text(name, style="cyan", no_wrap=True), _line(line, numbers))
    console.print(facts)
    for section in card.sections:
        console.print()
        title = Text(section.title, style="bold")
        shared = section.common
        if shared:
            title.append(_mark(shared, numbers), style="not bold dim")
        console.print(title)
        lines = Table.grid(padding=(0, 1))
        for line in section.lines:
            lines.add_row(Text(" -"), Text(line.text) if shared else _line(line, numbers))
        console.print(lines)
    if numbers:
        console.print()
        console.print(Text("Sources", style="bold"))
    listed = Table.grid(padding=(0, 1))
    for item, number in numbers.items():
        listed.add_row(Text(f"[{number}]".rjust(4)), Text(f"{item} ({item.kind.replace('_', ' ')})", overflow="fold"))
    console.print(listed)
    console.print()
    console.print(Text(f"[n] sourced; * from memory, for a coder to confirm. Tables {KNOWLEDGE_VERSION}.", style="dim"))


def _line(line: "Line", numbers: "dict[Source, int]") -> "Text":
    from rich.text import Text

    text = Text(line.text)
    text.append(_mark(line, numbers), style="dim")
    return text


def _mark(line: "Line", numbers: "dict[Source, int]") -> str:
    """Return the numbers of a line's sources, and an asterisk where it is from memory."""
    cited = ",".join(str(numbers[item]) for item in line.sources if item in numbers)
    return f"{f' [{cited}]' if cited else ''}{' *' if line.verified == 'from_memory' else ''}"
