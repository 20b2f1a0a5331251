"""The prior authorization packet."""

from datetime import date
from typing import Literal

from scribe_plugin.contract.base import Evidence, Interspace, Model
from scribe_plugin.contract.necessity import (
    ConservativeTreatment,
    Diagnosis,
    FunctionalLimitation,
    ImagingFinding,
    Tobacco,
)

CriterionStatus = Literal["met", "not_met", "not_documented"]


class RequestedProcedure(Model):
    """One service for which authorization is asked."""

    code: str
    label: str
    units: int
    interspaces: list[Interspace]


class Criterion(Model):
    """One policy criterion with the words that meet it."""

    id: str
    label: str
    status: CriterionStatus
    why: str
    evidence: list[Evidence]
    source: str
    group: str | None = None


class Packet(Model):
    """What a payer asks for, filled from the record; every row carries its quote."""

    encounter_id: str
    date_of_service: date | None
    policy: str | None
    policy_label: str
    procedures: list[RequestedProcedure]
    interspaces: list[Interspace]
    diagnoses: list[Diagnosis]
    icd10_cm: list[str]
    treatments: list[ConservativeTreatment]
    treatment_weeks: float | None
    imaging: list[ImagingFinding]
    functional_limitations: list[FunctionalLimitation]
    tobacco: Tobacco
    criteria: list[Criterion]
    policy_met: bool | None
    missing: list[str]
