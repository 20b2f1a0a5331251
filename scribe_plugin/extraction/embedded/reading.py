"""One document read once: normalised text, sections, sentences, and the phrases and levels in each.

The modules of the six elements work on ``Sentence`` objects alone and never touch the text again.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from scribe_plugin.contract import Document, Evidence
from scribe_plugin.contract.encounter import DocumentKind
from scribe_plugin.extraction.embedded.interspaces import Level, find_levels
from scribe_plugin.extraction.embedded.mentions import Mention, find_mentions
from scribe_plugin.extraction.embedded.repairs import Mask, mask
from scribe_plugin.extraction.embedded.sections import Section, SectionKind, find_sections
from scribe_plugin.extraction.embedded.text import Text, normalise
from scribe_plugin.extraction.instructions import instructions_in

_BREAK = re.compile(r"[.!?]+(?=[\s\"')\]*]|$)|;|\n+|(?<=\s)\|(?=\s)")
_LIST_BREAK = re.compile(_BREAK.pattern + r"|(?<=[a-z0-9)]),? (?=\d{1,2}[.)] [a-z])")
"""In lists a number also begins the next item on the same line."""
_LISTS = frozenset({"title", "diagnosis", "implants"})
_MAY_OPERATE = frozenset({"operative_note", "access_surgeon_note", "transcript", "discharge_summary", "other"})
_SOON = 20
"""A position this near the start of a sentence opens the telling ("Supine, left paramedian incision ...")."""
_TABLE_BARS = 3
_ITEM = re.compile(r"\(?(?:[a-h]|\d{1,2})[.)] ")
_OPENING_LINES = 6
_REPORT_HEADING = re.compile(
    r"(?:operative|operation|op|procedure|surgical|procedural) (?:report|note|record|summary)$|(?:stage|part) (?:\d|i|one|two|ii|a|b)\b"
)
_LONGEST_OPENING = 140
_LAID = re.compile(r"\bpatient (?:was |is |then |now )*(?:placed|positioned|turned|laid|rolled|brought)\b")
_TELLS = re.compile(
    r"\b(?:patient|pt|he|she|we|(?<!stage )i|had|underwent|has|was|were|is|will|okay|so|um|uh|today(?=.*[a-z])|plan|planned|scheduled|history)\b"
)
_MARKER = re.compile(r"\(?(?:\d{1,2}|[a-z])$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:dr|drs|mr|mrs|ms|st|vs|approx|fig|jr|sr|e\.g|i\.e|al|inc|ant|lat|lumb|retroperit|approx|est|incl|resp|pt|dept|mt|post|prof|hosp|surg|vasc|wk|wks|mo|mos|yr|yrs|hx|sx|tx|dx|rt|lt|min|max|avg|no(?= \d))|(?:^|[\s(])[a-z])$"
)
_SIGN = re.compile(r"[^\r\n]")
_MAX_SENTENCE = 600
_FORCED_BREAK = re.compile(
    r"(?: and then | then | so then | okay | ok | next | after that |, we |, i | and we | and i |, and | and )"
)


_BY_START = attrgetter("start")


@dataclass(slots=True)
class Sentence:
    """One sentence, list item or field; ``stage`` counts the stages of the operation from 0."""

    document: "ReadDocument"
    start: int
    end: int
    kind: SectionKind
    heading: str
    mentions: list[Mention] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)
    cues: list[Mention] = field(default_factory=list)
    stops: list[Mention] = field(default_factory=list)
    stage: int = 0
    focus: list[Level] = field(default_factory=list)
    """Interspaces being spoken of: the sentence's own, else those of the last sentence that named any."""
    index: dict[str, list[Mention]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The normalised words."""
        return self.document.text.norm[self.start : self.end]

    def add(self, mention: Mention) -> None:
        """File a mention under its concept."""
        if mention.concept == "cue":
            self.cues.append(mention)
        elif mention.concept == "stop":
            self.stops.append(mention)
        else:
            self.mentions.append(mention)
            self.index.setdefault(mention.concept, []).append(mention)

    def of(self, *concepts: str) -> list[Mention]:
        """Return the mentions of any of ``concepts``, in order."""
        index = self.index
        if len(concepts) == 1:
            return index.get(concepts[0], [])
        if index.keys().isdisjoint(concepts):
            return []
        found = [mention for concept in concepts if concept in index for mention in index[concept]]
        return sorted(found, key=_BY_START) if len(found) > 1 else found

    def has(self, *concepts: str) -> bool:
        """Return whether any of ``concepts`` is mentioned."""
        return not self.index.keys().isdisjoint(concepts)


@dataclass(slots=True)
class ReadDocument:
    """A document with everything the element modules need."""

    id: str
    kind: DocumentKind
    text: Text
    masks: list[Mask]
    sections: list[Section]
    sentences: list[Sentence] = field(default_factory=list)
    operative: bool = False
    instructions: list[tuple[int, int]] = field(default_factory=list)
    """Spans of the original text that tell a reader what to write."""

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the verbatim quote of a normalised span."""
        quote, _, _ = self.text.quote(start, end)
        return Evidence(document=self.id, quote=quote)


def read_document(document: Document) -> ReadDocument:
    """Read one document; linear in its length, never raises for what the text says."""
    instructions = instructions_in(document.text)
    text = normalise(_without(document.text, instructions))
    text.raw = document.text
    text.norm, masks = mask(text.norm)
    sections = find_sections(text.norm)
    reading = ReadDocument(document.id, document.kind, text, masks, sections, instructions=instructions)
    mentions = find_mentions(text.norm)
    levels = find_levels(text.norm)
    reading.sentences = list(_sentences(reading, mentions, levels))
    return reading


def _without(raw: str, instructions: list[tuple[int, int]]) -> str:
    """Blank the sentences that tell a reader what to write: they are no part of the record. Offsets stay the same."""
    pieces: list[str] = []
    position = 0
    for start, end in instructions:
        first = max(start, position)
        pieces += (raw[position:first], _SIGN.sub(" ", raw[first:end]))
        position = max(end, position)
    return "".join((*pieces, raw[position:])) if pieces else raw


def _sentences(reading: ReadDocument, mentions: list[Mention], levels: list[Level]) -> Iterator[Sentence]:
    next_mention = next_level = count = 0
    for section in reading.sections:
        kind = section.kind
        for within, (start, end) in enumerate(_spans(reading.text.norm, section)):
            sentence = Sentence(reading, start, end, kind, section.heading)
            while next_mention < len(mentions) and mentions[next_mention].start < end:
                sentence.add(mentions[next_mention])
                next_mention += 1
            while next_level < len(levels) and levels[next_level].start < end:
                sentence.levels.append(levels[next_level])
                next_level += 1
            if _begins_narrative(sentence):
                kind = sentence.kind = "narrative"
            elif kind == "title" and within and _is_prose_paragraph(sentence):
                kind = sentence.kind = "indications"
            elif _is_opening_title(sentence, within if _REPORT_HEADING.match(section.heading) else count):
                sentence.kind = "title"
            count += 1
            yield sentence


def _begins_narrative(sentence: Sentence) -> bool:
    """Return whether the operation begins to be told here, under a heading that promised something else."""
    if sentence.kind == "title":
        if sentence.has("setting.told", "setting.to_theatre", "setting.start"):
            return True
        return (
            sentence.has("position")
            and not sentence.has("approach.name", "act.fusion")
            and "surgery" not in sentence.text
        )
    if sentence.kind in ("plan", "consent"):
        return sentence.has("setting.to_theatre") and not sentence.cues and _begins_paragraph(sentence)
    if sentence.kind in ("narrative", "body") or sentence.document.kind not in _MAY_OPERATE:
        return sentence.kind == "body" and sentence.has("setting.to_theatre")
    if sentence.has("setting.to_theatre"):
        return sentence.kind != "history"
    if sentence.has("setting.start") and not sentence.cues and sentence.kind != "exam":
        return True
    positions = sentence.of("position")
    soon = any(mention.start - sentence.start <= _SOON for mention in positions)
    untouched = all(cue.start > position.end for position in positions[:1] for cue in sentence.cues)
    return (soon and untouched) or (bool(positions) and _LAID.search(sentence.text) is not None and not sentence.cues)


def _is_listed(sentence: Sentence) -> bool:
    """Return whether the sentence is an item with a letter or number at the start of a line."""
    text = sentence.document.text.norm
    return text[max(0, sentence.start - 1) : sentence.start] == "\n" and _ITEM.match(text, sentence.start) is not None


def _begins_paragraph(sentence: Sentence) -> bool:
    return sentence.document.text.norm[max(0, sentence.start - 2) : sentence.start] == "\n\n"


def _is_prose_paragraph(sentence: Sentence) -> bool:
    """Return whether a new paragraph of prose follows a title that has no heading of its own after it."""
    return _begins_paragraph(sentence) and _TELLS.search(sentence.text) is not None


def _is_opening_title(sentence: Sentence, count: int) -> bool:
    """Return whether an early line before any heading, or an item of a list, is the title of the operation."""
    listed = _is_listed(sentence) and sentence.has("approach.name")
    opening = count < _OPENING_LINES and (
        sentence.kind in ("body", "staff", "admin") or bool(_REPORT_HEADING.match(sentence.heading))
    )
    return (
        (opening or (listed and sentence.kind in ("body", "staff", "admin", "diagnosis")))
        and sentence.has("approach.name", "act.arthroplasty", "post.fusion", "act.fusion")
        and sentence.end - sentence.start < _LONGEST_OPENING
        and not sentence.has("setting.told", "setting.start")
        and _TELLS.search(sentence.text) is None
    )


def _spans(text: str, section: Section) -> Iterator[tuple[int, int]]:
    """Yield the spans of the sentences of one section; the first holds the section's heading."""
    start = section.start
    pattern = _LIST_BREAK if section.kind in _LISTS else _BREAK
    for match in pattern.finditer(text, section.content, section.end):
        if match.group() == "|" and _in_table_row(text, match.start()):
            continue
        if match.group()[:1] == "." and (
            _ABBREVIATION.search(text, max(section.start, match.start() - 12), match.start())
            or _MARKER.fullmatch(text[start : match.start()].strip(" *-\n"))
        ):
            continue
        yield from _pieces(text, start, match.start())
        start = match.end()
    yield from _pieces(text, start, section.end)


def _in_table_row(text: str, at: int) -> bool:
    """Return whether the bar at ``at`` parts cells of one row, which belong together, rather than two statements."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return text.count("|", start, end if end >= 0 else len(text)) >= _TABLE_BARS


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span without outer spaces, cut at joining words where dictation runs on without an end."""
    while start < end and text[start] in " \n":
        start += 1
    while end > start and text[end - 1] in " \n":
        end -= 1
    while end - start > _MAX_SENTENCE:
        cut = None
        for match in _FORCED_BREAK.finditer(text, start + _MAX_SENTENCE // 3, start + _MAX_SENTENCE):
            cut = match.start()
            if cut - start > _MAX_SENTENCE // 2:
                break
        if cut is None:
            space = text.find(" ", start + _MAX_SENTENCE, end)
            cut = space if space > 0 else end
        yield start, cut
        start = cut + 1 if cut < end else end
    if start < end:
        yield start, end


def sentences_of(documents: Iterable[ReadDocument], *kinds: SectionKind) -> Iterator[Sentence]:
    """Yield the sentences of ``documents`` that stand in sections of ``kinds``; of all when none is named."""
    for document in documents:
        for sentence in document.sentences:
            if not kinds or sentence.kind in kinds:
                yield sentence


_CONTENT = re.compile(r"[a-z0-9]")


def has_content(sentence: Sentence) -> bool:
    """Return whether a labelled line says anything after its label ("access surgeon: ***" does not)."""
    text = sentence.text
    colon = text.find(":")
    return not 0 <= colon < 40 or _CONTENT.search(text, colon) is not None
