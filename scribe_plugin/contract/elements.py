"""The six element groups together: what extraction fills."""

from typing import Literal, get_args

from pydantic import Field

from scribe_plugin.contract.access import AccessElement
from scribe_plugin.contract.approach import ApproachElement
from scribe_plugin.contract.base import ANTERIOR_FAMILY, Approach, Interspace, Model
from scribe_plugin.contract.device import DeviceElement
from scribe_plugin.contract.levels import LevelsElement
from scribe_plugin.contract.necessity import NecessityElement
from scribe_plugin.contract.posterior import PosteriorElement


class Elements(Model):
    """ALIF documentation elements of one encounter: what was done in the operation documented."""

    schema_version: Literal["1.0"]
    fusion_documented: bool = Field(description="A lumbar or lumbosacral arthrodesis was done in this operation")
    approach: ApproachElement
    levels: LevelsElement
    device: DeviceElement
    posterior: PosteriorElement
    necessity: NecessityElement
    access: AccessElement

    @classmethod
    def empty(cls) -> "Elements":
        """Return the elements of a note that says nothing."""
        return cls.model_validate(EMPTY_ELEMENTS)

    @property
    def effective_approaches(self) -> list[Approach]:
        """Approaches of the narrative, or of the title where the narrative gives none."""
        return self.approach.described or self.approach.titled

    @property
    def effective_interspaces(self) -> list[Interspace]:
        """Interspaces of the narrative, or of the title where the narrative gives none."""
        return self.levels.described or self.levels.titled

    @property
    def anterior_interspaces(self) -> list[Interspace]:
        """Distinct effective interspaces fused through the anterior family, top to bottom.

        An interspace follows its own entry in ``levels.by_approach``; one without an entry follows the
        note's approach when that is of a single family.
        """
        approach_at = {item.interspace: item.approach for item in self.levels.by_approach}
        approaches = self.effective_approaches
        default_anterior = bool(approaches) and all(item in ANTERIOR_FAMILY for item in approaches)
        return [
            interspace
            for interspace in self.effective_interspaces
            if (approach_at[interspace] in ANTERIOR_FAMILY if interspace in approach_at else default_anterior)
        ]


EMPTY_ELEMENTS: dict[str, object] = {
    "schema_version": get_args(Elements.model_fields["schema_version"].annotation)[0],
    "fusion_documented": False,
    "approach": {
        "titled": [],
        "described": [],
        "corridor": "not_stated",
        "position": "not_stated",
        "evidence": [],
    },
    "levels": {
        "titled": [],
        "described": [],
        "by_approach": [],
        "stated_count": None,
        "transitional_anatomy": False,
        "evidence": [],
    },
    "device": {"devices": [], "separate_plate": "not_stated", "evidence": []},
    "posterior": {
        "instrumentation": "not_stated",
        "hardware": [],
        "fixation_points": [],
        "arthrodesis": "not_stated",
        "arthrodesis_interspaces": [],
        "same_session": "not_stated",
        "evidence": [],
    },
    "necessity": {
        "conservative_treatments": [],
        "conservative_duration_weeks": None,
        "diagnoses": [],
        "imaging": [],
        "functional_limitations": [],
        "tobacco": "not_stated",
        "evidence": [],
    },
    "access": {
        "access_surgeon": "not_stated",
        "specialty": "not_stated",
        "role": "not_stated",
        "separate_note": "not_stated",
        "resident_unavailable": "not_stated",
        "evidence": [],
    },
}
