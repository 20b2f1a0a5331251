"""Element group 5: medical necessity."""

from typing import Literal

from pydantic import Field

from scribe_plugin.contract.base import Evidence, Interspace, Model

Modality = Literal[
    "physical_therapy",
    "home_exercise",
    "chiropractic",
    "nsaid",
    "opioid",
    "other_medication",
    "epidural_injection",
    "facet_injection",
    "radiofrequency_ablation",
    "bracing",
    "activity_modification",
    "acupuncture",
    "weight_management",
    "behavioral",
    "other",
]
Outcome = Literal["failed", "partial", "helped", "not_stated"]
Condition = Literal[
    "degenerative_disc_disease",
    "disc_herniation",
    "recurrent_disc_herniation",
    "spondylolisthesis",
    "spondylolysis",
    "pseudarthrosis",
    "adjacent_segment_disease",
    "spinal_stenosis",
    "foraminal_stenosis",
    "radiculopathy",
    "instability",
    "deformity",
    "postlaminectomy_syndrome",
    "fracture",
    "infection",
    "tumor",
    "low_back_pain",
    "other",
]
ImagingModality = Literal[
    "xray",
    "flexion_extension",
    "mri",
    "ct",
    "ct_myelogram",
    "discogram",
    "bone_scan",
    "other",
]
Instrument = Literal["ODI", "VAS", "NRS", "RMDQ", "PROMIS", "SF36", "EQ5D", "other"]
Tobacco = Literal["current", "former", "never", "not_stated"]


class ConservativeTreatment(Model):
    """One non-operative treatment that was carried out."""

    modality: Modality
    duration_weeks: float | None = Field(description="Weeks; months x 4.345, years x 52.14; null when none is stated")
    outcome: Outcome
    evidence: list[Evidence]


class Diagnosis(Model):
    """One indication that the surgeon gives."""

    condition: Condition
    interspaces: list[Interspace]
    evidence: list[Evidence]


class ImagingFinding(Model):
    """One study with what it showed."""

    modality: ImagingModality
    finding: str = Field(description="As documented, short")
    interspaces: list[Interspace]
    evidence: list[Evidence]


class FunctionalLimitation(Model):
    """One limitation of daily function, with its instrument and score when measured."""

    description: str
    instrument: Instrument | None
    score: float | None
    evidence: list[Evidence]


class NecessityElement(Model):
    """What supports the need for the operation."""

    conservative_treatments: list[ConservativeTreatment]
    conservative_duration_weeks: float | None = Field(
        description="Longest period of non-operative care stated, overall or of one treatment; else null"
    )
    diagnoses: list[Diagnosis]
    imaging: list[ImagingFinding]
    functional_limitations: list[FunctionalLimitation]
    tobacco: Tobacco
    evidence: list[Evidence]
