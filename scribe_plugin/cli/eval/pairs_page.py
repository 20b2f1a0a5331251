"""What ``eval pairs`` prints: tables by kind, failures, one pair."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scribe_plugin.evaluation.pairs import Flip, Pair, Result, Tally

_TITLES = {
    False: "Notes that differ in one fact: exactly the stated fields and findings flip",
    True: "The same facts on another surface: nothing flips",
}
"""What a pair shows, by whether it is invariant."""


def _kinds(group: "list[Result]") -> "dict[str, list[Result]]":
    kinds: dict[str, list[Result]] = {}
    for result in group:
        kinds.setdefault(result.pair.kind, []).append(result)
    return dict(sorted(kinds.items()))


def page(groups: "dict[bool, list[Result]]") -> Iterator[str]:
    """Return the lines of the tables, and of every pair that did not do as stated."""
    from scribe_plugin.evaluation.pairs import tally

    for invariant, group in groups.items():
        yield _TITLES[invariant]
        rows = [*((name, tally(found)) for name, found in _kinds(group).items()), ("all", tally(group))]
        width = max(len(name) for name, _ in rows)
        yield f"  {'':<{width}}  passed   of   share   95 % interval"
        yield from (f"  {name:<{width}}  {_numbers(row)}" for name, row in rows)
        yield ""
    failed = [result for group in groups.values() for result in group if not result.passed]
    if failed:
        yield "Not as stated (expected in the first > in the second note; read)"
    for result in failed:
        yield f"  {result.pair.id} ({result.pair.kind})" + (f": not read, {result.error}" if result.error else "")
        yield from (f"    {_flip(flip)}" for flip in result.flips)


def _numbers(row: "Tally") -> str:
    low, high = row.interval or (0.0, 0.0)
    share = f"{row.share:7.3f}   {low:.3f} to {high:.3f}" if row.share is not None else "      -"
    errors = f"   {row.errors} not read" if row.errors else ""
    return f"{row.passed:>6} {row.scored:>4} {share}{errors}"


def _flip(flip: "Flip") -> str:
    expected, read = (" > ".join(", ".join(side) or "-" for side in sides) for sides in (flip.expected, flip.read))
    return f"{flip.name}: {expected}; read {read}"


def as_json(groups: "dict[bool, list[Result]]", extractor: str) -> dict[str, Any]:
    """Return the same as an object for JSON, with every pair and what it states."""
    from scribe_plugin.evaluation.pairs import tally

    return {
        "extractor": extractor,
        **{
            "invariance" if invariant else "contrast": {
                **_counts(tally(group)),
                "kinds": {name: _counts(tally(found)) for name, found in _kinds(group).items()},
            }
            for invariant, group in groups.items()
        },
        "pairs": [_result(result) for group in groups.values() for result in group],
    }


def _counts(row: "Tally") -> dict[str, Any]:
    return {
        "passed": row.passed,
        "scored": row.scored,
        "errors": row.errors,
        "share": row.share,
        "interval": row.interval,
    }


def _result(result: "Result") -> dict[str, Any]:
    pair = result.pair
    return {
        "id": pair.id,
        "kind": pair.kind,
        "voice": pair.voice,
        "fields": pair.fields,
        "appears": pair.appears,
        "vanishes": pair.vanishes,
        "passed": result.passed,
        "error": result.error,
        "faults": [
            {"name": flip.name, "fault": flip.fault, "expected": flip.expected, "read": flip.read}
            for flip in result.flips
        ],
    }


def pair_page(pair: "Pair") -> Iterator[str]:
    """Return the lines that show one pair and what must flip."""
    from scribe_plugin.evaluation.pairs import values

    yield f"{pair.id} ({pair.kind})"
    for name, note in (("First note", pair.first), ("Second note", pair.second)):
        for document in note.encounter.documents:
            yield f"\n--- {name}, {document.kind} ---\n{document.text.rstrip()}"
    yield "\nNothing may flip" if pair.invariant else "\nMust flip"
    for field in pair.fields:
        sides = [", ".join(values(note.gold.elements, field)) or "-" for note in (pair.first, pair.second)]
        yield f"  {field}: {' > '.join(sides)}"
    yield from (f"  {code} appears" for code in pair.appears)
    yield from (f"  {code} vanishes" for code in pair.vanishes)
