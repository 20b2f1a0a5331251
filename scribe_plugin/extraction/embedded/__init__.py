"""The embedded deterministic reader: documents in, elements out, no model and no network."""

from scribe_plugin.contract import Elements, Encounter, Grounding
from scribe_plugin.contract.evidence import evidence_of
from scribe_plugin.extraction.embedded.access import read_access
from scribe_plugin.extraction.embedded.approach import read_approach
from scribe_plugin.extraction.embedded.device import read_devices
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.levels import read_levels
from scribe_plugin.extraction.embedded.necessity import read_necessity
from scribe_plugin.extraction.embedded.operation import read_operation
from scribe_plugin.extraction.embedded.posterior import read_posterior
from scribe_plugin.extraction.embedded.reading import ReadDocument, read_document
from scribe_plugin.extraction.embedded.titles import title_items
from scribe_plugin.extraction.result import Extraction

_PLACES = {
    "title": "procedure title",
    "narrative": "operative narrative",
    "body": "text without headings",
    "imaging": "imaging",
    "exam": "examination",
    "staff": "staff list",
    "admin": "case data",
}
"""How a section kind is called to a person; kinds not named here go by their own name."""


def read(encounter: Encounter) -> Extraction:
    """Read one encounter; linear in its length, never raises for what a note says."""
    return read_documents([read_document(document) for document in encounter.documents])


def read_documents(documents: list[ReadDocument]) -> Extraction:
    """Read an encounter whose documents have been prepared already, so that another check can use them too."""
    ledger = Ledger()
    elements = _read_elements(documents, ledger)
    return Extraction(
        elements=elements,
        grounding=_grounding(elements, ledger),
        near=ledger.near,
        sides=ledger.sides,
        searched=[_searched(document) for document in documents],
    )


def _read_elements(documents: list[ReadDocument], ledger: Ledger) -> Elements:
    """Fill the six element groups; where no lumbar fusion was done, only necessity, access and denials remain."""
    operation = read_operation(documents)
    empty = Elements.empty()
    necessity = read_necessity(documents, ledger)
    access = read_access(operation, documents, ledger)
    if not operation.regional:
        return empty.model_copy(update={"necessity": necessity, "access": access})
    items = title_items(operation)
    approach = read_approach(operation, items, ledger)
    effective = approach.described or approach.titled
    levels = read_levels(operation, items, effective, ledger)
    devices = read_devices(operation, levels.described or levels.titled, ledger)
    posterior = read_posterior(operation, ledger)
    fused = bool(effective or levels.described or levels.titled) or posterior.arthrodesis == "performed"
    if not fused:
        return empty.model_copy(update={"necessity": necessity, "access": access, "posterior": posterior})
    return empty.model_copy(
        update={
            "fusion_documented": True,
            "approach": approach,
            "levels": levels,
            "device": devices,
            "posterior": posterior,
            "necessity": necessity,
            "access": access,
        }
    )


def _grounding(elements: Elements, ledger: Ledger) -> list[Grounding]:
    """Return the place of every quote of the elements; the reader cut them out itself, so each is exact."""
    grounding = []
    for path, evidence in evidence_of(elements):
        start, end = ledger.offsets[(evidence.document, evidence.quote)]
        grounding.append(
            Grounding(path=path, document=evidence.document, quote=evidence.quote, start=start, end=end, status="exact")
        )
    return grounding


def _searched(document: ReadDocument) -> str:
    """Say which sections of a document were read ("op: procedure title, operative narrative")."""
    kinds = dict.fromkeys(sentence.kind for sentence in document.sentences)
    return f"{document.id}: {', '.join(_PLACES.get(kind, kind) for kind in kinds)}"
