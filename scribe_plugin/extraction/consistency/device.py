"""Element group 3: a device needs its interspace and no word of another kind; a plate apart from it is not its fixation."""

import re

from scribe_plugin.contract import DeviceElement, InterbodyDevice
from scribe_plugin.extraction.consistency.spots import NOT_DONE, NoteView, Quoted, Spot, is_told
from scribe_plugin.extraction.consistency.verdicts import Complaints, at_interspace, by_words, in_sentences, in_words
from scribe_plugin.extraction.embedded.fixation import is_denied
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.plates import Plates
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.text import fold

_KINDS = {
    "device.cage": "cage",
    "device.mesh": "mesh",
    "device.allograft": "structural_allograft",
    "device.other": "other",
}
_NAMES = ("device.cage", "device.mesh", "device.allograft", "device.other", "device.product")
_INTEGRAL = ("fix.screws", "fix.blades", "fix.flanges", "fix.plate", "fix.integral", "fix.cover")
_OTHER_SCREWS = (
    "post.hardware",
    "post.instrumentation",
    "plate.separate",
    "behind",
    "fix.elsewhere",
    "fix.block",
)
"""Words beside screws that are not the device's own."""
_FIXATION_WORDS = {
    "screws": re.compile(r"screw|bolt|\bsa\b|stand-?alone"),
    "flanges": re.compile(r"flange|keel|wing|\bfins?\b"),
    "blades": re.compile(r"blade|anchor|spike|\bclips?\b|\bvertebridge|\bfins?\b"),
    "plate": re.compile(r"plat(?:e|ing)"),
}
_PLATE = re.compile(r"plat(?:e|es|ing)\b|buttress|\bwasher")
_PLATE_DENIED = re.compile(
    r"\b(?:no|not|without|never|nor|neither|none|nothing|lack\w*|instead of|in lieu of)\b(?: [a-z/-]+){0,4} ?plat(?:e|ing)"
    r"|\bplat(?:e|es|ing)\b[^.;,]{0,12}(?: (?:was|were|is|are|has been))? ?(?:not|never|unnecessary|n't)\b(?! (?:attached|part|connected|integral|linked|joined|fixed to the))"
    r"|\bplat(?:e|es|ing)\b[^.;]{0,40}(?:\bnone\b|\bno\b|n/a|: ?n\b)"
)
_LIKE_ANOTHER = re.compile(
    r"\b(?:same|like\w*|identical|both|each|all|second|another|other|similar\w*|again|repeated)\b"
)
_OF_ALL = re.compile(r"\b(?:each|both|all|every)\b")
_NO = re.compile(
    r"\b(?:no|not|without|never|none|nor|neither|lack\w*|un\w+|n't|nothing|absent|omitted|bare|plain|lone|only|alone)\b|n't\b|\bnon[ -]|: ?n\b"
)


def check_device(
    element: DeviceElement,
    quotes: list[Quoted],
    item_quotes: list[list[Quoted]],
    note: NoteView,
    complaints: Complaints,
) -> DeviceElement:
    """Return the element with the values that its quotes support."""
    everything = [*quotes, *(quote for own in item_quotes for quote in own)]
    devices = []
    for index, item in enumerate(element.devices):
        checked = _check_item(item, item_quotes[index], quotes, everything, f"device.devices.{index}", note, complaints)
        if checked is not None:
            devices.append(checked)
    kept: dict[str, object] = {"devices": devices}
    if element.separate_plate != "not_stated" and not complaints.keep(
        _has_plate(everything, element.separate_plate)
        or (element.separate_plate == "absent" and complaints.supply("device", note.search(_PLATE_DENIED))),
        "device.separate_plate",
        "device.separate_plate",
        f"no quote says that a separate plate is {element.separate_plate}",
        element.separate_plate,
        everything,
    ):
        kept["separate_plate"] = "not_stated"
    return element.model_copy(update=kept)


def _has_plate(quotes: list[Quoted], value: str) -> bool:
    """Return whether quotes say that there is a plate apart from the device, or that there is none."""
    said = {verdict for quote in quotes for spot in quote.spots for verdict in _said_of_plates(spot)}
    if value == "present":
        own = any(quote.any(lambda spot: bool(spot.of("fix.plate"))) for quote in quotes)
        return "present" in said or (not said and not own and in_sentences(quotes, _PLATE))
    return bool(said - {"present"}) or in_sentences(quotes, _NO)


def _said_of_plates(spot: Spot) -> set[str]:
    plates = Plates()
    for sentence in spot.sentences:
        plates.read(sentence, Ledger())
    denied = {"denied"} if _PLATE_DENIED.search(spot.words) else set()
    return {verdict for verdict, _ in plates.said} | denied


def _check_item(
    item: InterbodyDevice,
    quotes: list[Quoted],
    group: list[Quoted],
    everything: list[Quoted],
    path: str,
    note: NoteView,
    complaints: Complaints,
) -> InterbodyDevice | None:
    """Return a device with the values that its quotes support, or None where it is no device of this operation."""
    if not complaints.keep(
        _is_of_kind(item.kind, quotes),
        path,
        "device.kind",
        f"its quote does not tell of a {item.kind} left in place",
        item.kind,
        quotes,
    ):
        return None
    kept: dict[str, object] = {}
    if item.interspace != "not_stated" and not complaints.keep(
        at_interspace(quotes, item.interspace),
        f"{path}.interspace",
        "device.interspace",
        f"its quote is not about {item.interspace}",
        item.interspace,
        quotes,
    ):
        return None
    if item.integral_fixation != "not_stated" and not complaints.keep(
        _integral(item.integral_fixation, quotes, group, everything)
        or (item.integral_fixation == "present" and _told_later([*quotes, *group], note, complaints)),
        f"{path}.integral_fixation",
        "device.integral_fixation",
        f"no quote says that fixation of the device itself is {item.integral_fixation}",
        item.integral_fixation,
        quotes,
    ):
        kept |= {"integral_fixation": "not_stated", "fixation": []}
    elif item.fixation:
        kept["fixation"] = [
            kind
            for index, kind in enumerate(item.fixation)
            if complaints.keep(
                _has_fixation(kind, everything, note),
                f"{path}.fixation.{index}",
                "device.fixation",
                f"no quote tells of {kind} of the device",
                kind,
                quotes,
            )
        ]
    if item.product is not None and not complaints.keep(
        _says(item.product, note),
        f"{path}.product",
        "device.product",
        "the note does not name the product",
        item.product,
        quotes,
    ):
        kept["product"] = None
    return item.model_copy(update=kept)


def _is_kind(mention: Mention, kind: str) -> bool:
    if mention.concept == "device.product":
        named = mention.entry.attribute("kind")
        return named in (kind, "") or (kind == "cage" and named.endswith("_cage"))
    return _KINDS[mention.concept] == kind


def _is_of_kind(kind: str, quotes: list[Quoted]) -> bool:
    """Return whether quotes tell of a device of the kind; where they name none, whether such a one is named round them.

    A disc prosthesis is none.
    """
    if any(quote.any(lambda spot: bool(spot.of("act.arthroplasty")) and not spot.of(*_NAMES)) for quote in quotes):
        return False
    verdict = by_words(quotes, _NAMES, lambda mention: _is_kind(mention, kind), _is_left)
    if verdict != "silent":
        return verdict == "yes"
    near = [
        mention
        for quote in quotes
        for spot in quote.spots
        for sentence in (*spot.sentences, *spot.nearby)
        for mention in sentence.of(*_NAMES)
    ]
    return not near or any(_is_kind(mention, kind) for mention in near)


def _is_left(spot: Spot, mention: Mention) -> bool:
    """Return whether a device is told as placed; a denial counts only where it is of the device itself ("no cage")."""
    asserted = spot.assertion(mention.start, mention.end)
    if asserted == "negated":
        return not spot.is_denied(mention.start)
    return asserted not in NOT_DONE and asserted != "removed"


def _integral(value: str, quotes: list[Quoted], group: list[Quoted], everything: list[Quoted]) -> bool:
    """Return whether the quotes of a device, or those of the group, tell of fixation of its own, or deny it."""
    if value == "absent":
        return in_sentences(everything, _NO)
    if _tells_of_own(quotes):
        return True
    plated = any("present" in _said_of_plates(spot) for quote in quotes for spot in quote.spots)
    denied = any(spot.of("fix.none") for quote in quotes for spot in quote.spots)
    if plated or denied:
        return False
    told_of_all = (
        everything if in_sentences(quotes, _LIKE_ANOTHER) else [q for q in everything if in_words([q], _OF_ALL)]
    )
    return _tells_of_own(group) or _tells_of_own(told_of_all)


def _told_later(quotes: list[Quoted], note: NoteView, complaints: Complaints) -> bool:
    """Return whether the note tells of a device's own fixation where no quote speaks of any fixation or plate."""
    if any(quote.any(lambda spot: bool(spot.of(*_INTEGRAL)) or bool(_PLATE.search(spot.words))) for quote in quotes):
        return False
    if note.find(("fix.none",), lambda _mention: True) is not None:
        return False
    return complaints.supply("device", note.find(_INTEGRAL, lambda _mention: True, _is_of_device))


def _is_of_device(sentence: Sentence, mention: Mention) -> bool:
    """Return whether fixation is told of that may be the device's own: bare screws beside a plate or pedicles are not."""
    if not is_told(sentence, mention.start, mention.end):
        return False
    own = mention.concept != "fix.screws" or mention.entry.attribute("own") == "yes"
    return own or not sentence.has(*_OTHER_SCREWS)


def _tells_of_own(quotes: list[Quoted]) -> bool:
    """Return whether a quote tells of fixation of the device itself: said of no plate apart from it, and not denied."""

    def says(spot: Spot) -> bool:
        if spot.of("fix.none"):
            return False
        own = [
            mention for sentence in spot.sentences for mention in sentence.of(*_INTEGRAL) if _is_given(spot, mention)
        ]
        if any(mention.concept != "fix.screws" or mention.entry.attribute("own") == "yes" for mention in own):
            return True
        bare = bool(own) or (not spot.of(*_INTEGRAL) and _FIXATION_WORDS["screws"].search(spot.words) is not None)
        return bare and "present" not in _said_of_plates(spot)

    return any(quote.any(says) for quote in quotes)


def _is_given(spot: Spot, mention: Mention) -> bool:
    sentence = next(item for item in spot.sentences if item.start <= mention.start < item.end)
    asserted = spot.assertion(mention.start, mention.end)
    given = asserted not in NOT_DONE or (asserted == "considered" and sentence.has("act.place", "device.put"))
    return given and not is_denied(sentence, mention)


def _has_fixation(kind: str, quotes: list[Quoted], note: NoteView) -> bool:
    """Return whether a quote's sentence holds the words of a fixation; where none holds any, whether the note does."""
    said = {name for name, words in _FIXATION_WORDS.items() if in_sentences(quotes, words)}
    return kind in said or (not said and note.find((f"fix.{kind}",), lambda _mention: True) is not None)


def _says(product: str, note: NoteView) -> bool:
    """Return whether the note names the product as written; its quote need not."""
    words = fold(product).norm.strip()
    return bool(words) and any(words in fold(document.text.raw).norm for document in note.documents())
