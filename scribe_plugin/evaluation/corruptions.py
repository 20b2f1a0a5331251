"""Wrong answers made of right ones, one fault at a time: what a guard has to catch.

Each kind takes a labelled note and yields the labels with a single fault of that kind, of the sort that language models make.
The choice among several possible faults follows from the note's id, so that runs can be compared.
"""

import copy
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from scribe_plugin.contract import INTERSPACES, Elements, LabelledNote
from scribe_plugin.contract.necessity import Condition, ImagingModality, Modality

Tree = dict[str, Any]
Survives = Callable[[Tree], bool]
"""Whether the fault is still there, in the elements that a guard let through."""

_INVENTED = (
    "The endplates were decorticated and a lordotic interbody cage was seated flush under fluoroscopic guidance.",
    "He completed a structured course of conservative management before surgery was considered.",
    "Attention was then turned to the next interspace, which was prepared and grafted in the same manner.",
    "An advanced imaging study confirmed the finding at the symptomatic interspace.",
)
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
_PAST = re.compile(
    r"[^.\n]*\b(?:prior|previous|previously|status post|s/p|years ago|earlier|history of|in (?:19|20)\d\d|(?:19|20)\d\d)\b[^.\n]*",
    re.IGNORECASE,
)
_PAST_WORK = re.compile(r"fus|laminec|discec|decompress|surgery|interbody|TLIF|PLIF|ALIF", re.IGNORECASE)
_PAST_LEVEL = re.compile(r"\bL(\d)\s?[-/]\s?(?:L|S)?(\d)\b")


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
        for changed, survives in make(copy.deepcopy(tree), note, chance):
            yield Corruption(kind, note, Elements.model_validate(changed), survives)


Faults = Iterator[tuple[Tree, Survives]]


def _copy(tree: Tree) -> Tree:
    return copy.deepcopy(tree)


def _effective(tree: Tree) -> list[str]:
    levels: dict[str, list[str]] = tree["levels"]
    return levels["described"] or levels["titled"]


def _neighbour(taken: list[str], chance: random.Random) -> str:
    """Return an interspace that is not taken, next to one that is."""
    spine = INTERSPACES[:6]
    free = [name for name in spine if name not in taken]
    near = [
        name
        for name in free
        if any(abs(spine.index(name) - spine.index(other)) == 1 for other in taken if other in spine)
    ]
    return chance.choice(near or free)


def _claims_interspace(name: str) -> Survives:
    return lambda tree: (
        name in tree["levels"]["described"] or any(item["interspace"] == name for item in tree["levels"]["by_approach"])
    )


def _holds_item(group: str, name: str, **values: Any) -> Survives:
    """Return whether a list holds an item with these values."""
    return lambda tree: any(all(item[key] == value for key, value in values.items()) for item in tree[group][name])


def _wrong_interspace(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    for index, item in enumerate(tree["levels"]["by_approach"]):
        changed, right = _copy(tree), item["interspace"]
        wrong = _neighbour(_effective(tree), chance)
        changed["levels"]["by_approach"][index]["interspace"] = wrong
        listed = [wrong if name == right else name for name in _effective(tree)]
        changed["levels"]["described"] = [name for name in INTERSPACES if name in listed]
        yield changed, _claims_interspace(wrong)


def _extra_interspace(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    if tree["levels"]["by_approach"]:
        extra = _neighbour(_effective(tree), chance)
        item = chance.choice(tree["levels"]["by_approach"])
        tree["levels"]["by_approach"].append({**item, "interspace": extra})
        listed = {*_effective(tree), extra}
        tree["levels"]["described"] = [name for name in INTERSPACES if name in listed]
        yield tree, _claims_interspace(extra)


_LISTS = (
    ("levels", "by_approach"),
    ("device", "devices"),
    ("necessity", "conservative_treatments"),
    ("necessity", "diagnoses"),
    ("necessity", "imaging"),
)


def _item_faults(tree: Tree, chance: random.Random, spoil: Callable[[Tree], list[Tree] | None]) -> Faults:
    """Yield the tree with the quotes of one item of each list spoiled."""
    for group, name in _LISTS:
        items = tree[group][name]
        if not items:
            continue
        index = chance.randrange(len(items))
        evidence = spoil(items[index])
        if evidence is None:
            continue
        changed = _copy(tree)
        changed[group][name][index]["evidence"] = evidence
        yield changed, _quotes_any(group, name, evidence)


def _quotes_any(group: str, name: str, evidence: list[Tree]) -> Survives:
    return lambda tree: any(quote in item["evidence"] for item in tree[group][name] for quote in evidence)


def _invented_quote(tree: Tree, note: LabelledNote, chance: random.Random) -> Faults:
    document = note.encounter.documents[0].id
    yield from _item_faults(tree, chance, lambda _item: [{"document": document, "quote": chance.choice(_INVENTED)}])


def _other_document(tree: Tree, note: LabelledNote, chance: random.Random) -> Faults:
    documents = note.encounter.documents

    def spoil(item: Tree) -> list[Tree] | None:
        quote = item["evidence"][0]
        others = [d.id for d in documents if d.id != quote["document"] and quote["quote"] not in d.text]
        return [{"document": chance.choice(others), "quote": quote["quote"]}] if others else None

    yield from _item_faults(tree, chance, spoil)


def _set(group: str, name: str, right: str, wrong: str) -> Callable[[Tree, LabelledNote, random.Random], Faults]:
    """Return a fault that turns one value of a group into another."""

    def make(tree: Tree, _note: LabelledNote, _chance: random.Random) -> Faults:
        if tree[group][name] == right:
            tree[group][name] = wrong
            yield tree, lambda after: after[group][name] == wrong

    return make


def _negation_flipped(tree: Tree, note: LabelledNote, chance: random.Random) -> Faults:
    for group, name, right, wrong in (
        ("device", "separate_plate", "absent", "present"),
        ("posterior", "instrumentation", "not_performed", "performed"),
        ("posterior", "arthrodesis", "not_performed", "performed"),
        ("necessity", "tobacco", "never", "current"),
        ("access", "access_surgeon", "not_involved", "participated"),
    ):
        yield from _set(group, name, right, wrong)(_copy(tree), note, chance)
    for index, item in enumerate(tree["device"]["devices"]):
        if item["integral_fixation"] == "absent":
            changed = _copy(tree)
            changed["device"]["devices"][index]["integral_fixation"] = "present"
            yield changed, _holds_item("device", "devices", interspace=item["interspace"], integral_fixation="present")


def _planned_as_performed(tree: Tree, note: LabelledNote, chance: random.Random) -> Faults:
    for name in ("instrumentation", "arthrodesis"):
        changed = _copy(tree)
        changed["posterior"]["same_session"] = "yes"
        yield from _set("posterior", name, "planned", "performed")(changed, note, chance)


def _history_as_today(tree: Tree, note: LabelledNote, _chance: random.Random) -> Faults:
    """Take the interspace of an earlier operation for one of today's, quoting the sentence that tells of it."""
    if not tree["levels"]["by_approach"]:
        return
    for document in note.encounter.documents:
        for match in _PAST.finditer(document.text):
            words = match.group().strip()
            levels = {_interspace(*found.groups()) for found in _PAST_LEVEL.finditer(words)}
            levels -= {None, *_effective(tree), *tree["levels"]["titled"]}
            if not levels or not _PAST_WORK.search(words):
                continue
            past = min(str(level) for level in levels)
            changed = _copy(tree)
            changed["levels"]["by_approach"].append(
                {
                    "interspace": past,
                    "approach": tree["levels"]["by_approach"][0]["approach"],
                    "evidence": [{"document": document.id, "quote": words}],
                }
            )
            changed["levels"]["described"] = [name for name in INTERSPACES if name in {*_effective(tree), past}]
            yield changed, _claims_interspace(past)
            return


def _interspace(upper: str, lower: str) -> str | None:
    name = "L5-S1" if (upper, lower) == ("5", "1") else f"L{upper}-L{lower}"
    return name if name in INTERSPACES else None


def _duration_unit(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    """Take weeks for months or the other way round."""
    for index, item in enumerate(tree["necessity"]["conservative_treatments"]):
        weeks = item["duration_weeks"]
        if not weeks:
            continue
        wrong = round(weeks * chance.choice((4.345, 1 / 4.345)), 2)
        changed = _copy(tree)
        changed["necessity"]["conservative_treatments"][index]["duration_weeks"] = wrong
        yield (
            changed,
            _holds_item("necessity", "conservative_treatments", modality=item["modality"], duration_weeks=wrong),
        )


def _other_value(
    name: str, key: str, values: tuple[str, ...], never: frozenset[str]
) -> Callable[[Tree, LabelledNote, random.Random], Faults]:
    """Return a fault that gives one item of a necessity list a value that the note's labels do not hold."""

    def make(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
        held = {item[key] for item in tree["necessity"][name]}
        for index in range(len(tree["necessity"][name])):
            wrong = chance.choice([value for value in values if value not in held and value not in never])
            changed = _copy(tree)
            changed["necessity"][name][index][key] = wrong
            yield changed, _holds_item("necessity", name, **{key: wrong})

    return make


def _plate_as_integral(tree: Tree, _note: LabelledNote, _chance: random.Random) -> Faults:
    if tree["device"]["separate_plate"] != "present":
        return
    for index, item in enumerate(tree["device"]["devices"]):
        if item["integral_fixation"] != "present":
            changed = _copy(tree)
            changed["device"]["separate_plate"] = "not_stated"
            wrong = changed["device"]["devices"][index]
            wrong |= {"integral_fixation": "present", "fixation": ["plate"]}
            wrong["evidence"] = wrong["evidence"] + tree["device"]["evidence"]
            yield changed, _holds_item("device", "devices", interspace=item["interspace"], fixation=["plate"])


def _wrong_role(tree: Tree, note: LabelledNote, chance: random.Random) -> Faults:
    for wrong in _ROLES.get(tree["access"]["role"], ()):
        yield from _set("access", "role", tree["access"]["role"], wrong)(_copy(tree), note, chance)


def _swapped_devices(tree: Tree, _note: LabelledNote, _chance: random.Random) -> Faults:
    """Call a cage an allograft, or the other way round; where two levels hold different kinds, exchange them."""
    kinds = {"cage": "structural_allograft", "structural_allograft": "cage", "mesh": "structural_allograft"}
    for index, item in enumerate(tree["device"]["devices"]):
        wrong = kinds.get(item["kind"])
        held = {(other["interspace"], other["kind"]) for other in tree["device"]["devices"]}
        if wrong is None or (item["interspace"], wrong) in held:
            continue
        changed = _copy(tree)
        changed["device"]["devices"][index]["kind"] = wrong
        yield changed, _holds_item("device", "devices", interspace=item["interspace"], kind=wrong)


def _wrong_approach(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
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


def _wrong_score(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    for index, item in enumerate(tree["necessity"]["functional_limitations"]):
        if item["score"] is None:
            continue
        wrong = item["score"] + chance.choice((-3.0, 4.0, 10.0))
        changed = _copy(tree)
        changed["necessity"]["functional_limitations"][index]["score"] = wrong
        yield changed, _holds_item("necessity", "functional_limitations", instrument=item["instrument"], score=wrong)


def _extra_fixation_point(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    points = tree["posterior"]["fixation_points"]
    free = [name for name in ("L1", "L2", "L3", "L4", "L5", "S1") if name not in points]
    if points and free:
        wrong = chance.choice(free)
        tree["posterior"]["fixation_points"] = [*points, wrong]
        yield tree, lambda after: wrong in after["posterior"]["fixation_points"]


def _wrong_count(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    count = tree["levels"]["stated_count"]
    if count is not None:
        wrong = chance.choice([number for number in (1, 2, 3, 4) if number != count])
        tree["levels"]["stated_count"] = wrong
        yield tree, lambda after: after["levels"]["stated_count"] == wrong


KINDS: dict[str, Callable[[Tree, LabelledNote, random.Random], Faults]] = {
    "wrong interspace": _wrong_interspace,
    "extra interspace": _extra_interspace,
    "invented quote": _invented_quote,
    "quote from another document": _other_document,
    "negation flipped": _negation_flipped,
    "planned as performed": _planned_as_performed,
    "history as today's": _history_as_today,
    "duration unit wrong": _duration_unit,
    "wrong modality": _other_value(
        "conservative_treatments", "modality", get_args(Modality), frozenset({"other", "other_medication"})
    ),
    "separate plate as integral": _plate_as_integral,
    "wrong surgeon role": _wrong_role,
    "swapped devices": _swapped_devices,
    "wrong approach": _wrong_approach,
    "wrong score": _wrong_score,
    "wrong study": _other_value("imaging", "modality", get_args(ImagingModality), frozenset({"other"})),
    "wrong condition": _other_value("diagnoses", "condition", get_args(Condition), frozenset({"other"})),
    "extra fixation point": _extra_fixation_point,
    "wrong count": _wrong_count,
}
"""Every kind of fault by its name."""
