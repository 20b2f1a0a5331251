"""What the suggested charge and the alerts both read out of the elements."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scribe_plugin.coding.spans import in_order
from scribe_plugin.contract import (
    ANTERIOR_FAMILY,
    POSTERIOR_FAMILY,
    Approach,
    Elements,
    InterbodyDevice,
    Interspace,
)

Family = Literal["anterior", "posterior", "presacral"]


def family(approach: Approach) -> Family:
    """Return the family of an approach: it decides the primary code."""
    if approach in ANTERIOR_FAMILY:
        return "anterior"
    return "posterior" if approach in POSTERIOR_FAMILY else "presacral"


@dataclass(frozen=True)
class Facts:
    """Values derived once from the elements; nothing here looks at a charge."""

    elements: Elements

    @cached_property
    def approaches(self) -> frozenset[Approach]:
        """The documented interbody approaches."""
        return frozenset(self.elements.effective_approaches)

    @cached_property
    def interspaces(self) -> list[Interspace]:
        """The documented interbody-fused interspaces."""
        return in_order(self.elements.effective_interspaces)

    @cached_property
    def family_at(self) -> dict[Interspace, Family | None]:
        """The family used at each fused interspace; None where the note leaves it open."""
        stated = {item.interspace: family(item.approach) for item in self.elements.levels.by_approach}
        families = {family(item) for item in self.approaches}
        default = next(iter(families)) if len(families) == 1 else None
        return {item: stated.get(item, default) for item in self.interspaces}

    def fused_through(self, wanted: Family) -> list[Interspace]:
        """Return the interspaces fused through one family."""
        return [item for item, used in self.family_at.items() if used == wanted]

    @cached_property
    def anterior(self) -> list[Interspace]:
        """Interspaces fused through the anterior family; their number is the *n* of the catalogue."""
        return self.fused_through("anterior")

    @cached_property
    def has_anterior_fusion(self) -> bool:
        """Whether a fusion through the anterior family is documented, its interspace named or not."""
        return self.elements.fusion_documented and bool(self.anterior or self.approaches & ANTERIOR_FAMILY)

    @cached_property
    def has_posterior_interbody(self) -> bool:
        """Whether a posterior or transforaminal interbody approach is documented."""
        return bool(self.approaches & POSTERIOR_FAMILY)

    @cached_property
    def purely_posterolateral(self) -> bool:
        """Whether the fusion was done behind only: no interbody approach, interspace or device."""
        return self.elements.posterior.arthrodesis == "performed" and not (
            self.approaches or self.interspaces or self.elements.device.devices
        )

    @cached_property
    def cages(self) -> list[InterbodyDevice]:
        """Biomechanical devices: cages and meshes."""
        return [item for item in self.elements.device.devices if item.kind in ("cage", "mesh")]

    @cached_property
    def cage_interspaces(self) -> list[Interspace]:
        """The named interspaces that hold a cage or mesh."""
        return in_order(item.interspace for item in self.cages if item.interspace != "not_stated")

    @cached_property
    def cage_count(self) -> int:
        """Interspaces that hold a cage or mesh; a cage whose interspace is not stated stands in at least one."""
        return max(1, len(self.cage_interspaces)) if self.cages else 0

    @cached_property
    def structural_allografts(self) -> list[InterbodyDevice]:
        """Structural allografts at interspaces that hold no cage or mesh."""
        return [
            item
            for item in self.elements.device.devices
            if item.kind == "structural_allograft" and item.interspace not in self.cage_interspaces
        ]

    @cached_property
    def arthrodesis_interspaces(self) -> list[Interspace]:
        """Interspaces of a posterior arthrodesis that was performed, unless it was on another day.

        Where the note does not name them and every fusion was posterior interbody, they are the same interspaces.
        """
        posterior = self.elements.posterior
        if posterior.arthrodesis != "performed" or posterior.same_session == "no":
            return []
        if posterior.arthrodesis_interspaces:
            return in_order(posterior.arthrodesis_interspaces)
        behind = self.fused_through("posterior")
        return behind if behind == self.interspaces else []

    @cached_property
    def fused(self) -> list[Interspace]:
        """Every interspace fused in front or behind."""
        return in_order([*self.interspaces, *self.arthrodesis_interspaces])

    @cached_property
    def combined_interspaces(self) -> list[Interspace]:
        """Interspaces with posterior interbody and posterolateral fusion at once."""
        return [item for item in self.fused_through("posterior") if item in self.arthrodesis_interspaces]

    @cached_property
    def posterior_primary(self) -> str:
        """The primary code of a posterior interbody fusion."""
        return "22633" if self.combined_interspaces else "22630"
