"""The input: one encounter with its documents and, if drafted, its charge."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from scribe_plugin.contract.base import Model
from scribe_plugin.contract.charge import Charge
from scribe_plugin.contract.errors import EncounterError, first_problem

MAX_TEXT_CHARS = 1_000_000
"""Longest text of one encounter, all documents together."""

DocumentKind = Literal[
    "operative_note",
    "access_surgeon_note",
    "history_physical",
    "clinic_note",
    "imaging_report",
    "therapy_note",
    "discharge_summary",
    "transcript",
    "other",
]
Setting = Literal["inpatient", "outpatient", "asc"]
Identifier = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Document(Model):
    """One document of the encounter; ``text`` is kept exactly as given."""

    id: Identifier
    kind: DocumentKind
    text: str


class Encounter(Model):
    """One operation's documents in reading order, with the context that rules need."""

    id: Identifier
    date_of_service: date | None = None
    setting: Setting | None = None
    policy: str | None = Field(default=None, description="Coverage policy to check against; null is payer-neutral")
    documents: Annotated[list[Document], Field(min_length=1)]
    charge: Charge | None = None

    @model_validator(mode="after")
    def _check_documents(self) -> Self:
        seen: set[str] = set()
        for document in self.documents:
            if document.id in seen:
                msg = f"document id {document.id!r} is used twice; give every document its own id"
                raise ValueError(msg)
            seen.add(document.id)
        if not any(document.text.strip() for document in self.documents):
            msg = "every document is empty; give the text of at least one"
            raise ValueError(msg)
        length = sum(len(document.text) for document in self.documents)
        if length > MAX_TEXT_CHARS:
            msg = f"the documents hold {length:,} characters; split them below {MAX_TEXT_CHARS:,}"
            raise ValueError(msg)
        return self

    def document(self, document_id: str) -> Document | None:
        """Return the document called ``document_id``, or None."""
        return next((item for item in self.documents if item.id == document_id), None)

    @classmethod
    def from_text(cls, text: str, *, encounter_id: str = "note") -> Self:
        """Make an encounter of one operative note.

        Raises:
            EncounterError: the text is empty, too long or not text.
        """
        if "\x00" in text:
            msg = "the note holds NUL characters, so it is not text; give a plain-text note"
            raise EncounterError(msg)
        return cls.from_json_object(
            {"id": encounter_id, "documents": [{"id": "note", "kind": "operative_note", "text": text}]}
        )

    @classmethod
    def from_json_object(cls, value: Any) -> Self:
        """Make an encounter of a decoded JSON object.

        Raises:
            EncounterError: the object breaks the contract; the message names the first place.
        """
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            msg = f"the encounter breaks the contract at {first_problem(error)}"
            raise EncounterError(msg) from None
