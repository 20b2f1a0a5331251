"""A labelled note: one line of a dataset."""

from scribe_plugin.contract.base import Model
from scribe_plugin.contract.elements import Elements
from scribe_plugin.contract.encounter import Encounter, Identifier


class Gold(Model):
    """What a careful reader says the note documents.

    ``findings`` lists the warning and critical findings only, sorted.
    """

    elements: Elements
    findings: list[str]


class LabelledNote(Model):
    """One encounter with its labels."""

    id: Identifier
    encounter: Encounter
    gold: Gold
    tags: list[str] = []
    family: str | None = None
