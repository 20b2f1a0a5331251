"""The cards of modifiers and of MS-DRGs."""

from datetime import date

from scribe_plugin.knowledge.cards.model import Card, Line, sections_of
from scribe_plugin.knowledge.cpt_codes import cpt_entries
from scribe_plugin.knowledge.drg import DrgFamily
from scribe_plugin.knowledge.modifiers import ModifierEntry
from scribe_plugin.knowledge.rows import source

SEVERITY = {
    "mcc": "with a major comorbidity or complication (MCC)",
    "cc": "with a comorbidity or complication (CC)",
    "none": "without either",
    "no_mcc": "without an MCC",
    "any": "whatever the comorbidity",
}

INFORMATION_ONLY = "Information only: no grouper runs here; diagnoses and comorbidities decide."


def modifier_card(entry: ModifierEntry, as_of: date | None) -> Card:
    """Return the card of a modifier."""
    facts = [("Kind", Line.of(entry.kind, entry)), ("Rule", Line.of(entry.rule, entry))]
    if entry.code == "62":
        kept_off = ", ".join(item.code for item in cpt_entries(as_of) if item.excludes_62)
        memory = (source("from-memory"),)
        facts.append(("Kept off", Line(f"{kept_off} (CPT guideline)", memory, "from_memory")))
    return Card.of(
        system="modifier",
        code=entry.code,
        label=entry.label,
        row=entry,
        as_of=as_of,
        facts=tuple(facts),
        sections=sections_of((("Check", [Line.of(check.text, check) for check in entry.checks]),)),
    )


def drg_card(number: str, family: DrgFamily, as_of: date | None) -> Card:
    """Return the card of one group of a family."""
    group = next(item for item in family.drgs if item.drg == number)
    levels = {"single": "one level", "multiple": "two or more levels", "any": "any number of levels"}[family.levels]
    columns = "anterior and posterior column together" if family.combined else "one column"
    special = ", with curvature, malignancy, infection or extensive fusion" if family.special else ""
    return Card.of(
        system="MS-DRG",
        code=number,
        label=group.title,
        row=family,
        as_of=as_of,
        facts=(
            ("Family", Line.of(family.label, family)),
            ("Surgery", Line.of(f"{columns}, {levels}{special}", family)),
            ("Severity", Line.of(SEVERITY[group.severity], family)),
        ),
        sections=sections_of(
            (
                ("Note", [Line.of(family.note, family)]),
                ("Groups of the family", [Line.of(f"{item.drg} {item.title}", family) for item in family.drgs]),
                ("Use", [Line.of(INFORMATION_ONLY, family)]),
            )
        ),
    )
