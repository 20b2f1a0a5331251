"""What a rule is given: the elements, the encounter and the facts derived from them."""

from dataclasses import dataclass
from functools import cached_property

from scribe_plugin.coding import Facts
from scribe_plugin.coding.codes import has_lumbar_fusion
from scribe_plugin.contract import Charge, Elements, Encounter, Evidence, Side


@dataclass(frozen=True)
class Case:
    """One record under validation."""

    elements: Elements
    encounter: Encounter

    @cached_property
    def facts(self) -> Facts:
        """Facts derived from the elements."""
        return Facts(self.elements)

    @property
    def charge(self) -> Charge | None:
        """The drafted charge; None keeps every rule about charged codes silent."""
        return self.encounter.charge

    @property
    def applies(self) -> bool:
        """Whether a lumbar fusion is documented or charged at all."""
        return self.elements.fusion_documented or has_lumbar_fusion(self.charge)

    @property
    def interbody_fusion(self) -> bool:
        """Whether an interbody fusion is documented; only a purely posterolateral fusion is none."""
        return self.elements.fusion_documented and not self.facts.purely_posterolateral

    def charged(self, *codes: str) -> list[str]:
        """Return which of ``codes`` are charged, in the order asked; none without a charge."""
        return [code for code in codes if self.charge is not None and self.charge.has(code)]

    def lines_with(self, modifier: str) -> list[str]:
        """Return the distinct codes charged with ``modifier``."""
        lines = self.charge.lines if self.charge else []
        return list(dict.fromkeys(line.code for line in lines if modifier in line.modifiers))


def sides_of(case: Case, first: str, second: str, evidence: list[Evidence]) -> list[Side]:
    """Return the two sides of a contradiction; quotes of single interspaces speak for the second, the narrative."""
    narrative = [quote for item in case.elements.levels.by_approach for quote in item.evidence]
    rest = [quote for quote in evidence if quote not in narrative]
    return [Side(label=first, evidence=rest), Side(label=second, evidence=list(dict.fromkeys(narrative)))]
