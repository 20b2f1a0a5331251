"""Sections of a document: headings found by a lexicon, each with the kind of text that follows."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain
from typing import Literal

from scribe_plugin.extraction.embedded.lexicon import expand
from scribe_plugin.extraction.embedded.text import BLANK, TICK

SectionKind = Literal[
    "title",
    "diagnosis",
    "indications",
    "findings",
    "narrative",
    "implants",
    "imaging",
    "plan",
    "consent",
    "history",
    "exam",
    "staff",
    "attestation",
    "admin",
    "body",
]
DONE_KINDS: frozenset[SectionKind] = frozenset({"narrative", "findings", "implants", "staff", "attestation", "body"})
"""Sections that tell of the operation as done (``body`` is text before or without headings)."""

_START = re.compile(r"\n|[.;!?] |\| ")
"""Where a heading may begin: after the end of a line, of a sentence or of a table cell."""
_CANDIDATE = re.compile(
    r"(?P<lead>[ #*>=_+|-]*(?:heading )?(?:\(?\d{1,2}[.)] ?|[ivx]{1,4}[.)] |[a-z][.)] )?[*_ ]*)"
    r"(?P<name>[a-z#][a-z0-9 /&,'()+.#-]{0,60}?)"
    r"(?P<tail>[*_ ]*:[*_]*|[*_ ]+[-|](?= )|[*_ ]*(?=[\u2611\x1f])|\.(?= |\n)|(?=[*_ =-]*(?:\n|$)))"
)
_BARE = re.compile(
    r"(?P<lead>[ *>-]*(?:heading )?)(?P<name>[a-z]+(?:[ /-]+[a-z]+){0,3}?)(?P<tail> )(?=(?P<next>[a-z0-9]+))"
)
"""A known heading with its text on the same line and nothing between; only a few headings may stand so."""
_INLINE = re.compile(
    r" (?P<lead>)(?P<name>(?:pre|post)[ -]?op(?:erative)? (?:diagnos[ie]s|dx)|postop dx|preop dx|(?:procedures?|operation)(?: performed| is| was| done)?"
    r"(?= (?:an |a )?(?:anterior|alif|tlif|plif|xlif|llif|olif|lateral|oblique|posterior|transforaminal|minimally|lumbar|revision|extreme|direct|l\d|one level|two level|three level|single level|stage))"
    r"|(?:indications?|history)(?= (?:he|she|this|the|is|are|patient|\d\d)\b)|(?:description|technique)(?= (?:patient|the patient|he|she|after|under|supine|prone)\b))(?P<tail> )(?=(?P<next>[a-z0-9]+))"
)
"""Headings said in the middle of dictation that has no punctuation."""
_BARE_HEADINGS = re.compile(
    r"(?:preop(?:erative)?|pre op|postop(?:erative)?|post op)? ?(?:dx|diagnos[ie]s)|procedures?(?: performed)?|operations?(?: performed)?|indications?|technique|narrative|plan|hpi|implants?|findings|title|op|surgery|cc|history|psh|pmh|tobacco"
)
_NOT_AFTER_HEADING = frozenset(
    "was were is are of and or in for to with then by that which has had have will the this note report time room table date performed will can may at on from as it began started went took codes number".split()
)
_WORDS = re.compile(r"[a-z0-9]+")
_STICKY: frozenset[SectionKind] = frozenset({"history", "exam", "consent", "plan", "imaging", "indications"})
"""Sections whose unknown sub-headings do not start something else."""
_TITLES = frozenset({"dr", "doctor", "mr", "mrs", "ms", "prof", "note"})
_TOO_SHORT_ALONE = frozenset({"level", "levels", "op", "case", "exam", "fusion", "access", "plate", "graft"})
_PROCEDURE_WORDS = frozenset(
    {
        "surgery",
        "procedure",
        "fusion",
        "discectomy",
        "laminectomy",
        "arthrodesis",
        "cage",
        "alif",
        "tlif",
        "plif",
        "instrumentation",
        "interbody",
    }
)
_LONGEST = 8
_SPEAKERS = frozenset(
    {
        "surgeon",
        "attending",
        "pa",
        "resident",
        "assistant",
        "vascular surgeon",
        "fellow",
        "scrub",
        "circulator",
        "anesthesiologist",
    }
)
_SPEAKS_OFTEN = 3
"""A staff label this often is a speaker in a conversation, not a list of who was there."""
_LONG_TITLE = 300
_LIST_WORDS = frozenset({"log", "record", "list", "table"})
_TITLE_WORDS = frozenset({"procedure", "procedures", "operation", "operations", "surgery", "proc"})
_KEY_WORDS: dict[str, SectionKind] = {
    "diagnos": "diagnosis",
    "dx": "diagnosis",
    "indication": "indications",
    "hpi": "indications",
    "surgeon": "staff",
    "assistant": "staff",
    "plan": "plan",
    "planned": "plan",
    "consent": "consent",
    "allerg": "history",
    "medication": "history",
    "implant": "implants",
    "imaging": "imaging",
    "anesth": "admin",
    "anaesth": "admin",
    "complication": "admin",
}
"""Words that tell the kind of a heading that the lexicon does not hold as a whole."""
_WHOLE_WORD = 4
"""A key word this short must be the whole word: "plan" is not in "plane"."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of one kind; ``heading`` is the phrase that opened it, empty for the text before any.

    ``start`` is where the heading stands, ``content`` where the text after it begins.
    """

    kind: SectionKind
    heading: str
    start: int
    content: int
    end: int


@cache
def _headings() -> dict[str, SectionKind]:
    raw = resources.files(__package__).joinpath("lexicon/headings.toml").read_text("utf-8")
    table: dict[str, SectionKind] = {}
    for kind, row in tomllib.loads(raw).items():
        for phrase in row["phrases"]:
            for words in expand(phrase):
                table.setdefault(" ".join(words), kind)  # type: ignore[arg-type]
    return table


def find_sections(text: str) -> list[Section]:
    """Split normalised ``text`` into sections that cover it, in order."""
    opened: list[tuple[SectionKind, str, int, int]] = [("body", "", 0, 0)]
    for match in _candidates(text):
        kind = _kind(match, text, opened[-1][0])
        if kind is not None and match.start("name") >= opened[-1][3]:
            name = " ".join(_WORDS.findall(match["name"]))
            opened.append((kind, name, match.start("name"), match.end()))
    speakers = Counter(name for kind, name, _, _ in opened if kind == "staff" and name in _SPEAKERS)
    sections: list[Section] = []
    titled = False
    for index, (kind, name, start, content) in enumerate(opened):
        end = opened[index + 1][2] if index + 1 < len(opened) else len(text)
        told: SectionKind = "body" if speakers[name] >= _SPEAKS_OFTEN else kind
        if told == "title":
            # A second procedure heading with a long text under it tells the operation; the first was its title.
            told = "narrative" if titled and end - content > _LONG_TITLE else told
            titled = True
        if start < end:
            sections.append(Section(told, name, start, content, end))
    return sections


def _candidates(text: str) -> list[re.Match[str]]:
    """Return everything that may be a heading, in order: a label, a line of its own, or a word that opens a line."""
    found: list[re.Match[str]] = []
    position = 0
    for start in chain((0,), (match.end() for match in _START.finditer(text))):
        if start < position:
            continue
        candidate = _CANDIDATE.match(text, start)
        if candidate is not None:
            found.append(candidate)
            position = candidate.end()
        if text[start - 1 : start] == "|" or (text[start - 2 : start - 1] in "!?|" and start):
            continue
        bare = _BARE.match(text, start)
        if bare is not None and _is_bare_heading(bare):
            found.append(bare)
    found += [match for match in _INLINE.finditer(text) if text[match.start() - 1 : match.start()].isalnum()]
    return sorted(found, key=lambda match: match.start("name"))


def _is_bare_heading(match: re.Match[str]) -> bool:
    """Return whether a line begins with a well-known heading and goes on without a colon ("procedure alif l5-s1")."""
    words = " ".join(_WORDS.findall(match["name"]))
    return match["next"] not in _NOT_AFTER_HEADING and _BARE_HEADINGS.fullmatch(words) is not None


def _kind(match: "re.Match[str]", text: str, current: SectionKind) -> SectionKind | None:
    """Return the kind of section that a candidate heading opens, or None where it is none."""
    words = _WORDS.findall(match["name"])
    if words[:1] == ["the"]:
        words = words[1:]
    if not words or len(words) > _LONGEST:
        return None
    tail = match["tail"]
    labelled = ":" in tail or text[match.end() : match.end() + 1] in (TICK, BLANK) or "|" in tail
    bare = match.re is not _CANDIDATE
    at_line_start = match.start() == 0 or text[match.start() - 1] == "\n" or bare
    in_list = bool(match["lead"].replace("heading", "").strip(" #*_|-"))
    keyed = (labelled or bare or words[-1] in _LIST_WORDS) and at_line_start
    kind = _headings().get(" ".join(words)) or (_by_key_word(words) if keyed else None)
    if kind is None:
        leads_in = current == "title" and text[match.end() :].lstrip(" ")[:1] == "\n"
        return (
            "narrative"
            if _opens_field(words, current, labelled and at_line_start and not in_list and not leads_in)
            else None
        )
    if current == "title" and kind in ("narrative", "implants", "admin") and (in_list or words[0] in _PROCEDURE_WORDS):
        return None
    if labelled or bare:
        return kind
    if not at_line_start:
        return None
    alone = tail == ""
    return None if alone and len(words) == 1 and words[0] in _TOO_SHORT_ALONE else kind


def _by_key_word(words: list[str]) -> SectionKind | None:
    """Return the kind that one telling word of an unknown heading gives it."""
    if words[0] in _TITLE_WORDS:
        return "title"
    for word in words:
        for stem, kind in _KEY_WORDS.items():
            if word == stem or (len(stem) > _WHOLE_WORD and word.startswith(stem)):
                return kind
    return None


def _opens_field(words: list[str], current: SectionKind, candidate: bool) -> bool:
    """Return whether an unknown label names a field of the operation, and not a part of what stands around it."""
    if not candidate or current in _STICKY or current == "body" or words[0] in _TITLES:
        return False
    return not (current == "title" and _PROCEDURE_WORDS.intersection(words))
