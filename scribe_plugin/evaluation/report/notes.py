"""The notes of a page: worst first, with what differs, and the text of as many as a page can carry."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from scribe_plugin.coding import suggest_charge
from scribe_plugin.contract import Elements, Encounter, LabelledNote
from scribe_plugin.evaluation.records import Record
from scribe_plugin.evaluation.report.spans import Segment, grounded_spans, labelled_spans, segments
from scribe_plugin.evaluation.scoring import Mark
from scribe_plugin.evaluation.scoring.fields import FIELDS
from scribe_plugin.evaluation.summary import name_of
from scribe_plugin.validation.catalogue import CATALOGUE

MOST_TEXTS = 300
"""Notes whose text a page holds."""

MOST_BYTES = 6_000_000
"""What the texts of a page may come to."""

MOST_ROWS = 5_000
"""Notes that have a row without text."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on which the sides differ; each side's values as they are shown."""

    name: str
    sides: tuple[list[str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding that was missed or raised without a label."""

    code: str
    severity: str
    headline: str
    is_missed: bool


@dataclass(frozen=True, slots=True)
class Text:
    """One document, cut at its quotes."""

    id: str
    kind: str
    segments: list[Segment]

    @property
    def size(self) -> int:
        """About as many bytes as it takes on a page."""
        return sum(len(segment.text.encode(errors="replace")) + 90 for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Entry:
    """One note of a page. ``texts`` is empty where the page is full; ``anchor`` is a number, never the note's id."""

    anchor: str
    name: str
    family: str
    tags: list[str]
    record: Record
    critical: list[str]
    differences: list[Difference] = field(default_factory=list)
    findings: list[Raised] = field(default_factory=list)
    repeats: list[tuple[str, list[str]]] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    @property
    def fields_off(self) -> int:
        """The number of fields that differ."""
        return len(fields_off(self.record))

    @property
    def findings_off(self) -> int:
        """The number of findings that were missed or raised without a label."""
        return sum(not Mark(*counts).exact for counts in self.record.findings.values())

    @property
    def quotes(self) -> Mark:
        """The evidence of all groups together."""
        return sum((Mark(*counts) for counts in self.record.evidence.values()), Mark())

    @property
    def differs(self) -> bool:
        """Whether anything but evidence differs."""
        return bool(self.fields_off or self.findings_off or self.critical or not Mark(*self.record.charge).exact)


def entries(records: Sequence[Record], notes: Mapping[str, LabelledNote]) -> list[Entry]:
    """Return an entry for each scored note, that of its worst reading, the worst note first.

    Notes that are not in ``notes`` have no text and no values.
    """
    by_note: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.status == "scored":
            by_note[record.id].append(record)
    ranked = sorted((sorted(group, key=badness) for group in by_note.values()), key=lambda group: badness(group[0]))
    found: list[Entry] = []
    room = MOST_BYTES
    for place, group in enumerate(ranked):
        entry = _row(f"n{place + 1}", group)
        if place < MOST_TEXTS and room > 0 and group[0].id in notes:
            filled = _filled(entry, notes[group[0].id])
            size = sum(text.size for text in filled.texts)
            if size <= room:
                entry = filled
            room -= size
        found.append(entry)
    return found


def badness(record: Record) -> tuple[int, int, int, int, str, int]:
    """Return what sorts the worst reading first: critical misses, then alerts, findings, values, and the name."""
    values = [Mark(*counts) for counts in (*record.fields.values(), record.charge)]
    return (
        -len(record.critical_misses),
        -sum(not Mark(*counts).exact for counts in record.alerts.values()),
        -sum(not Mark(*counts).exact for counts in record.findings.values()),
        -sum(mark.miss + mark.false_alarm + mark.wrong for mark in values),
        record.id,
        record.repeat,
    )


def fields_off(record: Record) -> list[str]:
    """Return the fields of a record that are not exactly right, in report order."""
    return [name for name in FIELDS if name in record.fields and not record.mark(name).exact]


def _row(anchor: str, group: Sequence[Record]) -> Entry:
    worst = group[0]
    others = sorted(group[1:], key=lambda record: record.repeat)
    return Entry(
        anchor,
        name_of(worst),
        worst.family,
        worst.tags,
        worst,
        worst.critical_misses,
        findings=_raised(worst),
        repeats=[(name_of(record), fields_off(record)) for record in others],
    )


def _filled(entry: Entry, note: LabelledNote) -> Entry:
    record = entry.record
    differences: list[Difference] = []
    if record.elements is not None:
        differences = [
            Difference(name, values(name, note.gold.elements, record.elements), words_of(record.mark(name)))
            for name in fields_off(record)
        ]
        if not Mark(*record.charge).exact:
            lines = tuple(charge_of(side, note.encounter) for side in (note.gold.elements, record.elements))
            differences.append(Difference("suggested charge", lines, words_of(Mark(*record.charge))))
    return replace(entry, differences=differences, texts=texts(note, record))


def values(name: str, *sides: Elements) -> tuple[list[str], ...]:
    """Return what each side holds in a field."""
    return tuple(FIELDS[name].values(side) for side in sides)


def charge_of(elements: Elements, encounter: Encounter) -> list[str]:
    """Return the lines and facility codes that elements lead to."""
    charge = suggest_charge(elements, encounter)
    lines = [
        "-".join([line.code, *line.modifiers]) + (f" × {line.units}" if line.units != 1 else "")
        for line in charge.lines
    ]
    return [*lines, *map(str, charge.icd10_pcs)]


def words_of(mark: Mark) -> str:
    """Return what is wrong, in words."""
    said = (("missed", mark.miss), ("not labelled", mark.false_alarm), ("wrong", mark.wrong))
    return ", ".join(f"{count} {word}" for word, count in said if count)


def texts(note: LabelledNote, record: Record) -> list[Text]:
    """Return the documents with the quotes of the labels and those of a reading."""
    found = []
    for document in note.encounter.documents:
        read = grounded_spans(document, record.grounding)
        if not record.grounding and record.elements is not None:
            read = labelled_spans(document, record.elements)
        gold = labelled_spans(document, note.gold.elements, read)
        found.append(Text(document.id, document.kind.replace("_", " "), segments(document.text, gold, read)))
    return found


def _raised(record: Record) -> list[Raised]:
    found = []
    for code, counts in record.findings.items():
        mark = Mark(*counts)
        if not mark.exact:
            entry = CATALOGUE.get(code)
            found.append(
                Raised(
                    code, entry.severity if entry else "", entry.headline if entry else "", is_missed=bool(mark.miss)
                )
            )
    return sorted(found, key=lambda raised: (raised.severity != "critical", not raised.is_missed, raised.code))
