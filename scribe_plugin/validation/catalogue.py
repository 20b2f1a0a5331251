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
    "approach.lateral_code": Entry("critical", "coder", "Lateral or oblique approach, but not coded as 22558."),
    "approach.lateral_payer_check": Entry("info", "coder", "Lateral or oblique approach: 22558, check payer policy."),
    "approach.presacral": Entry("critical", "coder", "Presacral approach documented: 22586, not 22558."),
    "approach.no_fusion_documented": Entry(
        "critical", "coder", "A lumbar fusion is charged but none is documented.", hold=True
    ),
    "approach.corridor_unstated": Entry("info", "surgeon", "Anterior approach documented, corridor not stated."),
    "levels.undocumented": Entry("critical", "surgeon", "No fused interspace is named.", hold=True),
    "levels.count_conflict": Entry("warning", "surgeon", "The stated number of levels does not match those named."),
    "levels.conflicting": Entry("warning", "surgeon", "Title and narrative name different interspaces."),
    "levels.missing_addon": Entry("critical", "coder", "22585 is missing for a further interspace."),
    "levels.excess_addon": Entry("critical", "coder", "22585 is charged for more interspaces than documented."),
    "levels.pcs_mismatch": Entry("critical", "coder", "The ICD-10-PCS fusion codes do not match the levels."),
    "levels.transitional_anatomy": Entry(
        "warning", "surgeon", "Transitional anatomy: confirm how levels were counted."
    ),
    "device.missing_22853": Entry("warning", "coder", "A cage is documented, 22853 is missing."),
    "device.unsupported_22853": Entry("critical", "coder", "22853 is charged, no cage or mesh is documented."),
    "device.excess_22853": Entry("critical", "coder", "22853 is charged more often than interspaces hold a cage."),
    "device.fixation_unstated": Entry("info", "surgeon", "Cage documented, integral fixation not stated."),
    "device.separate_plate": Entry(
        "warning", "coder", "A separate anterior plate is documented, 22845 is not charged."
    ),
    "device.unsupported_22845": Entry(
        "critical", "coder", "Anterior plating is charged, no separate plate documented."
    ),
    "device.structural_allograft": Entry("info", "coder", "Structural allograft instead of a cage: 20931."),
    "device.interspace_mismatch": Entry("warning", "surgeon", "A device sits at an interspace not named as fused."),
    "posterior.combined_fusion": Entry("warning", "coder", "Front and back in one session: confirm 22612."),
    "posterior.arthrodesis_undocumented": Entry(
        "warning", "surgeon", "Posterior instrumentation without a documented posterior fusion."
    ),
    "posterior.unsupported_22612": Entry("critical", "coder", "22612 is charged, no posterior fusion is documented."),
    "posterior.missing_22612": Entry("warning", "coder", "A posterior fusion is documented, 22612 is not charged."),
    "posterior.missing_instrumentation": Entry(
        "warning", "coder", "Posterior instrumentation is documented but not charged."
    ),
    "posterior.unsupported_instrumentation": Entry(
        "critical", "coder", "Posterior instrumentation is charged, none is documented."
    ),
    "posterior.segment_code": Entry("warning", "coder", "The instrumentation code does not match the fixation points."),
    "posterior.staged": Entry("info", "coder", "Posterior stage on another day: modifier 58 then."),
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
    "access.evaluate_modifier": Entry("info", "coder", "Access surgeon took part: evaluate 62 against 80, 81, 82, AS."),
    "access.modifier_62_exposure_only": Entry(
        "critical", "coder", "62 is charged, the documented role is exposure only."
    ),
    "access.modifier_62_unsupported": Entry(
        "critical", "coder", "62 is charged, no access or co-surgeon is documented."
    ),
    "access.modifier_62_excluded_code": Entry("warning", "coder", "62 is charged on instrumentation or graft codes."),
    "access.modifier_missing": Entry("warning", "coder", "The second surgeon's role has no modifier on 22558."),
    "access.modifier_82_resident": Entry("warning", "coder", "82 is charged without a resident statement."),
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
