"""The page of two runs: what changed, how sure that is, which notes flipped, and beside the prompt's changes the errors'."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from scribe_plugin.contract import Elements, LabelledNote
from scribe_plugin.evaluation.changes import Change, Shift
from scribe_plugin.evaluation.compare import Comparison
from scribe_plugin.evaluation.records import Record
from scribe_plugin.evaluation.report.figures import Scale, drawing, signed
from scribe_plugin.evaluation.report.notes import (
    MOST_BYTES,
    MOST_ROWS,
    MOST_TEXTS,
    Difference,
    Text,
    badness,
    charge_of,
    values,
)
from scribe_plugin.evaluation.report.page import render
from scribe_plugin.evaluation.report.run import grouped, options_of
from scribe_plugin.evaluation.report.spans import Span, grounded_spans, labelled_spans, segments
from scribe_plugin.evaluation.scoring import Mark
from scribe_plugin.evaluation.scoring.fields import FIELDS

_REACHES = (0.05, 0.1, 0.2, 0.5)
_DIFF_LINES = 4_000
_CHARGE = "charge"


@dataclass(frozen=True, slots=True)
class Flip:
    """A note that one of the runs reads right and the other does not, in one field or more."""

    anchor: str
    name: str
    better: list[str]
    worse: list[str]
    critical_gone: list[str]
    critical_new: list[str]
    differences: list[Difference]
    texts: list[Text]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a prompt's diff and what it is: added, taken away, a place, or kept."""

    kind: str
    text: str


def compare_page(
    found: Comparison,
    records: tuple[Sequence[Record], Sequence[Record]],
    notes: Sequence[LabelledNote] | None = None,
) -> str:
    """Return a comparison as one HTML page.

    Args:
        found: what ``compare_runs`` said.
        records: those of the first run and of the second.
        notes: the dataset, for labels and texts of notes that flipped; without it only their names are shown.
    """
    flips = flips_of(found, records, {note.id: note for note in notes or ()})
    moved = [change for change in (*found.fields, *found.alerts) if change.verdict != "the same"]
    return render(
        "compare.html.j2",
        found=found,
        scale=_scale(moved),
        draw=_drawn,
        fields=[(name, rows) for name, rows in _grouped(found.fields)],
        flips=[flip for flip in flips if flip.texts],
        rest=[flip for flip in flips if not flip.texts][:MOST_ROWS],
        flipped=len(flips),
        lines=list(_lines(found.prompt_diff)),
        lines_left_out=max(0, len(found.prompt_diff) - _DIFF_LINES),
        options=_options(found),
        moved=[change for change in found.fields if change.better or change.worse],
        anchors={flip.name: flip.anchor for flip in flips},
    )


def flips_of(
    found: Comparison, records: tuple[Sequence[Record], Sequence[Record]], notes: Mapping[str, LabelledNote]
) -> list[Flip]:
    """Return the notes that flipped: new critical misses first, then those that lost most fields, then gained most."""
    better, worse = _by_note(found.fields, "better"), _by_note(found.fields, "worse")
    gone, new = _turned(found.critical_misses.gone), _turned(found.critical_misses.new)
    names = sorted(
        {*better, *worse, *gone, *new},
        key=lambda name: (
            -len(new.get(name, [])),
            -len(worse.get(name, [])),
            -len(gone.get(name, [])),
            -len(better.get(name, [])),
            name,
        ),
    )
    first, second = (_worst(side) for side in records)
    flips: list[Flip] = []
    room = MOST_BYTES
    for place, name in enumerate(names, start=1):
        changed = [*worse.get(name, []), *better.get(name, [])]
        sides = first.get(name), second.get(name)
        note = notes.get(name)
        texts: list[Text] = []
        differences: list[Difference] = []
        if note and sides[0] and sides[1] and place <= MOST_TEXTS and room > 0:
            texts = _texts(note, sides[0], sides[1])
            room -= sum(text.size for text in texts)
            texts = texts if room >= 0 else []
            differences = list(_differences(note, sides[0], sides[1], changed)) if texts else []
        flips.append(
            Flip(
                f"n{place}",
                name,
                better.get(name, []),
                worse.get(name, []),
                gone.get(name, []),
                new.get(name, []),
                differences,
                texts,
            )
        )
    return flips


def _by_note(changes: Sequence[Change], side: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for change in changes:
        for name in getattr(change, side):
            found.setdefault(name, []).append(change.name)
    return found


def _turned(misses: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for miss, names in misses.items():
        for name in names:
            found.setdefault(name, []).append(miss)
    return found


def _worst(records: Sequence[Record]) -> dict[str, Record]:
    """Return the worst reading of each note."""
    ranked = sorted((record for record in records if record.status == "scored"), key=badness, reverse=True)
    return {record.id: record for record in ranked}


def _differences(note: LabelledNote, first: Record, second: Record, changed: Sequence[str]) -> Iterator[Difference]:
    if first.elements is None or second.elements is None:
        return
    sides: tuple[Elements, Elements, Elements] = (note.gold.elements, first.elements, second.elements)
    for name in FIELDS:
        if name in changed:
            yield Difference(name, values(name, *sides), _said(first.mark(name), second.mark(name)))
    if _CHARGE in changed:
        lines = tuple(charge_of(side, note.encounter) for side in sides)
        yield Difference("suggested charge", lines, _said(Mark(*first.charge), Mark(*second.charge)))


def _said(first: Mark, second: Mark) -> str:
    if first.exact == second.exact:
        return ""
    return "now right" if second.exact else "now wrong"


def _texts(note: LabelledNote, first: Record, second: Record) -> list[Text]:
    found = []
    for document in note.encounter.documents:
        ours, theirs = (_spans(document, record) for record in (first, second))
        found.append(Text(document.id, document.kind.replace("_", " "), segments(document.text, ours, theirs)))
    return found


def _spans(document: Any, record: Record) -> list[Span]:
    if not record.grounding and record.elements is not None:
        return labelled_spans(document, record.elements)
    return grounded_spans(document, record.grounding)


def _grouped(changes: Sequence[Change]) -> list[tuple[str, list[Change]]]:
    return [
        *grouped([change for change in changes if change.name != _CHARGE]),
        ("suggested charge", [change for change in changes if change.name == _CHARGE]),
    ]


def _scale(changes: Sequence[Change]) -> Scale:
    """Return an axis with 0 in its middle that holds every interval."""
    ends = [
        abs(end)
        for change in changes
        for end in (change.share.low, change.share.difference, change.share.high)
        if end is not None
    ]
    reach = next((reach for reach in _REACHES if reach >= max(ends, default=0.0)), 1.0)
    return Scale(-reach, reach)


def _drawn(change: Change, scale: Scale) -> Markup:
    """Draw a difference on its interval, with a line at 0."""
    share: Shift = change.share
    if share.difference is None:
        return Markup()
    said = f"{signed(share.difference)} points"
    if share.low is not None:
        said += f", interval {signed(share.low)} to {signed(share.high)}"
    kind = {"better": "better", "worse": "worse"}.get(change.verdict, "unsure")
    return drawing(scale, said, (share.low, share.difference, share.high), zero=0.0, kind=kind)


def _lines(diff: Sequence[str]) -> Iterator[Line]:
    for line in diff[:_DIFF_LINES]:
        if line.startswith(("---", "+++", "@@")):
            yield Line("at", line)
        else:
            yield Line({"+": "add", "-": "del"}.get(line[:1], "same"), line)


def _options(found: Comparison) -> list[tuple[str, str, str]]:
    """Return the options in which the runs differ."""
    first, second = (dict(options_of(manifest)) for manifest in (found.first, found.second))
    names = dict.fromkeys([*first, *second])
    return [(name, first.get(name, ""), second.get(name, "")) for name in names if first.get(name) != second.get(name)]
