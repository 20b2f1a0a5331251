"""What a sentence says of fixation that belongs to an interbody device.

A screw may belong to the device, to a plate over the vertebral bodies, to the posterior construct or to none of these; a
blade to the device, a retractor or a knife. The words beside it decide, else what the sentences before spoke of.
"""

import re
from dataclasses import dataclass
from typing import Literal

from scribe_plugin.contract import Evidence, Interspace
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.clauses import clause_span, in_span
from scribe_plugin.extraction.embedded.interspaces import bodies_as_range
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.placement import Scene, is_listed
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.stages import FRONT

KINDS = {"fix.screws": "screws", "fix.flanges": "flanges", "fix.blades": "blades", "fix.plate": "plate"}
Owner = Literal["device", "plate", "behind", ""]
_ALWAYS = ("fix.integral", "fix.plate", "fix.cover")
_DEVICES = ("device.cage", "device.product", "device.mesh", "device.allograft", "device.other", "device.generic")
_BEHIND = ("behind", "post.hardware", "post.instrumentation", "fix.elsewhere")
_AND_PLATE = re.compile(r" (?:and|with|plus) [\w -]{0,20}")
"""Between screws and the plate that they hold ("two screws and a small plate")."""
_LASTS = 3
"""For how many sentences a subject stays what bare words are about."""

_NOUN = r"(?:cages?|spacers?|devices?|implants?|interbod(?:y|ies)|faceplates?|face plates?|face|flanges?|wings?|front plates?|rings?|cylinders?|box|body of the|own holes?|holes?|apertures?|anterior wall|front corners?|front of)"
_TO_DEVICE = re.compile(
    rf"[^.;,]{{0,24}}?\b(?:through|thru|via|within|inside|out of|built into|(?<!independent )(?<!clear )(?<!front )of|in|for|on)\b (?:the |its |this |each |both |these |a |own |\w+ ){{0,3}}?{_NOUN}\b"
    r"|[^.;,]{0,24}?\b(?:through|thru|out of|come with|came with|comes with) (?:it|them|each)\b"
)
_IN_IT = re.compile(
    r" (?:\w+ )?(?:of|in|on|with|to) (?:it|them|its own|their own|this one|these|each(?= ?(?:[.,;)]|$)))\b"
)
_NONE_OF = re.compile(r"\b(?:none|neither|nor|nothing|never)\b[^,;.]{0,60}$")
_NO_ANSWER = re.compile(
    r"[\s:=()\[\]*_|\x1f\u2611x-]*(?:no|none|n/a|na|nil|absent|not used|not placed|not applicable|0)\b(?= ?(?:[.,;|)\n\x1f]|$))"
)
_LEFT_UNUSED = re.compile(
    r"[^.;]{0,70}?\b(?:did not use|didn't use|(?:was|were|are) (?:not|never) (?:used|placed|needed|inserted|filled|put in)|not used|none (?:was|were) (?:used|placed|needed|put|left|kept|inserted)|left empty|(?:judged|felt|thought|deemed|considered|found) (?:them |it |this )?(?:to be )?(?:unnecessary|superfluous|not needed)|chose not to use|without (?:using|them|any|it)|(?:was|were) (?:\w+ly )?(?:omitted|left out|withheld|dispensed with|foregone|skipped|unavailable))\b"
)
_HELD_BLADE = re.compile(
    r"\b(?:drove|driven|deployed|deploying|hammered|impacted|locked|engaged|tapped|malleted|sunk|swung|fired|extended|delivered|bit|bites?|through|thru|released into|held by|holds?)\b"
)
_RETRACTOR_BLADE = re.compile(
    r"\b(?:vein|vessels?|artery|retract\w*|pinned|ring|field|out one|taken out|let (?:off|down|back|up)|re-?set|shifted|slid|slide|psoas|removed|removing|removal|withdrawn|withdrew|handle[ds]?|knife|scalpel|annulotomy|annulus|held (?:the|back|aside)|knee|shim|#\d+|o'clock|scrubbed|bifurcation|broke scrub)\b"
)
_ALL_SCREWS = re.compile(r" (?:locking |fixation |integrated )?(?:screws?|blades?|anchors?|bolts?)\b")
_KEEL_CUT = re.compile(r" (?:cuts?|slots?|channels?|tracks?|grooves?|chisel)\b")
_WITH_PLATE = re.compile(r"[ /-]plat(?:e|es|ing)\b")
_EVERY = re.compile(
    r"\b(?:through|thru|by way of) (?:each|both|all)(?: (?:one|of (?:them|these)))?(?= ?(?:[.,;)]|$))"
    r"|\beach (?:cage|device|implant|spacer)\b|\bboth (?:cages|devices|implants|spacers)\b"
)
"""What is said here holds for the devices of the levels before as well."""
_SIDE_TURN = re.compile(
    r"\b(?:screws?)\b[^.;]{0,30}\b(?:in|at|into|from) (?:l\d|s1)(?:[ ,-]+(?:l\d|s1|and|to))*[ ,]+(?:bilat|both sides|right and left|left and right|either side|each side)"
)


@dataclass(slots=True)
class Statement:
    """What one sentence says of integral fixation; no interspaces means all of the operation's devices."""

    present: bool
    kinds: set[str]
    interspaces: frozenset[Interspace]
    evidence: Evidence
    firm: bool = True
    """Whether the words name the device's own fixation, not bare screws that the context gives to it."""
    titled: bool = False
    listed: bool = False
    """Whether the words are an entry of a list, which may name a device that was not kept."""


@dataclass(slots=True)
class Subject:
    """What the last sentences were about, for words that do not say whose screws they are."""

    owner: Owner = ""
    age: int = 0

    def update(self, owner: Owner) -> None:
        """Take ``owner`` as the subject, or let the old one grow stale."""
        if owner:
            self.owner, self.age = owner, 0
            return
        self.age += 1
        if self.age > _LASTS:
            self.owner = ""


def read_fixation(sentence: Sentence, scene: Scene, subject: Subject, plated: bool, ledger: Ledger) -> Statement | None:
    """Return what the sentence says of fixation that belongs to the device; ``plated`` where it places a plate."""
    if sentence.has("act.arthroplasty"):
        return None
    front = (
        scene.stage is None or scene.stage.approach in FRONT or not (scene.stage.approach or scene.stage.is_posterior)
    )
    if not front and not _names_device(sentence):
        return None
    spots = _spots(sentence, scene)
    if spots is None:
        return None
    absent: Mention | None = _plainly_none(sentence, front)
    hidden = [*sentence.of("device.product"), *([absent] if absent else [])]
    kinds: set[str] = set()
    first: Mention | None = None
    for mention in sentence.of(*_ALWAYS, *KINDS):
        if any(in_span(mention, (word.start, word.end)) for word in hidden):
            continue
        owner = _owner(sentence, mention, scene, subject, plated)
        if owner != "device":
            continue
        assertion = assertion_of(sentence, mention)
        if mention.concept != "fix.plate" and (assertion == "negated" or is_denied(sentence, mention)):
            absent = absent or mention
        elif assertion == "performed" and (front or _is_firm(mention)):
            first = first or mention
            if mention.concept in KINDS:
                kinds.add(KINDS[mention.concept])
    chosen = first or absent
    if chosen is None:
        return None
    quote = ledger.quote(sentence, chosen.start, chosen.end)
    firm = _is_firm(chosen) or sentence.has(*_DEVICES)
    return Statement(first is not None, kinds, spots, quote, firm, scene.stage is None, is_listed(sentence))


def subject_of(sentence: Sentence, plated: bool, devices: bool) -> Owner:
    """Return what the sentence is about, as far as it speaks of anything that screws may belong to."""
    last: tuple[int, Owner] = (-1, "")
    if plated:
        last = max(last, (max(mention.end for mention in sentence.of("plate.separate", "device.product")), "plate"))
    if devices or sentence.has(*_DEVICES, "fix.integral"):
        ends = [m.end for m in sentence.of(*_DEVICES, "fix.integral") if assertion_of(sentence, m) == "performed"]
        last = max(last, (max(ends, default=-1), "device"))
    behind = [m.end for m in sentence.of("post.hardware", "post.instrumentation", "fix.elsewhere")]
    if behind and sentence.has("fix.screws", "post.hardware"):
        last = max(last, (max(behind), "behind"))
    return last[1] if last[0] >= 0 else ""


def _plainly_none(sentence: Sentence, front: bool) -> Mention | None:
    """Return the words that say that the device has no fixation of its own."""
    for mention in sentence.of("fix.none"):
        span = clause_span(sentence, mention)
        if any(in_span(word, span) for word in sentence.of(*_DEVICES)):
            return mention
        beside = any(in_span(word, span) for word in sentence.of("plate.separate", *_BEHIND))
        if not front or (beside and mention.entry.attribute("loose") == "yes"):
            continue
        return mention
    return None


def _names_device(sentence: Sentence) -> bool:
    """Return whether the sentence speaks of the device: a posterior stage has screws of its own."""
    own = any(mention.entry.attribute("own") == "yes" for mention in sentence.of(*KINDS))
    return own or sentence.kind == "implants" or sentence.has(*_DEVICES, "fix.none", "fix.integral")


def _is_firm(mention: Mention) -> bool:
    own = mention.entry.attribute("own") == "yes"
    return own or mention.concept in ("fix.integral", "fix.plate", "fix.none")


def is_denied(sentence: Sentence, mention: Mention) -> bool:
    """Return whether words that the cues of assertion do not reach deny the fixation ("none of these takes screws")."""
    text = sentence.document.text.norm
    if _NO_ANSWER.match(text, mention.end, sentence.end) or _LEFT_UNUSED.match(text, mention.end, sentence.end):
        return True
    return _NONE_OF.search(text, sentence.start, mention.start) is not None


def _owner(sentence: Sentence, mention: Mention, scene: Scene, subject: Subject, plated: bool) -> Owner:
    """Return whose fixation the words speak of."""
    if mention.concept == "fix.integral":
        return "device"
    if mention.concept == "fix.plate":
        return "device" if sentence.has(*_DEVICES, "fix.integral") or subject.owner == "device" else ""
    if mention.concept == "fix.blades":
        return _owner_of_blade(sentence, mention, subject)
    if mention.concept in ("fix.flanges", "fix.cover"):
        if _KEEL_CUT.match(sentence.document.text.norm, mention.end, sentence.end):
            return ""
        near = sentence.has(*_DEVICES, "fix.integral", "fix.plate") or subject.owner == "device"
        return "device" if near and not plated else ""
    return _owner_of_screw(sentence, mention, scene, subject, plated)


def _owner_of_blade(sentence: Sentence, mention: Mention, subject: Subject) -> Owner:
    own = mention.entry.attribute("own") == "yes"
    if own and mention.entry.phrase not in ("anchor", "anchors", "fin", "fins"):
        return "device"
    text = sentence.document.text.norm
    near = text[max(sentence.start, mention.start - 60) : min(sentence.end, mention.end + 60)]
    if sentence.has("retractor") or (_RETRACTOR_BLADE.search(near) and not own):
        return ""
    if sentence.has(*_DEVICES, "fix.integral", "fix.plate"):
        return "device"
    return "device" if subject.owner == "device" and (own or _HELD_BLADE.search(near)) else ""


def _owner_of_screw(sentence: Sentence, mention: Mention, scene: Scene, subject: Subject, plated: bool) -> Owner:
    if mention.entry.attribute("own") == "yes":
        return "device"
    text = sentence.document.text.norm
    if sentence.has("fix.block") or _WITH_PLATE.match(text, mention.end, sentence.end):
        return ""
    goes = _TO_DEVICE.match(text, mention.end, sentence.end) is not None
    goes = goes or (not plated and _IN_IT.match(text, mention.end, sentence.end) is not None)
    span = clause_span(sentence, mention)
    if any(in_span(word, span) for word in sentence.of(*_BEHIND)) and not goes:
        return "behind"
    if _SIDE_TURN.search(text, mention.start, sentence.end):
        return "behind"
    if plated and not goes:
        return _of_plate_or_device(sentence, mention)
    if goes and not plated:
        return "device"
    if goes:
        return "device" if sentence.has("fix.plate", *_DEVICES) else "plate"
    if sentence.kind == "implants":
        return "device" if any(in_span(word, span) for word in sentence.of(*_DEVICES)) else ""
    return _by_context(sentence, mention, scene, subject)


def _of_plate_or_device(sentence: Sentence, mention: Mention) -> Owner:
    """Return whether a screw goes with the plate of its sentence or with a device named before it."""
    plates = sentence.of("plate.separate")
    text = sentence.document.text.norm
    if not plates or any(
        word.end <= mention.start or _AND_PLATE.fullmatch(text, mention.end, word.start) for word in plates
    ):
        return "plate"
    return "device" if any(word.end <= mention.start for word in sentence.of(*_DEVICES)) else "plate"


def _by_context(sentence: Sentence, mention: Mention, scene: Scene, subject: Subject) -> Owner:
    """Return the owner of bare screws: what stands before them in the sentence, else what was spoken of last."""
    last: tuple[int, Owner] = (-1, "")
    for concepts, owner in (
        (_DEVICES, "device"),
        (("fix.integral", "fix.plate", "fix.flanges"), "device"),
        (_BEHIND, "behind"),
    ):
        for word in sentence.of(*concepts):
            if word.end <= mention.start or owner == "device":
                last = max(last, (word.end if word.end <= mention.start else 0, owner))  # type: ignore[assignment]
    if last[0] > 0 or (last[0] == 0 and last[1] == "device"):
        return last[1]
    return "" if scene.stage is None else subject.owner


def _spots(sentence: Sentence, scene: Scene) -> frozenset[Interspace] | None:
    """Return the interspaces of whose devices the sentence speaks: an empty set is all of them, None is another one."""
    own = {i for level in sentence.levels if level.kind != "vertebra" for i in level.interspaces}
    fused = frozenset(scene.fused)
    text = sentence.document.text.norm
    if own and _EVERY.search(sentence.text) and scene.stage is not None:
        return frozenset({*own, *scene.levels}) & fused or None
    if own:
        return frozenset(own) & fused or None
    if scene.stage is None or is_listed(sentence):
        return frozenset()
    if any(not _ALL_SCREWS.match(text, word.end, sentence.end) for word in sentence.of("device.several")):
        return frozenset(scene.levels)
    spoken = frozenset(i for level in sentence.focus for i in level.interspaces) & fused
    between = frozenset(i for level in bodies_as_range(sentence.levels) for i in level.interspaces) & fused
    return between if len(between) == 1 and len(spoken) != 1 else spoken
