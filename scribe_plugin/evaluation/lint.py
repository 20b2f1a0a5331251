"""What is wrong with the labels of a dataset.

Complaints name a note by its id and a place by its path; they never carry words of a note.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from scribe_plugin.contract import APPROACHES, INTERSPACES, InputError, LabelledNote
from scribe_plugin.contract.evidence import evidence_of
from scribe_plugin.evaluation.dataset import family_of, lines_of, parse, read_bytes
from scribe_plugin.validation import validate
from scribe_plugin.validation.catalogue import CATALOGUE

_POINTS = ("T12", "L1", "L2", "L3", "L4", "L5", "L6", "S1", "S2", "ilium")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong, or (a ``note``) worth another look; ``where`` is a note's id, or a line of the file."""

    where: str
    severity: Literal["error", "note"]
    message: str


def lint_file(path: Path) -> tuple[int, list[Complaint]]:
    """Return the number of notes in a dataset, and every complaint about it.

    Raises:
        DatasetError: the file cannot be read at all.
    """
    complaints: list[Complaint] = []
    notes: dict[str, LabelledNote] = {}
    count = 0
    for number, line in lines_of(read_bytes(path), path):
        count += 1
        note = parse(line)
        if isinstance(note, str):
            complaints.append(Complaint(f"line {number}", "error", f"breaks the contract at {note}"))
        elif note.id in notes:
            complaints.append(
                Complaint(f"line {number}", "error", f"repeats the id {note.id!r}; give every note its own")
            )
        else:
            notes[note.id] = note
            complaints += [Complaint(note.id, "error", message) for message in lint(note)]
            complaints += [Complaint(note.id, "note", message) for message in doubts(note)]
    if not count:
        complaints.append(Complaint("file", "error", "holds no note"))
    return count, [*complaints, *_families(notes.values())]


def lint(note: LabelledNote) -> list[str]:
    """Return what is wrong with a note's labels, one sentence each; an empty list is a clean note."""
    return [*_quotes(note), *_order(note), *_findings(note)]


def doubts(note: LabelledNote) -> list[str]:
    """Return the labelled values that the guard of the model path does not find in their quotes.

    That is no error: the guard knows words, and a label may rest on more than its quotes say.
    """
    from scribe_plugin.extraction.consistency.spots import NoteView
    from scribe_plugin.extraction.guard import guard

    problems = guard(note.gold.elements, NoteView(note.encounter)).problems
    return [
        f"{problem.path}: the guard would reject it ({problem.rule}); a quote that says it outright is better"
        for problem in problems
    ]


def _quotes(note: LabelledNote) -> Iterator[str]:
    texts = {document.id: document.text for document in note.encounter.documents}
    for path, evidence in evidence_of(note.gold.elements):
        if evidence.document not in texts:
            yield f"{path}: quotes document {evidence.document!r}, which the encounter does not hold"
        elif not evidence.quote.strip():
            yield f"{path}: a quote is empty"
        elif evidence.quote not in texts[evidence.document]:
            yield f"{path}: a quote is not verbatim in {evidence.document!r}"


def _order(note: LabelledNote) -> Iterator[str]:
    """Yield lists that are not in the order of their vocabulary, hold something twice, or go beyond another list."""
    elements = note.gold.elements
    lists: dict[str, tuple[list[str], tuple[str, ...]]] = {
        "approach.titled": (list(elements.approach.titled), APPROACHES),
        "approach.described": (list(elements.approach.described), APPROACHES),
        "levels.titled": (list(elements.levels.titled), INTERSPACES),
        "levels.described": (list(elements.levels.described), INTERSPACES),
        "posterior.arthrodesis_interspaces": (list(elements.posterior.arthrodesis_interspaces), INTERSPACES),
        "posterior.fixation_points": (list(elements.posterior.fixation_points), _POINTS),
        "tags": (note.tags, ()),
    }
    for path, (values, vocabulary) in lists.items():
        if len(values) != len(set(values)):
            yield f"{path}: holds a value twice"
        places = [vocabulary.index(value) for value in values if value in vocabulary]
        if places != sorted(places):
            yield f"{path}: not in the order of the vocabulary, top to bottom"
    stray = {item.interspace for item in elements.levels.by_approach} - set(elements.effective_interspaces)
    if stray:
        yield f"levels.by_approach: names {sorted(stray)} beyond the effective interspaces"


def _findings(note: LabelledNote) -> Iterator[str]:
    """Yield what differs between the labelled findings and those that the labelled elements lead to."""
    labelled = note.gold.findings
    if labelled != sorted(set(labelled)):
        yield "findings: not sorted or not unique"
    known = set(labelled) & set(CATALOGUE)
    for code in sorted(set(labelled) - known):
        yield f"findings: {code!r} is no finding"
    try:
        alerts = validate(note.gold.elements, note.encounter)
    except InputError as error:
        yield f"encounter: {error}"
        return
    derived = {item.code for alert in alerts for item in alert.findings if item.severity != "info"}
    for code in sorted(derived - known):
        yield f"findings: {code} follows from the labelled elements and is not labelled"
    for code in sorted(known - derived):
        yield f"findings: {code} is labelled and does not follow from the labelled elements"


def _families(notes: Iterable[LabelledNote]) -> Iterator[Complaint]:
    """Yield notes of the same words in two families: they would count as independent."""
    first: dict[str, LabelledNote] = {}
    for note in notes:
        words = "\n".join(" ".join(document.text.split()) for document in note.encounter.documents)
        other = first.setdefault(words, note)
        if family_of(other) != family_of(note):
            yield Complaint(note.id, "error", f"has the words of {other.id!r}; give both the same family")
