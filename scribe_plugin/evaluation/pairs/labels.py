"""Labels in short form, as base notes carry them, spelled out to the contract's elements.

Only what a note says is given; the rest is silence. Lists of words may be one text (``"L4-L5 L5-S1"``), items of lists are
short lines::

    levels.by_approach    "L5-S1 anterior"
    device.devices        "L5-S1 cage present screws plate = SynFix"    (interspace, kind, integral, fixation, product)
    necessity.treatments  "physical_therapy 6mo failed"                 (modality, wk|mo|yr, outcome)
    necessity.diagnoses   "spondylolisthesis L5-S1"
    necessity.imaging     "mri L5-S1"
    necessity.function    "ODI 48", "described"                         (instrument, score)
"""

import copy
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from scribe_plugin.contract import DatasetError, Elements
from scribe_plugin.contract.elements import EMPTY_ELEMENTS
from scribe_plugin.contract.errors import first_problem

Tree = dict[str, Any]

WEEKS = {"wk": 1.0, "mo": 4.345, "yr": 52.14}
"""Weeks of a unit."""

_PERIOD = re.compile(r"(\d+(?:\.\d+)?)(wk|mo|yr)")
_OUTCOMES = ("failed", "partial", "helped")
_PRESENCES = ("present", "absent", "not_stated")
_LONG = {
    "treatments": "conservative_treatments",
    "weeks": "conservative_duration_weeks",
    "function": "functional_limitations",
}


def merge(labels: Mapping[str, Any], changes: Mapping[str, Any]) -> Tree:
    """Return labels with ``changes`` laid over them: tables are merged, everything else is replaced."""
    merged = copy.deepcopy(dict(labels))
    for key, value in changes.items():
        held = merged.get(key)
        both = isinstance(held, Mapping) and isinstance(value, Mapping)
        merged[key] = merge(held, value) if both else copy.deepcopy(value)  # type: ignore[arg-type]
    return merged


def spell_out(labels: Mapping[str, Any], name: str) -> Elements:
    """Return the elements that short labels stand for.

    Approaches by interspace follow from a single approach, and the longest period from the treatments, unless given.

    Args:
        labels: short labels, group by group.
        name: what carries them, for the error.

    Raises:
        DatasetError: they break the contract.
    """
    tree: Tree = copy.deepcopy(EMPTY_ELEMENTS)
    try:
        for group, values in labels.items():
            if isinstance(values, Mapping):
                tree[group].update({_LONG.get(key, key): _value(key, value) for key, value in values.items()})
            else:
                tree[group] = values
        _derive(tree, labels)
        return Elements.model_validate(tree)
    except ValidationError as error:
        msg = f"the labels of {name} break the contract at {first_problem(error)}"
    except (KeyError, ValueError, IndexError, AttributeError):
        msg = f"the labels of {name} cannot be spelled out; see the short forms in evals/pairs/README.md"
    raise DatasetError(msg)


def _derive(tree: Tree, labels: Mapping[str, Any]) -> None:
    approaches = tree["approach"]["described"] or tree["approach"]["titled"]
    if "by_approach" not in labels.get("levels", {}) and len(approaches) == 1:
        interspaces = tree["levels"]["described"] or tree["levels"]["titled"]
        tree["levels"]["by_approach"] = [_level(f"{item} {approaches[0]}") for item in interspaces]
    periods = [item["duration_weeks"] for item in tree["necessity"]["conservative_treatments"]]
    if "weeks" not in labels.get("necessity", {}):
        tree["necessity"]["conservative_duration_weeks"] = max(filter(None, periods), default=None)


def _value(key: str, value: Any) -> Any:
    if key in _ITEMS:
        return [_ITEMS[key](line) for line in value]
    if key in _WORD_LISTS and isinstance(value, str):
        return value.split()
    if key == "weeks" and isinstance(value, str):
        return _weeks(value)
    return value


def _weeks(text: str) -> float:
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return round(float(found[1]) * WEEKS[found[2]], 3)


def _level(line: str) -> Tree:
    interspace, approach = line.split()
    return {"interspace": interspace, "approach": approach, "evidence": []}


def _device(line: str) -> Tree:
    facts, _, product = line.partition(" = ")
    interspace, kind, *rest = facts.split()
    return {
        "interspace": interspace,
        "kind": kind,
        "integral_fixation": next((word for word in rest if word in _PRESENCES), "not_stated"),
        "fixation": [word for word in rest if word not in _PRESENCES],
        "product": product or None,
        "evidence": [],
    }


def _treatment(line: str) -> Tree:
    modality, *rest = line.split()
    return {
        "modality": modality,
        "duration_weeks": next((_weeks(word) for word in rest if word not in _OUTCOMES), None),
        "outcome": next((word for word in rest if word in _OUTCOMES), "not_stated"),
        "evidence": [],
    }


def _diagnosis(line: str) -> Tree:
    condition, *interspaces = line.split()
    return {"condition": condition, "interspaces": interspaces, "evidence": []}


def _study(line: str) -> Tree:
    modality, *interspaces = line.split()
    return {"modality": modality, "finding": "as documented", "interspaces": interspaces, "evidence": []}


def _limitation(line: str) -> Tree:
    instrument, *score = line.split()
    return {
        "description": "as documented",
        "instrument": None if instrument == "described" else instrument,
        "score": float(score[0]) if score else None,
        "evidence": [],
    }


_WORD_LISTS = ("titled", "described", "hardware", "fixation_points", "arthrodesis_interspaces")
_ITEMS = {
    "by_approach": _level,
    "devices": _device,
    "treatments": _treatment,
    "diagnoses": _diagnosis,
    "imaging": _study,
    "function": _limitation,
}
