"""Pydantic models of the JSON that every layer speaks. Imports nothing else of the package."""

from scribe_plugin.contract.access import AccessElement
from scribe_plugin.contract.alerts import (
    Alert,
    ChargeEdit,
    DocumentationEdit,
    Finding,
    NearMiss,
    Side,
    Suggestion,
)
from scribe_plugin.contract.approach import ApproachElement
from scribe_plugin.contract.base import (
    ANTERIOR_FAMILY,
    APPROACHES,
    ELEMENT_NAMES,
    INTERSPACES,
    POSTERIOR_FAMILY,
    SCHEMA_VERSION,
    Approach,
    ElementName,
    Evidence,
    Interspace,
    Model,
)
from scribe_plugin.contract.charge import (
    Charge,
    ChargeLine,
    DrgCandidate,
    SuggestedCharge,
    SuggestedCode,
    SuggestedLine,
)
from scribe_plugin.contract.device import DeviceElement, InterbodyDevice
from scribe_plugin.contract.elements import EMPTY_ELEMENTS, Elements
from scribe_plugin.contract.encounter import Document, Encounter
from scribe_plugin.contract.errors import (
    DatasetError,
    EncounterError,
    InputError,
    KnowledgeError,
    PromptError,
    ScribeError,
    SettingsError,
)
from scribe_plugin.contract.labelled import Gold, LabelledNote
from scribe_plugin.contract.levels import LevelApproach, LevelsElement
from scribe_plugin.contract.necessity import (
    ConservativeTreatment,
    Diagnosis,
    FunctionalLimitation,
    ImagingFinding,
    NecessityElement,
)
from scribe_plugin.contract.packet import Criterion, Packet, RequestedProcedure
from scribe_plugin.contract.posterior import PosteriorElement
from scribe_plugin.contract.review import CrossCheck, Grounding, ModelCall, Provenance, Rejection, Review

__all__ = [
    "ANTERIOR_FAMILY",
    "APPROACHES",
    "ELEMENT_NAMES",
    "EMPTY_ELEMENTS",
    "INTERSPACES",
    "POSTERIOR_FAMILY",
    "SCHEMA_VERSION",
    "AccessElement",
    "Alert",
    "Approach",
    "ApproachElement",
    "Charge",
    "ChargeEdit",
    "ChargeLine",
    "ConservativeTreatment",
    "Criterion",
    "CrossCheck",
    "DatasetError",
    "DeviceElement",
    "Diagnosis",
    "Document",
    "DocumentationEdit",
    "DrgCandidate",
    "ElementName",
    "Elements",
    "Encounter",
    "EncounterError",
    "Evidence",
    "Finding",
    "FunctionalLimitation",
    "Gold",
    "Grounding",
    "ImagingFinding",
    "InputError",
    "InterbodyDevice",
    "Interspace",
    "KnowledgeError",
    "LabelledNote",
    "LevelApproach",
    "LevelsElement",
    "Model",
    "ModelCall",
    "NearMiss",
    "NecessityElement",
    "Packet",
    "PosteriorElement",
    "PromptError",
    "Provenance",
    "Rejection",
    "RequestedProcedure",
    "Review",
    "ScribeError",
    "SettingsError",
    "Side",
    "SuggestedCharge",
    "SuggestedCode",
    "SuggestedLine",
    "Suggestion",
]
