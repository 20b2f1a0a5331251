"""Which mentions of studies count: done before the operation, and not merely ordered."""

import re
from itertools import pairwise

from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.findings import shows
from scribe_plugin.extraction.embedded.necessity.places import Row, asserted, near
from scribe_plugin.extraction.embedded.reading import Sentence

_SOON, _ADJACENT = 24, 6
_UNDONE = frozenset({"planned", "considered", "hypothetical", "someone_else"})
_NARRATIVE_OK = frozenset({"mri", "flexion_extension", "ct_myelogram"})
ON_STUDY = re.compile(r"\b(?:on|by|per|via)(?: [a-z]+){0,2} ?$")
_INTRAOPERATIVE = re.compile(
    r"\b(?:under fluoro\w*|intra-?op\w*|during this procedure|c-arm|o-arm|fluoroscop\w*|post-?op\w* (?:x|film|radio|ct|mri))"
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


def spans_of(sentence: Sentence, studies: list[Mention]) -> list[tuple[int, int]]:
    """Return where the words on each study begin and end; "plain films and MRI show" share theirs."""
    text = sentence.document.text.norm
    starts = [mention.end for mention in studies]
    ends = [mention.start for mention in studies[1:]] + [sentence.end]
    for number, (mention, after) in enumerate(pairwise(studies)):
        if after.start - mention.end <= _ADJACENT and not shows(text, mention.end, after.start):
            starts[number], ends[number] = after.end, ends[number + 1]
    return list(zip(starts, ends, strict=True))


def before_operation(row: Row, mention: Mention) -> bool:
    """Return whether a study named here was done before the operation."""
    if shown_in(row):
        return True
    text = row.sentence.document.text.norm
    films = mention.value != "flexion_extension" or _FILMS.search(text, mention.start, mention.end)
    return mention.value in _NARRATIVE_OK and bool(films)


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
