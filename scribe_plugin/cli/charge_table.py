"""The charge that the documentation supports, beside the one that was drafted."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scribe_plugin.cli.console import Icons, clean, heading
from scribe_plugin.contract import Charge, SuggestedCharge, SuggestedCode


def print_charge(console: Console, suggested: SuggestedCharge, drafted: Charge | None, signs: Icons) -> None:
    """Print the suggested service lines, facility codes, diagnoses and DRG candidates."""
    console.print()
    console.print(heading("Charge that the documentation supports", console, signs))
    if suggested.lines or drafted:
        console.print(_lines(suggested, drafted))
    else:
        console.print(Text("none: no lumbar fusion is documented", style="dim"))
    codes = _codes(suggested, drafted)
    if codes.row_count:
        console.print()
        console.print(codes)
    console.print()


def _lines(suggested: SuggestedCharge, drafted: Charge | None) -> Table:
    """Return the service lines; codes that only the draft has come last."""
    table = Table(box=None, padding=(0, 1, 0, 0), expand=True, header_style="dim")
    table.add_column("Code", no_wrap=True)
    table.add_column("Units", justify="right", no_wrap=True)
    if drafted is not None:
        table.add_column("Drafted", justify="right", no_wrap=True)
    table.add_column("Mod", no_wrap=True)
    table.add_column("Why", ratio=1)
    for line in suggested.lines:
        units = drafted.units(line.code) if drafted is not None else line.units
        why = f"{line.label}: {line.why}{' (confirm first)' if line.query else ''}"
        cells: list[str | Text] = [Text(line.code, style="bold"), str(line.units)]
        cells += [_drafted(units, line.units)] if drafted is not None else []
        table.add_row(*cells, " ".join(line.modifiers), Text(clean(why)))
    known = {line.code for line in suggested.lines}
    for code in dict.fromkeys(line.code for line in (drafted.lines if drafted else []) if line.code not in known):
        units = drafted.units(code) if drafted else 0
        table.add_row(Text(code, style="bold"), "0", _drafted(units, 0), "", Text("drafted only", style="dim"))
    return table


def _drafted(units: int, supported: int) -> Text:
    return Text(str(units), style="" if units == supported else "bold yellow")


def _codes(suggested: SuggestedCharge, drafted: Charge | None) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    _group(table, "ICD-10-PCS", suggested.pcs_details, drafted.icd10_pcs if drafted else [])
    _group(table, "ICD-10-CM", suggested.cm_details, drafted.icd10_cm if drafted else [])
    for index, item in enumerate(suggested.drg_candidates):
        name = Text("" if index else "MS-DRG", style="dim")
        doubt = "" if item.verified else ", from memory"
        table.add_row(name, item.drg, Text(clean(f"{item.title}: {item.why} (information only{doubt})")))
    return table


def _group(table: Table, title: str, details: list[SuggestedCode], drafted: list[str]) -> None:
    """Add the codes of one kind; what is drafted beyond them is shown too."""
    rows = [(item.code, f"{item.label}: {item.why}") for item in details]
    known = {item.code for item in details}
    rows += [(code, "drafted only") for code in drafted if code not in known]
    for index, (code, why) in enumerate(rows):
        table.add_row(Text("" if index else title, style="dim"), Text(code, style="bold"), Text(clean(why)))
