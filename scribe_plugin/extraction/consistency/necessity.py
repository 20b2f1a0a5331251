"""Element group 5: a treatment, study or diagnosis must not be another one; a duration and a score need their number."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import TypeVar

from scribe_plugin.contract import (
    ConservativeTreatment,
    Diagnosis,
    Evidence,
    FunctionalLimitation,
    ImagingFinding,
    NecessityElement,
)
from scribe_plugin.extraction.consistency.spots import NoteView, Quoted, Spot
from scribe_plugin.extraction.consistency.verdicts import Complaints, Verdict, at_interspace, by_words, in_words, over
from scribe_plugin.extraction.embedded.assertion import assertion_at
from scribe_plugin.extraction.embedded.necessity.durations import SAME, WEEKS_IN, find_durations, number_of
from scribe_plugin.extraction.embedded.necessity.tobacco import stated_use
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.text import fold

_NEAR = 0.1
"""Share by which weeks may differ from what the words say: months count as four weeks, or a range by its upper end."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NUMBER_WORDS = re.compile(
    r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)\b"
)
_AMOUNT = re.compile(
    r"(?<![\w.])(?P<low>\d+(?:\.\d+)?|[a-z]+)(?: ?(?:-|to|or|and) ?(?P<high>\d+(?:\.\d+)?|[a-z]+))?(?: and a half| 1/2|\+| plus)?[ -]{0,2}(?:full |more |consecutive |additional |straight )?(?P<unit>w(?:ee)?ks?|mo(?:nth)?s?|mths?|y(?:ea)?rs?|days?)?\b"
)
_UNIT = re.compile(r"\b(?:w(?:ee)?ks?|mo(?:nth)?s?|mths?|y(?:ea)?rs?|days?)\b")
_HALF = re.compile(r"half|1/2|\\+|plus")
_TO_THE_END = re.compile(r"[a-z]{3,9}[^-]*(?:through|thru|-)[^-]*[a-z]{3,9}")
"""A range of months that takes in the last one ("March through June")."""
_SAME_PERIOD = re.compile(
    r"\b(?:same|that|this|those) (?:time|period|interval|course|months|weeks)|throughout|meanwhile|concurrent|alongside"
)
_CONDITIONS = {
    "degenerative_disc_disease": re.compile(
        r"degen|\bddd\b|disc(?:ogenic)? (?:disease|collapse|pain)|collaps|worn|black|desicc|spondylosis|disrupt"
    ),
    "disc_herniation": re.compile(r"herniat|\bhnp\b|extru|protru|prolaps|sequest|slipped|rupture"),
    "recurrent_disc_herniation": re.compile(r"recurr|re-?herniat"),
    "spondylolisthesis": re.compile(r"listhesis|slip|\bspondy"),
    "spondylolysis": re.compile(r"lysis|lytic|\bpars\b"),
    "pseudarthrosis": re.compile(r"pseud|non-?union|failed fusion|not (?:healed|fused)"),
    "adjacent_segment_disease": re.compile(r"adjacent|junction|next to|\basd\b"),
    "spinal_stenosis": re.compile(r"steno|narrow|tight|claudic"),
    "foraminal_stenosis": re.compile(r"foram|ramen"),
    "radiculopathy": re.compile(r"radic|sciatic|\broots?\b|leg pain"),
    "instability": re.compile(r"instab|unstable|mobil|motion|translat"),
    "deformity": re.compile(r"deform|scolio|kypho|flat ?-?back|lordo|imbalance"),
    "postlaminectomy_syndrome": re.compile(r"post-?lam|failed back|fbss"),
    "fracture": re.compile(r"fract|burst"),
    "infection": re.compile(r"infect|discitis|osteomy|abscess"),
    "tumor": re.compile(r"tumou?r|metast|neoplas|myeloma|malig|lesion"),
    "low_back_pain": re.compile(r"back (?:pain|ache)|\blbp\b|pain"),
}
"""Stems that show a condition where the reader's phrases do not: words in another order, or misheard."""
_MODALITIES = {
    "physical_therapy": re.compile(r"therap|\bpt\b|physio|rehab|aquatic|pool"),
    "home_exercise": re.compile(r"\bhome|\bhep\b|exercis|stretch|yoga|pilates"),
    "chiropractic": re.compile(r"chiro|manipul|adjust"),
    "nsaid": re.compile(
        r"nsaid|inflammator|naprox|ibuprof|melox|coxib|clofenac|profen|oxicam|fenam|nimesul|ketorol|etodol|nabum|indometh"
    ),
    "opioid": re.compile(r"opioid|opiate|narcot|codone|codeine|co-codamol|tramadol|morph|norco|percocet|tapentadol"),
    "other_medication": re.compile(
        r"medic|meds\b|gabapent|pregab|lyrica|relax|steroid|tylenol|acetamin|paracet|amitrip|dulox|cyclob|tizan|methocarb|patch|cream"
    ),
    "epidural_injection": re.compile(r"epidur|\besi|nerve (?:root )?block|transforam|\bshots?\b|inject|\bsnrb\b"),
    "facet_injection": re.compile(r"facet|medial branch|\bmbb|joint block|inject"),
    "radiofrequency_ablation": re.compile(r"radio|\brfa?\b|ablat|rhizot|burn|lesion"),
    "bracing": re.compile(r"brac|orthos|corset|\blso\b|tlso|belt|support"),
    "activity_modification": re.compile(r"activit|modif|rest\b|work|lifting"),
    "acupuncture": re.compile(r"acupunct|needl"),
    "weight_management": re.compile(r"weight|diet|bariatr|glp|lost|\blb\b|\bkg\b"),
    "behavioral": re.compile(r"behavio|\bcbt\b|psych|cognit|counsel|mindful"),
    "other": re.compile(
        r"conserv|nonop|non-op|nonsurg|non-surg|treat|care|measure|tens\b|stimul|massage|ice|heat|block|traction"
    ),
}
"""Stems that show a treatment where the reader's phrases do not."""
_STUDIES = {
    "flexion_extension": re.compile(r"flex|exten|bend|dynamic|stress"),
    "mri": re.compile(r"\bmr\b|mri|magnetic"),
    "ct": re.compile(r"\bct\b|tomogra"),
    "discogram": re.compile(r"dis[ck]ogra"),
    "xray": re.compile(r"film|x-?ray|radiograph|\bxr\b"),
    "ct_myelogram": re.compile(r"myelo"),
    "bone_scan": re.compile(r"bone scan|spect|scinti|nuclear"),
    "other": re.compile(r"\w"),
}
"""Stems that show a study where the reader's phrases do not."""
_RESTRICTED = re.compile(r"(?:heavy |hard |more )?(?:lift|work|bend|stoop|twist|sport|gym|run)")
"""What is denied in a treatment that consists of leaving it ("no heavy lifting")."""
_NOT_HAD = frozenset({"planned", "considered", "hypothetical", "someone_else"})
_TOBACCO = {
    "current": re.compile(r"smok|tobacco|cigar|pack|ppd|vap|nicotine|chew|dip|snuff|pouch|current|active|yes"),
    "former": re.compile(
        r"quit|\boff\b|former|ex\b|ex-|stop|past|prior|previous|remote|ceas|years? ago|used to|gave (?:it )?up|history|hx|discontin|remission|until|since|\d{4}"
    ),
    "never": re.compile(
        r"\bnon|never|neither|\bnor\b|no\b|not\b|n't\b|den(?:y|ies|ied)|negative|none|: ?n\b|without|free|\b0\b|abstin|nope"
    ),
}
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
        "functional_limitations": _each(element.functional_limitations, _check_limitation, quoted, complaints),
    }
    quotes = quoted(element.evidence)
    told = [*quotes, *(quote for item in element.conservative_treatments for quote in quoted(item.evidence))]
    weeks = element.conservative_duration_weeks
    if weeks is not None and not complaints.keep(
        any(item.duration_weeks == weeks for item in treatments) or _lasts(told, weeks),
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
    words = _TOBACCO[value]
    if in_words(quotes, words):
        return True
    if any(mentions for _, mentions in topics):
        return False
    found = note.find(("tobacco",), lambda _mention: True, says=lambda sentence, _: _states(sentence, value))
    return complaints.supply("necessity", found)


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
    if spot.is_denied(start) and not _RESTRICTED.match(spot.document.text.norm, start):
        return False
    sentence = next((item for item in spot.sentences if item.start <= start < item.end), None)
    if sentence is None or sentence.has("outcome"):
        return True
    before = [cue for cue in sentence.cues if cue.entry.phrase != "as needed" and cue.start < end]
    return assertion_at(replace(sentence, cues=before), start, end, by_section=False) not in _NOT_HAD


def _is_given(spot: Spot, start: int, end: int) -> bool:
    """Return whether a diagnosis is given, in whatever sentence; only a denial takes it back."""
    return not spot.is_denied(start) and spot.assertion(start, end, by_section=False) != "someone_else"


def _check_treatment(
    item: ConservativeTreatment, quotes: list[Quoted], path: str, complaints: Complaints
) -> ConservativeTreatment | None:
    if not complaints.keep(
        over(quotes, lambda spot: _says(spot, ("treat", "treat.general"), item.modality, _MODALITIES, _was_had))
        != "no",
        path,
        "necessity.modality",
        f"its quote tells of another treatment than {item.modality}, or of one not carried out",
        item.modality,
        quotes,
    ):
        return None
    if item.duration_weeks is None or complaints.keep(
        _lasts(quotes, item.duration_weeks),
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


def _lasts(quotes: Iterable[Quoted], weeks: float) -> bool:
    """Return whether quotes, or the sentences round them, give a period of ``weeks``."""
    return any(
        abs(found - weeks) <= max(_NEAR * weeks, 0.3)
        for quote in quotes
        for found in chain(_amounts(fold(quote.evidence.quote).norm), *map(_weeks_in, quote.spots))
    )


def _weeks_in(spot: Spot) -> Iterator[float]:
    """Yield every length of time in the sentences of a quote, by each end of a range.

    A number without a unit takes those of its sentence ("therapy for five months, then chiropractic for two"); "the same
    period" takes the lengths told before.
    """
    text = spot.document.text.norm
    for sentence in spot.sentences:
        for duration in find_durations(text, sentence.start, sentence.end):
            if duration.weeks == SAME:
                yield from _weeks_before(spot)
            yield duration.weeks
            if _TO_THE_END.search(text, duration.start, duration.end):
                yield duration.weeks + WEEKS_IN["m"]
    if _SAME_PERIOD.search(spot.around):
        yield from _weeks_before(spot)
    yield from _amounts(spot.around)


def _amounts(text: str) -> Iterator[float]:
    """Yield every number of weeks, months or years that the words hold."""
    units = {match.group()[0] for match in _UNIT.finditer(text)}
    for match in _AMOUNT.finditer(text):
        own = {match["unit"][0]} if match["unit"] else units
        half = 0.5 if _HALF.search(match.group()) else 0.0
        for words in (match["low"], match["high"]):
            amount = _amount(words) if match["unit"] or words not in ("a", "an") else None
            if amount:
                yield from ((amount + half) * WEEKS_IN[unit] for unit in own)


def _weeks_before(spot: Spot) -> Iterator[float]:
    text = spot.document.text.norm
    for sentence in spot.nearby:
        if sentence.start < spot.end:
            yield from (duration.weeks for duration in find_durations(text, sentence.start, sentence.end))


def _amount(words: str | None) -> float | None:
    try:
        return number_of(words) if words else None
    except (KeyError, ValueError):
        return None


def _check_diagnosis(item: Diagnosis, quotes: list[Quoted], path: str, complaints: Complaints) -> Diagnosis | None:
    if not complaints.keep(
        item.condition == "other"
        or over(quotes, lambda spot: _says(spot, ("dx",), item.condition, _CONDITIONS, _is_given)) != "no",
        path,
        "necessity.condition",
        f"its quote tells of another condition than {item.condition}, or denies it",
        item.condition,
        quotes,
    ):
        return None
    return _with_interspaces(item, quotes, path, complaints)


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
    verdict = _says(spot, ("study",), modality, _STUDIES, lambda *_: True)
    if verdict != "silent":
        return verdict
    for sentences in (spot.sentences, spot.nearby, spot.document.sentences):
        named = {mention.value for sentence in sentences for mention in sentence.of("study") if mention.value}
        if named:
            stem = _STUDIES.get(modality)
            said = stem is not None and any(stem.search(sentence.text) for sentence in sentences)
            return "yes" if modality in named or said else "no"
    return "silent"


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


def _check_limitation(
    item: FunctionalLimitation, quotes: list[Quoted], path: str, complaints: Complaints
) -> FunctionalLimitation | None:
    if item.instrument not in (None, "other") and not complaints.keep(
        by_words(
            quotes, ("instrument",), lambda mention: mention.value == item.instrument, lambda _spot, _mention: True
        )
        != "no",
        path,
        "necessity.instrument",
        f"its quote names another instrument than {item.instrument}",
        item.instrument,
        quotes,
    ):
        return None
    if item.score is None or complaints.keep(
        any(quote.any(lambda spot: item.score in _numbers(spot.words)) for quote in quotes),
        f"{path}.score",
        "necessity.score",
        f"its quote does not hold the number {item.score:g}",
        item.score,
        quotes,
    ):
        return item
    return item.model_copy(update={"score": None})


def _numbers(words: str) -> set[float]:
    """Return every number that the words hold, in digits or spelled."""
    digits = {float(match) for match in _NUMBER.findall(words)}
    return digits | {number_of(match.group()) for match in _NUMBER_WORDS.finditer(fold(words).norm)}
