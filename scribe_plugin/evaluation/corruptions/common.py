"""What every fault is made with."""

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from scribe_plugin.contract import LabelledNote

Tree = dict[str, Any]
Survives = Callable[[Tree], bool]
"""Whether the fault is still there, in the elements that a guard let through."""
Faults = Iterator[tuple[Tree, Survives]]
Maker = Callable[[Tree, LabelledNote, random.Random], Faults]
"""Takes the labels as a tree that may be changed, the note and the chance that chooses; yields faulty labels."""


def copy_of(tree: Tree) -> Tree:
    """Return labels that may be changed."""
    return copy.deepcopy(tree)


def effective(tree: Tree) -> list[str]:
    """Return the interspaces of the narrative, else of the title."""
    levels: dict[str, list[str]] = tree["levels"]
    return levels["described"] or levels["titled"]


def holds_item(group: str, name: str, **values: Any) -> Survives:
    """Return whether a list holds an item with these values."""
    return lambda tree: any(all(item[key] == value for key, value in values.items()) for item in tree[group][name])


def turned(group: str, name: str, right: str, wrong: str) -> Maker:
    """Return a fault that turns one value of a group into another."""

    def make(tree: Tree, _note: LabelledNote, _chance: random.Random) -> Faults:
        if tree[group][name] == right:
            tree[group][name] = wrong
            yield tree, lambda after: after[group][name] == wrong

    return make
