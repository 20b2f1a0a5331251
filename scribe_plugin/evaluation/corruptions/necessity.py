"""Faults of medical necessity: another unit, treatment, study, condition or score."""

import random

from scribe_plugin.contract import LabelledNote
from scribe_plugin.evaluation.corruptions.common import Faults, Maker, Tree, copy_of, holds_item


def duration_unit(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    """Take weeks for months or the other way round."""
    for index, item in enumerate(tree["necessity"]["conservative_treatments"]):
        weeks = item["duration_weeks"]
        if not weeks:
            continue
        wrong = round(weeks * chance.choice((4.345, 1 / 4.345)), 2)
        changed = copy_of(tree)
        changed["necessity"]["conservative_treatments"][index]["duration_weeks"] = wrong
        yield (
            changed,
            holds_item("necessity", "conservative_treatments", modality=item["modality"], duration_weeks=wrong),
        )


def wrong_score(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    """Give an instrument another score."""
    for index, item in enumerate(tree["necessity"]["functional_limitations"]):
        if item["score"] is None:
            continue
        wrong = item["score"] + chance.choice((-3.0, 4.0, 10.0))
        changed = copy_of(tree)
        changed["necessity"]["functional_limitations"][index]["score"] = wrong
        yield changed, holds_item("necessity", "functional_limitations", instrument=item["instrument"], score=wrong)


def other_value(name: str, key: str, values: tuple[str, ...], never: frozenset[str]) -> Maker:
    """Return a fault that gives one item of a necessity list a value that the note's labels do not hold."""

    def make(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
        held = {item[key] for item in tree["necessity"][name]}
        for index in range(len(tree["necessity"][name])):
            wrong = chance.choice([value for value in values if value not in held and value not in never])
            changed = copy_of(tree)
            changed["necessity"][name][index][key] = wrong
            yield changed, holds_item("necessity", name, **{key: wrong})

    return make
