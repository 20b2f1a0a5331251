"""The scorer: a reader's elements and findings against the labels of a dataset."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from scribe_plugin.contract import ELEMENT_NAMES, Alert, Elements, Encounter, LabelledNote
from scribe_plugin.evaluation.fields import FATAL_FIELDS, FIELDS, Items

Reader = Callable[[Encounter], Elements]
Validator = Callable[[Elements, Encounter], Sequence[Alert]]


@dataclass(frozen=True, slots=True)
class Miss:
    """One note on which labels and reading differ; both sides as sorted text."""

    note_id: str
    gold: list[str]
    read: list[str]


@dataclass(slots=True)
class FieldScore:
    """One field over all notes: exact matches, and items found, invented and missed."""

    name: str
    n: int = 0
    exact: int = 0
    tp: int = 0
    fp: int = 0
    fn: int = 0
    misses: list[Miss] = field(default_factory=list)

    def add(self, note_id: str, gold: Items, read: Items) -> None:
        """Count one note."""
        self.n += 1
        self.tp += len(gold & read)
        self.fp += len(read - gold)
        self.fn += len(gold - read)
        if gold == read:
            self.exact += 1
        else:
            self.misses.append(Miss(note_id, _text(gold), _text(read)))

    @property
    def accuracy(self) -> float | None:
        """Share of notes with exactly the labelled items."""
        return _ratio(self.exact, self.n)

    @property
    def precision(self) -> float | None:
        """Share of the items read that are labelled; None when nothing was read."""
        return _ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float | None:
        """Share of the labelled items that were read; None when nothing is labelled."""
        return _ratio(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None when nothing is labelled or read."""
        return _ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)


@dataclass(slots=True)
class Confusion:
    """A yes-or-no answer over all notes: one finding code, or the alert of one element."""

    name: str
    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0
    misses: list[Miss] = field(default_factory=list)

    def add(self, note_id: str, gold: Items, read: Items) -> None:
        """Count one note; an item on a side is a yes."""
        self.tp += bool(gold and read)
        self.fp += bool(read and not gold)
        self.fn += bool(gold and not read)
        self.tn += not gold and not read
        if bool(gold) != bool(read):
            self.misses.append(Miss(note_id, _text(gold), _text(read)))

    @property
    def sensitivity(self) -> float | None:
        """Share of the labelled yes that were read as yes; None when there is none."""
        return _ratio(self.tp, self.tp + self.fn)

    @property
    def specificity(self) -> float | None:
        """Share of the labelled no that were read as no; None when there is none."""
        return _ratio(self.tn, self.tn + self.fp)


@dataclass(slots=True)
class Score:
    """Everything counted over one dataset.

    ``fatal`` lists the notes whose effective approach or interspaces are wrong; ``raised`` those on which the reader
    raised, which are scored as if it had read nothing.
    """

    n: int
    fields: dict[str, FieldScore]
    findings: dict[str, Confusion]
    alerts: dict[str, Confusion]
    fatal: list[str]
    raised: dict[str, str]

    @property
    def alert_total(self) -> Confusion:
        """The alerts of all elements together."""
        total = Confusion("all six")
        for item in self.alerts.values():
            total.tp += item.tp
            total.fp += item.fp
            total.fn += item.fn
            total.tn += item.tn
        return total


def score(notes: Iterable[LabelledNote], reader: Reader, validator: Validator | None = None) -> Score:
    """Score ``reader`` on labelled notes; findings come from ``validator``, by default the package's own."""
    validate = validator or _validate
    notes = list(notes)
    result = Score(
        n=len(notes),
        fields={name: FieldScore(name) for name in FIELDS},
        findings={},
        alerts={name: Confusion(name) for name in ELEMENT_NAMES},
        fatal=[],
        raised={},
    )
    pairs: list[tuple[str, set[str], set[str]]] = []
    for note in notes:
        elements = _read(note, reader, result.raised)
        _add_fields(result, note, elements)
        found = {
            finding.code
            for alert in validate(elements, note.encounter)
            for finding in alert.findings
            if finding.severity != "info"
        }
        pairs.append((note.id, set(note.gold.findings), found))
    _add_findings(result, pairs)
    return result


def _validate(elements: Elements, encounter: Encounter) -> Sequence[Alert]:
    from scribe_plugin.validation import validate

    return validate(elements, encounter)


def _read(note: LabelledNote, reader: Reader, raised: dict[str, str]) -> Elements:
    try:
        return reader(note.encounter)
    except Exception as error:  # noqa: BLE001  (a reader that raises is a result to report, not the end of the run)
        raised[note.id] = type(error).__name__
        return Elements.empty()


def _add_fields(result: Score, note: LabelledNote, elements: Elements) -> None:
    for name, items in FIELDS.items():
        result.fields[name].add(note.id, items(note.gold.elements), items(elements))
    if any(FIELDS[name](note.gold.elements) != FIELDS[name](elements) for name in FATAL_FIELDS):
        result.fatal.append(note.id)


def _add_findings(result: Score, pairs: list[tuple[str, set[str], set[str]]]) -> None:
    codes = sorted({code for _, gold, read in pairs for code in gold | read})
    result.findings = {code: Confusion(code) for code in codes}
    for note_id, gold, read in pairs:
        for code, confusion in result.findings.items():
            confusion.add(note_id, frozenset(gold & {code}), frozenset(read & {code}))
        for element, confusion in result.alerts.items():
            confusion.add(note_id, _of(element, gold), _of(element, read))


def _of(element: str, codes: set[str]) -> Items:
    return frozenset(code for code in codes if code.startswith(f"{element}."))


def _text(items: Items) -> list[str]:
    return sorted(" ".join(map(str, item)) if isinstance(item, tuple) else str(item) for item in items)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
