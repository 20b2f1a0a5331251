"""The output: one review of one encounter."""

from typing import Any, Literal

from scribe_plugin.contract.alerts import Alert
from scribe_plugin.contract.base import Model
from scribe_plugin.contract.charge import SuggestedCharge
from scribe_plugin.contract.elements import Elements
from scribe_plugin.contract.packet import Packet

GroundingStatus = Literal["exact", "normalized", "fuzzy", "missing"]


class Grounding(Model):
    """Where one quote stands: ``text[start:end]`` of its document, in code points.

    ``path`` is the value that the quote supports (``levels.by_approach.0``). ``start`` and ``end`` are null
    when ``status`` is ``missing``.
    """

    path: str
    document: str
    quote: str
    start: int | None
    end: int | None
    status: GroundingStatus


class CrossCheck(Model):
    """One value on which two extractors disagree."""

    path: str
    embedded: Any
    llm: Any
    kept: Literal["embedded", "llm"]
    reason: str


class Provenance(Model):
    """What produced the review."""

    extractor: Literal["embedded", "llm", "both"]
    model: str | None = None
    prompt: str | None = None
    prompt_sha256: str | None = None
    schema_version: str
    knowledge_version: str
    program_version: str
    degraded: bool = False
    degraded_reason: str | None = None
    timings_ms: dict[str, float] = {}
    usage: dict[str, int] = {}


class Review(Model):
    """Elements, six alerts, the suggested charge, the packet, and where every word came from."""

    encounter_id: str
    elements: Elements
    alerts: list[Alert]
    charge: SuggestedCharge
    packet: Packet
    grounding: list[Grounding]
    cross_check: list[CrossCheck] = []
    provenance: Provenance

    @property
    def finding_codes(self) -> list[str]:
        """Codes of the warning and critical findings, sorted."""
        return sorted(finding.code for alert in self.alerts for finding in alert.findings if finding.severity != "info")
