"""Rules of element 5: what a payer asks for before the operation, against the selected policy only."""

from typing import Any

from scribe_plugin import knowledge
from scribe_plugin.coding.spans import listing
from scribe_plugin.contract import Finding, Suggestion
from scribe_plugin.contract.necessity import Condition, Modality
from scribe_plugin.validation import diagnosis_codes
from scribe_plugin.validation.case import Case
from scribe_plugin.validation.catalogue import finding, quotes
from scribe_plugin.validation.edits import dictate

MODALITIES: tuple[Modality, ...] = ("physical_therapy", "nsaid", "epidural_injection", "home_exercise", "bracing")
"""Treatments offered first when the record names none."""

_NOT_INDICATIONS = ("low_back_pain", "other")
_USUAL: tuple[Condition, ...] = ("spondylolisthesis", "instability", "spinal_stenosis", "pseudarthrosis", "deformity")


def conservative_missing(case: Case) -> Finding | None:
    """``necessity.conservative_missing``: the Mira glossary asks for it always, L37848 for two of four indications."""
    necessity = case.elements.necessity
    if necessity.conservative_treatments:
        return None
    weeks = None if necessity.conservative_duration_weeks else _weeks_asked(case)
    return finding(
        "necessity.conservative_missing",
        f"No non-operative treatment is documented. {_who_asks(case)}",
        suggestion=dictate(
            "State the non-operative treatment",
            "necessity.conservative_treatments.0",
            {"modality": MODALITIES[0], "duration_weeks": weeks, "outcome": "failed", "evidence": []},
            "Non-operative care before surgery: ____ (therapy, medicines, injections) for ____ weeks; result: ____.",
            choices=[
                {"modality": item, "duration_weeks": weeks, "outcome": "failed", "evidence": []}
                for item in MODALITIES[1:]
            ],
            placeholder=True,
        ),
        evidence=necessity.evidence,
        references=_policy_citations(case),
    )


def modality_unstated(case: Case) -> Finding | None:
    """``necessity.modality_unstated``: 'failed conservative care' names nothing that a payer can check."""
    treatments = case.elements.necessity.conservative_treatments
    if not treatments or any(item.modality != "other" for item in treatments):
        return None
    return finding(
        "necessity.modality_unstated",
        "Non-operative care is mentioned only in general terms. Name what was tried: therapy, medicines, injections, "
        "bracing.",
        suggestion=dictate(
            "Name the treatments",
            "necessity.conservative_treatments.0.modality",
            MODALITIES[0],
            "The non-operative treatments were ____.",
            choices=MODALITIES[1:],
            placeholder=True,
        ),
        evidence=quotes(*(item.evidence for item in treatments)),
        references=_policy_citations(case),
    )


def duration_missing(case: Case) -> Finding | None:
    """``necessity.duration_missing``: treatment without a period (Mira glossary: duration, modalities)."""
    treatments = case.elements.necessity.conservative_treatments
    if not treatments or _weeks_documented(case) is not None:
        return None
    return finding(
        "necessity.duration_missing",
        f"Non-operative treatment is documented, but not for how long. {_who_asks(case)}",
        suggestion=_state_weeks(case),
        evidence=quotes(*(item.evidence for item in treatments)),
        references=_policy_citations(case),
    )


def duration_short(case: Case) -> Finding | None:
    """``necessity.duration_short``: below the period that the selected policy asks for these indications."""
    documented, asked = _weeks_documented(case), _minimum_weeks(case)
    if documented is None or asked is None or documented >= asked:
        return None
    necessity = case.elements.necessity
    return finding(
        "necessity.duration_short",
        f"{_say(documented)} weeks of non-operative care documented; {_policy_name(case)} asks for {_say(asked)}.",
        suggestion=_state_weeks(case),
        evidence=quotes(*(item.evidence for item in necessity.conservative_treatments), necessity.evidence),
        references=_policy_citations(case),
    )


def diagnosis_missing(case: Case) -> Finding | None:
    """``necessity.diagnosis_missing``: low back pain is a symptom, no indication (L37848, commercial policies)."""
    if _indications(case):
        return None
    diagnoses = case.elements.necessity.diagnoses
    only_pain = any(item.condition == "low_back_pain" for item in diagnoses)
    return finding(
        "necessity.diagnosis_missing",
        ("Only low back pain is documented, which is no indication." if only_pain else "No indication is documented.")
        + " State the diagnosis and its interspace.",
        suggestion=_state_indication(case, "State the indication"),
        evidence=quotes(*(item.evidence for item in diagnoses), case.elements.necessity.evidence),
        references=_policy_citations(case),
    )


def diagnosis_unsupported(case: Case) -> Finding | None:
    """``necessity.diagnosis_unsupported``: for example disc degeneration alone under L37848 (Palmetto GBA)."""
    indications = _indications(case)
    if case.encounter.policy is None or not indications or _policy(case).supports(indications) is not False:
        return None
    named = listing(item.replace("_", " ") for item in indications)
    return finding(
        "necessity.diagnosis_unsupported",
        f"{_policy_name(case)} does not support fusion for {named} alone. If there is instability, deformity, "
        "pseudarthrosis or neural compression, document it.",
        suggestion=_state_indication(case, "State the indication that the policy covers"),
        evidence=quotes(*(item.evidence for item in case.elements.necessity.diagnoses)),
        references=_policy_citations(case),
    )


def imaging_missing(case: Case) -> Finding | None:
    """``necessity.imaging_missing``: a study with its finding (Mira glossary)."""
    necessity = case.elements.necessity
    if necessity.imaging:
        return None
    return finding(
        "necessity.imaging_missing",
        "No imaging finding is documented. Give the study, its date and what it shows at each fused interspace.",
        suggestion=dictate(
            "State the imaging finding",
            "necessity.imaging.0",
            {"modality": "mri", "finding": "____", "interspaces": case.facts.interspaces, "evidence": []},
            "____ (MRI, CT, flexion-extension films) of ____ (date) shows ____ at ____.",
            placeholder=True,
        ),
        evidence=necessity.evidence,
        references=_policy_citations(case),
    )


def function_missing(case: Case) -> Finding | None:
    """``necessity.function_missing``: what the patient cannot do, or a score (Mira glossary)."""
    necessity = case.elements.necessity
    if necessity.functional_limitations:
        return None
    return finding(
        "necessity.function_missing",
        "No functional limitation is documented. Say what the patient cannot do, or give an ODI or pain score.",
        suggestion=dictate(
            "State the functional limitation",
            "necessity.functional_limitations.0",
            {"description": "____", "instrument": None, "score": None, "evidence": []},
            "The patient cannot ____ for more than ____; ODI ____.",
            placeholder=True,
        ),
        evidence=necessity.evidence,
        references=_policy_citations(case),
    )


def summary(case: Case) -> str:
    """Say in one sentence what is documented."""
    weeks = _weeks_documented(case)
    period = f" ({_say(weeks)} weeks)" if weeks else ""
    return f"Indication, non-operative care{period}, imaging and functional limitation documented."


RULES = (
    conservative_missing,
    modality_unstated,
    duration_missing,
    duration_short,
    diagnosis_missing,
    diagnosis_unsupported,
    imaging_missing,
    function_missing,
    *diagnosis_codes.RULES,
)


def _policy(case: Case) -> knowledge.Policy:
    return knowledge.policy(case.encounter.policy)


def _policy_name(case: Case) -> str:
    """Return the policy's short name with its contractor: a local policy is not everybody's."""
    policy = _policy(case)
    contractor = f" ({policy.contractor})" if policy.contractor else ""
    return policy.label.partition(",")[0] + contractor


def _say(weeks: float) -> str:
    return f"{round(weeks, 1):g}"


def _policy_citations(case: Case) -> tuple[str, ...]:
    return tuple(_policy(case).citations)


def _indications(case: Case) -> list[Condition]:
    """Return the documented conditions that are indications, in order."""
    conditions = dict.fromkeys(item.condition for item in case.elements.necessity.diagnoses)
    return [item for item in conditions if item not in _NOT_INDICATIONS]


def _weeks_documented(case: Case) -> float | None:
    """Return the longest period of non-operative care stated anywhere."""
    necessity = case.elements.necessity
    periods = [
        necessity.conservative_duration_weeks,
        *(item.duration_weeks for item in necessity.conservative_treatments),
    ]
    return max((weeks for weeks in periods if weeks is not None), default=None)


def _minimum_weeks(case: Case) -> float | None:
    """Return the weeks that the selected policy asks for; None without a policy."""
    return _policy(case).min_conservative_weeks(_indications(case)) if case.encounter.policy else None


def _weeks_asked(case: Case) -> float:
    """Return the weeks that an example answer needs: the policy's minimum, or six."""
    return max(float(_minimum_weeks(case) or 0), 6.0)


def _who_asks(case: Case) -> str:
    """Say who asks for non-operative care, so that nobody reads one policy as all of them."""
    if case.encounter.policy is None:
        return "Most payers ask for treatments, periods and results."
    asked = _minimum_weeks(case)
    if asked:
        return f"{_policy_name(case)} asks for {_say(asked)} weeks."
    return f"{_policy_name(case)} sets no period for these indications; most payers do."


def _state_weeks(case: Case) -> Suggestion:
    asked = _weeks_asked(case)
    return dictate(
        "State how long non-operative care lasted",
        "necessity.conservative_duration_weeks",
        asked,
        "Non-operative care lasted from ____ to ____ (____ weeks).",
        placeholder=True,
    )


def _state_indication(case: Case, label: str) -> Suggestion:
    """Return the statement of an indication that the policy supports; which one is for the surgeon to say."""
    covered = [one for item in _policy(case).indications for one in item.conditions_any]
    first, *others = [item for item in _USUAL if item in covered] or covered or _USUAL
    return dictate(
        label,
        f"necessity.diagnoses.{len(case.elements.necessity.diagnoses)}",
        _diagnosis(case, first),
        "The indication is ____ at ____, shown by ____.",
        choices=[_diagnosis(case, item) for item in others],
        placeholder=True,
    )


def _diagnosis(case: Case, condition: Condition) -> dict[str, Any]:
    return {"condition": condition, "interspaces": case.facts.interspaces, "evidence": []}
