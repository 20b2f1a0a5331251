"""Element group 6: the access surgeon, what they did, and how it is documented."""

from scribe_plugin.contract import AccessElement, Evidence
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.ledger import Ledger, unique
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.operation import Operation
from scribe_plugin.extraction.embedded.reading import ReadDocument, Sentence

_DOCTOR = ("dr ", "dr. ", "doctor ", "md", "surgeon", "m.d")
_SPECIALTIES = ("vascular", "general", "urology")


def read_access(operation: Operation, documents: list[ReadDocument], ledger: Ledger) -> AccessElement:
    """Read who exposed the spine from the staff list, narrative and attestations, and from attached documents."""
    evidence: list[Evidence] = []
    found: dict[str, str] = {}
    for document in operation.documents:
        for sentence in document.sentences:
            if sentence.kind in ("consent", "plan", "history", "exam", "imaging", "diagnosis"):
                continue
            _read_sentence(sentence, found, evidence, ledger)
    if any(document.kind == "access_surgeon_note" for document in documents):
        _read_access_note(documents, found, evidence, ledger)
    participated = "surgeon" in found
    if not participated:
        if "self" in found:
            return _element("not_involved", {"resident": found.get("resident", "not_stated")}, evidence)
        resident = found.get("resident", "not_stated")
        return _element("not_stated", {"resident": resident}, evidence if resident != "not_stated" else [])
    return _element("participated", found, evidence)


def _element(state: str, found: dict[str, str], evidence: list[Evidence]) -> AccessElement:
    took_part = state == "participated"
    return AccessElement(
        access_surgeon=state,  # type: ignore[arg-type]
        specialty=found.get("specialty", "not_stated") if took_part else "not_stated",  # type: ignore[arg-type]
        role=_role(found) if took_part else "not_stated",  # type: ignore[arg-type]
        separate_note=found.get("report", "not_stated") if took_part else "not_stated",  # type: ignore[arg-type]
        resident_unavailable=found.get("resident", "not_stated"),  # type: ignore[arg-type]
        evidence=unique(evidence),
    )


def _role(found: dict[str, str]) -> str:
    """Return the role: a stated limit beats the title, a title beats what the exposure sentences suggest."""
    if "only" in found:
        return "exposure_only"
    if "cosurgeon" in found:
        return "co_surgeon"
    if "closure" in found:
        return "exposure_and_closure"
    if "assistant" in found:
        return "assistant"
    return "exposure_only" if "exposure" in found else "not_stated"


def _read_sentence(sentence: Sentence, found: dict[str, str], evidence: list[Evidence], ledger: Ledger) -> None:
    _read_resident(sentence, found, evidence, ledger)
    for mention in sentence.of("access.self"):
        if assertion_of(sentence, mention) in ("performed", "negated"):
            found.setdefault("self", "yes")
            evidence.append(ledger.quote(sentence, mention.start, mention.end))
            return
    surgeons = sentence.of("access.surgeon", "access.cosurgeon")
    if sentence.has("access.report") and "surgeon" in found:
        _read_report(sentence, found, evidence, ledger)
    if not surgeons:
        _follow_up(sentence, found)
        return
    mention = surgeons[0]
    assertion = assertion_of(sentence, mention)
    if assertion == "negated" and sentence.kind in ("staff", "narrative", "body"):
        found.setdefault("self", "yes")
        evidence.append(ledger.quote(sentence, mention.start, mention.end))
        return
    if assertion != "performed" or _not_access(sentence, mention):
        ledger.missed("access", sentence, mention.start, mention.end, assertion)
        return
    _take_part(sentence, surgeons, found, evidence, ledger)


def _take_part(
    sentence: Sentence, surgeons: list[Mention], found: dict[str, str], evidence: list[Evidence], ledger: Ledger
) -> None:
    exposure = any(
        not any(s.start <= mention.start and mention.end <= s.end for s in surgeons)
        for mention in sentence.of("access.exposure")
    )
    named = any(mention.value == "access" or mention.concept == "access.cosurgeon" for mention in surgeons)
    helper = sentence.has("access.assistant")
    if not (exposure or named or (helper and surgeons) or sentence.kind == "staff"):
        return
    found["surgeon"] = "yes"
    first = surgeons[0]
    evidence.append(ledger.quote(sentence, first.start, surgeons[-1].end))
    for mention in surgeons:
        if mention.value in _SPECIALTIES:
            found.setdefault("specialty", mention.value)
        if mention.concept == "access.cosurgeon":
            found["cosurgeon"] = "yes"
    if exposure:
        found["exposure"] = "yes"
    _follow_up(sentence, found)
    _read_report(sentence, found, evidence, ledger)


def _follow_up(sentence: Sentence, found: dict[str, str]) -> None:
    """Read closure, limits and assistance from a sentence about the access surgeon."""
    if "surgeon" not in found:
        return
    about = sentence.has("access.surgeon", "access.cosurgeon") or "dr" in sentence.text
    if not about:
        return
    if sentence.has("access.closure"):
        found["closure"] = "yes"
    if sentence.has("access.only"):
        found["only"] = "yes"
    if sentence.has("access.assistant"):
        found["assistant"] = "yes"


def _not_access(sentence: Sentence, mention: Mention) -> bool:
    """Return whether the surgeon was there for something else: an emergency, a stent, a vascular check."""
    if sentence.has("access.stent"):
        return True
    if mention.value == "urology":
        return not sentence.has("access.exposure")
    return sentence.has("access.emergency") and not any(m.value == "access" for m in sentence.of("access.surgeon"))


def _read_report(sentence: Sentence, found: dict[str, str], evidence: list[Evidence], ledger: Ledger) -> None:
    for mention in sentence.of("access.report"):
        if found.get("report") != "yes":
            found["report"] = mention.value
            evidence.append(ledger.quote(sentence, mention.start, mention.end))


def _read_resident(sentence: Sentence, found: dict[str, str], evidence: list[Evidence], ledger: Ledger) -> None:
    for mention in sentence.of("access.resident"):
        if mention.value == "yes":
            found["resident"] = "yes"
        elif "resident" not in found and assertion_of(sentence, mention) == "performed":
            found["resident"] = "no"
        else:
            continue
        evidence.append(ledger.quote(sentence, mention.start, mention.end))


def _read_access_note(
    documents: list[ReadDocument], found: dict[str, str], evidence: list[Evidence], ledger: Ledger
) -> None:
    """Read the access surgeon's own note: it is the separate report, and tells whether they closed."""
    found["surgeon"], found["report"] = "yes", "yes"
    found.pop("self", None)
    for document in documents:
        if document.kind != "access_surgeon_note":
            continue
        for sentence in document.sentences:
            if sentence.has("access.exposure") and "exposure" not in found:
                found["exposure"] = "yes"
                first = sentence.of("access.exposure")[0]
                evidence.append(ledger.quote(sentence, first.start, first.end))
            if sentence.has("access.closure") and ("fascia" in sentence.text or "skin" in sentence.text):
                found["closure"] = "yes"
            for mention in sentence.of("access.surgeon"):
                if mention.value in _SPECIALTIES:
                    found.setdefault("specialty", mention.value)
