"""The procedure title or list: each interbody approach with the interspaces that the words attach to it."""

import re
from dataclasses import dataclass

from scribe_plugin.contract import Approach, Interspace
from scribe_plugin.extraction.embedded.assertion import assertion_at, assertion_of
from scribe_plugin.extraction.embedded.interspaces import Level, bodies_as_range
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.operation import Operation
from scribe_plugin.extraction.embedded.reading import Sentence

_PROCEDURES = (
    "approach.name",
    "act.interbody",
    "act.fusion",
    "act.discectomy",
    "act.decompression",
    "act.arthroplasty",
    "act.corpectomy",
    "post.fusion",
    "post.instrumentation",
    "post.hardware",
    "device.cage",
    "device.mesh",
    "device.allograft",
    "device.product",
    "plate.separate",
    "act.graft",
    "post.staple",
)
_PART_END = re.compile(r"[,;/+&]|\bwith\b|\band\b")
"""What parts the procedures of one title item."""
_FROM_BEHIND = re.compile(r"posterior|posterolateral|\bdorsal")
_BESIDE = re.compile(r"[ ,(-]{1,3}")
_INTERBODY = ("approach.name", "act.interbody", "post.staple")


@dataclass(frozen=True, slots=True)
class TitleItem:
    """One procedure of the title with the levels that belong to it."""

    sentence: Sentence
    mention: Mention
    levels: tuple[Level, ...]

    @property
    def interspaces(self) -> list[Interspace]:
        """The interspaces of the item's levels."""
        return [interspace for level in self.levels for interspace in level.interspaces]


def title_items(operation: Operation) -> list[TitleItem]:
    """Return the procedures of the title that were done, each with its levels."""
    items: list[TitleItem] = []
    for sentence in operation.title:
        if _other_region(sentence):
            continue
        mentions = _outermost([m for m in sentence.of(*_PROCEDURES) if _is_done(sentence, m)])
        attached = _attach(sentence, mentions)
        items += [TitleItem(sentence, mention, tuple(attached[mention])) for mention in mentions]
    return items


def _is_done(sentence: Sentence, mention: Mention) -> bool:
    """Return whether the words name a procedure that was done; an approach as an adjective names none."""
    if mention.concept == "approach.name" and not mention.value:
        return False
    return assertion_of(sentence, mention) == "performed"


def _other_region(sentence: Sentence) -> bool:
    """Return whether the item is about another part of the spine."""
    if any(level.region == "lumbar" for level in sentence.levels) or sentence.has("region.lumbar"):
        return False
    return sentence.has("region.other") or bool(sentence.levels)


def _outermost(mentions: list[Mention]) -> list[Mention]:
    """Drop mentions that lie inside another procedure's words, but keep both of equal span."""
    return [
        mention
        for mention in mentions
        if not any(
            other.start <= mention.start
            and mention.end <= other.end
            and (other.start, other.end) != (mention.start, mention.end)
            for other in mentions
        )
    ]


def _attach(sentence: Sentence, mentions: list[Mention]) -> dict[Mention, list[Level]]:
    """Give each level of the item to the procedure beside it: the one before, or after in "L5-S1 ALIF" style."""
    attached: dict[Mention, list[Level]] = {mention: [] for mention in mentions}
    levels = [level for level in sentence.levels if level.kind != "vertebra" and level.region == "lumbar"]
    levels = levels or bodies_as_range(sentence.levels)
    levels = [level for level in levels if assertion_at(sentence, level.start, level.end) != "aborted"]
    if not mentions or not levels:
        return attached
    text = sentence.document.text.norm
    level_first = not any(mention.end <= levels[0].start for mention in mentions)
    for level in levels:
        beside = [m for m in mentions if not _PART_END.search(text, min(m.end, level.end), max(m.start, level.start))]
        owner = _nearest(beside, level) or _owner(mentions, level, level_first=level_first)
        for mention in mentions:
            if (mention.start, mention.end) == (owner.start, owner.end):
                attached[mention].append(level)
    _share(attached, mentions, level_first)
    if len({tuple(found) for found in attached.values() if found}) == 1:
        for mention in mentions:
            attached[mention] = attached[mention] or list(levels)
    return attached


def _nearest(mentions: list[Mention], level: Level) -> Mention | None:
    """Return the procedure nearest to ``level`` within its part of the item, the one before it in doubt."""
    return min(
        mentions, key=lambda m: level.start - m.end if m.end <= level.start else m.start - level.end + 1, default=None
    )


def _owner(mentions: list[Mention], level: Level, *, level_first: bool) -> Mention:
    """Return the procedure of another part that ``level`` belongs to: the last one before it, or the next."""
    after = [mention for mention in mentions if mention.start >= level.end]
    before = [mention for mention in mentions if mention.end <= level.start]
    if level_first or not before:
        return (after or before)[0]
    return before[-1]


def _share(attached: dict[Mention, list[Level]], mentions: list[Mention], level_first: bool) -> None:
    """Give the levels also to the procedures chained before or after the one that holds them.

    "Anterior lumbar discectomy, interbody fusion and cage placement, L4-5 and L5-S1" is one chain.
    """
    order = mentions if level_first else list(reversed(mentions))
    carried: list[Level] = []
    for mention in order:
        if attached[mention]:
            carried = attached[mention]
        elif carried:
            attached[mention] = list(carried)


def titled_approaches(items: list[TitleItem]) -> dict[Approach, TitleItem]:
    """Return the interbody approaches that the title names, each with its first item."""
    found: dict[Approach, TitleItem] = {}
    for item in items:
        if item.mention.concept == "approach.name":
            found.setdefault(item.mention.value, item)  # type: ignore[arg-type]
    if not found:
        for item in items:
            if _says_anterior(item):
                found.setdefault("anterior", item)
    return found


def _says_anterior(item: TitleItem) -> bool:
    """Return whether "anterior" stands before a fusion in the same item, or right behind it.

    "Anterior debridement, interbody fusion"; "lumbar fusion, anterior"; of a plain fusion only where it names levels.
    """
    fusion = item.mention
    if fusion.concept != "act.interbody" and not (fusion.concept == "act.fusion" and item.levels):
        return False
    text = item.sentence.document.text.norm
    return any(
        not _FROM_BEHIND.search(text, mention.end, fusion.start)
        if mention.end <= fusion.start
        else _BESIDE.fullmatch(text, fusion.end, mention.start) is not None
        for mention in item.sentence.of("word.anterior")
    )


def titled_levels(items: list[TitleItem]) -> dict[Interspace, TitleItem]:
    """Return the interspaces that the title gives as interbody-fused, each with the item that names it."""
    found: dict[Interspace, TitleItem] = {}
    for item in items:
        if item.mention.concept in _INTERBODY or _says_anterior(item):
            for interspace in item.interspaces:
                found.setdefault(interspace, item)
    if found or not any(item.mention.concept in _INTERBODY for item in items):
        return found
    for item in items:
        if item.mention.concept in (
            "device.cage",
            "device.mesh",
            "device.allograft",
            "device.product",
            "act.discectomy",
        ):
            for interspace in item.interspaces:
                found.setdefault(interspace, item)
    return found
