"""A score as plain text."""

from collections.abc import Iterator

from scribe_plugin.evaluation.score import Confusion, FieldScore, Miss, Score


def render(score: Score) -> str:
    """Return the tables of fields, alerts and findings, and the notes that need a look."""
    return "\n".join([*_fields(score), "", *_alerts(score), "", *_findings(score), "", *_notes(score)])


def render_misses(score: Score, name: str) -> str:
    """Return the notes that differ on one field, alert element or finding code.

    Raises:
        KeyError: nothing scored has that name.
    """
    tables: tuple[dict[str, FieldScore] | dict[str, Confusion], ...] = (score.fields, score.alerts, score.findings)
    found: FieldScore | Confusion | None = next((table[name] for table in tables if name in table), None)
    if found is None:
        raise KeyError(name)
    return "\n".join([f"{name}: {len(found.misses)} of {score.n} notes differ", *map(_miss, found.misses)])


def _miss(miss: Miss) -> str:
    return f"  {miss.note_id}\n    gold  {'; '.join(miss.gold) or '-'}\n    read  {'; '.join(miss.read) or '-'}"


def _fields(score: Score) -> Iterator[str]:
    yield f"{'field':34}{'n':>5}{'exact':>8}{'items':>7}{'prec':>7}{'recall':>8}{'F1':>7}"
    for item in score.fields.values():
        yield (
            f"{item.name:34}{item.n:>5}{_share(item.accuracy):>8}{item.tp + item.fn:>7}"
            f"{_share(item.precision):>7}{_share(item.recall):>8}{_share(item.f1):>7}"
        )


def _alerts(score: Score) -> Iterator[str]:
    yield f"{'alert':34}{'tp':>5}{'fp':>5}{'fn':>5}{'tn':>5}{'sens':>8}{'spec':>8}"
    for item in (*score.alerts.values(), score.alert_total):
        yield _confusion(item)


def _findings(score: Score) -> Iterator[str]:
    yield f"{'finding':34}{'tp':>5}{'fp':>5}{'fn':>5}{'tn':>5}{'sens':>8}{'spec':>8}"
    for item in score.findings.values():
        yield _confusion(item)


def _confusion(item: Confusion) -> str:
    return (
        f"{item.name:34}{item.tp:>5}{item.fp:>5}{item.fn:>5}{item.tn:>5}"
        f"{_share(item.sensitivity):>8}{_share(item.specificity):>8}"
    )


def _notes(score: Score) -> Iterator[str]:
    yield f"notes: {score.n}; wrong approach or interspaces: {len(score.fatal)}"
    if score.fatal:
        yield "  " + ", ".join(score.fatal)
    for note_id, error in score.raised.items():
        yield f"  {note_id}: the reader raised {error}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
