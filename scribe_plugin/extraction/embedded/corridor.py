"""The corridor of a stage's interbody work, decided by its signs and names together."""

from scribe_plugin.contract import Approach
from scribe_plugin.extraction.embedded.stages import Stage

_ENOUGH_SIGNS = 2


def approach_of(stage: Stage, titled: set[str]) -> Approach | None:
    """Decide the corridor of a stage's interbody work; None where there is none."""
    signs = stage.signs
    front = signs["anterior"] + signs["front"] + signs["oblique"] + signs["lateral"]
    worked = stage.discectomy and (front >= _ENOUGH_SIGNS or signs["presacral"] > 0)
    if not (stage.interbody_work or stage.names or worked):
        return None
    if signs["presacral"] or "presacral" in stage.names:
        return "presacral"
    if "oblique" in stage.names or (signs["oblique"] > signs["lateral"] and stage.position != "prone"):
        return "oblique"
    if "lateral" in stage.names or signs["lateral"]:
        return "lateral"
    prone = stage.position == "prone" or (not stage.position and stage.turned == "posterior")
    if stage.position == "lateral_decubitus" and front and "anterior" not in stage.names:
        from_front = signs["anterior"] >= _ENOUGH_SIGNS or titled == {"anterior"}
        return "anterior" if from_front and titled != {"lateral"} else "lateral"
    if not prone and (
        "anterior" in stage.names or signs["anterior"] + signs["front"] >= _ENOUGH_SIGNS or stage.position == "supine"
    ):
        return "anterior"
    return _posterior_approach(stage, titled)


def _posterior_approach(stage: Stage, titled: set[str]) -> Approach | None:
    """Tell transforaminal from posterior interbody work, in a stage that is not from the front.

    A device must have gone in here, after work on the disc: cages seen on the last films of a posterior stage do not count.
    """
    names, signs = stage.names, stage.signs
    if "transforaminal" in names:
        return "transforaminal"
    if "posterior" in names:
        return "posterior"
    if stage.device_placed and stage.discectomy:
        only = titled & {"posterior", "transforaminal"}
        if len(only) == 1:
            return "posterior" if "posterior" in only else "transforaminal"
        if signs["transforaminal"]:
            return "transforaminal" if signs["transforaminal"] >= signs["posterior"] else "posterior"
        return "posterior" if signs["posterior"] or stage.position == "prone" else None
    return "anterior" if "anterior" in names and not stage.position else None


def settle_for_exposure(stages: list[Stage], titled: set[str]) -> None:
    """Where the draft stops before the disc, let a titled approach from the front be shown by its exposure."""
    if any(stage.approach for stage in stages):
        return
    for stage in stages:
        signs = stage.signs
        if "anterior" in titled and not stage.is_posterior and signs["anterior"] + signs["front"] >= _ENOUGH_SIGNS:
            stage.approach = "anterior"
        for name in ("oblique", "lateral"):
            if name in titled and signs[name]:
                stage.approach = name
