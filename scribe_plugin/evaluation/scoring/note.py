"""The score of one note: every field, the evidence, the alerts, the findings and the charge."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from scribe_plugin.coding import suggest_charge
from scribe_plugin.contract import ELEMENT_NAMES, Elements, LabelledNote, SuggestedCharge
from scribe_plugin.contract.evidence import evidence_of
from scribe_plugin.evaluation.scoring.fields import FATAL_FIELDS, FIELDS, Meeting, mark_set
from scribe_plugin.evaluation.scoring.marks import Mark
from scribe_plugin.validation.catalogue import CATALOGUE


@dataclass(frozen=True, slots=True)
class NoteScore:
    """What one reading of one note is worth.

    ``fields`` holds a mark for each scored field, ``evidence`` one for each group, in quotes: a labelled quote whose words
    were quoted too is a hit. ``alerts`` and ``findings`` are marks of one yes-or-no each. ``charge`` counts service lines
    (code, units and modifiers) and facility codes of the charge that the elements lead to. ``critical_misses`` names the
    critical findings that were not raised, and the primary fields that are wrong.
    """

    fields: dict[str, Mark]
    evidence: dict[str, Mark] = field(default_factory=dict)
    alerts: dict[str, Mark] = field(default_factory=dict)
    findings: dict[str, Mark] = field(default_factory=dict)
    charge: Mark = field(default_factory=Mark)
    critical_misses: list[str] = field(default_factory=list)


def score_note(
    note: LabelledNote, elements: Elements, findings: Sequence[str], charge: SuggestedCharge | None = None
) -> NoteScore:
    """Score one reading.

    Args:
        note: the note with its labels.
        elements: what was read.
        findings: codes of the warning and critical findings raised on the reading.
        charge: the charge suggested on the reading; worked out when it is not given.
    """
    meeting = Meeting(note.encounter, note.gold.elements, elements)
    fields = {name: item.mark(meeting) for name, item in FIELDS.items()}
    gold, read = set(note.gold.findings), set(findings)
    labelled = suggest_charge(note.gold.elements, note.encounter)
    return NoteScore(
        fields=fields,
        evidence=_evidence(meeting),
        alerts={name: _yes_no(_of(name, gold), _of(name, read)) for name in ELEMENT_NAMES},
        findings={code: _yes_no(code in gold, code in read) for code in sorted(gold | read)},
        charge=mark_set(_lines(labelled), _lines(charge or suggest_charge(elements, note.encounter))),
        critical_misses=[
            *(code for code in sorted(gold - read) if code in CATALOGUE and CATALOGUE[code].severity == "critical"),
            *(name for name in FATAL_FIELDS if not fields[name].exact),
        ],
    )


def _of(element: str, codes: set[str]) -> bool:
    return any(code.startswith(f"{element}.") for code in codes)


def _yes_no(gold: bool, read: bool) -> Mark:
    return Mark(hit=gold and read, miss=gold and not read, false_alarm=read and not gold, silence=not gold and not read)


def _lines(charge: SuggestedCharge) -> list[Any]:
    lines = [(line.code, line.units, tuple(sorted(line.modifiers))) for line in charge.lines]
    return [*lines, *charge.icd10_pcs]


def _evidence(meeting: Meeting) -> dict[str, Mark]:
    """Count quotes by group: a quote is met when the other side covers at least one character of it."""
    marks: dict[str, Mark] = {}
    for group in ELEMENT_NAMES:
        gold = [quote for _, quote in evidence_of(getattr(meeting.gold, group))]
        read = [quote for _, quote in evidence_of(getattr(meeting.read, group))]
        labelled, covered = meeting.places.covered(gold), meeting.places.covered(read)
        met = sum(bool(meeting.places.covered([quote]) & covered) for quote in gold)
        stray = sum(not meeting.places.covered([quote]) & labelled for quote in read)
        marks[group] = Mark(met, len(gold) - met, stray, 0, int(not gold and not read))
    return marks
