"""The packet of one encounter, filled from its elements and its suggested charge."""

from collections.abc import Iterator

from scribe_plugin import knowledge
from scribe_plugin.coding import Facts
from scribe_plugin.contract import (
    Criterion,
    Elements,
    Encounter,
    Packet,
    RequestedProcedure,
    SuggestedCharge,
)
from scribe_plugin.packet.criteria import evaluate, policy_met, weeks_documented


def build_packet(elements: Elements, encounter: Encounter, charge: SuggestedCharge) -> Packet:
    """Return the prior authorization packet.

    Raises:
        KnowledgeError: the encounter names a policy that is not known.
    """
    policy = knowledge.policy(encounter.policy)
    necessity = elements.necessity
    criteria = evaluate(policy, elements)
    return Packet(
        encounter_id=encounter.id,
        date_of_service=encounter.date_of_service,
        policy=encounter.policy,
        policy_label=policy.label,
        procedures=[
            RequestedProcedure(code=line.code, label=line.label, units=line.units, interspaces=line.interspaces)
            for line in charge.lines
        ],
        interspaces=Facts(elements).fused,
        diagnoses=necessity.diagnoses,
        icd10_cm=charge.icd10_cm,
        treatments=necessity.conservative_treatments,
        treatment_weeks=weeks_documented(elements),
        imaging=necessity.imaging,
        functional_limitations=necessity.functional_limitations,
        tobacco=necessity.tobacco,
        criteria=criteria,
        policy_met=policy_met(policy, elements),
        missing=_missing(policy, criteria, elements, charge),
    )


def _missing(
    policy: knowledge.Policy, criteria: list[Criterion], elements: Elements, charge: SuggestedCharge
) -> list[str]:
    """Return what to add to the record, what a person has to confirm last; each sentence once."""
    rows = {
        item.id: item
        for item in (*policy.criteria, *(one for indication in policy.indications for one in indication.criteria))
    }
    unmet = [rows[criterion.id] for criterion in criteria if criterion.status != "met"]
    asks_for_treatments = any(row.check == "treatments" for row in unmet)
    return list(
        dict.fromkeys(
            [
                *_gaps(elements, charge, treatments=not asks_for_treatments),
                *(row.prompt for row in unmet if row.check != "prompt"),
                *(f"Confirm: {row.prompt[:1].lower()}{row.prompt[1:]}" for row in unmet if row.check == "prompt"),
            ]
        )
    )


def _gaps(elements: Elements, charge: SuggestedCharge, *, treatments: bool) -> Iterator[str]:
    """Yield what any packet needs and this record does not give, whatever the policy; ``treatments`` asks to name them."""
    necessity = elements.necessity
    if not charge.lines:
        yield "State the procedure: no lumbar fusion is documented."
    elif not Facts(elements).fused:
        yield "Name the interspaces."
    named = [item for item in necessity.conservative_treatments if item.modality != "other"]
    if treatments and not named:
        yield "Name each non-operative treatment with its period and its result."
    for treatment in named:
        name = treatment.modality.replace("_", " ")
        if treatment.duration_weeks is None and necessity.conservative_duration_weeks is None:
            yield f"Give start and end of the {name}."
        if treatment.outcome == "not_stated":
            yield f"Say what the {name} achieved."
