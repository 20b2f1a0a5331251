"""Element group 6: the access surgeon, what they did, and how it is documented.

The reader first finds who the access surgeon is, then reads the sentences about that person: those with the role, the name,
or a pronoun right after one of them.
"""

import re
from dataclasses import dataclass, field

from scribe_plugin.contract import AccessElement, Evidence
from scribe_plugin.extraction.embedded.access_people import (
    BY_OPERATOR,
    BY_SELF,
    EARLIER,
    EXPOSURE_HEADINGS,
    PEOPLE,
    WILL_DICTATE,
    answers_no,
    are_all_spine,
    doctors_in,
    is_named_doctor,
    operators_of,
    tells_exposure,
    was_there_for_something_else,
)
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.ledger import Ledger, unique
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.operation import Operation
from scribe_plugin.extraction.embedded.reading import ReadDocument, Sentence, has_content

_UNREAD_KINDS = frozenset({"consent", "plan", "history", "exam", "imaging"})
_SPECIALTIES = ("vascular", "general", "urology", "spine", "other")
_ROLE_HEADINGS = ("role", "access role", "scope", "extent", "participation")
_PRONOUN = re.compile(r"^(?:and |then |later |afterwards |at the end |once )?(?:he|she|they|his|her|their|this|that)\b")
_OWNED = re.compile(
    r"\b(?:his|her|their|has|have|own|sep(?:arate(?:ly)?)?|access|vascular|exposure|approach|dr|no|only|single|cover)\b|^[a-z]+ ?'s\b"
)
_FIRST_PERSON = re.compile(
    r"\bi (?:then )?(?:made|carried|developed|opened|mobili[sz]ed|swept|entered|exposed|approached|split|divided)\b"
)
_MARKS = " \n*|:;-.\x1f"
_CLOSED = re.compile(
    r"\b(?:fascia|skin|sheath|sheaths|abdomen|abdominal|wound|incision|layers|i closed|stapl|monocryl)\w*"
)


@dataclass(slots=True)
class _Found:
    """What the sentences about the access surgeon have said so far."""

    participated: bool = False
    by_name_only: bool = False
    """Whether nothing but a name and a verb tells of an access surgeon; a plain denial overrules that."""
    alone: bool = False
    opened_myself: Evidence | None = None
    names: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)
    specialty: str = "not_stated"
    reports: list[tuple[bool, str, Evidence]] = field(default_factory=list)
    """Statements about an own report: whether said of the access surgeon, what they say, and the words."""
    resident: str = "not_stated"
    evidence: list[Evidence] = field(default_factory=list)


def read_access(operation: Operation, documents: list[ReadDocument], ledger: Ledger) -> AccessElement:
    """Read who exposed the spine from the staff list, narrative and attestations, and from attached documents."""
    found = _Found()
    for document in operation.documents:
        sentences = [sentence for sentence in document.sentences if _is_read(sentence)]
        operators = operators_of(sentences)
        for sentence in sentences:
            _introduce(sentence, found, ledger)
            _introduce_by_name(sentence, operators, found, ledger)
        about = False
        for sentence in sentences:
            before, about = about, _is_about(sentence, found, about)
            _read_report(sentence, about, before, found, ledger)
            _read_resident(sentence, found, ledger)
            if about:
                _read_about(sentence, found)
            if sentence.has("access.they_closed") and not sentence.has("access.self", "access.others_closed"):
                found.facts.add("closure")
    if any(document.kind == "access_surgeon_note" for document in documents):
        _read_own_note(documents, found, ledger)
    return _element(found)


def _is_read(sentence: Sentence) -> bool:
    """Return whether the sentence may tell of this operation's exposure; one about a surgeon may, under any study."""
    if sentence.kind == "imaging":
        return sentence.has("access.surgeon", "access.report") and sentence.has("access.exposure", "access.report")
    if EARLIER.search(sentence.text):
        return False
    return sentence.kind not in _UNREAD_KINDS and has_content(sentence)


def _element(found: _Found) -> AccessElement:
    if found.alone and found.by_name_only:
        found.participated = False
    if not found.participated and not found.alone and found.opened_myself is not None:
        found.alone = True
        found.evidence.append(found.opened_myself)
    took_part = found.participated
    state = "participated" if took_part else "not_involved" if found.alone else "not_stated"
    report = "not_stated"
    if took_part and found.reports:
        _, report, evidence = max(found.reports, key=lambda item: item[0])
        found.evidence.append(evidence)
    return AccessElement(
        access_surgeon=state,  # type: ignore[arg-type]
        specialty=found.specialty if took_part else "not_stated",  # type: ignore[arg-type]
        role=_role(found.facts) if took_part else "not_stated",  # type: ignore[arg-type]
        separate_note=report,  # type: ignore[arg-type]
        resident_unavailable=found.resident,  # type: ignore[arg-type]
        evidence=unique(found.evidence),
    )


def _role(facts: set[str]) -> str:
    """Return the role: a stated scope beats the title, and the title beats what single sentences suggest."""
    if "only" in facts:
        return "exposure_only"
    if "cosurgeon" in facts and ("scope" not in facts or "told as cosurgeon" in facts):
        return "co_surgeon"
    if "closure" in facts:
        return "exposure_and_closure"
    if "assistant" in facts:
        return "assistant"
    return "exposure_only" if "exposure" in facts else "not_stated"


def _introduce(sentence: Sentence, found: _Found, ledger: Ledger) -> None:
    """Find who the access surgeon is, or that there is none."""
    for mention in sentence.of("access.self"):
        if assertion_of(sentence, mention) in ("performed", "negated"):
            found.alone = True
            found.evidence.append(ledger.quote(sentence, mention.start, mention.end))
            return
    match = BY_OPERATOR.search(sentence.text) or BY_SELF.search(sentence.text)
    if match is not None:
        found.alone = True
        found.evidence.append(ledger.quote(sentence, sentence.start + match.start(), sentence.start + match.end()))
        return
    surgeons = sentence.of(*PEOPLE)
    if not surgeons:
        _note_own_opening(sentence, found, ledger)
        return
    first = surgeons[0]
    assertion = assertion_of(sentence, first)
    if assertion == "removed":
        assertion = "performed"
    if assertion == "negated" and first.value in ("access", "") and sentence.kind in ("staff", "narrative", "body"):
        found.alone = True
        found.evidence.append(ledger.quote(sentence, first.start, first.end))
        return
    if assertion != "performed" or was_there_for_something_else(sentence, surgeons):
        reason = assertion if assertion != "performed" else "not for the exposure"
        ledger.missed("access", sentence, first.start, first.end, reason)
        return
    if not _takes_part(sentence, surgeons):
        return
    found.participated, found.by_name_only = True, False
    found.names.update(doctors_in(sentence))
    found.evidence.append(ledger.quote(sentence, first.start, surgeons[-1].end))


def _takes_part(sentence: Sentence, surgeons: list[Mention]) -> bool:
    """Return whether the words make the surgeon the one of the approach, by the role, the list or the act."""
    exposure = tells_exposure(sentence, surgeons)
    acted = any(assertion_of(sentence, m) == "performed" for m in sentence.of("access.did"))
    if sentence.kind in ("indications", "diagnosis", "imaging"):
        return exposure and (acted or sentence.has("access.closure"))
    if all(mention.value == "colleague" for mention in surgeons):
        return exposure and acted
    titled = any(mention.value == "access" or mention.concept == "access.cosurgeon" for mention in surgeons)
    return exposure or titled or sentence.has("access.assistant") or sentence.kind == "staff"


def _note_own_opening(sentence: Sentence, found: _Found, ledger: Ledger) -> None:
    """Note an opening told in the first person; it counts where no access surgeon is named anywhere."""
    match = _FIRST_PERSON.search(sentence.text)
    if found.opened_myself is not None or match is None or sentence.kind not in ("narrative", "body"):
        return
    signs = [m for m in sentence.of("approach.sign") if m.value in ("anterior", "front")]
    if signs and sentence.document.kind != "access_surgeon_note" and sentence.has("access.exposure"):
        start = sentence.start + match.start()
        found.opened_myself = ledger.quote(sentence, start, start + len(match.group()))


def _introduce_by_name(sentence: Sentence, operators: set[str], found: _Found, ledger: Ledger) -> None:
    """Find an access surgeon told only by name: another doctor than the operator does the exposure."""
    if found.participated or sentence.kind in ("staff", "attestation", "admin", "imaging"):
        return
    names = doctors_in(sentence) - operators
    if not names or not is_named_doctor(sentence) or sentence.has("access.resident", "access.stent"):
        return
    labelled = sentence.heading.startswith(EXPOSURE_HEADINGS) and sentence.end - sentence.start < 120
    for mention in sentence.of("access.did") or (sentence.of("access.exposure") if labelled else []):
        if assertion_of(sentence, mention) in ("performed", "removed") and tells_exposure(sentence, []):
            found.participated = found.by_name_only = True
            found.names.update(names)
            found.facts.add("exposure")
            found.evidence.append(ledger.quote(sentence, mention.start, mention.end))
            return


def _is_about(sentence: Sentence, found: _Found, before: bool) -> bool:
    """Return whether the sentence speaks of the access surgeon: by role, by name, or by a pronoun after one that does."""
    if not found.participated:
        return False
    if any(assertion_of(sentence, m) in ("performed", "removed") for m in sentence.of(*PEOPLE)):
        return True
    text = sentence.text
    if any(name in text for name in found.names) or sentence.heading.startswith(_ROLE_HEADINGS):
        return True
    return before and _PRONOUN.match(text) is not None


def _read_about(sentence: Sentence, found: _Found) -> None:
    """Read role and specialty from a sentence about the access surgeon."""
    surgeons = sentence.of(*PEOPLE)
    if surgeons and was_there_for_something_else(sentence, surgeons):
        return
    exposure = tells_exposure(sentence, surgeons)
    closure = sentence.has("access.closure") and not sentence.has("access.others_closed")
    for mention in surgeons:
        if mention.value in _SPECIALTIES and found.specialty == "not_stated":
            found.specialty = mention.value
        if mention.concept == "access.cosurgeon":
            found.facts.add("cosurgeon")
            listed = sentence.kind in ("staff", "title")
            if listed and exposure and sentence.has("access.exposure"):
                found.facts.add("scope")
            elif not listed:
                found.facts.add("told as cosurgeon")
    for fact, there in (
        ("exposure", exposure),
        ("closure", closure),
        ("only", sentence.has("access.only") and not closure),
        ("assistant", sentence.has("access.assistant")),
    ):
        if there:
            found.facts.add(fact)
    if found.specialty == "not_stated" and (are_all_spine(sentence) or sentence.has("access.specialty")):
        found.specialty = "spine"


def _read_report(sentence: Sentence, about: bool, before: bool, found: _Found, ledger: Ledger) -> None:
    """Read whether an own report of the exposure exists, wherever the record says so."""
    if sentence.heading.startswith("dictated") or (not about and sentence.has("post.hardware", "post.fusion")):
        return
    match = WILL_DICTATE.search(sentence.text) if about or before else None
    if match is not None and not sentence.has("access.report"):
        quote = ledger.quote(sentence, sentence.start + match.start(), sentence.start + match.end())
        found.reports.append((about, "yes", quote))
    for mention in sentence.of("access.report"):
        words = sentence.document.text.norm[mention.start : mention.end]
        if not (about or before or _OWNED.search(words)):
            continue
        denied = assertion_of(sentence, mention) == "negated" or answers_no(sentence, mention.end)
        denied = denied or any(
            other.value == "no" or (other.start <= mention.start and assertion_of(sentence, other) == "negated")
            for other in sentence.of("access.report")
        )
        value = "no" if denied else mention.value
        found.reports.append((about, value, ledger.quote(sentence, mention.start, mention.end)))


def _read_resident(sentence: Sentence, found: _Found, ledger: Ledger) -> None:
    for mention in sentence.of("access.resident"):
        assertion = assertion_of(sentence, mention)
        if mention.value == "yes" or (assertion == "negated" and "qualified" in sentence.text):
            found.resident = "yes"
        elif found.resident == "not_stated" and assertion in ("performed", "planned"):
            found.resident = "no"
        else:
            continue
        found.evidence.append(ledger.quote(sentence, mention.start, mention.end))


def _read_own_note(documents: list[ReadDocument], found: _Found, ledger: Ledger) -> None:
    """Read the access surgeon's own note: it is the separate report, and tells whether they closed."""
    found.participated, found.by_name_only = True, False
    for document in documents:
        head = next((sentence for sentence in document.sentences if sentence.text.strip(_MARKS)), None)
        if document.kind != "access_surgeon_note" or head is None:
            continue
        found.reports.insert(0, (True, "yes", ledger.quote(head, head.start, head.end)))
        for sentence in document.sentences:
            if sentence.has("access.exposure") and "exposure" not in found.facts:
                found.facts.add("exposure")
                first = sentence.of("access.exposure")[0]
                found.evidence.append(ledger.quote(sentence, first.start, first.end))
            for mention in sentence.of("access.closure"):
                if assertion_of(sentence, mention) != "planned" and _CLOSED.search(sentence.text):
                    found.facts.add("closure")
            for mention in sentence.of("access.surgeon"):
                if mention.value in _SPECIALTIES and found.specialty == "not_stated":
                    found.specialty = mention.value
