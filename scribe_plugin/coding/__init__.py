"""What the documentation supports: the suggested charge, derived from elements and encounter alone."""

from scribe_plugin.coding.charge import suggest_charge
from scribe_plugin.coding.facts import Facts
from scribe_plugin.coding.icd10cm import pain_of, suggest_cm
from scribe_plugin.coding.icd10pcs import pcs_citations, pcs_matches, suggest_pcs
from scribe_plugin.coding.instrumentation import plate_code, posterior_code

__all__ = [
    "Facts",
    "pain_of",
    "pcs_citations",
    "pcs_matches",
    "plate_code",
    "posterior_code",
    "suggest_charge",
    "suggest_cm",
    "suggest_pcs",
]
