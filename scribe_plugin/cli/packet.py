"""``alif-scribe packet``: the prior authorization packet of one note or encounter."""

from typing import Annotated, Literal

import typer


def packet(
    file: Annotated[str, typer.Argument(help="Text note or encounter JSON; - is stdin.")],
    output_format: Annotated[
        Literal["md", "html", "pdf", "json", "fhir"], typer.Option("--format", help="pdf and fhir are not written yet.")
    ] = "md",
) -> None:
    """Write what a payer asks for: procedures, diagnoses, treatment, imaging, function, criteria, and what is missing."""
    from scribe_plugin.cli.inputs import read_encounter
    from scribe_plugin.cli.output import write_text
    from scribe_plugin.packet import check_format, render
    from scribe_plugin.pipeline import review

    check_format(output_format)
    write_text(render(review(read_encounter(file)).packet, output_format))
