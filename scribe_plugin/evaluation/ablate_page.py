"""An ablation as plain text and as Markdown."""

from collections.abc import Iterator

from scribe_plugin.evaluation.ablate import Ablation, BlockResult
from scribe_plugin.evaluation.changes import Change
from scribe_plugin.evaluation.tables import Table, cell_text, markdown_table, text_table

_SHOWN = 5
"""Changes of one block that a terminal shows; the Markdown has all."""


def as_text(found: Ablation) -> str:
    """Return an ablation for a terminal."""
    parts = ["\n".join(_head(found)), text_table(_blocks(found))]
    moved = _changes(found, most=_SHOWN)
    parts += [text_table(moved)] if moved.rows else []
    return "\n\n".join([*parts, "\n".join(_foot(found))]) + "\n"


def as_markdown(found: Ablation) -> str:
    """Return an ablation as Markdown."""
    parts = [f"# What the parts of {cell_text(found.prompt)} are worth", _items(_head(found))]
    parts += [
        f"## {table.title}\n\n{markdown_table(table)}" for table in (_blocks(found), _changes(found)) if table.rows
    ]
    return "\n\n".join([*parts, "## How to read it", _items(_foot(found))]) + "\n"


def _items(lines: Iterator[str]) -> str:
    return "\n".join(f"- {cell_text(line)}" for line in lines)


def _head(found: Ablation) -> Iterator[str]:
    yield (
        f"prompt {found.prompt} ({found.prompt_sha256[:12]}, {found.tokens:,} tokens estimated), model {found.model}, "
        f"{found.dataset} ({found.dataset_sha256[:12]})"
    )
    yield f"p by the {found.test}, adjusted by Holm over {found.asked} questions: every asked field of every block"
    for block in found.blocks:
        if block.errors:
            yield f"without {block.name}: {block.errors} readings are errors, which are compared with nothing"


def _blocks(found: Ablation) -> Table:
    columns = ["block", "tokens", "measured", "USD/1000", "worse", "better", "undecided", "new critical", "without it"]
    return Table("Blocks, each left out in turn", columns, [_block_row(block) for block in found.blocks])


def _block_row(block: BlockResult) -> list[str]:
    full, without = block.took
    measured = full.prompt_tokens + full.completion_tokens - without.prompt_tokens - without.completion_tokens
    spent = None if full.usd is None or without.usd is None else full.usd - without.usd
    counts = [len(block.changes(word)) for word in ("worse", "better", "not decisive")]
    new = sum(map(len, block.critical_misses.new.values()))
    return [
        block.name,
        f"{block.tokens:,}",
        f"{measured:+,.0f}",
        "-" if spent is None else f"{spent:+.2f}",
        *map(str, counts),
        str(new),
        _word(block),
    ]


def _word(block: BlockResult) -> str:
    worse, better = block.changes("worse"), block.changes("better")
    if worse and better:
        return "mixed"
    if worse or better:
        return "worse" if worse else "better"
    return "not decisive" if block.changes("not decisive", "not asked") else "the same"


def _changes(found: Ablation, *, most: int | None = None) -> Table:
    columns = ["block", "figure", "of", "full", "without", "change", "interval", "up", "down", "adj p", "verdict"]
    rows = []
    for block in found.blocks:
        moved = [change for change in (*block.fields, *block.alerts) if change.verdict != "the same"]
        moved.sort(key=lambda change: (change.p, change.share.difference or 0.0))
        rows += [_change_row(block.name, change) for change in moved[:most]]
    return Table("Figures that differ on some note, in points", columns, rows)


def _change_row(block: str, change: Change) -> list[str]:
    share = change.share
    name = change.name if change.kind == "exact" else f"{change.name} {change.kind[:4]}"
    span = "-" if share.low is None or share.high is None else f"{100 * share.low:+.1f} to {100 * share.high:+.1f}"
    return [
        block,
        name,
        str(change.of),
        *("-" if value is None else f"{100 * value:.1f}" for value in (share.first, share.second)),
        "-" if share.difference is None else f"{100 * share.difference:+.1f}",
        span,
        str(len(change.better)),
        str(len(change.worse)),
        "-" if change.adjusted is None else f"{change.adjusted:.3f}",
        change.verdict,
    ]


def _foot(found: Ablation) -> Iterator[str]:
    yield "tokens: estimate of the block in the instructions; measured: what a note took more with it, repairs included"
    yield "worse, better: figures that the notes decide; a minus in change says that the block helps"
    yield "not decisive is no proof that a block is idle: eval plan says what change these notes can show"
    for block in found.blocks:
        for name, notes in block.critical_misses.new.items():
            more = f" and {len(notes) - _SHOWN} more" if len(notes) > _SHOWN else ""
            yield f"without {block.name}, new critical miss {name}: {', '.join(notes[:_SHOWN])}{more}"
