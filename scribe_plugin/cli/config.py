"""``alif-scribe config``: every setting, its value and where it came from."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.settings import ModelSettings


def config(
    json_: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Show every setting with its value and where it came from; secrets are masked.

    Settings are read from ALIF_SCRIBE_* in the environment, then from alif-scribe.toml in the working directory or the
    file that ALIF_SCRIBE_CONFIG names.

    Raises:
        SettingsError: a setting that cannot be used.
    """
    from scribe_plugin.extraction.llm.settings import ignored_variables, load_settings, setting_rows

    settings = load_settings()
    report = {
        "settings": {row.name: {"value": row.value, "origin": row.origin} for row in setting_rows(settings)},
        "ignored": ignored_variables(),
        **_model(settings),
    }
    if json_:
        import json

        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _show(report)


def _model(settings: "ModelSettings") -> dict[str, Any]:
    """Return whether a model is configured, what keeps it from being called, and the extractor that follows."""
    from scribe_plugin.contract.errors import SettingsError
    from scribe_plugin.extraction.llm.safety import connection

    configured, problem, address, origin = settings.model is not None, None, None, None
    if configured:
        try:
            found = connection(settings)
            address, origin = found.base_url, found.key_origin
        except SettingsError as error:
            problem = str(error)
    return {
        "model_configured": configured,
        "problem": problem,
        "address": address,
        "key": origin,
        "default_extractor": "both" if configured else "embedded",
    }


def _show(report: dict[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    from scribe_plugin.cli.console import make_console

    console = make_console()
    table = Table.grid(padding=(0, 2))
    for name, row in report["settings"].items():
        value = "-" if row["value"] is None else _word(row["value"])
        dim = "dim" if row["origin"] == "default" else ""
        table.add_row(Text(name, "cyan", no_wrap=True), Text(value, dim, overflow="fold"), Text(row["origin"], "dim"))
    console.print(table)
    console.print()
    for sentence in _sentences(report):
        console.print(Text(sentence))


def _sentences(report: dict[str, Any]) -> list[str]:
    lines = []
    if report["model_configured"]:
        where = f", called at {report['address']} with {report['key']}" if report["address"] else ""
        lines.append(f"A model is configured{where}. The extractor is both, unless --extractor says otherwise.")
    else:
        lines.append(
            "No model is configured (set ALIF_SCRIBE_MODEL). The extractor is embedded; notes stay on this machine."
        )
    if report["problem"]:
        lines.append(f"It cannot be called: {report['problem']}.")
    if report["ignored"]:
        lines.append(f"Not a setting, ignored: {', '.join(report['ignored'])}.")
    return lines


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
