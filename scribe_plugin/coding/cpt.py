"""Professional service lines that the documentation supports, each with its reason."""

from scribe_plugin import knowledge
from scribe_plugin.coding.codes import citations
from scribe_plugin.coding.facts import Facts
from scribe_plugin.coding.instrumentation import plate_code, posterior_code
from scribe_plugin.coding.spans import listing, longest_run, points
from scribe_plugin.contract import Evidence, Interspace, SuggestedLine

CAGE_UNITS_A_DAY = 4
"""Medicare's daily limit for 22853, as coders report it."""


def suggest_lines(facts: Facts) -> list[SuggestedLine]:
    """Return the lines in reading order: interbody, posterolateral, devices, instrumentation, graft."""
    lines = [
        *_anterior(facts),
        *_presacral(facts),
        *_posterior_interbody(facts),
        *_posterolateral(facts),
        *_cages(facts),
        *_plate(facts),
        *_posterior_instrumentation(facts),
        *_graft(facts),
    ]
    return _ranked(lines)


def _anterior(facts: Facts) -> list[SuggestedLine]:
    """22558 once and 22585 for each further interspace of the anterior family."""
    levels = facts.anterior
    if not facts.has_anterior_fusion:
        return []
    first = levels[:1]
    note = ". An access surgeon took part: evaluate 62, 80, 81, 82 or AS" if _access(facts) else ""
    if not levels:
        why = f"anterior interbody fusion documented, interspace not named{note}"
        return [_line(facts, "22558", 1, why, first, query=True)]
    lines = [_line(facts, "22558", 1, f"anterior-family interbody fusion at {listing(levels)}{note}", first)]
    if levels[1:]:
        why = f"{listing(levels[1:])} fused from the front as well"
        lines.append(_line(facts, "22585", len(levels) - 1, why, levels[1:]))
    return lines


def _presacral(facts: Facts) -> list[SuggestedLine]:
    """22586, which includes discectomy, instrumentation and graft."""
    levels = facts.fused_through("presacral")
    if not levels and "presacral" not in facts.approaches:
        return []
    why = "presacral interbody fusion; instrumentation and graft at this level are included"
    return [_line(facts, "22586", 1, why, levels, query=levels != ["L5-S1"])]


def _posterior_interbody(facts: Facts) -> list[SuggestedLine]:
    """22633 where posterolateral fusion joins the interbody fusion, 22630 where it does not, then the add-ons."""
    combined = facts.combined_interspaces
    alone = [item for item in facts.fused_through("posterior") if item not in combined]
    beside = facts.has_anterior_fusion
    note = "; 59 or XS beside 22558, because the interspace differs" if beside else ""
    modifiers = ["59"] if beside else []
    lines = []
    if combined:
        why = f"posterior interbody and posterolateral fusion at {listing(combined)}{note}"
        lines.append(_line(facts, "22633", 1, why, combined[:1], query=beside, modifiers=modifiers))
        lines += _further(facts, "22634", combined[1:], "both techniques")
        lines += _further(facts, "22632", alone, "posterior interbody fusion")
    elif alone:
        why = f"posterior or transforaminal interbody fusion at {listing(alone)}{note}"
        lines.append(_line(facts, "22630", 1, why, alone[:1], query=beside, modifiers=modifiers))
        lines += _further(facts, "22632", alone[1:], "posterior interbody fusion")
    elif facts.has_posterior_interbody:
        why = f"posterior or transforaminal interbody fusion documented, interspace not named{note}"
        lines.append(_line(facts, "22630", 1, why, [], query=True, modifiers=modifiers))
    return lines


def _posterolateral(facts: Facts) -> list[SuggestedLine]:
    """22612 and 22614; beside 22633 every interspace with posterolateral fusion alone is 22614."""
    posterior = facts.elements.posterior
    if posterior.arthrodesis != "performed" or posterior.same_session == "no":
        return []
    levels = [item for item in facts.arthrodesis_interspaces if item not in facts.combined_interspaces]
    if facts.combined_interspaces:
        return _further(facts, "22614", levels, "posterolateral fusion alone")
    where = f" at {listing(levels)}" if levels else ", interspace not named"
    beside = " beside the anterior fusion" if facts.has_anterior_fusion else ""
    why = f"posterior arthrodesis with decortication and graft{where}{beside}"
    query = posterior.same_session != "yes" or not levels or facts.has_posterior_interbody
    first = _line(facts, "22612", 1, why, levels[:1], query=query, evidence=posterior.evidence)
    return [first, *_further(facts, "22614", levels[1:], "posterolateral fusion")]


def _further(facts: Facts, code: str, levels: list[Interspace], what: str) -> list[SuggestedLine]:
    """Return the add-on line for further interspaces, if there are any."""
    evidence = facts.elements.posterior.evidence if code == "22614" else None
    return (
        [_line(facts, code, len(levels), f"{what} at {listing(levels)}", levels, evidence=evidence)] if levels else []
    )


def _cages(facts: Facts) -> list[SuggestedLine]:
    """22853 once for each interspace that holds a cage or mesh, whether or not it has screws of its own."""
    if not facts.cages:
        return []
    where = listing(facts.cage_interspaces) or "an interspace that is not stated"
    integral = any(item.integral_fixation == "present" for item in facts.cages)
    fixation = "its integral fixation is included" if integral else "22853 does not require integral fixation"
    over = facts.cage_count > CAGE_UNITS_A_DAY
    why = f"cage or mesh at {where}; {fixation}"
    why += f"; more than {CAGE_UNITS_A_DAY} units a day need a reason" if over else ""
    query = over or not facts.cage_interspaces
    evidence = [quote for item in facts.cages for quote in item.evidence] or facts.elements.device.evidence
    return [_line(facts, "22853", facts.cage_count, why, facts.cage_interspaces, query=query, evidence=evidence)]


def _plate(facts: Facts) -> list[SuggestedLine]:
    """22845-22847 for a plate that is not part of the cage; always a question."""
    if facts.elements.device.separate_plate != "present":
        return []
    longest = longest_run(facts.anterior)
    code = plate_code(longest)
    modifiers = ["59"] if facts.cages else []
    why = "separate anterior plate; confirm that it stabilises and does not anchor the cage"
    why += "; 59, or XU where the payer prefers it" if modifiers else ""
    evidence = facts.elements.device.evidence
    return [_line(facts, code, 1, why, longest, query=True, evidence=evidence, modifiers=modifiers)]


def _posterior_instrumentation(facts: Facts) -> list[SuggestedLine]:
    """22840 or 22842-22844 by fixation points, and 22848 as a question where the ilium holds a screw."""
    posterior = facts.elements.posterior
    if posterior.instrumentation != "performed" or posterior.same_session == "no":
        return []
    code = posterior_code(posterior.fixation_points)
    fixed = listing(points(posterior.fixation_points))
    unsure = code is None or posterior.same_session != "yes" or "presacral" in facts.approaches
    why = f"fixation at {fixed}" if code else "posterior instrumentation; the vertebrae that hold it are not named"
    lines = [_line(facts, code or "22840", 1, why, [], query=unsure, evidence=posterior.evidence)]
    if "ilium" in posterior.fixation_points:
        why = "fixation to the ilium; confirm that it is pelvic and not sacral fixation"
        lines.append(_line(facts, "22848", 1, why, [], query=True, evidence=posterior.evidence))
    return lines


def _graft(facts: Facts) -> list[SuggestedLine]:
    """20931 once for a structural allograft in place of a cage."""
    devices = facts.structural_allografts
    if not devices:
        return []
    evidence = [quote for item in devices for quote in item.evidence] or facts.elements.device.evidence
    levels = [item.interspace for item in devices if item.interspace != "not_stated"]
    return [_line(facts, "20931", 1, "structural allograft instead of a cage", levels, evidence=evidence)]


def _ranked(lines: list[SuggestedLine]) -> list[SuggestedLine]:
    """Say on every stand-alone line but the highest-valued that it ranks below that one (modifier 51)."""
    values = {line.code: knowledge.cpt(line.code).total_rvu or 0.0 for line in lines if not _add_on(line)}
    top = max(values, key=values.__getitem__, default="")
    note = f"; ranks below {top} in the fee schedule, so 51 goes here where the payer asks for it"
    return [
        line.model_copy(update={"why": line.why + note}) if line.code in values and line.code != top else line
        for line in lines
    ]


def _add_on(line: SuggestedLine) -> bool:
    return knowledge.cpt(line.code).add_on


def _access(facts: Facts) -> bool:
    return facts.elements.access.access_surgeon == "participated"


def _line(
    facts: Facts,
    code: str,
    units: int,
    why: str,
    interspaces: list[Interspace],
    *,
    query: bool = False,
    evidence: list[Evidence] | None = None,
    modifiers: list[str] | None = None,
) -> SuggestedLine:
    """Return one line; without quotes of its own it carries those of its interspaces."""
    return SuggestedLine(
        code=code,
        units=units,
        modifiers=modifiers or [],
        label=knowledge.label(code),
        why=why,
        query=query,
        interspaces=interspaces,
        evidence=_evidence(facts, interspaces) if evidence is None else evidence,
        sources=list(citations(code)),
    )


def _evidence(facts: Facts, interspaces: list[Interspace]) -> list[Evidence]:
    """Return the quotes of the interspaces, or those of levels and approach where they have none."""
    levels = facts.elements.levels
    own = [quote for item in levels.by_approach if item.interspace in interspaces for quote in item.evidence]
    return own or [*levels.evidence, *facts.elements.approach.evidence]
