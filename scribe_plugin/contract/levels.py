"""Element group 2: the interspaces fused."""

from pydantic import Field

from scribe_plugin.contract.base import Approach, Evidence, Interspace, Model


class LevelApproach(Model):
    """One interbody-fused interspace and the approach used at it."""

    interspace: Interspace
    approach: Approach
    evidence: list[Evidence]


class LevelsElement(Model):
    """Which interspaces were interbody-fused; lists run top to bottom."""

    titled: list[Interspace] = Field(
        description="Interspaces that the title or procedure list gives as interbody-fused"
    )
    described: list[Interspace] = Field(description="Interspaces whose interbody fusion the narrative describes")
    by_approach: list[LevelApproach]
    stated_count: int | None = Field(description="A stated count of levels ('two-level'), else null")
    transitional_anatomy: bool = Field(description="L6, lumbarised S1 or sacralised L5 documented")
    evidence: list[Evidence]
