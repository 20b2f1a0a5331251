"""Element group 6: a second surgeon and each role have their own words."""

import re

from scribe_plugin.contract import AccessElement
from scribe_plugin.extraction.consistency.spots import NoteView, Quoted, Spot
from scribe_plugin.extraction.consistency.verdicts import Complaints, Verdict, by_words, in_sentences, in_words, over
from scribe_plugin.extraction.embedded.mentions import Mention

_ROLES = {
    "exposure_only": re.compile(
        r"expos|approach|access|open|incision|mobili[sz]|retroperiton|dissect|vessel|laparotomy"
    ),
    "exposure_and_closure": re.compile(
        r"clos|sew|sutur|stitch|shut|approximat|brought together|running|staple|in layers"
    ),
    "co_surgeon": re.compile(r"\bco[ -]?surg|two (?:attending )?surgeons|both surgeons|co-?primary|joint|\b62\b"),
    "assistant": re.compile(r"assist"),
}
_WHO = {"participated": "took part", "not_involved": "was not involved"}
_PEOPLE = re.compile(
    r"surg|\bdr\b|doctor|\bmd\b|vasc|access|expos|team|service|colleague|partner|attending|\bhe\b|\bshe\b|\bthey\b|assist"
)
_SECOND = ("access.surgeon", "access.cosurgeon", "access.assistant")
_ALONE = re.compile(
    r"\bself\b|\bmine\b|\bmyself|undersigned|\bby (?:me|us|the (?:operating|spine|primary|attending))\b|\bmy own|no (?:access|approach|exposure|vascular|second|other|co)|same surgeon|\bn/?a\b|\bnone\b|^i\b|\bi (?:did|made|performed|carried|exposed|opened)|own (?:exposure|approach)|without an? (?:access|approach)"
)
_NO_PART = re.compile(r"\bno (?:part|role|hand)\b|not (?:involved|scrubbed)|operating surgeon|surgeon of record")
_MINE = re.compile(
    r"\b(?:i|we) (?:then |also )?(?:closed|sutured|sewed)|clos\w* (?:was |were )?(?:by (?:me|us)|mine|ours)"
)
_SELF = re.compile(
    r"\bself\b|himself|herself|\bmine\b|undersigned|\bi\b|\bwe\b|\bmy\b|\bmyself|\bown\b|\bours?\b|no (?:access|approach|exposure|vascular|second|other|co)|not (?:used|involved|needed|required)|none|\bn/?a\b|without|same surgeon|operating surgeon|spine surgeon|primary|by me|un(?:assisted|aided)|sole|alone"
)
_SPECIALISTS = ("access.surgeon", "access.specialty")
_SPECIALTIES = {
    "vascular": re.compile(r"vasc"),
    "general": re.compile(r"\bgen(?:eral)? ?(?:surg|[,;.)]|$)"),
    "spine": re.compile(r"\bspine\b|orthop|neurosurg"),
    "urology": re.compile(r"urolog"),
}
_REPORT = re.compile(r"dictat|report|note|document|record|transcri")
_DENIAL = re.compile(r"\b(?:no|not|never|nor|neither|without|none)\b|n't\b")
_NO_REPORT = re.compile(
    r"(?:\b(?:no|not|never|nor|neither|without)\b|n't)[^.;]{0,40}(?:dictat|report|note|document|record|transcri)"
)
_RESIDENT = re.compile(r"\bresident|registrar|trainee|house|fellow|pgy|\br\d\b|teaching|gme|st\d")
_NO_RESIDENT = re.compile(
    r"\b(?:no|not|without)\b[^.;:]{0,25}(?:resident|registrar|trainee|house|fellow|pgy)"
    r"|(?:resident|registrar|trainee|house|fellow)[^.;]{0,30}\b(?:no|none|not|unavailable|n/a)\b"
)


def check_access(element: AccessElement, quotes: list[Quoted], note: NoteView, complaints: Complaints) -> AccessElement:
    """Return the element with the values that its quotes support.

    A report of their own may also be attached as a document.
    """
    kept: dict[str, object] = {}

    def check(name: str, holds: bool, says: str) -> None:
        value = getattr(element, name)
        if value != "not_stated" and not complaints.keep(
            holds, f"access.{name}", f"access.{name}", says, value, quotes
        ):
            kept[name] = "not_stated"

    who = element.access_surgeon
    check("access_surgeon", _is_told(quotes, who), f"no quote says that an access surgeon {_WHO.get(who, who)}")
    check(
        "specialty",
        _specialty(quotes, element.specialty, note, complaints),
        f"no quote names the specialty {element.specialty}",
    )
    check("role", _has_role(quotes, element.role), f"no quote tells of the role {element.role}")
    check(
        "separate_note",
        _is_reported(quotes, note, complaints)
        if element.separate_note == "yes"
        else in_sentences(quotes, _REPORT) and in_sentences(quotes, _DENIAL),
        f"no quote says {element.separate_note} of a report of their own",
    )
    check(
        "resident_unavailable",
        _no_resident(quotes, element.resident_unavailable, note, complaints),
        "no quote says whether a resident was available",
    )
    if kept.get("access_surgeon", who) != "participated" and element.role != "not_stated" and "role" not in kept:
        check("role", holds=False, says="no access surgeon is told of, so none has a role")
    return element.model_copy(update=kept)


def _is_told(quotes: list[Quoted], who: str) -> bool:
    """Return whether quotes tell of a second surgeon, or that the operating surgeon did the exposure."""
    if who == "not_involved":
        return in_sentences(quotes, _SELF)
    return over(quotes, _took_part) == "yes"


def _took_part(spot: Spot) -> Verdict:
    if spot.document.kind == "access_surgeon_note":
        return "yes"
    people = spot.of(*_SECOND)
    if any(spot.is_told(person.start, person.end) and not spot.is_denied(person.start) for person in people):
        return "yes"
    if people or spot.of("access.self") or _NO_PART.search(spot.around) or _ALONE.search(spot.words):
        return "no"
    return "yes" if _PEOPLE.search(spot.words) else "silent"


def _has_role(quotes: list[Quoted], role: str) -> bool:
    """Return whether quotes hold the words of a role; a mere exposure needs none where no other role is told."""
    if role not in _ROLES:
        return True
    if role == "exposure_and_closure":
        theirs = [quote for quote in quotes if not in_words([quote], _MINE) or _is_own_note(quote)]
        return in_sentences(theirs, _ROLES[role])
    if (in_words if role == "assistant" else in_sentences)(quotes, _ROLES[role]):
        return True
    return (
        role == "exposure_only" and bool(quotes) and not any(in_sentences(quotes, words) for words in _ROLES.values())
    )


def _is_reported(quotes: list[Quoted], note: NoteView, complaints: Complaints) -> bool:
    """Return whether a report of their own is attached, or told of."""
    if any(document.kind == "access_surgeon_note" for document in note.encounter.documents):
        return True
    told = [spot.around for quote in quotes for spot in quote.spots if _REPORT.search(spot.around)]
    return any(not _NO_REPORT.search(words) for words in told) or complaints.supply(
        "access", note.find(("access.report",), _is_any, lambda sentence, _: not _NO_REPORT.search(sentence.text))
    )


def _no_resident(quotes: list[Quoted], value: str, note: NoteView, complaints: Complaints) -> bool:
    """Return whether a quote, or the note, says that there was no resident, or that there was one."""
    if value == "yes":
        return in_sentences(quotes, _NO_RESIDENT) or complaints.supply("access", note.search(_NO_RESIDENT))
    told = [spot.around for quote in quotes for spot in quote.spots if _RESIDENT.search(spot.around)]
    return any(not _NO_RESIDENT.search(words) for words in told) or complaints.supply(
        "access", note.search(_RESIDENT, lambda sentence, *_: not _NO_RESIDENT.search(sentence.text))
    )


def _is_any(_mention: Mention) -> bool:
    return True


def _specialty(quotes: list[Quoted], value: str, note: NoteView, complaints: Complaints) -> bool:
    """Return whether a quote names the specialty; where the quotes name none, it will do that the note does."""
    words = _SPECIALTIES.get(value)
    if words is None or by_words(quotes, _SPECIALISTS, lambda mention: mention.value == value, _any) == "yes":
        return True
    if by_words(quotes, ("access.surgeon",), lambda mention: mention.value in _SPECIALTIES, _any) == "yes":
        return False
    if in_sentences(quotes, words):
        return True
    found = note.find(_SPECIALISTS, lambda mention: mention.value == value) or note.search(words)
    return complaints.supply("access", found)


def _is_own_note(quote: Quoted) -> bool:
    return any(spot.document.kind == "access_surgeon_note" for spot in quote.spots)


def _any(_spot: Spot, _mention: Mention) -> bool:
    return True
