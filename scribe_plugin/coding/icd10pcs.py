"""ICD-10-PCS fusion codes from the interspaces, the approach families and the devices."""

from collections.abc import Iterable
from functools import cache

from scribe_plugin import knowledge
from scribe_plugin.coding.codes import is_anterior_column_pcs
from scribe_plugin.coding.facts import Facts, Family
from scribe_plugin.coding.spans import listing, region
from scribe_plugin.contract import Evidence, Interspace, SuggestedCode

QUALIFIERS: dict[Family, str] = {"anterior": "0", "posterior": "J", "presacral": "J"}
"""Qualifier of an interbody fusion: anterior approach, or posterior approach, to the anterior column."""

POSTERIOR_COLUMN = "1"
OPEN = "0"
CAGE, AUTOGRAFT, ALLOGRAFT = "A", "7", "K"

DEVICE_REASONS = {
    CAGE: "device A, interbody fusion device",
    ALLOGRAFT: "device K, structural allograft alone (A where it is a machined bone dowel)",
    AUTOGRAFT: "device 7 stands for graft alone; K if it was allograft only",
}

Key = tuple[str, str]
"""A joint (first four characters) and a qualifier."""


def suggest_pcs(facts: Facts) -> list[SuggestedCode]:
    """Return the fusion codes that the documentation supports, anterior column first."""
    if not facts.elements.fusion_documented:
        return []
    codes: dict[str, list[Interspace]] = {}
    for wanted, qualifier in QUALIFIERS.items():
        levels = facts.fused_through(wanted)
        for device in (CAGE, ALLOGRAFT, AUTOGRAFT):
            held = [item for item in levels if device_at(facts, item) == device]
            for joint, interspaces in joints(held).items():
                code = knowledge.pcs_code(joint, OPEN, device, qualifier)
                codes[code] = [*codes.get(code, []), *interspaces]
    for joint, interspaces in joints(facts.arthrodesis_interspaces).items():
        codes[knowledge.pcs_code(joint, OPEN, AUTOGRAFT, POSTERIOR_COLUMN)] = interspaces
    return [_explained(facts, code, interspaces) for code, interspaces in codes.items()]


def joints(interspaces: Iterable[Interspace]) -> dict[str, list[Interspace]]:
    """Return the joint body part (with its table) of each region touched, with its interspaces.

    Two or more lumbar joints share one body part; the lumbosacral and the thoracolumbar joint stand alone.
    """
    by_region: dict[str, list[Interspace]] = {}
    for item in interspaces:
        by_region.setdefault(region(item), []).append(item)
    lumbar = "0SG1" if len(by_region.get("lumbar", [])) > 1 else "0SG0"
    body_parts = {"thoracolumbar": "0RGA", "lumbar": lumbar, "lumbosacral": "0SG3"}
    return {part: by_region[name] for name, part in body_parts.items() if name in by_region}


def device_at(facts: Facts, interspace: Interspace) -> str:
    """Return the device character at an interspace; a device with no interspace stated stands for every one."""
    kinds = {item.kind for item in facts.elements.device.devices if item.interspace in (interspace, "not_stated")}
    if kinds & {"cage", "mesh"}:
        return CAGE
    return ALLOGRAFT if "structural_allograft" in kinds else AUTOGRAFT


def pcs_matches(facts: Facts, charged: Iterable[str]) -> bool:
    """Return whether charged anterior-column codes name the joints and qualifiers that the record gives.

    The device character is left out, so joints with different devices may be charged together or apart.
    """
    keys = {_key(code) for code in charged}
    derived = {_key(item.code) for item in suggest_pcs(facts) if is_anterior_column_pcs(item.code)}
    return keys in (derived, _keys_without_device(facts))


@cache
def pcs_citations() -> tuple[str, ...]:
    """Return the sources of the fusion codes."""
    entries = [knowledge.pcs_entry(code) for code in ("0SG00A0", "0SG10A0", "0SG30A0")]
    return tuple(dict.fromkeys(item for entry in entries for item in entry.citations))


def _key(code: str) -> Key:
    return code[:4], code[6]


def _keys_without_device(facts: Facts) -> set[Key]:
    by_qualifier: dict[str, list[Interspace]] = {}
    for wanted, qualifier in QUALIFIERS.items():
        by_qualifier.setdefault(qualifier, []).extend(facts.fused_through(wanted))
    return {(joint, qualifier) for qualifier, levels in by_qualifier.items() for joint in joints(levels)}


def _explained(facts: Facts, code: str, interspaces: list[Interspace]) -> SuggestedCode:
    entry = knowledge.pcs_entry(code)
    fused = listing(interspaces)
    if entry.column == "posterior":
        why = f"posterior fusion at {fused}: qualifier 1; {DEVICE_REASONS[code[5]]}"
    else:
        side = "anterior" if code[6] == "0" else "posterior"
        why = f"interbody fusion at {fused}, {side} approach to the anterior column; {DEVICE_REASONS[code[5]]}"
    return SuggestedCode(
        code=code, label=entry.title, why=why, evidence=_evidence(facts, code, interspaces), sources=entry.citations
    )


def _evidence(facts: Facts, code: str, interspaces: list[Interspace]) -> list[Evidence]:
    elements = facts.elements
    if code[6] == POSTERIOR_COLUMN:
        return elements.posterior.evidence
    own = [quote for item in elements.levels.by_approach if item.interspace in interspaces for quote in item.evidence]
    held = [quote for item in elements.device.devices if item.interspace in interspaces for quote in item.evidence]
    return list(dict.fromkeys([*own, *held])) or elements.levels.evidence
