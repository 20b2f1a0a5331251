"""ALIF Scribe: reads draft notes of lumbar interbody fusion and says what documentation and charge still need.

::

    from scribe_plugin import Encounter, review

    result = review(Encounter.from_text(text))

Everything in ``__all__`` is the public interface; it is imported on first use, so that importing the package is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scribe_plugin.contract import (
        Alert,
        Charge,
        Document,
        Elements,
        Encounter,
        Evidence,
        Finding,
        InputError,
        LabelledNote,
        Packet,
        Review,
        ScribeError,
        SuggestedCharge,
    )
    from scribe_plugin.pipeline import areview, review
    from scribe_plugin.validation import apply_suggestion, validate

__version__ = "0.1.0"

__all__ = [
    "Alert",
    "Charge",
    "Document",
    "Elements",
    "Encounter",
    "Evidence",
    "Finding",
    "InputError",
    "LabelledNote",
    "Packet",
    "Review",
    "ScribeError",
    "SuggestedCharge",
    "__version__",
    "apply_suggestion",
    "areview",
    "review",
    "validate",
]

_HOMES = {
    "apply_suggestion": "scribe_plugin.validation",
    "areview": "scribe_plugin.pipeline",
    "review": "scribe_plugin.pipeline",
    "validate": "scribe_plugin.validation",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name not in __all__:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(_HOMES.get(name, "scribe_plugin.contract")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
