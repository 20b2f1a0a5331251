"""Non-operative treatments that were tried: which, how long, and how they worked."""

import re
from typing import cast, get_args

from scribe_plugin.contract import ConservativeTreatment, Evidence
from scribe_plugin.contract.necessity import Modality, Outcome
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.durations import SAME, Duration, find_durations
from scribe_plugin.extraction.embedded.necessity.linking import (
    GENERAL,
    Tried,
    drop_relief,
    link_durations,
    link_outcomes,
)
from scribe_plugin.extraction.embedded.necessity.places import Place, Row, Told, asserted, near
from scribe_plugin.extraction.embedded.reading import Sentence

MODALITIES: tuple[Modality, ...] = get_args(Modality)
_DONE = frozenset({"performed", "removed", "aborted"})
_EXTENSIVE = re.compile(
    r"\b(?:extensive|prolonged|exhaustive|maximal|multiple|long course|full course|lengthy|appropriate|adequate|completed|tried|underwent|trial of|after)\b"
)
_AGAIN = re.compile(r"another|repeat|more|further|additional|a further|a repeat|one more")
_TRIED_AFTER = re.compile(
    r"[^.;,]{0,16}\b(?:was|were|has been|have been) (?:all )?(?:tried|used|completed|attempted|trialed|given|done)\b"
)
_ELLIPSIS = re.compile(r" (?:did|does|has|have) ?n[o']t\.?$| (?:did|does|has|have) not(?= either|[,.]|$)")
_UNDONE = "mentioned, but not carried out"
_NO_AFTER = re.compile(
    r" ?(?:\([^)]{0,30}\))? ?[:=-]* ?\[?(?:never|no\b(?! (?:help|relief|benefit|improve|response|change|good|effect|better))|none\b|n/a|not (?:tried|done|used|yet)|select\b|select\.|denied|declin|refus)"
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
_PATIENT_AFTER = re.compile(
    r"(?: (?:is an? |supine|prone|placed|tolerated|taken|brought|reports?|states?|denies|presents?|presented|wishes|understands|agrees|to sleep|extubated|identified|positioned|intubated|consented|seen|moved|moving|and (?:wife|husband|family)|was (?:taken|brought|placed|seen|positioned|turned)|has been (?:seen|told)|will|wants|asks|returns|awake|underwent|in (?:supine|prone|the (?:supine|prone))|who)|'s| s )"
)
_THERAPY_BEFORE = re.compile(
    r"(?:\b(?:failed|formal|of|wks|weeks|wk|mos?|months?|yrs?|years?|did|had|in|tried|through|outpt|outpatient|aquatic|and|despite|after|supervised|including|tx|no)|[,/+&:]) ?$"
)
_THERAPY_AFTER = re.compile(
    r" ?(?:x ?\d|[/,+&]|\d|for |and (?:nsaid|esi|inject|chiro|home|naprox|bracing)|at |twice|no help|no relief|failed|w/o|without|not help)"
)
_THERAPY_NOTE = re.compile(
    r"\b(?:visits attended|visits completed|episode of care|discharge summary|discharge note|dates of (?:service|treatment)|total visits|visits to date|attended \d)"
)
_CARE_DATES = re.compile(r"\b(?:episode|care|seen|attended|treated|treatment|dates|visits)\b")
_WORTHLESS = 40
_TOPIC_REACH, _NOTE_REACH, _PASSAGE = 2, 12, 8


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
        outcome=cast(Outcome, outcome),
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
        self.capitals: bool | None = None
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
        text = self.text
        sentence, place = row.sentence, row.place
        treats, outcomes = row.topics.get("treat", []), row.topics.get("outcome", [])
        items = [
            Tried(mention.value or GENERAL, sentence, mention.start, mention.end)
            for mention in treats
            if (mention.value or mention.entry.concept == "treat.general") and not self._is_patient(mention)
        ]
        left = link_outcomes(text, items, outcomes)
        response = _RESPONSE.search(text, sentence.start, sentence.end)
        every = find_durations(text, sentence.start, sentence.end)
        lengths = drop_relief(text, sentence.start, items, outcomes, every) if every else every
        free = link_durations(text, items, outcomes, lengths, self.weeks)
        by_start = {mention.start: mention for mention in treats}
        kept = [
            item for item in items if self._counts(item, by_start[item.start], sentence, place, items, outcomes, every)
        ]
        for item in kept:
            if item.weeks:
                self.weeks = item.weeks
            item.evidence.append(self.ledger.quote(sentence, item.start, item.end))
        if place != "weak":
            self._look_back(
                sentence, kept, items, left, response, [length.weeks for length in free if length.weeks != SAME]
            )
        if kept:
            self.tried += kept
            self.passage = [*self.passage[-12:], *kept] if self.age <= _WORTHLESS else kept
            self.age = 0

    def _look_back(
        self,
        sentence: Sentence,
        kept: list[Tried],
        items: list[Tried],
        left: list[Mention],
        response: "re.Match[str] | None",
        free: list[float],
    ) -> None:
        """Give what the sentence says of earlier treatments to those."""
        if response is not None and (self.passage or kept):
            value = _RESPONSE_VALUE.get(response["word"], "failed")
            for item in (*self.passage, *kept):
                if not item.outcomes:
                    item.outcomes.append(value)
        for outcome in left:
            if outcome.entry.attribute("reach") == "all":
                for item in self.passage if self.age <= _PASSAGE else ():
                    if not item.outcomes:
                        item.outcomes.append(outcome.value)
            elif not items and self.passage and self.age <= self.reach and sentence.end - sentence.start <= 110:
                last = self.passage[-1]
                if not sentence.has("dx", "study", "fn.cannot") and (not last.outcomes or self.talk):
                    last.outcomes.append(outcome.value)
        if free and not items and self.passage and (self.talk or self.reach > _TOPIC_REACH) and self.age <= self.reach:
            last = self.passage[-1]
            told = self.talk or _CARE_DATES.search(self.text, sentence.start, sentence.end)
            if last.weeks is None and told and not sentence.has("study", "fn.cannot", "dx") and not left:
                last.weeks = self.weeks = max(free)

    def _counts(
        self,
        item: Tried,
        mention: Mention,
        sentence: Sentence,
        place: Place,
        items: list[Tried],
        outcomes: list[Mention],
        lengths: list[Duration],
    ) -> bool:
        """Return whether the treatment was carried out; what came close goes to the ledger."""
        needs = mention.entry.attribute("needs")
        if (needs == "company" and len(items) == 1 and not item.outcomes and not item.weeks) or (
            needs == "course" and not item.weeks
        ):
            return False
        if (
            place == "weak"
            and not item.outcomes
            and not near("done_before").search(self.text, max(sentence.start, item.start - 60), item.start)
        ):
            if sentence.kind == "plan":
                self.ledger.missed("conservative", sentence, item.start, item.end, "planned")
            return False
        if place == "list" and mention.entry.attribute("drug") and not item.outcomes:
            return False
        reason = self._reason(item, sentence, place, outcomes, lengths)
        if reason is not None and item.modality != GENERAL:
            self.ledger.missed("conservative", sentence, item.start, item.end, reason)
        return reason is None

    def _reason(
        self, item: Tried, sentence: Sentence, place: Place, outcomes: list[Mention], lengths: list[Duration]
    ) -> str | None:
        """Return why a treatment does not count, or None when it does."""
        text = self.text
        lead = [
            outcome
            for outcome in outcomes
            if outcome.end <= item.start
            and outcome.value in item.outcomes
            and outcome.entry.attribute("reach") == "forward"
        ]
        match = _NO_AFTER.match(text, item.end, sentence.end)
        if match and not any(outcome.start < match.end() and outcome.end > item.end for outcome in outcomes):
            return "negated"
        if not lead:
            word = near("undone_before").search(text, max(sentence.start, item.start - 56), item.start)
            if (
                word
                and "," not in text[word.end() : item.start]
                and not (_AGAIN.match(word.group()) and (item.outcomes or item.weeks or word.end() < item.start))
            ):
                return _UNDONE
        if _TRIED_AFTER.match(text, item.end, sentence.end):
            return None
        if not item.outcomes:
            word = near("undone_after").search(text, item.end, min(sentence.end, item.end + 60))
            if word and "," not in text[item.end : word.start() - 2]:
                return _UNDONE
        if _ELLIPSIS.match(text, item.end, sentence.end):
            item.outcomes.append("failed")
            return None
        start = lead[-1].start if lead else item.start
        told = next((outcome.start for outcome in outcomes if outcome.start >= item.end), sentence.end)
        taken = [cue for cue in sentence.cues if cue.entry.phrase == "as needed" or cue.start > told]
        assertion = asserted(sentence, start, item.end, [*outcomes, *lengths, *taken])
        if assertion in _DONE or (place == "weak" and assertion == "planned" and item.outcomes):
            return None
        return assertion

    def _is_patient(self, mention: Mention) -> bool:
        """Return whether "pt" stands for the patient rather than for physical therapy."""
        text = self.text
        if mention.end - mention.start != 2 or text[mention.start : mention.end] != "pt":
            return False
        if _PATIENT_AFTER.match(text, mention.end) or (self.talk and text.startswith(":", mention.end)):
            return True
        word, _, _ = self.document.text.quote(mention.start, mention.end)
        if word == "PT":
            if self.capitals is None:
                self.capitals = self.document.text.raw.isupper()
            if not self.capitals:
                return False
        return not (
            _THERAPY_BEFORE.search(text, max(0, mention.start - 12), mention.start)
            or _THERAPY_AFTER.match(text, mention.end)
        )
