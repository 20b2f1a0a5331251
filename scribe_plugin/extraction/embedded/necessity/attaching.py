"""Which interspaces belong to which of the conditions that a sentence names."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from scribe_plugin.contract import Interspace
from scribe_plugin.extraction.embedded.interspaces import Level
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.places import near
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.text import BLANK, TICK

_OF_BONE = frozenset({"deformity", "fracture"})
"""Conditions whose "T12 to L2" are vertebrae and not interspaces."""
_OF_VERTEBRA = frozenset({"fracture", "spondylolysis", "tumor"})
_NOT_IN_COMMON = frozenset(
    {"radiculopathy", "deformity", "low_back_pain", "other", "fracture", "postlaminectomy_syndrome"}
)
_PROCEDURE = re.compile(
    r" (?:(?!after|status|with|and|above|from|for|following|w/|s/p)[a-z/-]+ )?(?:fusion|alif|tlif|plif|psf|plf|olif|xlif|laminectom|laminotom|discectom|microdis|decompress|fused|arthrodesis|instrument|surgery|lami\b|construct)"
)
_PREMODIFIER_STOP = re.compile(
    rf"[,;:.()\[\]{BLANK}{TICK}]|\b(?:with|and|due|from|above|below|secondary|at|of|after|status|w|without|plus|causing|to|is|was|has|on)\b"
)
_CLOSE_AFTER = re.compile(r" ?(?:(?:at|of|level|levels|[-:]|involving|the) *)*")
_LEVEL_GAP = re.compile(r"[ ,/&+-]*(?:and|or)?[ ,]*(?:at |the )?")
_SHARE_NEXT = re.compile(
    r"(?:,? ?(?:and|with|w/|/|&|\+|plus) ?(?:[a-z0-9-]+ ){0,4})|(?: (?:from|due to|secondary to|caused by) (?:[a-z0-9-]+ ?){0,6})"
)
_OTHER_THING = re.compile(r" (?:dis[ck]|root|nerve)")
_NEW_NOUN = re.compile(r",? and (?:an?|the|his|her) ")
_WITH = re.compile(r"\b(?:with|and)\b")
_COMMA_ONLY = re.compile(r", ?(?:at |from )?")
_CAUSED = re.compile(r" (?:from|due to|secondary to|caused by) ")
_BESIDE = re.compile(r" (?:[a-z]+ )?")
_JOINS = re.compile(r"\b(?:with|and|from|causing|due|secondary|plus|w)\b|[/+&]")
_PARTS = re.compile(r"[;.\n]|\b\d\)|\(\d\)")
_COMMA_ALONE = re.compile(r",(?! ?(?:and )?(?:with\b|w/))[^,]*$")
_PREMODIFIER, _BEHIND, _SHARED = 48, 70, 70


@dataclass(slots=True)
class Said:
    """One mention of a condition with the levels that belong to it."""

    condition: str
    mention: Mention
    counts: bool
    levels: list[Level] = field(default_factory=list)
    behind: bool = False
    inherited: tuple[Interspace, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it names no place of its own."""
        return not self.interspaces and not (self.levels and self.condition in _OF_VERTEBRA)

    @property
    def interspaces(self) -> tuple[Interspace, ...]:
        """The interspaces it is said of."""
        own = tuple(item for level in self.levels for item in level.interspaces)
        return own or self.inherited


def attach(sentence: Sentence, said: list[Said]) -> None:
    """Give the levels of ``sentence`` to its conditions, and let joined conditions share them."""
    text = sentence.document.text.norm
    for run in _runs(text, sentence.levels):
        _give(text, sentence, said, run)
    for item in said:
        if item.condition in _OF_BONE:
            item.levels = [
                level
                for level in item.levels
                if level.kind != "range" or _COMMA_ONLY.fullmatch(text, item.mention.end, level.start)
            ]
    if len(said) > 1:
        _share_back(text, said)
        _share_on(text, said)


def _runs(text: str, levels: list[Level]) -> list[list[Level]]:
    """Return lumbar levels in runs: "L4-5 and L5-S1" is one."""
    runs: list[list[Level]] = []
    for level in levels:
        if level.region != "lumbar":
            continue
        if runs and _LEVEL_GAP.fullmatch(text, runs[-1][-1].end, level.start):
            runs[-1].append(level)
        else:
            runs.append([level])
    return runs


def _give(text: str, sentence: Sentence, said: list[Said], run: list[Level]) -> None:
    """Give one run to the condition round it, after it or before it; levels of old surgery go to none."""
    start, end = run[0].start, run[-1].end
    around = next((item for item in said if item.mention.start < end and start < item.mention.end), None)
    if around is not None:
        around.levels += run
        return
    previous = next((item for item in reversed(said) if item.mention.end <= start), None)
    after = next((item for item in said if item.mention.start >= end), None)
    floor = max(sentence.start, start - 40, previous.mention.end if previous else 0)
    before = near("level_before").search(text, floor, start)
    if (before and not re.search(r"[,;]", text[before.end() : start])) or _PROCEDURE.match(text, end, sentence.end):
        return
    close = previous is not None and _CLOSE_AFTER.fullmatch(text, previous.mention.end, start) is not None
    if after is not None and _premodifies(text, end, after):
        if not close:
            after.levels += run
            return
        if previous is not None and len(run) > 1 and text[run[-2].end : run[-1].start] == ", ":
            after.levels.append(run.pop())
    if previous is not None and (close or _reaches_back(text, previous.mention.end, start, end)):
        previous.levels += run
        previous.behind = True


def _premodifies(text: str, end: int, after: Said) -> bool:
    """Return whether levels that end at ``end`` stand before a condition as its own ("L5-S1 foraminal stenosis")."""
    gap = text[end : after.mention.start]
    return len(gap) <= _PREMODIFIER and not _PREMODIFIER_STOP.search(gap)


def _reaches_back(text: str, low: int, start: int, end: int) -> bool:
    """Return whether levels some words behind a condition are still its own ("stenosis, worst at L4-5")."""
    if start - low > _BEHIND or _PARTS.search(text, low, start) or _NEW_NOUN.search(text, low, start):
        return False
    return not (_OTHER_THING.match(text, end) and _WITH.search(text, low, start))


def _share_back(text: str, said: list[Said]) -> None:
    """Read "stenosis and instability at L4-5" and "radiculopathy from L5-S1 stenosis"."""
    for item, after in reversed(list(pairwise(said))):
        gap = text[item.mention.end : after.mention.start]
        from_it = _CAUSED.match(gap) is not None
        if not (item.open and after.interspaces) or (item.condition == "deformity" and " and " not in gap):
            continue
        if _BESIDE.fullmatch(gap) or ((after.behind or from_it) and _SHARE_NEXT.fullmatch(gap)):
            item.inherited = after.interspaces
            item.behind = item.behind or not from_it


def _share_on(text: str, said: list[Said]) -> None:
    """Read "L4-5 spondylolisthesis with stenosis"; after a mere comma only where one run of levels is named."""
    runs = {level.start for item in said for level in item.levels if level.interspaces}
    for previous, item in pairwise(said):
        if not (item.open and previous.interspaces):
            continue
        low = max([previous.mention.end, *(level.end for level in previous.levels)])
        gap = text[low : item.mention.start]
        if len(gap) > _SHARED or _PARTS.search(gap):
            continue
        if _COMMA_ALONE.search(gap):
            shared = len(runs) == 1 and item.condition not in _NOT_IN_COMMON
        else:
            shared = bool(_JOINS.search(gap) or _BESIDE.fullmatch(gap))
        if shared:
            item.inherited = previous.interspaces
