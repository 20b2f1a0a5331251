"""Whether a treatment that is named was carried out."""

import re

from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.durations import Duration
from scribe_plugin.extraction.embedded.necessity.places import Row, asserted, near
from scribe_plugin.extraction.embedded.necessity.tried import Tried
from scribe_plugin.extraction.embedded.reading import ReadDocument

_DONE = frozenset({"performed", "removed", "aborted"})
_AGAIN = re.compile(r"another|repeat|more|further|additional|a further|a repeat|one more")
_TRIED_AFTER = re.compile(
    r"[^.;,]{0,16}\b(?:was|were|has been|have been) (?:all )?(?:tried|used|completed|attempted|trialed|given|done)\b"
)
_ELLIPSIS = re.compile(r" (?:did|does|has|have) ?n[o']t\.?$| (?:did|does|has|have) not(?= either|[,.]|$)")
_UNDONE = "mentioned, but not carried out"
_NO_AFTER = re.compile(
    r" ?(?:\([^)]{0,30}\))? ?[:=-]* ?\[?(?:never|no\b(?! (?:help|relief|benefit|improve|response|change|good|effect|better))|none\b|n/a|not (?:tried|done|used|yet)|select\b|select\.|denied|declin|refus)"
)
_PATIENT_AFTER = re.compile(
    r"(?: (?:is an? |supine|prone|placed|tolerated|taken|brought|reports?|states?|denies|presents?|presented|wishes|understands|agrees|to sleep|extubated|identified|positioned|intubated|consented|seen|moved|moving|and (?:wife|husband|family)|was (?:taken|brought|placed|seen|positioned|turned)|has been (?:seen|told)|will|wants|asks|returns|awake|underwent|in (?:supine|prone|the (?:supine|prone))|who)|'s| s )"
)
_THERAPY_BEFORE = re.compile(
    r"(?:\b(?:failed|formal|of|wks|weeks|wk|mos?|months?|yrs?|years?|did|had|in|tried|through|outpt|outpatient|aquatic|and|despite|after|supervised|including|tx|no)|[,/+&:]) ?$"
)
_THERAPY_AFTER = re.compile(
    r" ?(?:x ?\d|[/,+&]|\d|for |and (?:nsaid|esi|inject|chiro|home|naprox|bracing)|at |twice|no help|no relief|failed|w/o|without|not help)"
)


def reason_against(row: Row, item: Tried, lengths: list[Duration]) -> str | None:
    """Return why a treatment does not count, or None when it was carried out."""
    sentence = row.sentence
    text = sentence.document.text.norm
    outcomes = row.topics.get("outcome", [])
    match = _NO_AFTER.match(text, item.end, sentence.end)
    if match and not any(outcome.start < match.end() and outcome.end > item.end for outcome in outcomes):
        return "negated"
    lead = _lead(item, outcomes)
    if lead is None and _undone_before(text, sentence.start, item):
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
    told = next((outcome.start for outcome in outcomes if outcome.start >= item.end), sentence.end)
    taken = [cue for cue in sentence.cues if cue.entry.phrase == "as needed" or cue.start > told]
    start = item.start if lead is None else lead.start
    assertion = asserted(sentence, start, item.end, [*outcomes, *lengths, *taken])
    if assertion in _DONE or (row.place == "weak" and assertion == "planned" and item.outcomes):
        return None
    return assertion


def _lead(item: Tried, outcomes: list[Mention]) -> Mention | None:
    """Return the outcome that stands before a treatment as its verb ("failed physical therapy")."""
    for outcome in reversed(outcomes):
        if (
            outcome.end <= item.start
            and outcome.value in item.outcomes
            and outcome.entry.attribute("reach") == "forward"
        ):
            return outcome
    return None


def _undone_before(text: str, start: int, item: Tried) -> bool:
    word = near("undone_before").search(text, max(start, item.start - 56), item.start)
    if word is None or "," in text[word.end() : item.start]:
        return False
    again = _AGAIN.match(word.group()) is not None
    return not (again and (item.outcomes or item.weeks or word.end() < item.start))


def is_patient(document: ReadDocument, mention: Mention) -> bool:
    """Return whether "pt" stands for the patient rather than for physical therapy."""
    text = document.text.norm
    if mention.end - mention.start != 2 or text[mention.start : mention.end] != "pt":
        return False
    if _PATIENT_AFTER.match(text, mention.end) or (document.kind == "transcript" and text.startswith(":", mention.end)):
        return True
    word, _, _ = document.text.quote(mention.start, mention.end)
    if word == "PT" and not document.text.raw.isupper():
        return False
    return not (
        _THERAPY_BEFORE.search(text, max(0, mention.start - 12), mention.start)
        or _THERAPY_AFTER.match(text, mention.end)
    )
