"""A review on one page: alerts first, then what to do, the charge, and the sentences that it all rests on."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scribe_plugin.cli.charge_table import print_charge
from scribe_plugin.cli.console import AUDIENCES, STYLES, Icons, clean, heading, icon_text, icons, print_indented, quote
from scribe_plugin.cli.excerpts import Excerpt, excerpts
from scribe_plugin.cli.model_page import model_facts, print_model_work, print_notices
from scribe_plugin.cli.words import fix_lines, who
from scribe_plugin.contract import Alert, Encounter, Evidence, Finding, Provenance, Review

_MAX_QUOTES = 2
_QUOTE_LENGTH = 120
_STATES = {"not_applicable": "none", "clear": "clear"}


def print_review(console: Console, review: Review, encounter: Encounter) -> None:
    """Print the whole page of one review."""
    signs = icons(console)
    print_header(console, encounter, review.alerts, signs)
    print_notices(console, review.provenance)
    print_alerts(console, review.alerts, signs)
    print_findings(console, review.alerts, signs)
    print_model_work(console, review, signs)
    print_charge(console, review.charge, encounter.charge, signs)
    _print_note(console, review, encounter, signs)
    console.print(_provenance(review.provenance, signs), style="dim")


def print_header(console: Console, encounter: Encounter, alerts: list[Alert], signs: Icons) -> None:
    """Print which record this is and the verdict in one line."""
    about = [clean(encounter.id)]
    if encounter.date_of_service:
        about.append(encounter.date_of_service.isoformat())
    about.append(f"policy {clean(encounter.policy)}" if encounter.policy else "payer-neutral")
    console.print(Text(f" {signs.dot} ".join(about), style="bold"))
    console.print(_verdict(alerts))
    console.print()


def print_alerts(console: Console, alerts: list[Alert], signs: Icons) -> None:
    """Print the six alerts, one line each: icon, element, sentence, who acts."""
    console.print(heading("Alerts", console, signs))
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=1)
    table.add_column(width=9)
    table.add_column(ratio=1)
    table.add_column(justify="right", max_width=18)
    for alert in alerts:
        state = _STATES.get(alert.state, alert.severity or "warning")
        style = STYLES[state] if alert.state == "alert" else ""
        acts = who(alert.findings, AUDIENCES)
        table.add_row(icon_text(state, signs), Text(alert.element, style=style), alert.summary, Text(acts, style="dim"))
    console.print(table)


def print_findings(console: Console, alerts: list[Alert], signs: Icons) -> None:
    """Print every finding: what is wrong, the edit that clears it, and the words behind it."""
    findings = [finding for alert in alerts for finding in alert.findings]
    if not findings:
        return
    console.print()
    console.print(heading("Findings", console, signs))
    for finding in sorted(findings, key=lambda item: item.severity == "info"):
        _print_finding(console, finding, signs)


def _print_finding(console: Console, finding: Finding, signs: Icons) -> None:
    tags = [finding.severity, AUDIENCES[finding.audience], *(["hold the claim"] if finding.hold_claim else [])]
    title = Text.assemble(
        icon_text(finding.severity, signs),
        " ",
        (finding.code, "bold"),
        (f"  {', '.join(tags)}", "dim"),
    )
    console.print(title)
    print_indented(console, finding.message)
    if finding.suggestion:
        for line in fix_lines(finding.suggestion):
            print_indented(console, f"{signs.fix} {clean(line)}", "green")
    if finding.sides:
        for side in finding.sides:
            print_indented(console, f"{side.label}: {_quotes(side.evidence, signs)}", "italic")
    elif finding.evidence:
        print_indented(console, _quotes(finding.evidence, signs), "italic")
    for near in finding.nearest:
        print_indented(console, f"nearest: {quote(near, signs)}: {clean(near.reason)}", "dim")
    if finding.searched:
        print_indented(console, f"searched: {clean('; '.join(finding.searched))}", "dim")


def _quotes(evidence: Iterable[Evidence], signs: Icons) -> str:
    shown = list(evidence)
    more = f" and {len(shown) - _MAX_QUOTES} more" if len(shown) > _MAX_QUOTES else ""
    return "; ".join(quote(item, signs, _QUOTE_LENGTH) for item in shown[:_MAX_QUOTES]) + more


def _verdict(alerts: list[Alert]) -> Text:
    findings = [finding for alert in alerts for finding in alert.findings if finding.severity != "info"]
    if all(alert.state == "not_applicable" for alert in alerts):
        return Text("No lumbar fusion is documented or charged: nothing to check.", style=STYLES["none"])
    if not findings:
        return Text("Nothing to clear: documentation and charge agree.", style=STYLES["clear"])
    critical = sum(item.severity == "critical" for item in findings)
    hold = " Hold the claim." if any(item.hold_claim for item in findings) else ""
    things = "1 thing" if len(findings) == 1 else f"{len(findings)} things"
    style = STYLES["critical" if critical else "warning"]
    return Text(f"{things} to clear before billing, {critical} critical.{hold}", style=style)


def _print_note(console: Console, review: Review, encounter: Encounter, signs: Icons) -> None:
    """Print the sentences that hold evidence, marked, by document and number."""
    for document in encounter.documents:
        found = excerpts(document, review.grounding)
        if not found:
            continue
        title = f"Evidence in {clean(document.id)} ({document.kind.replace('_', ' ')})"
        console.print(heading(title, console, signs))
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(justify="right", style="dim", min_width=3)
        table.add_column(ratio=1)
        for excerpt in found:
            table.add_row(str(excerpt.number), _sentence(console, excerpt))
        console.print(table)
        console.print()


def _sentence(console: Console, excerpt: Excerpt) -> Text:
    """Return the sentence with its quotes underlined, or in brackets where nothing can be underlined."""
    text = Text()
    for index, (words, marked) in enumerate(excerpt.pieces):
        shown = clean(words)
        if not shown:
            continue
        if text and (words[:1].isspace() or excerpt.pieces[index - 1][0][-1:].isspace()):
            text.append(" ")
        if marked and not console.is_terminal:
            shown = f"[{shown}]"
        text.append(shown, style="bold underline" if marked else "")
    text.append(f"  {' '.join(excerpt.elements)}", style="cyan")
    return text


def _provenance(provenance: Provenance, signs: Icons) -> str:
    parts = [
        "both readers" if provenance.extractor == "both" else f"{provenance.extractor} reader",
        *model_facts(provenance),
        f"alif-scribe {provenance.program_version}",
        f"tables {provenance.knowledge_version}",
        f"{sum(provenance.timings_ms.values()):.0f} ms",
    ]
    return f" {signs.dot} ".join(parts)
