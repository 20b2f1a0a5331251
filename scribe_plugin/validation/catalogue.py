"""Every finding: how severe it is, whom it is for, and its one-line headline. The rules add values and edits."""

from dataclasses import dataclass

from scribe_plugin.contract import Evidence, Finding, Side, Suggestion
from scribe_plugin.contract.base import Audience, Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the catalogue."""

    severity: Severity
    audience: Audience
    headline: str
    hold: bool = False


CATALOGUE: dict[str, Entry] = {
    "approach.undocumented": Entry("critical", "surgeon", "No interbody approach is documented.", hold=True),
    "approach.posterior_documented": Entry(
        "critical", "surgeon", "A posterior or transforaminal interbody approach is documented.", hold=True
    ),
    "approach.conflicting": Entry("critical", "surgeon", "Title and narrative name different approaches.", hold=True),
    "approach.charge_conflict": Entry(
        "critical", "coder", "The charged fusion code does not fit the documented approach.", hold=True
    ),
    "approach.lateral_code": Entry("critical", "coder", "A lateral or oblique fusion is not charged as 22558."),
    "approach.lateral_payer_check": Entry(
        "info", "coder", "Lateral or oblique approach (22558): check the payer's policy."
    ),
    "approach.presacral": Entry("critical", "coder", "A presacral approach is documented (22586, not 22558)."),
    "approach.no_fusion_documented": Entry(
        "critical", "coder", "A lumbar fusion is charged but none is documented.", hold=True
    ),
    "approach.corridor_unstated": Entry("info", "surgeon", "Anterior approach documented, corridor not stated."),
    "levels.undocumented": Entry("critical", "surgeon", "No fused interspace is named.", hold=True),
    "levels.count_conflict": Entry("warning", "surgeon", "The stated number of levels does not match those named."),
    "levels.conflicting": Entry("warning", "surgeon", "Title and narrative name different interspaces."),
    "levels.missing_addon": Entry("critical", "coder", "A further fused interspace is not charged (22585)."),
    "levels.excess_addon": Entry(
        "critical", "coder", "More interspaces are charged than were fused from the front (22585)."
    ),
    "levels.pcs_mismatch": Entry("critical", "coder", "The ICD-10-PCS fusion codes do not match the levels."),
    "levels.transitional_anatomy": Entry(
        "warning", "surgeon", "Transitional anatomy: confirm how the levels were counted."
    ),
    "device.missing_22853": Entry("warning", "coder", "A documented cage is not charged (22853)."),
    "device.unsupported_22853": Entry("critical", "coder", "A cage is charged but not documented (22853)."),
    "device.excess_22853": Entry("critical", "coder", "More cages are charged than interspaces hold one (22853)."),
    "device.fixation_unstated": Entry("info", "surgeon", "Cage documented, integral fixation not stated."),
    "device.separate_plate": Entry(
        "warning", "coder", "A separate anterior plate is documented but not charged (22845)."
    ),
    "device.unsupported_22845": Entry(
        "critical", "coder", "A separate anterior plate is charged but not documented (22845)."
    ),
    "device.structural_allograft": Entry("info", "coder", "Structural allograft instead of a cage (20931, not 22853)."),
    "device.interspace_mismatch": Entry("warning", "surgeon", "A device sits at an interspace not named as fused."),
    "posterior.combined_fusion": Entry(
        "warning", "coder", "Front and back in one session (360): confirm the posterior fusion (22612)."
    ),
    "posterior.arthrodesis_undocumented": Entry(
        "warning", "surgeon", "Posterior instrumentation without a documented posterior fusion."
    ),
    "posterior.unsupported_22612": Entry(
        "critical", "coder", "A posterior fusion is charged but not documented (22612)."
    ),
    "posterior.missing_22612": Entry("warning", "coder", "A documented posterior fusion is not charged (22612)."),
    "posterior.missing_instrumentation": Entry(
        "warning", "coder", "Documented posterior instrumentation is not charged."
    ),
    "posterior.unsupported_instrumentation": Entry(
        "critical", "coder", "Posterior instrumentation is charged but not documented."
    ),
    "posterior.segment_code": Entry("warning", "coder", "The instrumentation code does not match the fixation points."),
    "posterior.staged": Entry("info", "coder", "Posterior stage on another day (modifier 58 then)."),
    "necessity.conservative_missing": Entry("warning", "prior_auth", "No non-operative treatment is documented."),
    "necessity.modality_unstated": Entry("warning", "prior_auth", "Non-operative treatment is not named."),
    "necessity.duration_missing": Entry("warning", "prior_auth", "The duration of non-operative care is not stated."),
    "necessity.duration_short": Entry("warning", "prior_auth", "Non-operative care is shorter than the policy asks."),
    "necessity.diagnosis_missing": Entry("warning", "prior_auth", "No indication for fusion is documented."),
    "necessity.diagnosis_unsupported": Entry(
        "warning", "prior_auth", "The documented indications do not meet the policy."
    ),
    "necessity.imaging_missing": Entry("warning", "prior_auth", "No imaging finding is documented."),
    "necessity.function_missing": Entry("warning", "prior_auth", "No functional limitation is documented."),
    "necessity.icd10cm_invalid": Entry("critical", "coder", "A diagnosis code is not valid on the date of service."),
    "necessity.icd10cm_region": Entry("info", "coder", "A diagnosis code's region does not match the fused levels."),
    "access.separate_note_missing": Entry("warning", "surgeon", "The access surgeon has no report of their own."),
    "access.role_unstated": Entry("warning", "surgeon", "What the access surgeon did is not described."),
    "access.evaluate_modifier": Entry(
        "info", "coder", "An access surgeon took part: evaluate modifiers 62, 80, 81, 82 and AS."
    ),
    "access.modifier_62_exposure_only": Entry(
        "critical", "coder", "Modifier 62 is charged for a surgeon who only exposed."
    ),
    "access.modifier_62_unsupported": Entry(
        "critical", "coder", "Modifier 62 is charged but no second surgeon is documented."
    ),
    "access.modifier_62_excluded_code": Entry(
        "warning", "coder", "Modifier 62 is charged on instrumentation or graft."
    ),
    "access.modifier_missing": Entry("warning", "coder", "The second surgeon's part has no modifier on 22558."),
    "access.modifier_82_resident": Entry(
        "warning", "coder", "Modifier 82 is charged without a statement on residents."
    ),
}
"""The catalogue, in the order in which findings are reported."""


def finding(
    code: str,
    message: str,
    *,
    suggestion: Suggestion | None = None,
    evidence: list[Evidence] | None = None,
    references: tuple[str, ...] = (),
    severity: Severity | None = None,
    sides: list[Side] | None = None,
) -> Finding:
    """Return the finding ``code`` with what the catalogue says of it."""
    entry = CATALOGUE[code]
    return Finding(
        code=code,
        severity=severity or entry.severity,
        audience=entry.audience,
        hold_claim=entry.hold,
        message=message,
        suggestion=suggestion,
        evidence=evidence or [],
        references=list(references),
        sides=sides or [],
    )


def quotes(*groups: list[Evidence]) -> list[Evidence]:
    """Return the quotes of several lists, each once, in order."""
    return list(dict.fromkeys(item for group in groups for item in group))
