"""What an extractor hands on: the elements, and everything it knows about where they came from."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from scribe_plugin.contract import CrossCheck, Elements, Evidence, Grounding, NearMiss
from scribe_plugin.contract.evidence import evidence_of
from scribe_plugin.extraction.problems import Problem


@dataclass(frozen=True, slots=True)
class Extraction:
    """The result of reading one encounter.

    ``grounding`` gives the place of every quote in ``elements``. ``near`` lists, by topic, words that came close to a value and
    did not count; ``sides`` the quotes behind each side of what may be a contradiction (``approach.titled``,
    ``levels.described``, ...); ``searched`` the sections read, one entry a document (``op: procedure title, narrative``).
    ``rejected`` lists what a model gave and the note does not bear out; ``cross_check`` where two readers differ.
    """

    elements: Elements
    grounding: list[Grounding] = field(default_factory=list)
    near: dict[str, list[NearMiss]] = field(default_factory=dict)
    sides: dict[str, list[Evidence]] = field(default_factory=dict)
    searched: list[str] = field(default_factory=list)
    rejected: list[Problem] = field(default_factory=list)
    cross_check: list[CrossCheck] = field(default_factory=list)


def places_of(elements: Elements, known: Iterable[Grounding]) -> list[Grounding]:
    """Return the place of every quote in ``elements``, each of which one of the readings put together has found."""
    places = {(item.document, item.quote): item for item in reversed(list(known))}
    return [
        places[(quote.document, quote.quote)].model_copy(update={"path": path}) for path, quote in evidence_of(elements)
    ]
