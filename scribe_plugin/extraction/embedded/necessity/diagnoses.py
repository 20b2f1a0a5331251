"""Diagnoses that the surgeon gives, each with the interspaces it is said of."""

import re
from dataclasses import dataclass, field
from typing import cast, get_args

from scribe_plugin.contract import Diagnosis, Evidence, Interspace
from scribe_plugin.contract.necessity import Condition
from scribe_plugin.extraction.embedded.interspaces import Level, in_order
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.places import Row, Told, asserted, near
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.text import BLANK, TICK

CONDITIONS: tuple[Condition, ...] = get_args(Condition)
_DONE = frozenset({"performed", "removed", "aborted", "planned"})
_FOLLOWS_SURGERY = frozenset(
    {"pseudarthrosis", "adjacent_segment_disease", "postlaminectomy_syndrome", "recurrent_disc_herniation"}
)
"""Conditions whose own history is a "prior fusion"."""
_OF_BONE = frozenset({"deformity", "fracture"})
"""Conditions whose "T12 to L2" are vertebrae and not interspaces."""
_OF_VERTEBRA = frozenset({"fracture", "spondylolysis", "tumor"})
_NOT_IN_COMMON = frozenset(
    {"radiculopathy", "deformity", "low_back_pain", "other", "fracture", "postlaminectomy_syndrome"}
)
_LISTED_ONLY = frozenset({"low_back_pain", "other"})
_ASSESSMENT = re.compile(r"[-* ]*(?:a|imp|impression|assessment|dx|diagnos[ei]s)(?: ?\d)? ?[:.] ?")
_ANYWHERE = re.compile(
    r"\b(?:dx|diagnos[ei]s|problem)\b(?: is| are| was| of|:)? ?(?:[a-z0-9,'-]+ ){0,5}$|\b(?:fusion|alif|surgery|arthrodesis|decompression) for (?:[a-z0-9-]+ ){0,4}$"
)
_OPERATED_FOR = re.compile(
    r"\b(?:fusion|laminectomy|discectomy|surgery|decompression|operation|microdiscectomy|plif|tlif|alif)\b[^,.;]{0,40} for [^,.;]{0,40}$"
)
_DATED = re.compile(r"[^,;.]{0,30}\bin (?:19|20)\d\d\b")
_RISKS = re.compile(
    r"\b(?:dvt|retrograde|ejac\w*|infection|bleeding|paralysis|risks?|death|injury|r/b/a|footdrop|foot drop|blindness)\b"
)
_GIVEN = re.compile(
    r"\b(?:diagnos(?:is|es|ed)|dx|assessment|impression)\b[^.;]{0,40}$|\b(?:surgery|operation|fusion|alif|indicated|indication|operated|here) (?:is |was )?for (?:[a-z0-9-]+ ){0,5}$|\bsay (?:[a-z]+ ){0,2}$"
)
_RECURRENT = re.compile(r"\b(?:recurr\w+|re-?|third|second recurrence)\b[^.;,]{0,34}$")
_AGAIN = re.compile(r",? \(?recurrent\b")
_BOTH = re.compile(r"\b(?P<other>foraminal|central|canal|lateral recess|spinal)(?: and | & |/| or |, )(?:[a-z]+ )?$")
_PROCEDURE = re.compile(
    r" (?:(?!after|status|with|and|above|from|for|following|w/|s/p)[a-z/-]+ )?(?:fusion|alif|tlif|plif|psf|plf|olif|xlif|laminectom|laminotom|discectom|microdis|decompress|fused|arthrodesis|instrument|surgery|lami\b|construct)"
)
_PREMODIFIER_STOP = re.compile(
    rf"[,;:.()\[\]{BLANK}{TICK}]|\b(?:with|and|due|from|above|below|secondary|at|of|after|status|w|without|plus|causing|to|is|was|has|on)\b"
)
_CLOSE_AFTER = re.compile(r" ?(?:(?:at|of|level|levels|[-:]|involving|the) *)*")
_LEVEL_GAP = re.compile(r"[ ,/&+-]*(?:and|or)?[ ,]*(?:at |the )?")
_SHARE_NEXT = re.compile(
    r"(?:,? ?(?:and|with|w/|/|&|\+|plus) ?(?:[a-z0-9-]+ ){0,4})|(?: (?:from|due to|secondary to|caused by) (?:[a-z0-9-]+ ?){0,6})"
)
_OTHER_THING = re.compile(r" (?:dis[ck]|root|nerve)")
_NEW_NOUN = re.compile(r",? and (?:an?|the|his|her) ")
_WITH = re.compile(r"\b(?:with|and)\b")
_COMMA_ONLY = re.compile(r", ?(?:at |from )?")
_CAUSED = re.compile(r" (?:from|due to|secondary to|caused by) ")
_BESIDE = re.compile(r" (?:[a-z]+ )?")
_JOINS = re.compile(r"\b(?:with|and|from|causing|due|secondary|plus|w)\b|[/+&]")
_PARTS = re.compile(r"[;.\n]|\b\d\)|\(\d\)")
_COMMA_ALONE = re.compile(r",(?! ?(?:and )?(?:with\b|w/))[^,]*$")


@dataclass(slots=True)
class _Said:
    """One mention of a condition with the levels that belong to it."""

    condition: str
    mention: Mention
    counts: bool
    levels: list[Level] = field(default_factory=list)
    behind: bool = False
    inherited: tuple[Interspace, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it names no place of its own."""
        return not self.interspaces and not (self.levels and self.condition in _OF_VERTEBRA)

    @property
    def interspaces(self) -> tuple[Interspace, ...]:
        """The interspaces it is said of."""
        own = tuple(item for level in self.levels for item in level.interspaces)
        return own or self.inherited


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
    if row.place != "open" or sentence.kind == "imaging":
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
        _Said(_condition(sentence, mention), mention, _counts(sentence, mention, tier, study, ledger))
        for mention in mentions
    ]
    _attach(sentence, said)
    _share(text, said)
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
            return False
        if tier and _OPERATED_FOR.search(text, max(sentence.start, mention.start - 90), mention.start):
            return False
    assertion = asserted(sentence, mention.start, mention.end)
    if assertion in _DONE:
        return True
    if assertion in ("negated", "considered", "someone_else"):
        ledger.missed("diagnosis", sentence, mention.start, mention.end, assertion)
    return False


def _attach(sentence: Sentence, said: list[_Said]) -> None:
    """Give each run of levels to the condition before or after it."""
    text = sentence.document.text.norm
    runs: list[list[Level]] = []
    for level in sentence.levels:
        if level.region != "lumbar":
            continue
        if runs and _LEVEL_GAP.fullmatch(text, runs[-1][-1].end, level.start):
            runs[-1].append(level)
        else:
            runs.append([level])
    for run in runs:
        start, end = run[0].start, run[-1].end
        around = next((item for item in said if item.mention.start < end and start < item.mention.end), None)
        if around is not None:
            around.levels += run
            continue
        floor = max([sentence.start, start - 40, *(item.mention.end for item in said if item.mention.end <= start)])
        before = near("level_before").search(text, floor, start)
        if (before and not re.search(r"[,;]", text[before.end() : start])) or _PROCEDURE.match(text, end, sentence.end):
            continue
        previous = next((item for item in reversed(said) if item.mention.end <= start), None)
        after = next((item for item in said if item.mention.start >= end), None)
        close = previous is not None and _CLOSE_AFTER.fullmatch(text, previous.mention.end, start) is not None
        if (
            after is not None
            and close
            and previous is not None
            and len(run) > 1
            and text[run[-2].end : run[-1].start] == ", "
            and _before(text, end, after)
        ):
            previous.levels += run[:-1]
            previous.behind = True
            after.levels.append(run[-1])
            continue
        if after is not None and not close:
            if _before(text, end, after):
                after.levels += run
                continue
        if (
            previous is not None
            and start - previous.mention.end <= 70
            and not _PARTS.search(text, previous.mention.end, start)
        ):
            if not close and (
                _NEW_NOUN.search(text, previous.mention.end, start)
                or (_OTHER_THING.match(text, end) and _WITH.search(text, previous.mention.end, start))
            ):
                continue
            previous.levels += run
            previous.behind = True
    for item in said:
        if item.condition in _OF_BONE:
            item.levels = [
                level
                for level in item.levels
                if level.kind != "range" or _COMMA_ONLY.fullmatch(text, item.mention.end, level.start)
            ]


def _before(text: str, end: int, after: _Said) -> bool:
    """Return whether levels that end at ``end`` stand before a condition as its own ("L5-S1 foraminal stenosis")."""
    gap = text[end : after.mention.start]
    return len(gap) <= 48 and not _PREMODIFIER_STOP.search(gap)


def _share(text: str, said: list[_Said]) -> None:
    """Let conditions joined to one another share the interspaces that one of them names."""
    for item, after in zip(reversed(said[:-1]), reversed(said[1:]), strict=True):
        gap = text[item.mention.end : after.mention.start]
        from_it = _CAUSED.match(gap) is not None
        if item.condition == "deformity" and " and " not in gap:
            continue
        if (
            item.open
            and after.interspaces
            and (_BESIDE.fullmatch(gap) or ((after.behind or from_it) and _SHARE_NEXT.fullmatch(gap)))
        ):
            item.inherited = after.interspaces
            item.behind = item.behind or not from_it
    runs = {level.start for item in said for level in item.levels if level.interspaces}
    for previous, item in zip(said, said[1:], strict=False):
        if not (item.open and previous.interspaces):
            continue
        low = max([previous.mention.end, *(level.end for level in previous.levels)])
        gap = text[low : item.mention.start]
        if len(gap) > 70 or _PARTS.search(gap):
            continue
        alone = _COMMA_ALONE.search(gap) is not None
        if (not alone and (_JOINS.search(gap) or _BESIDE.fullmatch(gap))) or (
            alone and len(runs) == 1 and item.condition not in _NOT_IN_COMMON
        ):
            item.inherited = previous.interspaces


def _drop_plain_herniation(spaces: dict[str, set[Interspace]]) -> None:
    """A recurrent herniation is not listed a second time as a plain one."""
    recurrent = spaces.get("recurrent_disc_herniation")
    if recurrent is not None and spaces.get("disc_herniation", {"?"}) <= cast("set[str]", recurrent):
        del spaces["disc_herniation"]
