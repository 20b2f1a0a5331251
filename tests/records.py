"""Synthetic records: one clean single-level operation, and small changes to it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from scribe_plugin.contract import Charge, Elements, Encounter

ON = date(2026, 3, 14)
NO_DEVICES: list[dict[str, Any]] = []


def said(*words: str) -> list[dict[str, str]]:
    """Quotes of the operative note."""
    return [{"document": "op", "quote": item} for item in words]


def level(interspace: str, approach: str = "anterior") -> dict[str, Any]:
    """One fused interspace with its approach."""
    return {"interspace": interspace, "approach": approach, "evidence": said(f"fused {interspace}")}


def device(interspace: str, kind: str = "cage", integral: str = "present") -> dict[str, Any]:
    """One device in a disc space."""
    return {
        "interspace": interspace,
        "kind": kind,
        "integral_fixation": integral,
        "fixation": [],
        "product": None,
        "evidence": said(f"{kind} {interspace}"),
    }


def treatment(modality: str = "physical_therapy", weeks: float | None = 12.0) -> dict[str, Any]:
    """One non-operative treatment."""
    return {"modality": modality, "duration_weeks": weeks, "outcome": "failed", "evidence": said(f"tried {modality}")}


def diagnosis(condition: str, *interspaces: str) -> dict[str, Any]:
    """One diagnosis."""
    return {"condition": condition, "interspaces": list(interspaces), "evidence": said(f"has {condition}")}


def fused(*interspaces: str, approach: str = "anterior") -> dict[str, Any]:
    """Changes that make the operation fuse these interspaces through one approach, with a cage in each."""
    return {
        "approach.titled": [approach],
        "approach.described": [approach],
        "levels.titled": list(interspaces),
        "levels.described": list(interspaces),
        "levels.by_approach": [level(item, approach) for item in interspaces],
        "device.devices": [device(item) for item in interspaces],
    }


def screws(*points: str, **changes: Any) -> dict[str, Any]:
    """Changes that add posterior instrumentation in the same session, without arthrodesis."""
    return {
        "posterior.instrumentation": "performed",
        "posterior.hardware": ["pedicle_screws", "rods"],
        "posterior.fixation_points": list(points),
        "posterior.same_session": "yes",
        **{f"posterior.{name}": value for name, value in changes.items()},
    }


def graft(*interspaces: str, **changes: Any) -> dict[str, Any]:
    """Changes that add posterior arthrodesis in the same session."""
    return {
        "posterior.arthrodesis": "performed",
        "posterior.arthrodesis_interspaces": list(interspaces),
        "posterior.same_session": "yes",
        **{f"posterior.{name}": value for name, value in changes.items()},
    }


BEHIND_ONLY = {
    "approach.titled": [],
    "approach.described": [],
    "levels.titled": [],
    "levels.described": [],
    "levels.by_approach": [],
    "device.devices": NO_DEVICES,
    **graft("L4-L5"),
}
"""Changes that make the operation a purely posterolateral fusion."""

NO_FUSION = {**BEHIND_ONLY, "fusion_documented": False, "posterior.arthrodesis": "not_stated"}
"""Changes that leave no fusion."""


def access(role: str = "exposure_only", **changes: Any) -> dict[str, Any]:
    """Changes that add an access surgeon with an own report."""
    return {
        "access.access_surgeon": "participated",
        "access.role": role,
        "access.separate_note": "yes",
        **{f"access.{name}": value for name, value in changes.items()},
    }


def _base() -> dict[str, Any]:
    return {
        "schema_version": "1.0",
        "fusion_documented": True,
        "approach": {
            "titled": ["anterior"],
            "described": ["anterior"],
            "corridor": "retroperitoneal",
            "position": "supine",
            "evidence": said("approach"),
        },
        "levels": {
            "titled": ["L5-S1"],
            "described": ["L5-S1"],
            "by_approach": [level("L5-S1")],
            "stated_count": None,
            "transitional_anatomy": False,
            "evidence": said("levels"),
        },
        "device": {"devices": [device("L5-S1")], "separate_plate": "not_stated", "evidence": said("device")},
        "posterior": {
            "instrumentation": "not_stated",
            "hardware": [],
            "fixation_points": [],
            "arthrodesis": "not_stated",
            "arthrodesis_interspaces": [],
            "same_session": "not_stated",
            "evidence": said("posterior"),
        },
        "necessity": {
            "conservative_treatments": [treatment()],
            "conservative_duration_weeks": 12.0,
            "diagnoses": [diagnosis("spondylolisthesis", "L5-S1")],
            "imaging": [
                {"modality": "mri", "finding": "slip", "interspaces": ["L5-S1"], "evidence": said("MRI shows a slip")}
            ],
            "functional_limitations": [
                {"description": "cannot stand", "instrument": None, "score": None, "evidence": said("cannot stand")}
            ],
            "tobacco": "never",
            "evidence": said("necessity"),
        },
        "access": {
            "access_surgeon": "not_stated",
            "specialty": "not_stated",
            "role": "not_stated",
            "separate_note": "not_stated",
            "resident_unavailable": "not_stated",
            "evidence": said("access"),
        },
    }


def elements(changes: dict[str, Any]) -> Elements:
    """The clean operation with some values changed, each named by its dotted path."""
    tree = _base()
    for path, value in changes.items():
        group, _, name = path.rpartition(".")
        (tree[group] if group else tree)[name] = value
    return Elements.model_validate(tree)


def line(text: str) -> dict[str, Any]:
    """One service line from ``22558-62 x2``."""
    codes, _, units = text.partition(" x")
    code, *modifiers = codes.split("-")
    return {"code": code, "units": int(units or 1), "modifiers": modifiers}


def encounter(
    *,
    charge: Iterable[str] | None = None,
    pcs: Iterable[str] = (),
    cm: Iterable[str] = (),
    policy: str | None = None,
    on: date | None = ON,
    kinds: Iterable[str] = ("operative_note",),
    setting: str | None = None,
) -> Encounter:
    """An encounter, with a charge where ``charge`` lists its lines."""
    drafted = (
        Charge.model_validate({"lines": [line(item) for item in charge], "icd10_pcs": list(pcs), "icd10_cm": list(cm)})
        if charge is not None
        else None
    )
    documents = [{"id": f"d{place}", "kind": kind, "text": "note"} for place, kind in enumerate(kinds)]
    return Encounter.model_validate(
        {
            "id": "e",
            "date_of_service": on,
            "setting": setting,
            "policy": policy,
            "documents": documents,
            "charge": drafted,
        }
    )
