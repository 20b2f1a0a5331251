"""Imaging studies done before the operation, each with what it showed and where."""

import re
from dataclasses import dataclass, field
from typing import get_args

from scribe_plugin.contract import Evidence, ImagingFinding, Interspace
from scribe_plugin.contract.necessity import ImagingModality
from scribe_plugin.extraction.embedded.interspaces import in_order
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.places import asserted, is_conversation, near, place_of
from scribe_plugin.extraction.embedded.reading import ReadDocument, Sentence

MODALITIES: tuple[ImagingModality, ...] = get_args(ImagingModality)
_LONGEST = 160
_NARRATIVE_OK = frozenset({"mri", "flexion_extension", "ct_myelogram"})
_SHOWS = re.compile(
    r"\b(?:show\w*|reveal\w*|demonstrat\w*|confirm\w*|with|has|had|was|were|is|are|positive|negative|found|document\w*|suggest\w*|consistent|read as|indicat\w*|notable|significant)\b|[:+]"
)
_FINDING = re.compile(
    r"\b(?:collaps\w*|desiccat\w*|modic|pfirrmann|translat\w*|motion|mov(?:e|es|ing|ement)|grade|gr \d|\d+(?:\.\d+)? ?(?:mm|cm|degrees|deg|°|millimet\w*|centimet\w*|%)|bulg\w*|narrow\w*|normal|concordant|discordant|positive|negative|solid|lucen\w*|halo|hardware"
    r"|degenerat\w*|ddd|hypertroph\w*|edema|uptake|fractures?|compress\w*|kyphosis|scolio\w*|curve|cobb|lordosis|tears?|annul\w*|fissure|cysts?|height|dark|black|vacuum|spurs?|osteophyt\w*|effusions?|sclerosis|arthr\w*|defects?|lytic|lysis"
    r"|unremarkable|stable|mass|lesion|stenosis|stenotic|stenoses|herniat\w*|hnp|protru\w*|extru\w*|fragment|slip\w*|spondylo\w*|\w*listhesis|instability|unstable|hypermob\w*|scar|fluid|enhanc\w*|abscess|collection|erosion|bridging|nonunion"
    r"|pseud\w*arthrosis|imbalance|alignment|sva|sagittal|hiz|high[ -]intensity|stir\w*|block|tight|closed|worn|gas|foramin\w*|impinge\w*|displac\w*|pathology|abnormalit\w*|disruption|disc disease|changes|subluxation|radial|spondylosis|open(?:s|ed)? up|loss)\b"
)
_LEADING = re.compile(
    r"(?:[ ,:;.()*-]|\b(?:shows?|showed|showing|shown|reveal(?:s|ed|ing)?|demonstrat(?:es?|ed|ing)|which|that|was|were|is|are|has|had|of|the|a|an|her|his|their|this|lumbar|lumbosacral|cervical|c-spine|l-spine|spine|scan|study|studies|report|images?|imaging|reviewed|review|by me|personally|films?|from|dated|on|done|in|obtained|performed|taken|today|recent|repeat|outside|facility|hospital|an outside"
    r"|without|with|contrast|gadolinium|and|lateral|ap|views?|standing|upright|uh|um|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|spring|summer|fall|winter|(?:19|20)\d\d|imp|impression|exam|date)\b|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}/\d{2,4}|\b\d{1,2},? (?:19|20)\d\d|\d{4}-\d\d-\d\d)*"
)
_ON_STUDY = re.compile(r"\b(?:on|by|per|via)(?: [a-z]+){0,2} ?$")
_SAME_PLACE = re.compile(r"\b(?:that|this|the same|same) (?:level|segment|disc|interspace)\b|\ba further\b|\badditional\b")
_EVERY_LEVEL = re.compile(r"\b(?:both|all|each|these|those|all three|all two|the two|those two|these two|all four) (?:of )?(?:the |those |these )?(?:two |three )?(?:levels?|discs?|segments?|interspaces?|dis[ck] spaces?)\b")
_TOPICS = frozenset({"treat", "treat.general", "outcome", "tobacco", "fn.cannot", "fn.state", "instrument"})
_HEADED = re.compile(r"(?:[-*\d.) ]*)(?:impression|imp|conclusion|findings)\b ?:?")


@dataclass(slots=True)
class _Study:
    """What one kind of study showed."""

    parts: list[str] = field(default_factory=list)
    spaces: set[Interspace] = field(default_factory=set)
    evidence: list[Evidence] = field(default_factory=list)


class _Reader:
    """Reads the studies of every document, remembering the one spoken of last."""

    def __init__(self, ledger: Ledger, every: set[Interspace]) -> None:
        self.ledger = ledger
        self.every = every
        self.studies: dict[str, _Study] = {}
        self.last: str | None = None
        self.places: set[Interspace] = set()

    def document(self, document: ReadDocument) -> None:
        """Read one document; the studies named in it are done unless the words say otherwise."""
        conversation = is_conversation(document)
        report = self._report(document) if document.kind == "imaging_report" else None
        self.last = report
        concluded = any(section.heading.startswith(("impression", "conclusion", "imp")) for section in document.sections)
        for sentence in document.sentences:
            if report is not None:
                if (sentence.heading.startswith(("impression", "conclusion", "imp")) or not concluded) and sentence.kind not in ("history", "indications"):
                    self._add(report, sentence, sentence.start, sentence.end)
                continue
            found = [mention for mention in sentence.mentions if mention.entry.concept == "study"]
            if found:
                self._sentence(sentence, [m for n, m in enumerate(found) if not n or found[n - 1].start != m.start], conversation)
            elif self.last is not None and not self._goes_on(sentence):
                self.last = None

    def _report(self, document: ReadDocument) -> str | None:
        for sentence in document.sentences[:8]:
            for mention in sentence.mentions:
                if mention.entry.concept == "study" and mention.value:
                    return mention.value
        return None

    def _sentence(self, sentence: Sentence, mentions: list[Mention], conversation: bool) -> None:
        place = place_of(sentence, conversation)
        text = sentence.document.text.norm
        real = [mention for mention in mentions if mention.value]
        real = _without_twins(text, real)
        self.last = None
        if place == "closed" or sentence.kind in ("plan", "title", "staff", "admin", "attestation"):
            if sentence.kind == "plan":
                for mention in real[:1]:
                    self.ledger.missed("imaging", sentence, mention.start, mention.end, "planned")
            return
        for number, mention in enumerate(real):
            if sentence.kind in ("narrative", "findings") and mention.value not in _NARRATIVE_OK:
                continue
            low = real[number - 1].end if number else sentence.start
            high = real[number + 1].start if number + 1 < len(real) else sentence.end
            self._study(sentence, mention, low, high)

    def _study(self, sentence: Sentence, mention: Mention, low: int, high: int) -> None:
        text = sentence.document.text.norm
        ahead = text[mention.end : min(high, mention.end + 46)]
        before = text[max(low, mention.start - 24) : mention.start]
        undone = near("study_before").search(before)
        later = near("study_after").search(ahead)
        if (undone and undone.end() >= len(before) - 12) or (later and later.start() <= 30 and not _FINDING.search(ahead[: later.start()])):
            self.ledger.missed("imaging", sentence, mention.start, mention.end, "planned")
            return
        assertion = asserted(sentence, mention.start, mention.end)
        if assertion in ("planned", "considered", "hypothetical", "someone_else") or (assertion == "negated" and not _FINDING.search(ahead)):
            self.ledger.missed("imaging", sentence, mention.start, mention.end, assertion)
            return
        start, end = mention.end, _trim(text, mention.end, high)
        if _ON_STUDY.search(before):
            begin = max(low, text.rfind(", ", low, mention.start) + 2, text.rfind(": ", low, mention.start) + 2)
            if _FINDING.search(text, begin, mention.start):
                self._add(mention.value, sentence, begin, mention.start, cut=_ON_STUDY)
                if not _FINDING.search(text, start, end):
                    return
        matched = _LEADING.match(text, start, end)
        begin = matched.end() if matched else start
        if not _FINDING.search(text, begin, end) or (mention.value == "other" and not _SHOWS.search(text, mention.end, end)):
            self.last = mention.value if sentence.kind == "imaging" or sentence.end - mention.end < 60 else None
            return
        self._add(mention.value, sentence, begin, end, whole=mention)
        self.last = mention.value if high == sentence.end else None

    def _goes_on(self, sentence: Sentence) -> bool:
        """Read a sentence that goes on with the study before it: findings at levels, nothing else."""
        if self.last is None or sentence.kind in ("plan", "title", "narrative", "consent"):
            return False
        text = sentence.document.text.norm
        if any(mention.entry.concept in _TOPICS for mention in sentence.mentions) or not _FINDING.search(text, sentence.start, sentence.end):
            return False
        known = self.studies.get(self.last)
        if sentence.kind != "imaging" and not (known is None or any(level.start - sentence.start <= 16 for level in sentence.levels[:1])):
            return False
        if re.match(r"[-* ]*(?:a|p|assessment|impression|diagnosis|plan)\b ?:", text[sentence.start : sentence.start + 20]):
            return False
        self._add(self.last, sentence, sentence.start, sentence.end)
        return True

    def _add(self, modality: str, sentence: Sentence, start: int, end: int, *, whole: Mention | None = None, cut: "re.Pattern[str] | None" = None) -> None:
        """Keep the words from ``start`` to ``end`` as what the study showed."""
        text = sentence.document.text
        if cut is not None:
            found = cut.search(text.norm, start, end)
            end = found.start() if found else end
        start, end = _edges(text.norm, start, end)
        if start >= end or not _FINDING.search(text.norm, start, end):
            return
        study = self.studies.setdefault(modality, _Study())
        words, _, _ = text.quote(start, end)
        words = " ".join(words.split())
        spaces = {space for level in sentence.levels if start <= level.start < end for space in level.interspaces}
        if not spaces:
            if _EVERY_LEVEL.search(text.norm, start, end):
                spaces = set(self.every)
            elif _SAME_PLACE.search(text.norm, start, end):
                spaces = set(self.places)
        if spaces:
            self.places = spaces
        study.spaces |= spaces
        if words not in study.parts:
            study.parts.append(words)
        if len(study.evidence) < 3:
            study.evidence.append(self.ledger.quote(sentence, min(start, whole.start) if whole else start, end))


def _without_twins(text: str, mentions: list[Mention]) -> list[Mention]:
    """Drop the general name beside the special one ("imaging: MRI", "x-ray flexion-extension")."""
    kept: list[Mention] = []
    for mention in mentions:
        if kept and mention.start < kept[-1].end:
            continue
        if kept and kept[-1].value == "other" and not _FINDING.search(text, kept[-1].end, mention.start):
            kept.pop()
        if kept and mention.start - kept[-1].end <= 3 and {kept[-1].value, mention.value} == {"xray", "flexion_extension"}:
            kept[-1] = mention if mention.value == "flexion_extension" else kept[-1]
            continue
        kept.append(mention)
    return kept


def _trim(text: str, start: int, end: int) -> int:
    """End a finding before the words that lead to the next study."""
    while end > start and text[end - 1] in " ,;:-":
        end -= 1
    for tail in (" and the", " and", " the", " on", " with", " standing", " while", " but"):
        if text.endswith(tail, start, end):
            end -= len(tail)
    return end


def _edges(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " ,;:.-*()[]\n":
        start += 1
    if end - start > _LONGEST:
        stop = max(text.rfind(", ", start, start + _LONGEST), text.rfind(" and ", start + 40, start + _LONGEST))
        end = stop if stop > start + 40 else max(text.rfind(" ", start, start + _LONGEST), start)
    while end > start and text[end - 1] in " ,;:-*\n":
        end -= 1
    return start, end


def read_imaging(documents: list[ReadDocument], ledger: Ledger, every: set[Interspace]) -> list[ImagingFinding]:
    """Return one entry per kind of study; ``every`` are the interspaces that "both levels" speaks of."""
    reader = _Reader(ledger, every)
    for document in documents:
        if document.kind != "access_surgeon_note":
            reader.document(document)
    studies = reader.studies
    if len(studies) > 1:
        studies.pop("other", None)
    return [
        ImagingFinding(
            modality=modality,
            finding=_short(studies[modality].parts),
            interspaces=in_order(studies[modality].spaces),
            evidence=studies[modality].evidence,
        )
        for modality in MODALITIES
        if modality in studies
    ]


def _short(parts: list[str]) -> str:
    """Join the parts of a finding as far as there is room."""
    finding = parts[0]
    for part in parts[1:]:
        if len(finding) + len(part) + 2 > _LONGEST:
            break
        finding += f"; {part}"
    return finding
