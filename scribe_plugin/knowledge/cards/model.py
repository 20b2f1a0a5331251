"""What a card is made of. It says what is known of one code; how it looks is the reader's business."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Self

from scribe_plugin.knowledge.rows import Row, Source, Verified

System = Literal["CPT", "ICD-10-PCS", "ICD-10-CM", "modifier", "MS-DRG"]


@dataclass(frozen=True, slots=True)
class Line:
    """One statement with the sources it rests on; ``verified`` is ``from_memory`` until a person confirms it."""

    text: str
    sources: tuple[Source, ...]
    verified: Verified

    @classmethod
    def of(cls, text: str, row: Row) -> "Line":
        """Make a line that rests on the sources of ``row``."""
        return cls(text, row.sources, row.verified)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines."""

    title: str
    lines: tuple[Line, ...]

    @property
    def common(self) -> Line | None:
        """The first of several lines that all rest on the same sources, else None."""
        shared = {(line.sources, line.verified) for line in self.lines}
        return self.lines[0] if len(shared) == 1 and len(self.lines) > 1 else None


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the tables hold on one code, as of one day.

    ``status`` is a sentence on its validity and ``in_effect`` says the same as a flag; ``facts`` are short
    named values; ``sections`` hold what a coder reads before charging.
    """

    system: System
    code: str
    label: str
    status: str
    in_effect: bool
    as_of: date | None
    effective_from: date | None
    effective_to: date | None
    facts: tuple[tuple[str, Line], ...]
    sections: tuple[Section, ...]

    @classmethod
    def of(
        cls,
        *,
        system: System,
        code: str,
        label: str,
        row: Row,
        as_of: date | None,
        facts: tuple[tuple[str, Line], ...],
        sections: tuple[Section, ...],
        instead: str = "",
    ) -> Self:
        """Make the card of a table row, with its validity on ``as_of``; ``instead`` says what replaces it."""
        return cls(
            system=system,
            code=code,
            label=label,
            status=status_of(row, as_of, instead=instead),
            in_effect=row.in_effect(as_of),
            as_of=as_of,
            effective_from=row.effective_from,
            effective_to=row.effective_to,
            facts=facts,
            sections=sections,
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source of the card once, in the order of first use, without the mark for memory."""
        lines = [line for _, line in self.facts] + [line for section in self.sections for line in section.lines]
        return tuple(dict.fromkeys(item for line in lines for item in line.sources if item.kind != "memory"))

    def to_json(self) -> dict[str, Any]:
        """Return the card as plain JSON values."""
        return {
            "system": self.system,
            "code": self.code,
            "label": self.label,
            "status": self.status,
            "in_effect": self.in_effect,
            "as_of": _iso(self.as_of),
            "effective_from": _iso(self.effective_from),
            "effective_to": _iso(self.effective_to),
            "facts": [{"name": name, **_line(line)} for name, line in self.facts],
            "sections": [
                {"title": section.title, "lines": [_line(line) for line in section.lines]} for section in self.sections
            ],
        }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _line(line: Line) -> dict[str, Any]:
    return {"text": line.text, "verified": line.verified, "sources": [str(item) for item in line.sources]}


def status_of(row: Row, as_of: date | None, *, instead: str = "") -> str:
    """Return a sentence on whether ``row`` holds on ``as_of``; ``instead`` is added where it does not."""
    if row.in_effect(as_of):
        since = f" from {row.effective_from}" if row.effective_from else ""
        until = f" until {row.effective_to}" if row.effective_to else ""
        return f"in effect{since}{until}"
    if as_of is not None and row.effective_from is not None and as_of < row.effective_from:
        verdict = f"not yet in effect, valid from {row.effective_from}"
    else:
        verdict = f"no longer valid, last day {row.effective_to}"
    return f"{verdict}{'; ' if instead else ''}{instead}"


def sections_of(groups: Iterable[tuple[str, Iterable[Line]]]) -> tuple[Section, ...]:
    """Return the sections that have lines."""
    made = (Section(title, tuple(lines)) for title, lines in groups)
    return tuple(section for section in made if section.lines)
