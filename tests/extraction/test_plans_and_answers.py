"""Plans, plans denied, and answers in forms, in small notes written for one wording each."""

import pytest

from scribe_plugin.contract import Elements, Encounter
from scribe_plugin.extraction.embedded import read

FRONT = (
    "PROCEDURE: ALIF L4-5 and L5-S1.\nDESCRIPTION OF PROCEDURE: Supine. Left paramedian incision, retroperitoneal, iliac "
    "vessels mobilized. The L5-S1 and L4-5 discs were removed and cages with graft were impacted. "
)
BY_VASCULAR = FRONT + "Exposure by Dr. Kern, vascular surgery. "


def elements(text: str) -> Elements:
    return read(Encounter.from_text(text)).elements


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Stage 2 Fri: pedicle screws L4-S1 planned.", "planned"),
        ("He will come back next month for pedicle screws.", "planned"),
        ("Pedicle screws L4-S1: Thursday.", "planned"),
        ("Screws from the back are booked for Thursday.", "planned"),
        ("Pedicle screw fixation pending, 2nd stage.", "planned"),
        ("Turned prone. The planned pedicle screws were placed at L5 and S1.", "performed"),
        ("Turned prone. Pedicle screws L4-S1 placed as planned.", "performed"),
        ("He will not need pedicle screws.", "not_performed"),
        ("No pedicle screws were or will be placed.", "not_performed"),
        ("No pedicle screws are planned.", "not_performed"),
        ("Pedicle screws won't be needed.", "not_performed"),
        ("There will be no second stage.", "not_performed"),
        ("Pedicle screws [ ] Yes [x] No", "not_performed"),
        ("Posterior / None", "not_performed"),
        ("\nBack:\n- nothing done\n", "not_performed"),
        ("\n| Posterior instrumentation | N |\n", "not_performed"),
        ("Unless the cage subsides, no posterior fixation will be added.", "not_stated"),
    ],
)
def test_screws_from_behind(text: str, state: str) -> None:
    assert elements(FRONT + text).posterior.instrumentation == state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Posterolateral decortication and bone graft:  [ ] Yes, L4-5  [x] No", "not_performed"),
        ("Posterolateral decortication and bone graft:  [x] Yes, L4-5  [ ] No", "performed"),
        ("Posterior screws: [x] Yes [ ] No  Posterolateral graft: [ ] Yes  [x] No", "not_performed"),
    ],
)
def test_graft_behind_in_a_form(text: str, state: str) -> None:
    assert elements(FRONT + text).posterior.arthrodesis == state


@pytest.mark.parametrize(
    ("text", "report"),
    [
        ("He is not dictating a separate note.", "no"), ("She will not write a separate report.", "no"),
        ("No separate op note.", "no"), ("No own dictation.", "no"), ("There is no vascular op note.", "no"),
        ("Separate report: [ ] Yes  [x] No", "no"), ("Separate report: [x] Yes  [ ] No", "yes"),
        ("Sep dictation.", "yes"), ("See vascular op note.", "yes"), ("See Dr. Kern's op note.", "yes"),
    ],
)  # fmt: skip
def test_own_report_of_the_access_surgeon(text: str, report: str) -> None:
    assert elements(BY_VASCULAR + text).access.separate_note == report


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Exposure by: [ ] Vascular surgeon [x] Self", "not_involved"),
        ("Exposure: [x] Vascular surgeon [ ] Self", "participated"),
        ("No other surgeon.", "not_involved"),
    ],
)
def test_who_exposed(text: str, state: str) -> None:
    assert elements(FRONT + text).access.access_surgeon == state


@pytest.mark.parametrize(
    ("text", "tried"),
    [
        ("Failed 9 mos PT, NSAIDs, declined ESI.", {"physical_therapy": "failed", "nsaid": "failed"}),
        ("Failed 3 mos PT + ESI.", {"physical_therapy": "failed", "epidural_injection": "failed"}),
        ("PT x 8 wks, meds - no relief.", {"physical_therapy": "failed", "other_medication": "failed"}),
        ("PT for fifteen weeks failed, as did two epidural injections.",
         {"physical_therapy": "failed", "epidural_injection": "failed"}),
        ("Tried meds, PT 6 wks, never had injections.",
         {"physical_therapy": "not_stated", "other_medication": "not_stated"}),
    ],
)  # fmt: skip
def test_treatments(text: str, tried: dict[str, str]) -> None:
    found = elements(f"INDICATIONS: {text}\nPROCEDURE: ALIF L5-S1.").necessity.conservative_treatments
    assert {item.modality: item.outcome for item in found} == tried


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("Abstinent from tobacco since 2016.", "former"), ("No cigarettes since 2012.", "former"),
        ("Nonsmoker x 10 yrs.", "former"), ("Last cigarette in 2014.", "former"), ("He continues to smoke.", "current"),
        ("Lifelong abstainer from tobacco.", "never"), ("No tobacco.", "never"), ("He gave up cigarettes in 2017.", "former"),
    ],
)  # fmt: skip
def test_tobacco(text: str, use: str) -> None:
    found = elements(f"INDICATIONS: {text}\nPROCEDURE: ALIF L5-S1.").necessity
    assert (found.tobacco, found.functional_limitations) == (use, [])


def test_a_denied_treatment_denies_no_limitation() -> None:
    text = "INDICATIONS: leg pain, no injections tried, CT: narrow foramen L5-S1, cannot walk 100 m.\nPROCEDURE: ALIF L5-S1."
    assert elements(text).necessity.functional_limitations
