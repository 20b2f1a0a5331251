"""Element group 1: the interbody approach."""

from typing import Literal

from pydantic import Field

from scribe_plugin.contract.base import Approach, Evidence, Model

Corridor = Literal["retroperitoneal", "transperitoneal", "not_stated"]
Position = Literal["supine", "lateral_decubitus", "prone", "not_stated"]


class ApproachElement(Model):
    """How the disc space was reached."""

    titled: list[Approach] = Field(description="Interbody approaches named by the procedure title or list")
    described: list[Approach] = Field(description="Interbody approaches that the narrative describes")
    corridor: Corridor = Field(description="Anterior corridor, as stated")
    position: Position = Field(description="Patient position during the interbody stage")
    evidence: list[Evidence]
