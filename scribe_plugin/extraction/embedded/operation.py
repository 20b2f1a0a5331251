"""The operation as the narrative tells it: stages, the corridor of each, and the interspaces fused in each.

The approach is decided by what was done to the disc space within a stage, not by words anywhere: "prone" and
"pedicle" in a later stage say nothing of how the cage got in.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from scribe_plugin.contract import INTERSPACES, Approach, Interspace
from scribe_plugin.extraction.embedded.assertion import assertion_at, assertion_of
from scribe_plugin.extraction.embedded.interspaces import Level
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import ReadDocument, Sentence
from scribe_plugin.extraction.embedded.sections import DONE_KINDS

OPERATIVE_KINDS = frozenset({"operative_note", "access_surgeon_note", "transcript", "other"})
Strength = Literal["strong", "medium", "weak"]
_OPERATIVE_SIGNS = 3
_SIGNS = (
    "setting.operative",
    "setting.to_theatre",
    "setting.start",
    "approach.sign",
    "act.discectomy",
    "device.cage",
    "device.allograft",
    "device.mesh",
    "position",
)
_ANTERIOR_SIGNS = 2
_WAKING = re.compile(r"extubat|awaken|awoke|woken|stretcher|recovery|pacu|hospital bed")
"""A position taken for waking up or leaving is none of the operation's."""
_NEAR_PSOAS = 45
_FIVE_SEGMENTS = INTERSPACES.index("L5-S1") + 1
_NEAR = 60
"""How far a verb may stand from the disc that it is about, in characters."""

_SIDES = {"prone": "posterior", "supine": "anterior", "lateral_decubitus": "lateral"}

FRONT: frozenset[Approach] = frozenset({"anterior", "oblique", "lateral", "presacral"})


@dataclass(slots=True)
class LevelWork:
    """Work on one interspace in one sentence."""

    interspace: Interspace
    strength: Strength
    sentence: Sentence
    start: int
    end: int
    level: Level


@dataclass(slots=True)
class Stage:
    """One stage of the operation: the sentences between two changes of position or side."""

    sentences: list[Sentence] = field(default_factory=list)
    positions: list[tuple[str, Sentence, Mention]] = field(default_factory=list)
    names: dict[Approach, tuple[Sentence, Mention]] = field(default_factory=dict)
    signs: Counter[str] = field(default_factory=Counter)
    sign_quotes: dict[str, tuple[Sentence, Mention]] = field(default_factory=dict)
    turned: str = ""
    work: list[LevelWork] = field(default_factory=list)
    device_placed: bool = False
    interbody_work: bool = False
    discectomy: bool = False
    approach: Approach | None = None

    @property
    def is_posterior(self) -> bool:
        """Whether the stage is worked from behind."""
        return self.position == "prone" or self.turned == "posterior"

    @property
    def position(self) -> str:
        """The last position stated in the stage, or an empty string."""
        return self.positions[-1][0] if self.positions else ""


@dataclass(slots=True)
class Operation:
    """All stages of one encounter's operative documents, and the interspaces that were given up."""

    stages: list[Stage]
    aborted: set[Interspace]
    documents: list[ReadDocument]
    sentences: list[Sentence]
    title: list[Sentence]
    regional: bool
    """Whether the lumbar spine is what was operated on."""


def is_operative(document: ReadDocument) -> bool:
    """Return whether the document tells of an operation, by its kind and by what it says."""
    if document.kind not in OPERATIVE_KINDS and document.kind != "discharge_summary":
        return False
    if document.kind == "access_surgeon_note" or any(section.kind == "title" for section in document.sections):
        return True
    signs = {
        mention.entry.phrase
        for sentence in document.sentences
        if sentence.kind not in ("history", "plan", "consent", "exam", "imaging")
        for mention in sentence.of(*_SIGNS)
        if assertion_of(sentence, mention) == "performed"
    }
    return len(signs) >= _OPERATIVE_SIGNS


def read_operation(documents: list[ReadDocument]) -> Operation:
    """Find the operation in the operative documents; discharge summaries count only where no other does."""
    operative = [document for document in documents if is_operative(document)]
    main = [document for document in operative if document.kind != "discharge_summary"]
    operative = main or operative
    for document in operative:
        document.operative = True
    done = [sentence for document in operative for sentence in document.sentences if sentence.kind in DONE_KINDS]
    title = [sentence for document in operative for sentence in document.sentences if sentence.kind == "title"]
    operation = Operation(_stages(done), set(), operative, done, title, _is_lumbar(done, title))
    if _is_arthroplasty(operation):
        operation.regional = False
    titled = {m.value for s in title for m in s.of("approach.name") if assertion_of(s, m) == "performed"}
    titled_levels = [
        level
        for sentence in title
        if sentence.has("approach.name", "act.interbody")
        for level in sentence.levels
        if level.kind != "vertebra" and level.region == "lumbar"
    ]
    for stage in operation.stages:
        _read_stage(stage, operation.aborted, titled_levels)
        stage.approach = _approach_of(stage, titled)
    _settle_for_exposure(operation, titled)
    return operation


def _is_lumbar(done: list[Sentence], title: list[Sentence]) -> bool:
    """Return whether levels and words of the operation are lumbar rather than of another region."""
    lumbar = other = 0
    for sentence in (*title, *done):
        weight = 3 if sentence.kind == "title" else 1
        for level in sentence.levels:
            if level.region == "lumbar":
                lumbar += weight
            else:
                other += weight
        lumbar += weight * len(sentence.of("region.lumbar"))
        other += weight * len(sentence.of("region.other"))
    elsewhere = [sentence for sentence in title if sentence.has("region.other")]
    if elsewhere and not any(
        sentence.has("region.lumbar", "approach.name") or any(level.region == "lumbar" for level in sentence.levels)
        for sentence in title
    ):
        return False
    return lumbar > 0 and lumbar * 2 >= other


def _settle_for_exposure(operation: Operation, titled: set[str]) -> None:
    """Where the draft stops before the disc, let a titled approach from the front be shown by its exposure."""
    if any(stage.approach for stage in operation.stages):
        return
    for stage in operation.stages:
        signs = stage.signs
        if "anterior" in titled and not stage.is_posterior and signs["anterior"] + signs["front"] >= _ANTERIOR_SIGNS:
            stage.approach = "anterior"
        for name in ("oblique", "lateral"):
            if name in titled and signs[name]:
                stage.approach = name  # type: ignore[assignment]


def _is_arthroplasty(operation: Operation) -> bool:
    """Return whether the operation is a disc replacement and no fusion is titled."""
    told = [sentence for sentence in (*operation.title, *operation.sentences) if sentence.has("act.arthroplasty")]
    done = any(assertion_of(s, m) == "performed" for s in told for m in s.of("act.arthroplasty"))
    fused = any(
        assertion_of(s, m) == "performed"
        for s in operation.title
        for m in s.of("approach.name", "act.interbody", "act.fusion")
    )
    return done and not fused and any(sentence.kind == "title" for sentence in told)


def _stages(sentences: list[Sentence]) -> list[Stage]:
    """Cut the narrative where the patient is turned or the side changes after surgical work has begun."""
    stages = [Stage()]
    begun = placed = False
    document = None
    for sentence in sentences:
        if sentence.document is not document:
            document, begun, placed = sentence.document, False, False
            if stages[-1].sentences:
                stages.append(Stage())
        side = _turn(sentence, stages[-1])
        if begun and (side not in ("", "incision", _side_of(stages[-1])) or (side == "incision" and placed)):
            positions = stages[-1].positions if side == "incision" else []
            turned = stages[-1].turned if side == "incision" else side
            stages.append(Stage(turned=turned, positions=list(positions)))
            begun = placed = False
        elif side and side not in ("incision", _side_of(stages[-1])) and not begun:
            stages[-1].turned = side
            stages[-1].positions.clear()
        stage = stages[-1]
        stage.sentences.append(sentence)
        sentence.stage = len(stages) - 1
        for mention in _positions(sentence):
            if assertion_of(sentence, mention) == "performed" and not (begun and stage.positions):
                stage.positions.append((mention.value, sentence, mention))
        begun = begun or sentence.has("act.discectomy", "approach.sign", "device.cage") or "incision" in sentence.text
        placed = placed or (
            sentence.has("device.cage", "device.mesh", "device.allograft") and sentence.kind != "implants"
        )
    return stages


def _turn(sentence: Sentence, stage: Stage) -> str:
    """Return the side that a sentence turns to: by a position that contradicts the stage's, or by saying so."""
    for mention in _positions(sentence):
        if stage.position and mention.value != stage.position and assertion_of(sentence, mention) == "performed":
            return _SIDES[mention.value]
    for mention in sentence.of("stage.switch"):
        if assertion_of(sentence, mention) == "performed":
            if mention.value == "flip":
                return "anterior" if _side_of(stage) == "posterior" else "posterior"
            return mention.value
    return ""


def _positions(sentence: Sentence) -> list[Mention]:
    """Return the positions of a sentence but for one taken to wake up or to leave."""
    text = sentence.document.text.norm
    return [
        mention
        for mention in sentence.of("position")
        if mention.value != "supine" or not _WAKING.search(text, mention.end, sentence.end)
    ]


def _side_of(stage: Stage) -> str:
    if stage.turned:
        return stage.turned
    return _SIDES.get(stage.position, "")


def _read_stage(stage: Stage, aborted: set[Interspace], titled: list[Level]) -> None:
    """Collect names, signs and work on interspaces, following the interspace that is being spoken of."""
    focus: list[Level] = []
    for sentence in stage.sentences:
        _read_signs(stage, sentence)
        levels = [level for level in sentence.levels if level.kind != "vertebra"]
        spoken_of = [level for level in levels if _is_spoken_of(sentence, level)]
        if spoken_of:
            focus = spoken_of
        elif not levels:
            focus = _relative(sentence, focus)
        sentence.focus = focus
        _read_work(
            stage, sentence, [level for level in sentence.levels if level.kind != "vertebra"], focus, aborted, titled
        )


def _relative(sentence: Sentence, focus: list[Level]) -> list[Level]:
    """Return the level that "the level above" or "below" means, seen from the one being spoken of."""
    for mention in sentence.of("level.relative"):
        if len(focus) == 1 and len(focus[0].interspaces) == 1 and assertion_of(sentence, mention) == "performed":
            step = -1 if mention.value == "above" else 1
            here = INTERSPACES.index(focus[0].interspaces[0])
            index = here + step
            if here < _FIVE_SEGMENTS and 0 <= index < _FIVE_SEGMENTS:
                moved = Level("interspace", mention.start, mention.end, (INTERSPACES[index],), (), "lumbar")
                sentence.levels.append(moved)
                return [moved]
    return focus


def _is_spoken_of(sentence: Sentence, level: Level) -> bool:
    """Return whether the words go on to speak of ``level``: not an incision's reach, nor a level left out."""
    if assertion_at(sentence, level.start, level.end) not in ("performed", "removed"):
        return False
    if sentence.has("act.not_fused"):
        return False
    return level.kind == "interspace" or "incision" not in sentence.text


def _read_signs(stage: Stage, sentence: Sentence) -> None:
    for mention in sentence.mentions:
        if mention.concept == "approach.name":
            if assertion_of(sentence, mention) == "performed":
                stage.names.setdefault(mention.value, (sentence, mention))  # type: ignore[arg-type]
        elif mention.concept == "approach.sign" and assertion_of(sentence, mention) in ("performed", "removed"):
            stage.signs[mention.value] += 1
            stage.sign_quotes.setdefault(mention.value, (sentence, mention))
        elif mention.concept == "obj.psoas":
            corridor = _psoas_corridor(sentence, mention)
            if corridor:
                stage.signs[corridor] += 1
                stage.sign_quotes.setdefault(corridor, (sentence, mention))


def _psoas_corridor(sentence: Sentence, psoas: Mention) -> str:
    """Tell a way in front of the psoas (oblique) from one through it (lateral) by the words beside it."""
    for concept, corridor in (("psoas.before", "oblique"), ("psoas.through", "lateral")):
        for mention in sentence.of(concept):
            gap = max(mention.start - psoas.end, psoas.start - mention.end)
            if gap <= _NEAR_PSOAS and assertion_of(sentence, mention) == "performed":
                return corridor
    return ""


def _read_work(
    stage: Stage,
    sentence: Sentence,
    levels: list[Level],
    focus: list[Level],
    aborted: set[Interspace],
    titled: list[Level],
) -> None:
    strength, mention = _strength(sentence)
    if _clears_disc(sentence) is not None:
        stage.discectomy = True
    given_up = [level for level in (levels or focus) if _given_up(sentence, level, bool(levels))]
    for level in given_up:
        aborted.update(level.interspaces)
    if strength is None:
        strength = "weak"
    elif strength == "strong":
        stage.interbody_work = True
        stage.device_placed = stage.device_placed or (
            mention is not None and mention.concept.startswith("device.") and sentence.kind != "implants"
        )
    if sentence.has("act.arthroplasty"):
        return
    targets = levels
    if strength != "weak":
        targets = levels or focus
        if sentence.has("act.each"):
            spoken = titled or [work.level for work in stage.work]
            targets = targets + [level for level in spoken if level not in targets]
    for level in targets:
        if level.region != "lumbar" or level in given_up or (level in levels and sentence.has("act.not_fused")):
            continue
        if level in levels and assertion_at(sentence, level.start, level.end) not in ("performed", "removed"):
            continue
        span = (level.start, level.end) if level in levels else (sentence.start, sentence.end)
        if mention is not None:
            span = (
                (min(span[0], mention.start), max(span[1], mention.end))
                if level in levels
                else (mention.start, mention.end)
            )
        for interspace in level.interspaces:
            stage.work.append(LevelWork(interspace, strength, sentence, *span, level))


def _strength(sentence: Sentence) -> tuple[Strength | None, Mention | None]:
    """Return how surely a sentence tells of interbody fusion, with the words that do."""
    for mention in sentence.of("device.cage", "device.mesh", "device.allograft", "device.other", "device.product"):
        if assertion_of(sentence, mention) == "performed" and not _only_looked_at(sentence):
            return "strong", mention
    for mention in sentence.of("act.interbody", "approach.name"):
        if assertion_of(sentence, mention) == "performed":
            return "strong", mention
    for mention in sentence.of("act.fusion"):
        if assertion_of(sentence, mention) == "performed" and not sentence.has("post.fusion", "post.decortication"):
            return "strong", mention
    for mention in sentence.of("act.repeat"):
        if sentence.levels and assertion_of(sentence, mention) == "performed":
            return "medium", mention
    cleared = _clears_disc(sentence)
    if cleared is not None:
        return "medium", cleared
    for mention in sentence.of("act.endplate"):
        if assertion_of(sentence, mention) in ("performed", "removed"):
            return "medium", mention
    return None, None


def _clears_disc(sentence: Sentence) -> Mention | None:
    """Return the words that tell of removing a disc: a name of the act, or a disc and a verb of clearing it."""
    for mention in sentence.of("act.discectomy"):
        if assertion_of(sentence, mention) in ("performed", "removed"):
            return mention
    for disc in sentence.of("obj.disc"):
        if assertion_of(sentence, disc) not in ("performed", "removed"):
            continue
        for verb in sentence.of("act.clear"):
            near = abs(verb.start - disc.start) <= _NEAR
            if near and assertion_of(sentence, verb) in ("performed", "removed"):
                return disc
    return None


def _only_looked_at(sentence: Sentence) -> bool:
    """Return whether a device is only checked, not put in ("fluoroscopy confirmed the position of the cages")."""
    return sentence.has("act.check") and (not sentence.has("act.place") or sentence.has("post.hardware"))


def _given_up(sentence: Sentence, level: Level, own: bool) -> bool:
    """Return whether the sentence says that work at ``level`` was given up or left undone."""
    start, end = (level.start, level.end) if own else (sentence.start, sentence.start)
    if any(assertion_of(sentence, mention) == "aborted" for mention in sentence.of("act.this_level")):
        return True
    if own:
        assertion = assertion_at(sentence, start, end)
        if assertion == "aborted":
            return True
        return assertion == "negated" and sentence.has("act.fusion", "device.cage", "act.discectomy", "approach.name")
    return any(cue.value == "aborted" for cue in sentence.cues) and sentence.has("act.this_level")


def _approach_of(stage: Stage, titled: set[str]) -> Approach | None:
    """Decide the corridor of a stage's interbody work; None where there is none."""
    signs = stage.signs
    front = signs["anterior"] + signs["front"] + signs["oblique"] + signs["lateral"]
    worked = stage.discectomy and (front >= _ANTERIOR_SIGNS or signs["presacral"] > 0)
    if not (stage.interbody_work or stage.names or worked):
        return None
    if signs["presacral"] or "presacral" in stage.names:
        return "presacral"
    if "oblique" in stage.names or (signs["oblique"] > signs["lateral"] and stage.position != "prone"):
        return "oblique"
    if "lateral" in stage.names or signs["lateral"]:
        return "lateral"
    prone = stage.position == "prone" or (not stage.position and stage.turned == "posterior")
    if stage.position == "lateral_decubitus" and front and "anterior" not in stage.names:
        from_front = signs["anterior"] >= _ANTERIOR_SIGNS or titled == {"anterior"}
        return "anterior" if from_front and titled != {"lateral"} else "lateral"
    if not prone and (
        "anterior" in stage.names or signs["anterior"] + signs["front"] >= _ANTERIOR_SIGNS or stage.position == "supine"
    ):
        return "anterior"
    return _posterior_approach(stage, titled)


def _posterior_approach(stage: Stage, titled: set[str]) -> Approach | None:
    """Tell transforaminal from posterior interbody work, in a stage that is not from the front.

    A device must have gone in here, after work on the disc: cages seen on the last films of a posterior stage do not count.
    """
    names, signs = stage.names, stage.signs
    if "transforaminal" in names:
        return "transforaminal"
    if "posterior" in names:
        return "posterior"
    if stage.device_placed and stage.discectomy:
        only = titled & {"posterior", "transforaminal"}
        if len(only) == 1:
            return "posterior" if "posterior" in only else "transforaminal"
        if signs["transforaminal"]:
            return "transforaminal" if signs["transforaminal"] >= signs["posterior"] else "posterior"
        return "posterior" if signs["posterior"] or stage.position == "prone" else None
    return "anterior" if "anterior" in names and not stage.position else None
