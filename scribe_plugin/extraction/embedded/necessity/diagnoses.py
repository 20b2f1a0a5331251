"""Diagnoses that the surgeon gives, each with the interspaces it is said of."""

import re
from typing import cast, get_args

from scribe_plugin.contract import Diagnosis, Evidence, Interspace
from scribe_plugin.contract.necessity import Condition
from scribe_plugin.extraction.embedded.interspaces import in_order
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.attaching import Said, attach
from scribe_plugin.extraction.embedded.necessity.places import Row, Told, asserted, near
from scribe_plugin.extraction.embedded.reading import Sentence

CONDITIONS: tuple[Condition, ...] = get_args(Condition)
_DONE = frozenset({"performed", "removed", "aborted", "planned"})
_FOLLOWS_SURGERY = frozenset(
    {"pseudarthrosis", "adjacent_segment_disease", "postlaminectomy_syndrome", "recurrent_disc_herniation"}
)
"""Conditions whose own history is a "prior fusion"."""
_LISTED_ONLY = frozenset({"low_back_pain", "other"})
_ASSESSMENT = re.compile(r"[-* ]*(?:a|imp|impression|assessment|dx|diagnos[ei]s)(?: ?\d)? ?[:.] ?")
_ANYWHERE = re.compile(
    r"\b(?:dx|diagnos[ei]s|problem)\b(?: is| are| was| of|:)? ?(?:[a-z0-9,'-]+ ){0,5}$|\b(?:fusion|alif|surgery|arthrodesis|decompression|operation) (?:today |yesterday |this morning |on [\w/ ]{3,14} )?(?:was |is )?for (?:[a-z0-9-]+ ){0,4}$"
)
_OPERATED_FOR = re.compile(
    r"\b(?:fusion|laminectomy|discectomy|surgery|decompression|operation|microdiscectomy|plif|tlif|alif)\b[^,.;]{0,40} for [^,.;]{0,40}$"
)
_DOUBT = re.compile(r"rule|r/o|r o|possib|question|suspect|concern|evaluat|risk|to prevent|prevent")
_DATED = re.compile(r"[^,;.]{0,30}\bin (?:19|20)\d\d\b")
_RISKS = re.compile(
    r"\b(?:dvt|retrograde|ejac\w*|infection|bleeding|paralysis|risks?|death|injury|r/b/a|footdrop|foot drop|blindness)\b"
)
_GIVEN = re.compile(
    r"\b(?:diagnos(?:is|es|ed)|dx|assessment|impression)\b[^.;]{0,40}$|\b(?:surgery|operation|fusion|alif|indicated|indication|operated|here) (?:is |was )?for (?:[a-z0-9-]+ ){0,5}$|\bsay (?:[a-z]+ ){0,2}$"
)
_RECURRENT = re.compile(r"\b(?:recurr\w+|re-?|third|second recurrence)\b[^.;,]{0,34}$")
_AGAIN = re.compile(r"(?: (?:at )?l\d[^ ,;.]*)?(?:,| \(|,? left,|,? right,) ?recurrent\b")
_BOTH = re.compile(r"\b(?P<other>foraminal|central|canal|lateral recess|spinal)(?: and | & |/| or |, )(?:[a-z]+ )?$")

_TOLD = re.compile(
    r"\b(?:was|were|is|are|had|has|been|removed|noted|seen|found|identified|confirmed|decompressed|then)\b"
)
_INDICATED = re.compile(r"\b(?:the|as|was|were) (?:the )?(?:stated |main |sole |chief )?(?:indications?|reason)\b")


def read_diagnoses(told: list[Told], ledger: Ledger) -> list[Diagnosis]:
    """Return one entry per condition, interspaces merged; the documents of others count where no surgeon's gives any."""
    spaces: dict[str, set[Interspace]] = {}
    quotes: dict[str, list[Evidence]] = {}
    for tier in (0, 1, 2):
        for one in told:
            if (one.document.kind in ("therapy_note", "imaging_report")) != (tier == 2):
                continue
            for row in one.rows:
                mentions = row.topics.get("dx")
                if mentions and _listed(row, mentions, listed=tier == 0):
                    if tier == 1 and _listed(row, mentions, listed=True):
                        continue
                    _read(row, mentions, tier, ledger, spaces, quotes)
        if spaces and tier:
            break
    _drop_plain_herniation(spaces)
    return [
        Diagnosis(condition=condition, interspaces=in_order(spaces[condition]), evidence=quotes[condition][:3])
        for condition in CONDITIONS
        if condition in spaces
    ]


def _listed(row: Row, mentions: list[Mention], *, listed: bool) -> bool:
    """Return whether the sentence stands where diagnoses are given; openly told history is the second choice."""
    sentence = row.sentence
    if sentence.kind == "diagnosis":
        return True
    text = sentence.document.text.norm
    if sentence.kind != "consent" and _ANYWHERE.search(text, sentence.start, mentions[0].start):
        return True
    if sentence.kind == "plan":
        return sentence.heading.startswith(("a", "impression")) or _ASSESSMENT.match(text, sentence.start) is not None
    if row.place == "weak" and not listed and sentence.kind in ("narrative", "admin"):
        alone = mentions[0].start - sentence.start <= 1 and not _TOLD.search(text, sentence.start, sentence.end)
        return alone or _INDICATED.search(text, mentions[-1].end, sentence.end) is not None
    if row.place != "open" or sentence.kind in ("imaging", "history"):
        return False
    return not listed or bool(
        _ASSESSMENT.match(text, sentence.start) or _GIVEN.search(text, sentence.start, mentions[0].start)
    )


def _read(
    row: Row,
    mentions: list[Mention],
    tier: int,
    ledger: Ledger,
    spaces: dict[str, set[Interspace]],
    quotes: dict[str, list[Evidence]],
) -> None:
    sentence = row.sentence
    text = sentence.document.text.norm
    study = min(
        (study.start for study in row.topics.get("study", ()) if study.value or study.entry.phrase[0] == "e"),
        default=len(text),
    )
    said = [
        Said(_condition(sentence, mention), mention, _counts(sentence, mention, tier, study, ledger))
        for mention in mentions
    ]
    attach(sentence, said)
    for item in said:
        if not item.counts:
            continue
        names = [item.condition]
        if item.condition == "adjacent_segment_disease" and "stenosis" in text[item.mention.start : item.mention.end]:
            names.append("spinal_stenosis")
        twin = (
            _BOTH.search(text, max(sentence.start, item.mention.start - 24), item.mention.start)
            if "stenosis" in item.condition
            else None
        )
        if twin:
            names.append("foraminal_stenosis" if twin["other"] == "foraminal" else "spinal_stenosis")
        low = min([item.mention.start, *(level.start for level in item.levels)])
        high = max([item.mention.end, *(level.end for level in item.levels)])
        evidence = ledger.quote(sentence, low, high)
        for name in names:
            spaces.setdefault(name, set()).update(item.interspaces)
            known = quotes.setdefault(name, [])
            if evidence not in known:
                known.append(evidence)


def _condition(sentence: Sentence, mention: Mention) -> str:
    text = sentence.document.text.norm
    if mention.value == "disc_herniation" and (
        _RECURRENT.search(text, max(sentence.start, mention.start - 48), mention.start)
        or _AGAIN.match(text, mention.end, sentence.end)
    ):
        return "recurrent_disc_herniation"
    return mention.value


def _counts(sentence: Sentence, mention: Mention, tier: int, study: int, ledger: Ledger) -> bool:
    """Return whether a condition is given as the patient's present one."""
    text = sentence.document.text.norm
    if mention.start > study or (
        mention.value in _LISTED_ONLY
        and (tier == 1 or sentence.kind != "diagnosis" or sentence.end - sentence.start > 160)
    ):
        return False
    if tier and (_RISKS.search(text, sentence.start, sentence.end) or _DATED.match(text, mention.end, sentence.end)):
        return False
    if mention.value not in _FOLLOWS_SURGERY:
        before = near("dx_before").search(text, max(sentence.start, mention.start - 50), mention.start)
        if (
            before
            and mention.start - before.end() <= 24
            and not re.search(r"[,;:]| and ", text[before.end() : mention.start])
        ):
            reason = "considered" if _DOUBT.match(before.group()) else "historical"
            ledger.missed("diagnosis", sentence, mention.start, mention.end, reason)
            return False
        if tier and _OPERATED_FOR.search(text, max(sentence.start, mention.start - 90), mention.start):
            return False
    assertion = asserted(sentence, mention.start, mention.end)
    if assertion in _DONE:
        return True
    if assertion in ("negated", "considered", "someone_else"):
        ledger.missed("diagnosis", sentence, mention.start, mention.end, assertion)
    return False


def _drop_plain_herniation(spaces: dict[str, set[Interspace]]) -> None:
    """A recurrent herniation is not listed a second time as a plain one."""
    recurrent = spaces.get("recurrent_disc_herniation")
    if recurrent is not None and spaces.get("disc_herniation", {"?"}) <= cast("set[str]", recurrent):
        del spaces["disc_herniation"]
