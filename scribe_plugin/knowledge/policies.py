"""Coverage policies as data: alternative indications with their criteria.

The tables say what a policy asks; whether a record shows it is computed where elements are at hand. The three
questions that need only the documented conditions are answered here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from scribe_plugin.contract import KnowledgeError
from scribe_plugin.contract.necessity import Condition, ImagingModality, Modality, Tobacco
from scribe_plugin.knowledge.rows import Row, load, row_fields

PAYER_NEUTRAL = "payer_neutral"
"""The checklist that stands in where an encounter names no policy."""

Check = Literal[
    "conditions",
    "conditions_per_level",
    "conditions_absent",
    "weeks",
    "treatments",
    "function",
    "function_score",
    "imaging",
    "imaging_per_level",
    "tobacco",
    "prompt",
]
"""How a criterion is evaluated over the elements; the head of ``lcd_l37848.toml`` says what each one means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCriterion(Row):
    """One thing a policy asks for, and how elements show it.

    ``prompt`` is what to write into the record when it is not documented; a criterion whose ``check`` is
    ``prompt`` can never be shown by elements. Which other fields matter depends on ``check``.
    """

    id: str
    indication: str
    label: str
    check: Check
    prompt: str
    conditions: tuple[Condition, ...]
    weeks: float | None
    count: int
    modalities: tuple[Modality | ImagingModality, ...]
    tobacco: tuple[Tobacco, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication(Row):
    """One way to meet a policy.

    ``min_conservative_weeks`` is None where the indication asks for no fixed period.
    """

    id: str
    label: str
    conditions_any: tuple[Condition, ...]
    min_conservative_weeks: float | None
    requires_function: bool
    per_level: bool
    urgent: bool
    criteria: tuple[PolicyCriterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Row):
    """One coverage policy or checklist; ``criteria`` hold for the whole of it, besides those of an indication."""

    id: str
    label: str
    payer: str
    contractor: str
    jurisdiction: tuple[str, ...]
    kind: Literal["lcd", "commercial", "checklist"]
    version: str
    codes: tuple[str, ...]
    default_min_weeks: float | None
    note: str
    indications: tuple[Indication, ...]
    criteria: tuple[PolicyCriterion, ...]

    def supported(self, conditions: Collection[str]) -> tuple[Indication, ...]:
        """Return the indications that the documented conditions support, in policy order."""
        return tuple(item for item in self.indications if any(one in conditions for one in item.conditions_any))

    def supports(self, conditions: Collection[str]) -> bool | None:
        """Return whether the documented conditions support any indication; None where the policy has none."""
        return bool(self.supported(conditions)) if self.indications else None

    def min_conservative_weeks(self, conditions: Collection[str]) -> float | None:
        """Return the weeks of non-operative care that the policy asks for, given the documented conditions.

        One supported indication is enough, so the shortest period counts, and None when one of them asks for
        none. Where no indication is supported, the policy's own minimum holds.
        """
        supported = self.supported(conditions)
        if not supported:
            return self.default_min_weeks
        periods = [item.min_conservative_weeks for item in supported]
        return min((weeks for weeks in periods if weeks is not None), default=None) if None not in periods else None


def _criterion(raw: dict[str, Any], conditions: list[Condition]) -> PolicyCriterion:
    return PolicyCriterion(
        **row_fields(raw),
        id=raw["id"],
        indication=raw["indication"],
        label=raw["label"],
        check=raw["check"],
        prompt=raw["prompt"],
        conditions=tuple(raw.get("conditions", conditions)),
        weeks=raw.get("weeks"),
        count=raw.get("count", 1),
        modalities=tuple(raw.get("modalities", ())),
        tobacco=tuple(raw.get("tobacco", ())),
    )


def _criteria(raw: dict[str, Any], indication: str, conditions: list[Condition]) -> tuple[PolicyCriterion, ...]:
    return tuple(_criterion(item, conditions) for item in raw["criteria"] if item["indication"] == indication)


@cache
def policy_ids() -> tuple[str, ...]:
    """Return the ids of every policy, sorted."""
    folder = files("scribe_plugin.knowledge") / "tables" / "policies"
    return tuple(sorted(item.name.removesuffix(".toml") for item in folder.iterdir() if item.name.endswith(".toml")))


def policy(policy_id: str | None) -> Policy:
    """Return the policy called ``policy_id``; None is the payer-neutral checklist.

    Raises:
        KnowledgeError: no policy has that id; the message names those that exist.
    """
    policy_id = policy_id or PAYER_NEUTRAL
    if policy_id not in policy_ids():
        msg = f"policy {policy_id!r} is not known; choose one of {', '.join(policy_ids())}"
        raise KnowledgeError(msg)
    return _policy(policy_id)


@cache
def _policy(policy_id: str) -> Policy:
    raw = load(f"policies/{policy_id}")
    return Policy(
        **row_fields(raw),
        id=raw["id"],
        label=raw["label"],
        payer=raw["payer"],
        contractor=raw["contractor"],
        jurisdiction=tuple(raw["jurisdiction"]),
        kind=raw["kind"],
        version=raw["version"],
        codes=tuple(raw["codes"]),
        default_min_weeks=raw["min_conservative_weeks"] or None,
        note=raw["note"],
        indications=tuple(
            Indication(
                **row_fields(item),
                id=item["id"],
                label=item["label"],
                conditions_any=tuple(item["conditions_any"]),
                min_conservative_weeks=item["min_conservative_weeks"] or None,
                requires_function=item["requires_function"],
                per_level=item["per_level"],
                urgent=item["urgent"],
                criteria=_criteria(raw, item["id"], item["conditions_any"]),
            )
            for item in raw["indications"]
        ),
        criteria=_criteria(raw, "", []),
    )
