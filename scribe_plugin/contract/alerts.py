"""Findings, the six alerts made of them, and the edits that clear them."""

from typing import Any, Literal

from pydantic import Field

from scribe_plugin.contract.base import Audience, ElementName, Evidence, Model, Severity

AlertState = Literal["clear", "alert", "not_applicable"]
ChargeAction = Literal[
    "set_units",
    "remove_line",
    "replace_code",
    "add_modifier",
    "remove_modifier",
    "replace_pcs",
    "remove_pcs",
    "replace_cm",
    "remove_cm",
]


class ChargeEdit(Model):
    """One change of the drafted charge.

    ``set_units`` adds the line when it is absent; ``replace_code`` turns ``code`` into ``value``, one unit unless
    ``units`` is given; modifier edits carry the modifier in ``value`` and apply to every line of ``code``;
    ``replace_pcs`` sets the anterior-column fusion codes to ``values``.
    """

    action: ChargeAction
    code: str
    units: int | None = None
    value: str | None = None
    values: list[str] = []


class DocumentationEdit(Model):
    """One statement to add to, or correct in, the note.

    ``path`` is the element it would fill, ``value`` what it would read as, ``text`` the sentence to dictate;
    ``choices`` lists the other values that would clear the finding as well. ``placeholder`` is true where the record
    does not tell the fact: ``value`` then only shows the shape of an answer, and a person fills it in.
    """

    path: str
    value: Any
    text: str
    choices: list[Any] = []
    placeholder: bool = False


class Suggestion(Model):
    """A clearing edit: the smallest change after which the finding is gone and no new alert appears."""

    label: str
    charge: list[ChargeEdit] = []
    documentation: list[DocumentationEdit] = []


class NearMiss(Model):
    """Words that come close to what is missing, and why they do not count."""

    document: str
    quote: str
    reason: str = Field(description="planned, historical, negated, hypothetical, someone_else, ...")


class Side(Model):
    """One side of a contradiction inside the record."""

    label: str
    evidence: list[Evidence]


class Finding(Model):
    """One thing that the documentation or the charge should change, or that the coder should know."""

    code: str
    severity: Severity
    audience: Audience
    hold_claim: bool = False
    message: str
    suggestion: Suggestion | None = None
    evidence: list[Evidence] = []
    references: list[str] = []
    searched: list[str] = Field(default=[], description="Documents and sections read for what is missing")
    nearest: list[NearMiss] = []
    sides: list[Side] = []

    @property
    def element(self) -> str:
        """The element group, which is the first part of the code."""
        return self.code.partition(".")[0]


class Alert(Model):
    """The state of one element group."""

    element: ElementName
    state: AlertState
    severity: Severity | None
    summary: str
    findings: list[Finding]
