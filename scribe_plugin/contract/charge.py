"""Charges: what the coder drafted and what the documentation supports."""

from typing import Annotated

from pydantic import Field, StringConstraints

from scribe_plugin.contract.base import Evidence, Interspace, Model

CptCode = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Z][0-9]{3}[0-9A-Z]$")]
Modifier = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-Z]{2}$")]
PcsCode = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9A-HJ-NP-Z]{7}$")]
CmCode = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?$")]


class ChargeLine(Model):
    """One professional service line."""

    code: CptCode
    units: Annotated[int, Field(ge=1, le=99)] = 1
    modifiers: list[Modifier] = []


class Charge(Model):
    """A drafted charge; an empty list of facility codes is silent, not wrong."""

    lines: list[ChargeLine] = []
    icd10_pcs: list[PcsCode] = []
    icd10_cm: list[CmCode] = []

    def units(self, code: str) -> int:
        """Return the units charged of ``code`` over all its lines."""
        return sum(line.units for line in self.lines if line.code == code)

    def has(self, *codes: str) -> bool:
        """Return whether any of ``codes`` is charged."""
        return any(line.code in codes for line in self.lines)


class SuggestedLine(ChargeLine):
    """A service line that the documentation supports, with the reason.

    ``query`` is true where a person must confirm the line before it is billed.
    """

    label: str
    why: str
    query: bool = False
    interspaces: list[Interspace] = []
    evidence: list[Evidence] = []
    sources: list[str] = []


class SuggestedCode(Model):
    """A facility or diagnosis code that the documentation supports, with the reason."""

    code: str
    label: str
    why: str
    evidence: list[Evidence] = []
    sources: list[str] = []


class DrgCandidate(Model):
    """A DRG family, information only: no grouper runs here."""

    drg: str
    title: str
    why: str
    verified: bool
    sources: list[str] = []


class SuggestedCharge(Model):
    """The charge derived from the documentation."""

    lines: list[SuggestedLine] = []
    icd10_pcs: list[str] = []
    icd10_cm: list[str] = []
    level_count: int = 0
    drg_candidates: list[DrgCandidate] = []
    pcs_details: list[SuggestedCode] = []
    cm_details: list[SuggestedCode] = []
    estimate_usd: float | None = Field(default=None, description="Seed-page 2026 fees x units; information only")
