"""Labelled datasets: reading them, and finding labels that break the contract."""

from pathlib import Path

from pydantic import ValidationError

from scribe_plugin.contract import DatasetError, LabelledNote
from scribe_plugin.contract.errors import first_problem
from scribe_plugin.contract.evidence import evidence_of


def load(path: Path) -> list[LabelledNote]:
    """Read a JSON-lines dataset.

    Raises:
        DatasetError: the file cannot be read, a line breaks the contract, or an id is used twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path.name} cannot be read ({type(error).__name__}); give a UTF-8 file of JSON lines"
        raise DatasetError(msg) from None
    notes: list[LabelledNote] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            note = LabelledNote.model_validate_json(line)
        except ValidationError as error:
            msg = f"{path.name} line {number} breaks the contract at {first_problem(error)}"
            raise DatasetError(msg) from None
        if note.id in seen:
            msg = f"{path.name} line {number} repeats the id {note.id!r}; give every note its own"
            raise DatasetError(msg)
        seen.add(note.id)
        notes.append(note)
    return notes


def lint(note: LabelledNote) -> list[str]:
    """Return what is wrong with a note's labels, one sentence each; an empty list is a clean note."""
    problems: list[str] = []
    texts = {document.id: document.text for document in note.encounter.documents}
    for path, evidence in evidence_of(note.gold.elements):
        if evidence.document not in texts:
            problems.append(f"{path}: quotes document {evidence.document!r}, which the encounter does not hold")
        elif evidence.quote not in texts[evidence.document]:
            problems.append(f"{path}: a quote is not verbatim in {evidence.document!r}")
    elements = note.gold.elements
    located = {item.interspace for item in elements.levels.by_approach}
    stray = located - set(elements.effective_interspaces)
    if stray:
        problems.append(f"levels.by_approach: names {sorted(stray)} beyond the effective interspaces")
    if note.gold.findings != sorted(set(note.gold.findings)):
        problems.append("findings: not sorted or not unique")
    return problems
