"""The base model and the small vocabularies that several contract modules share."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

SCHEMA_VERSION = "1.0"

Interspace = Literal["T12-L1", "L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1", "L5-L6", "L6-S1"]
Approach = Literal["anterior", "oblique", "lateral", "posterior", "transforaminal", "presacral"]
ElementName = Literal["approach", "levels", "device", "posterior", "necessity", "access"]
Trilean = Literal["yes", "no", "not_stated"]
Presence = Literal["present", "absent", "not_stated"]
Performance = Literal["performed", "not_performed", "planned", "not_stated"]
Severity = Literal["info", "warning", "critical"]
Audience = Literal["surgeon", "coder", "prior_auth"]

INTERSPACES: tuple[Interspace, ...] = (
    "T12-L1",
    "L1-L2",
    "L2-L3",
    "L3-L4",
    "L4-L5",
    "L5-S1",
    "L5-L6",
    "L6-S1",
)
"""Every interspace of the vocabulary, top to bottom; the two of a six-segment spine come last."""

ELEMENT_NAMES: tuple[ElementName, ...] = (
    "approach",
    "levels",
    "device",
    "posterior",
    "necessity",
    "access",
)
"""The six groups, in the order in which alerts are reported."""

APPROACHES: tuple[Approach, ...] = (
    "anterior",
    "oblique",
    "lateral",
    "posterior",
    "transforaminal",
    "presacral",
)
"""Every interbody approach, in the order in which lists of them are written."""

ANTERIOR_FAMILY: frozenset[Approach] = frozenset({"anterior", "oblique", "lateral"})
"""Approaches reported with 22558."""

POSTERIOR_FAMILY: frozenset[Approach] = frozenset({"posterior", "transforaminal"})
"""Approaches reported with 22630 or 22633."""


class Model(BaseModel):
    """Closed, immutable base of every contract model: unknown keys are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Evidence(Model):
    """A short verbatim quote and the document that holds it."""

    document: str
    quote: str
