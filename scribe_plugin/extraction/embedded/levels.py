"""Element group 2: the interspaces fused, the approach at each, and the stated count."""

import re

from scribe_plugin.contract import ANTERIOR_FAMILY, Approach, Evidence, Interspace, LevelApproach, LevelsElement
from scribe_plugin.extraction.embedded.assertion import assertion_at, assertion_of
from scribe_plugin.extraction.embedded.interspaces import in_order
from scribe_plugin.extraction.embedded.ledger import Ledger, unique
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.operation import Operation
from scribe_plugin.extraction.embedded.reading import ReadDocument, Sentence
from scribe_plugin.extraction.embedded.stages import LevelWork, Stage
from scribe_plugin.extraction.embedded.text import TICK
from scribe_plugin.extraction.embedded.titles import TitleItem, titled_levels

_COUNTS = {
    "single": 1,
    "one": 1,
    "mono": 1,
    "two": 2,
    "dual": 2,
    "double": 2,
    "bi": 2,
    "three": 3,
    "triple": 3,
    "four": 4,
    "five": 5,
}
_FIELD_VALUE = re.compile(rf"\s*[:{TICK}]\s*(?:\d|one|two|three|four)\b")
_COUNT = re.compile(r"\d|[a-z]+")
TRANSITIONAL = re.compile(
    r"\bl6\b|lumbari[sz](?:ed|ation)|sacrali[sz](?:ed|ation)|transitional (?:segment|vertebra|anatomy|level|lumbosacral)|lumbosacral transitional|six (?:non[ -]?rib[ -]?bearing )?lumbar(?:[ -]type)? vertebra"
)


def read_levels(
    operation: Operation, items: list[TitleItem], approaches: list[Approach], ledger: Ledger
) -> LevelsElement:
    """Read the interspaces from the work done in each stage and from the title.

    ``approaches`` are the effective ones; where there is one, it is the approach of every interspace.
    """
    titled = titled_levels(items)
    works = _described(operation) or _implied(operation, titled)
    evidence: list[Evidence] = []
    for item in titled.values():
        span = item.levels[0]
        evidence.append(ledger.support("levels.titled", ledger.quote(item.sentence, span.start, span.end)))
    for work, _ in works.values():
        evidence.append(ledger.support("levels.described", ledger.quote(work.sentence, work.start, work.end)))
    effective = in_order(frozenset(works or titled))
    by_approach: list[LevelApproach] = []
    for interspace in effective:
        approach, quote = _approach_at(interspace, works, titled, items, approaches, ledger)
        if approach is not None:
            by_approach.append(LevelApproach(interspace=interspace, approach=approach, evidence=[quote]))
    count = _stated_count(operation, evidence, ledger) if effective or approaches else None
    transitional = _transitional(operation.documents, evidence, ledger)
    _note_near_misses(operation, ledger)
    return LevelsElement(
        titled=in_order(frozenset(titled)),
        described=in_order(frozenset(works)),
        by_approach=by_approach,
        stated_count=count,
        transitional_anatomy=transitional,
        evidence=unique(evidence),
    )


def _described(operation: Operation) -> dict[Interspace, tuple[LevelWork, Stage]]:
    """Return each interspace whose fusion the narrative tells, with the best work sentence and its stage."""
    found: dict[Interspace, tuple[LevelWork, Stage]] = {}
    for stage in operation.stages:
        if stage.approach is None and (not stage.interbody_work or stage.is_posterior):
            continue
        wanted = _wanted_strengths(stage)
        for work in stage.work:
            if work.interspace in operation.aborted or work.strength not in wanted:
                continue
            if work.interspace in stage.replaced and work.strength != "strong":
                continue
            best = found.get(work.interspace)
            if best is None or (work.strength == "strong" and best[0].strength != "strong"):
                found[work.interspace] = (work, stage)
    return found


def _implied(operation: Operation, titled: dict[Interspace, TitleItem]) -> dict[Interspace, tuple[LevelWork, Stage]]:
    """Return the only titled interspace where the narrative tells the work on the disc but never names it."""
    stages = [stage for stage in operation.stages if stage.approach is not None and stage.interbody_work]
    if len(titled) != 1 or not stages or operation.aborted or any(stage.work for stage in stages):
        return {}
    stage = stages[0]
    told = next((sentence for sentence in stage.sentences if sentence.has("device.cage", "act.discectomy")), None)
    if told is None:
        return {}
    (interspace,) = titled
    level = titled[interspace].levels[0]
    return {interspace: (LevelWork(interspace, "strong", told, told.start, told.end, level), stage)}


def _wanted_strengths(stage: Stage) -> tuple[str, ...]:
    """Return which work counts: from behind only a device or fusion; from the front the discectomy too.

    Where the stage names levels only in passing (localised, exposed), those count when nothing better does.
    """
    strengths = {work.strength for work in stage.work}
    front = stage.approach in ANTERIOR_FAMILY
    if "strong" in strengths:
        return ("strong", "medium") if front else ("strong",)
    if "medium" in strengths:
        return ("medium",)
    return ("weak",) if stage.interbody_work else ()


def _approach_at(
    interspace: Interspace,
    works: dict[Interspace, tuple[LevelWork, Stage]],
    titled: dict[Interspace, TitleItem],
    items: list[TitleItem],
    approaches: list[Approach],
    ledger: Ledger,
) -> tuple[Approach | None, Evidence]:
    """Return the approach used at ``interspace`` with a quote."""
    if interspace in works:
        work, stage = works[interspace]
        return stage.approach, ledger.quote(work.sentence, work.start, work.end)
    item = titled[interspace]
    quote = ledger.quote(item.sentence, item.levels[0].start, item.levels[0].end)
    named = [
        other.mention.value
        for other in items
        if other.mention.concept == "approach.name" and interspace in other.interspaces
    ]
    if named:
        return named[0], quote  # type: ignore[return-value]
    return (approaches[0] if len(approaches) == 1 else None), quote


def _stated_count(operation: Operation, evidence: list[Evidence], ledger: Ledger) -> int | None:
    """Return the count of fused levels that the title or narrative states."""
    for sentence in (*operation.title, *operation.sentences):
        for mention in sentence.of("count"):
            number = count_of(mention, sentence)
            alone = sentence.text.strip(" .()*-") == sentence.document.text.norm[mention.start : mention.end]
            about = alone or _about_fusion(sentence) or _is_field(mention, sentence)
            if number is None or assertion_of(sentence, mention) != "performed" or not about:
                continue
            evidence.append(ledger.support("levels.stated_count", ledger.quote(sentence, mention.start, mention.end)))
            return number
    return None


def _about_fusion(sentence: Sentence) -> bool:
    return sentence.kind == "title" or sentence.has(
        "approach.name", "act.fusion", "act.interbody", "act.discectomy", "device.cage"
    )


def _is_field(mention: Mention, sentence: Sentence) -> bool:
    """Return whether the words are the label of a form's field ("number of levels: 2")."""
    text = sentence.document.text.norm
    return mention.start - sentence.start <= len("# ") and _FIELD_VALUE.match(text, mention.end) is not None


def count_of(mention: Mention, sentence: Sentence) -> int | None:
    """Return the number that a phrase of counting names ("two-level", "x 3 levels")."""
    text = sentence.document.text.norm
    for word in _COUNT.findall(text[mention.start : mention.end + 6]):
        if word.isdigit():
            return int(word)
        if word in _COUNTS:
            return _COUNTS[word]
    return None


def _transitional(documents: list[ReadDocument], evidence: list[Evidence], ledger: Ledger) -> bool:
    """Return whether a sixth lumbar segment or a transitional one is documented as this patient's anatomy."""
    for document in documents:
        for sentence in document.sentences:
            match = TRANSITIONAL.search(sentence.document.text.norm, sentence.start, sentence.end)
            if match is None or sentence.kind == "consent":
                continue
            if assertion_at(sentence, *match.span()) in ("performed", "historical"):
                evidence.append(ledger.quote(sentence, match.start(), match.end()))
                return True
    return False


def _note_near_misses(operation: Operation, ledger: Ledger) -> None:
    for stage in operation.stages:
        for work in stage.given_up:
            if work.interspace in operation.aborted:
                ledger.missed("levels", work.sentence, work.start, work.end, "aborted")
