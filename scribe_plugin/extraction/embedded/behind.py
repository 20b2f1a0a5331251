"""What one sentence tells of work from behind: screws by other words, bone made ready and grafted, and where."""

from itertools import pairwise

from scribe_plugin.contract import Interspace
from scribe_plugin.contract.posterior import FIXATION_POINTS
from scribe_plugin.extraction.embedded.assertion import assertion_at, assertion_of
from scribe_plugin.extraction.embedded.interspaces import Level
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.stages import Stage

_BACK_HEADINGS = ("posterior", "back", "behind", "the back", "in back", "dorsal", "prone")
BACK_ALONE = frozenset(
    {
        *_BACK_HEADINGS,
        "posterior stage",
        "posterior work",
        "posterior procedure",
        "posteriorly",
        "from behind",
        "from the back",
    }
)
_OPENING = 3
"""A stage that begins prone says so in its first sentences."""
_AT = len(" at ") + len("the ")
_SKIP_REACH = 30
_WITH_REACH = 30
_HOLD_NO_SCREW = ("hooks", "interspinous_device", "other")
_ONE_SIDE = ("left", "right", "unilateral")
FRONT_DEVICES = ("device.cage", "device.mesh", "device.allograft", "device.plate", "obj.disc")
_ILIAC = (
    "iliac screw",
    "iliac bolt",
    "iliac fixation",
    "pelvic fixation",
    "s2ai",
    "s2 ai",
    "alar iliac",
    "into the ilium",
)
_S2_ILIAC = ("s2ai", "s2 ai", "s2 alar", "sacral alar iliac")
_TO_ALA = ("to the ala", "to the sacral ala", "to the alae", "to the sacrum", "to sacrum", "to ala")
_SACRUM = (" ala", "sacral", "sacrum")


def is_behind(sentence: Sentence, stage: Stage | None) -> bool:
    """Return whether the sentence stands in a posterior stage, or under a label that says so."""
    if sentence.heading.startswith(_BACK_HEADINGS):
        return True
    return stage is not None and (stage.is_posterior or (not stage.position and _opens_prone(stage)))


def _opens_prone(stage: Stage) -> bool:
    return any(
        mention.value == "prone" for sentence in stage.sentences[:_OPENING] for mention in sentence.of("position")
    )


def screw_words(sentence: Sentence, back: bool) -> list[Mention]:
    """Return bare words for screws that mean pedicle screws here: by the stage, the means, the pedicle or the side."""
    if sentence.has("fix.integral"):
        return []
    told = back or sentence.has("post.means", "post.pedicle", "post.side")
    words = [m for m in sentence.of("fix.screws") if not m.entry.attribute("own")] if told else []
    if not back and sentence.has(*FRONT_DEVICES):
        words = []
    parts = sentence.of("post.part") if back and not sentence.has("post.hardware") else []
    return words + parts


def stands_alone(sentence: Sentence) -> bool:
    """Return whether a sentence outside a posterior stage names rods and nothing else from behind."""
    if sentence.has("post.instrumentation") or len(sentence.of("post.hardware")) > 1:
        return False
    return not screw_words(sentence, back=False)


def is_old(sentence: Sentence, mention: Mention) -> bool:
    """Return whether the hardware was there before and is only looked at."""
    low, high = clause(sentence, mention)
    text = sentence.document.text.norm[low:high]
    seen = any(low <= m.start < high for m in sentence.of("post.seen"))
    placed = any(low <= m.start < high and assertion_of(sentence, m) == "performed" for m in sentence.of("act.place"))
    return seen and not placed and "new" not in text.split()


def is_followed_by(sentence: Sentence, mention: Mention, concept: str) -> bool:
    """Return whether words of ``concept`` follow the mention, before any other hardware or fusion is named."""
    others = [m.start for m in sentence.of("post.hardware", "post.fusion", "fix.screws") if m.start >= mention.end]
    low, high = mention.end, min(others, default=sentence.end)
    if concept == "post.gone":
        high = min(high, clause(sentence, mention)[1])
    return any(low <= m.start < high for m in sentence.of(concept))


def clause(sentence: Sentence, mention: Mention) -> tuple[int, int]:
    """Return the stretch between commas that holds the mention."""
    text = sentence.document.text.norm
    low = text.rfind(",", sentence.start, mention.start) + 1 or sentence.start
    high = text.find(",", mention.end, sentence.end)
    return low, high if high >= 0 else sentence.end


def own_levels(sentence: Sentence, mention: Mention) -> list[Level]:
    """Return the levels said of the mention: not those of an interbody fusion named in the same sentence."""
    levels = [level for level in sentence.levels if level.region == "lumbar" or "T12" in level.vertebrae]
    rivals = [m for m in sentence.of("approach.name", "act.interbody") if not _overlap(m, mention)]
    if rivals:
        levels = [level for level in levels if _gap(level, mention) < min(_gap(level, rival) for rival in rivals)]
    others = [m for m in sentence.of("post.hardware") if m.value in _HOLD_NO_SCREW and not _overlap(m, mention)]
    return [level for level in levels if not any(_is_said_of(sentence, level, other, mention) for other in others)]


def _is_said_of(sentence: Sentence, level: Level, other: Mention, mention: Mention) -> bool:
    """Return whether the level stands in the clause of other hardware, apart from that of the mention."""
    if other.end <= level.start <= other.end + _AT and mention.start > level.end:
        return True
    low, high = clause(sentence, other)
    return low <= level.start < high and not low <= mention.start < high


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _gap(level: Level, mention: Mention) -> int:
    return max(level.start - mention.end, mention.start - level.end, 0)


def points_of(sentence: Sentence, mention: Mention) -> set[str]:
    """Return the vertebrae that the sentence names as holding screws."""
    levels = own_levels(sentence, mention)
    named: set[str] = {v for level in levels for v in level.vertebrae if v in FIXATION_POINTS}
    text = sentence.text.replace("-", " ")
    if _reaches_ilium(sentence, text, bool(levels)):
        named.add("ilium")
        if any(words in text for words in _S2_ILIAC):
            named.discard("S2")
            if "s1 foramen" in text:
                named.discard("S1")
    return named - skipped(sentence)


def _reaches_ilium(sentence: Sentence, text: str, levelled: bool) -> bool:
    for words in _ILIAC if not (levelled and "pelvis" in text) else (*_ILIAC, "pelvis"):
        at = sentence.start + text.find(words)
        if at >= sentence.start and assertion_at(sentence, at, at + len(words)) == "performed":
            return True
    return False


def entered_pedicles(sentence: Sentence) -> set[str]:
    """Return the vertebrae whose pedicles are being entered with the means of screws."""
    if not sentence.has("post.means") or not sentence.has("post.pedicle"):
        return set()
    bodies = {v for level in sentence.levels if level.kind == "vertebra" for v in level.vertebrae}
    sacral = any(words in sentence.text.replace("-", " ") for words in _S2_ILIAC)
    return {body for body in bodies if body in FIXATION_POINTS and not (sacral and body == "S2")}


def skipped(sentence: Sentence) -> set[str]:
    """Return the vertebrae that the sentence says were passed over on both sides."""
    found: set[str] = set()
    bodies = [level for level in sentence.levels if level.kind == "vertebra"]
    for mention in sentence.of("post.skip"):
        low, high = clause(sentence, mention)
        text = sentence.document.text.norm
        words = f"{text[low : mention.start]} {text[mention.end : high]}".split()
        if sum(word in words for word in _ONE_SIDE) == 1:
            continue
        if mention.entry.attribute("direction") == "forward":
            near = [body for body in bodies if 0 <= body.start - mention.end <= _SKIP_REACH]
            found.update(near[0].vertebrae if near else ())
        else:
            near = [body for body in bodies if 0 <= mention.start - body.end <= _SKIP_REACH]
            found.update(near[-1].vertebrae if near else ())
    return found


def tells_grafting(sentence: Sentence, graft_nearby: bool) -> Mention | None:
    """Return the words that tell of bone behind made raw or of graft laid on it, where both object and act stand."""
    surfaces = sentence.of("post.surface")
    if not surfaces:
        return None
    if graft_nearby or sentence.has("post.bone"):
        for roughen in sentence.of("post.roughen"):
            if assertion_of(sentence, roughen) == "performed":
                return roughen
    for graft in sentence.of("act.graft", "post.bone"):
        if assertion_of(sentence, graft) != "performed":
            continue
        for lay in sentence.of("post.lay"):
            first = min(graft.start, lay.start)
            target = next((s for s in surfaces if s.start > max(first, lay.start) and s.start >= graft.end), None)
            front = any(first < m.start < (target.start if target else first) for m in sentence.of(*FRONT_DEVICES))
            if target is not None and not front and assertion_of(sentence, lay) == "performed":
                return lay
            if _filled_with(sentence, surfaces, lay, graft) and assertion_of(sentence, lay) == "performed":
                return lay
    return None


def _filled_with(sentence: Sentence, surfaces: list[Mention], lay: Mention, graft: Mention) -> bool:
    """Return whether the words go "the facets were packed with graft", with no device or disc between."""
    before = [surface for surface in surfaces if surface.end <= lay.start]
    if not before or not 0 <= graft.start - lay.end <= _WITH_REACH:
        return False
    words = sentence.document.text.norm[lay.end : graft.start].split()
    front = any(before[0].end <= m.start < graft.start for m in sentence.of(*FRONT_DEVICES))
    return not front and ("with" in words or "by" in words)


def fused_behind(sentence: Sentence, mention: Mention) -> set[Interspace]:
    """Return the interspaces that the words name; neighbouring bodies, or L5 and the ala, name the one between."""
    levels = own_levels(sentence, mention)
    found = {interspace for level in levels for interspace in level.interspaces}
    found |= _between_bodies(sentence, levels)
    order = [point for point in FIXATION_POINTS if point not in ("L6", "S2", "ilium")]
    bodies = {v for level in levels if level.kind == "vertebra" for v in level.vertebrae}
    named = {v for level in levels for v in level.vertebrae}
    text = f" {sentence.text}"
    if any(words in text for words in _SACRUM) and "L5" in named:
        bodies |= {"L5", "S1"}
    pairs = [(upper, lower) for upper, lower in pairwise(order)]
    if any(words in text for words in _TO_ALA) and bodies and not found:
        top = min(order.index(body) for body in bodies if body in order)
        return {f"{upper}-{lower}" for upper, lower in pairs[top:]}  # type: ignore[misc]
    return found | {f"{upper}-{lower}" for upper, lower in pairs if {upper, lower} <= bodies}  # type: ignore[misc]


def _between_bodies(sentence: Sentence, levels: list[Level]) -> set[Interspace]:
    """Return the interspaces of "between L4 and S1"."""
    bodies = [level for level in levels if level.kind == "vertebra"]
    if len(bodies) != 2:
        return set()
    before = sentence.document.text.norm[max(sentence.start, bodies[0].start - 9) : bodies[0].start]
    return between({v for body in bodies for v in body.vertebrae}) if "between" in before else set()


def between(points: set[str]) -> set[Interspace]:
    """Return the interspaces that screws at ``points`` span."""
    order = [point for point in FIXATION_POINTS if point not in ("L6", "S2", "ilium")]
    held = [index for index, point in enumerate(order) if point in points]
    if len(held) < 2:
        return set()
    return {f"{upper}-{lower}" for upper, lower in pairwise(order[held[0] : held[-1] + 1])}  # type: ignore[misc]
