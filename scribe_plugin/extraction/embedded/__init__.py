"""The embedded deterministic reader: documents in, elements out, no model and no network."""

from scribe_plugin.contract import Elements, Encounter, NecessityElement
from scribe_plugin.extraction.embedded.access import read_access
from scribe_plugin.extraction.embedded.approach import read_approach
from scribe_plugin.extraction.embedded.device import read_devices
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.levels import read_levels
from scribe_plugin.extraction.embedded.operation import read_operation
from scribe_plugin.extraction.embedded.posterior import read_posterior
from scribe_plugin.extraction.embedded.reading import read_document
from scribe_plugin.extraction.embedded.titles import title_items


def read_elements(encounter: Encounter, ledger: Ledger) -> Elements:
    """Fill the six element groups from the encounter's documents."""
    documents = [read_document(document) for document in encounter.documents]
    operation = read_operation(documents)
    empty = Elements.empty()
    try:
        from scribe_plugin.extraction.embedded.necessity import read_necessity
        necessity = read_necessity(documents, ledger)
    except ImportError:
        necessity = empty.necessity
    access = read_access(operation, documents, ledger)
    if not operation.regional:
        return empty.model_copy(update={"necessity": necessity, "access": access})
    items = title_items(operation)
    approach = read_approach(operation, items, ledger)
    effective = approach.element.described or approach.element.titled
    levels = read_levels(operation, items, effective, ledger)
    devices = read_devices(operation, levels.described or levels.titled, ledger)
    posterior = read_posterior(operation, ledger)
    fused = bool(effective or levels.described or levels.titled or posterior.arthrodesis == "performed")
    if not fused:
        return empty.model_copy(update={"necessity": necessity, "access": access, "posterior": posterior})
    return Elements(
        schema_version="1.0",
        fusion_documented=fused,
        approach=approach.element,
        levels=levels,
        device=devices,
        posterior=posterior,
        necessity=necessity,
        access=access,
    )
