"""Faults of quotes: words that nobody wrote, or of another document."""

import random
from collections.abc import Callable

from scribe_plugin.contract import LabelledNote
from scribe_plugin.evaluation.corruptions.common import Faults, Survives, Tree, copy_of

_INVENTED = (
    "The endplates were decorticated and a lordotic interbody cage was seated flush under fluoroscopic guidance.",
    "He completed a structured course of conservative management before surgery was considered.",
    "Attention was then turned to the next interspace, which was prepared and grafted in the same manner.",
    "An advanced imaging study confirmed the finding at the symptomatic interspace.",
)
_LISTS = (
    ("levels", "by_approach"),
    ("device", "devices"),
    ("necessity", "conservative_treatments"),
    ("necessity", "diagnoses"),
    ("necessity", "imaging"),
)


def invented_quote(tree: Tree, note: LabelledNote, chance: random.Random) -> Faults:
    """Rest an item on words that nobody wrote."""
    document = note.encounter.documents[0].id
    yield from _item_faults(tree, chance, lambda _item: [{"document": document, "quote": chance.choice(_INVENTED)}])


def other_document(tree: Tree, note: LabelledNote, chance: random.Random) -> Faults:
    """Say that a quote stands in another document of the encounter."""
    documents = note.encounter.documents

    def spoil(item: Tree) -> list[Tree] | None:
        quote = item["evidence"][0]
        others = [d.id for d in documents if d.id != quote["document"] and quote["quote"] not in d.text]
        return [{"document": chance.choice(others), "quote": quote["quote"]}] if others else None

    yield from _item_faults(tree, chance, spoil)


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
        changed = copy_of(tree)
        changed[group][name][index]["evidence"] = evidence
        yield changed, _quotes_any(group, name, evidence)


def _quotes_any(group: str, name: str, evidence: list[Tree]) -> Survives:
    return lambda tree: any(quote in item["evidence"] for item in tree[group][name] for quote in evidence)
