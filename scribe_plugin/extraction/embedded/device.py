"""Element group 3: interbody devices, their integral fixation, and a plate apart from them."""

from dataclasses import dataclass, field

from scribe_plugin.contract import INTERSPACES, DeviceElement, Evidence, InterbodyDevice, Interspace
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.fixation import Statement, Subject, read_fixation, subject_of
from scribe_plugin.extraction.embedded.ledger import Ledger, unique
from scribe_plugin.extraction.embedded.operation import FRONT, Operation, Stage
from scribe_plugin.extraction.embedded.placement import Grade, Placement, Scene, placements, takes_out
from scribe_plugin.extraction.embedded.plates import Plates
from scribe_plugin.extraction.embedded.reading import Sentence

_ORDER = ("screws", "flanges", "blades", "plate")
_QUOTES = 3
_RECENT = 12
"""How many of the last devices told of a later sentence may refer back to."""


@dataclass(slots=True)
class _Device:
    """A device at one interspace as the sentences about it build it up."""

    kind: str
    general: bool
    evidence: list[Evidence] = field(default_factory=list)
    product: str | None = None


_ByPlace = dict[tuple[str, str], _Device]
"""Devices by interspace and kind."""


@dataclass(slots=True)
class _Told:
    """Everything that the operation says of devices, before it is settled."""

    placements: list[Placement] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    plates: Plates = field(default_factory=Plates)
    same_as: dict[Interspace, list[Interspace]] = field(default_factory=dict)
    """Interspaces at which the steps of another were repeated."""


def read_devices(operation: Operation, fused: list[Interspace], ledger: Ledger) -> DeviceElement:
    """Read the devices left in disc spaces; ``fused`` are the effective interspaces, top to bottom."""
    told = _Told()
    for stage in operation.stages:
        if not (stage.approach is None and stage.is_posterior):
            _read_stage(stage, operation, fused, told, ledger)
        else:
            _read_lists(stage, operation, fused, told, ledger)
    for sentence in operation.title:
        _read_title(sentence, operation, fused, told, ledger)
    devices = [_device(interspace, item, told) for (interspace, _), item in _sorted(_settle(told.placements, fused))]
    presence, evidence = told.plates.settle(bool(devices))
    return DeviceElement(devices=devices, separate_plate=presence, evidence=evidence)


def _read_stage(stage: Stage, operation: Operation, fused: list[Interspace], told: _Told, ledger: Ledger) -> None:
    """Read one stage in which a device may go in, sentence by sentence."""
    scene = Scene(stage, fused, operation.aborted)
    subject = Subject()
    last: list[Placement] = []
    front = stage.approach in FRONT or stage.approach is None
    for sentence in stage.sentences:
        if takes_out(sentence) and last:
            tail = told.placements[-_RECENT:]
            told.placements[-_RECENT:] = [item for item in tail if all(item is not gone for gone in last)]
        found = placements(sentence, scene, ledger)
        told.placements += found
        last = [item for item in found if item.grade == Grade.PLACED]
        _repeat(sentence, scene, told, ledger)
        plated = told.plates.read(sentence, ledger, only_denials=not front)
        statement = read_fixation(sentence, scene, subject, plated, ledger)
        if statement is not None:
            told.statements.append(statement)
        subject.update(subject_of(sentence, plated, bool(found)))
        if sentence.focus:
            scene.before = sentence.focus


def _read_lists(stage: Stage, operation: Operation, fused: list[Interspace], told: _Told, ledger: Ledger) -> None:
    """Read what a posterior stage adds: implant lists, and that there is no anterior plate."""
    scene = Scene(stage, fused, operation.aborted)
    for sentence in stage.sentences:
        if sentence.kind == "implants":
            told.placements += placements(sentence, scene, ledger)
        told.plates.read(sentence, ledger, only_denials=True)


def _read_title(sentence: Sentence, operation: Operation, fused: list[Interspace], told: _Told, ledger: Ledger) -> None:
    scene = Scene(None, fused, operation.aborted)
    told.placements += placements(sentence, scene, ledger)
    plated = told.plates.read(sentence, ledger)
    statement = read_fixation(sentence, scene, Subject(), plated, ledger)
    if statement is not None:
        told.statements.append(statement)


def _repeat(sentence: Sentence, scene: Scene, told: _Told, ledger: Ledger) -> None:
    """Place the last kind of device again where the same steps are said of another interspace."""
    repeats = sentence.of("act.repeat")
    if not repeats:
        return
    before = [item for item in told.placements[-_RECENT:] if item.grade == Grade.PLACED and item.interspaces]
    for mention in repeats if before else ():
        if mention.entry.phrase.startswith(("turn*", "attention")) or assertion_of(sentence, mention) != "performed":
            continue
        levels = [level for level in sentence.levels if level.kind != "vertebra"] or sentence.focus
        spots = [i for level in levels for i in level.interspaces if i in scene.fused and i not in scene.aborted]
        source = next((item for item in reversed(before) if not set(item.interspaces) & set(spots)), None)
        if source is None:
            return
        for interspace in spots:
            told.same_as.setdefault(interspace, source.interspaces)
        if sentence.levels:
            quote = ledger.quote(sentence, mention.start, mention.end)
            told.placements.append(Placement(source.kind, Grade.NAMED, spots, quote, source.general))
        return


def _settle(found: list[Placement], fused: list[Interspace]) -> _ByPlace:
    """Put the devices at their interspaces: those told as placed first, then what lists, references and titles add."""
    placed: _ByPlace = {}
    for grade in Grade:
        graded = [item for item in found if item.grade == grade]
        taken = {spot for spot, _ in placed}
        for item in graded:
            for interspace in item.interspaces:
                if grade == Grade.PLACED or interspace in fused:
                    _add(placed, interspace, item, fresh=interspace not in taken)
        for item in graded:
            if not item.interspaces:
                _add_unlocated(placed, item, fused)
    for spot in {spot for spot, _ in placed}:
        _one_kind(placed, spot)
    return placed


def _add(placed: _ByPlace, interspace: str, item: Placement, *, fresh: bool) -> None:
    """Add a device at an interspace; where surer words told of one, only refine it."""
    here = [device for (spot, _), device in placed.items() if spot == interspace]
    if not fresh:
        for device in here:
            if device.kind == item.kind or device.general:
                device.product = device.product or item.product
        if here and all(device.general for device in here) and not item.general and item.kind != "other":
            old = here[0]
            del placed[interspace, old.kind]
            placed[interspace, item.kind] = _Device(
                item.kind, item.general, [*old.evidence, item.evidence], old.product
            )
        return
    device = placed.setdefault((interspace, item.kind), _Device(item.kind, item.general))
    device.general = device.general and item.general
    device.product = device.product or item.product
    if item.evidence not in device.evidence and len(device.evidence) < _QUOTES:
        device.evidence.append(item.evidence)


def _add_unlocated(placed: _ByPlace, item: Placement, fused: list[Interspace]) -> None:
    """Add a device whose interspace is not said: at the only one, at each for a plural, or as not stated."""
    if len(fused) == 1:
        _add(placed, fused[0], item, fresh=not placed)
        return
    if placed:
        for place in [spot for spot, _ in placed]:
            _add(placed, place, item, fresh=False)
        if not item.several:
            return
        taken = {spot for spot, _ in placed}
        for interspace in fused:
            if interspace not in taken and item.grade != Grade.NAMED:
                _add(placed, interspace, item, fresh=True)
        return
    spots: list[str] = [*fused] if item.several else ["not_stated"]
    for spot in spots:
        _add(placed, spot, item, fresh=True)


def _one_kind(placed: _ByPlace, interspace: str) -> None:
    """Keep the telling kind where one device is described in two ways ("titanium mesh cage", later "the cage")."""
    kinds = [kind for spot, kind in placed if spot == interspace]
    if "cage" in kinds and "mesh" in kinds:
        cage = placed.pop((interspace, "cage"))
        placed[interspace, "mesh"].evidence += cage.evidence
        kinds.remove("cage")
    if "other" in kinds and len(kinds) > 1:
        del placed[interspace, "other"]
    if "cage" in kinds and "structural_allograft" in kinds:
        quotes = {item.quote for item in placed[interspace, "structural_allograft"].evidence}
        cage = placed[interspace, "cage"]
        if cage.general or all(item.quote in quotes for item in cage.evidence):
            del placed[interspace, "cage"]


def _sorted(placed: dict[tuple[str, str], _Device]) -> list[tuple[tuple[str, str], _Device]]:
    order = {name: index for index, name in enumerate(INTERSPACES)}
    return sorted(placed.items(), key=lambda item: (order.get(item[0][0], 99), item[0][1]))  # type: ignore[call-overload]


def _device(interspace: str, item: _Device, told: _Told) -> InterbodyDevice:
    """Return the device with what is said of its fixation."""
    said = _statements_at(interspace, [statement for statement in told.statements if _fits(statement, item)])
    if not said:
        for source in told.same_as.get(interspace, []):  # type: ignore[call-overload]
            said = said or [item for item in _statements_at(source, told.statements) if not item.titled]
    titled = [statement for statement in told.statements if statement.titled and _covers(statement, interspace)]
    present, deciding = _verdict(said or titled)
    kinds = _kinds_at(interspace, deciding, told.statements) if present else set()
    if present and not kinds:
        kinds = {kind for statement in titled for kind in statement.kinds if statement.present}
    evidence = item.evidence + [statement.evidence for statement in deciding[:2]]
    return InterbodyDevice(
        interspace=interspace,  # type: ignore[arg-type]
        kind=item.kind,  # type: ignore[arg-type]
        integral_fixation="not_stated" if present is None else "present" if present else "absent",
        fixation=[kind for kind in _ORDER if kind in kinds],  # type: ignore[misc]
        product=item.product,
        evidence=unique(evidence),
    )


def _fits(statement: Statement, item: _Device) -> bool:
    """Return whether a statement may be about the device: a graft block has none of what a list says of cages."""
    return not (statement.listed and statement.firm and item.kind == "structural_allograft")


def _covers(statement: Statement, interspace: str) -> bool:
    return not statement.interspaces or interspace in statement.interspaces or interspace == "not_stated"


def _kinds_at(interspace: str, deciding: list[Statement], statements: list[Statement]) -> set[str]:
    """Return the kinds of fixation that the deciding statements name, and those that bare words add."""
    bare = [item for item in statements if item.present and not item.firm and _covers(item, interspace)]
    return {kind for statement in (*deciding, *bare) for kind in statement.kinds}


def _statements_at(interspace: str, statements: list[Statement]) -> list[Statement]:
    """Return what the narrative says of the device at an interspace.

    Firm words count before bare ones, and words about it alone before words about several.
    """
    mine = [statement for statement in statements if not statement.titled and _covers(statement, interspace)]
    mine = [statement for statement in mine if statement.firm] or mine
    return [statement for statement in mine if len(statement.interspaces) == 1] or mine


def _verdict(said: list[Statement]) -> tuple[bool | None, list[Statement]]:
    """Return whether fixation is there, and the statements that say so."""
    present = [statement for statement in said if statement.present]
    absent = [statement for statement in said if not statement.present]
    if present:
        return True, present
    return (False, absent) if absent else (None, [])
