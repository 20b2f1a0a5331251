"""A device needs its interspace and no word of another kind; a plate apart from it is not its fixation."""

from typing import Any

import pytest

from tests.extraction.consistency.cases import check_rejected, check_stands, judge, kept, problems_of

TOLD = "DESCRIPTION OF PROCEDURE: "


def device(
    interspace: str = "L4-L5",
    kind: str = "cage",
    integral: str = "not_stated",
    fixation: tuple[str, ...] = (),
    product: str | None = None,
) -> dict[str, Any]:
    """One device."""
    return {
        "interspace": interspace,
        "kind": kind,
        "integral_fixation": integral,
        "fixation": list(fixation),
        "product": product,
    }


def devices(*items: dict[str, Any]) -> dict[str, Any]:
    return {"devices": list(items)}


@pytest.mark.parametrize(
    ("item", "note"),
    [
        pytest.param(device(), "«A PEEK cage was placed at L4-5.»", id="cage"),
        pytest.param(device(), "«An interbody spacer was tamped into L4-5.»", id="spacer"),
        pytest.param(device(kind="mesh"), "«A titanium mesh cage was cut and placed at L4-5.»", id="mesh"),
        pytest.param(device(kind="structural_allograft"), "«A femoral ring allograft went into L4-5.»", id="allograft"),
        pytest.param(device(), "We prepared L4-5. «The cage was then tamped into place.»", id="interspace-spoken-of"),
        pytest.param(device("not_stated"), "«A cage was placed.»", id="interspace-not-stated"),
        pytest.param(device(), "A cage was opened. «The 14 mm one was seated at L4-5.»", id="kind-named-near"),
        pytest.param(device(product="SynFix"), "«A SynFix cage was placed at L4-5.»", id="product"),
        pytest.param(device(product="SynFix"), "SYNFIX was used. «The cage was placed at L4-5.»", id="product-of-the-note"),
    ],
)  # fmt: skip
def test_a_device_stands(item: dict[str, Any], note: str) -> None:
    check_stands(TOLD + note, "device", devices(item))


@pytest.mark.parametrize(
    ("item", "note", "rule"),
    [
        pytest.param(device("L5-S1"), "«A PEEK cage was placed at L4-5.»", "interspace", id="wrong-interspace"),
        pytest.param(device(kind="structural_allograft"), "«A PEEK cage was placed at L4-5.»", "kind", id="cage-as-allograft"),
        pytest.param(device(), "«A femoral ring allograft went into L4-5.»", "kind", id="allograft-as-cage"),
        pytest.param(device(kind="mesh"), "«A PEEK cage was placed at L4-5.»", "kind", id="cage-as-mesh"),
        pytest.param(device(kind="mesh"), "«The 14 mm one was seated at L4-5.» A PEEK cage it was.", "kind", id="another-kind-near"),
        pytest.param(device(kind="other"), "«The disc prosthesis was placed at L4-5.»", "kind", id="disc-prosthesis"),
        pytest.param(device(), "«No cage was placed at L4-5.»", "kind", id="denied"),
        pytest.param(device(), "«A cage will be placed at L4-5 next week.»", "kind", id="planned"),
        pytest.param(device(), "«A cage was considered at L4-5.»", "kind", id="considered"),
        pytest.param(device(), "«The L4-5 cage from 2015 was solid.»", "kind", id="history"),
        pytest.param(device(), "«The L4-5 cage was removed.»", "kind", id="removed"),
        pytest.param(device(), "«A cage was opened but not used at L4-5.»", "kind", id="wasted"),
        pytest.param(device(product="SynFix"), "«A PEEK cage was placed at L4-5.»", "product", id="product-not-named"),
        pytest.param(device(product=" "), "«A PEEK cage was placed at L4-5.»", "product", id="no-product"),
    ],
)  # fmt: skip
def test_a_device_not_told_as_left_goes(item: dict[str, Any], note: str, rule: str) -> None:
    check_rejected(TOLD + note, "device", devices(item), f"device.{rule}")


def test_only_the_wrong_one_of_two_devices_goes() -> None:
    note = TOLD + "«Cages were placed at L4-5 and L5-S1.»"
    claims = devices(device("L3-L4"), device("L4-L5"), device("L5-S1"))
    result = judge(note, "device", claims)
    assert kept(result, "device", claims) == devices(device("L4-L5"), device("L5-S1"))
    assert problems_of(result) == [("device.devices.0.interspace", "device.interspace")]


@pytest.mark.parametrize(
    ("item", "note"),
    [
        pytest.param(
            device(integral="present", fixation=("screws",)),
            "«A PEEK cage was placed at L4-5 and fixed with two screws through it.»",
            id="screws-through-it",
        ),
        pytest.param(
            device(integral="present", fixation=("blades",)),
            "«A stand-alone cage with two anchoring blades was seated at L4-5.»",
            id="blades",
        ),
        pytest.param(
            device(integral="present", fixation=("plate",)), "«A cage with an integrated plate was seated at L4-5.»", id="own-plate"
        ),
        pytest.param(device(integral="absent"), "«The cage at L4-5 has no screws of its own.»", id="none-of-its-own"),
        pytest.param(device(integral="absent"), "«A plain cage without fixation was seated at L4-5.»", id="plain"),
        pytest.param(
            device(integral="present"), "«A cage was seated at L4-5.» It has three integrated screws.", id="told-later"
        ),
        pytest.param(
            device(integral="present"), "«A cage was seated at L4-5.» The screw into L5 had good purchase.", id="screw-told-later"
        ),
    ],
)  # fmt: skip
def test_fixation_of_the_device_itself_stands(item: dict[str, Any], note: str) -> None:
    check_stands(TOLD + note, "device", devices(item))


@pytest.mark.parametrize(
    ("item", "note"),
    [
        pytest.param(device(integral="present"), "«A PEEK cage was placed at L4-5.»", id="not-told"),
        pytest.param(device(integral="absent"), "«A PEEK cage was placed at L4-5.»", id="absence-not-told"),
        pytest.param(device(integral="present"), "«A cage without integrated fixation was placed at L4-5.»", id="denied"),
        pytest.param(
            device(integral="absent"), "«The cage with three screws of its own was placed at L4-5.»", id="absence-contradicted"
        ),
        pytest.param(
            device(integral="present", fixation=("plate",)),
            "«A cage was placed at L4-5. A separate anterior plate was applied with four screws.»",
            id="separate-plate-quoted",
        ),
        pytest.param(
            device(integral="present", fixation=("screws",)),
            "«A cage was placed at L4-5 and a separate plate with four screws applied over it.»",
            id="screws-of-a-separate-plate",
        ),
        pytest.param(
            device(integral="present"),
            "«A cage was placed at L4-5.» A separate plate was applied over it with four screws.",
            id="separate-plate-told-later",
        ),
        pytest.param(
            device(integral="present", fixation=("screws",)),
            "«A cage was placed at L4-5.» Pedicle screws were placed from behind.",
            id="pedicle-screws",
        ),
    ],
)  # fmt: skip
def test_fixation_that_is_not_the_devices_own_goes(item: dict[str, Any], note: str) -> None:
    check_rejected(TOLD + note, "device", devices(item), "device.integral_fixation")
    result = judge(TOLD + note, "device", devices(item))
    assert kept(result, "device", devices(item)) == devices(device())


def test_only_the_kind_of_fixation_that_is_told_stays() -> None:
    note = TOLD + "«A cage with two screws through it was placed at L4-5.»"
    claims = devices(device(integral="present", fixation=("screws", "blades")))
    result = judge(note, "device", claims)
    assert kept(result, "device", claims) == devices(device(integral="present", fixation=("screws",)))
    assert problems_of(result) == [("device.devices.0.fixation.1", "device.fixation")]


def test_what_is_told_of_both_devices_holds_for_each() -> None:
    note = TOLD + "«Cages with integral screws went into both L4-5 and L5-S1.»"
    check_stands(
        note,
        "device",
        devices(*(device(level, integral="present", fixation=("screws",)) for level in ("L4-L5", "L5-S1"))),
    )


@pytest.mark.parametrize(
    "words",
    ["At L4-5 a cage without screws was seated", "A cage went into L4-5 and a separate plate was screwed over it"],
)
def test_fixation_told_of_another_device_is_not_taken_from_there(words: str) -> None:
    other = "A cage with three integral screws went into L5-S1, and both were snug"
    note = f"{TOLD}{words}. {other}."
    items = [
        {**device(level, integral="present"), "evidence": [{"document": "operative_note", "quote": quote}]}
        for level, quote in (("L4-L5", words), ("L5-S1", other))
    ]
    result = judge(note, "device", {}, device__devices=items)
    assert problems_of(result) == [("device.devices.0.integral_fixation", "device.integral_fixation")]


@pytest.mark.parametrize(
    ("value", "note"),
    [
        ("present", "«A separate anterior plate was screwed to L4 and L5 over the cage.»"),
        ("present", "«An anterior plate was applied.»"),
        ("present", "«A lateral plate was placed.»"),
        ("absent", "«No plate was used.»"),
        ("absent", "«An anterior plate was not needed.»"),
        ("absent", "«The cage was placed at L4-5.» No separate plate was needed."),
    ],
)
def test_a_separate_plate_stands(value: str, note: str) -> None:
    check_stands(TOLD + note, "device", {"separate_plate": value})


@pytest.mark.parametrize(
    ("value", "note"),
    [
        ("present", "«No separate plate was used.»"),
        ("present", "«A cage was placed at L4-5.»"),
        ("present", "«A cage was placed at L4-5.» An anterior plate was applied."),
        ("present", "«The cage has an integrated plate with screws.»"),
        ("present", "«A plate was considered but not used.»"),
        ("absent", "«An anterior plate was applied.»"),
        ("absent", "«A cage was placed at L4-5.»"),
    ],
)
def test_a_separate_plate_not_told_goes(value: str, note: str) -> None:
    check_rejected(TOLD + note, "device", {"separate_plate": value}, "device.separate_plate")
