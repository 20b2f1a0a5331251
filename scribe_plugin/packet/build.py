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
        missing=list(dict.fromkeys([*_gaps(elements, charge), *_prompts(policy, criteria)])),
    )


def _gaps(elements: Elements, charge: SuggestedCharge) -> Iterator[str]:
    """Yield what any packet needs and this record does not give, whatever the policy."""
    necessity = elements.necessity
    if not charge.lines:
        yield "The procedure: no lumbar fusion is documented."
    elif not Facts(elements).fused:
        yield "The interspaces: none is named."
    for treatment in necessity.conservative_treatments:
        name = treatment.modality.replace("_", " ")
        if treatment.modality == "other":
            yield "The kind of non-operative treatment: name therapy, medicines, injections, bracing."
        elif treatment.duration_weeks is None and necessity.conservative_duration_weeks is None:
            yield f"The period of {name}: give start and end."
        if treatment.outcome == "not_stated" and treatment.modality != "other":
            yield f"The result of {name}."
    if not necessity.conservative_treatments:
        yield "Non-operative treatment: name each treatment, its period and its result."


def _prompts(policy: knowledge.Policy, criteria: list[Criterion]) -> Iterator[str]:
    """Yield what to write for every criterion that is not met, in the policy's words."""
    rows = (*policy.criteria, *(item for indication in policy.indications for item in indication.criteria))
    prompts = {item.id: item.prompt for item in rows}
    for criterion in criteria:
        if criterion.status != "met":
            yield f"{criterion.label}: {prompts[criterion.id][:1].lower()}{prompts[criterion.id][1:]}"
