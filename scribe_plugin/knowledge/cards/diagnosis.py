"""The cards of ICD-10-CM and ICD-10-PCS codes."""

from datetime import date

from scribe_plugin.knowledge.cards.model import Card, Line, Section, sections_of
from scribe_plugin.knowledge.icd10cm import CmEntry, cm_children, cm_mapping
from scribe_plugin.knowledge.icd10pcs import PcsEntry, PcsValue


def diagnosis_card(entry: CmEntry, as_of: date | None) -> Card:
    """Return the card of a diagnosis code as of a day, also when it is not valid then."""
    children = [] if entry.in_effect(as_of) else cm_children(entry.code, as_of)
    facts = [
        ("Region", Line.of(entry.region or "not in the code", entry)),
        ("Use", Line.of(f"{entry.use}{', secondary only' if entry.secondary_only else ''}", entry)),
    ]
    if entry.conditions:
        facts.append(("Stands for", Line.of(", ".join(_words(item) for item in entry.conditions), cm_mapping())))
    if entry.pain:
        facts.append(("Pain", Line.of(entry.pain, entry)))
    if entry.excludes1:
        facts.append(("Not with", Line.of(f"{', '.join(entry.excludes1)} (Excludes1)", entry)))
    return Card.of(
        system="ICD-10-CM",
        code=entry.code,
        label=entry.title,
        row=entry,
        as_of=as_of,
        instead=f"use {', '.join(item.code for item in children)}" if children else "",
        facts=tuple(facts),
        sections=sections_of(
            (
                ("Note", [Line.of(entry.note, entry)] if entry.note else []),
                ("Valid instead", [Line.of(f"{item.code} {item.title}", item) for item in children]),
            )
        ),
    )


def pcs_card(entry: PcsEntry, as_of: date | None) -> Card:
    """Return the card of a facility procedure code, decoded character by character."""
    decoded = [
        Line.of(f"1  {entry.code[0]}  section: {entry.section}", entry),
        Line.of(f"2  {entry.code[1]}  body system: {entry.system}", entry),
        Line.of(f"3  {entry.code[2]}  operation: {entry.operation}", entry),
        *(_character(item) for item in entry.characters),
    ]
    facts = [("Kind", Line.of("fusion" if entry.fusion else entry.operation.lower(), entry))]
    if entry.column:
        facts.append(("Column", Line.of(entry.column, entry)))
    if entry.body_part.interspaces:
        number = "one of" if entry.body_part.joints == "one" else "two or more of"
        facts.append(("Joints", Line.of(f"{number} {', '.join(entry.body_part.interspaces)}", entry.body_part)))
    notes = tuple(Line.of(item.note, item) for item in entry.characters if item.note)
    return Card.of(
        system="ICD-10-PCS",
        code=entry.code,
        label=entry.title,
        row=entry,
        as_of=as_of,
        facts=tuple(facts),
        sections=(Section("Character by character", tuple(decoded)), *sections_of((("Notes", notes),))),
    )


def _character(item: PcsValue) -> Line:
    return Line.of(f"{item.position}  {item.value}  {item.meaning}: {item.title}", item)


def _words(name: str) -> str:
    return name.replace("_", " ")
