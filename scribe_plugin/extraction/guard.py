"""What stands between an answer and a Review: every quote is found in the note, and every value follows from its quotes.

A value that is not accepted becomes silence (``not_stated``, null, an item less), with a ``Problem`` that says why. No value is
added or corrected, but that no fusion was done where accepted values show one: the guard takes away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scribe_plugin.contract import ELEMENT_NAMES, ElementName, Elements, Evidence, Grounding, Model
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
    ungrounded, complaints = Complaints(), Complaints()
    quotes = _Quotes(note)
    for path, evidence in evidence_of(elements):
        if not quotes.places(evidence):
            rule, message = _why_missing(evidence, note)
            ungrounded.problems.append(Problem(path, rule, message, evidence.document, evidence.quote))
    offered, places = _grounded(elements, quotes, ungrounded)
    checked = _supplied(_check(offered, note, quotes, complaints), complaints.supplied)
    if complaints.problems:
        checked = _on_words_of_their_own(checked, offered, note, quotes)
    inconsistent = [replace(problem, path=_place(problem.path, places)) for problem in complaints.problems]
    return Guarded(checked, quotes.grounding(checked), [*ungrounded.problems, *inconsistent])


def _why_missing(evidence: Evidence, note: NoteView) -> tuple[str, str]:
    if note.grounder.stands_in_instruction(evidence):
        return "grounding.instruction", "the quote tells a reader what to write and is no part of the record"
    if note.grounder.stands_elsewhere(evidence):
        return "grounding.other_document", "the quote stands in another document"
    return "grounding.missing", "the quote is not in the document"


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
    told = bool(levels.described or levels.by_approach or posterior.arthrodesis == "performed")
    if not elements.fusion_documented:  # left as it is, it would silence every alert
        documented = not complaints.keep(
            not told,
            "fusion_documented",
            "fusion.contradicted",
            "levels or a posterior arthrodesis that are accepted show a fusion",
            value=False,
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


def _grounded(elements: Elements, quotes: _Quotes, complaints: Complaints) -> tuple[Elements, dict[str, list[int]]]:
    """Return the elements without the quotes that stand nowhere, and without the items that are left with none.

    Of each list of items, the second result has the places that those left had in the answer.
    """
    groups: dict[str, object] = {}
    places: dict[str, list[int]] = {}
    for group in ELEMENT_NAMES:
        element = getattr(elements, group)
        kept: dict[str, object] = {"evidence": quotes.kept(element.evidence)}
        for name in type(element).model_fields:
            items = getattr(element, name)
            if name != "evidence" and isinstance(items, list) and items and isinstance(items[0], Model):
                path = f"{group}.{name}"
                places[path] = [
                    index
                    for index, item in enumerate(items)
                    if complaints.keep(
                        bool(quotes.kept(item.evidence)),
                        f"{path}.{index}",
                        "evidence.missing",
                        "no quote of it stands in the note",
                        _label(item),
                    )
                ]
                kept[name] = [
                    items[index].model_copy(update={"evidence": quotes.kept(items[index].evidence)})
                    for index in places[path]
                ]
        groups[group] = element.model_copy(update=kept)
    return elements.model_copy(update=groups), places


def _place(path: str, places: Mapping[str, Sequence[int]]) -> str:
    """Return the place that a value had in the answer, before items without a quote left its list."""
    parts = path.split(".")
    kept = places.get(".".join(parts[:2]))
    if kept and len(parts) > 2:
        parts[2] = str(kept[int(parts[2])])
    return ".".join(parts)


def _on_words_of_their_own(checked: Elements, offered: Elements, note: NoteView, quotes: _Quotes) -> Elements:
    """Return what was accepted with the words that it stands on.

    A value of a group may have been accepted for the quote of an item that was itself not; then the group keeps that quote.
    """
    complaints = Complaints()
    again = _supplied(_check(checked, note, quotes, complaints), complaints.supplied)
    bare = {problem.path.partition(".")[0] for problem in complaints.problems}
    if not bare:
        return again
    lent = {group: _left(group, offered, checked) for group in ELEMENT_NAMES if group in bare}
    return _supplied(_supplied(checked, complaints.supplied), lent)


def _left(group: ElementName, offered: Elements, checked: Elements) -> list[Evidence]:
    """Return the quotes of a group's items that left with their items."""
    kept = _of_items(group, checked)
    return [item for item in dict.fromkeys(_of_items(group, offered)) if item not in kept]


def _of_items(group: ElementName, elements: Elements) -> list[Evidence]:
    """Return the quotes of a group's items; those of the levels tell of the approach too."""
    element = elements.levels if group == "approach" else getattr(elements, group)
    return [evidence for path, evidence in evidence_of(element) if path]


def _supplied(elements: Elements, supplied: Mapping[ElementName, Sequence[Evidence]]) -> Elements:
    """Return the elements with quotes added to their groups, for values that have none of their own."""
    groups: dict[str, object] = {}
    for group, found in supplied.items():
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
