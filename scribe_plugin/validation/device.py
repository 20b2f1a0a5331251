"""Rules of element 3: the interbody device, its integral fixation, and a plate apart from it."""

from scribe_plugin.coding import plate_code
from scribe_plugin.coding.codes import ANTERIOR_PLATES, citations
from scribe_plugin.coding.spans import in_order, listing, longest_run
from scribe_plugin.contract import DocumentationEdit, Evidence, Finding, InterbodyDevice, Interspace, Suggestion
from scribe_plugin.validation.case import Case
from scribe_plugin.validation.catalogue import finding, quotes
from scribe_plugin.validation.edits import charge_edit, dictate, remove_lines, set_units


def missing_22853(case: Case) -> Finding | None:
    """``device.missing_22853``: once for each interspace with a cage; fixation 'when performed' (ISASS, AAPC)."""
    count = case.facts.cage_count
    units = case.charge.units("22853") if case.charge is not None else count
    if units >= count:
        return None
    integral = any(item.integral_fixation == "present" for item in case.facts.cages)
    where = listing(case.facts.cage_interspaces) or "an interspace not stated"
    reason = (
        "Its built-in fixation is included in 22853."
        if integral
        else "22853 covers any cage in a fused disc space, with or without its own screws."
    )
    return finding(
        "device.missing_22853",
        f"A cage or mesh is documented at {where}, so 22853 x {count} is due; {units or 'none'} charged. {reason}",
        severity="critical" if integral else None,
        suggestion=charge_edit(f"Charge 22853 x {count}", set_units("22853", count)),
        evidence=_evidence(case, case.facts.cages),
        references=citations("22853", glossary=True),
    )


def unsupported_22853(case: Case) -> Finding | None:
    """``device.unsupported_22853``: the code needs a biomechanical device in the disc space (ISASS)."""
    if not case.charged("22853") or case.facts.cages:
        return None
    allograft = " The structural allograft is 20931." if case.facts.structural_allografts else ""
    return finding(
        "device.unsupported_22853",
        f"22853 charged, but no cage or mesh is documented.{allograft} Remove it, or have the "
        "device added to the note.",
        suggestion=charge_edit("Remove 22853", *remove_lines(["22853"])),
        evidence=_evidence(case, case.elements.device.devices),
        references=citations("22853"),
    )


def excess_22853(case: Case) -> Finding | None:
    """``device.excess_22853``: one unit for each interspace, not for each cage (AAPC)."""
    count = case.facts.cage_count
    units = case.charge.units("22853") if case.charge is not None else 0
    if not count or units <= count:
        return None
    where = listing(case.facts.cage_interspaces) or "one interspace (not stated which)"
    return finding(
        "device.excess_22853",
        f"22853 x {units} charged, but a cage or mesh is documented at {where} only. The unit is the interspace, "
        "not the cage.",
        suggestion=charge_edit(f"Charge 22853 x {count}", set_units("22853", count)),
        evidence=_evidence(case, case.facts.cages),
        references=citations("22853"),
    )


def fixation_unstated(case: Case) -> Finding | None:
    """``device.fixation_unstated``: asked for by the Mira glossary; the code is the same with or without."""
    open_ones = [
        (index, item)
        for index, item in enumerate(case.elements.device.devices)
        if item.kind == "cage" and item.integral_fixation == "not_stated"
    ]
    if not open_ones:
        return None
    index, first = open_ones[0]
    devices = [item for _, item in open_ones]
    return finding(
        "device.fixation_unstated",
        f"The cage{_at(devices)} is documented without saying whether it has screws, flanges, blades or a plate of "
        "its own.",
        suggestion=dictate(
            "State the integral fixation",
            f"device.devices.{index}.integral_fixation",
            "present",
            f"The cage{_at([first])} has / does not have integral fixation: ____.",
            choices=["absent"],
            placeholder=True,
        ),
        evidence=_evidence(case, devices),
        references=citations("22853", glossary=True),
    )


def separate_plate(case: Case) -> Finding | None:
    """``device.separate_plate``: a plate independent of the cage is 22845-22847 by vertebrae, with 59 or XU."""
    if case.elements.device.separate_plate != "present" or case.charge is None or case.charged(*ANTERIOR_PLATES):
        return None
    code = plate_code(longest_run(case.facts.anterior))
    return finding(
        "device.separate_plate",
        f"An anterior plate apart from the cage is documented and not charged: {code}, with 59 or XU beside 22853. "
        "A plate that only anchors the cage is included in 22853.",
        suggestion=charge_edit(f"Charge {code}", set_units(code, 1)),
        evidence=case.elements.device.evidence,
        references=citations(code, "22853"),
    )


def unsupported_22845(case: Case) -> Finding | None:
    """``device.unsupported_22845``: integral fixation is not anterior instrumentation (NCCI manual chapter IV)."""
    wrong = case.charged(*ANTERIOR_PLATES)
    if not wrong or case.elements.device.separate_plate == "present":
        return None
    return finding(
        "device.unsupported_22845",
        f"{listing(wrong)} charged, but no anterior plate apart from the cage is documented. "
        "Fixation that is part of the cage is included in 22853.",
        suggestion=charge_edit(f"Remove {listing(wrong)}", *remove_lines(wrong)),
        evidence=_evidence(case, case.elements.device.devices),
        references=citations(*wrong, "22853"),
    )


def structural_allograft(case: Case) -> Finding | None:
    """``device.structural_allograft``: a ring or dowel is graft (20931), no biomechanical device."""
    devices = case.facts.structural_allografts
    if not devices:
        return None
    return finding(
        "device.structural_allograft",
        f"A structural allograft{_at(devices)} takes the place of a cage: 20931 once, no 22853 for it.",
        evidence=_evidence(case, devices),
        references=citations("20931", "22853"),
    )


def interspace_mismatch(case: Case) -> Finding | None:
    """``device.interspace_mismatch``: a device in a disc space that the note does not give as fused."""
    fused = case.facts.interspaces
    strays = [
        (index, item)
        for index, item in enumerate(case.elements.device.devices)
        if item.interspace != "not_stated" and item.interspace not in fused
    ]
    if not strays:
        return None
    devices = [item for _, item in strays]
    named = listing(fused) or "no interspace"
    return finding(
        "device.interspace_mismatch",
        f"A device is documented{_at(devices)}, but the note fuses {named}. Correct the level of the "
        "device or of the fusion.",
        suggestion=_move(case, strays) if fused else _name_fused(devices),
        evidence=_evidence(case, devices),
        references=citations("22853"),
    )


def summary(case: Case) -> str:
    """Say in one sentence what is documented."""
    devices = case.elements.device.devices
    if not devices:
        return "No interbody device is documented."
    kinds = dict.fromkeys(item.kind.replace("_", " ") for item in devices if item.kind != "other")
    named = (listing(kinds) or "interbody device").capitalize()
    integral = any(item.integral_fixation == "present" for item in devices)
    fixation = ", with integral fixation" if integral else ""
    plate = ", separate anterior plate" if case.elements.device.separate_plate == "present" else ""
    return f"{named} documented{_at(devices)}{fixation}{plate}."


RULES = (
    missing_22853,
    unsupported_22853,
    excess_22853,
    fixation_unstated,
    separate_plate,
    unsupported_22845,
    structural_allograft,
    interspace_mismatch,
)


def _at(devices: list[InterbodyDevice]) -> str:
    named = in_order(item.interspace for item in devices if item.interspace != "not_stated")
    return f" at {listing(named)}" if named else ""


def _evidence(case: Case, devices: list[InterbodyDevice]) -> list[Evidence]:
    return quotes(*(item.evidence for item in devices), case.elements.device.evidence)


def _move(case: Case, strays: list[tuple[int, InterbodyDevice]]) -> Suggestion:
    """Return the statements that put each stray device at a fused interspace, at one without a device if there is."""
    fused = case.facts.interspaces
    held = {item.interspace for item in case.elements.device.devices}
    free: list[Interspace] = [item for item in fused if item not in held] or fused
    edits = [
        DocumentationEdit(
            path=f"device.devices.{index}.interspace",
            value=free[min(place, len(free) - 1)],
            text=f"The device recorded at {item.interspace} was placed at ____.",
            choices=[choice for choice in fused if choice != free[min(place, len(free) - 1)]],
            placeholder=len(fused) > 1,
        )
        for place, (index, item) in enumerate(strays)
    ]
    return Suggestion(label="State the interspace of the device", documentation=edits)


def _name_fused(devices: list[InterbodyDevice]) -> Suggestion:
    """Return the statement that the interspaces with a device were fused, where the note names none."""
    named = in_order(item.interspace for item in devices if item.interspace != "not_stated")
    text = f"The interbody fusion was done at {listing(named)}."
    return dictate("Name the fused interspaces", "levels.described", named, text)
