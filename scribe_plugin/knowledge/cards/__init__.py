"""Knowledge cards: everything the tables hold on one code, ready to be shown."""

import re
from datetime import date

from scribe_plugin.contract import KnowledgeError
from scribe_plugin.knowledge.cards.diagnosis import diagnosis_card, pcs_card
from scribe_plugin.knowledge.cards.model import Card, Line, Section
from scribe_plugin.knowledge.cards.other import drg_card, modifier_card
from scribe_plugin.knowledge.cards.procedure import procedure_card
from scribe_plugin.knowledge.cpt_codes import cpt, find_cpt
from scribe_plugin.knowledge.drg import drg_family
from scribe_plugin.knowledge.icd10cm import cm_entry, cm_known, normal
from scribe_plugin.knowledge.icd10pcs import pcs_entry
from scribe_plugin.knowledge.modifiers import modifier
from scribe_plugin.knowledge.rows import near

__all__ = ["Card", "Line", "Section", "card"]


def card(code: str, as_of: date | None = None) -> Card:
    """Return the card of a procedure, diagnosis or facility code, a modifier or an MS-DRG number.

    A known code has a card on every day; its status says whether it was in effect.

    Raises:
        KnowledgeError: the tables do not hold the code; the message suggests near ones.
    """
    wanted = code.strip().upper()
    procedure = find_cpt(wanted)
    if procedure:
        return procedure_card(procedure, as_of)
    diagnosis = cm_entry(wanted)
    if diagnosis:
        return diagnosis_card(diagnosis, as_of)
    group = re.fullmatch(r"(?:(?:MS-?)?DRG[ -]?)?(\d{3})", wanted)
    if group:
        return drg_card(group[1], drg_family(group[1]), as_of)
    if re.fullmatch(r"[A-Z0-9]{2}", wanted):
        return modifier_card(modifier(wanted), as_of)
    if re.fullmatch(r"[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?", wanted):
        msg = f"diagnosis code {wanted!r} is not in the tables; {near(normal(wanted), cm_known())}"
        raise KnowledgeError(msg)
    if re.fullmatch(r"[0-9X][0-9A-Z]{6}", wanted):
        return pcs_card(pcs_entry(wanted), as_of)
    if re.fullmatch(r"\d{4}[0-9A-Z]", wanted):
        return procedure_card(cpt(wanted), as_of)
    msg = f"{wanted!r} is no procedure, diagnosis, facility, modifier or DRG code; run `alif-scribe codes` for a list"
    raise KnowledgeError(msg)
