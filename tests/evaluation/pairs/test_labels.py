"""Short labels spelled out."""

import pytest

from scribe_plugin.contract import DatasetError, Elements
from scribe_plugin.evaluation.pairs.labels import merge, spell_out


def test_nothing_is_silence() -> None:
    assert spell_out({}, "x") == Elements.empty()


def test_short_forms() -> None:
    elements = spell_out(
        {
            "fusion_documented": True,
            "approach": {"titled": "anterior", "described": "anterior"},
            "levels": {"described": "L4-L5 L5-S1"},
            "device": {"devices": ["L4-L5 cage present screws plate = SynFix LR", "L5-S1 mesh"]},
            "posterior": {"fixation_points": "L4 S1"},
            "necessity": {
                "treatments": ["physical_therapy 6mo failed", "nsaid partial", "other"],
                "diagnoses": ["instability L4-L5 L5-S1"],
                "imaging": ["mri"],
                "function": ["ODI 48", "described"],
            },
        },
        "x",
    )
    assert [(item.interspace, item.approach) for item in elements.levels.by_approach] == [
        ("L4-L5", "anterior"),
        ("L5-S1", "anterior"),
    ]
    cage, mesh = elements.device.devices
    assert (cage.integral_fixation, cage.fixation, cage.product) == ("present", ["screws", "plate"], "SynFix LR")
    assert (mesh.kind, mesh.integral_fixation, mesh.product) == ("mesh", "not_stated", None)
    assert elements.posterior.fixation_points == ["L4", "S1"]
    therapy, nsaid, other = elements.necessity.conservative_treatments
    assert (therapy.duration_weeks, therapy.outcome) == (26.07, "failed")
    assert (nsaid.duration_weeks, nsaid.outcome, other.outcome) == (None, "partial", "not_stated")
    assert elements.necessity.conservative_duration_weeks == 26.07
    assert elements.necessity.diagnoses[0].interspaces == ["L4-L5", "L5-S1"]
    assert elements.necessity.imaging[0].interspaces == []
    assert [(item.instrument, item.score) for item in elements.necessity.functional_limitations] == [
        ("ODI", 48.0),
        (None, None),
    ]


def test_what_is_given_is_not_worked_out() -> None:
    elements = spell_out(
        {
            "approach": {"described": "anterior transforaminal"},
            "levels": {"described": "L4-L5 L5-S1", "by_approach": ["L5-S1 anterior"]},
            "necessity": {"treatments": ["opioid 2wk"], "weeks": "1yr"},
        },
        "x",
    )
    assert [item.interspace for item in elements.levels.by_approach] == ["L5-S1"]
    assert elements.necessity.conservative_duration_weeks == 52.14


def test_merging_replaces_lists_and_keeps_the_rest() -> None:
    labels = {"device": {"devices": ["a", "b"], "separate_plate": "absent"}, "levels": {"titled": "L5-S1"}}
    assert merge(labels, {"device": {"devices": ["c"]}}) == {
        "device": {"devices": ["c"], "separate_plate": "absent"},
        "levels": {"titled": "L5-S1"},
    }
    assert labels["device"]["devices"] == ["a", "b"]


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ({"approach": {"titled": "sideways"}}, "approach.titled"),
        ({"approach": {"colour": "red"}}, "approach.colour"),
        ({"nonsense": {"a": 1}}, "short forms"),
        ({"necessity": {"treatments": ["nsaid 3fortnights"]}}, "short forms"),
        ({"device": {"devices": ["cage"]}}, "short forms"),
    ],
)
def test_bad_labels_are_one_sentence(labels: dict[str, object], said: str) -> None:
    with pytest.raises(DatasetError, match=said) as error:
        spell_out(labels, "base-1")
    assert "base-1" in str(error.value)
