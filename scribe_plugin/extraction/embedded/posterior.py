"""Element group 4: posterior instrumentation and posterior arthrodesis that go with the interbody fusion."""

from dataclasses import dataclass, field

from scribe_plugin.contract import Evidence, Interspace, PosteriorElement
from scribe_plugin.contract.posterior import FIXATION_POINTS, HARDWARE
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.interspaces import Level, in_order
from scribe_plugin.extraction.embedded.ledger import Ledger, unique
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.operation import Operation, Stage
from scribe_plugin.extraction.embedded.reading import Sentence, has_content

_PLANNED = ("planned", "considered")
_SCREWS = ("pedicle_screws", "facet_screws")


@dataclass(slots=True)
class _Claim:
    """What the record says of one kind of posterior work."""

    done: list[tuple[Sentence, Mention]] = field(default_factory=list)
    planned: list[tuple[Sentence, Mention]] = field(default_factory=list)
    denied: list[tuple[Sentence, Mention]] = field(default_factory=list)

    def state(self) -> str:
        """Return the contract's value: done beats denied, which beats planned."""
        if self.done:
            return "performed"
        if self.denied and not self.planned:
            return "not_performed"
        return "planned" if self.planned else "not_performed" if self.denied else "not_stated"

    def sentences(self) -> list[tuple[Sentence, Mention]]:
        """Return the sentences that decide the state."""
        state = self.state()
        return {"performed": self.done, "planned": self.planned, "not_performed": self.denied}.get(state, [])


def read_posterior(operation: Operation, ledger: Ledger) -> PosteriorElement:
    """Read posterior work from the narrative, the title and the plan of the operative documents."""
    hardware, fusion = _Claim(), _Claim()
    kinds: set[str] = set()
    points: set[str] = set()
    spots: set[Interspace] = set()
    title_points: set[str] = set()
    title_spots: set[Interspace] = set()
    for sentence, stage in _sentences(operation):
        _read_hardware(sentence, stage, hardware, kinds, points, title_points, ledger)
        _read_fusion(sentence, stage, fusion, spots, title_spots, ledger)
        _read_denial(sentence, stage, hardware, fusion)
    if hardware.done and fusion.done and all(s.kind == "title" for s, _ in fusion.done):
        if any(s.kind != "title" for s, _ in hardware.done):
            fusion.done = []
    state, fused = hardware.state(), fusion.state()
    if state != "performed":
        kinds, points, title_points = set(), set(), set()
    if fused != "performed":
        spots = title_spots = set()
    points = points or title_points
    evidence = [ledger.quote(s, m.start, m.end) for claim in (hardware, fusion) for s, m in claim.sentences()[:3]]
    return PosteriorElement(
        instrumentation=state,  # type: ignore[arg-type]
        hardware=[kind for kind in HARDWARE if kind in kinds],
        fixation_points=[point for point in FIXATION_POINTS if point in points],
        arthrodesis=fused,  # type: ignore[arg-type]
        arthrodesis_interspaces=in_order(frozenset(spots or title_spots)),
        same_session="yes" if "performed" in (state, fused) else "no" if "planned" in (state, fused) else "not_stated",
        evidence=unique(evidence),
    )


def _sentences(operation: Operation) -> list[tuple[Sentence, Stage | None]]:
    """Return every sentence of the operative documents that may tell of posterior work, with its stage."""
    stage_of = {id(sentence): stage for stage in operation.stages for sentence in stage.sentences}
    return [
        (sentence, stage_of.get(id(sentence)))
        for document in operation.documents
        for sentence in document.sentences
        if sentence.kind not in ("consent", "history", "exam", "imaging", "diagnosis") and has_content(sentence)
    ]


def _read_hardware(
    sentence: Sentence,
    stage: Stage | None,
    claim: _Claim,
    kinds: set[str],
    points: set[str],
    title_points: set[str],
    ledger: Ledger,
) -> None:
    behind = stage is not None and _is_behind(stage)
    mentions = sentence.of("post.hardware", "post.instrumentation")
    if behind and not mentions:
        mentions = [m for m in sentence.of("fix.screws") if m.entry.phrase in ("screw", "screws")]
    for mention in mentions:
        if not _counts(sentence, stage, mention):
            continue
        assertion = assertion_of(sentence, mention)
        if sentence.kind == "indications" and assertion == "performed":
            continue
        if assertion == "performed":
            claim.done.append((sentence, mention))
            if mention.concept == "post.hardware":
                kinds.add(mention.value)
            elif mention.concept == "fix.screws":
                kinds.add("pedicle_screws")
            if mention.value != "rods" or sentence.has("fix.screws"):
                target = title_points if sentence.kind == "title" else points
                target.update(_points(sentence, mention))
        else:
            _file(claim, sentence, mention, assertion, ledger, "posterior")


def _read_denial(sentence: Sentence, stage: Stage | None, hardware: _Claim, fusion: _Claim) -> None:
    """Read denials of all posterior work ("no posterior procedure was needed"), and of fusion at large."""
    if sentence.kind in ("plan", "indications"):
        return
    for mention in sentence.of("post.denied"):
        hardware.denied.append((sentence, mention))
        fusion.denied.append((sentence, mention))
    for mention in sentence.of("post.any"):
        if assertion_of(sentence, mention) == "negated":
            hardware.denied.append((sentence, mention))
            fusion.denied.append((sentence, mention))
    behind = stage is not None and _is_behind(stage)
    labelled = sentence.heading.startswith("posterior")
    for mention in sentence.of("act.fusion"):
        if (behind or labelled) and assertion_of(sentence, mention) == "negated":
            fusion.denied.append((sentence, mention))
    if labelled and not sentence.has("post.hardware"):
        for mention in sentence.of("fix.screws"):
            if assertion_of(sentence, mention) == "negated":
                hardware.denied.append((sentence, mention))


def _counts(sentence: Sentence, stage: Stage | None, mention: Mention) -> bool:
    """Return whether the words are about posterior work at all: generic ones need the posterior stage or the name."""
    phrase = mention.entry.phrase
    if mention.concept == "post.instrumentation" and phrase == "instrumentation":
        return (stage is not None and _is_behind(stage)) or "posterior" in sentence.text or sentence.kind == "title"
    if mention.value == "rods" and stage is not None and not _is_behind(stage):
        return sentence.has("post.instrumentation") or len(sentence.of("post.hardware")) > 1
    return True


def _is_behind(stage: Stage) -> bool:
    return stage.position == "prone" or stage.turned == "posterior"


def _file(claim: _Claim, sentence: Sentence, mention: Mention, assertion: str, ledger: Ledger, topic: str) -> None:
    if assertion == "planned":
        claim.planned.append((sentence, mention))
    elif assertion in ("negated", "aborted") and sentence.kind != "plan":
        claim.denied.append((sentence, mention))
    elif assertion == "considered" and any(cue.value == "negated" for cue in sentence.cues):
        claim.denied.append((sentence, mention))
    ledger.missed(topic, sentence, mention.start, mention.end, assertion)


def _points(sentence: Sentence, mention: Mention) -> set[str]:
    """Return the vertebrae that the sentence names as holding screws."""
    skipped = {word.upper() for m in sentence.of("post.skip") for word in m.entry.phrase.split() if word in ("l4", "l5")}
    named = {vertebra for level in sentence.levels if level.region == "lumbar" for vertebra in level.vertebrae}
    if "ilia" in sentence.text or "s2ai" in sentence.text or "s2 alar" in sentence.text or "s2 ai" in sentence.text:
        if mention.entry.phrase.find("iliac") >= 0 or "iliac screw" in sentence.text or "iliac bolt" in sentence.text or "s2" in sentence.text:
            named.add("ilium")
            if "s2ai" in sentence.text or "s2 alar" in sentence.text or "s2 ai" in sentence.text or "s2-ai" in sentence.text:
                named.discard("S2")
    return named - skipped


def _read_fusion(
    sentence: Sentence,
    stage: Stage | None,
    claim: _Claim,
    spots: set[Interspace],
    title_spots: set[Interspace],
    ledger: Ledger,
) -> None:
    behind = stage is not None and _is_behind(stage)
    for mention in sentence.of("post.fusion", "post.decortication"):
        if mention.concept == "post.decortication" and not behind and "posterol" not in sentence.text:
            continue
        assertion = assertion_of(sentence, mention)
        if sentence.kind == "indications" and assertion == "performed":
            continue
        if assertion == "performed":
            claim.done.append((sentence, mention))
            levels = [level for level in sentence.levels if level.region == "lumbar"]
            target = title_spots if sentence.kind == "title" else spots
            target.update(_interspaces(levels) or (set() if sentence.kind == "title" else _interspaces(sentence.focus)))
        else:
            _file(claim, sentence, mention, assertion, ledger, "arthrodesis")


def _interspaces(levels: list[Level]) -> set[Interspace]:
    """Return the interspaces that the levels name; neighbouring vertebrae name the one between them."""
    return {interspace for level in levels for interspace in level.interspaces}
