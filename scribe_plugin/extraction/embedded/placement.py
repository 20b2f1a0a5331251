"""Which devices a sentence puts in, where, and which it only speaks of.

What tells a device put in from one tried, looked at or referred to is the clause round it: a verb that puts it in, or a
first description of it ("a 13 mm cage"), against a trial, a check, or a mere reference ("the front of the cage").
"""

import re
from dataclasses import dataclass, field
from enum import IntEnum

from scribe_plugin.contract import Evidence, Interspace
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.clauses import clause_span, in_span
from scribe_plugin.extraction.embedded.interspaces import Level, in_order
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.products import device_products, named_in
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.stages import Stage

KINDS = {
    "device.mesh": "mesh",
    "device.allograft": "structural_allograft",
    "device.cage": "cage",
    "device.product": "cage",
    "device.generic": "cage",
    "device.other": "other",
}
_RANK = {concept: rank for rank, concept in enumerate(reversed(list(KINDS)))}
_GENERAL_WORDS = frozenset(
    {"spacer", "spacers", "interbody (device|devices|implant|implants|cage|cages|spacer|spacers|prosthesis)"}
)
_PUT = ("act.place", "device.put")

_DEFINITE = r"the|this|that|these|those|its|his|her|their|each|every|any|existing|between|beside"
_INDEFINITE = (
    r"a|an|one|two|three|four|new|final|definitive|real|another|second|third|paired|pair|its twin|(?:x ?)?\d+(?:\.\d+)?"
    r"|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty"
)
_DETERMINER = re.compile(rf"\b(?:(?P<definite>{_DEFINITE})|(?P<first>{_INDEFINITE}))\b")
_FOR = re.compile(
    r"\b(?:for|like|than|as|accept|accommodate|admit|allow|take|fit|receive|want|wanted|need|needed|with room for|between|against|touch) (?:a|an|the|one|another)?\s*(?:[\w.-]+ ){0,5}$"
)
_REJECTED_AFTER = re.compile(
    r"\b(?:wasted|returned|unopened|not (?:be )?(?:used|implanted|placed|opened|left|chosen)|opened (?:in error|before|but|and not|not)|opened[,;/]"
    r"|sent back|discarded|contaminated|dropped on|never (?:used|opened|implanted)|(?:was|were) (?:tried|trialed|trialled|too \w+|oversized|undersized)"
    r"|would not (?:advance|seat|go|fit|pass)|could not be (?:seated|placed|inserted|advanced))\b"
)
_REJECTED_LABEL = re.compile(
    r"^[\s*|\d.)-]*(?:implants? )?(?:opened(?! ?[/&] ?(?:used|implanted))|not used|unused|wasted|returned|explant\w*|removed|discarded|not implanted)\b[^:]{0,30}:"
)
_TAKEN_OUT = re.compile(
    r"^[\s*-]*(?:so |and |but |therefore |however,? )?(?:it|this|this one|that|that one|they|both|the (?:first |larger |smaller |initial |original |same )?(?:cage|spacer|implant|device|graft|one))"
    r" (?:was|were|had to be|has been|had been|came|would not|is|turned out)[\w ,]{0,60}?\b(?:removed|taken (?:back |right )?out|taken (?:back )?off|backed out|withdrawn|exchanged|discarded|wasted|replaced|out again|swapped|seat|advance)\b"
)
_EACH = re.compile(
    r"\b(?:(?:in|into|at|of) each(?: of (?:the|these|them))?(?: (?:level|disc|space|interspace|segment|one))?(?=[ ,.;]|$)|at (?:both|all|either)\b|(?:both|each|all|the two|the three|all three) (?:of the )?(?:levels?|discs?|disc spaces?|interspaces?|spaces?|segments?)|below and \d+[^,;]{0,24} above|above and \d+[^,;]{0,24} below)"
)
_FILLING = re.compile(r"\b(?:packed|filled|loaded|containing|stuffed|with|around|inside|holding)\b[^,;]{0,40}$")
_SIZE = re.compile(r"\d ?(?:mm|deg|x ?\d)")
_SAME_PLACE = 25
_ROW_BARS = 2
_OWN_LEVEL = 45


class Grade(IntEnum):
    """How surely a sentence tells of a device left in, the surest first."""

    PLACED = 0
    LISTED = 1
    NAMED = 2
    TITLED = 3


@dataclass(slots=True)
class Placement:
    """One device as one sentence tells of it; no interspaces means that it does not say where."""

    kind: str
    grade: Grade
    interspaces: list[Interspace]
    evidence: Evidence
    general: bool = False
    """The word would do for any kind of device ("implant")."""
    several: bool = False
    product: str | None = None


@dataclass(slots=True)
class Scene:
    """What the sentences before said: the levels of the stage, and the level spoken of last."""

    stage: Stage | None
    fused: list[Interspace]
    aborted: set[Interspace]
    before: list[Level] = field(default_factory=list)
    levels: list[Interspace] = field(init=False)
    """The fused interspaces that the stage worked on, or all of them."""

    def __post_init__(self) -> None:
        worked = {work.interspace for work in self.stage.work} if self.stage is not None else set()
        self.levels = [interspace for interspace in self.fused if interspace in worked] or list(self.fused)


def placements(sentence: Sentence, scene: Scene, ledger: Ledger) -> list[Placement]:
    """Return the devices that a sentence of the operation or its title puts in or speaks of."""
    if sentence.has("act.arthroplasty") or _REJECTED_LABEL.match(sentence.text):
        return []
    graded = _graded(sentence, scene, ledger)
    words = [pair for pair in graded if pair[0].concept != "device.product"]
    names = [mention for mention, _ in graded if mention.concept == "device.product"]
    best: dict[tuple[str, tuple[Interspace, ...]], Placement] = {}
    for mention, grade in sorted(words or graded, key=lambda pair: (pair[1], -_RANK[pair[0].concept])):
        spots = _where(sentence, mention, scene, len(words) > 1)
        key = KINDS[mention.concept], tuple(spots)
        item = best.setdefault(key, _placement(sentence, mention, grade, spots, ledger))
        item.general = item.general and _is_general(mention)
    for item in best.values():
        spans = [(name.start, name.end) for name in names] or named_in(sentence, [mention for mention, _ in words])
        item.product = next((sentence.document.text.quote(*span)[0] for span in spans), None)
    return list(best.values())


def is_listed(sentence: Sentence) -> bool:
    """Return whether the sentence is an entry of an implant list, or a row of a table."""
    return sentence.kind == "implants" or sentence.text.count("|") >= _ROW_BARS


def takes_out(sentence: Sentence) -> bool:
    """Return whether the sentence says that what was just put in came out again."""
    return _TAKEN_OUT.search(sentence.text) is not None


def _placement(
    sentence: Sentence, mention: Mention, grade: Grade, spots: list[Interspace], ledger: Ledger
) -> Placement:
    several = sentence.has("device.several") and mention.concept != "device.product"
    quote = ledger.quote(sentence, mention.start, mention.end)
    return Placement(KINDS[mention.concept], grade, spots, quote, _is_general(mention), several)


def _is_general(mention: Mention) -> bool:
    return mention.concept in ("device.generic", "device.product") or mention.entry.phrase in _GENERAL_WORDS


def _graded(sentence: Sentence, scene: Scene, ledger: Ledger) -> list[tuple[Mention, Grade]]:
    """Return the device words that count, each with its grade."""
    words = [mention for mention in sentence.of(*KINDS) if mention.concept != "device.product"]
    words += device_products(sentence)
    told: list[tuple[Mention, Grade]] = []
    removed = False
    for mention in words:
        if _inside_another(mention, words) or _is_filling(sentence, mention, words):
            continue
        assertion = assertion_of(sentence, mention)
        if assertion != "performed":
            ledger.missed("device", sentence, mention.start, mention.end, assertion)
            removed = removed or assertion in ("removed", "historical")
            continue
        grade = _grade(sentence, mention, scene)
        if grade is None or (removed and not _put_after(sentence, mention)):
            continue
        told.append((mention, grade))
    return told


def _inside_another(mention: Mention, words: list[Mention]) -> bool:
    """Return whether the word is part of a longer device word ("spacer" in "allograft spacer")."""
    return any(
        other.start <= mention.start
        and mention.end <= other.end
        and other.end - other.start > mention.end - mention.start
        and other.concept != "device.product"
        for other in words
    )


def _is_filling(sentence: Sentence, mention: Mention, words: list[Mention]) -> bool:
    """Return whether graft words name what a cage is filled with, not a device of its own."""
    if mention.concept not in ("device.allograft", "device.other"):
        return False
    before = [word for word in words if KINDS[word.concept] in ("cage", "mesh") and word.end <= mention.start]
    if not before:
        return False
    return _FILLING.search(sentence.document.text.norm, before[-1].end, mention.start) is not None


def _grade(sentence: Sentence, mention: Mention, scene: Scene) -> Grade | None:
    """Grade a device word that is told as done; None where it was tried, opened and not used, or refused."""
    text = sentence.document.text.norm
    if _REJECTED_AFTER.search(text, mention.end, sentence.end):
        return None
    if scene.stage is None:
        return Grade.TITLED
    if is_listed(sentence):
        return None if mention.concept == "device.generic" and not _SIZE.search(sentence.text) else Grade.LISTED
    span = clause_span(sentence, mention)
    put = _is_put(sentence, mention, span)
    if put:
        return Grade.PLACED
    if any(in_span(trial, span) for trial in sentence.of("device.trial")):
        return None
    if mention.concept == "device.generic" or any(in_span(check, span) for check in sentence.of("act.check")):
        return Grade.NAMED
    return Grade.PLACED if _is_described(sentence, mention) else Grade.NAMED


def _is_put(sentence: Sentence, mention: Mention, span: tuple[int, int]) -> bool:
    """Return whether a verb of the clause, or one soon after the device, puts it in."""
    for verb in sentence.of(*_PUT):
        if not (in_span(verb, span) or 0 <= verb.start - mention.end <= 60):
            continue
        if verb.start < mention.end and verb.end > mention.start:
            return True
        if assertion_of(sentence, verb) == "performed":
            return True
    return False


def _put_after(sentence: Sentence, mention: Mention) -> bool:
    return any(0 <= verb.start - mention.end <= 60 for verb in sentence.of(*_PUT))


def _is_described(sentence: Sentence, mention: Mention) -> bool:
    """Return whether the words bring the device up for the first time, as a thing with a size or number."""
    text = sentence.document.text.norm
    low = max(sentence.start, mention.start - 70)
    found = list(_DETERMINER.finditer(text, low, mention.start))
    if not found:
        return not _FOR.search(text, low, mention.start)
    if found[-1]["definite"] and not any(match["first"] for match in found[-2:]):
        return False
    return not _FOR.search(text, low, mention.start)


def _where(sentence: Sentence, mention: Mention, scene: Scene, several: bool) -> list[Interspace]:
    """Return the interspaces at which the sentence puts the device, or none where it does not say."""
    own = [level for level in sentence.levels if level.kind != "vertebra" and level.region == "lumbar"]
    if _EACH.search(sentence.text) and len(scene.levels) > 1:
        spots = {interspace for level in own for interspace in level.interspaces} | set(scene.levels)
    elif own:
        row = is_listed(sentence) and sentence.kind != "implants"
        chosen = _nearest(sentence, mention, own, scene) if several and not row else own
        spots = {interspace for level in chosen for interspace in level.interspaces}
    elif scene.stage is None or is_listed(sentence):
        spots = set()
    else:
        spots = {interspace for level in sentence.focus for interspace in level.interspaces}
        spots = spots & set(scene.fused)
    return in_order(frozenset(spots - scene.aborted))


def _nearest(sentence: Sentence, mention: Mention, own: list[Level], scene: Scene) -> list[Level]:
    """Return the levels that go with one of several devices of a sentence."""
    words = sentence.of(*KINDS)
    groups = _groups(own, words)
    span = clause_span(sentence, mention)
    inside = [group for group in groups if span[0] <= group[0].start and group[-1].end <= span[1]]
    if inside:
        level_first = groups[0][0].start < words[0].start
        ahead = [group for group in inside if group[-1].end <= mention.start]
        later = [group for group in inside if group[0].start >= mention.end]
        return ahead[-1] if ahead and (level_first or not later) else (later or inside)[0]
    before = [group for group in groups if group[-1].end <= mention.start]
    if before:
        return before[-1]
    if groups[0][0].start - mention.end > _OWN_LEVEL and scene.before:
        return scene.before
    return groups[0]


def _groups(levels: list[Level], words: list[Mention]) -> list[list[Level]]:
    """Group levels that stand side by side ("at L4-5 and L5-S1") with no device word between them."""
    groups = [[levels[0]]]
    for level in levels[1:]:
        end = groups[-1][-1].end
        if level.start - end <= _SAME_PLACE and not any(end <= word.start < level.start for word in words):
            groups[-1].append(level)
        else:
            groups.append([level])
    return groups
