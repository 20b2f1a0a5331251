"""The operation as the narrative tells it: stages, the corridor of each, and the interspaces fused in each.

The approach is decided by what was done to the disc space within a stage, not by words anywhere: "prone" and
"pedicle" in a later stage say nothing of how the cage got in.
"""

from dataclasses import dataclass

from scribe_plugin.contract import Interspace
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.corridor import approach_of, settle_for_exposure
from scribe_plugin.extraction.embedded.reading import ReadDocument, Sentence
from scribe_plugin.extraction.embedded.sections import DONE_KINDS
from scribe_plugin.extraction.embedded.stages import FRONT, LevelWork, Stage, cut_stages
from scribe_plugin.extraction.embedded.work import read_stage

__all__ = ["FRONT", "LevelWork", "Operation", "Stage", "is_operative", "read_operation"]

OPERATIVE_KINDS = frozenset({"operative_note", "access_surgeon_note", "transcript", "other"})
_OPERATIVE_SIGNS = 3
_SIGNS = (
    "setting.operative",
    "setting.to_theatre",
    "setting.start",
    "approach.sign",
    "act.discectomy",
    "device.cage",
    "device.allograft",
    "device.mesh",
    "position",
)


@dataclass(slots=True)
class Operation:
    """All stages of one encounter's operative documents, and the interspaces that were given up."""

    stages: list[Stage]
    aborted: set[Interspace]
    documents: list[ReadDocument]
    sentences: list[Sentence]
    title: list[Sentence]
    regional: bool
    """Whether the lumbar spine is what was operated on."""


def is_operative(document: ReadDocument) -> bool:
    """Return whether the document tells of an operation, by its kind and by what it says."""
    if document.kind not in OPERATIVE_KINDS and document.kind != "discharge_summary":
        return False
    if document.kind == "access_surgeon_note" or any(section.kind == "title" for section in document.sections):
        return True
    signs = {
        mention.entry.phrase
        for sentence in document.sentences
        if sentence.kind not in ("history", "plan", "consent", "exam", "imaging")
        for mention in sentence.of(*_SIGNS)
        if assertion_of(sentence, mention) == "performed"
    }
    return len(signs) >= _OPERATIVE_SIGNS


def read_operation(documents: list[ReadDocument]) -> Operation:
    """Find the operation in the operative documents; discharge summaries count only where no other does."""
    operative = [document for document in documents if is_operative(document)]
    main = [document for document in operative if document.kind != "discharge_summary"]
    operative = main or operative
    for document in operative:
        document.operative = True
    done = [sentence for document in operative for sentence in document.sentences if sentence.kind in DONE_KINDS]
    title = [sentence for document in operative for sentence in document.sentences if sentence.kind == "title"]
    operation = Operation(cut_stages(done), set(), operative, done, title, _is_lumbar(done, title))
    if _is_arthroplasty(operation):
        operation.regional = False
    titled = {m.value for s in title for m in s.of("approach.name") if assertion_of(s, m) == "performed"}
    titled_levels = [
        level
        for sentence in title
        if sentence.has("approach.name", "act.interbody")
        for level in sentence.levels
        if level.kind != "vertebra" and level.region == "lumbar"
    ]
    for stage in operation.stages:
        read_stage(stage, operation.aborted, titled_levels)
        stage.approach = approach_of(stage, titled)
    settle_for_exposure(operation.stages, titled)
    return operation


def _is_lumbar(done: list[Sentence], title: list[Sentence]) -> bool:
    """Return whether levels and words of the operation are lumbar rather than of another region."""
    lumbar = other = 0
    for sentence in (*title, *done):
        weight = 3 if sentence.kind == "title" else 1
        for level in sentence.levels:
            if level.region == "lumbar":
                lumbar += weight
            else:
                other += weight
        lumbar += weight * len(sentence.of("region.lumbar"))
        other += weight * len(sentence.of("region.other"))
    elsewhere = [sentence for sentence in title if sentence.has("region.other")]
    if elsewhere and not any(
        sentence.has("region.lumbar", "approach.name") or any(level.region == "lumbar" for level in sentence.levels)
        for sentence in title
    ):
        return False
    return lumbar > 0 and lumbar * 2 >= other


def _is_arthroplasty(operation: Operation) -> bool:
    """Return whether the operation is a disc replacement and no fusion is titled."""
    told = [sentence for sentence in (*operation.title, *operation.sentences) if sentence.has("act.arthroplasty")]
    done = any(assertion_of(s, m) == "performed" for s in told for m in s.of("act.arthroplasty"))
    fused = any(
        assertion_of(s, m) == "performed"
        for s in operation.title
        for m in s.of("approach.name", "act.interbody", "act.fusion")
    )
    return done and not fused and any(sentence.kind == "title" for sentence in told)
