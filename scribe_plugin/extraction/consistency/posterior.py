"""Element group 4: what was done from behind needs words that tell it as done, planned or denied, as claimed."""

import re

from scribe_plugin.contract import PosteriorElement
from scribe_plugin.extraction.consistency.spots import NoteView, Quoted, Spot
from scribe_plugin.extraction.consistency.verdicts import (
    Complaints,
    Verdict,
    at_interspace,
    in_sentences,
    in_words,
    over,
)
from scribe_plugin.extraction.embedded.claims import said_of
from scribe_plugin.extraction.embedded.interspaces import Level
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.text import fold

_INSTRUMENTATION = ("post.hardware", "post.instrumentation", "post.part", "post.pedicle", "post.means", "fix.screws")
_ARTHRODESIS = ("post.fusion", "post.decortication", "post.roughen", "post.bone", "act.graft", "act.fusion")
_HARDWARE_WORDS = {
    "pedicle_screws": re.compile(r"screw|pedicle|fixation|instrument|construct"),
    "rods": re.compile(r"\brods?\b|construct|instrument|fixation"),
    "facet_screws": re.compile(r"facet|translaminar|screw"),
    "interspinous_device": re.compile(r"spinous|coflex|aspen|affix|clamp|interlaminar"),
    "hooks": re.compile(r"hook"),
    "other": re.compile(r"\w"),
}
_LATER = re.compile(
    r"\b(?:plan\w*|stage\w*|will|to follow|later|tomorrow|next|return\w*|second|schedul\w*|defer\w*|delay\w*|another|subsequent\w*|await\w*|if|pending|separate|today|mon|tues|wednes|thurs|fri|satur|sun)(?:day|s)?\b"
)
_DENIED = re.compile(
    r"\b(?:no|not|without|never|none|nor|neither|nothing|deferred|omitted|unnecessary|declined|stand[ -]?alone|alone|only|avoid\w*|obviat\w*|un\w+|skip\w*|off|forgo\w*|forego\w*|instead|in lieu|rather)\b|n't\b|[:|] ?n\b|☑ ?no\b|\bn/a\b"
)
_TOPIC = re.compile(
    r"poster|behind|dorsal|back|screw|\brods?\b|instr|fixat|hardware|implant|metal|fus|graft|arthrodes|decort|\bpl?f\b|pedicle|facet|gutter|\b360\b|stage|turn|flip|prone|front|anterior|alone"
)
"""What a denial of posterior work is about."""
_BEHIND = (
    "post.hardware",
    "post.instrumentation",
    "post.part",
    "post.pedicle",
    "post.means",
    "post.side",
    "post.surface",
    "post.fusion",
    "post.decortication",
    "post.stage",
    "behind",
    "fix.elsewhere",
)
_IN_FRONT = (
    "approach.name",
    "device.cage",
    "device.mesh",
    "device.allograft",
    "device.other",
    "device.product",
    "device.generic",
    "plate.separate",
    "fix.integral",
    "fix.plate",
)
"""Beside these, and without words of ``_BEHIND``, screws, graft and fusion are those of the interbody work."""
_ILIUM = re.compile(r"ili|pelvi|s2ai|alar")
_SACRUM = re.compile(r"sacr|pelvi")


def check_posterior(
    element: PosteriorElement, quotes: list[Quoted], note: NoteView, complaints: Complaints
) -> PosteriorElement:
    """Return the element with the values that its quotes support."""
    kept: dict[str, object] = {}
    for name, concepts in (("instrumentation", _INSTRUMENTATION), ("arthrodesis", _ARTHRODESIS)):
        value = getattr(element, name)
        if value != "not_stated" and not complaints.keep(
            _tells(quotes, value, concepts),
            f"posterior.{name}",
            f"posterior.{name}",
            f"no quote tells of posterior {name} as {value.replace('_', ' ')}",
            value,
            quotes,
        ):
            kept[name] = "not_stated"
    instrumented = kept.get("instrumentation", element.instrumentation) == "performed"
    kept["hardware"] = [
        value
        for index, value in enumerate(element.hardware)
        if complaints.keep(
            instrumented and _is_left(value, quotes, note, complaints),
            f"posterior.hardware.{index}",
            "posterior.hardware",
            f"no quote tells of {value} left in place",
            value,
            quotes,
        )
    ]
    kept["fixation_points"] = [
        value
        for index, value in enumerate(element.fixation_points)
        if complaints.keep(
            instrumented and _held(quotes, value),
            f"posterior.fixation_points.{index}",
            "posterior.fixation_points",
            f"no quote names {value} as holding a screw",
            value,
            quotes,
        )
    ]
    fused = kept.get("arthrodesis", element.arthrodesis) == "performed"
    kept["arthrodesis_interspaces"] = [
        value
        for index, value in enumerate(element.arthrodesis_interspaces)
        if complaints.keep(
            fused and at_interspace(quotes, value, done=False, beside=True),
            f"posterior.arthrodesis_interspaces.{index}",
            "posterior.interspace",
            f"no quote names {value} as fused from behind",
            value,
            quotes,
        )
    ]
    claimed = "performed" in (element.instrumentation, element.arthrodesis)
    done = instrumented or fused or not claimed
    if element.same_session == "yes" and not complaints.keep(
        done and bool(quotes),
        "posterior.same_session",
        "posterior.same_session",
        "no posterior work is told as done in this operation",
        element.same_session,
        quotes,
    ):
        kept["same_session"] = "not_stated"
    return element.model_copy(update=kept)


def _tells(quotes: list[Quoted], value: str, concepts: tuple[str, ...]) -> bool:
    """Return whether quotes tell of posterior work as ``value`` says."""
    if value == "planned":
        return in_sentences(quotes, _LATER)
    if value == "not_performed":
        answered = any(_is_denied(fold(quote.evidence.quote).norm) for quote in quotes)  # the reader masks such rows
        return answered or any(quote.any(lambda spot: _is_denied(spot.around)) for quote in quotes)
    return over(quotes, lambda spot: _is_performed(spot, concepts)) == "yes"


def _is_denied(words: str) -> bool:
    return _DENIED.search(words) is not None and _TOPIC.search(words) is not None


def _is_performed(spot: Spot, concepts: tuple[str, ...]) -> Verdict:
    """Return whether a quote tells of work as done, by the reader's rules for words of time and use round it."""
    told = [
        (sentence, mention)
        for sentence in spot.sentences
        for mention in sentence.of(*concepts)
        if mention.start < spot.end and spot.start < mention.end and not _is_in_front(sentence, mention)
    ]
    if any(
        said_of(sentence, mention) == "performed" and not spot.is_denied(mention.start) for sentence, mention in told
    ):
        return "no" if spot.of("post.denied") else "yes"
    return "no" if told else "silent"


def _is_in_front(sentence: Sentence, mention: Mention) -> bool:
    """Return whether screws, graft or fusion are those of the interbody work."""
    shared = mention.concept in ("fix.screws", "act.fusion", "act.graft", "post.bone")
    return shared and sentence.has(*_IN_FRONT) and not sentence.has(*_BEHIND)


def _is_left(hardware: str, quotes: list[Quoted], note: NoteView, complaints: Complaints) -> bool:
    """Return whether a quote names the hardware, or the note tells of it as placed."""
    named = {mention.value for quote in quotes for spot in quote.spots for mention in spot.of("post.hardware")}
    taken = hardware == "facet_screws" and "pedicle_screws" in named and hardware not in named
    if not taken and in_words(quotes, _HARDWARE_WORDS[hardware]):
        return True
    return complaints.supply("posterior", note.find(("post.hardware",), lambda mention: mention.value == hardware))


def _held(quotes: list[Quoted], point: str) -> bool:
    """Return whether a quote names the vertebra; where no quote names any, whether it is being spoken of."""
    if point == "ilium":
        return in_sentences(quotes, _ILIUM)
    spots = [spot for quote in quotes for spot in quote.spots]
    levels = [level for spot in spots for level in spot.levels] or [
        level for spot in spots for level in _levels_around(spot)
    ]
    named = {name for level in levels for name in level.vertebrae}
    return not levels or point in named or (point in ("S1", "S2") and in_sentences(quotes, _SACRUM))


def _levels_around(spot: Spot) -> list[Level]:
    own = [level for sentence in spot.sentences for level in sentence.levels]
    return own or [level for sentence in spot.nearby for level in sentence.levels]
