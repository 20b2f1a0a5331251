"""From the records of a run to its tables: a pure function.

Counts are pooled over notes; no score of single notes is ever averaged. Errors are no zeros: they stand apart.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from scribe_plugin.contract import ELEMENT_NAMES, Model
from scribe_plugin.evaluation.rates import (
    Rate,
    f1_parts,
    percentile,
    precision_parts,
    ratio,
    recall_parts,
    share,
    specificity_parts,
)
from scribe_plugin.evaluation.records import Counts, Record
from scribe_plugin.evaluation.scoring import Mark
from scribe_plugin.evaluation.scoring.fields import FIELDS
from scribe_plugin.evaluation.scoring.marks import total

LEAST_OF_A_TAG = 5
"""Tags of fewer notes have no row: a share of them says nothing."""

ALL_ALERTS, ALL_GROUPS = "all six", "all groups"


class ValueRow(Model):
    """One field (or the evidence of one group, or the charge): how often it was exactly right, and its pooled values.

    ``agreement`` is the share of a note's repeats that give its commonest reading; None without repeats.
    """

    name: str
    readings: int
    counts: Counts
    exact: Rate
    precision: float | None
    recall: float | None
    f1: Rate
    agreement: float | None = None


class YesNoRow(Model):
    """One alert or finding: raised or not, labelled or not."""

    name: str
    counts: Counts
    sensitivity: Rate
    specificity: Rate
    ppv: Rate


class TagRow(Model):
    """The headline of the notes of one tag."""

    tag: str
    notes: int
    approach: float | None
    levels: float | None
    sensitivity: float | None
    specificity: float | None
    critical_misses: int


class Latency(Model):
    """Seconds of a review, of those that did not come from kept answers."""

    readings: int
    p50: float
    p90: float
    p99: float
    longest: float


class Cost(Model):
    """What the model path took; ``usd`` is None where prices are not known, ``kept`` counts answers from the cache."""

    requests: int
    kept: int
    tokens: dict[str, int]
    usd: float | None


class Summary(Model):
    """The tables of a run.

    ``expected`` readings are those of all chosen notes and repeats; a run is complete when as many are scored or errors.
    ``critical_misses`` and ``errors`` name what happened and list the notes, with ``#2`` for the second repeat.
    """

    expected: int
    scored: int
    notes: int
    families: int
    repeats: int
    fields: list[ValueRow]
    evidence: list[ValueRow]
    charge: ValueRow
    alerts: list[YesNoRow]
    findings: list[YesNoRow]
    tags: list[TagRow]
    critical_misses: dict[str, list[str]]
    errors: dict[str, list[str]]
    rejected: int
    differences: int
    latency: Latency | None
    cost: Cost

    @property
    def failed(self) -> int:
        """The number of errors."""
        return sum(len(names) for names in self.errors.values())

    @property
    def is_complete(self) -> bool:
        """Whether every chosen note has been read, or is an error."""
        return self.scored + self.failed >= self.expected


def summarize(records: Sequence[Record], *, expected: int | None = None) -> Summary:
    """Return the tables of records.

    Args:
        records: one for each note and repeat.
        expected: readings of the whole run; by default as many as there are records.
    """
    scored = sorted((record for record in records if record.status == "scored"), key=lambda record: record.key)
    repeats = max((record.repeat + 1 for record in records), default=1)
    agreement = _agreement(scored) if repeats > 1 else {}
    return Summary(
        expected=len(records) if expected is None else expected,
        scored=len(scored),
        notes=len({record.id for record in scored}),
        families=len({record.family for record in scored}),
        repeats=repeats,
        fields=[_values(name, scored, _field(name), agreement.get(name)) for name in FIELDS],
        evidence=_evidence(scored),
        charge=_values("charge", scored, lambda record: Mark(*record.charge)),
        alerts=_alerts(scored),
        findings=_findings(scored),
        tags=_tags(scored),
        critical_misses=_critical_misses(scored),
        errors=_errors(records),
        rejected=sum(record.rejected for record in scored),
        differences=sum(record.differences for record in scored),
        latency=_latency(scored),
        cost=_cost(records),
    )


def name_of(record: Record) -> str:
    """Return how a record is called: its note's id, with the number of a repeat after the first."""
    return f"{record.id}#{record.repeat + 1}" if record.repeat else record.id


def _field(name: str) -> Callable[[Record], Mark]:
    return lambda record: record.mark(name)


def _values(
    name: str, records: Sequence[Record], mark_of: Callable[[Record], Mark], agreement: float | None = None
) -> ValueRow:
    marks = [(record.family, mark_of(record)) for record in records]
    pooled = total(mark for _, mark in marks)
    return ValueRow(
        name=name,
        readings=len(marks),
        counts=pooled.counts,
        exact=share((family, int(mark.exact), 1) for family, mark in marks),
        precision=pooled.precision,
        recall=pooled.recall,
        f1=ratio(f1_parts(marks)),
        agreement=agreement,
    )


def _yes_no(name: str, marks: list[tuple[str, Mark]]) -> YesNoRow:
    return YesNoRow(
        name=name,
        counts=total(mark for _, mark in marks).counts,
        sensitivity=share(recall_parts(marks)),
        specificity=share(specificity_parts(marks)),
        ppv=share(precision_parts(marks)),
    )


def _evidence(records: Sequence[Record]) -> list[ValueRow]:
    def of(group: str) -> Callable[[Record], Mark]:
        return lambda record: Mark(*record.evidence.get(group, Mark().counts))

    rows = [_values(group, records, of(group)) for group in ELEMENT_NAMES]
    together = _values(ALL_GROUPS, records, lambda record: total(Mark(*counts) for counts in record.evidence.values()))
    return [*rows, together]


def _alerts(records: Sequence[Record]) -> list[YesNoRow]:
    marks = {
        name: [(record.family, Mark(*record.alerts.get(name, Mark().counts))) for record in records]
        for name in ELEMENT_NAMES
    }
    return [
        *(_yes_no(name, marks[name]) for name in ELEMENT_NAMES),
        _yes_no(ALL_ALERTS, [pair for name in ELEMENT_NAMES for pair in marks[name]]),
    ]


def _findings(records: Sequence[Record]) -> list[YesNoRow]:
    """Return a row for every finding that was labelled or raised; in all other notes it was silent."""
    silent = Mark(silence=1).counts
    codes = sorted({code for record in records for code in record.findings})
    return [
        _yes_no(code, [(record.family, Mark(*record.findings.get(code, silent))) for record in records])
        for code in codes
    ]


def _tags(records: Sequence[Record]) -> list[TagRow]:
    by_tag: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        for tag in set(record.tags):
            by_tag[tag].append(record)
    rows = [_tag(tag, members) for tag, members in by_tag.items()]
    return sorted((row for row in rows if row.notes >= LEAST_OF_A_TAG), key=lambda row: (-row.notes, row.tag))


def _tag(tag: str, records: list[Record]) -> TagRow:
    alerts = total(Mark(*counts) for record in records for counts in record.alerts.values())
    quiet = alerts.silence + alerts.false_alarm
    return TagRow(
        tag=tag,
        notes=len({record.id for record in records}),
        approach=sum(record.mark("approach.effective").exact for record in records) / len(records),
        levels=sum(record.mark("levels.effective").exact for record in records) / len(records),
        sensitivity=alerts.recall,
        specificity=alerts.silence / quiet if quiet else None,
        critical_misses=sum(bool(record.critical_misses) for record in records),
    )


def _critical_misses(records: Sequence[Record]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for record in records:
        for name in record.critical_misses:
            found[name].append(name_of(record))
    return dict(sorted(found.items()))


def _errors(records: Sequence[Record]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for record in sorted(records, key=lambda record: record.key):
        if record.status == "error":
            found[record.error or "no reason is known"].append(name_of(record))
    return dict(sorted(found.items()))


def _agreement(records: Sequence[Record]) -> dict[str, float | None]:
    """Return, by field, the share of readings that are the commonest one of their note, of notes read more than once."""
    by_note: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_note[record.id].append(record)
    several = [[record.elements for record in group if record.elements] for group in by_note.values()]
    several = [group for group in several if len(group) > 1]
    read = sum(map(len, several))
    agreed: dict[str, float | None] = dict.fromkeys(FIELDS)
    for name, field in FIELDS.items() if read else ():
        commonest = (
            Counter(tuple(sorted(field.values(one))) for one in group).most_common(1)[0][1] for group in several
        )
        agreed[name] = sum(commonest) / read
    return agreed


def _latency(records: Sequence[Record]) -> Latency | None:
    times = sorted(record.seconds for record in records if not record.cached and record.seconds)
    if not times:
        return None
    p50, p90, p99 = (percentile(times, percent) for percent in (50, 90, 99))
    return Latency(readings=len(times), p50=p50, p90=p90, p99=p99, longest=times[-1])


def _cost(records: Sequence[Record]) -> Cost:
    tokens: Counter[str] = Counter()
    for record in records:
        tokens.update(record.usage)
    known = [record.cost_usd for record in records if record.cost_usd is not None]
    return Cost(
        requests=sum(record.requests for record in records),
        kept=sum(record.cached for record in records),
        tokens=dict(sorted(tokens.items())),
        usd=sum(known) if known and len(known) == len(records) else None,
    )
