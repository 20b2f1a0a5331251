"""Element group 2: an interspace must stand in its quote, or be the one being spoken of there."""

import re

from scribe_plugin.contract import (
    ANTERIOR_FAMILY,
    POSTERIOR_FAMILY,
    Approach,
    Interspace,
    LevelApproach,
    LevelsElement,
)
from scribe_plugin.extraction.consistency.spots import NoteView, Quoted, Spot
from scribe_plugin.extraction.consistency.verdicts import Complaints, Verdict, at_interspace, over
from scribe_plugin.extraction.embedded.assertion import assertion_at
from scribe_plugin.extraction.embedded.levels import TRANSITIONAL, count_of
from scribe_plugin.extraction.embedded.reading import Sentence

_COUNTS = {
    1: r"1|one|single|mono\w*|sole",
    2: r"2|ii|two|both|dual|double|bi-?level|second",
    3: r"3|iii|three|triple|tri-?level",
    4: r"4|iv|four|quadruple",
    5: r"5|v|five",
}
_LEVEL = re.compile(r"\b[ctls] ?\d{1,2}(?: ?[-/] ?[ls]?\d)?")


def check_levels(
    element: LevelsElement,
    quotes: list[Quoted],
    item_quotes: list[list[Quoted]],
    approaches: set[Approach],
    note: NoteView,
    complaints: Complaints,
) -> LevelsElement:
    """Return the element with the values that its quotes support; ``approaches`` are those accepted."""
    located = [
        item
        for index, item in enumerate(element.by_approach)
        if _check_item(item, item_quotes[index], approaches, f"levels.by_approach.{index}", note, complaints)
    ]
    fused = {item.interspace for item in located}
    doubted = {item.interspace for item in element.by_approach} - fused
    kept: dict[str, object] = {"by_approach": located}
    everything = [*quotes, *(quote for own in item_quotes for quote in own)]
    naming = any(spot.named() for quote in everything for spot in quote.spots)
    for name in ("titled", "described"):
        values: list[Interspace] = getattr(element, name)
        kept[name] = [
            value
            for index, value in enumerate(values)
            if complaints.keep(
                (value in fused and name == "described")
                or at_interspace(
                    _naming(everything, value) if value in doubted else everything,
                    value,
                    done=name == "described",
                    named=naming,
                ),
                f"levels.{name}.{index}",
                "levels.interspace",
                f"no quote names {value} as fused in this operation",
                value,
                everything,
            )
        ]
    if element.stated_count is not None and not complaints.keep(
        _is_counted(element.stated_count, everything, note, complaints),
        "levels.stated_count",
        "levels.stated_count",
        f"no quote states a count of {element.stated_count}",
        element.stated_count,
        everything,
    ):
        kept["stated_count"] = None
    if element.transitional_anatomy and not complaints.keep(
        _is_transitional(everything) or complaints.supply("levels", note.search(TRANSITIONAL, _is_anatomy)),
        "levels.transitional_anatomy",
        "levels.transitional_anatomy",
        "no quote tells of a transitional or sixth lumbar segment",
        value=True,
        quotes=everything,
    ):
        kept["transitional_anatomy"] = False
    return element.model_copy(update=kept)


def _is_transitional(quotes: list[Quoted]) -> bool:
    """Return whether a sentence of a quote tells of a sixth or transitional segment."""
    return any(
        _is_anatomy(sentence, *match.span())
        for quote in quotes
        for spot in quote.spots
        for sentence in spot.sentences
        for match in TRANSITIONAL.finditer(spot.document.text.norm, sentence.start, sentence.end)
    )


def _is_anatomy(sentence: Sentence, start: int, end: int) -> bool:
    return sentence.kind != "consent" and assertion_at(sentence, start, end) in ("performed", "historical")


def _naming(quotes: list[Quoted], interspace: Interspace) -> list[Quoted]:
    """Return the quotes that name an interspace: one whose own item did not stand needs that."""
    return [quote for quote in quotes if quote.any(lambda spot: interspace in spot.named())]


def _check_item(
    item: LevelApproach,
    quotes: list[Quoted],
    approaches: set[Approach],
    path: str,
    note: NoteView,
    complaints: Complaints,
) -> bool:
    if not complaints.keep(
        at_interspace(quotes, item.interspace) and not _given_up(item.interspace, quotes, note),
        path,
        "levels.interspace",
        f"its quote is not about {item.interspace} fused in this operation",
        item.interspace,
        quotes,
    ):
        return False
    return complaints.keep(
        item.approach in approaches and over(quotes, lambda spot: _names(spot, item.approach)) != "no",
        path,
        "levels.approach",
        f"its quote does not tell of the {item.approach} approach, or the note is not said to have it",
        item.approach,
        quotes,
    )


def _given_up(interspace: Interspace, quotes: list[Quoted], note: NoteView) -> bool:
    """Return whether only a title names the interspace, and the narrative says that it was given up."""
    kinds = {sentence.kind for quote in quotes for spot in quote.spots for sentence in spot.sentences}
    if kinds != {"title"}:
        return False
    return any(
        interspace in level.interspaces and assertion_at(sentence, level.start, level.end) == "aborted"
        for document in note.documents()
        for sentence in document.sentences
        if sentence.kind != "title"
        for level in sentence.levels
    )


def _names(spot: Spot, approach: Approach) -> Verdict:
    """Return whether a quote names this approach or another one; signs of this one excuse another name."""
    names = {mention.value for mention in spot.of("approach.name") if mention.value}
    signs = {mention.value for mention in spot.of("approach.sign")}
    if approach in names or any(_same_side(sign, approach) for sign in signs):
        return "yes"
    return "no" if names and approach[:8] not in spot.words else "silent"


def _same_side(sign: str, approach: Approach) -> bool:
    if sign in ("front", "anterior"):
        return approach in ANTERIOR_FAMILY
    return sign == approach or (sign in POSTERIOR_FAMILY and approach in POSTERIOR_FAMILY)


def _is_counted(count: int, quotes: list[Quoted], note: NoteView, complaints: Complaints) -> bool:
    """Return whether a quote states the count; where none states any, whether the note does."""
    stated = {number for quote in quotes for spot in quote.spots for number in _counts(spot)}
    if stated:
        return count in stated
    if any(quote.any(lambda spot: _holds_number(spot, count)) for quote in quotes):
        return True
    found = note.find(("count",), lambda _mention: True)
    return (
        found is not None and any(count in _counts(spot) for spot in found.spots) and complaints.supply("levels", found)
    )


def _counts(spot: Spot) -> set[int]:
    """Return the counts of levels that a quote states."""
    numbers = {
        count_of(mention, sentence)
        for sentence in spot.sentences
        for mention in sentence.of("count")
        if mention.start < spot.end and spot.start < mention.end
    }
    return {number for number in numbers if number is not None}


def _holds_number(spot: Spot, count: int) -> bool:
    """Return whether a quote holds the number, apart from the numbers of levels."""
    pattern = _COUNTS.get(count, str(count))
    words = _LEVEL.sub(" ", spot.words)
    return re.search(rf"(?<![\w.])(?:x ?)?(?:{pattern})(?![\w.]\d)(?:-|\b)", words) is not None
