"""The public interface is what ``__all__`` says, and importing it costs nothing until it is used."""

import asyncio
import subprocess
import sys

import pytest

import scribe_plugin
from scribe_plugin import Encounter, InputError, Review, areview, review, validate
from scribe_plugin.contract import ELEMENT_NAMES


def test_every_public_name_exists_and_the_list_is_sorted() -> None:
    assert scribe_plugin.__all__ == sorted(scribe_plugin.__all__)
    assert all(hasattr(scribe_plugin, name) for name in scribe_plugin.__all__)
    assert dir(scribe_plugin) == scribe_plugin.__all__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = scribe_plugin.nothing


def test_importing_the_package_loads_no_dependency() -> None:
    code = "import sys, scribe_plugin; print(sorted({'pydantic', 'rich', 'typer'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_text_and_encounter_give_the_same_review(note: str) -> None:
    from_text, from_encounter = review(note), review(Encounter.from_text(note))
    assert isinstance(from_text, Review)
    assert from_text.elements == from_encounter.elements
    assert from_text.alerts == from_encounter.alerts


def test_the_coroutine_gives_the_same_review(encounter: Encounter) -> None:
    assert asyncio.run(areview(encounter)).alerts == review(encounter).alerts


def test_validate_returns_the_six_alerts_in_order(encounter: Encounter) -> None:
    elements = review(encounter).elements
    assert [alert.element for alert in validate(elements, encounter)] == list(ELEMENT_NAMES)


@pytest.mark.parametrize("text", ["", "  \n", "a\x00b", "a \ud800 b", "x" * 1_000_001])
def test_unusable_text_is_one_error_class(text: str) -> None:
    with pytest.raises(InputError):
        review(text)


def test_errors_never_carry_the_note() -> None:
    with pytest.raises(InputError) as caught:
        review("Jane Roe had surgery.\x00")
    assert "Jane" not in str(caught.value)
