"""Dated, cited tables and their loader: codes, modifiers, DRG families, fees, policies, devices.

Every row carries its sources, the days between which it holds, and whether a source was read or a person still has
to confirm it. Each table is read once, on first use. Nothing here reads a note.
"""

from scribe_plugin.knowledge.cpt_codes import (
    CptEntry,
    Edition,
    MedicareIndicators,
    Note,
    cpt,
    cpt_entries,
    edition,
    find_cpt,
    indicator_meanings,
    label,
)
from scribe_plugin.knowledge.devices import ProductEntry, product, products
from scribe_plugin.knowledge.drg import Drg, DrgFamily, drg_families, drg_family
from scribe_plugin.knowledge.fees import FeeEntry, fee, fee_entry
from scribe_plugin.knowledge.icd10cm import (
    CmEntry,
    Pain,
    Region,
    cm_candidates,
    cm_children,
    cm_entries,
    cm_entry,
    cm_mapping,
    cm_region,
    cm_tobacco,
    cm_valid_on,
)
from scribe_plugin.knowledge.icd10pcs import (
    PcsEntry,
    PcsValue,
    is_fusion_pcs,
    pcs_code,
    pcs_entries,
    pcs_entry,
    pcs_title,
    pcs_valid,
    pcs_values,
)
from scribe_plugin.knowledge.modifiers import ModifierCheck, ModifierEntry, modifier, modifier_entries
from scribe_plugin.knowledge.policies import Indication, Policy, PolicyCriterion, policy, policy_ids
from scribe_plugin.knowledge.questions import Answer, faq
from scribe_plugin.knowledge.rows import Row, Source

KNOWLEDGE_VERSION = "2026.11.1"
"""Edition of the tables, named in every review; it changes whenever a row changes."""

__all__ = [
    "KNOWLEDGE_VERSION",
    "Answer",
    "CmEntry",
    "CptEntry",
    "Drg",
    "DrgFamily",
    "Edition",
    "FeeEntry",
    "Indication",
    "MedicareIndicators",
    "ModifierCheck",
    "ModifierEntry",
    "Note",
    "Pain",
    "PcsEntry",
    "PcsValue",
    "Policy",
    "PolicyCriterion",
    "ProductEntry",
    "Region",
    "Row",
    "Source",
    "cm_candidates",
    "cm_children",
    "cm_entries",
    "cm_entry",
    "cm_mapping",
    "cm_region",
    "cm_tobacco",
    "cm_valid_on",
    "cpt",
    "cpt_entries",
    "drg_families",
    "drg_family",
    "edition",
    "faq",
    "fee",
    "fee_entry",
    "find_cpt",
    "indicator_meanings",
    "is_fusion_pcs",
    "label",
    "modifier",
    "modifier_entries",
    "pcs_code",
    "pcs_entries",
    "pcs_entry",
    "pcs_title",
    "pcs_valid",
    "pcs_values",
    "policy",
    "policy_ids",
    "product",
    "products",
]
