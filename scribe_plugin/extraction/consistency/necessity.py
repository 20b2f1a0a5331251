"""Element group 5: a treatment, study or diagnosis must not be another one; a duration and a score need their number."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from scribe_plugin.contract import (
    ConservativeTreatment,
    Diagnosis,
    Evidence,
    FunctionalLimitation,
    ImagingFinding,
    NecessityElement,
)
from scribe_plugin.extraction.consistency.lengths import lasts
from scribe_plugin.extraction.consistency.limitations import WORK, check_limitation
from scribe_plugin.extraction.consistency.spots import NoteView, Quoted, Spot
from scribe_plugin.extraction.consistency.stems import (
    CONDITIONS,
    MODALITIES,
    STUDIES,
    TOBACCO,
    TOBACCO_TOPIC,
)
from scribe_plugin.extraction.consistency.verdicts import (
    Complaints,
    Verdict,
    at_interspace,
    over,
)
from scribe_plugin.extraction.embedded.assertion import assertion_at
from scribe_plugin.extraction.embedded.necessity.tobacco import stated_use
from scribe_plugin.extraction.embedded.reading import Sentence

_RESTRICTED = re.compile(r"(?:heavy |hard |more )?(?:lift|work|bend|stoop|twist|sport|gym|run)")
"""What is denied in a treatment that consists of leaving it ("no heavy lifting")."""
_OFFERED = re.compile(
    r" (?:was|were|is|are|has been|had been) (?:recommended|suggested|advised|ordered|offered|declined|denied|not)\b"
)
_REFUSED = re.compile(r"\b(?:declin|refus)\w* (?:[\w-]+ ){0,2}$")
_NOT_MADE = re.compile(r"\b(?:obtain|order|schedule|await\w*|pending|needs?|no|without) (?:an? |new |recent |the )*$")
"""What stands before a study that there is not."""
_NOT_HAD = frozenset({"planned", "considered", "hypothetical", "someone_else"})
_Item = TypeVar("_Item", ConservativeTreatment, Diagnosis, ImagingFinding, FunctionalLimitation)


def check_necessity(
    element: NecessityElement,
    quoted: Callable[[Sequence[Evidence]], list[Quoted]],
    note: NoteView,
    complaints: Complaints,
) -> NecessityElement:
    """Return the element with the values that its quotes support; ``quoted`` gives the places of grounded quotes."""
    treatments = _each(element.conservative_treatments, _check_treatment, quoted, complaints)
    kept: dict[str, object] = {
        "conservative_treatments": treatments,
        "diagnoses": _each(element.diagnoses, _check_diagnosis, quoted, complaints),
        "imaging": _each(element.imaging, _check_imaging, quoted, complaints),
        "functional_limitations": _each(element.functional_limitations, check_limitation, quoted, complaints),
    }
    quotes = quoted(element.evidence)
    told = [*quotes, *(quote for item in element.conservative_treatments for quote in quoted(item.evidence))]
    weeks = element.conservative_duration_weeks
    if weeks is not None and not complaints.keep(
        any(item.duration_weeks == weeks for item in treatments) or lasts(told, weeks),
        "necessity.conservative_duration_weeks",
        "necessity.duration",
        f"no quote gives a period of {weeks:g} weeks",
        weeks,
        told,
    ):
        kept["conservative_duration_weeks"] = None
    if element.tobacco != "not_stated" and not complaints.keep(
        _uses(quotes, element.tobacco, note, complaints),
        "necessity.tobacco",
        "necessity.tobacco",
        f"no quote says that tobacco use is {element.tobacco}",
        element.tobacco,
        quotes,
    ):
        kept["tobacco"] = "not_stated"
    return element.model_copy(update=kept)


def _uses(quotes: list[Quoted], value: str, note: NoteView, complaints: Complaints) -> bool:
    """Return whether quotes, or the note where none speaks of tobacco, tell of its use as ``value`` says."""
    topics = [
        (sentence, sentence.of("tobacco")) for quote in quotes for spot in quote.spots for sentence in spot.sentences
    ]
    told = {stated_use(sentence, mentions) for sentence, mentions in topics if mentions} - {None}
    if value in told:
        return True
    if told and value == "current":  # its words stand in every denial of it
        return False
    words = TOBACCO[value]
    if any(quote.any(lambda spot: bool(words.search(spot.words)) and _is_of_tobacco(spot)) for quote in quotes):
        return True
    if any(mentions for _, mentions in topics):
        return False
    found = note.find(("tobacco",), lambda _mention: True, says=lambda sentence, _: _states(sentence, value))
    return complaints.supply("necessity", found)


def _is_of_tobacco(spot: Spot) -> bool:
    """Return whether tobacco is spoken of; an answer in a transcript need not repeat the question."""
    words = spot.nearby_words if spot.document.kind == "transcript" else spot.around
    return TOBACCO_TOPIC.search(words) is not None


def _states(sentence: Sentence, value: str) -> bool:
    return stated_use(sentence, sentence.of("tobacco")) == value


def _each(
    items: Sequence[_Item],
    check: Callable[[_Item, list[Quoted], str, Complaints], _Item | None],
    quoted: Callable[[Sequence[Evidence]], list[Quoted]],
    complaints: Complaints,
) -> list[_Item]:
    names = {
        ConservativeTreatment: "conservative_treatments",
        Diagnosis: "diagnoses",
        ImagingFinding: "imaging",
        FunctionalLimitation: "functional_limitations",
    }
    checked = (
        check(item, quoted(item.evidence), f"necessity.{names[type(item)]}.{index}", complaints)
        for index, item in enumerate(items)
    )
    return [item for item in checked if item is not None]


def _was_had(spot: Spot, start: int, end: int) -> bool:
    """Return whether a treatment is told as carried out; one whose outcome or length is told was."""
    text = spot.document.text.norm
    if _OFFERED.match(text, end) or _REFUSED.search(text, max(0, start - 40), start):
        return False
    if spot.is_denied(start) and not _RESTRICTED.match(text, start):
        return False
    sentence = next((item for item in spot.sentences if item.start <= start < item.end), None)
    if sentence is None or sentence.has("outcome"):
        return True
    before = [cue for cue in sentence.cues if cue.entry.phrase != "as needed" and cue.start < end]
    return assertion_at(replace(sentence, cues=before), start, end, by_section=False) not in _NOT_HAD


def _is_given(spot: Spot, start: int, end: int) -> bool:
    """Return whether a diagnosis is given, in whatever sentence; only a denial takes it back."""
    return not spot.is_denied(start) and spot.assertion(start, end, by_section=False) not in ("negated", "someone_else")


def _check_treatment(
    item: ConservativeTreatment, quotes: list[Quoted], path: str, complaints: Complaints
) -> ConservativeTreatment | None:
    if not complaints.keep(
        over(quotes, lambda spot: _says(spot, ("treat", "treat.general"), item.modality, MODALITIES, _was_had)) != "no",
        path,
        "necessity.modality",
        f"its quote tells of another treatment than {item.modality}, or of one not carried out",
        item.modality,
        quotes,
    ):
        return None
    if item.duration_weeks is None or complaints.keep(
        lasts(quotes, item.duration_weeks),
        f"{path}.duration_weeks",
        "necessity.duration",
        f"its quote gives no period of {item.duration_weeks:g} weeks",
        item.duration_weeks,
        quotes,
    ):
        return item
    return item.model_copy(update={"duration_weeks": None})


def _says(
    spot: Spot,
    concepts: Sequence[str],
    value: str,
    stems: Mapping[str, "re.Pattern[str]"],
    told: Callable[[Spot, int, int], bool],
) -> Verdict:
    """Return whether a quote tells of ``value``, by the reader's phrases or a stem of its own, or of another one only."""
    mentions = spot.of(*concepts)
    same = [mention.start for mention in mentions if value == (mention.value or "other")]
    if any(told(spot, mention.start, mention.end) for mention in mentions if mention.start in same):
        return "yes"
    stem = stems[value].search(spot.document.text.norm, spot.start, spot.end) if value in stems else None
    if stem is not None and stem.start() not in same:
        return "yes" if told(spot, *stem.span()) else "no"
    return "no" if mentions else "silent"


def _check_diagnosis(item: Diagnosis, quotes: list[Quoted], path: str, complaints: Complaints) -> Diagnosis | None:
    verdict = over(quotes, lambda spot: _says(spot, ("dx",), item.condition, CONDITIONS, _is_given))
    if not complaints.keep(
        item.condition == "other"
        or verdict == "yes"
        or (verdict == "silent" and any(quote.any(lambda spot: _is_about(spot, item.condition)) for quote in quotes)),
        path,
        "necessity.condition",
        f"its quote tells of another condition than {item.condition}, or denies it",
        item.condition,
        quotes,
    ):
        return None
    return _with_interspaces(item, quotes, path, complaints)


def _is_about(spot: Spot, condition: str) -> bool:
    """Return whether a quote that names no condition stands in a document that does, and tells of no work."""
    words = CONDITIONS[condition]
    if words.search(spot.around):
        return True
    return not spot.of(*WORK) and words.search(spot.document.text.norm) is not None


def _check_imaging(
    item: ImagingFinding, quotes: list[Quoted], path: str, complaints: Complaints
) -> ImagingFinding | None:
    if not complaints.keep(
        over(quotes, lambda spot: _shows(spot, item.modality)) != "no",
        path,
        "necessity.imaging",
        f"its quote tells of another study than {item.modality}",
        item.modality,
        quotes,
    ):
        return None
    return _with_interspaces(item, quotes, path, complaints)


def _shows(spot: Spot, modality: str) -> Verdict:
    """Return whether a quote is of the study; one that names none is of those named round it, or in its document."""
    verdict = _says(spot, ("study",), modality, STUDIES, _is_made)
    if verdict != "silent":
        return verdict
    for sentences in (spot.sentences, spot.nearby, spot.document.sentences):
        named = {mention.value for sentence in sentences for mention in sentence.of("study") if mention.value}
        if named:
            stem = STUDIES.get(modality)
            said = stem is not None and any(stem.search(sentence.text) for sentence in sentences)
            return "yes" if modality in named or said else "no"
    return "silent"


def _is_made(spot: Spot, start: int, _end: int) -> bool:
    return _NOT_MADE.search(spot.document.text.norm, max(0, start - 30), start) is None


_Located = TypeVar("_Located", Diagnosis, ImagingFinding)


def _with_interspaces(item: _Located, quotes: list[Quoted], path: str, complaints: Complaints) -> _Located:
    """Return the item with those of its interspaces that its quotes are about."""
    kept = [
        value
        for index, value in enumerate(item.interspaces)
        if complaints.keep(
            at_interspace(quotes, value, done=False, beside=True),
            f"{path}.interspaces.{index}",
            "necessity.interspace",
            f"its quote does not name {value}",
            value,
            quotes,
        )
    ]
    return item if kept == item.interspaces else item.model_copy(update={"interspaces": kept})
