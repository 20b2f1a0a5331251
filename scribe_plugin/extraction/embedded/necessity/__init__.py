"""Element group 5: why the operation was needed, read from every document of the encounter."""

from scribe_plugin.contract import NecessityElement
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.necessity.diagnoses import read_diagnoses
from scribe_plugin.extraction.embedded.necessity.function import read_function
from scribe_plugin.extraction.embedded.necessity.imaging import read_imaging
from scribe_plugin.extraction.embedded.necessity.places import survey
from scribe_plugin.extraction.embedded.necessity.tobacco import read_tobacco
from scribe_plugin.extraction.embedded.necessity.treatments import read_treatments
from scribe_plugin.extraction.embedded.reading import ReadDocument


def read_necessity(documents: list[ReadDocument], ledger: Ledger) -> NecessityElement:
    """Return treatments, diagnoses, studies, function and tobacco use, each with its quotes."""
    told = [survey(document) for document in documents]
    treatments, weeks, overall = read_treatments(told, ledger)
    diagnoses = read_diagnoses(told, ledger)
    every = {interspace for diagnosis in diagnoses for interspace in diagnosis.interspaces}
    tobacco, smoking = read_tobacco(told, ledger)
    return NecessityElement(
        conservative_treatments=treatments,
        conservative_duration_weeks=weeks,
        diagnoses=diagnoses,
        imaging=read_imaging(told, ledger, every),
        functional_limitations=read_function(told, ledger),
        tobacco=tobacco,
        evidence=[*overall[:2], *smoking],
    )
