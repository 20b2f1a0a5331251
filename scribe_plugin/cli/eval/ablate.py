"""``alif-scribe eval ablate``: what each part of a prompt set is worth, and what it costs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scribe_plugin.cli.eval.options import Concurrency, Sample, Tags

if TYPE_CHECKING:
    from scribe_plugin.evaluation.ablate import Plan


def ablate(
    dataset: Annotated[Path, typer.Argument(help="Labelled notes, one JSON object a line.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the runs; it will hold quotes of the notes.")],
    prompt: Annotated[
        str | None, typer.Option(metavar="NAME", help="Prompt set: a name or a folder.", show_default="as set")
    ] = None,
    block: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Leave out only this block; may be given several times.")
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A field chosen before looking; p is then adjusted for those alone."),
    ] = None,
    filter_: Tags = None,
    sample: Sample = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of that chance.")] = 0,
    repeat: Annotated[int, typer.Option(min=1, max=100, metavar="N", help="Read each note so often.")] = 1,
    concurrency: Concurrency = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Only print the blocks, their tokens and the readings; ask no model.")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read the notes with a prompt set, and again without one block of it after the other.

    Blocks: each element (device), the example lines of an element (device.examples), each worked example (example.NAME), each
    numbered rule of system.j2 (rule.3), and whatever a template marks with {# block: name #} ... {# end #}. Given again with
    the same options, the command goes on where it stopped; kept answers are not asked for again.
    """
    from scribe_plugin.cli.eval.output import write_file, write_plain
    from scribe_plugin.cli.eval.progress import Progress
    from scribe_plugin.cli.eval.run import tell
    from scribe_plugin.evaluation.extras import need_extras

    need_extras("numpy", "scipy", "statsmodels")
    from scribe_plugin.evaluation.ablate import Plan, lay_out, run_ablation
    from scribe_plugin.evaluation.ablate_page import as_markdown, as_text
    from scribe_plugin.evaluation.dataset import choose, open_dataset
    from scribe_plugin.evaluation.prompt_blocks import choose_blocks
    from scribe_plugin.evaluation.setup import Options
    from scribe_plugin.extraction.llm.prompts import load_prompt
    from scribe_plugin.extraction.llm.settings import load_settings

    prompt_set = load_prompt(prompt or load_settings().prompt)
    blocks = choose_blocks(prompt_set, block or [])
    tags = tuple(filter_ or ())
    notes = len(choose(open_dataset(dataset).notes, tags=tags, sample=sample, seed=seed))
    options = Options(
        dataset=dataset,
        out=out,
        extractor="llm",
        prompt=prompt,
        tags=tags,
        sample=sample,
        seed=seed,
        repeats=repeat,
        concurrency=concurrency,
        cache="on",
    )
    plan = Plan(prompt_set, blocks, options)
    readings = (len(blocks) + 1) * notes * repeat
    if list_:
        write_plain(_listed(plan, readings, as_json=json_))
        return
    lay_out(plan)
    tell(f"{len(blocks)} blocks, {readings} readings in all")
    found = run_ablation(plan, fields=field or (), say=tell, watch=Progress)
    page = as_markdown(found)
    write_file(out / "ablation.json", found.model_dump_json(indent=2) + "\n")
    write_file(out / "ablation.md", page)
    write_plain(found.model_dump_json(indent=2) + "\n" if json_ else page if markdown else as_text(found))


def _listed(plan: "Plan", readings: int, *, as_json: bool) -> str:
    """Return the blocks with their tokens; what they would be laid out as goes to a folder that is thrown away."""
    import json
    import tempfile
    from dataclasses import replace

    from scribe_plugin.evaluation.ablate import lay_out

    with tempfile.TemporaryDirectory() as folder:
        tried = replace(plan, options=replace(plan.options, out=Path(folder)))
        lay_out(tried)
    rows = [{"name": one.name, "tokens": tried.tokens[one.name], "what": one.what} for one in plan.blocks]
    if as_json:
        return json.dumps({"readings": readings, "blocks": rows}, ensure_ascii=False, indent=2) + "\n"
    width = max(len(one.name) for one in plan.blocks)
    lines = [f"{row['name']:<{width}}  {row['tokens']:>6}  {row['what']}" for row in rows]
    return "\n".join([f"{'block':<{width}}  tokens", *lines, f"{readings} readings in all"]) + "\n"
