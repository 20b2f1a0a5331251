"""The notes of a run that differ from their labels in one field, alert or finding, with both sides."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from scribe_plugin.contract import ELEMENT_NAMES, InputError, LabelledNote
from scribe_plugin.evaluation.records import Record
from scribe_plugin.evaluation.scoring import Mark
from scribe_plugin.evaluation.scoring.fields import FIELDS
from scribe_plugin.evaluation.summary import name_of
from scribe_plugin.validation.catalogue import CATALOGUE

_Sides = Callable[[LabelledNote, Record], tuple[list[str], list[str]] | None]


@dataclass(frozen=True, slots=True)
class Miss:
    """One reading that differs; what is labelled and what was read, as they are shown."""

    name: str
    gold: list[str]
    read: list[str]


def misses(records: Sequence[Record], notes: Sequence[LabelledNote], name: str) -> list[Miss]:
    """Return the readings that differ on a field, an alert's element or a finding's code.

    Raises:
        InputError: nothing that is scored has that name.
    """
    differ = _differ(name)
    by_id = {note.id: note for note in notes}
    found = []
    for record in sorted(records, key=lambda record: record.key):
        if record.status != "scored" or record.id not in by_id:
            continue
        sides = differ(by_id[record.id], record)
        if sides is not None:
            found.append(Miss(name_of(record), *sides))
    return found


def _differ(name: str) -> _Sides:
    """Return what tells the two sides of a name, or None where they agree."""
    if name in FIELDS:
        return lambda note, record: _of_field(name, note, record)
    if name in ELEMENT_NAMES or name in CATALOGUE:
        return lambda note, record: _of_codes(name, note, record)
    msg = f"nothing that is scored is called {name!r}; take a name from the tables"
    raise InputError(msg)


def _of_field(name: str, note: LabelledNote, record: Record) -> tuple[list[str], list[str]] | None:
    if record.elements is None or record.mark(name).exact:
        return None
    values = FIELDS[name].values
    return values(note.gold.elements), values(record.elements)


def _of_codes(name: str, note: LabelledNote, record: Record) -> tuple[list[str], list[str]] | None:
    """Compare what was raised; for an alert every finding of its element is shown."""
    counts = record.alerts.get(name) if name in ELEMENT_NAMES else record.findings.get(name)
    if counts is None or Mark(*counts).exact:
        return None
    return list(_codes(name, note.gold.findings)), list(_codes(name, record.raised))


def _codes(name: str, codes: Sequence[str]) -> Iterator[str]:
    return (code for code in codes if code == name or code.startswith(f"{name}."))
