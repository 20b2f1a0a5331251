"""The card of a professional procedure code."""

from datetime import date

from scribe_plugin.knowledge.cards.model import Card, Line, sections_of
from scribe_plugin.knowledge.cpt_codes import CptEntry, NoteUse, edition, indicator_meanings
from scribe_plugin.knowledge.fees import fee_entry
from scribe_plugin.knowledge.rows import source

HEADINGS: tuple[tuple[NoteUse, str], ...] = (
    ("report", "Report it for"),
    ("not", "Not for"),
    ("modifier", "Modifiers"),
    ("ncci", "NCCI edits and units"),
    ("payment", "Payment"),
    ("info", "Also"),
)


def procedure_card(entry: CptEntry, as_of: date | None) -> Card:
    """Return the card of a procedure code as of a day, also when it is not in effect then."""
    return Card.of(
        system="CPT",
        code=entry.code,
        label=entry.label,
        row=entry,
        as_of=as_of,
        instead=_instead(entry, as_of),
        facts=tuple(_facts(entry)),
        sections=sections_of(
            (
                *((heading, [Line.of(note.text, note) for note in entry.lines(use)]) for use, heading in HEADINGS),
                ("Medicare indicators", _indicators(entry)),
            )
        ),
    )


def _instead(entry: CptEntry, as_of: date | None) -> str:
    early = as_of is not None and entry.effective_from is not None and as_of < entry.effective_from
    if early:
        return f"the code then was {', '.join(entry.replaces)}" if entry.replaces else ""
    return f"use {', '.join(entry.replaced_by)}" if entry.replaced_by else ""


def _facts(entry: CptEntry) -> list[tuple[str, Line]]:
    facts = [
        ("Kind", Line.of(f"{entry.kind}, {'add-on' if entry.add_on else 'stands alone'}", entry)),
        ("Unit", Line.of(entry.unit, entry)),
    ]
    if entry.parents:
        note = f". {entry.parents_note}" if entry.parents_note else ""
        facts.append(("Add-on to", Line.of(f"{', '.join(entry.parents)}{note}", entry)))
    if entry.vertebrae:
        low, high = entry.vertebrae
        facts.append(("Vertebrae", Line.of(f"{low} to {high}" if high else f"{low} or more", entry)))
    if entry.excludes_62:
        memory = (source("from-memory"),)
        facts.append(("Modifier 62", Line("not on this code by CPT guideline", memory, "from_memory")))
    if entry.total_rvu is not None:
        schedule = edition("medicare")
        facts.append(("Value", Line.of(f"{entry.total_rvu:.2f} RVU, total facility ({schedule.label})", schedule)))
    if entry.opps_status:
        opps = edition("opps")
        apc = f", APC {entry.opps_apc}" if entry.opps_apc else ""
        meaning = indicator_meanings()["opps"].get(entry.opps_status, "meaning not in the tables")
        facts.append(("Outpatient", Line.of(f"{entry.opps_status}{apc}: {meaning} ({opps.label})", opps)))
    if entry.mue is not None:
        text = f"at most {entry.mue} (Medicare MUE by a second-hand source; confirm in the CMS table)"
        facts.append(("Units a day", Line(text, entry.mue_sources, "from_memory")))
    printed = fee_entry(entry.code)
    if printed:
        text = f"${printed.usd:,} by the seed page for 2026, not checked against a fee schedule"
        facts.append(("Fee", Line.of(text, printed)))
    return facts


def _indicators(entry: CptEntry) -> list[Line]:
    if entry.medicare is None:
        return []
    row, meanings, values = edition("medicare"), indicator_meanings(), entry.medicare
    return [
        Line.of(f"{name} {value}: {meanings[field][value]}", row)
        for name, field, value in (
            ("status", "status", values.status),
            ("global", "glob", values.glob),
            ("multiple procedures", "mult", values.mult),
            ("bilateral", "bilat", values.bilat),
            ("assistant", "asst", values.asst),
            ("co-surgeons", "co", values.co),
            ("team", "team", values.team),
        )
    ]
