"""A policy's criteria against the elements: met, not met or not documented, each with the words that show it.

One small function per kind of check; the kinds are explained at the head of ``knowledge/tables/policies/lcd_l37848.toml``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scribe_plugin.coding import Facts
from scribe_plugin.contract import Criterion, Elements, Evidence, Interspace
from scribe_plugin.contract.packet import CriterionStatus
from scribe_plugin.knowledge import Indication, Policy, PolicyCriterion


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one criterion."""

    status: CriterionStatus
    why: str
    evidence: list[Evidence]


def evaluate(policy: Policy, elements: Elements) -> list[Criterion]:
    """Return the criteria that apply to the record: of the indications it supports, or of all where it supports none."""
    conditions = {item.condition for item in elements.necessity.diagnoses}
    indications = policy.supported(conditions) or policy.indications
    rows = [(item.label, criterion) for item in indications for criterion in item.criteria]
    rows += [("", criterion) for criterion in policy.criteria]
    return [_criterion(group, item, elements) for group, item in rows]


def policy_met(policy: Policy, elements: Elements) -> bool | None:
    """Return whether the record meets the policy: one indication with all its criteria, and those of the whole policy.

    None where the answer is open: a checklist has no indications, and some criteria only a person can confirm.
    """
    if not policy.indications:
        return None
    conditions = {item.condition for item in elements.necessity.diagnoses}
    whole = _all_met(policy.criteria, elements)
    answers = [_both(whole, _indication_met(item, elements)) for item in policy.supported(conditions)]
    if True in answers:
        return True
    return None if None in answers else False


def weeks_documented(elements: Elements) -> float | None:
    """Return the longest period of non-operative care stated anywhere, in weeks."""
    necessity = elements.necessity
    stated = [necessity.conservative_duration_weeks, *(i.duration_weeks for i in necessity.conservative_treatments)]
    return max((weeks for weeks in stated if weeks is not None), default=None)


def _indication_met(indication: Indication, elements: Elements) -> bool | None:
    return _all_met(indication.criteria, elements)


def _all_met(criteria: Iterable[PolicyCriterion], elements: Elements) -> bool | None:
    """Return False when a criterion that the record could show is not shown, None when only a person can say."""
    answer: bool | None = True
    for item in criteria:
        if item.check == "prompt":
            answer = None
        elif CHECKS[item.check](item, elements).status != "met":
            return False
    return answer


def _both(first: bool | None, second: bool | None) -> bool | None:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def _criterion(group: str, item: PolicyCriterion, elements: Elements) -> Criterion:
    outcome = CHECKS[item.check](item, elements)
    return Criterion(
        id=item.id,
        label=item.label,
        status=outcome.status,
        why=outcome.why,
        evidence=outcome.evidence,
        source=item.source,
        group=group or None,
    )


def _conditions(item: PolicyCriterion, elements: Elements) -> Outcome:
    diagnoses = elements.necessity.diagnoses
    matching = [one for one in diagnoses if one.condition in item.conditions]
    if matching:
        return Outcome("met", f"documented: {_words(one.condition for one in matching)}", _quotes(matching))
    if diagnoses:
        return Outcome("not_met", f"documented is only {_words(i.condition for i in diagnoses)}", _quotes(diagnoses))
    return Outcome("not_documented", "no diagnosis is documented", [])


def _conditions_per_level(item: PolicyCriterion, elements: Elements) -> Outcome:
    matching = [one for one in elements.necessity.diagnoses if one.condition in item.conditions]
    return _per_level(elements, [(one.interspaces, one.evidence) for one in matching], "diagnosis")


def _conditions_absent(item: PolicyCriterion, elements: Elements) -> Outcome:
    diagnoses = elements.necessity.diagnoses
    present = [one for one in diagnoses if one.condition in item.conditions]
    if present:
        return Outcome("not_met", f"documented: {_words(one.condition for one in present)}", _quotes(present))
    if diagnoses:
        return Outcome("met", "none of these is documented", [])
    return Outcome("not_documented", "no diagnosis is documented", [])


def _weeks(item: PolicyCriterion, elements: Elements) -> Outcome:
    weeks, asked = weeks_documented(elements), item.weeks or 0
    treatments = elements.necessity.conservative_treatments
    quotes = _unique([*elements.necessity.evidence, *_quotes(treatments)]) if treatments else []
    if weeks is None:
        return Outcome("not_documented", "no period of non-operative care is stated", quotes)
    if weeks < asked:
        return Outcome("not_met", f"{weeks:g} weeks are documented, {asked:g} are asked for", quotes)
    return Outcome("met", f"{weeks:g} weeks are documented", quotes)


def _treatments(item: PolicyCriterion, elements: Elements) -> Outcome:
    named = [one for one in elements.necessity.conservative_treatments if one.modality != "other"]
    matching = [one for one in named if not item.modalities or one.modality in item.modalities]
    kinds = list(dict.fromkeys(one.modality for one in matching))
    if not kinds:
        return Outcome("not_documented", "no treatment of the kind is named", _quotes(named))
    if len(kinds) < item.count:
        return Outcome("not_met", f"only {_words(kinds)} of {item.count} kinds", _quotes(matching))
    return Outcome("met", f"documented: {_words(kinds)}", _quotes(matching))


def _function(item: PolicyCriterion, elements: Elements) -> Outcome:
    limitations = elements.necessity.functional_limitations
    if not limitations:
        return Outcome("not_documented", "no functional limitation is documented", [])
    return Outcome("met", "; ".join(one.description for one in limitations), _quotes(limitations))


def _function_score(item: PolicyCriterion, elements: Elements) -> Outcome:
    scored = [one for one in elements.necessity.functional_limitations if one.score is not None and one.instrument]
    if not scored:
        return Outcome("not_documented", "no instrument with a score is documented", [])
    return Outcome("met", ", ".join(f"{one.instrument} {one.score:g}" for one in scored), _quotes(scored))


def _imaging(item: PolicyCriterion, elements: Elements) -> Outcome:
    studies = elements.necessity.imaging
    matching = [one for one in studies if not item.modalities or one.modality in item.modalities]
    if matching:
        return Outcome("met", f"documented: {_words(one.modality for one in matching)}", _quotes(matching))
    return Outcome("not_documented", "no imaging finding of the kind is documented", _quotes(studies))


def _imaging_per_level(item: PolicyCriterion, elements: Elements) -> Outcome:
    studies = elements.necessity.imaging
    matching = [one for one in studies if not item.modalities or one.modality in item.modalities]
    return _per_level(elements, [(one.interspaces, one.evidence) for one in matching], "imaging finding")


def _tobacco(item: PolicyCriterion, elements: Elements) -> Outcome:
    status = elements.necessity.tobacco
    if status == "not_stated":
        return Outcome("not_documented", "tobacco status is not stated", [])
    return Outcome("met" if status in item.tobacco else "not_met", f"tobacco: {status}", [])


def _prompt(item: PolicyCriterion, elements: Elements) -> Outcome:
    return Outcome("not_documented", "for a person to confirm", [])


CHECKS: dict[str, Callable[[PolicyCriterion, Elements], Outcome]] = {
    "conditions": _conditions,
    "conditions_per_level": _conditions_per_level,
    "conditions_absent": _conditions_absent,
    "weeks": _weeks,
    "treatments": _treatments,
    "function": _function,
    "function_score": _function_score,
    "imaging": _imaging,
    "imaging_per_level": _imaging_per_level,
    "tobacco": _tobacco,
    "prompt": _prompt,
}


def _per_level(elements: Elements, found: list[tuple[list[Interspace], list[Evidence]]], what: str) -> Outcome:
    """Judge whether every fused interspace is named by one of the entries found."""
    fused = Facts(elements).fused
    evidence = _unique([quote for _, quotes in found for quote in quotes])
    if not fused:
        return Outcome("not_documented", "no fused interspace is named", evidence)
    named = {interspace for interspaces, _ in found for interspace in interspaces}
    bare = [interspace for interspace in fused if interspace not in named]
    if bare:
        return Outcome("not_documented", f"no {what} names {', '.join(bare)}", evidence)
    return Outcome("met", f"named at {', '.join(fused)}", evidence)


def _words(values: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(value.replace("_", " ") for value in values))


def _quotes(items: Iterable[object]) -> list[Evidence]:
    return _unique([quote for item in items for quote in getattr(item, "evidence", [])])


def _unique(quotes: list[Evidence]) -> list[Evidence]:
    return list(dict.fromkeys(quotes))
