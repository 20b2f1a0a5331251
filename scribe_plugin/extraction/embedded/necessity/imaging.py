"""Imaging studies done before the operation, each with what it showed and where."""

import re
from dataclasses import dataclass, field
from typing import get_args

from scribe_plugin.contract import Evidence, ImagingFinding, Interspace
from scribe_plugin.contract.necessity import ImagingModality
from scribe_plugin.extraction.embedded.interspaces import in_order
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.findings import edges, places_of, short, shows, skip_lead, trim
from scribe_plugin.extraction.embedded.necessity.places import Row, Told
from scribe_plugin.extraction.embedded.necessity.studies import (
    ON_STUDY,
    before_operation,
    is_undone,
    shown_in,
    spans_of,
    studies_of,
)
from scribe_plugin.extraction.embedded.reading import Sentence

MODALITIES: tuple[ImagingModality, ...] = get_args(ImagingModality)
_MOST_QUOTES, _BEFORE = 3, 90
_SHOWS = re.compile(
    r"\b(?:show\w*|reveal\w*|demonstrat\w*|confirm\w*|with|has|had|was|were|is|are|positive|negative|found|document\w*|suggest\w*|consistent|read as|indicat\w*|notable|significant)\b|[:+]"
)
_OTHER_TOPICS = frozenset({"treat", "outcome", "tobacco", "limit", "instrument"})
_CONCLUSIONS = ("impression", "conclusion", "imp", "opinion")
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


def _verdict_start(text: str, start: int, high: int) -> int:
    """Return where "positive" before the next study begins, for it is that study's."""
    verdict = _VERDICT.search(text, start, high)
    return verdict.start() if verdict else high


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
            if "study" in row.topics:
                self._read(row)
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
                start = skip_lead(sentence.document.text.norm, sentence.start, sentence.end)
                self._add(modality, sentence, start, sentence.end)

    def _read(self, row: Row) -> None:
        sentence = row.sentence
        self.last = None
        if sentence.kind == "plan":
            for mention in row.topics["study"][:1]:
                self.ledger.missed("imaging", sentence, mention.start, mention.end, "planned")
            return
        studies = studies_of(row) if row.place != "closed" else []
        if not studies:
            return
        low = sentence.start
        for mention, (start, high) in zip(studies, spans_of(row, studies), strict=True):
            done = before_operation(row, mention)
            low = self._study(sentence, mention, start, low, high) if done else mention.end

    def _study(self, sentence: Sentence, mention: Mention, start: int, low: int, high: int) -> int:
        """Read one study between the one before and the one after it; return where the next may begin."""
        text = sentence.document.text.norm
        before = text[max(low, mention.start - 24) : mention.start]
        if high < sentence.end:
            high = min(high, _verdict_start(text, start, high))
        end = trim(text, start, high)
        if is_undone(self.ledger, sentence, mention, before, high):
            return mention.end
        if ON_STUDY.search(before) and self._read_before(sentence, mention, low) and not shows(text, start, end):
            return mention.end
        begin = skip_lead(text, start, end)
        verdict = _VERDICT.search(before)
        if verdict:
            begin = mention.start - len(before) + verdict.start()
        elif mention.value == "other" and not _SHOWS.search(text, mention.end, end):
            return mention.end
        elif not (
            shows(text, begin, end) or _SAYS.match(text, mention.end, end) or _LABELLED.match(text, mention.end, end)
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

    def _read_before(self, sentence: Sentence, mention: Mention, low: int) -> bool:
        """Read "no instability on flexion-extension", where the finding stands before its study."""
        if sentence.kind == "diagnosis" and sentence.heading.startswith(("pre", "post")):
            return False
        text = sentence.document.text.norm
        colon = max(low, text.rfind(": ", low, mention.start) + 2)
        begin = max(colon, text.rfind(", ", low, mention.start) + 2)
        confirmed = _CONFIRMED.fullmatch(text, begin, mention.start) is not None
        if confirmed:
            begin = max(colon, text.find(" ", begin - _BEFORE, begin) + 1)
        if not (confirmed or shows(text, begin, mention.start)):
            return False
        self._add(mention.value, sentence, begin, mention.start, cut=ON_STUDY, low=low, sure=confirmed)
        return True

    def _goes_on(self, row: Row) -> bool:
        """Read a sentence that goes on with the study before it: findings at levels, nothing else."""
        sentence = row.sentence
        text = sentence.document.text.norm
        if self.last is None or row.place == "closed" or not shown_in(row):
            return False
        if not _OTHER_TOPICS.isdisjoint(row.topics) or not shows(text, sentence.start, sentence.end):
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
        low: int | None = None,
    ) -> None:
        """Keep the words from ``start`` to ``end`` as what the study showed."""
        text = sentence.document.text
        found = cut.search(text.norm, start, end) if cut is not None else None
        begin, end = edges(text.norm, start, found.start() if found else end)
        if begin >= end or not (sure or shows(text.norm, begin, end)):
            return
        study = self.studies.setdefault(modality, _Study())
        words, _, _ = text.quote(begin, end)
        words = " ".join(words.split())
        spaces = places_of(sentence, begin, end, low, self.every, self.places)
        self.places = spaces or self.places
        study.spaces |= spaces
        if words not in study.parts:
            study.parts.append(words)
        if len(study.evidence) < _MOST_QUOTES:
            study.evidence.append(self.ledger.quote(sentence, min(begin, whole.start) if whole else begin, end))


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
            finding=short(studies[modality].parts),
            interspaces=in_order(studies[modality].spaces),
            evidence=studies[modality].evidence,
        )
        for modality in MODALITIES
        if modality in studies
    ]
