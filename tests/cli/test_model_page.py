"""What a page says of the model: the notice on top, differences, rejections, and what it cost."""

import io
from typing import Any

import pytest
from rich.console import Console

from scribe_plugin.cli.model_page import model_facts, print_model_work, print_notices
from scribe_plugin.cli.page import print_review
from scribe_plugin.contract import CrossCheck, Encounter, Provenance, Rejection, Review
from scribe_plugin.pipeline import review

REASON = "transport: the model server at models.example cannot be reached; start it or correct base_url"


@pytest.fixture
def plain(encounter: Encounter) -> Review:
    """The embedded review of the short note."""
    return review(encounter, extractor="embedded")


def page(shown: Review, encounter: Encounter, **options: Any) -> str:
    """The whole page as text."""
    out = io.StringIO()
    print_review(Console(file=out, width=80, highlight=False, markup=False, **options), shown, encounter)
    return out.getvalue()


def provenance(shown: Review, **values: Any) -> Review:
    return shown.model_copy(update={"provenance": shown.provenance.model_copy(update=values)})


def difference(number: int, severity: str = "info") -> CrossCheck:
    return CrossCheck.model_validate(
        {
            "path": f"necessity.imaging.{number}",
            "embedded": None,
            "llm": {"modality": "mri"},
            "kept": "llm",
            "reason": "only the model found words for it",
            "severity": severity,
            "message": f"Two readers differ on imaging {number}; check the note.",
        }
    )


def rejection(number: int, quote: str | None = "offered words") -> Rejection:
    return Rejection(path=f"device.devices.{number}", rule="device.kind", message="No cage.", quote=quote)


def test_a_page_without_a_model_says_nothing_of_one(plain: Review, encounter: Encounter) -> None:
    out = page(plain, encounter)
    for words in (
        "Read without the model",
        "draft",
        "Two readers differ",
        "Said by the model",
        "tokens",
        "$",
        "prompt",
    ):
        assert words not in out


def test_a_degraded_page_says_so_before_the_alerts_in_yellow(plain: Review, encounter: Encounter) -> None:
    shown = provenance(plain, degraded=True, degraded_reason=REASON)
    out = page(shown, encounter)
    flat = " ".join(out.split())
    assert f"Read without the model: {REASON}" in flat
    assert out.index("Read without the model") < out.index("Alerts")
    coloured = page(shown, encounter, force_terminal=True, color_system="standard", legacy_windows=False)
    line = next(line for line in coloured.splitlines() if "Read without the model" in line)
    assert "33m" in line


def test_a_draft_prompt_is_marked(plain: Review, encounter: Encounter) -> None:
    out = page(provenance(plain, prompt="alif/v1", prompt_status="draft"), encounter)
    assert "Prompt set alif/v1 is a draft." in out
    assert out.index("is a draft") < out.index("Alerts")
    assert "draft." not in page(provenance(plain, prompt="alif/v1", prompt_status="approved"), encounter)


def test_warnings_come_first_and_are_all_shown_the_rest_is_counted(plain: Review, encounter: Encounter) -> None:
    entries = [difference(number) for number in range(9)] + [difference(number, "warning") for number in (90, 91)]
    out = page(plain.model_copy(update={"cross_check": entries}), encounter)
    shown = [number for number in (90, 91, *range(9)) if f"imaging {number};" in out]
    assert shown == [90, 91, 0, 1, 2, 3, 4, 5]
    assert out.index("imaging 91;") < out.index("imaging 0;")
    assert "and 3 more in the JSON" in out
    assert "kept by the rule: only the model found words for it" in out
    assert out.index("Findings") < out.index("Two readers differ\u2500".rstrip("\u2500")) < out.index("Charge that")


def test_rejections_show_path_rule_reason_and_offered_words(plain: Review, encounter: Encounter) -> None:
    rejected = [rejection(0), rejection(1, None), *[rejection(number, "x" * 200) for number in range(2, 8)]]
    out = page(plain.model_copy(update={"rejected": rejected}), encounter)
    assert "Said by the model, not borne out by the note" in out
    assert "device.devices.0  device.kind" in out
    assert out.count("No cage.") == 6
    assert "offered: “offered words”" in out
    assert "x" * 101 not in "".join(out.split())
    assert "and 2 more in the JSON" in out
    assert max(map(len, out.splitlines())) <= 80


def test_control_characters_of_a_model_do_not_reach_the_terminal(plain: Review, encounter: Encounter) -> None:
    nasty = "\x1b[2Jred\u202e\r\n[bold]x[/bold]"
    shown = provenance(
        plain.model_copy(
            update={
                "rejected": [Rejection(path=nasty, rule="device.kind", message=nasty, quote=nasty)],
                "cross_check": [difference(1).model_copy(update={"message": nasty})],
            }
        ),
        degraded=True,
        degraded_reason=nasty,
        model=nasty,
        prompt=nasty,
        prompt_status="draft",
    )
    out = page(shown, encounter)
    assert not {"\x1b", "\u202e", "\r"} & set(out)
    assert "[bold]x[/bold]" in out, "shown as it is, not taken as markup"


def test_facts_of_the_model_on_the_last_line(plain: Review) -> None:
    facts = model_facts(
        plain.provenance.model_copy(
            update={
                "model": "tiny-1",
                "prompt": "alif/v1",
                "prompt_sha256": "0123456789abcdef",
                "usage": {"prompt_tokens": 5000, "completion_tokens": 1234},
                "cost_usd": 0.01234,
                "cached": True,
            }
        )
    )
    assert facts == ["tiny-1", "prompt alif/v1 01234567", "6,234 tokens", "$0.0123", "answer from the cache"]
    assert model_facts(plain.provenance) == []


def test_a_cost_that_is_not_known_is_not_nothing(plain: Review) -> None:
    known: Provenance = plain.provenance.model_copy(update={"model": "tiny", "cost_usd": 0.0})
    assert "$0.0000" in model_facts(known)
    assert not [fact for fact in model_facts(known.model_copy(update={"cost_usd": None})) if "$" in fact]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_every_line_can_be_written_in_the_terminals_encoding(encoding: str, plain: Review) -> None:
    from scribe_plugin.cli.console import icons

    raw = io.BytesIO()
    console = Console(file=io.TextIOWrapper(raw, encoding=encoding, write_through=True), width=80)
    shown = plain.model_copy(update={"cross_check": [difference(1)], "rejected": [rejection(1, "y" * 300)]})
    print_notices(console, provenance(shown, degraded=True, degraded_reason=REASON).provenance)
    print_model_work(console, shown, icons(console))
    assert b"offered" in raw.getvalue()
