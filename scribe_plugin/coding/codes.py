"""Groups of CPT and ICD-10-PCS codes that rules ask for by name. What a code means is in the knowledge tables."""

from functools import cache

from scribe_plugin import knowledge
from scribe_plugin.contract import Charge
from scribe_plugin.knowledge.rows import source

POSTERIOR_INTERBODY = ("22630", "22632", "22633", "22634")
"""PLIF and TLIF, with and without posterolateral fusion at the same interspace."""

OTHER_INTERBODY = ("22533", "22534", "22586", *POSTERIOR_INTERBODY)
"""Interbody and lateral fusion codes that are not the anterior one."""

INTERBODY = ("22558", "22585", *OTHER_INTERBODY)
POSTEROLATERAL = ("22612", "22614")
LUMBAR_FUSION = (*INTERBODY, *POSTEROLATERAL)
PRIMARY_INTERBODY = ("22533", "22558", "22586", "22630", "22633")

ANTERIOR_PLATES = ("22845", "22846", "22847")
POSTERIOR_INSTRUMENTATION = ("22840", "22842", "22843", "22844")

ANTERIOR_COLUMN_JOINTS = ("0SG0", "0SG1", "0SG3", "0RGA")
"""Thoracolumbar, lumbar and lumbosacral joints of ICD-10-PCS table 0SG and 0RG."""

SURGEON_MODIFIERS = ("62", "80", "81", "82", "AS")
"""Modifiers that say how a second surgeon or clinician took part."""


def is_lumbar_fusion_pcs(code: str) -> bool:
    """Return whether an ICD-10-PCS code is a fusion of a thoracolumbar, lumbar or lumbosacral joint."""
    return knowledge.is_fusion_pcs(code)


def is_anterior_column_pcs(code: str) -> bool:
    """Return whether an ICD-10-PCS code is a lumbar fusion of the anterior column (qualifier 0 or J)."""
    return code.startswith(ANTERIOR_COLUMN_JOINTS) and code[6] in "0J"


def has_lumbar_fusion(charge: Charge | None) -> bool:
    """Return whether a professional or facility code of a lumbar fusion is charged."""
    return charge is not None and (
        charge.has(*LUMBAR_FUSION) or any(is_lumbar_fusion_pcs(code) for code in charge.icd10_pcs)
    )


def excludes_62(code: str) -> bool:
    """Return whether CPT guidelines keep modifier 62 off an instrumentation or graft code."""
    number = int(code) if code.isdigit() else 0
    return 22840 <= number <= 22848 or 20930 <= number <= 20938 or number in (22850, 22852, 22853, 22854, 22855, 22859)


@cache
def citations(*codes: str, glossary: bool = False) -> tuple[str, ...]:
    """Return the sources of several CPT codes, each once; ``glossary`` adds the page that asks for the six elements."""
    found: dict[str, None] = {str(source("seed-page")): None} if glossary else {}
    for code in codes:
        entry = knowledge.find_cpt(code)
        found.update(dict.fromkeys(entry.citations if entry else []))
    return tuple(found)
