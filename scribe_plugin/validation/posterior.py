"""Rules of element 4: screws are instrumentation, decortication with graft is fusion; each has its own codes."""

from scribe_plugin.coding import posterior_code
from scribe_plugin.coding.codes import POSTERIOR_INSTRUMENTATION, POSTEROLATERAL, citations
from scribe_plugin.coding.spans import listing, points
from scribe_plugin.contract import ChargeEdit, Finding
from scribe_plugin.validation.case import Case
from scribe_plugin.validation.catalogue import finding
from scribe_plugin.validation.edits import charge_edit, dictate, remove_lines, set_units


def combined_fusion(case: Case) -> Finding | None:
    """``posterior.combined_fusion``: front and back in one session; 22612 may go beside 22558 (Mira glossary)."""
    posterior = case.elements.posterior
    done = _done_in_session(case, posterior.instrumentation) or _done_in_session(case, posterior.arthrodesis)
    if not done or not case.facts.has_anterior_fusion:
        return None
    if posterior.arthrodesis == "performed":
        message = (
            "Anterior and posterior fusion in one session (360): confirm 22612 beside 22558. The Mira glossary says that "
            "NCCI does not bundle the pair; that was not checked in the edit table."
        )
    else:
        message = (
            "Posterior instrumentation in the same session as an anterior fusion (360): confirm whether 22612 applies; "
            "it needs documented decortication and graft behind."
        )
    return finding(
        "posterior.combined_fusion",
        message,
        suggestion=dictate(
            "If the stages were on different days, say so",
            "posterior.same_session",
            "no",
            "Only if the posterior stage was not part of this session: it was done on ____.",
            placeholder=True,
        ),
        evidence=posterior.evidence,
        references=citations("22612", "22558", glossary=True),
    )


def arthrodesis_undocumented(case: Case) -> Finding | None:
    """``posterior.arthrodesis_undocumented``: instrumentation alone is no fusion (HIA, MD Strategies)."""
    posterior = case.elements.posterior
    if posterior.instrumentation != "performed" or posterior.arthrodesis not in ("not_performed", "not_stated"):
        return None
    how = "the note rules them out" if posterior.arthrodesis == "not_performed" else "neither is described"
    return finding(
        "posterior.arthrodesis_undocumented",
        f"Posterior instrumentation was placed; 22612 also needs decortication and graft behind, and {how}.",
        suggestion=dictate(
            "Describe the posterior fusion, if one was done",
            "posterior.arthrodesis",
            "performed",
            "Only if done: the ____ (facets, transverse processes) at ____ were decorticated and ____ graft was laid.",
            placeholder=True,
        ),
        evidence=posterior.evidence,
        references=citations("22612", "22840"),
    )


def unsupported_22612(case: Case) -> Finding | None:
    """``posterior.unsupported_22612``: the code needs graft behind, not only screws (HIA, MD Strategies)."""
    wrong = case.charged(*POSTEROLATERAL)
    if not wrong or case.elements.posterior.arthrodesis == "performed":
        return None
    return finding(
        "posterior.unsupported_22612",
        f"{listing(wrong)} charged, but no posterior decortication and graft is documented. Screws and rods alone are "
        "2284x.",
        suggestion=charge_edit(f"Remove {listing(wrong)}", *remove_lines(wrong)),
        evidence=case.elements.posterior.evidence,
        references=citations(*wrong),
    )


def missing_22612(case: Case) -> Finding | None:
    """``posterior.missing_22612``: a documented posterior fusion is reported beside the interbody fusion (SRS)."""
    arthrodesis = case.elements.posterior.arthrodesis
    if case.charge is None or not _done_in_session(case, arthrodesis) or case.charged("22612", "22633"):
        return None
    levels = case.facts.arthrodesis_interspaces
    where = f" at {listing(levels)}" if levels else ""
    further = f" and 22614 x {len(levels) - 1}" if len(levels) > 1 else ""
    if case.facts.combined_interspaces and case.facts.has_posterior_interbody:
        code, due = (
            "22633",
            f"22633, because the interbody fusion at {listing(case.facts.combined_interspaces)} was posterior",
        )
    else:
        code, due = "22612", f"22612{further}"
    replaced = code == "22633" and case.charged("22630")
    edit = ChargeEdit(action="replace_code", code="22630", value="22633") if replaced else set_units(code, 1)
    return finding(
        "posterior.missing_22612",
        f"A posterior fusion{where} is documented in this session and not charged: {due}.",
        suggestion=charge_edit(f"Charge {code}" + (" instead of 22630" if replaced else ""), edit),
        evidence=case.elements.posterior.evidence,
        references=citations(code),
    )


def missing_instrumentation(case: Case) -> Finding | None:
    """``posterior.missing_instrumentation``: instrumentation is reported by its fixation points (3M, AAPC)."""
    posterior = case.elements.posterior
    if case.charge is None or not _done_in_session(case, posterior.instrumentation):
        return None
    if case.charged(*POSTERIOR_INSTRUMENTATION):
        return None
    code = posterior_code(posterior.fixation_points)
    fixed = listing(points(posterior.fixation_points))
    if code:
        due = f"fixation at {fixed} gives {code}"
    else:
        due = "22840 fixed at two ends, 22842 with a point between over 3 to 6 vertebrae"
    return finding(
        "posterior.missing_instrumentation",
        f"Posterior instrumentation is documented in this session and not charged: {due}.",
        suggestion=charge_edit(f"Charge {code or '22840'}", set_units(code or "22840", 1)),
        evidence=posterior.evidence,
        references=citations(code or "22840"),
    )


def unsupported_instrumentation(case: Case) -> Finding | None:
    """``posterior.unsupported_instrumentation``: instrumentation charged that was not placed in this operation."""
    wrong = case.charged(*POSTERIOR_INSTRUMENTATION)
    if not wrong or case.elements.posterior.instrumentation == "performed":
        return None
    return finding(
        "posterior.unsupported_instrumentation",
        f"{listing(wrong)} charged, but no posterior instrumentation is documented as placed.",
        suggestion=charge_edit(f"Remove {listing(wrong)}", *remove_lines(wrong)),
        evidence=case.elements.posterior.evidence,
        references=citations(*wrong),
    )


def segment_code(case: Case) -> Finding | None:
    """``posterior.segment_code``: 22840 at two ends, else 22842-22844 by vertebrae spanned (3M, AAPC)."""
    posterior = case.elements.posterior
    charged = case.charged(*POSTERIOR_INSTRUMENTATION)
    code = posterior_code(posterior.fixation_points)
    if posterior.instrumentation != "performed" or not charged or code is None or charged == [code]:
        return None
    wrong = [item for item in charged if item != code]
    edits = remove_lines(wrong)
    if code not in charged:
        edits[0] = ChargeEdit(action="replace_code", code=wrong[0], value=code)
    return finding(
        "posterior.segment_code",
        f"{listing(wrong)} charged, but fixation at {listing(points(posterior.fixation_points))} gives {code}.",
        suggestion=charge_edit(f"Charge {code} instead of {listing(wrong)}", *edits),
        evidence=posterior.evidence,
        references=citations(code, *wrong),
    )


def staged(case: Case) -> Finding | None:
    """``posterior.staged``: a planned later stage takes modifier 58 inside the global period (MD Strategies)."""
    posterior = case.elements.posterior
    planned = "planned" in (posterior.instrumentation, posterior.arthrodesis)
    if not planned and posterior.same_session != "no":
        return None
    return finding(
        "posterior.staged",
        "The posterior stage is planned for, or was done on, another day: it is not charged here, and modifier 58 "
        "goes on that day's claim.",
        evidence=posterior.evidence,
        references=citations("22612"),
    )


def summary(case: Case) -> str:
    """Say in one sentence what is documented."""
    posterior = case.elements.posterior
    if "planned" in (posterior.instrumentation, posterior.arthrodesis):
        return "Posterior stage planned, not part of this operation."
    done = [
        name
        for name, state in (("instrumentation", posterior.instrumentation), ("fusion", posterior.arthrodesis))
        if state == "performed"
    ]
    return f"Posterior {listing(done)} documented." if done else "No posterior instrumentation or fusion is documented."


RULES = (
    combined_fusion,
    arthrodesis_undocumented,
    unsupported_22612,
    missing_22612,
    missing_instrumentation,
    unsupported_instrumentation,
    segment_code,
    staged,
)


def _done_in_session(case: Case, state: str) -> bool:
    return state == "performed" and case.elements.posterior.same_session == "yes"
