"""What the patient cannot do: a limitation needs its words, an instrument its name, a score its number."""

from scribe_plugin.contract import FunctionalLimitation
from scribe_plugin.extraction.consistency.lengths import numbers_in
from scribe_plugin.extraction.consistency.spots import Quoted, Spot
from scribe_plugin.extraction.consistency.stems import INSTRUMENTS, LIMITS
from scribe_plugin.extraction.consistency.verdicts import Complaints, by_words, in_sentences

WORK = ("act.discectomy", "act.endplate", "act.interbody", "device.cage", "approach.name")
"""Concepts of the operation itself."""


def _tells_of_limits(spot: Spot) -> bool:
    """Return whether a quote can tell of a limitation: by its words, or because it tells of nothing else that is known."""
    if spot.of("fn.cannot", "fn.hard", "fn.activity", "fn.state", "fn.not") or LIMITS.search(spot.words):
        return True
    return not (spot.of(*WORK) or spot.levels)


def check_limitation(
    item: FunctionalLimitation, quotes: list[Quoted], path: str, complaints: Complaints
) -> FunctionalLimitation | None:
    """Return the limitation with what its quotes support, or None."""
    if item.instrument is None and not complaints.keep(
        any(quote.any(_tells_of_limits) for quote in quotes),
        path,
        "necessity.function",
        "its quote tells of nothing that the patient cannot do",
        item.description,
        quotes,
    ):
        return None
    if item.instrument not in (None, "other") and not complaints.keep(
        by_words(
            quotes, ("instrument",), lambda mention: mention.value == item.instrument, lambda _spot, _mention: True
        )
        == "yes"
        or in_sentences(quotes, INSTRUMENTS[item.instrument]),
        path,
        "necessity.instrument",
        f"its quote names another instrument than {item.instrument}",
        item.instrument,
        quotes,
    ):
        return None
    if item.score is None or complaints.keep(
        any(quote.any(lambda spot: item.score in numbers_in(spot.words)) for quote in quotes),
        f"{path}.score",
        "necessity.score",
        f"its quote does not hold the number {item.score:g}",
        item.score,
        quotes,
    ):
        return item
    return item.model_copy(update={"score": None})
