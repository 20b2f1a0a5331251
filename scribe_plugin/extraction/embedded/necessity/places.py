"""Where a sentence stands, as far as medical necessity goes, and what it asserts there."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Literal

from scribe_plugin.extraction.embedded.assertion import Assertion, assertion_at
from scribe_plugin.extraction.embedded.lexicon import expand
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.durations import Duration
from scribe_plugin.extraction.embedded.reading import ReadDocument, Sentence
from scribe_plugin.extraction.embedded.sections import SectionKind

Place = Literal["open", "list", "weak", "closed"]
"""How far history is told: openly, as a bare list (medicines), only where the words say so, or not at all."""

_PART = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|(\S+)")
_GAP = re.compile(r" +")
_TOPIC = {
    "treat": "treat",
    "treat.general": "treat",
    "outcome": "outcome",
    "dx": "dx",
    "study": "study",
    "fn.cannot": "limit",
    "fn.hard": "limit",
    "fn.activity": "limit",
    "fn.state": "limit",
    "fn.not": "limit",
    "instrument": "instrument",
    "tobacco": "tobacco",
}
_BEGINS = frozenset({"position", "setting.operative", "setting.to_theatre", "approach.sign", "stage.switch"})
_TURNS = 3
_TURN = re.compile(r"\n(?:\[[\d:]+\] ?|[a-z0-9 ]{1,16}(?:\([a-z ]{1,12}\))?: )")
_OPEN: frozenset[SectionKind] = frozenset({"body", "indications", "diagnosis", "imaging"})
_FIELDS: frozenset[SectionKind] = frozenset({"staff", "admin"})
_NOT_OPERATIVE = frozenset({"history_physical", "clinic_note", "therapy_note"})
_CLOSED: frozenset[SectionKind] = frozenset({"consent", "implants"})
_UNTITLED = frozenset(
    {
        "",
        "op",
        "operation",
        "operations",
        "procedure",
        "procedures",
        "surgery",
        "title",
        "procedure is",
        "operative report",
        "op note",
    }
)
"""Headings that dictation runs on from into the history."""
_RUN_ON = 250
"""A "title" this long is dictation that ran on."""
_AFTERWARDS = ("hospital course", "course", "operative course", "post op", "postop", "discharge")
_MEDICINES = ("medication", "meds", "drug", "allerg", "prescri")


@cache
def near(name: str) -> "re.Pattern[str]":
    """Return the phrases that the lexicon's table ``near`` holds under ``name``, as one pattern."""
    raw = resources.files("scribe_plugin.extraction.embedded").joinpath("lexicon/necessity.toml").read_text("utf-8")
    return re.compile(rf"\b(?:{'|'.join(_pattern(phrase) for phrase in tomllib.loads(raw)['near'][name])})")


def _pattern(phrase: str) -> str:
    parts: list[str] = []
    for required, optional, word in _PART.findall(phrase):
        choices = "|".join(
            _GAP.sub(r"[ '/-]+", choice.replace("*", r"\w*")) for choice in (required or optional or word).split("|")
        )
        word_pattern = rf"(?:{choices})\b[ '/-]*"
        parts.append(f"(?:{word_pattern})?" if optional else word_pattern)
    return "".join(parts).replace("<year>", r"(?:19|20)\d\d")


@dataclass(slots=True)
class Row:
    """A sentence, how far it tells of the time before the operation, and its phrases by topic."""

    sentence: Sentence
    place: Place
    topics: dict[str, list[Mention]]


@dataclass(slots=True)
class Told:
    """One document as a list of rows; ``conversation`` when people talk in it."""

    document: ReadDocument
    conversation: bool
    rows: list[Row]


@cache
def _narrative_headings() -> frozenset[str]:
    """Return the headings that open the operation as done; any other that does may open what led to it."""
    raw = resources.files("scribe_plugin.extraction.embedded").joinpath("lexicon/headings.toml").read_text("utf-8")
    return frozenset(
        " ".join(words) for phrase in tomllib.loads(raw)["narrative"]["phrases"] for words in expand(phrase)
    )


def survey(document: ReadDocument) -> Told:
    """Sort the phrases of a document by topic and say where each sentence stands; one pass."""
    conversation = is_conversation(document)
    rows: list[Row] = []
    text = document.text.norm
    begun = apart = False
    discharge = document.kind == "discharge_summary"
    heading, end = "", 0
    for sentence in document.sentences:
        if sentence.heading != heading:
            heading, apart = sentence.heading, False
            begun = begun and (discharge or heading in _narrative_headings())
        elif (sentence.kind in _FIELDS or (sentence.kind == "diagnosis" and heading.startswith("post"))) and (
            "\n\n" in text[end : sentence.start]
        ):
            apart = True
        end = sentence.end
        topics: dict[str, list[Mention]] = {}
        for mention in sentence.mentions:
            concept = mention.entry.concept
            topic = _TOPIC.get(concept)
            if topic is not None:
                known = topics.get(topic)
                if known is None:
                    topics[topic] = [mention]
                elif known[-1].start != mention.start or known[-1].entry.concept != concept:
                    known.append(mention)
            elif not begun and (apart or sentence.kind == "narrative" or discharge) and concept in _BEGINS:
                begun = True
        rows.append(Row(sentence, _place(sentence, conversation, begun, apart), topics))
    return Told(document, conversation, rows)


def is_conversation(document: ReadDocument) -> bool:
    """Return whether the document is a talk, so that speakers' names are no section headings."""
    if document.kind != "transcript":
        return False
    turns = Counter(section.heading for section in document.sections if section.heading)
    return max(turns.values(), default=0) >= _TURNS or len(_TURN.findall(document.text.norm)) >= _TURNS


def _place(sentence: Sentence, conversation: bool, begun: bool, apart: bool) -> Place:
    """Return how the section of ``sentence`` tells of the time before the operation.

    ``begun``: the operation is being told; ``apart``: a blank line parts the sentence from the field above it.
    """
    kind = sentence.kind
    if begun and kind == "body" and sentence.document.kind == "discharge_summary":
        return "closed"
    if kind in _OPEN or conversation:
        return "closed" if sentence.heading.startswith(_AFTERWARDS) and not apart else "open"
    if kind == "history":
        return "list" if any(word in sentence.heading for word in _MEDICINES) else "open"
    if kind == "title" and sentence.end - sentence.start > _RUN_ON:
        return "open"
    if "goal" in sentence.heading or (begun and sentence.document.kind == "discharge_summary"):
        return "closed"
    if sentence.document.kind in _NOT_OPERATIVE:
        return "open" if kind in ("narrative", "findings", "staff", "admin") else "weak"
    if not begun and (
        apart
        or (kind == "narrative" and (sentence.heading in _UNTITLED or sentence.heading not in _narrative_headings()))
    ):
        return "open"
    return "closed" if kind in _CLOSED else "weak"


def asserted(sentence: Sentence, start: int, end: int, hide: Iterable[Mention | Duration] = ()) -> Assertion:
    """Return what is asserted of a span when cues within or across ``hide`` ("no relief from") are read as part of them."""
    cues = sentence.cues
    if cues:
        spans = [(mention.start, mention.end) for mention in hide]
        if spans:
            cues = [cue for cue in cues if not any(low < cue.end and cue.start < high for low, high in spans)]
            if len(cues) != len(sentence.cues):
                sentence = replace(sentence, cues=cues)
    assertion = assertion_at(sentence, start, end)
    return "performed" if assertion == "historical" else assertion
