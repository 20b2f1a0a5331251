"""What is said of a value on which two readers differ: why one of them was kept, in words that hold nothing of the note."""

from typing import Any, Literal

from scribe_plugin.extraction.values import is_silent

Kept = Literal["embedded", "llm"]

FREE_TEXT = frozenset({"finding", "description", "product"})
"""Words of a reader's own choice, which are not compared."""

WHY = {
    "agreed": "both readers agree",
    "rejected": "what the model said is not borne out by the note",
    "embedded_only": "only the embedded reader found words for it",
    "llm_only": "only the model found words for it",
    "narrative": "the narrative beats the title",
    "llm": "the note has words for both; the model's value is kept",
    "follows": "it hangs on a value on which the readers differ, and goes with it",
}
"""Why a value was kept, by the part of the rule that decided."""


def message(path: str, ours: Any, theirs: Any, kept_of: Kept) -> str:
    """Return the difference as one sentence; it holds values of the schema, never words of the note."""
    what = " ".join(part for part in path.split(".") if not part.isdigit()).replace("_", " ")
    kept, other = (ours, theirs) if kept_of == "embedded" else (theirs, ours)
    if is_silent(kept):
        return f"Two readers differ on {what}: {_said(other)}, which one of them reads, is left out; check the note."
    if is_silent(other):
        who = "the embedded reader" if kept_of == "embedded" else "the model"
        return f"Two readers differ on {what}: only {who} reads {_said(kept)}; check the note."
    return f"Two readers differ on {what}: {_said(kept)} is kept, the other reads {_said(other)}; check the note."


def _said(value: Any) -> str:
    if isinstance(value, dict):
        named = [
            str(one)
            for key, one in value.items()
            if key not in FREE_TEXT and not is_silent(one) and not isinstance(one, list)
        ]
        return " ".join(named).replace("_", " ") or "one more"
    if isinstance(value, list):
        return " and ".join(str(one) for one in value).replace("_", " ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")
