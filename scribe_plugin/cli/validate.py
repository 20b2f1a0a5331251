"""``alif-scribe validate``: the six alerts from given elements."""

from typing import Annotated

import typer


def validate(
    encounter: Annotated[str, typer.Argument(help="Encounter JSON or a text note; - is stdin.")],
    elements: Annotated[str, typer.Option("--elements", metavar="ELEMENTS", help="Elements JSON; - is stdin.")],
    json_: Annotated[bool, typer.Option("--json", help="Print the six alerts as one JSON array.")] = False,
) -> None:
    """Check given elements against an encounter: the six alerts, with nothing extracted."""
    from scribe_plugin.cli.inputs import read_elements, read_encounter
    from scribe_plugin.pipeline import check_encounter
    from scribe_plugin.validation import validate as run

    record = check_encounter(read_encounter(encounter))
    alerts = run(read_elements(elements), record)
    if json_:
        from scribe_plugin.cli.output import write_lines

        write_lines([f"[{','.join(alert.model_dump_json() for alert in alerts)}]"])
        return
    from scribe_plugin.cli.console import icons, make_console
    from scribe_plugin.cli.page import print_alerts, print_findings, print_header

    console = make_console()
    signs = icons(console)
    print_header(console, record, alerts, signs)
    print_alerts(console, alerts, signs)
    print_findings(console, alerts, signs)
