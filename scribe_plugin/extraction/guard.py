"""What stands between an answer and a Review: every quote is found in the note, and every value follows from its quotes.

A value that is not accepted becomes silence (``not_stated``, null, an item less), with a ``Problem`` that says why. Nothing is
added and nothing is corrected: the guard takes away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scribe_plugin.contract import ELEMENT_NAMES, Elements, Evidence, Grounding, Model
from scribe_plugin.contract.evidence import evidence_of
from scribe_plugin.extraction.consistency.access import check_access
from scribe_plugin.extraction.consistency.approach import check_approach
from scribe_plugin.extraction.consistency.device import check_device
from scribe_plugin.extraction.consistency.levels import check_levels
from scribe_plugin.extraction.consistency.necessity import check_necessity
from scribe_plugin.extraction.consistency.posterior import check_posterior
from scribe_plugin.extraction.consistency.spots import NoteView, Quoted
from scribe_plugin.extraction.consistency.verdicts import Complaints
from scribe_plugin.extraction.grounding import Place
from scribe_plugin.extraction.problems import Problem


@dataclass(frozen=True, slots=True)
class Guarded:
    """The accepted part of an answer, where its quotes stand, and what was not accepted."""

    elements: Elements
    grounding: list[Grounding]
    problems: list[Problem]


def guard(elements: Elements, note: NoteView) -> Guarded:
    """Return what of an answer the note supports; linear in the note and the answer, never raises for what they say."""
    complaints = Complaints()
    quotes = _Quotes(note)
    for path, evidence in evidence_of(elements):
        if not quotes.places(evidence):
            elsewhere = note.grounder.stands_elsewhere(evidence)
            complaints.problems.append(
                Problem(
                    path,
                    "grounding.other_document" if elsewhere else "grounding.missing",
                    "the quote stands in another document" if elsewhere else "the quote is not in the document",
                    evidence.document,
                    evidence.quote,
                )
            )
    checked = _supplied(_check(elements, note, quotes, complaints), complaints)
    return Guarded(checked, quotes.grounding(checked), complaints.problems)


class _Quotes:
    """Places of quotes, each looked up once."""

    def __init__(self, note: NoteView) -> None:
        self._note = note
        self._places: dict[tuple[str, str], list[Place]] = {}
        self._quoted: dict[tuple[str, str], Quoted] = {}

    def places(self, evidence: Evidence) -> list[Place]:
        key = (evidence.document, evidence.quote)
        if key not in self._places:
            self._places[key] = self._note.grounder.places(evidence)
        return self._places[key]

    def __call__(self, evidence: Sequence[Evidence]) -> list[Quoted]:
        """Return those of the quotes that stand in the note, with their places."""
        found = []
        for item in evidence:
            places = self.places(item)
            if not places:
                continue
            key = (item.document, item.quote)
            if key not in self._quoted:
                self._quoted[key] = self._note.quoted(item, places)
            found.append(self._quoted[key])
        return found

    def kept(self, evidence: Sequence[Evidence]) -> list[Evidence]:
        return [item for item in evidence if self.places(item)]

    def grounding(self, elements: Elements) -> list[Grounding]:
        result = []
        for path, evidence in evidence_of(elements):
            place = self.places(evidence)[0]
            result.append(
                Grounding(
                    path=path,
                    document=evidence.document,
                    quote=evidence.quote,
                    start=place.start,
                    end=place.end,
                    status=place.status,
                )
            )
        return result


def _check(elements: Elements, note: NoteView, quotes: _Quotes, complaints: Complaints) -> Elements:
    elements = _grounded(elements, quotes, complaints)
    approach = check_approach(elements.approach, _approach_quotes(elements, quotes), note, complaints)
    levels = check_levels(
        elements.levels,
        quotes([*elements.levels.evidence]),
        [quotes(item.evidence) for item in elements.levels.by_approach],
        {*approach.titled, *approach.described},
        note,
        complaints,
    )
    device = check_device(
        elements.device,
        quotes(elements.device.evidence),
        [quotes(item.evidence) for item in elements.device.devices],
        note,
        complaints,
    )
    posterior = check_posterior(elements.posterior, quotes(elements.posterior.evidence), note, complaints)
    necessity = check_necessity(elements.necessity, quotes, note, complaints)
    access = check_access(elements.access, quotes(elements.access.evidence), note, complaints)
    fused = bool(
        approach.titled
        or approach.described
        or levels.titled
        or levels.described
        or device.devices
        or posterior.arthrodesis == "performed"
    )
    documented = elements.fusion_documented and complaints.keep(
        fused,
        "fusion_documented",
        "fusion.unsupported",
        "nothing accepted of approach, levels, device or posterior arthrodesis shows a fusion",
        value=True,
    )
    return elements.model_copy(
        update={
            "fusion_documented": documented,
            "approach": approach,
            "levels": levels,
            "device": device,
            "posterior": posterior,
            "necessity": necessity,
            "access": access,
        }
    )


def _grounded(elements: Elements, quotes: _Quotes, complaints: Complaints) -> Elements:
    """Return the elements without the quotes that stand nowhere, and without the items that are left with none."""
    groups: dict[str, object] = {}
    for group in ELEMENT_NAMES:
        element = getattr(elements, group)
        kept: dict[str, object] = {"evidence": quotes.kept(element.evidence)}
        for name in type(element).model_fields:
            items = getattr(element, name)
            if name != "evidence" and isinstance(items, list) and items and isinstance(items[0], Model):
                kept[name] = [
                    item.model_copy(update={"evidence": quotes.kept(item.evidence)})
                    for index, item in enumerate(items)
                    if complaints.keep(
                        bool(quotes.kept(item.evidence)),
                        f"{group}.{name}.{index}",
                        "evidence.missing",
                        "no quote of it stands in the note",
                        _label(item),
                    )
                ]
        groups[group] = element.model_copy(update=kept)
    return elements.model_copy(update=groups)


def _supplied(elements: Elements, complaints: Complaints) -> Elements:
    """Return the elements with the quotes that the checks found themselves added to their groups."""
    groups: dict[str, object] = {}
    for group, found in complaints.supplied.items():
        element = getattr(elements, group)
        new = [item for item in found if item not in element.evidence]
        groups[group] = element.model_copy(update={"evidence": [*element.evidence, *new]})
    return elements.model_copy(update=groups) if groups else elements


def _label(item: Any) -> Any:
    """Return what an item claims, without its quotes."""
    return {name: value for name, value in item.model_dump(mode="json").items() if name != "evidence"}


def _approach_quotes(elements: Elements, quotes: _Quotes) -> list[Quoted]:
    """Return the quotes of the approach, and those of the levels, which tell of it too."""
    return quotes([*elements.approach.evidence, *(e for item in elements.levels.by_approach for e in item.evidence)])
