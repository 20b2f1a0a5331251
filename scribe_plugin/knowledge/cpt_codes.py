"""Professional procedure codes: labels of our own, Medicare indicators, and what a coder should know of each."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from scribe_plugin.contract import Approach, KnowledgeError
from scribe_plugin.knowledge.rows import Row, Source, load, near, part_fields, row_fields, source

CptKind = Literal[
    "arthrodesis",
    "instrumentation",
    "device",
    "graft",
    "decompression",
    "removal",
    "arthroplasty",
    "other",
]
NoteUse = Literal["report", "not", "modifier", "ncci", "payment", "info"]

INPATIENT_ONLY_STATUS = "C"
"""OPPS status indicator of a procedure that Medicare pays for inpatients only."""


@dataclass(frozen=True, slots=True)
class MedicareIndicators:
    """Fee schedule indicators as printed, and the total facility relative value.

    They belong to the edition that ``medicare_edition`` describes, whatever date is asked about.
    """

    status: str
    glob: str
    mult: str
    bilat: str
    asst: str
    co: str
    team: str
    total_rvu: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Row):
    """One line that a coder needs: when to report, when not, modifiers, edits, payment."""

    use: NoteUse
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Row):
    """The published file that a group of values was taken from."""

    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CptEntry(Row):
    """One procedure code.

    ``parents`` are the codes of this table that an add-on may accompany; ``vertebrae`` is the range that an
    instrumentation code covers, with None for no upper limit; ``excludes_62`` says that the CPT guideline
    keeps modifier 62 off the code.
    """

    code: str
    kind: CptKind
    label: str
    unit: str
    add_on: bool
    parents: tuple[str, ...]
    parents_note: str
    approaches: tuple[Approach, ...]
    excludes_62: bool
    vertebrae: tuple[int, int | None] | None
    mue: int | None
    mue_sources: tuple[Source, ...]
    replaces: tuple[str, ...]
    replaced_by: tuple[str, ...]
    medicare: MedicareIndicators | None
    opps_status: str
    opps_apc: str
    notes: tuple[Note, ...]

    @property
    def total_rvu(self) -> float | None:
        """Total facility relative value of the fee schedule edition, or None where the file has none."""
        return self.medicare.total_rvu if self.medicare else None

    @property
    def inpatient_only(self) -> bool | None:
        """Whether the OPPS edition lists the code as inpatient only; None where it is not listed."""
        return self.opps_status == INPATIENT_ONLY_STATUS if self.opps_status else None

    def lines(self, use: NoteUse) -> tuple[Note, ...]:
        """Return the notes of one use, in table order."""
        return tuple(note for note in self.notes if note.use == use)


def _entry(raw: dict[str, Any]) -> CptEntry:
    medicare = raw.get("medicare")
    opps = raw.get("opps", {"status": "", "apc": ""})
    span = raw.get("vertebrae")
    return CptEntry(
        **row_fields(raw),
        code=raw["code"],
        kind=raw["kind"],
        label=raw["label"],
        unit=raw["unit"],
        add_on=raw["add_on"],
        parents=tuple(raw["parents"]),
        parents_note=raw.get("parents_note", ""),
        approaches=tuple(raw.get("approaches", ())),
        excludes_62=raw["excludes_62"],
        vertebrae=(span[0], span[1] or None) if span else None,
        mue=raw.get("mue"),
        mue_sources=tuple(source(item) for item in raw.get("mue_source", ())),
        replaces=tuple(raw.get("replaces", ())),
        replaced_by=tuple(raw.get("replaced_by", ())),
        medicare=MedicareIndicators(**{**medicare, "total_rvu": float(medicare["total_rvu"])}) if medicare else None,
        opps_status=opps["status"],
        opps_apc=opps["apc"],
        notes=tuple(Note(**part_fields(note), use=note["use"], text=note["text"]) for note in raw["notes"]),
    )


@cache
def _raw() -> dict[str, dict[str, Any]]:
    return {raw["code"]: raw for raw in load("cpt")["codes"]}


@cache
def _known(code: str) -> CptEntry:
    return _entry(_raw()[code])


def find_cpt(code: str) -> CptEntry | None:
    """Return the entry of ``code``, also of a deleted one, or None when the table does not hold it."""
    code = code.strip().upper()
    return _known(code) if code in _raw() else None


def cpt(code: str, as_of: date | None = None) -> CptEntry:
    """Return the entry of ``code``; with ``as_of`` the code must be in effect on that day.

    Raises:
        KnowledgeError: the code is not in the table, or was not in effect on ``as_of``.
    """
    entry = find_cpt(code)
    if entry is None:
        msg = f"procedure code {code!r} is not in the tables; {near(code.strip().upper(), _raw())}"
        raise KnowledgeError(msg)
    if as_of is not None and not entry.in_effect(as_of):
        raise KnowledgeError(_not_in_effect(entry, as_of))
    return entry


def _not_in_effect(entry: CptEntry, as_of: date) -> str:
    if entry.effective_from is not None and as_of < entry.effective_from:
        instead = f"; the code then was {' or '.join(entry.replaces)}" if entry.replaces else "; choose a later date"
        return f"{entry.code} is in effect from {entry.effective_from}, not on {as_of}{instead}"
    instead = f"; use {', '.join(entry.replaced_by)}" if entry.replaced_by else "; choose an earlier date"
    return f"{entry.code} was in effect until {entry.effective_to}, not on {as_of}{instead}"


def label(code: str) -> str:
    """Return our short label of a procedure code, or the code itself when the table does not hold it."""
    entry = find_cpt(code)
    return entry.label if entry else code


def cpt_entries(as_of: date | None = None) -> tuple[CptEntry, ...]:
    """Return every entry in effect on ``as_of`` (without a date, in the newest edition), in table order."""
    return tuple(entry for entry in map(_known, _raw()) if entry.in_effect(as_of))


@cache
def indicator_meanings() -> dict[str, dict[str, str]]:
    """Return what each Medicare indicator says: ``{"glob": {"090": "major surgery, ..."}, ...}``."""
    raw = load("cpt")
    return {**raw["indicators"]["values"], "opps": raw["opps_status"]["values"]}


@cache
def edition(name: Literal["medicare", "opps"]) -> Edition:
    """Return which published file the Medicare indicators or the outpatient status were taken from."""
    raw = load("cpt")["editions"][name]
    return Edition(**row_fields(raw), label=raw["label"])
