"""The stages of an operation: the narrative cut where the patient is turned or the side changes."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from scribe_plugin.contract import Approach, Interspace
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.interspaces import Level
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import Sentence

Strength = Literal["strong", "medium", "weak"]
"""How surely words tell of interbody fusion: a device or fusion, disc work, or only naming the level."""

FRONT: frozenset[Approach] = frozenset({"anterior", "oblique", "lateral", "presacral"})

_SIDES = {"prone": "posterior", "supine": "anterior", "lateral_decubitus": "lateral"}
_NAMED_SIDES = {"anterior": "anterior", "lateral": "lateral", "transforaminal": "posterior", "posterior": "posterior"}
_LONGEST_HEAD = 45
_TAKEN = ("performed", "removed")
"""What is removed beside a position ("prone: the old rods were taken out") is not the position."""
_MARKER = 4
"""A list marker before the approach that heads a part, in characters."""
_WAKING = re.compile(r"extubat|awaken|awoke|woken|stretcher|recovery|pacu|hospital bed")
"""A position taken for waking up or leaving is none of the operation's."""


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
    given_up: list[LevelWork] = field(default_factory=list)
    replaced: set[Interspace] = field(default_factory=set)
    """Interspaces that got an artificial disc."""
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


def cut_stages(sentences: list[Sentence]) -> list[Stage]:
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
        if begun and (_changes_side(stages[-1], side) or (side == "incision" and placed)):
            positions = stages[-1].positions if side == "incision" else []
            turned = stages[-1].turned if side == "incision" else side
            stages.append(Stage(turned=turned, positions=list(positions)))
            begun = placed = False
        elif side and side not in ("incision", _side_of(stages[-1])) and (not begun or not _side_of(stages[-1])):
            stages[-1].turned = side
            stages[-1].positions.clear()
        stage = stages[-1]
        stage.sentences.append(sentence)
        sentence.stage = len(stages) - 1
        for mention in _positions(sentence):
            if assertion_of(sentence, mention) in _TAKEN and not (begun and stage.positions):
                stage.positions.append((mention.value, sentence, mention))
        begun = begun or sentence.has("act.discectomy", "approach.sign", "device.cage") or "incision" in sentence.text
        placed = placed or (
            sentence.has("device.cage", "device.mesh", "device.allograft") and sentence.kind != "implants"
        )
    return stages


def _changes_side(stage: Stage, side: str) -> bool:
    """Return whether ``side`` is another than the stage's; one that states none is taken to be from the front."""
    return side not in ("", "incision", _side_of(stage)) and (side == "posterior" or _side_of(stage) != "")


def _turn(sentence: Sentence, stage: Stage) -> str:
    """Return the side that a sentence turns to: by a position that contradicts the stage's, or by saying so."""
    for mention in _positions(sentence):
        if stage.position and mention.value != stage.position and assertion_of(sentence, mention) in _TAKEN:
            return _SIDES[mention.value]
    for mention in sentence.of("stage.switch"):
        if assertion_of(sentence, mention) == "performed":
            if mention.value == "flip":
                return "anterior" if _side_of(stage) == "posterior" else "posterior"
            return mention.value
    return _headed_side(sentence)


def _headed_side(sentence: Sentence) -> str:
    """Return the side of the approach that a short line puts at the head of what follows ("B. TLIF L4-5")."""
    if sentence.kind != "narrative" or sentence.end - sentence.start > _LONGEST_HEAD:
        return ""
    for mention in sentence.of("approach.name"):
        if mention.start - sentence.start <= _MARKER and assertion_of(sentence, mention) == "performed":
            return _NAMED_SIDES.get(mention.value, "")
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
