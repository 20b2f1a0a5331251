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
_DECLINED = re.compile(
    r"\b(?:declin\w+|refus\w+|never (?:had|tried|did)|no|without|deferr\w+|(?:did not|didn't|would not|does not) (?:want|have|try)|not tried) (?:any |an? |the |further |offered )*$"
)
_OWN_OBJECT = re.compile(
    r"(?<=[a-z ])(?: ?(?:had|have|received|tried|got|taken|any|an?|the|to have) )*(?!(?:at|in|by|for|due|because|since|as|yet|and|or|on|with|so)\b)[a-z]{3,}"
)
_UNDONE = "mentioned, but not carried out"
_NO_AFTER = re.compile(
    r" ?[:=] ?\[?[_\x1f]+[_\x1f ]*(?:$|[\]\n;,.])| ?(?:\([^)]{0,30}\))? ?[:=-]* ?\[?(?:never|no\b(?! (?:help|relief|benefit|improve|response|change|good|effect|better))|none\b|n/a|not (?:tried|done|used|yet)|select\b|select\.|denied|declin|refus)"
)
_PATIENT_AFTER = re.compile(
    r"(?:'s\b| s |(?: ?: ?| )\d{2} ?-?(?:m\b|f\b|yo\b|y/o|year|yr)"
    r"| (?:is an? |is (?:here|doing|a|on|in|currently)\b|supine|prone|placed|tolerated|taken|brought|reports?|states?|denies|notes|complains|c/o|feels|rates|presents?|presented|wishes|understands|agrees|to sleep"
    r"|extubated|identified|positioned|intubated|consented|seen|moved|moving|and (?:wife|husband|family|spouse)|will|wants|asks|returns|awake|underwent|in (?:supine|prone|the (?:supine|prone))|who|tried|takes|took|uses|wears|works|smokes|lives|walks|ambulates"
    r"|continues|got|gets|went|doing|did (?:well|not (?:have|want|tolerate the))|elects?|elected|requests?|refuse[sd]?|declines|moves|stable|with (?:a |an |hx|history|chronic|severe|back|low|lbp)"
    r"|was (?:taken|brought|placed|seen|positioned|turned|intubated|given|told|a|in)\b|(?:has|had) (?:an? |back|pain|been (?:seen|told|having|followed|taking|on)|had|tried|undergone|done well|completed|never|severe|chronic|low|significant|not (?:had|tried))))"
)
_PATIENT_BEFORE = re.compile(
    r"\b(?:the|this|d/w|(?:discussed|reviewed|spoke|talked|explained|options|plan) (?:[a-z]+ ){0,3}(?:with|w/|to)|told|informed|asked|counsell?ed|examined|saw|met|consented) $"
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
    told = next((outcome.start for outcome in outcomes if outcome.start >= item.end), sentence.end)
    taken = [cue for cue in sentence.cues if cue.entry.phrase == "as needed" or cue.start > told]
    start = item.start if lead is None else lead.start
    assertion = asserted(sentence, start, item.end, [*outcomes, *lengths, *taken])
    done = assertion in _DONE
    if lead is not None and _DECLINED.search(text, lead.end, item.start):
        item.outcomes.clear()
        return _UNDONE
    if _undone_before(text, sentence.start if lead is None else lead.end, item):
        return _UNDONE if done else assertion
    if _TRIED_AFTER.match(text, item.end, sentence.end):
        return None
    if not item.outcomes and _undone_after(text, sentence.end, item):
        return _UNDONE if done else assertion
    if _ELLIPSIS.match(text, item.end, sentence.end):
        item.outcomes.append("failed")
        return None
    if done or (row.place == "weak" and assertion == "planned" and item.outcomes):
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


def _undone_after(text: str, end: int, item: Tried) -> bool:
    word = near("undone_after").search(text, item.end, min(end, item.end + 60))
    if word is None or "," in text[item.end : word.start() - 2]:
        return False
    # After a comma "never had injections" is about what follows, "never helped" about what stood before.
    return "," not in text[item.end : word.start()] or _OWN_OBJECT.match(text, word.end(), end) is None


def is_patient(document: ReadDocument, mention: Mention) -> bool:
    """Return whether "pt" stands for the patient rather than for physical therapy."""
    text = document.text.norm
    if mention.end - mention.start != 2 or text[mention.start : mention.end] != "pt":
        return False
    if document.kind == "transcript" and text.startswith(":", mention.end):
        return True
    return bool(
        _PATIENT_AFTER.match(text, mention.end)
        or _PATIENT_BEFORE.search(text, max(0, mention.start - 40), mention.start)
    )
