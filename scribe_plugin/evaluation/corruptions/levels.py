"""Faults of interspaces: another one, one more, one of the past, another count."""

import random
import re

from scribe_plugin.contract import INTERSPACES, LabelledNote
from scribe_plugin.evaluation.corruptions.common import Faults, Survives, Tree, copy_of, effective

_PAST = re.compile(
    r"[^.\n]*\b(?:prior|previous|previously|status post|s/p|years ago|earlier|history of|in (?:19|20)\d\d|(?:19|20)\d\d)\b[^.\n]*",
    re.IGNORECASE,
)
_PAST_WORK = re.compile(r"fus|laminec|discec|decompress|surgery|interbody|TLIF|PLIF|ALIF", re.IGNORECASE)
_PAST_LEVEL = re.compile(r"\bL(\d)\s?[-/]\s?(?:L|S)?(\d)\b")


def wrong_interspace(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    """Take a fused interspace for its neighbour, on the same words."""
    for index, item in enumerate(tree["levels"]["by_approach"]):
        changed, right = copy_of(tree), item["interspace"]
        wrong = _neighbour(effective(tree), chance)
        changed["levels"]["by_approach"][index]["interspace"] = wrong
        listed = [wrong if name == right else name for name in effective(tree)]
        changed["levels"]["described"] = [name for name in INTERSPACES if name in listed]
        yield changed, _claims_interspace(wrong)


def extra_interspace(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    """Add a neighbour of the fused interspaces, on the words of one of them."""
    if tree["levels"]["by_approach"]:
        extra = _neighbour(effective(tree), chance)
        item = chance.choice(tree["levels"]["by_approach"])
        tree["levels"]["by_approach"].append({**item, "interspace": extra})
        listed = {*effective(tree), extra}
        tree["levels"]["described"] = [name for name in INTERSPACES if name in listed]
        yield tree, _claims_interspace(extra)


def history_as_today(tree: Tree, note: LabelledNote, _chance: random.Random) -> Faults:
    """Take the interspace of an earlier operation for one of today's, quoting the sentence that tells of it."""
    if not tree["levels"]["by_approach"]:
        return
    for document in note.encounter.documents:
        for match in _PAST.finditer(document.text):
            words = match.group().strip()
            levels = {_interspace(*found.groups()) for found in _PAST_LEVEL.finditer(words)}
            levels -= {None, *effective(tree), *tree["levels"]["titled"]}
            if not levels or not _PAST_WORK.search(words):
                continue
            past = min(str(level) for level in levels)
            changed = copy_of(tree)
            changed["levels"]["by_approach"].append(
                {
                    "interspace": past,
                    "approach": tree["levels"]["by_approach"][0]["approach"],
                    "evidence": [{"document": document.id, "quote": words}],
                }
            )
            changed["levels"]["described"] = [name for name in INTERSPACES if name in {*effective(tree), past}]
            yield changed, _claims_interspace(past)
            return


def wrong_count(tree: Tree, _note: LabelledNote, chance: random.Random) -> Faults:
    """State another count of levels."""
    count = tree["levels"]["stated_count"]
    if count is not None:
        wrong = chance.choice([number for number in (1, 2, 3, 4) if number != count])
        tree["levels"]["stated_count"] = wrong
        yield tree, lambda after: after["levels"]["stated_count"] == wrong


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


def _interspace(upper: str, lower: str) -> str | None:
    name = "L5-S1" if (upper, lower) == ("5", "1") else f"L{upper}-L{lower}"
    return name if name in INTERSPACES else None
