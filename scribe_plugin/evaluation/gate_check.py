"""A run held against its gates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scribe_plugin.contract import InputError
from scribe_plugin.evaluation.baseline import read_baseline
from scribe_plugin.evaluation.changes import Change, alert_changes, field_changes
from scribe_plugin.evaluation.gates import Gates
from scribe_plugin.evaluation.joining import join
from scribe_plugin.evaluation.rates import Rate
from scribe_plugin.evaluation.records import Manifest, Record, RunFolder
from scribe_plugin.evaluation.summary import Summary, summarize


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate and whether it holds; ``said`` is a line that names figures and notes, never words of a note."""

    name: str
    passed: bool
    said: str


@dataclass(frozen=True, slots=True)
class GateResult:
    """Every gate of a run, and what to know beside them."""

    gates: list[Gate]
    notices: list[str]

    @property
    def failed(self) -> list[Gate]:
        """The gates that do not hold."""
        return [gate for gate in self.gates if not gate.passed]


def check_gates(run: RunFolder, gates: Gates, folder: Path) -> GateResult:
    """Hold a run against its gates.

    Args:
        run: a run.
        gates: those of its dataset.
        folder: where the path of the baseline begins.

    Raises:
        InputError: the run is of another extractor, or run or baseline cannot be used.
    """
    manifest, records = run.manifest, run.records()[0]
    if gates.extractor and gates.extractor != manifest.extractor:
        msg = f"{run.path} is a run of the extractor {manifest.extractor} and these gates are for {gates.extractor}; give that"
        raise InputError(msg)
    summary = summarize(records, expected=len(manifest.chosen) * manifest.repeats)
    found = [*_whole(summary, manifest, gates), *_floors(summary, gates), _misses(records, gates)]
    notices = list(_stale(records, gates))
    if gates.baseline:
        regressions, said = _regressions(records, manifest, folder / gates.baseline)
        found += regressions
        notices += said
    return GateResult(found, notices)


def _whole(summary: Summary, manifest: Manifest, gates: Gates) -> Iterator[Gate]:
    read = summary.scored + summary.failed
    yield Gate("complete", summary.is_complete, f"{read} of {summary.expected} readings are done")
    chosen = len(manifest.chosen)
    yield Gate(
        "whole dataset", chosen == manifest.notes, f"{chosen} of {manifest.notes} notes of the dataset were chosen"
    )
    yield Gate(
        "errors", summary.failed <= gates.errors, f"{summary.failed} readings are errors, at most {gates.errors}"
    )


def _floors(summary: Summary, gates: Gates) -> Iterator[Gate]:
    values = {row.name: row for row in (*summary.fields, summary.charge)}
    alerts = {row.name: row for row in summary.alerts}
    rates: tuple[tuple[str, Mapping[str, float], Mapping[str, Rate]], ...] = (
        ("exact", gates.exact, {name: row.exact for name, row in values.items()}),
        ("f1", gates.f1, {name: row.f1 for name, row in values.items()}),
        ("sensitivity", gates.sensitivity, {name: row.sensitivity for name, row in alerts.items()}),
        ("specificity", gates.specificity, {name: row.specificity for name, row in alerts.items()}),
    )
    for kind, floors, rows in rates:
        for name, floor in floors.items():
            yield _floor(f"{kind} {name}", rows[name], floor)


def _floor(name: str, rate: Rate, floor: float) -> Gate:
    if rate.low is None or rate.value is None:
        return Gate(name, passed=False, said=f"has no interval: too few notes to hold against the floor of {floor:.3f}")
    said = f"lower bound {rate.low:.4f} (found {rate.value:.3f}), floor {floor:.3f}"
    return Gate(name, passed=rate.low >= floor, said=said)


def _misses(records: list[Record], gates: Gates) -> Gate:
    known = {(item.note, item.miss) for item in gates.accepted}
    fresh = [f"{name} in {note}" for note, name in _missed(records) if (note, name) not in known]
    return Gate("critical misses", not fresh, ", ".join(fresh) or f"none beyond the {len(known)} that are accepted")


def _missed(records: list[Record]) -> list[tuple[str, str]]:
    """Return the critical misses as note and name, those of repeats once."""
    return sorted({(record.id, name) for record in records for name in record.critical_misses})


def _stale(records: list[Record], gates: Gates) -> Iterator[str]:
    missed = _missed(records)
    gone = [f"{item.miss} in {item.note}" for item in gates.accepted if (item.note, item.miss) not in missed]
    if gone:
        yield f"accepted critical misses that no longer occur, take them out: {', '.join(gone)}"


def _regressions(records: list[Record], manifest: Manifest, path: Path) -> tuple[list[Gate], list[str]]:
    """Return a gate for each figure that is decisively worse than in the baseline, or one that says there is none."""
    baseline = read_baseline(path)
    joined = join(baseline.records(), records)
    notices = []
    if baseline.dataset_sha256 != manifest.dataset_sha256:
        notices.append(
            f"{path.name} is of another version of the dataset ({len(joined.ids)} notes are in both); "
            "write it anew with eval baseline when the change is meant"
        )
    worse = [item for item in (*field_changes(joined), *alert_changes(joined)) if item.verdict == "worse"]
    said = f"no figure is decisively worse over {len(joined.ids)} notes"
    return [_regression(item) for item in worse] or [Gate("regression", passed=True, said=said)], notices


def _regression(item: Change) -> Gate:
    said = (
        f"{item.share.first:.3f} in the baseline, {item.share.second:.3f} now (adjusted p {item.adjusted:.3f}); "
        f"worse: {', '.join(item.worse)}"
    )
    return Gate(f"regression {item.kind} {item.name}", passed=False, said=said)
