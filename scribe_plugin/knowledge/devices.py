"""Anterior cages and plates by name. A brand is a hint with a source, never proof of what was done."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from scribe_plugin.contract.device import Fixation
from scribe_plugin.knowledge.rows import Row, load, row_fields

ProductKind = Literal["cage", "plate", "lateral_cage", "posterior_cage"]
FixationClass = Literal["integral", "none", "optional", "modular", "separate_plate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductEntry(Row):
    """One product.

    ``everyday`` holds the names that are ordinary words too (``Independence``): a reader should want them
    capitalised. ``fixation_class`` is ``integral`` (own screws, blades or flanges), ``none``, ``optional``, ``modular``
    (cage and plate are separate parts: ask) or ``separate_plate``.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    everyday: tuple[str, ...]
    maker: str
    kind: ProductKind
    fixation_class: FixationClass
    fixation: tuple[Fixation, ...]
    note: str

    @property
    def names(self) -> tuple[str, ...]:
        """The name and every alias."""
        return (self.name, *self.aliases)


@cache
def products() -> tuple[ProductEntry, ...]:
    """Return every product, in table order."""
    return tuple(
        ProductEntry(
            **row_fields(raw),
            id=raw["id"],
            name=raw["name"],
            aliases=tuple(raw["aliases"]),
            everyday=tuple(raw.get("everyday", ())),
            maker=raw["maker"],
            kind=raw["kind"],
            fixation_class=raw["fixation_class"],
            fixation=tuple(raw["fixation"]),
            note=raw["note"],
        )
        for raw in load("devices")["products"]
    )


@cache
def _by_name() -> dict[str, ProductEntry]:
    return {_plain(name): entry for entry in products() for name in entry.names}


def product(name: str) -> ProductEntry | None:
    """Return the product of that name or alias, whatever its case, spaces, hyphens and marks, or None."""
    return _by_name().get(_plain(name))


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum() or character == "+")
