"""Two runs over the same notes: what changed, how sure that is, and which notes flipped."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scribe_plugin.contract import DatasetError, Model
from scribe_plugin.evaluation.changes import Change, alert_changes, field_changes
from scribe_plugin.evaluation.joining import join
from scribe_plugin.evaluation.prompt_diff import prompt_diff
from scribe_plugin.evaluation.records import Manifest, Record, RunFolder
from scribe_plugin.evaluation.statistics.paired import MCNEMAR, SIGN_FLIP
from scribe_plugin.evaluation.summary import Cost, Latency, Summary, summarize

if TYPE_CHECKING:
    from scribe_plugin.evaluation.joining import Join


class Effort(Model):
    """What a run took over the notes that are compared."""

    cost: Cost
    latency: Latency | None


class Flips(Model):
    """Notes on which a critical miss is new in the second run, and those on which it is gone, by name of the miss."""

    new: dict[str, list[str]]
    gone: dict[str, list[str]]


class Comparison(Model):
    """What changed from the first run to the second.

    ``fields`` are changes of the share that is exactly right, with F1; ``alerts`` those of sensitivity and specificity.
    ``left_out`` counts notes that only one run scored, ``asked`` the fields that p is adjusted for. ``notices`` say what a reader should know before the figures.
    """

    first: Manifest
    second: Manifest
    notes: int
    families: int
    left_out: int
    test: str
    asked: int
    fields: list[Change]
    alerts: list[Change]
    critical_misses: Flips
    effort: tuple[Effort, Effort]
    prompt_diff: list[str]
    notices: list[str]

    @property
    def decisive(self) -> list[Change]:
        """The changes that the notes decide."""
        return [change for change in (*self.fields, *self.alerts) if change.verdict in ("better", "worse")]


def compare_runs(first: RunFolder, second: RunFolder, *, asked: Sequence[str] = ()) -> Comparison:
    """Compare two runs, note by note.

    Args:
        first: the run that was before.
        second: the run that is looked at.
        asked: fields that were chosen before looking; p is then adjusted for these alone. By default for all fields.

    Raises:
        DatasetError: the runs share no scored note, a run is damaged, or a field is not known.
    """
    manifests = first.manifest, second.manifest
    records = first.records()[0], second.records()[0]
    if not set(manifests[0].chosen) & set(manifests[1].chosen):
        msg = f"{first.path} and {second.path} are runs over different notes; compare runs over the same dataset"
        raise DatasetError(msg)
    joined = join(*records)
    shared = set(joined.ids)
    compared = [[record for record in side if record.id in shared] for side in records]
    summaries = [summarize(side) for side in compared]
    fields = field_changes(joined, asked)
    return Comparison(
        first=manifests[0],
        second=manifests[1],
        notes=len(joined.ids),
        families=int(joined.families.max()) + 1,
        left_out=len({record.id for side in records for record in side} - shared),
        test=MCNEMAR if joined.is_single else SIGN_FLIP,
        asked=sum(change.adjusted is not None for change in fields),
        fields=fields,
        alerts=alert_changes(joined),
        critical_misses=Flips(new=_beyond(*reversed(compared)), gone=_beyond(*compared)),
        effort=(_effort(summaries[0]), _effort(summaries[1])),
        prompt_diff=_prompts(first, second, manifests),
        notices=list(_notices(manifests, records, joined)),
    )


def _effort(summary: Summary) -> Effort:
    return Effort(cost=summary.cost, latency=summary.latency)


def _beyond(one: Sequence[Record], other: Sequence[Record]) -> dict[str, list[str]]:
    """Return the notes, by critical miss, on which the first records hold it and the others do not."""
    pairs, others = ({(name, record.id) for record in side for name in record.critical_misses} for side in (one, other))
    found: dict[str, list[str]] = {}
    for name, note in sorted(pairs - others):
        found.setdefault(name, []).append(note)
    return found


def _prompts(first: RunFolder, second: RunFolder, manifests: tuple[Manifest, Manifest]) -> list[str]:
    if manifests[0].prompt_sha256 == manifests[1].prompt_sha256:
        return []
    return prompt_diff(first.path, second.path)


def _notices(
    manifests: tuple[Manifest, Manifest], records: tuple[list[Record], list[Record]], joined: "Join"
) -> list[str]:
    notices = []
    if manifests[0].dataset_sha256 != manifests[1].dataset_sha256:
        notices.append(
            f"the runs are of different datasets or versions of one: only the {len(joined.ids)} notes of the same id that "
            "both scored are compared, and what changed in their text or labels counts as a change of the reading"
        )
    for manifest, side in zip(manifests, records, strict=True):
        expected = len(manifest.chosen) * manifest.repeats
        if len(side) < expected:
            notices.append(f"{manifest.name} is not complete: {len(side)} of {expected} readings")
        if errors := sum(record.status == "error" for record in side):
            notices.append(
                f"{errors} readings of {manifest.name} are errors and no zeros: they are not compared, so look at them apart"
            )
    versions = [
        what
        for name, what in (("knowledge_version", "knowledge tables"), ("schema_version", "schema"))
        if getattr(manifests[0], name) != getattr(manifests[1], name)
    ]
    if versions:
        notices.append(
            f"the runs differ in {' and '.join(versions)} too, so the prompt or reader is not the only cause"
        )
    return notices
