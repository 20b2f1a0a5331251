"""The packet's content and its written forms."""

import json
import re
from html.parser import HTMLParser

import pytest

from scribe_plugin.coding import suggest_charge
from scribe_plugin.contract import Elements, Encounter, InputError, Packet
from scribe_plugin.packet import FORMATS, build_packet, check_format, render
from scribe_plugin.packet.markdown import escape
from tests.builders import make_elements

HOSTILE = "a|b <img src=x onerror=alert(1)> [x](javascript:alert(1)) *bold* `code`\n# head\x1b[31m"


def packet_of(elements: Elements, encounter: Encounter) -> Packet:
    """Build a packet with the suggested charge."""
    return build_packet(elements, encounter, suggest_charge(elements, encounter))


@pytest.fixture
def packet(elements: Elements, encounter: Encounter) -> Packet:
    """The packet of the short note under the Medicare policy."""
    return packet_of(elements, encounter.model_copy(update={"policy": "lcd_l37848"}))


def hostile_packet(encounter: Encounter) -> Packet:
    """Return a packet whose every free text is hostile."""
    quote = [{"document": "note", "quote": HOSTILE}]
    elements = make_elements(
        fusion_documented=True,
        approach__described=["anterior"],
        levels__described=["L5-S1"],
        necessity__imaging=[{"modality": "mri", "finding": HOSTILE, "interspaces": [], "evidence": quote}],
        necessity__functional_limitations=[
            {"description": HOSTILE, "instrument": "ODI", "score": 52.0, "evidence": quote}
        ],
    )
    return packet_of(elements, encounter.model_copy(update={"id": HOSTILE}))


def test_a_packet_holds_what_a_payer_asks_for(packet: Packet) -> None:
    assert [(item.code, item.units) for item in packet.procedures] == [("22558", 1), ("22853", 1)]
    assert packet.interspaces == ["L5-S1"]
    assert packet.treatment_weeks == 12.0
    assert packet.policy_label.startswith("Medicare LCD L37848")
    assert packet.icd10_cm
    assert packet.policy_met is None


def test_what_is_missing_says_what_to_write(packet: Packet) -> None:
    assert any(item.startswith("Confirm: record the shared decision") for item in packet.missing)
    assert not any("start and end" in item for item in packet.missing)


def test_gaps_are_named_whatever_the_policy(encounter: Encounter) -> None:
    def missing(**values: object) -> str:
        return "\n".join(packet_of(make_elements(**values), encounter).missing)

    treatment = {"modality": "nsaid", "duration_weeks": None, "outcome": "not_stated", "evidence": []}
    assert "no lumbar fusion is documented" in missing()
    assert "Name the interspaces." in missing(fusion_documented=True, approach__described=["anterior"])
    assert "Give start and end of the nsaid." in missing(necessity__conservative_treatments=[treatment])
    assert "Say what the nsaid achieved." in missing(necessity__conservative_treatments=[treatment])
    general = treatment | {"modality": "other"}
    assert "Name each treatment" in missing(necessity__conservative_treatments=[general])
    lcd = encounter.model_copy(update={"policy": "lcd_l37848"})
    assert (
        "Name each non-operative treatment with its period and its result."
        in packet_of(
            make_elements(necessity__diagnoses=[{"condition": "spondylolisthesis", "interspaces": [], "evidence": []}]),
            lcd,
        ).missing
    )


def test_no_policy_is_payer_neutral_and_not_judged(elements: Elements, encounter: Encounter) -> None:
    packet = packet_of(elements, encounter)
    assert (packet.policy, packet.policy_met) == (None, None)
    assert "none is judged" in render(packet, "md")


def test_markdown_has_every_part_with_its_quotes(packet: Packet) -> None:
    text = render(packet, "md")
    parts = ("Requested procedures", "Diagnoses", "Non-operative treatment", "Imaging", "Function", "Tobacco")
    assert all(f"## {part}" in text for part in parts)
    assert "| physical therapy | 12 | failed | “twelve weeks of failed physical therapy” (note) |" in text
    assert "## Criteria: Instability" in text
    assert "- [ ] " in text


def test_markdown_tables_keep_their_columns(encounter: Encounter) -> None:
    width = None
    for line in render(hostile_packet(encounter), "md").splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line))
        if not line.startswith("|"):
            assert not cells
            width = None
        else:
            assert width in (None, cells)
            width = cells


def test_nothing_in_a_note_is_read_as_markup(encounter: Encounter) -> None:
    text = render(hostile_packet(encounter), "md")
    assert "<img" not in text
    assert "\x1b" not in text
    assert "[x](" not in text
    assert not re.search(r"^# head", text, re.MULTILINE)
    assert escape("# head") == r"\# head"
    assert escape("1. item") == r"\1. item"
    assert escape("case_7 _x_ L4_5") == r"case_7 \_x\_ L4_5"


class Tags(HTMLParser):
    """Collects the tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)


def test_html_is_self_contained_and_inert(encounter: Encounter) -> None:
    text = render(hostile_packet(encounter), "html")
    tags = Tags()
    tags.feed(text)
    assert not tags.seen & {"img", "script", "a", "link", "iframe"}
    assert "\x1b" not in text
    assert "ODI 52" in text


def test_json_is_the_packet(packet: Packet) -> None:
    assert Packet.model_validate(json.loads(render(packet, "json"))) == packet


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_or_refused_in_a_sentence(name: str, packet: Packet) -> None:
    if name in ("pdf", "fhir"):
        with pytest.raises(InputError, match="cannot be written"):
            render(packet, name)
    else:
        assert render(packet, name).endswith("\n")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(InputError, match="choose one of"):
        check_format("docx")


def test_an_empty_record_says_what_is_missing(encounter: Encounter) -> None:
    text = render(packet_of(Elements.empty(), encounter), "md")
    assert "None documented." in text
    assert "no lumbar fusion is documented" in text
