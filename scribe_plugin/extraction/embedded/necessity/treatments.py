"""Non-operative treatments that were tried: which, how long, and how they worked."""

import re
from collections.abc import Iterable
from typing import cast, get_args

from scribe_plugin.contract import ConservativeTreatment, Evidence
from scribe_plugin.contract.necessity import Modality, Outcome
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.carried_out import is_patient, reason_against
from scribe_plugin.extraction.embedded.necessity.durations import SAME, Duration, find_durations
from scribe_plugin.extraction.embedded.necessity.lengths import drop_relief, link_durations
from scribe_plugin.extraction.embedded.necessity.outcomes import link_outcomes
from scribe_plugin.extraction.embedded.necessity.places import Row, Told, near
from scribe_plugin.extraction.embedded.necessity.tried import GENERAL, Tried

MODALITIES: tuple[Modality, ...] = get_args(Modality)
_EXTENSIVE = re.compile(
    r"\b(?:extensive|prolonged|exhaustive|maximal|multiple|long course|full course|lengthy|appropriate|adequate|completed|tried|underwent|trial of|after)\b"
)
_RESPONSE = re.compile(
    r"\b(?:response|result|results|outcome|effect|relief|benefit)\b ?[:=][ (\[)\]*x\x1f\u2611-]*(?P<word>none|no\b|failed|poor|temporary|partial|transient|some|good|improved|helped|excellent)"
)
_RESPONSE_VALUE = {
    "temporary": "partial",
    "partial": "partial",
    "transient": "partial",
    "some": "partial",
} | dict.fromkeys(("good", "improved", "helped", "excellent"), "helped")
_THERAPY_NOTE = re.compile(
    r"\b(?:visits attended|visits completed|episode of care|discharge summary|discharge note|dates of (?:service|treatment)|total visits|visits to date|attended \d)"
)
_CARE_DATES = re.compile(r"\b(?:episode|care|seen|attended|treated|treatment|dates|visits)\b")
_OTHER_TOPICS = frozenset({"dx", "study", "limit"})
_TOPIC_REACH, _NOTE_REACH, _PASSAGE, _STALE = 2, 12, 8, 40
"""How many sentences on "it" still means the treatment named last; in a therapist's note; "none of it"; anything."""
_REMEMBERED, _SHORT = 12, 110


def read_treatments(
    told: list[Told], ledger: Ledger
) -> tuple[list[ConservativeTreatment], float | None, list[Evidence]]:
    """Return the treatments, the longest time of non-operative care in weeks, and quotes for it."""
    tried: list[Tried] = []
    for one in told:
        if one.document.kind != "access_surgeon_note":
            tried += _Reader(one, ledger).read()
    weeks = max((item.weeks for item in tried if item.weeks), default=None)
    overall = [quote for item in tried if item.modality == GENERAL and item.weeks for quote in item.evidence[:1]]
    named = [item for item in tried if item.modality != GENERAL]
    if not named:
        named = [
            item for item in tried if item.outcomes or item.weeks or _EXTENSIVE.search(item.evidence[0].quote.lower())
        ]
    merged: list[ConservativeTreatment] = []
    for modality in MODALITIES:
        same = [item for item in named if (item.modality if item.modality != GENERAL else "other") == modality]
        if same:
            merged.append(_merge(modality, same))
    return merged, None if weeks is None else round(weeks, 2), overall


def _merge(modality: Modality, same: list[Tried]) -> ConservativeTreatment:
    """Make one entry of everything said of a modality."""
    outcomes = {outcome for item in same for outcome in item.outcomes}
    outcome = next(iter(outcomes)) if len(outcomes) == 1 else "partial" if outcomes else "not_stated"
    general = all(item.modality == GENERAL for item in same)
    weeks = None if general else max((item.weeks for item in same if item.weeks), default=None)
    evidence: list[Evidence] = []
    for item in sorted(same, key=lambda item: (not item.weeks, not item.outcomes)):
        evidence += [quote for quote in item.evidence if quote not in evidence]
    return ConservativeTreatment(
        modality=modality,
        duration_weeks=None if weeks is None else round(weeks, 2),
        outcome=cast("Outcome", outcome),
        evidence=evidence[:3],
    )


class _Reader:
    """Reads one document; keeps what the last sentences spoke of, for "none of it helped"."""

    def __init__(self, told: Told, ledger: Ledger) -> None:
        document = told.document
        self.document = document
        self.rows = told.rows
        self.ledger = ledger
        self.text = document.text.norm
        self.talk = document.kind == "transcript"
        self.tried: list[Tried] = []
        self.passage: list[Tried] = []
        self.age = 0
        self.weeks: float | None = None
        self.reach = _TOPIC_REACH

    def read(self) -> list[Tried]:
        """Return every treatment that was carried out."""
        if self.document.kind == "therapy_note":
            self._open_therapy_note()
        for row in self.rows:
            self.age += 1
            if "treat" in row.topics or (self.passage and ("outcome" in row.topics or self.age <= self.reach)):
                self._read(row)
        return self.tried

    def _open_therapy_note(self) -> None:
        """A therapist's note on care that was given is itself evidence of physical therapy."""
        if not _THERAPY_NOTE.search(self.text):
            return
        self.reach = _NOTE_REACH
        sentence = self.document.sentences[0]
        item = Tried("physical_therapy", sentence, sentence.start, sentence.end)
        item.evidence.append(self.ledger.quote(sentence, sentence.start, sentence.end))
        self.tried.append(item)
        self.passage = [item]

    def _read(self, row: Row) -> None:
        if row.place == "closed":
            return
        text, sentence = self.text, row.sentence
        outcomes = row.topics.get("outcome", [])
        items: list[Tried] = []
        kinds: list[Mention] = []
        for mention in row.topics.get("treat", ()):
            general = mention.entry.concept == "treat.general"
            if (mention.value or general) and not is_patient(self.document, mention):
                items.append(Tried(mention.value or GENERAL, sentence, mention.start, mention.end))
                kinds.append(mention)
        left = link_outcomes(text, items, outcomes)
        every = find_durations(text, sentence.start, sentence.end)
        lengths = drop_relief(text, sentence.start, items, outcomes, every) if every else every
        free = link_durations(text, items, outcomes, lengths, self.weeks)
        alone = all(kind.entry.attribute("needs") for kind in kinds)
        kept = [
            item for item, kind in zip(items, kinds, strict=True) if self._counts(row, item, kind, every, alone=alone)
        ]
        for item in kept:
            self.weeks = item.weeks or self.weeks
            item.evidence.append(self.ledger.quote(sentence, item.start, item.end))
        if row.place != "weak":
            self._look_back(row, kept, left)
            if not items:
                self._look_back_alone(row, left, [length.weeks for length in free if length.weeks != SAME])
        if kept:
            self.tried += kept
            self.passage = [*self.passage[-_REMEMBERED:], *kept] if self.age <= _STALE else kept
            self.age = 0

    def _look_back(self, row: Row, kept: list[Tried], left: list[Mention]) -> None:
        """Give what is said of all treatments so far ("none of it helped", "Response: none") to those."""
        sentence = row.sentence
        response = _RESPONSE.search(self.text, sentence.start, sentence.end)
        if response is not None:
            _give((*self.passage, *kept), _RESPONSE_VALUE.get(response["word"], "failed"))
        for outcome in left:
            if outcome.entry.attribute("reach") == "all" and self.age <= _PASSAGE:
                _give(self.passage, outcome.value)

    def _look_back_alone(self, row: Row, left: list[Mention], free: list[float]) -> None:
        """Give what a sentence that names no treatment says to the one named last."""
        sentence = row.sentence
        if not self.passage or self.age > self.reach or not _OTHER_TOPICS.isdisjoint(row.topics):
            return
        last = self.passage[-1]
        if sentence.end - sentence.start <= _SHORT:
            for outcome in left:
                if outcome.entry.attribute("reach") != "all" and (not last.outcomes or self.talk):
                    last.outcomes.append(outcome.value)
        told = self.talk or (self.reach > _TOPIC_REACH and _CARE_DATES.search(self.text, sentence.start, sentence.end))
        if free and told and last.weeks is None and not left:
            last.weeks = self.weeks = max(free)

    def _counts(self, row: Row, item: Tried, kind: Mention, lengths: list[Duration], *, alone: bool) -> bool:
        """Return whether the treatment was carried out; what came close goes to the ledger."""
        sentence = row.sentence
        needs = kind.entry.attribute("needs")
        bare = not item.outcomes and not item.weeks
        if (needs == "course" and not item.weeks) or (alone and (needs == "list" or (needs == "company" and bare))):
            return False
        if row.place == "weak" and not item.outcomes and not self._said_done(item):
            if sentence.kind == "plan":
                self.ledger.missed("conservative", sentence, item.start, item.end, "planned")
            return False
        if row.place == "list" and kind.entry.attribute("drug") and not item.outcomes:
            return False
        reason = reason_against(row, item, lengths)
        if reason is not None and item.modality != GENERAL:
            self.ledger.missed("conservative", sentence, item.start, item.end, reason)
        return reason is None

    def _said_done(self, item: Tried) -> bool:
        low = max(item.sentence.start, item.start - 60)
        return near("done_before").search(self.text, low, item.start) is not None


def _give(items: Iterable[Tried], outcome: str) -> None:
    """Give an outcome to the treatments that have none yet."""
    for item in items:
        if not item.outcomes:
            item.outcomes.append(outcome)
