"""The packet as titled tables and lists of plain text: what every written format shares."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scribe_plugin.contract import Criterion, Evidence, Packet

NOTHING = "none documented"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
STATUS_WORDS = {"met": "met", "not_met": "NOT MET", "not_documented": "not documented"}
POLICY_WORDS = {
    True: "The record shows every criterion of at least one indication.",
    False: "The record does not show the criteria of any indication.",
    None: "Open: a person has to confirm what is marked as not documented.",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the packet: a table, a list, or a sentence that stands for an empty one."""

    title: str
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    note: str = ""


def facts(packet: Packet) -> list[tuple[str, str]]:
    """Return the head of the packet as label and value."""
    return [
        ("Encounter", packet.encounter_id),
        ("Date of service", packet.date_of_service.isoformat() if packet.date_of_service else "not given"),
        ("Interspaces", ", ".join(packet.interspaces) or NOTHING),
        ("Criteria", packet.policy_label),
    ]


def sections(packet: Packet) -> list[Section]:
    """Return every part of the packet in reading order."""
    return [
        _procedures(packet),
        _diagnoses(packet),
        _treatments(packet),
        _imaging(packet),
        _function(packet),
        Section("Tobacco", note=_words(packet.tobacco)),
        *_criteria(packet),
        Section("What is missing", items=packet.missing, note="" if packet.missing else "Nothing that can be checked."),
    ]


def _procedures(packet: Packet) -> Section:
    rows = [(item.code, str(item.units), ", ".join(item.interspaces), item.label) for item in packet.procedures]
    return _table("Requested procedures", ("CPT", "Units", "Interspaces", "Service"), rows)


def _diagnoses(packet: Packet) -> Section:
    rows = [
        (_words(item.condition), ", ".join(item.interspaces) or "not stated", quoted(item.evidence))
        for item in packet.diagnoses
    ]
    codes = f"ICD-10-CM candidates: {', '.join(packet.icd10_cm)}" if packet.icd10_cm else ""
    return _table("Diagnoses", ("Diagnosis", "Interspaces", "In the record"), rows, codes)


def _treatments(packet: Packet) -> Section:
    rows = [
        (
            _words(item.modality),
            "not stated" if item.duration_weeks is None else f"{item.duration_weeks:g}",
            _words(item.outcome),
            quoted(item.evidence),
        )
        for item in packet.treatments
    ]
    longest = f"Longest period documented: {packet.treatment_weeks:g} weeks." if packet.treatment_weeks else ""
    return _table("Non-operative treatment", ("Treatment", "Weeks", "Result", "In the record"), rows, longest)


def _imaging(packet: Packet) -> Section:
    rows = [
        (_words(item.modality), ", ".join(item.interspaces) or "not stated", item.finding, quoted(item.evidence))
        for item in packet.imaging
    ]
    return _table("Imaging", ("Study", "Interspaces", "Finding", "In the record"), rows)


def _function(packet: Packet) -> Section:
    rows = [
        (
            item.description,
            f"{item.instrument or ''} {'' if item.score is None else f'{item.score:g}'}".strip() or "not measured",
            quoted(item.evidence),
        )
        for item in packet.functional_limitations
    ]
    return _table("Function", ("Limitation", "Score", "In the record"), rows)


def _criteria(packet: Packet) -> list[Section]:
    """Return one table per indication, and one for what holds for the whole policy."""
    groups: dict[str | None, list[Criterion]] = {}
    for item in packet.criteria:
        groups.setdefault(item.group, []).append(item)
    verdict = POLICY_WORDS[packet.policy_met] if packet.policy else "No policy is selected, so none is judged."
    found = []
    for number, (group, items) in enumerate(groups.items()):
        rows = [(STATUS_WORDS[item.status], item.label, item.why, quoted(item.evidence)) for item in items]
        title = f"Criteria: {group or packet.policy_label}"
        header = ("Status", "Criterion", "Why", "In the record")
        found.append(_table(title, header, rows, verdict if number == 0 else ""))
    return found


def _table(title: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]], note: str = "") -> Section:
    return Section(title, header, list(rows), note=note if rows else f"{NOTHING[:1].upper()}{NOTHING[1:]}.")


def clean(text: str) -> str:
    """Return text on one line without control and direction characters."""
    return " ".join(_CONTROL.sub(" ", text).split())


def quoted(evidence: Iterable[Evidence]) -> str:
    """Return the quotes in one line, each with its document."""
    return "; ".join(f"“{' '.join(item.quote.split())}” ({item.document})" for item in evidence)


def _words(value: str) -> str:
    return value.replace("_", " ")
