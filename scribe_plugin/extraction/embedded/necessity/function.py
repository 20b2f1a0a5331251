"""What the patient cannot do, and scored instruments."""

import re

from scribe_plugin.contract import FunctionalLimitation
from scribe_plugin.contract.necessity import Instrument
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.durations import number_of
from scribe_plugin.extraction.embedded.necessity.places import Row, Told, asserted
from scribe_plugin.extraction.embedded.reading import Sentence


def read_function(told: list[Told], ledger: Ledger) -> list[FunctionalLimitation]:
    """Return limitations and scores in the order of the text, each once."""
    return []
