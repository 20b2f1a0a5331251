"""Element group 3: interbody devices."""

from typing import Literal

from pydantic import Field

from scribe_plugin.contract.base import Evidence, Interspace, Model, Presence

DeviceKind = Literal["cage", "mesh", "structural_allograft", "other"]
Fixation = Literal["screws", "flanges", "blades", "plate"]


class InterbodyDevice(Model):
    """One device left in a disc space."""

    interspace: Interspace | Literal["not_stated"]
    kind: DeviceKind
    integral_fixation: Presence = Field(description="Fixation that is part of the device")
    fixation: list[Fixation] = Field(description="Kinds of integral fixation; never a separate plate")
    product: str | None = Field(description="Product name as written, or null")
    evidence: list[Evidence]


class DeviceElement(Model):
    """Devices placed, and whether an anterior plate apart from them was placed."""

    devices: list[InterbodyDevice]
    separate_plate: Presence = Field(description="Plate on the vertebral bodies, independent of the device")
    evidence: list[Evidence]
