"""Rules of element 6: the access surgeon's part, report and modifier. The modifier is a question, never automatic."""

from scribe_plugin import knowledge
from scribe_plugin.coding.codes import SURGEON_MODIFIERS, citations, excludes_62
from scribe_plugin.coding.spans import listing
from scribe_plugin.contract import ChargeEdit, Finding, Suggestion
from scribe_plugin.contract.access import AccessRole
from scribe_plugin.validation.case import Case
from scribe_plugin.validation.catalogue import finding
from scribe_plugin.validation.edits import charge_edit, dictate

_ROLES: tuple[AccessRole, ...] = ("exposure_only", "exposure_and_closure", "co_surgeon", "assistant")
_NEEDS_MODIFIER: tuple[AccessRole, ...] = ("co_surgeon", "exposure_and_closure", "assistant")


def separate_note_missing(case: Case) -> Finding | None:
    """``access.separate_note_missing``: each surgeon dictates an own report (Mira glossary, NASS, CMS)."""
    access = case.elements.access
    attached = any(item.kind == "access_surgeon_note" for item in case.encounter.documents)
    if not _participated(case) or access.role == "assistant" or access.separate_note == "yes" or attached:
        return None
    return finding(
        "access.separate_note_missing",
        "An access surgeon took part, but no report of their own is mentioned or attached. Without it, no co-surgery "
        "claim is supported.",
        suggestion=dictate(
            "Attach or mention the access surgeon's report",
            "access.separate_note",
            "yes",
            "Dr. ____ dictated a separate report of the exposure.",
            placeholder=True,
        ),
        evidence=access.evidence,
        references=modifier_citations("62"),
    )


def role_unstated(case: Case) -> Finding | None:
    """``access.role_unstated``: who did what decides between 62 and an assistant modifier (AAPC, NASS)."""
    access = case.elements.access
    if not _participated(case) or access.role != "not_stated":
        return None
    value = _role_charged(case)
    return finding(
        "access.role_unstated",
        "An access surgeon took part, but the note does not say what they did: exposure only, exposure and closure, "
        "co-surgeon or assistant.",
        suggestion=dictate(
            "Describe the access surgeon's work",
            "access.role",
            value,
            "Dr. ____ did the exposure only / the exposure and closure / a part as co-surgeon / assisted: ____.",
            choices=[item for item in _ROLES if item != value],
            placeholder=True,
        ),
        evidence=access.evidence,
        references=modifier_citations("62", "80"),
    )


def evaluate_modifier(case: Case) -> Finding | None:
    """``access.evaluate_modifier``: the conditions of each modifier (Mira glossary; CMS, AAPC, NASS)."""
    if not _participated(case):
        return None
    return finding(
        "access.evaluate_modifier",
        "62 if both surgeons did distinct parts of 22558 and each dictated a report; 80 if the second assisted, 81 for "
        "minimal assistance, 82 if no qualified resident was available, AS for a PA, NP or CNS.",
        evidence=case.elements.access.evidence,
        references=modifier_citations(*SURGEON_MODIFIERS),
    )


def modifier_62_exposure_only(case: Case) -> Finding | None:
    """``access.modifier_62_exposure_only``: exposure alone is no distinct part of the fusion (Mira glossary)."""
    codes = case.lines_with("62")
    if not codes or case.elements.access.role != "exposure_only":
        return None
    return finding(
        "access.modifier_62_exposure_only",
        f"62 on {listing(codes)}, but the documented role is exposure only. Societies accept 62 for approach and "
        "closure with an own report: document that, or remove 62.",
        suggestion=_remove("62", codes),
        evidence=case.elements.access.evidence,
        references=modifier_citations("62"),
    )


def modifier_62_unsupported(case: Case) -> Finding | None:
    """``access.modifier_62_unsupported``: co-surgery needs a second surgeon in the record (CMS co-surgery rules)."""
    codes = case.lines_with("62")
    if not codes or _participated(case) or case.elements.access.role == "co_surgeon":
        return None
    return finding(
        "access.modifier_62_unsupported",
        f"62 on {listing(codes)}, but no access surgeon or co-surgeon is documented. An emergency vessel repair or a "
        "resident is neither.",
        suggestion=_remove("62", codes),
        evidence=case.elements.access.evidence,
        references=modifier_citations("62"),
    )


def modifier_62_excluded_code(case: Case) -> Finding | None:
    """``access.modifier_62_excluded_code``: CPT guideline; the CMS file would allow 62 on some of these codes."""
    codes = [code for code in case.lines_with("62") if excludes_62(code)]
    if not codes:
        return None
    return finding(
        "access.modifier_62_excluded_code",
        f"62 on {listing(codes)}: CPT guidelines keep it off instrumentation and graft codes, though the CMS file "
        "lists some of them as co-surgery codes.",
        suggestion=_remove("62", codes),
        evidence=case.elements.access.evidence,
        references=(*modifier_citations("62"), *citations(*codes)),
    )


def modifier_missing(case: Case) -> Finding | None:
    """``access.modifier_missing``: a documented second surgeon leaves no trace on 22558 (AAPC, NASS)."""
    access = case.elements.access
    if access.role not in _NEEDS_MODIFIER or not case.charged("22558"):
        return None
    if any("22558" in case.lines_with(item) for item in SURGEON_MODIFIERS):
        return None
    if access.role == "assistant" or not (_participated(case) or access.role == "co_surgeon"):
        value = "82" if access.resident_unavailable == "yes" else "80"
    else:
        value = "62"
    role = _words(access.role)
    return finding(
        "access.modifier_missing",
        f"The second surgeon's role is documented as {role}, but 22558 carries none of 62, 80, 81, 82 or AS. "
        f"{value} fits this role; the coder decides.",
        suggestion=charge_edit(f"Add {value} to 22558", ChargeEdit(action="add_modifier", code="22558", value=value)),
        evidence=access.evidence,
        references=modifier_citations("62", "80"),
    )


def modifier_82_resident(case: Case) -> Finding | None:
    """``access.modifier_82_resident``: 82 needs a statement that no qualified resident was available (CMS)."""
    codes = case.lines_with("82")
    stated = case.elements.access.resident_unavailable
    if not codes or stated == "yes":
        return None
    if stated == "no":
        why = "the note says that a resident was available or took part"
        suggestion = _remove("82", codes)
    else:
        why = "the note does not say that no qualified resident was available"
        suggestion = dictate(
            "State the resident's availability",
            "access.resident_unavailable",
            "yes",
            "Only if so: no qualified resident was available to assist.",
            placeholder=True,
        )
    return finding(
        "access.modifier_82_resident",
        f"82 on {listing(codes)}, but {why}.",
        suggestion=suggestion,
        evidence=case.elements.access.evidence,
        references=modifier_citations("82"),
    )


def summary(case: Case) -> str:
    """Say in one sentence what is documented."""
    access = case.elements.access
    if access.access_surgeon == "not_involved":
        return "The operating surgeon did the exposure; no access surgeon."
    if not _participated(case):
        return "No access surgeon is mentioned."
    who = (
        "Access surgeon" if access.specialty in ("other", "not_stated") else f"{access.specialty.capitalize()} surgeon"
    )
    report = ", own report" if access.separate_note == "yes" else ""
    return f"{who} took part ({_words(access.role)}){report}."


RULES = (
    separate_note_missing,
    role_unstated,
    evaluate_modifier,
    modifier_62_exposure_only,
    modifier_62_unsupported,
    modifier_62_excluded_code,
    modifier_missing,
    modifier_82_resident,
)


def modifier_citations(*modifiers: str) -> tuple[str, ...]:
    """Return the sources of several modifiers after the page that asks for the access surgeon's part, each once."""
    cited = (item for name in modifiers for item in knowledge.modifier(name).citations)
    return tuple(dict.fromkeys([*citations(glossary=True), *cited]))


def _participated(case: Case) -> bool:
    return case.elements.access.access_surgeon == "participated"


def _words(role: AccessRole) -> str:
    return "co-surgeon" if role == "co_surgeon" else role.replace("_", " ")


def _role_charged(case: Case) -> AccessRole:
    """Return the role that the charged modifier claims; without a modifier the smallest role."""
    if case.lines_with("62"):
        return "exposure_and_closure"
    return "assistant" if any(case.lines_with(item) for item in SURGEON_MODIFIERS) else "exposure_only"


def _remove(modifier: str, codes: list[str]) -> Suggestion:
    edits = [ChargeEdit(action="remove_modifier", code=code, value=modifier) for code in codes]
    return charge_edit(f"Remove {modifier} from {listing(codes)}", *edits)
