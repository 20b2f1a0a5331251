"""Element group 1: an approach needs its name or its signs, a corridor and a position their word."""

import re

from scribe_plugin.contract import ANTERIOR_FAMILY, POSTERIOR_FAMILY, Approach, ApproachElement
from scribe_plugin.extraction.consistency.spots import TOLD_APART, NoteView, Quoted, Spot, is_denied, is_told
from scribe_plugin.extraction.consistency.verdicts import Complaints, Verdict, by_words, over
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import Sentence

_NAMED = ("approach.name", "approach.sign")
_SHARED = ("approach.sign", "corridor", "position", "word.anterior")
_STEMS: dict[Approach, re.Pattern[str]] = {
    "anterior": re.compile(r"\b(?:alif|anterior(?!ly? to)|ant\b|ventral|front)"),
    "oblique": re.compile(
        r"\bolif|obliqu|anterolateral|(?:pre|ante)[ -]?psoas|(?:front|ahead|anterior) (?:of|to) the psoas"
    ),
    "lateral": re.compile(
        r"\b(?:xlif|dlif|llif|trans-?psoas|(?:extreme |direct |far )?lateral (?:lumbar |trans-?psoas |retroperitoneal )?(?:interbody|approach|fusion|access|corridor|incision))"
    ),
    "posterior": re.compile(
        r"\bplif|\bposterior (?:lumbar |spinal |midline )?(?:interbody|approach|fusion|incision|exposure)|from (?:behind|the back)"
    ),
    "transforaminal": re.compile(r"\btlif|trans-?foramin"),
    "presacral": re.compile(r"(?:pre|trans)-?sacral|axia-?lif|axial lumbar"),
}

_CORRIDORS = {
    "retroperitoneal": re.compile(r"(?:retro|extra)-? ?peri|\brp\b"),
    "transperitoneal": re.compile(r"(?:trans|intra)-? ?peri|through the peritone"),
}


def check_approach(
    element: ApproachElement, quotes: list[Quoted], note: NoteView, complaints: Complaints
) -> ApproachElement:
    """Return the element with the values that its quotes support."""
    kept: dict[str, object] = {}
    for name in ("titled", "described"):
        values: list[Approach] = getattr(element, name)
        kept[name] = [
            value
            for index, value in enumerate(values)
            if complaints.keep(
                _is_supported(value, quotes, note, complaints),
                f"approach.{name}.{index}",
                "approach.name",
                f"no quote tells of the {value} approach as done in this operation",
                value,
                quotes,
            )
        ]
    for name in ("corridor", "position"):
        value = getattr(element, name)
        if value != "not_stated" and not complaints.keep(
            _is_worded(value, name, quotes, note, complaints),
            f"approach.{name}",
            f"approach.{name}",
            f"no quote states {value}",
            value,
            quotes,
        ):
            kept[name] = "not_stated"
    return element.model_copy(update=kept)


def _is_worded(value: str, concept: str, quotes: list[Quoted], note: NoteView, complaints: Complaints) -> bool:
    """Return whether a quote holds the word; where none speaks of the matter, whether the note does."""

    def good(mention: Mention) -> bool:
        return mention.value == value

    if by_words(quotes, (concept,), good, lambda spot, mention: not spot.is_denied(mention.start)) == "yes":
        return True
    if concept == "position":  # run-on dictation tells of it behind words of plan or consent
        found = note.find((concept,), good, lambda sentence, mention: not is_denied(sentence.document, mention.start))
    else:
        found = note.find((concept,), good) or note.search(_CORRIDORS[value], is_told)
    return complaints.supply("approach", found)


def _is_supported(value: Approach, quotes: list[Quoted], note: NoteView, complaints: Complaints) -> bool:
    """Return whether a quote names the approach, or shows it by signs and names no other; else whether the note does."""
    verdict = over(quotes, lambda spot: _says(spot, value))
    if verdict == "yes":
        return True
    named = note.find(("approach.name",), lambda mention: mention.value == value, _is_today)
    return complaints.supply("approach", named) or (verdict == "silent" and bool(quotes) and _may_be(value, note))


def _may_be(value: Approach, note: NoteView) -> bool:
    """Return whether the note names no approach as done but shows this one, or tells of none at all that is known here."""
    told = [
        (sentence, mention)
        for document in note.documents()
        for sentence in document.sentences
        for mention in sentence.of(*_NAMED)
        if mention.value
    ]
    today = [mention for sentence, mention in told if _is_today(sentence, mention)]
    if any(mention.concept == "approach.name" for mention in today):
        return False
    return not told or any(mention.value == value or _fits(mention, value) for mention in today)


def _is_today(sentence: Sentence, mention: Mention) -> bool:
    return sentence.kind not in TOLD_APART and assertion_of(sentence, mention) == "performed"


def _says(spot: Spot, value: Approach) -> Verdict:
    mentions = spot.of(*_NAMED)
    if any(mention.value == value and spot.is_done(mention) for mention in mentions):
        return "yes"
    names = [mention for mention in mentions if mention.concept == "approach.name"]
    if not names and any(_fits(mention, value) and spot.is_done(mention) for mention in spot.of(*_SHARED)):
        return "yes"
    stem = _STEMS[value].search(spot.document.text.norm, spot.start, spot.end)
    if stem is not None and not any(mention.start <= stem.start() < mention.end for mention in names):
        return "yes" if spot.is_told(*stem.span()) else "no"
    against = any(
        _fits(mention, other) for mention in spot.of("approach.sign", "corridor") for other in _other_side(value)
    )
    return "no" if names or against else "silent"


def _other_side(value: Approach) -> frozenset[Approach]:
    return (
        POSTERIOR_FAMILY if value in ANTERIOR_FAMILY else ANTERIOR_FAMILY if value in POSTERIOR_FAMILY else frozenset()
    )


def _fits(mention: Mention, value: Approach) -> bool:
    """Return whether a sign that several approaches share is one of ``value``."""
    if mention.concept == "word.anterior" or mention.value in ("front", "anterior"):
        return value in ANTERIOR_FAMILY
    if mention.concept == "corridor":
        return value in ANTERIOR_FAMILY
    if mention.concept == "position":
        return (mention.value == "prone") == (value in POSTERIOR_FAMILY or value == "presacral")
    return value in POSTERIOR_FAMILY and mention.value in POSTERIOR_FAMILY
