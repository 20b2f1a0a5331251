"""Element group 1: the interbody approach, its corridor and the patient's position."""

from scribe_plugin.contract import APPROACHES, Approach, ApproachElement, Evidence
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.ledger import Ledger, unique
from scribe_plugin.extraction.embedded.operation import Operation
from scribe_plugin.extraction.embedded.stages import FRONT, Stage
from scribe_plugin.extraction.embedded.titles import TitleItem, titled_approaches


def read_approach(operation: Operation, items: list[TitleItem], ledger: Ledger) -> ApproachElement:
    """Read the approach from the stages that worked on a disc space and from the title."""
    titled = titled_approaches(items)
    evidence: list[Evidence] = []
    for item in titled.values():
        quote = ledger.quote(item.sentence, item.mention.start, item.mention.end)
        evidence.append(ledger.support("approach.titled", quote))
    described: set[Approach] = set()
    for stage in operation.stages:
        if stage.approach is None:
            continue
        described.add(stage.approach)
        evidence += [ledger.support("approach.described", quote) for quote in _stage_quotes(stage, ledger)]
    for stage in operation.stages:
        for name, (sentence, mention) in stage.names.items():
            if name not in described and _names_more(stage, name):
                described.add(name)
                evidence.append(
                    ledger.support("approach.described", ledger.quote(sentence, mention.start, mention.end))
                )
    corridor, position = _corridor(operation, evidence, ledger), _position(operation, evidence, ledger)
    if not titled and not described:
        corridor, position, evidence = "not_stated", "not_stated", []
    _note_near_misses(operation, ledger)
    return ApproachElement(
        titled=[name for name in APPROACHES if name in titled],
        described=[name for name in APPROACHES if name in described],
        corridor=corridor,  # type: ignore[arg-type]
        position=position,  # type: ignore[arg-type]
        evidence=unique(evidence),
    )


def _names_more(stage: Stage, name: Approach) -> bool:
    """Return whether a name in a stage adds an approach to the one that the stage's work shows."""
    if stage.approach is None:
        return not stage.device_placed
    return (stage.approach in FRONT) != (name in FRONT) and stage.device_placed


def _stage_quotes(stage: Stage, ledger: Ledger) -> list[Evidence]:
    approach = stage.approach
    quotes = []
    if approach in stage.names:
        sentence, mention = stage.names[approach]
        quotes.append(ledger.quote(sentence, mention.start, mention.end))
    if approach in stage.sign_quotes:
        sentence, mention = stage.sign_quotes[approach]
        quotes.append(ledger.quote(sentence, mention.start, mention.end))
    if not quotes and stage.work:
        work = stage.work[0]
        quotes.append(ledger.quote(work.sentence, work.start, work.end))
    return quotes


def _corridor(operation: Operation, evidence: list[Evidence], ledger: Ledger) -> str:
    """Return the corridor stated in the narrative, else in the title; transperitoneal where both are said to be used."""
    found: dict[str, Evidence] = {}
    for sentence in (*operation.sentences, *operation.title):
        for mention in sentence.of("corridor"):
            assertion = assertion_of(sentence, mention)
            if assertion in ("performed", "removed") and mention.value not in found:
                found[mention.value] = ledger.quote(sentence, mention.start, mention.end)
    for value in ("transperitoneal", "retroperitoneal"):
        if value in found:
            evidence.append(ledger.support("approach.corridor", found[value]))
            return value
    return "not_stated"


def _position(operation: Operation, evidence: list[Evidence], ledger: Ledger) -> str:
    """Return the position of the first stage with interbody work that states one."""
    stages = [stage for stage in operation.stages if stage.approach is not None and stage.positions]
    if not stages:
        return "not_stated"
    value, sentence, mention = stages[0].positions[-1]
    evidence.append(ledger.support("approach.position", ledger.quote(sentence, mention.start, mention.end)))
    return value


def _note_near_misses(operation: Operation, ledger: Ledger) -> None:
    for document in operation.documents:
        for sentence in document.sentences:
            for mention in sentence.of("approach.name"):
                assertion = assertion_of(sentence, mention)
                if mention.value and assertion != "performed":
                    ledger.missed("approach", sentence, mention.start, mention.end, assertion)
