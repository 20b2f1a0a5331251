"""Faults of what was done: denials turned, plans told as done, another approach, device, plate, screw or role."""

import random

from scribe_plugin.contract import LabelledNote
from scribe_plugin.evaluation.corruptions.common import Faults, Tree, copy_of, holds_item, turned

_ROLES = {
    "exposure_only": ("co_surgeon", "assistant", "exposure_and_closure"),
    "exposure_and_closure": ("assistant", "co_surgeon"),
    "co_surgeon": ("assistant",),
    "assistant": ("co_surgeon",),
}
_OTHER_SIDE = {
    "anterior": ("posterior", "transforaminal"),
    "oblique": ("posterior", "transforaminal"),
    "lateral": ("posterior", "transforaminal"),
    "posterior": ("anterior", "lateral"),
    "transforaminal": ("anterior", "lateral"),
    "presacral": ("anterior", "transforaminal"),
}


def negation_flipped(tree: Tree, note: LabelledNote, chance: random.Random) -> Faults:
    """Take what the note denies for what it tells."""
    for group, name, right, wrong in (
        ("device", "separate_plate", "absent", "present"),
        ("posterior", "instrumentation", "not_performed", "performed"),
        ("posterior", "arthrodesis", "not_performed", "performed"),
        ("necessity", "tobacco", "never", "current"),
        ("access", "access_surgeon", "not_involved", "participated"),
    ):
        yield from turned(group, name, right, wrong)(copy_of(tree), note, chance)
    for index, item in enumerate(tree["device"]["devices"]):
        if item["integral_fixation"] == "absent":
            changed = copy_of(tree)
            changed["device"]["devices"][index]["integral_fixation"] = "present"
            yield changed, holds_item("device", "devices", interspace=item["interspace"], integral_fixation="present")


def planned_as_performed(tree: Tree, note: LabelledNote, chance: random.Random) -> Faults:
    """Take posterior work that is planned for work that was done."""
    for name in ("instrumentation", "arthrodesis"):
        changed = copy_of(tree)
        changed["posterior"]["same_session"] = "yes"
        yield from turned("posterior", name, "planned", "performed")(changed, note, chance)


def wrong_approach(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    """Take the approach for one from the other side."""
    held = {*tree["approach"]["titled"], *tree["approach"]["described"]}
    if len(held) != 1:
        return
    (right,) = held
    wrong = chance.choice(_OTHER_SIDE[right])
    for name in ("titled", "described"):
        tree["approach"][name] = [wrong for _ in tree["approach"][name]]
    for item in tree["levels"]["by_approach"]:
        item["approach"] = wrong
    yield tree, lambda after: wrong in after["approach"]["described"] or wrong in after["approach"]["titled"]


def swapped_devices(tree: Tree, _note: LabelledNote, _chance: random.Random) -> Faults:
    """Call a cage an allograft, or the other way round; where two levels hold different kinds, exchange them."""
    kinds = {"cage": "structural_allograft", "structural_allograft": "cage", "mesh": "structural_allograft"}
    for index, item in enumerate(tree["device"]["devices"]):
        wrong = kinds.get(item["kind"])
        held = {(other["interspace"], other["kind"]) for other in tree["device"]["devices"]}
        if wrong is None or (item["interspace"], wrong) in held:
            continue
        changed = copy_of(tree)
        changed["device"]["devices"][index]["kind"] = wrong
        yield changed, holds_item("device", "devices", interspace=item["interspace"], kind=wrong)


def plate_as_integral(tree: Tree, _note: LabelledNote, _chance: random.Random) -> Faults:
    """Take a plate apart from the device for the device's own fixation."""
    if tree["device"]["separate_plate"] != "present":
        return
    for index, item in enumerate(tree["device"]["devices"]):
        if item["integral_fixation"] != "present":
            changed = copy_of(tree)
            changed["device"]["separate_plate"] = "not_stated"
            wrong = changed["device"]["devices"][index]
            wrong |= {"integral_fixation": "present", "fixation": ["plate"]}
            wrong["evidence"] = wrong["evidence"] + tree["device"]["evidence"]
            yield changed, holds_item("device", "devices", interspace=item["interspace"], fixation=["plate"])


def extra_fixation_point(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    """Add a vertebra that holds no screw."""
    points = tree["posterior"]["fixation_points"]
    free = [name for name in ("L1", "L2", "L3", "L4", "L5", "S1") if name not in points]
    if points and free:
        wrong = chance.choice(free)
        tree["posterior"]["fixation_points"] = [*points, wrong]
        yield tree, lambda after: wrong in after["posterior"]["fixation_points"]


def wrong_role(tree: Tree, note: LabelledNote, chance: random.Random) -> Faults:
    """Give the access surgeon another role."""
    for wrong in _ROLES.get(tree["access"]["role"], ()):
        yield from turned("access", "role", tree["access"]["role"], wrong)(copy_of(tree), note, chance)
