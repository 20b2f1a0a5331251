"""Element group 4: supplemental posterior instrumentation and arthrodesis."""

from typing import Literal

from pydantic import Field

from scribe_plugin.contract.base import Evidence, Interspace, Model, Performance, Trilean

Hardware = Literal["pedicle_screws", "rods", "facet_screws", "interspinous_device", "hooks", "other"]
FixationPoint = Literal["T12", "L1", "L2", "L3", "L4", "L5", "L6", "S1", "S2", "ilium"]

HARDWARE: tuple[Hardware, ...] = (
    "pedicle_screws",
    "rods",
    "facet_screws",
    "interspinous_device",
    "hooks",
    "other",
)
FIXATION_POINTS: tuple[FixationPoint, ...] = ("T12", "L1", "L2", "L3", "L4", "L5", "L6", "S1", "S2", "ilium")


class PosteriorElement(Model):
    """What was done from behind, apart from any posterior interbody work."""

    instrumentation: Performance
    hardware: list[Hardware]
    fixation_points: list[FixationPoint] = Field(description="Vertebrae, or ilium, that hold a screw")
    arthrodesis: Performance = Field(description="Decortication and graft behind")
    arthrodesis_interspaces: list[Interspace]
    same_session: Trilean
    evidence: list[Evidence]
