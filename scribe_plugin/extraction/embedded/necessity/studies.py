"""Which mentions of studies count: done before the operation, and not merely ordered."""

import re
from itertools import pairwise

from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.findings import shows
from scribe_plugin.extraction.embedded.necessity.places import Row, asserted, near
from scribe_plugin.extraction.embedded.reading import Sentence

_SOON, _ADJACENT = 24, 6
_WEAK = frozenset({"fn.hard", "fn.activity", "fn.not"})
_UNDONE = frozenset({"planned", "considered", "hypothetical", "someone_else"})
_NARRATIVE_OK = frozenset({"mri", "flexion_extension", "ct_myelogram", "discogram"})
ON_STUDY = re.compile(r"\b(?:on|by|per|via)(?: [a-z]+){0,2} ?$")
_INTRAOPERATIVE = re.compile(
    r"\b(?:under fluoro\w*|intra-?op\w*|during this procedure|in the (?:operating (?:room|theat\w+)|or)\b|on the (?:operating )?table|c-arm|o-arm|fluoroscop\w*|post-?op\w* (?:x|film|radio|ct|mri))"
)
_MOVES = re.compile(
    r"\d ?mm\b|millimet|translat|instab|slip|listhesis|\bmotion|stable|\bmoves?\b|no movement|opens?\b|negative"
)
_OTHER_PART = re.compile(
    r"(?: scan| films?| study|s)? of (?:the |his |her )?(?:left |right |both )?(?:shoulders?|hips?|knees?|brain|head|abdomen|chest|ankle|wrist|hand|foot)\b"
)
_FILMS = re.compile(r"film|radiograph|view|x-?ray|\bxr")


def studies_of(row: Row) -> list[Mention]:
    """Return the studies that a sentence tells of, without those of the operation itself."""
    sentence = row.sentence
    text = sentence.document.text.norm
    real = _without_twins(text, [mention for mention in row.topics["study"] if mention.value])
    if not real or _INTRAOPERATIVE.search(text, sentence.start, sentence.end):
        return []
    return real


def spans_of(row: Row, studies: list[Mention]) -> list[tuple[int, int]]:
    """Return where the words on each study begin and end; "plain films and MRI show" share theirs."""
    sentence = row.sentence
    text = sentence.document.text.norm
    starts = [mention.end for mention in studies]
    ends = [mention.start for mention in studies[1:]] + [_other_topic(row, studies[-1].end)]
    for number, (mention, after) in enumerate(pairwise(studies)):
        if after.start - mention.end <= _ADJACENT and not shows(text, mention.end, after.start):
            starts[number], ends[number] = after.end, ends[number + 1]
    return list(zip(starts, ends, strict=True))


def _other_topic(row: Row, low: int) -> int:
    """Return where the sentence goes over to treatment, function or tobacco after ``low``, or its end."""
    starts = [
        mention.start
        for topic in ("treat", "tobacco", "instrument", "limit")
        for mention in row.topics.get(topic, ())
        if mention.start > low and mention.entry.concept not in _WEAK and not mention.entry.attribute("needs")
    ]
    if not starts:
        return row.sentence.end
    text = row.sentence.document.text.norm
    first = min(starts)
    joint = max(text.rfind(", ", low, first), text.rfind(" and ", low, first))
    return joint if joint >= 0 else first


def before_operation(row: Row, mention: Mention) -> bool:
    """Return whether a study named here was done before the operation."""
    if shown_in(row):
        return _is_film(row.sentence, mention)
    text = row.sentence.document.text.norm
    films = mention.value != "flexion_extension" or _FILMS.search(text, mention.start, mention.end) is not None
    return (mention.value in _NARRATIVE_OK or row.sentence.kind == "title") and films


def _is_film(sentence: Sentence, mention: Mention) -> bool:
    """Return whether "flexion and extension" are films rather than an examination."""
    text = sentence.document.text.norm
    if mention.value != "flexion_extension" or _FILMS.search(text, mention.start, mention.end):
        return True
    near_by = text[max(sentence.start, mention.start - 80) : min(sentence.end, mention.end + 80)]
    return sentence.kind == "imaging" or _MOVES.search(near_by) is not None


def shown_in(row: Row) -> bool:
    """Return whether studies named here were done before the operation."""
    kind = row.sentence.kind
    return (
        row.place == "open"
        or kind in ("imaging", "exam", "history")
        or (kind == "findings" and row.sentence.document.kind in ("clinic_note", "history_physical"))
    )


def is_undone(ledger: Ledger, sentence: Sentence, mention: Mention, before: str, high: int) -> bool:
    """Return whether a study is only ordered, awaited or denied; the ledger keeps it as near."""
    text = sentence.document.text.norm
    ahead = text[mention.end : min(high, mention.end + 46)]
    if _OTHER_PART.match(text, mention.end) or before.endswith(
        ("hip ", "knee ", "shoulder ", "brain ", "chest ", "head ")
    ):
        return True
    undone = near("study_before").search(before)
    later = near("study_after").search(ahead)
    assertion: str = "performed"
    if (undone and undone.end() >= len(before) - 6) or (
        later and later.start() <= _SOON and not shows(ahead, 0, later.start())
    ):
        assertion = "planned"
    elif not ON_STUDY.search(before):
        assertion = asserted(sentence, mention.start, mention.end)
    if assertion not in _UNDONE and not (assertion == "negated" and not shows(ahead)):
        return False
    ledger.missed("imaging", sentence, mention.start, mention.end, assertion)
    return True


def _without_twins(text: str, mentions: list[Mention]) -> list[Mention]:
    """Drop the general name beside the special one ("imaging: MRI", "x-ray flexion-extension")."""
    kept: list[Mention] = []
    for mention in mentions:
        if kept and mention.start < kept[-1].end:
            continue
        if kept and kept[-1].value == "other" and not shows(text, kept[-1].end, mention.start):
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
