"""Pairs of labelled notes, with the fields and findings that must flip between the two."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scribe_plugin.contract import DatasetError, Elements, Encounter, LabelledNote
from scribe_plugin.contract.labelled import Gold
from scribe_plugin.evaluation.pairs.bases import REWORDING, Base, Bases, Change, documents, fill
from scribe_plugin.evaluation.pairs.labels import merge, spell_out
from scribe_plugin.evaluation.pairs.surface import Surface, surfaces
from scribe_plugin.evaluation.scoring.fields import FIELDS
from scribe_plugin.validation import validate

_LINE = re.compile(r"([0-9A-Z]{5})((?:-[0-9A-Z]{2})*)(?: x(\d+))?")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two labelled notes of one family.

    ``fields`` hold other values in the second note than in the first, ``appears`` and ``vanishes`` are warning and critical
    findings that the second note has or has no more; nothing else may differ. All three are empty in an ``invariant`` pair.
    """

    id: str
    kind: str
    voice: str
    first: LabelledNote
    second: LabelledNote
    fields: tuple[str, ...] = ()
    appears: tuple[str, ...] = ()
    vanishes: tuple[str, ...] = ()

    @property
    def invariant(self) -> bool:
        """Whether the two notes say the same."""
        return not (self.fields or self.appears or self.vanishes)


def build_pairs(content: Bases) -> list[Pair]:
    """Return every pair: each base with each of its changes, and with each other surface that alters it.

    Raises:
        DatasetError: labels break the contract, a change flips nothing or a field that its kind does not name.
    """
    return [pair for base in content.bases for pair in _pairs_of(base, content)]


def raised(elements: Elements, encounter: Encounter) -> list[str]:
    """Return the warning and critical findings, sorted, each once."""
    alerts = validate(elements, encounter)
    return sorted({item.code for alert in alerts for item in alert.findings if item.severity != "info"})


def values(elements: Elements, field: str) -> list[str]:
    """Return what a field holds, so that case, white space, dashes and the order of items make no difference."""
    return sorted(re.sub(r"[\s‐-—/]+", "-", value.lower()) for value in FIELDS[field].values(elements))


def _pairs_of(base: Base, content: Bases) -> Iterator[Pair]:
    text, elements = fill(base.text, {}), spell_out(base.gold, base.id)
    first = _note(base, base.id, text, elements, base.charge)
    for change in base.change:
        yield _changed(base, change, first, content.kinds)
    for kind, surface in surfaces(content.surface, base.order).items():
        docs = _resurfaced(base, text, surface)
        if docs is not None:
            second = _note(base, f"{base.id}+{kind.replace(' ', '-')}", docs, elements, base.charge)
            yield Pair(second.id, kind, base.voice, first, second)


def _changed(base: Base, change: Change, first: LabelledNote, kinds: Mapping[str, tuple[str, ...]]) -> Pair:
    name = f"{base.id}/{change.name}"
    elements = spell_out(merge(base.gold, change.gold), name)
    charge = base.charge if change.charge is None else change.charge
    second = _note(base, name, fill(base.text, change.text), elements, charge)
    before, after = set(first.gold.findings), set(second.gold.findings)
    gold = first.gold.elements
    fields = tuple(field for field in FIELDS if values(gold, field) != values(elements, field))
    pair = Pair(
        name,
        change.kind,
        base.voice,
        first,
        second,
        fields,
        tuple(sorted(after - before)),
        tuple(sorted(before - after)),
    )
    stray = set(fields) - set(kinds.get(change.kind, ()))
    if pair.invariant != (change.kind == REWORDING):
        msg = f"pair {name!r} of the kind {change.kind!r} flips {'nothing' if pair.invariant else 'something'}; mend it"
        raise DatasetError(msg)
    if stray:
        msg = f"pair {name!r} flips {min(stray)}, which the kind {change.kind!r} does not name; mend one of them"
        raise DatasetError(msg)
    return pair


def _resurfaced(base: Base, text: str, surface: Surface) -> list[dict[str, str]] | None:
    """Return the documents on another surface, None where it alters nothing."""
    docs = documents(base, text)
    changed = [{**item, "text": surface(item["text"])} for item in docs]
    return None if changed == docs else changed


def _note(
    base: Base, name: str, text: str | list[dict[str, str]], elements: Elements, charge: Sequence[str] | None
) -> LabelledNote:
    raw = {
        "id": name,
        "date_of_service": base.date_of_service,
        "setting": base.setting,
        "policy": base.policy,
        "documents": documents(base, text) if isinstance(text, str) else text,
        "charge": None if charge is None else _charge(base, charge),
    }
    encounter = Encounter.from_json_object(raw)
    gold = Gold(elements=elements, findings=raised(elements, encounter))
    return LabelledNote(id=name, encounter=encounter, gold=gold, tags=["pair", base.voice], family=base.id)


def _charge(base: Base, lines: Sequence[str]) -> dict[str, Any]:
    found = [_LINE.fullmatch(line) for line in lines]
    if None in found:
        msg = f"base {base.id!r} has a charge line that is none; write 22558, 22558-62 or 22585 x2"
        raise DatasetError(msg)
    parsed = [
        {"code": item[1], "units": int(item[3] or 1), "modifiers": item[2].split("-")[1:]} for item in found if item
    ]
    return {"lines": parsed, "icd10_pcs": base.pcs, "icd10_cm": base.cm}
