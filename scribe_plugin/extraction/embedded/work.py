"""What was done in one stage: approaches named, signs of the corridor, and work on each interspace."""

from scribe_plugin.contract import INTERSPACES, Interspace
from scribe_plugin.extraction.embedded.assertion import assertion_at, assertion_of
from scribe_plugin.extraction.embedded.interspaces import Level
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.stages import LevelWork, Stage, Strength

_NEAR_PSOAS = 45
_NEAR_DISC = 60
"""How far a verb may stand from the disc or psoas that it is about, in characters."""
_FIVE_SEGMENTS = INTERSPACES.index("L5-S1") + 1
_DEVICES = ("device.cage", "device.mesh", "device.allograft", "device.other", "device.product")
_TOLD: tuple[str, ...] = ("performed", "removed")
"""A disc "removed" or a vessel "drawn aside" was worked on as surely as one "incised"."""


def read_stage(stage: Stage, aborted: set[Interspace], titled: list[Level]) -> None:
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
        own = [level for level in sentence.levels if level.kind != "vertebra"]
        given_up = _read_work(stage, sentence, own, focus, aborted, titled)
        focus = [level for level in focus if level not in given_up]


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
    if assertion_at(sentence, level.start, level.end) not in _TOLD:
        return False
    if sentence.has("act.not_fused"):
        return False
    return level.kind == "interspace" or "incision" not in sentence.text


def _read_signs(stage: Stage, sentence: Sentence) -> None:
    for mention in sentence.mentions:
        if mention.concept == "approach.name":
            if mention.value and assertion_of(sentence, mention) == "performed":
                stage.names.setdefault(mention.value, (sentence, mention))  # type: ignore[arg-type]
        elif mention.concept == "approach.sign" and assertion_of(sentence, mention) in _TOLD:
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
) -> list[Level]:
    """Record the work that a sentence tells of, on its own levels or on those being spoken of.

    Returns the levels that it gives up.
    """
    told, mention = _strength(sentence)
    strength: Strength = told or "weak"
    stage.discectomy = stage.discectomy or _clears_disc(sentence) is not None
    given_up = [level for level in (levels or focus) if _given_up(sentence, level, bool(levels))]
    for level in given_up:
        _give_up(stage, sentence, level)
        aborted.update(level.interspaces)
    if strength == "strong" and mention is not None:
        stage.interbody_work = True
        if mention.concept.startswith("device.") and sentence.kind != "implants":
            stage.device_placed = True
    if sentence.has("act.arthroplasty"):
        if any(assertion_of(sentence, told) == "performed" for told in sentence.of("act.arthroplasty")):
            stage.replaced.update(i for level in levels or focus for i in level.interspaces)
        return given_up
    placed = mention is not None and mention.concept.startswith("device.") and _goes_in(sentence)
    for level in _targets(stage, sentence, strength, levels, focus, titled):
        if level.region != "lumbar" or level in given_up or (level in levels and not _counts(sentence, level)):
            continue
        span = _span(level if level in levels else None, mention, sentence)
        for interspace in level.interspaces:
            stage.work.append(LevelWork(interspace, strength, sentence, *span, level))
            if placed and strength == "strong" and (level in levels or level in focus):
                # A device placed later tells that the level given up before was fused after all, another way.
                aborted.discard(interspace)
    return given_up


def _goes_in(sentence: Sentence) -> bool:
    """Return whether the narrative says of a device that it was put in, not only opened or listed."""
    told = sentence.kind in ("narrative", "body")
    return told and sentence.has("act.place") and not sentence.has("post.unused")


def _give_up(stage: Stage, sentence: Sentence, level: Level) -> None:
    """Set aside the work told so far on a level that is given up."""
    stage.given_up += [work for work in stage.work if work.interspace in level.interspaces]
    stage.work = [work for work in stage.work if work.interspace not in level.interspaces]
    for interspace in level.interspaces:
        stage.given_up.append(LevelWork(interspace, "weak", sentence, level.start, level.end, level))


def _targets(
    stage: Stage, sentence: Sentence, strength: Strength, levels: list[Level], focus: list[Level], titled: list[Level]
) -> list[Level]:
    """Return the levels that a sentence works on: its own, those spoken of, and all of them for "both levels"."""
    if strength == "weak":
        return levels
    targets = levels or focus
    if sentence.has("act.each"):
        spoken = titled or [work.level for work in stage.work]
        targets = targets + [level for level in spoken if level not in targets]
    return targets


def _counts(sentence: Sentence, level: Level) -> bool:
    """Return whether what the sentence says of its own level was done."""
    return not sentence.has("act.not_fused") and assertion_at(sentence, level.start, level.end) in _TOLD


def _span(level: Level | None, mention: Mention | None, sentence: Sentence) -> tuple[int, int]:
    """Return the words to quote: the level and the act where both stand in the sentence."""
    if mention is None:
        return (level.start, level.end) if level else (sentence.start, sentence.end)
    if level is None:
        return mention.start, mention.end
    return min(level.start, mention.start), max(level.end, mention.end)


def _strength(sentence: Sentence) -> tuple[Strength | None, Mention | None]:
    """Return how surely a sentence tells of interbody fusion, with the words that do."""
    for mention in sentence.of(*_DEVICES):
        if assertion_of(sentence, mention) == "performed" and not _only_looked_at(sentence):
            return "strong", mention
    for mention in sentence.of("act.interbody", "approach.name"):
        if (mention.value or mention.concept == "act.interbody") and assertion_of(sentence, mention) == "performed":
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
        if assertion_of(sentence, mention) in _TOLD:
            return "medium", mention
    return None, None


def _clears_disc(sentence: Sentence) -> Mention | None:
    """Return the words that tell of removing a disc: a name of the act, or a disc and a verb of clearing it."""
    for mention in sentence.of("act.discectomy"):
        if assertion_of(sentence, mention) in _TOLD:
            return mention
    for disc in sentence.of("obj.disc"):
        if assertion_of(sentence, disc) not in _TOLD:
            continue
        for verb in sentence.of("act.clear"):
            near = abs(verb.start - disc.start) <= _NEAR_DISC
            if near and assertion_of(sentence, verb) in _TOLD:
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
        acts = sentence.of("act.fusion", "device.cage", "act.discectomy", "approach.name")
        return assertion == "negated" and any(assertion_of(sentence, act) == "negated" for act in acts)
    return any(cue.value == "aborted" for cue in sentence.cues) and sentence.has("act.this_level")
