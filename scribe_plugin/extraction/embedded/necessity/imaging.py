"""Imaging studies done before the operation, each with what it showed and where."""

import re
from dataclasses import dataclass, field
from typing import get_args

from scribe_plugin.contract import INTERSPACES, Evidence, ImagingFinding, Interspace
from scribe_plugin.contract.necessity import ImagingModality
from scribe_plugin.extraction.embedded.interspaces import in_order
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.places import Row, Told, asserted, near
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.text import BLANK

MODALITIES: tuple[ImagingModality, ...] = get_args(ImagingModality)
_LONGEST = 160
_NARRATIVE_OK = frozenset({"mri", "flexion_extension", "ct_myelogram"})
_SHOWS = re.compile(
    r"\b(?:show\w*|reveal\w*|demonstrat\w*|confirm\w*|with|has|had|was|were|is|are|positive|negative|found|document\w*|suggest\w*|consistent|read as|indicat\w*|notable|significant)\b|[:+]"
)
_FINDING = re.compile(
    r"\b(?:collaps\w*|desiccat\w*|modic|pfirrmann|translat\w*|motion|mov(?:e|es|ing|ement)|grade|gr \d|\d+(?:\.\d+)? ?(?:mm|cm|degrees|deg|°|millimet\w*|centimet\w*|%)|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?:millimet|centimet|degree)\w*|bulg\w*|narrow\w*|normal|concordant|discordant|positive|negative|solid|lucen\w*|halo|hardware"
    r"|degenerat\w*|ddd|hypertroph\w*|edema|uptake|fractures?|compress\w*|kyphosis|scolio\w*|curve|cobb|lordosis|tears?|annul\w*|fissure|cysts?|height|dark|black|vacuum|spurs?|osteophyt\w*|effusions?|sclerosis|arthr\w*|defects?|lytic|lysis"
    r"|unremarkable|stable|mass|lesion|stenosis|stenotic|stenoses|herniat\w*|hnp|protru\w*|extru\w*|fragment|slip\w*|spondylo\w*|\w*listhesis|instability|unstable|hypermob\w*|scar|fluid|enhanc\w*|abscess|collection|erosion|bridging|nonunion"
    r"|pseud\w*arthrosis|imbalance|alignment|sva|sagittal|hiz|high[ -]intensity|stir\w*|block|tight|closed|worn|gas|foramin\w*|impinge\w*|displac\w*|pathology|abnormalit\w*|disruption|disc disease|changes|subluxation|radial|spondylosis|open(?:s|ed)? up|loss|preserved|maintained|intact|painless|control|laminectom\w*|granulation|clean|gone)\b"
)
_LEADING = re.compile(
    r"(?:[ ,:;.()*-]|\b(?:shows?|showed|showing|shown|reveal(?:s|ed|ing)?|demonstrat(?:es?|ed|ing)|which|that|was|were|is|are|has|had|of|the|a|an|her|his|their|this|lumbar|lumbosacral|cervical|c-spine|l-spine|spine|scan|study|studies|report|images?|imaging|reviewed|review|by me|personally|films?|from|dated|on|done|in|obtained|performed|taken|today|recent|repeat|outside|facility|hospital|an outside"
    r"|without|with|contrast|gadolinium|and|lateral|ap|views?|standing|upright|uh|um|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|spring|summer|fall|winter|(?:19|20)\d\d|imp|impression|exam|date)\b|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}/\d{2,4}|\d{1,2}/\d{1,2}(?!\d)|\b\d{1,2},? (?:19|20)\d\d|\d{4}-\d\d-\d\d)*"
)
_ON_STUDY = re.compile(r"\b(?:on|by|per|via)(?: [a-z]+){0,2} ?$")
_SAME_PLACE = re.compile(
    r"\b(?:that|this|the same|same) (?:level|segment|disc|interspace)\b|\ba further\b|\badditional\b"
)
_NOT_ONE_PLACE = re.compile(
    r"^\W*(?:no|without|negative|normal|unremarkable|stable)\b|\b(?:cobb|sva|lordosis|pelvic|sagittal|coronal|curve|scoliosis|kyphosis|sacroiliac|si|rib|fracture|any level|levels?)\b"
)
_SLIP_OF = re.compile(r"(?:slip|listhesis) of (?:the )?$")
_EVERY_LEVEL = re.compile(
    r"\bat both\b(?! (?:sides|ends))|\babove[- ](?:noted|mentioned|listed)\b|\b(?:both|all|each|these|those|all three|all two|the two|those two|these two|all four) (?:of )?(?:the |those |these )?(?:two |three )?(?:levels?|discs?|segments?|interspaces?|dis[ck] spaces?)\b"
)
_OTHER_TOPICS = frozenset({"treat", "outcome", "tobacco", "limit", "instrument"})
_CONCLUSIONS = ("impression", "conclusion", "imp", "opinion")
_INTRAOPERATIVE = re.compile(
    r"\b(?:under fluoro\w*|intra-?op\w*|during this procedure|c-arm|o-arm|fluoroscop\w*|post-?op\w* (?:x|film|radio|ct|mri))"
)
_FILMS = re.compile(r"film|radiograph|view|x-?ray|\bxr")
_CONFIRMED = re.compile(
    r"(?:as |also )?(?:confirmed|shown|seen|demonstrated|documented|proven|evident) (?:by|on)(?: [a-z]+){0,2} ?"
)
_LABELLED = re.compile(r": (?!not |none|n/a|see |reviewed|pending|deferred|to |will |as )[a-z0-9][^\n]{7}")
_SAYS = re.compile(
    r"[^.;,]{0,40}\b(?:show(?:s|ed|ing)|reveal(?:s|ed|ing)|demonstrat(?:es|ed|ing)|confirm(?:s|ed|ing)|identified|found)\b"
)
_VERDICT = re.compile(r"\b(?:positive|negative|abnormal|normal|unremarkable|concordant) $")
_BEFORE_NEXT = re.compile(r" (?:on|by|per) $")
_NEW_TOPIC = re.compile(
    r"[-* ]*(?:a|p|o|s|imp|dx|pt|assessment|impression|diagnos[ei]s|plan|exam|function|tob\w*)\b ?:"
)
_OPERATED = re.compile(r"\b(?:prior|remote|status post|s/p|plif|tlif|alif|laminectomy in|had an?|underwent|surgery)\b")
_STARTS_FINDING = re.compile(
    r"(?:dr: |and |also )?(?:there (?:is|are|was|were)|it(?:'s| is| was| shows| showed)|this (?:shows?|showed)|these (?:reveal|show)|at l)"
)


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
        self.age = 0
        self.talks = False
        self.places: set[Interspace] = set()

    def read(self, told: Told) -> None:
        """Read one document; the studies named in it are done unless the words say otherwise."""
        self.last = None
        self.talks = told.conversation
        if told.document.kind == "imaging_report":
            self._read_report(told)
            return
        for row in told.rows:
            studies = row.topics.get("study")
            if studies:
                self._read(row, studies)
            elif self.last is not None:
                self.age += 1
                if not self._goes_on(row) and (self.age > 1 or not self.talks):
                    self.last = None

    def _read_report(self, told: Told) -> None:
        """Read a radiologist's report: its impression, or its findings where it has none."""
        named = (study.value for row in told.rows[:8] for study in row.topics.get("study", ()) if study.value)
        modality = next(named, None)
        concluded = any(section.heading.startswith(_CONCLUSIONS) for section in told.document.sections)
        for row in told.rows:
            sentence = row.sentence
            if (
                modality
                and sentence.kind not in ("history", "indications")
                and (not concluded or sentence.heading.startswith(_CONCLUSIONS))
            ):
                matched = _LEADING.match(sentence.document.text.norm, sentence.start, sentence.end)
                self._add(modality, sentence, matched.end() if matched else sentence.start, sentence.end)

    def _read(self, row: Row, mentions: list[Mention]) -> None:
        sentence = row.sentence
        text = sentence.document.text.norm
        real = _without_twins(text, [mention for mention in mentions if mention.value])
        self.last = None
        if sentence.kind == "plan":
            for mention in real[:1]:
                self.ledger.missed("imaging", sentence, mention.start, mention.end, "planned")
            return
        if row.place == "closed":
            return
        if not real or _INTRAOPERATIVE.search(text, sentence.start, sentence.end):
            return
        ends = [mention.start for mention in real[1:]] + [sentence.end]
        starts = [mention.end for mention in real]
        for number, (mention, after) in enumerate(zip(real, real[1:], strict=False)):
            if after.start - mention.end <= 6 and not _FINDING.search(text, mention.end, after.start):
                ends[number] = ends[number + 1]
                starts[number] = after.end
        low = sentence.start
        for mention, start, high in zip(real, starts, ends, strict=True):
            if _shown_in(row) or (
                mention.value in _NARRATIVE_OK
                and (mention.value != "flexion_extension" or _FILMS.search(text, mention.start, mention.end))
            ):
                low = self._study(sentence, mention, start, low, high)
            else:
                low = mention.end

    def _study(self, sentence: Sentence, mention: Mention, start: int, low: int, high: int) -> int:
        """Read one study between the one before and the one after it; return where the next may begin."""
        text = sentence.document.text.norm
        ahead = text[mention.end : min(high, mention.end + 46)]
        before = text[max(low, mention.start - 24) : mention.start]
        undone = near("study_before").search(before)
        later = near("study_after").search(ahead)
        if (undone and undone.end() >= len(before) - 6) or (
            later and later.start() <= 24 and not _FINDING.search(ahead[: later.start()])
        ):
            self.ledger.missed("imaging", sentence, mention.start, mention.end, "planned")
            return mention.end
        end = _trim(text, start, high)
        if _ON_STUDY.search(before) and not (
            sentence.kind == "diagnosis" and sentence.heading.startswith(("pre", "post"))
        ):
            begin = max(low, text.rfind(", ", low, mention.start) + 2, text.rfind(": ", low, mention.start) + 2)
            if _CONFIRMED.fullmatch(text, begin, mention.start):
                begin = max(low, text.rfind(": ", low, mention.start) + 2)
            if _FINDING.search(text, begin, mention.start):
                self._add(mention.value, sentence, begin, mention.start, cut=_ON_STUDY, near=low)
                if not _FINDING.search(text, start, end):
                    return mention.end
        assertion = asserted(sentence, mention.start, mention.end)
        if assertion in ("planned", "considered", "hypothetical", "someone_else") or (
            assertion == "negated" and not _FINDING.search(ahead)
        ):
            self.ledger.missed("imaging", sentence, mention.start, mention.end, assertion)
            return mention.end
        matched = _LEADING.match(text, start, end)
        begin = matched.end() if matched else start
        verdict = _VERDICT.search(before)
        if verdict:
            begin = mention.start - len(before) + verdict.start()
        elif mention.value == "other" and not _SHOWS.search(text, mention.end, end):
            return mention.end
        elif not (
            _FINDING.search(text, begin, end)
            or _SAYS.match(text, mention.end, end)
            or _LABELLED.match(text, mention.end, end)
        ):
            self.last, self.age = mention.value, 0
            return mention.end
        if high < sentence.end and mention.value == "xray" and _BEFORE_NEXT.search(text, begin, high):
            comma = text.rfind(", ", begin, end)
            if comma < 0:
                return begin
            end = high = comma
        self._add(mention.value, sentence, begin, end, whole=mention, sure=True)
        self.last, self.age = (mention.value, 0) if high == sentence.end else (None, 0)
        return min(high, end)

    def _goes_on(self, row: Row) -> bool:
        """Read a sentence that goes on with the study before it: findings at levels, nothing else."""
        sentence = row.sentence
        text = sentence.document.text.norm
        if self.last is None or row.place == "closed" or not _shown_in(row):
            return False
        if not _OTHER_TOPICS.isdisjoint(row.topics) or not _FINDING.search(text, sentence.start, sentence.end):
            return False
        if _NEW_TOPIC.match(text, sentence.start) or _OPERATED.search(
            text, sentence.start, min(sentence.end, sentence.start + 40)
        ):
            return False
        opens = (self.last not in self.studies and not self.talks) or _STARTS_FINDING.match(
            text, sentence.start
        ) is not None
        if (
            sentence.kind != "imaging"
            and not opens
            and not any(level.start - sentence.start <= 16 for level in sentence.levels[:1])
        ):
            return False
        self._add(self.last, sentence, sentence.start, sentence.end)
        return True

    def _add(
        self,
        modality: str,
        sentence: Sentence,
        start: int,
        end: int,
        *,
        whole: Mention | None = None,
        cut: "re.Pattern[str] | None" = None,
        sure: bool = False,
        near: int | None = None,
    ) -> None:
        """Keep the words from ``start`` to ``end`` as what the study showed."""
        text = sentence.document.text
        found = cut.search(text.norm, start, end) if cut is not None else None
        begin, end = _edges(text.norm, start, found.start() if found else end)
        if begin >= end or not (sure or _FINDING.search(text.norm, begin, end)):
            return
        study = self.studies.setdefault(modality, _Study())
        words, _, _ = text.quote(begin, end)
        words = " ".join(words.split())
        spaces = {space for level in sentence.levels if begin <= level.start < end for space in level.interspaces}
        if not spaces and near is not None:
            spaces = {space for level in sentence.levels if near <= level.start < begin for space in level.interspaces}
        for level in sentence.levels:
            if (
                level.kind == "vertebra"
                and begin <= level.start < end
                and _SLIP_OF.search(text.norm, max(begin, level.start - 34), level.start)
            ):
                spaces |= {
                    space for space in INTERSPACES if space.startswith(f"{level.vertebrae[0]}-") and "L6" not in space
                }
        if _EVERY_LEVEL.search(text.norm, begin, end):
            spaces |= self.every
        elif not spaces and _SAME_PLACE.search(text.norm, whole.end if whole else begin, end):
            spaces = self.places or (self.every if len(self.every) == 1 else set())
        elif (
            not spaces
            and len(self.every) == 1
            and not _NOT_ONE_PLACE.search(text.norm[begin:end])
            and all(level.region == "lumbar" for level in sentence.levels)
        ):
            spaces = set(self.every)
        self.places = spaces or self.places
        study.spaces |= spaces
        if words not in study.parts:
            study.parts.append(words)
        if len(study.evidence) < 3:
            study.evidence.append(self.ledger.quote(sentence, min(begin, whole.start) if whole else begin, end))


def _shown_in(row: Row) -> bool:
    """Return whether studies named here were done before the operation."""
    kind = row.sentence.kind
    return (
        row.place == "open"
        or kind in ("imaging", "exam", "history")
        or (kind == "findings" and row.sentence.document.kind in ("clinic_note", "history_physical"))
    )


def _without_twins(text: str, mentions: list[Mention]) -> list[Mention]:
    """Drop the general name beside the special one ("imaging: MRI", "x-ray flexion-extension")."""
    kept: list[Mention] = []
    for mention in mentions:
        if kept and mention.start < kept[-1].end:
            continue
        if kept and kept[-1].value == "other" and not _FINDING.search(text, kept[-1].end, mention.start):
            kept.pop()
        if (
            kept
            and mention.start - kept[-1].end <= 3
            and {kept[-1].value, mention.value} == {"xray", "flexion_extension"}
        ):
            kept[-1] = mention if mention.value == "flexion_extension" else kept[-1]
            continue
        kept.append(mention)
    return kept


def _trim(text: str, start: int, end: int) -> int:
    """End a finding before the words that lead to the next study."""
    while end > start and text[end - 1] in " ,;:-":
        end -= 1
    blank = text.find(BLANK, start, end)
    end = blank if blank >= 0 else end
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


def read_imaging(told: list[Told], ledger: Ledger, every: set[Interspace]) -> list[ImagingFinding]:
    """Return one entry per kind of study; ``every`` are the interspaces that "both levels" speaks of."""
    reader = _Reader(ledger, every)
    for one in told:
        if one.document.kind != "access_surgeon_note":
            reader.read(one)
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
