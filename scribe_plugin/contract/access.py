"""Element group 6: the access surgeon."""

from typing import Literal

from pydantic import Field

from scribe_plugin.contract.base import Evidence, Model, Trilean

AccessSurgeon = Literal["participated", "not_involved", "not_stated"]
Specialty = Literal["vascular", "general", "spine", "urology", "other", "not_stated"]
AccessRole = Literal["exposure_only", "exposure_and_closure", "co_surgeon", "assistant", "not_stated"]


class AccessElement(Model):
    """Who exposed the spine, and how that is documented."""

    access_surgeon: AccessSurgeon
    specialty: Specialty
    role: AccessRole
    separate_note: Trilean = Field(description="An own dictated report exists or is attached")
    resident_unavailable: Trilean = Field(description="A statement that no qualified resident was available")
    evidence: list[Evidence]
