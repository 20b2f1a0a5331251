"""Element group 4: posterior instrumentation and posterior arthrodesis that go with the interbody fusion."""

import re

from scribe_plugin.contract import Evidence, PosteriorElement
from scribe_plugin.contract.posterior import FIXATION_POINTS, HARDWARE
from scribe_plugin.extraction.embedded import behind
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.claims import (
    CUES_OF_FACT,
    Claim,
    Reading,
    denies_fusion,
    leaves_unopened,
    plans_fusion,
    puts_none_back,
    said_of,
)
from scribe_plugin.extraction.embedded.interspaces import in_order
from scribe_plugin.extraction.embedded.ledger import Ledger, unique
from scribe_plugin.extraction.embedded.lexicon import Entry
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.operation import Operation, Stage
from scribe_plugin.extraction.embedded.reading import Sentence, has_content

_UNREAD = ("consent", "history", "exam", "imaging")
_ONLY_DENIALS = ("diagnosis",)
_GOES_ON = re.compile(r"^(?:\d: ?)?(?:these|those|they|them|it|this|the (?:screws?|rods?|hardware)) ")
_NOT_THEM = re.compile(
    r"\b(?:they|these|those|the (?:screws|rods|instrumentation)) (?:was|were|is|are) (?:not|never|un)"
)
_ANSWERED_NO = re.compile(r"^fusion[a-z ]{0,20}:[^a-z0-9]*(?:\(x\) ?)?(?:no|none|not performed|not done)[^a-z0-9]*$")
_NOTHING_THERE = re.compile(
    r"[^a-z0-9]*(?:none|nothing(?: (?:done|performed|today))?|nil|n/a|not (?:done|performed))[^a-z0-9]*"
)
_NONE = Entry("post.denied", "", "none")
"""Stands for the bare answer under a heading of its own."""
_INSTRUMENTED = ("psif", "psfi")


def read_posterior(operation: Operation, ledger: Ledger) -> PosteriorElement:
    """Read posterior work from the narrative, the title and the plan of the operative documents."""
    found = Reading(ledger, interbody=_is_interbody(operation))
    grafted = {id(stage) for stage in operation.stages if _lays_graft(stage)}
    for sentence, stage in _sentences(operation):
        back = behind.is_behind(sentence, stage)
        if sentence.kind not in _ONLY_DENIALS:
            _read_hardware(sentence, back, stage, found)
            _read_fusion(sentence, back, stage is not None and id(stage) in grafted, found)
        _read_denial(sentence, back, found)
    _settle(found)
    return _element(found)


def _is_interbody(operation: Operation) -> bool:
    """Return whether the operation has an interbody fusion, so that a bare denial of fusion means the posterior one."""
    told = any(stage.device_placed for stage in operation.stages)
    return told or any(sentence.has("approach.name") for sentence in operation.title)


def _lays_graft(stage: Stage) -> bool:
    return any(assertion_of(s, m) == "performed" for s in stage.sentences for m in s.of("act.graft"))


def _settle(found: Reading) -> None:
    """Decide what could not be decided sentence by sentence."""
    hardware, fusion = found.hardware, found.fusion
    if found.rods and any(mention.value != "rods" for _, mention in hardware.done):
        hardware.done += found.rods
        found.kinds.add("rods")
    if hardware.done and fusion.done and fusion.only_titled() and not hardware.only_titled():
        fusion.done = []
    if not ({"performed"} & {hardware.state(), fusion.state()}):
        hardware.denied += found.at_large
        fusion.denied += found.at_large


def _element(found: Reading) -> PosteriorElement:
    state, fused = found.hardware.state(), found.fusion.state()
    points = (found.points or found.title_points) | (found.pedicles if found.points or found.pedicles else set())
    points -= found.skipped
    spots = found.spots or found.title_spots or found.focus_spots or behind.between(points)
    claims = (found.hardware, found.fusion)
    quotes: list[Evidence] = [found.ledger.quote(s, m.start, m.end) for c in claims for s, m in c.deciding()[:3]]
    return PosteriorElement(
        instrumentation=state,  # type: ignore[arg-type]
        hardware=[kind for kind in HARDWARE if kind in found.kinds] if state == "performed" else [],
        fixation_points=[p for p in FIXATION_POINTS if p in points] if state == "performed" else [],
        arthrodesis=fused,  # type: ignore[arg-type]
        arthrodesis_interspaces=in_order(frozenset(spots)) if fused == "performed" else [],
        same_session=_session(found, state, fused),  # type: ignore[arg-type]
        evidence=unique(quotes),
    )


def _session(found: Reading, state: str, fused: str) -> str:
    """Return whether the posterior work was part of this session; a stage planned in one record, told in another, was not."""
    done = {sentence.document.id for claim in (found.hardware, found.fusion) for sentence, _ in claim.done}
    planned = {sentence.document.id for claim in (found.hardware, found.fusion) for sentence, _ in claim.planned}
    if "performed" in (state, fused):
        return "no" if (planned | found.staged) - done else "yes"
    if found.removed_behind and found.interbody:
        return "yes"
    return "no" if "planned" in (state, fused) or found.earlier or found.staged else "not_stated"


def _sentences(operation: Operation) -> list[tuple[Sentence, Stage | None]]:
    """Return every sentence of the operative documents that may tell of posterior work, with its stage."""
    stage_of = {id(sentence): stage for stage in operation.stages for sentence in stage.sentences}
    return [
        (sentence, stage_of.get(id(sentence)))
        for document in operation.documents
        for sentence in document.sentences
        if sentence.kind not in _UNREAD and has_content(sentence)
    ]


def _read_hardware(sentence: Sentence, back: bool, stage: Stage | None, found: Reading) -> None:
    named = sentence.of("post.hardware", "post.instrumentation")
    extra = [m for m in behind.screw_words(sentence, back) if not any(n.start <= m.start < n.end for n in named)]
    question, found.open_question = found.open_question, None
    _read_stage(sentence, back, found)
    went_on, found.placed = found.placed, False
    plans = len(found.hardware.planned)
    found.skipped |= behind.skipped(sentence) if back else set()
    found.pedicles |= behind.entered_pedicles(sentence) if back else set()
    taken_out: Mention | None = None
    for mention in [*named, *extra]:
        if not _counts(sentence, back, mention):
            continue
        assertion = said_of(sentence, mention)
        if assertion in ("performed", *CUES_OF_FACT) and behind.is_old(sentence, mention):
            assertion = "historical"
        elif assertion == "performed" and sentence.has("post.unused"):
            assertion = "unused"
        if assertion == "performed":
            _place(sentence, back, stage, mention, found)
        else:
            _file(found.hardware, sentence, mention, assertion, found, "posterior")
            found.removed_behind |= assertion == "removed" and (back or sentence.kind == "title")
            taken_out = mention if assertion == "removed" and back else taken_out
            if assertion in ("considered", "planned"):
                found.open_question = mention
    found.taken_out = taken_out or found.taken_out
    if leaves_unopened(sentence):
        found.hardware.denied.append((sentence, sentence.of("post.unused")[0]))
    if len(found.hardware.planned) > plans:
        found.fusion.planned += [(sentence, mention) for mention in plans_fusion(sentence)]
    _carry_on(sentence, question, went_on, found)
    found.taken_out = taken_out


def _carry_on(sentence: Sentence, question: Mention | None, placed: bool, found: Reading) -> None:
    """Read a sentence that goes on about the hardware of the one before ("They were not placed")."""
    if found.taken_out is not None and puts_none_back(sentence):
        found.hardware.denied.append((sentence, found.taken_out))
    denied = _NOT_THEM.search(sentence.text) or _GOES_ON.match(sentence.text)
    if question is not None and denied and any(cue.value in CUES_OF_FACT for cue in sentence.cues):
        found.hardware.planned = [words for words in found.hardware.planned if words[1] is not question]
        found.hardware.denied.append((sentence, sentence.cues[0]))
    if not _GOES_ON.match(sentence.text):
        return
    bodies = [level for level in sentence.levels if level.kind == "vertebra" and level.region == "lumbar"]
    if placed and sentence.has("act.place") and not sentence.has("post.hardware", "fix.screws"):
        found.points.update(vertebra for body in bodies for vertebra in body.vertebrae)


def _place(sentence: Sentence, back: bool, stage: Stage | None, mention: Mention, found: Reading) -> None:
    """Note hardware that was put in, and where."""
    if mention.value == "rods" and not back and stage is not None and behind.stands_alone(sentence):
        found.rods.append((sentence, mention))
        return
    found.hardware.done.append((sentence, mention))
    found.placed = True
    bare = mention.concept in ("fix.screws", "post.part")
    if bare or mention.concept == "post.hardware":
        found.kinds.add("pedicle_screws" if bare else mention.value)
    if mention.entry.phrase == "screws and rods":
        found.kinds.add("rods")
    if mention.value in ("", "pedicle_screws", "facet_screws") and mention.concept != "post.part":
        target = found.title_points if sentence.kind == "title" else found.points
        target.update(behind.points_of(sentence, mention))


def _counts(sentence: Sentence, back: bool, mention: Mention) -> bool:
    """Return whether the words are about posterior work at all: generic ones need the posterior stage or the name."""
    if mention.concept == "post.instrumentation" and mention.entry.phrase == "instrumentation":
        if (
            back
            or sentence.has("post.side")
            or (sentence.has("post.stage") and said_of(sentence, mention) == "planned")
        ):
            return True
        return sentence.kind == "title" and not sentence.has("word.anterior", "fix.integral", *behind.FRONT_DEVICES)
    if mention.value == "hooks" and mention.entry.phrase == "hooks":
        return back
    return True


def _file(claim: Claim, sentence: Sentence, mention: Mention, assertion: str, found: Reading, topic: str) -> None:
    if assertion == "planned":
        claim.planned.append((sentence, mention))
    elif assertion == "earlier":
        found.earlier = True
    elif _is_denied(sentence, assertion):
        claim.denied.append((sentence, mention))
    found.ledger.missed(topic, sentence, mention.start, mention.end, assertion)


def _is_denied(sentence: Sentence, assertion: str) -> bool:
    """Return whether the words deny the work, or weigh it and then say no."""
    if assertion == "considered":
        return any(cue.value == "negated" for cue in sentence.cues)
    return assertion in CUES_OF_FACT and sentence.kind not in ("plan", "diagnosis")


def _read_stage(sentence: Sentence, back: bool, found: Reading) -> None:
    """Read a posterior stage announced, put off or called off without saying what it holds; note hardware taken out."""
    found.removed_behind |= back and sentence.has("post.gone") and sentence.has("post.hardware", "fix.screws")
    for mention in sentence.of("post.stage"):
        assertion = said_of(sentence, mention)
        dated = sentence.has("post.weekday", "post.later") and not sentence.has("post.earlier")
        if sentence.has("post.side") and (assertion == "planned" or (dated and assertion == "performed" and not back)):
            found.hardware.planned.append((sentence, mention))


def _read_fusion(sentence: Sentence, back: bool, grafted: bool, found: Reading) -> None:
    mentions = sentence.of("post.fusion", "post.decortication")
    composite = behind.tells_grafting(sentence, grafted) if back else None
    if composite is not None and not mentions:
        mentions = [composite]
    for mention in mentions:
        if "instrumented" in mention.entry.phrase or mention.entry.phrase in _INSTRUMENTED:
            _file_instrumented(sentence, mention, found)
        if mention.concept == "post.decortication" and not _is_decortication_behind(sentence, back):
            continue
        assertion = said_of(sentence, mention)
        if assertion != "performed":
            _file(found.fusion, sentence, mention, assertion, found, "arthrodesis")
            continue
        found.fusion.done.append((sentence, mention))
        spots = behind.fused_behind(sentence, mention)
        if sentence.kind == "title":
            found.title_spots |= spots
        elif spots:
            found.spots |= spots
        else:
            found.focus_spots |= {interspace for level in sentence.focus for interspace in level.interspaces}


def _file_instrumented(sentence: Sentence, mention: Mention, found: Reading) -> None:
    """Take an "instrumented fusion" for instrumentation as well."""
    if "instrumented" not in sentence.text and mention.entry.phrase not in _INSTRUMENTED:
        return
    assertion = said_of(sentence, mention)
    if assertion == "performed":
        found.hardware.done.append((sentence, mention))
        (found.title_points if sentence.kind == "title" else found.points).update(behind.points_of(sentence, mention))
    else:
        _file(found.hardware, sentence, mention, assertion, found, "posterior")


def _is_decortication_behind(sentence: Sentence, back: bool) -> bool:
    if sentence.has("act.endplate") and not sentence.has("post.surface"):
        return False
    return back or "posterol" in sentence.text or sentence.has("post.surface", "post.side")


def _read_denial(sentence: Sentence, back: bool, found: Reading) -> None:
    """Read denials of all posterior work ("no posterior procedure was needed"), and of fusion at large."""
    if sentence.has("post.any") and sentence.has("post.later", "post.weekday"):
        found.staged.add(sentence.document.id)
    if sentence.kind in ("plan", "indications"):
        return
    if _NOTHING_THERE.fullmatch(sentence.text) and sentence.heading in behind.BACK_ALONE:
        found.at_large.append((sentence, Mention(_NONE, sentence.start, sentence.end)))
    _file_denials(sentence, back, found)
    found.at_large += [
        (sentence, mention) for mention in sentence.of("post.any") if said_of(sentence, mention) in CUES_OF_FACT
    ]
    for mention in sentence.of("act.fusion", "act.graft", "post.bone"):
        negated = assertion_of(sentence, mention) == "negated" or _ANSWERED_NO.search(sentence.text) is not None
        if negated and denies_fusion(sentence, mention, back, found.interbody):
            found.fusion.denied.append((sentence, mention))
    if sentence.heading.startswith("posterior") and not sentence.has("post.hardware"):
        for mention in sentence.of("fix.screws"):
            if assertion_of(sentence, mention) == "negated":
                found.hardware.denied.append((sentence, mention))


def _file_denials(sentence: Sentence, back: bool, found: Reading) -> None:
    """File the plain denials of a sentence under what they deny."""
    for mention in sentence.of("post.denied"):
        if mention.value == "hardware":
            found.hardware.denied.append((sentence, mention))
        elif mention.value != "fusion":
            found.at_large.append((sentence, mention))
        elif back or sentence.has("post.side"):
            found.fusion.denied.append((sentence, mention))
