"""``alif-scribe demo``: the bundled encounters, reviewed end to end."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from scribe_plugin.cli.console import Icons
    from scribe_plugin.contract import Alert, Finding, Review
    from scribe_plugin.demo import DemoCase


def demo(
    case: Annotated[
        int | None, typer.Argument(help="Show one case in full, by its number.", show_default=False)
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one Review per line as JSON.")] = False,
) -> None:
    """Review bundled encounters; no key, no network."""
    from scribe_plugin.cli.output import write_lines
    from scribe_plugin.contract import InputError
    from scribe_plugin.demo import demo_cases
    from scribe_plugin.pipeline import review

    cases = demo_cases()
    if case is not None and not 1 <= case <= len(cases):
        msg = f"demo case {case} does not exist; give a number from 1 to {len(cases)}"
        raise InputError(msg)
    chosen = cases if case is None else [cases[case - 1]]
    reviews = [review(item.encounter) for item in chosen]
    if json_:
        write_lines(item.model_dump_json() for item in reviews)
        return
    from scribe_plugin.cli.console import icons, make_console
    from scribe_plugin.cli.page import print_review

    console = make_console()
    if case is not None:
        print_review(console, reviews[0], chosen[0].encounter)
        return
    signs = icons(console)
    for number, (item, result) in enumerate(zip(chosen, reviews, strict=True), start=1):
        _show(console, number, item, result, signs)
    console.print("One in full: alif-scribe demo 2.  Your own: alif-scribe review NOTE.txt", style="dim")


def _show(console: "Console", number: int, case: "DemoCase", review: "Review", signs: "Icons") -> None:
    """Print one case: its story, the alerts with the words behind them, and what clears them."""
    from scribe_plugin.cli.console import heading, print_indented

    console.print(heading(f"{number}. {case.title}", console, signs))
    print_indented(console, case.lesson, indent=0)
    raised = [alert for alert in review.alerts if alert.state == "alert"]
    for alert in raised:
        _alert(console, alert, signs)
    if not raised:
        _clean(console, review, signs)
    console.print()


def _alert(console: "Console", alert: "Alert", signs: "Icons") -> None:
    """Print the finding that says most about one alert, one that nearly was documented, and how many others there are."""
    from rich.text import Text

    from scribe_plugin.cli.console import AUDIENCES, STYLES, clean, icon_text, print_indented, quote
    from scribe_plugin.cli.words import fix_lines

    raised = sorted((item for item in alert.findings if item.severity != "info"), key=_instructive)
    shown = raised[:1] + [item for item in raised[1:] if item.nearest][:1]
    for finding in shown:
        name = Text.assemble(icon_text(finding.severity, signs), " ", (alert.element, STYLES[finding.severity]))
        notes = [AUDIENCES[finding.audience]]
        notes += ["hold the claim"] if finding.hold_claim else []
        notes += [f"{len(raised) - len(shown)} more"] if finding is shown[-1] and len(raised) > len(shown) else []
        name.append(f"  {', '.join(notes)}", style="dim")
        console.print(name)
        print_indented(console, finding.message)
        if finding.nearest:
            near = finding.nearest[0]
            print_indented(console, f"{quote(near, signs, 110)}: {clean(near.reason)}", "italic")
        elif finding.evidence:
            print_indented(console, quote(finding.evidence[0], signs, 110), "italic")
        for line in list(fix_lines(finding.suggestion))[:1] if finding.suggestion else ():
            print_indented(console, f"{signs.fix} {clean(line)}", "green")


def _instructive(finding: "Finding") -> tuple[bool, bool]:
    """Sort critical findings first, and among them those that a change of the charge clears."""
    return finding.severity != "critical", not (finding.suggestion and finding.suggestion.charge)


def _clean(console: "Console", review: "Review", signs: "Icons") -> None:
    from rich.text import Text

    from scribe_plugin.cli.console import icon_text, print_indented

    for alert in review.alerts:
        console.print(Text.assemble(icon_text("clear", signs), " ", (alert.element, "green")))
        print_indented(console, alert.summary)
    charge = ", ".join(f"{line.code} {signs.times} {line.units}" for line in review.charge.lines)
    codes = ", ".join([*review.charge.icd10_pcs, *review.charge.icd10_cm])
    print_indented(console, f"Supported charge: {charge}. Facility and diagnosis codes: {codes}.", indent=0)
