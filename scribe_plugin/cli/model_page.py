"""What a page says of the model: that it did not answer, where the two readers differ, what was rejected, what it cost."""

from rich.console import Console
from rich.text import Text

from scribe_plugin.cli.console import STYLES, Icons, clean, heading, icon_text, print_indented
from scribe_plugin.contract import CrossCheck, Provenance, Rejection, Review

_MAX_INFO = 6
"""Differences of little weight that are shown; the JSON holds them all."""
_MAX_QUOTE = 100


def print_notices(console: Console, provenance: Provenance) -> None:
    """Print at the top what a reader of the page has to know first."""
    if provenance.degraded:
        reason = clean(provenance.degraded_reason or "")
        console.print(Text(f"Read without the model: {reason}", style=STYLES["warning"]))
    if provenance.prompt_status == "draft":
        console.print(Text(f"Prompt set {clean(provenance.prompt or '')} is a draft.", style=STYLES["warning"]))


def print_model_work(console: Console, review: Review, signs: Icons) -> None:
    """Print where the readers differ and what the note does not bear out."""
    warnings = [item for item in review.cross_check if item.severity == "warning"]
    others = [item for item in review.cross_check if item.severity != "warning"]
    if review.cross_check:
        console.print()
        console.print(heading("Two readers differ", console, signs))
        for item in (*warnings, *others[:_MAX_INFO]):
            _print_difference(console, item, signs)
        _print_rest(console, len(others) - _MAX_INFO)
    if review.rejected:
        console.print()
        console.print(heading("Said by the model, not borne out by the note", console, signs))
        for problem in review.rejected[:_MAX_INFO]:
            _print_rejection(console, problem, signs)
        _print_rest(console, len(review.rejected) - _MAX_INFO)


def model_facts(provenance: Provenance) -> list[str]:
    """Return what is known of the model's work, for the last line of a page."""
    facts = [provenance.model] if provenance.model else []
    if provenance.prompt:
        facts.append(f"prompt {provenance.prompt} {(provenance.prompt_sha256 or '')[:8]}")
    tokens = provenance.usage.get("prompt_tokens", 0) + provenance.usage.get("completion_tokens", 0)
    if tokens:
        facts.append(f"{tokens:,} tokens")
    if provenance.cost_usd is not None:
        facts.append(f"${provenance.cost_usd:.4f}")
    if provenance.cached:
        facts.append("answer from the cache")
    return [clean(fact) for fact in facts]


def _print_difference(console: Console, item: CrossCheck, signs: Icons) -> None:
    console.print(Text.assemble(icon_text(item.severity, signs), " ", (item.path, "bold")))
    print_indented(console, clean(item.message))
    print_indented(console, f"kept by the rule: {item.reason}", "dim")


def _print_rejection(console: Console, problem: Rejection, signs: Icons) -> None:
    console.print(
        Text.assemble((signs.none, STYLES["none"]), " ", (clean(problem.path), "bold"), (f"  {problem.rule}", "dim"))
    )
    print_indented(console, clean(problem.message))
    if problem.quote:
        words = clean(problem.quote)
        shown = words if len(words) <= _MAX_QUOTE else words[: _MAX_QUOTE - len(signs.cut)] + signs.cut
        print_indented(console, f"offered: {signs.opening}{shown}{signs.closing}", "dim")


def _print_rest(console: Console, count: int) -> None:
    if count > 0:
        print_indented(console, f"and {count} more in the JSON", "dim")
