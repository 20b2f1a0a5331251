"""Element group 6: the access surgeon, what they did, and how it is documented.

The reader first finds who the access surgeon is, then reads the sentences about that person: those with the role, the name,
or a pronoun right after one of them.
"""

import re
from dataclasses import dataclass, field

from scribe_plugin.contract import AccessElement, Evidence
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.ledger import Ledger, unique
from scribe_plugin.extraction.embedded.lexicon import lexicon
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.operation import Operation
from scribe_plugin.extraction.embedded.reading import ReadDocument, Sentence, has_content

_UNREAD_KINDS = frozenset({"consent", "plan", "history", "exam", "imaging"})
_OPERATOR = re.compile(r"^(?:attending|primary|operating|lead|spine|dictating)? ?(?:surgeon|attending|surgeons|dictated by|dictating|performed by)")
_SPECIALTIES = ("vascular", "general", "urology", "spine")
_NAMED = re.compile(r"\b(?:drs?|doctor)\.? ([a-z]{2,}(?:-[a-z]{2,})?)|\b([a-z]{4,}(?:-[a-z]+)?),? (?:md|do|m\.d|facs|\(?vasc|\(?gen)")
_INITIAL = re.compile(r"\bdr\.? [a-z]\b")
_NAMED_DOCTOR = re.compile(r"\bdr\.? [a-z]{2,}|\bdoctor [a-z]{2,}|\bmr\.? [a-z]{3,}")
_PRONOUN = re.compile(r"^(?:and )?(?:he|she|they|his|her|their)\b")
_NOT_NAMES = frozenset(
    "surgery vascular general surgeon access exposure approach spine division department service team attending report note dictation "
    "separate anterior left right lumbar performed the and for with who will has".split()
)


@dataclass(slots=True)
class _Found:
    """What the sentences about the access surgeon have said so far."""

    participated: bool = False
    alone: bool = False
    names: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)
    specialty: str = "not_stated"
    report: str = "not_stated"
    resident: str = "not_stated"
    evidence: list[Evidence] = field(default_factory=list)


def read_access(operation: Operation, documents: list[ReadDocument], ledger: Ledger) -> AccessElement:
    """Read who exposed the spine from the staff list, narrative and attestations, and from attached documents."""
    found = _Found()
    for document in operation.documents:
        sentences = [s for s in document.sentences if s.kind not in _UNREAD_KINDS and has_content(s)]
        operators = {name for s in sentences if _OPERATOR.match(s.heading) for name in _names(s)}
        for sentence in sentences:
            _introduce(sentence, found, ledger)
            _introduce_by_name(sentence, operators, found, ledger)
        about_before = False
        for sentence in sentences:
            _read_report(sentence, found, ledger)
            about = _is_about(sentence, found) or (about_before and _PRONOUN.match(sentence.text) is not None)
            if about and found.participated:
                _read_about(sentence, found, ledger)
            elif not about:
                _read_resident(sentence, found, ledger)
            about_before = about
    if any(document.kind == "access_surgeon_note" for document in documents):
        _read_own_note(documents, found, ledger)
    return _element(found)


def _element(found: _Found) -> AccessElement:
    state = "participated" if found.participated else "not_involved" if found.alone else "not_stated"
    took_part = found.participated
    return AccessElement(
        access_surgeon=state,  # type: ignore[arg-type]
        specialty=found.specialty if took_part else "not_stated",  # type: ignore[arg-type]
        role=_role(found.facts) if took_part else "not_stated",  # type: ignore[arg-type]
        separate_note=found.report if took_part else "not_stated",  # type: ignore[arg-type]
        resident_unavailable=found.resident,  # type: ignore[arg-type]
        evidence=unique(found.evidence),
    )


def _role(facts: set[str]) -> str:
    """Return the role: a stated scope beats the title, and the title beats what single sentences suggest."""
    if "only" in facts:
        return "exposure_only"
    if "cosurgeon" in facts and "scope" not in facts:
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
    surgeons = sentence.of("access.surgeon", "access.cosurgeon")
    if not surgeons:
        return
    first = surgeons[0]
    assertion = assertion_of(sentence, first)
    if assertion == "negated" and first.value in ("access", "") and sentence.kind in ("staff", "narrative", "body"):
        found.alone = True
        found.evidence.append(ledger.quote(sentence, first.start, first.end))
        return
    if assertion != "performed" or _was_there_for_something_else(sentence, surgeons):
        ledger.missed("access", sentence, first.start, first.end, assertion if assertion != "performed" else "not for the exposure")
        return
    exposure = _tells_exposure(sentence, surgeons)
    if sentence.kind in ("indications", "diagnosis") and not exposure:
        return
    titled = any(mention.value == "access" or mention.concept == "access.cosurgeon" for mention in surgeons)
    if not (exposure or titled or sentence.has("access.assistant") or sentence.kind == "staff"):
        return
    found.participated = True
    found.names.update(_names(sentence))
    found.evidence.append(ledger.quote(sentence, first.start, surgeons[-1].end))


def _introduce_by_name(sentence: Sentence, operators: set[str], found: _Found, ledger: Ledger) -> None:
    """Find an access surgeon told only by name: another doctor than the operator does the exposure."""
    if found.participated or sentence.kind not in ("narrative", "body", "title", "indications"):
        return
    names = _names(sentence) - operators
    if not names or not _NAMED_DOCTOR.search(sentence.text) or sentence.has("access.resident", "access.stent"):
        return
    for mention in sentence.of("access.did"):
        if assertion_of(sentence, mention) == "performed" and _tells_exposure(sentence, []):
            found.participated = True
            found.names.update(names)
            found.evidence.append(ledger.quote(sentence, mention.start, mention.end))
            return


def _names(sentence: Sentence) -> set[str]:
    """Return the words that name a doctor in the sentence."""
    known = lexicon().symbols
    names = {name for pair in _NAMED.findall(sentence.text) for name in pair if name}
    named = {name for name in names if name not in _NOT_NAMES and name not in known}
    return named | set(_INITIAL.findall(sentence.text))


def _is_about(sentence: Sentence, found: _Found) -> bool:
    if any(assertion_of(sentence, m) == "performed" for m in sentence.of("access.surgeon", "access.cosurgeon")):
        return True
    text = sentence.text
    return any(name in text for name in found.names)


def _tells_exposure(sentence: Sentence, surgeons: list[Mention]) -> bool:
    """Return whether the sentence tells of exposing the spine, apart from the words of the title itself."""
    for mention in sentence.of("access.exposure", "approach.sign"):
        if mention.concept == "approach.sign" and mention.value not in ("anterior", "front"):
            continue
        inside = any(s.start <= mention.start and mention.end <= s.end and s.value != "exposed" for s in surgeons)
        if not inside:
            return True
    return any(" by " in f" {surgeon.entry.phrase} " for surgeon in surgeons)


def _was_there_for_something_else(sentence: Sentence, surgeons: list[Mention]) -> bool:
    """Return whether the surgeon came for an emergency, a stent or a check of vessels, and not for the exposure."""
    if sentence.has("access.stent"):
        return True
    if all(surgeon.value == "urology" for surgeon in surgeons):
        return not sentence.has("access.exposure")
    named = any(s.value == "access" or s.concept == "access.cosurgeon" for s in surgeons)
    named = named or sentence.heading.startswith(("access", "exposure", "approach"))
    return sentence.has("access.emergency") and not named and sentence.kind != "staff"


def _read_about(sentence: Sentence, found: _Found, ledger: Ledger) -> None:
    """Read role, specialty and report from a sentence about the access surgeon."""
    surgeons = sentence.of("access.surgeon", "access.cosurgeon")
    if surgeons and _was_there_for_something_else(sentence, surgeons):
        return
    exposure = _tells_exposure(sentence, surgeons)
    closure = sentence.has("access.closure") and not sentence.has("access.others_closed")
    for mention in surgeons:
        if mention.value in _SPECIALTIES and found.specialty == "not_stated":
            found.specialty = mention.value
        if mention.concept == "access.cosurgeon":
            found.facts.add("cosurgeon")
            if exposure and sentence.has("access.exposure"):
                found.facts.add("scope")
    for fact, there in (
        ("exposure", exposure),
        ("closure", closure),
        ("only", sentence.has("access.only") and not closure),
        ("assistant", sentence.has("access.assistant")),
    ):
        if there:
            found.facts.add(fact)
    if found.specialty == "not_stated":
        for mention in sentence.of("access.specialty"):
            found.specialty = mention.value


def _read_report(sentence: Sentence, found: _Found, ledger: Ledger) -> None:
    """Read whether an own report of the exposure exists, wherever the record says so."""
    for mention in sentence.of("access.report"):
        if not found.participated or found.report == "yes":
            return
        if mention.value == "no" or assertion_of(sentence, mention) != "negated":
            found.report = mention.value
            found.evidence.append(ledger.quote(sentence, mention.start, mention.end))


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
    found.participated, found.report = True, "yes"
    for document in documents:
        if document.kind != "access_surgeon_note":
            continue
        for sentence in document.sentences:
            if sentence.has("access.exposure") and "exposure" not in found.facts:
                found.facts.add("exposure")
                first = sentence.of("access.exposure")[0]
                found.evidence.append(ledger.quote(sentence, first.start, first.end))
            for mention in sentence.of("access.closure"):
                if assertion_of(sentence, mention) == "performed" and _CLOSED.search(sentence.text):
                    found.facts.add("closure")
            for mention in sentence.of("access.surgeon"):
                if mention.value in _SPECIALTIES and found.specialty == "not_stated":
                    found.specialty = mention.value


_CLOSED = re.compile(r"\b(?:fascia|skin|sheath|abdomen|wound|incision|layers|i closed|stapl|monocryl)\w*")
