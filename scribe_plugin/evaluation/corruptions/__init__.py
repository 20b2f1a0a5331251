"""Wrong answers made of right ones, one fault at a time: what a guard has to catch.

Each kind takes a labelled note and yields the labels with a single fault of that kind, of the sort that language models make.
The choice among several possible faults follows from the note's id, so that runs can be compared.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from scribe_plugin.contract import Elements, LabelledNote
from scribe_plugin.contract.necessity import Condition, ImagingModality, Modality
from scribe_plugin.evaluation.corruptions import levels, necessity, operation, quotes
from scribe_plugin.evaluation.corruptions.common import Maker, Survives


@dataclass(frozen=True, slots=True)
class Corruption:
    """One labelled note with one fault in its labels."""

    kind: str
    note: LabelledNote
    elements: Elements
    survives: Survives


def corruptions(note: LabelledNote) -> Iterator[Corruption]:
    """Yield every fault that a labelled note allows, at most one of each kind and place."""
    for kind, make in KINDS.items():
        chance = random.Random(f"{note.id}:{kind}")  # noqa: S311  (a choice that repeats, no secret)
        tree = note.gold.elements.model_dump(mode="json")
        for changed, survives in make(tree, note, chance):
            yield Corruption(kind, note, Elements.model_validate(changed), survives)


KINDS: dict[str, Maker] = {
    "wrong interspace": levels.wrong_interspace,
    "extra interspace": levels.extra_interspace,
    "invented quote": quotes.invented_quote,
    "quote from another document": quotes.other_document,
    "negation flipped": operation.negation_flipped,
    "planned as performed": operation.planned_as_performed,
    "history as today's": levels.history_as_today,
    "duration unit wrong": necessity.duration_unit,
    "wrong modality": necessity.other_value(
        "conservative_treatments", "modality", get_args(Modality), frozenset({"other", "other_medication"})
    ),
    "separate plate as integral": operation.plate_as_integral,
    "wrong surgeon role": operation.wrong_role,
    "swapped devices": operation.swapped_devices,
    "wrong approach": operation.wrong_approach,
    "wrong score": necessity.wrong_score,
    "wrong study": necessity.other_value("imaging", "modality", get_args(ImagingModality), frozenset({"other"})),
    "wrong condition": necessity.other_value("diagnoses", "condition", get_args(Condition), frozenset({"other"})),
    "extra fixation point": operation.extra_fixation_point,
    "wrong count": levels.wrong_count,
}
"""Every kind of fault by its name."""
