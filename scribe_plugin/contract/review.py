"""The output: one review of one encounter."""

from typing import Any, Literal

from scribe_plugin.contract.alerts import Alert
from scribe_plugin.contract.base import Audience, Model, Severity
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


class Rejection(Model):
    """One value that a model gave and that the note does not bear out; it is in no element.

    ``rule`` names the check that it failed (``grounding.missing``, ``levels.interspace``), ``quote`` the words that were
    offered for it, where there were any.
    """

    path: str
    rule: str
    message: str
    value: Any = None
    document: str | None = None
    quote: str | None = None


class CrossCheck(Model):
    """One value on which two extractors disagree, which one was kept and why.

    A ``warning`` is a notice to the surgeon: both readers found words, and they say different things.
    """

    path: str
    embedded: Any
    llm: Any
    kept: Literal["embedded", "llm"]
    reason: str
    severity: Severity = "info"
    audience: Audience = "surgeon"
    message: str = ""


class ModelCall(Model):
    """One request to a model: what came of it, what was waited before, and what it used; cost in USD where known."""

    kind: str
    status: int | None = None
    waited_s: float = 0.0
    seconds: float = 0.0
    prompt_tokens: int = 0
    cached_prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = None


class Provenance(Model):
    """What produced the review."""

    extractor: Literal["embedded", "llm", "both"]
    model: str | None = None
    prompt: str | None = None
    prompt_sha256: str | None = None
    prompt_status: Literal["draft", "approved"] | None = None
    schema_version: str
    knowledge_version: str
    program_version: str
    degraded: bool = False
    degraded_reason: str | None = None
    degraded_by_configuration: bool = False
    timings_ms: dict[str, float] = {}
    usage: dict[str, int] = {}
    cost_usd: float | None = None
    calls: list[ModelCall] = []
    cached: bool = False


class Review(Model):
    """Elements, six alerts, the suggested charge, the packet, and where every word came from."""

    encounter_id: str
    elements: Elements
    alerts: list[Alert]
    charge: SuggestedCharge
    packet: Packet
    grounding: list[Grounding]
    rejected: list[Rejection] = []
    cross_check: list[CrossCheck] = []
    provenance: Provenance

    @property
    def finding_codes(self) -> list[str]:
        """Codes of the warning and critical findings, sorted."""
        return sorted(finding.code for alert in self.alerts for finding in alert.findings if finding.severity != "info")
