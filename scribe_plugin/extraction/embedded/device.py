"""Element group 3: interbody devices, their integral fixation, and a plate apart from them."""

from dataclasses import dataclass, field

from scribe_plugin.contract import INTERSPACES, DeviceElement, Evidence, InterbodyDevice, Interspace
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.interspaces import Level, in_order
from scribe_plugin.extraction.embedded.ledger import Ledger, unique
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.operation import FRONT, Operation, Stage
from scribe_plugin.extraction.embedded.reading import Sentence

_KINDS = {
    "device.cage": "cage",
    "device.mesh": "mesh",
    "device.allograft": "structural_allograft",
    "device.other": "other",
    "device.product": "cage",
}
_FIXATION = {"fix.screws": "screws", "fix.flanges": "flanges", "fix.blades": "blades", "fix.plate": "plate"}
_BARE_WORDS = frozenset({"screw", "screws", "blades", "anchors"})
_HOLDERS = (
    "device.cage",
    "device.product",
    "device.mesh",
    "device.allograft",
    "fix.integral",
    "fix.plate",
    "fix.flanges",
    "act.place",
)
_ORDER = ("screws", "flanges", "blades", "plate")
_CAGE_PRODUCTS = {"cage", "lateral_cage", "posterior_cage"}
_DEVICE_CONTEXT = ("device.cage", "device.mesh", "device.allograft", "act.place", "plate.separate", "act.interbody", "approach.name")


@dataclass(slots=True)
class _Placed:
    """A device as the sentences about it build it up."""

    kind: str
    evidence: list[Evidence] = field(default_factory=list)
    product: str | None = None


@dataclass(slots=True)
class _Fixation:
    """What is said of integral fixation, for all devices or for those at some interspaces."""

    present: bool
    kinds: set[str]
    interspaces: frozenset[Interspace]
    evidence: Evidence


def read_devices(operation: Operation, fused: list[Interspace], ledger: Ledger) -> DeviceElement:
    """Read the devices left in disc spaces; ``fused`` are the effective interspaces, top to bottom."""
    placed: dict[tuple[str, str], _Placed] = {}
    fixations: list[_Fixation] = []
    plates: list[tuple[bool, Evidence]] = []
    last: str | None = None
    for sentence, stage in _device_sentences(operation):
        last = _read_placed(sentence, stage, operation, fused, placed, ledger) or _repeat(
            sentence, operation, last, placed, ledger
        )
        if stage is None or stage.approach is None or stage.approach in FRONT:
            separate = _read_plate(sentence, plates, ledger)
            fixation = _read_fixation(sentence, fused, ledger, separate)
            if fixation is not None:
                fixations.append(fixation)
    _settle(placed, fused)
    devices = [_device(interspace, item, fixations) for (interspace, _), item in _sorted(placed)]
    if not devices:
        plates = [plate for plate in plates if plate[0]]
    present = any(there for there, _ in plates)
    return DeviceElement(
        devices=devices,
        separate_plate="present" if present else "absent" if plates else "not_stated",
        evidence=unique([quote for there, quote in plates if there == present]),
    )


def _device_sentences(operation: Operation) -> list[tuple[Sentence, Stage | None]]:
    """Return the narrative's sentences with their stage, then those of the title."""
    narrative: list[tuple[Sentence, Stage | None]] = [
        (sentence, stage) for stage in operation.stages for sentence in stage.sentences
    ]
    return narrative + [(sentence, None) for sentence in operation.title]


def _read_placed(
    sentence: Sentence,
    stage: Stage | None,
    operation: Operation,
    fused: list[Interspace],
    placed: dict[tuple[str, str], _Placed],
    ledger: Ledger,
) -> str | None:
    """Record the device that the sentence puts in, if it does; return its kind."""
    if stage is not None and stage.approach is None and stage.turned == "posterior":
        return None
    if sentence.has("act.arthroplasty"):
        return None
    found = _device_mention(sentence, stage, ledger)
    if found is None:
        return None
    mention, product = found
    kind = _KINDS[mention.concept]
    quote = ledger.quote(sentence, mention.start, mention.end)
    for interspace in _where(sentence, stage, operation, fused) or ["not_stated"]:
        item = placed.setdefault((interspace, kind), _Placed(kind))
        if quote not in item.evidence and len(item.evidence) < 3:
            item.evidence.append(quote)
        item.product = item.product or product
    return kind


def _repeat(
    sentence: Sentence, operation: Operation, last: str | None, placed: dict[tuple[str, str], _Placed], ledger: Ledger
) -> str | None:
    """Place the last kind of device again where the same steps are said of another interspace."""
    if last is None or sentence.kind == "title":
        return last
    for mention in sentence.of("act.repeat"):
        if mention.entry.phrase.startswith(("turn*", "attention")) or assertion_of(sentence, mention) != "performed":
            continue
        spots = {i for level in sentence.levels if level.kind != "vertebra" for i in level.interspaces}
        for interspace in spots - operation.aborted:
            item = placed.setdefault((interspace, last), _Placed(last))
            item.evidence.append(ledger.quote(sentence, mention.start, mention.end))
        break
    return last


def _device_mention(sentence: Sentence, stage: Stage | None, ledger: Ledger) -> tuple[Mention, str | None] | None:
    """Return the device that the sentence says was placed, with its product name as written."""
    chosen: Mention | None = None
    product: str | None = None
    for mention in sentence.of(*_KINDS):
        assertion = assertion_of(sentence, mention)
        if mention.concept == "device.product":
            if mention.entry.attribute("kind") not in _CAGE_PRODUCTS or not _in_device_context(sentence, stage):
                continue
            if assertion == "performed":
                product = sentence.document.text.quote(mention.start, mention.end)[0]
        if assertion != "performed":
            ledger.missed("device", sentence, mention.start, mention.end, assertion)
            continue
        if _rank(mention) > _rank(chosen):
            chosen = mention
    if chosen is None or (_merely_mentioned(sentence, stage) and sentence.kind not in ("implants", "title")):
        return None
    return chosen, product


def _rank(mention: Mention | None) -> int:
    """Rank device words by how much they say of the kind."""
    if mention is None:
        return 0
    return {"device.mesh": 4, "device.allograft": 3, "device.cage": 2, "device.product": 2}.get(mention.concept, 1)


def _in_device_context(sentence: Sentence, stage: Stage | None) -> bool:
    return sentence.kind in ("implants", "title") or sentence.has(*_DEVICE_CONTEXT) or (
        stage is not None and ":" in sentence.text[:40]
    )


def _merely_mentioned(sentence: Sentence, stage: Stage | None) -> bool:
    """Return whether the device is only looked at, tried or referred to ("between the cage and the endplate")."""
    if sentence.has("act.place"):
        return False
    if sentence.has("act.check", "device.trial"):
        return True
    return stage is not None and ":" not in sentence.text and len(sentence.text) > 80 and not sentence.levels


def _where(
    sentence: Sentence, stage: Stage | None, operation: Operation, fused: list[Interspace]
) -> list[Interspace]:
    """Return the interspaces at which the sentence puts the device."""
    own = [level for level in sentence.levels if level.kind != "vertebra" and level.region == "lumbar"]
    if not own and sentence.has("act.each") and len(fused) > 1:
        return list(fused)
    levels = own or (sentence.focus if stage is not None else [])
    spots = {interspace for level in levels for interspace in level.interspaces}
    return in_order(frozenset(spots - operation.aborted))


def _read_plate(sentence: Sentence, plates: list[tuple[bool, Evidence]], ledger: Ledger) -> bool:
    """Note what the sentence says of a plate apart from the cage; return whether it places one."""
    mentions = sentence.of("plate.separate")
    products = [m for m in sentence.of("device.product") if m.entry.attribute("kind") == "plate"]
    integral = sentence.has("fix.plate")
    for mention in (*products, *mentions):
        assertion = assertion_of(sentence, mention)
        quote = ledger.quote(sentence, mention.start, mention.end)
        if assertion in ("negated", "removed"):
            plates.append((False, quote))
            return False
        if assertion != "performed":
            ledger.missed("plate", sentence, mention.start, mention.end, assertion)
            continue
        bare = mention.concept == "plate.separate" and mention.entry.phrase in ("plate", "plates", "plated", "plating")
        if integral and bare:
            continue
        if bare and not sentence.has("act.place") and sentence.kind not in ("implants", "title"):
            continue
        plates.append((True, quote))
        return True
    return False


def _read_fixation(
    sentence: Sentence, fused: list[Interspace], ledger: Ledger, separate: bool
) -> _Fixation | None:
    """Return what the sentence says of fixation that belongs to the device."""
    spots = _spots(sentence, fused)
    for mention in sentence.of("fix.none"):
        return _Fixation(False, set(), spots, ledger.quote(sentence, mention.start, mention.end))
    kinds: set[str] = set()
    first: Mention | None = None
    for mention in sentence.of("fix.integral", *_FIXATION):
        if not _belongs_to_device(sentence, mention, separate):
            continue
        assertion = assertion_of(sentence, mention)
        if assertion == "negated":
            return _Fixation(False, set(), spots, ledger.quote(sentence, mention.start, mention.end))
        if assertion != "performed" or (_is_bare(mention) and not sentence.has(*_HOLDERS)):
            continue
        first = first or mention
        if mention.concept in _FIXATION:
            kinds.add(_FIXATION[mention.concept])
    if first is None:
        return None
    return _Fixation(True, kinds, spots, ledger.quote(sentence, first.start, first.end))


def _spots(sentence: Sentence, fused: list[Interspace]) -> frozenset[Interspace]:
    """Return the interspaces of whose devices the sentence speaks; an empty set is all of them."""
    own = {i for level in sentence.levels if level.kind != "vertebra" for i in level.interspaces}
    if not own and not sentence.has("device.plural"):
        own = {i for level in sentence.focus for i in level.interspaces}
    return frozenset(own) & frozenset(fused)


def _is_bare(mention: Mention) -> bool:
    return mention.entry.phrase in _BARE_WORDS


def _belongs_to_device(sentence: Sentence, mention: Mention, separate: bool) -> bool:
    """Return whether screws or blades are those of the device: not a plate's, a retractor's, or posterior ones."""
    if mention.concept == "fix.blades":
        return not sentence.has("retractor")
    if mention.concept != "fix.screws":
        return True
    if separate or sentence.has("plate.separate"):
        return sentence.has("fix.integral") or "through the" in mention.entry.phrase
    return not sentence.has("behind", "post.hardware", "post.instrumentation")


def _settle(placed: dict[tuple[str, str], _Placed], fused: list[Interspace]) -> None:
    """Place devices of unknown interspace: at the only fused one, or drop them where the same kind is located."""
    for key in [key for key in placed if key[0] == "not_stated"]:
        item = placed.pop(key)
        located = [known for known in placed if known[1] == key[1] and known[0] != "not_stated"]
        if len(fused) == 1 and not located:
            located = [(fused[0], key[1])]
            placed[located[0]] = _Placed(key[1])
        if located:
            for known in located:
                placed[known].product = placed[known].product or item.product
                placed[known].evidence = placed[known].evidence or item.evidence
        else:
            placed[key] = item
    for interspace in {key[0] for key in placed}:
        _one_kind(placed, interspace)
    if len({key[0] for key in placed}) > 0 and fused:
        for key in [key for key in placed if key[0] not in fused and key[0] != "not_stated"]:
            if not placed[key].evidence:
                del placed[key]


def _one_kind(placed: dict[tuple[str, str], _Placed], interspace: str) -> None:
    """Keep the telling kind where one device is described in two ways ("titanium mesh cage", later "the cage")."""
    kinds = [kind for spot, kind in placed if spot == interspace]
    if "cage" in kinds and "mesh" in kinds:
        cage = placed.pop((interspace, "cage"))
        placed[(interspace, "mesh")].evidence += cage.evidence
        kinds.remove("cage")
    if "other" in kinds and len(kinds) > 1:
        del placed[(interspace, "other")]
    if "cage" in kinds and "structural_allograft" in kinds:
        quotes = {item.quote for item in placed[(interspace, "structural_allograft")].evidence}
        if all(item.quote in quotes for item in placed[(interspace, "cage")].evidence):
            del placed[(interspace, "cage")]


def _sorted(placed: dict[tuple[str, str], _Placed]) -> list[tuple[tuple[str, str], _Placed]]:
    order = {name: index for index, name in enumerate(INTERSPACES)}
    return sorted(placed.items(), key=lambda item: (order.get(item[0][0], 99), item[0][1]))  # type: ignore[call-overload]


def _device(interspace: str, item: _Placed, fixations: list[_Fixation]) -> InterbodyDevice:
    mine = [fixation for fixation in fixations if not fixation.interspaces or interspace in fixation.interspaces or interspace == "not_stated"]
    present = [fixation for fixation in mine if fixation.present]
    kinds = {kind for fixation in present for kind in fixation.kinds}
    deciding = present or mine
    evidence = item.evidence + [fixation.evidence for fixation in deciding[:2]]
    return InterbodyDevice(
        interspace=interspace,  # type: ignore[arg-type]
        kind=item.kind,  # type: ignore[arg-type]
        integral_fixation="present" if present else "absent" if mine else "not_stated",
        fixation=[kind for kind in _ORDER if kind in kinds],  # type: ignore[misc]
        product=item.product,
        evidence=unique(evidence),
    )
