"""The page of two runs: what flipped, both ways, the prompt beside it, and inert whatever they hold."""

from pathlib import Path
from typing import Any

import pytest

from scribe_plugin.contract import Elements, LabelledNote
from scribe_plugin.evaluation.compare import compare_runs
from scribe_plugin.evaluation.records import PROMPT, RunFolder
from scribe_plugin.evaluation.report import compare_page
from scribe_plugin.evaluation.report.compare import flips_of
from tests.builders import make_elements
from tests.evaluation.report.pages import HOSTILE, Page, assert_inert
from tests.evaluation.reviews import labelled, manifest, record

COUNT = 12


@pytest.fixture
def notes(elements: Elements) -> list[LabelledNote]:
    """Notes that are labelled alike."""
    return [labelled(f"n{number:02}", elements) for number in range(COUNT)]


def a_run(path: Path, notes: list[LabelledNote], read: list[Elements], sent: str = "", **values: Any) -> RunFolder:
    """A run that read so."""
    folder = RunFolder.create(path, manifest(name=path.name, chosen=[note.id for note in notes], **values))
    for note, elements in zip(notes, read, strict=True):
        folder.append(record(note, elements))
    if sent:
        (path / PROMPT).mkdir()
        (path / PROMPT / "system.j2").write_text(sent)
    return folder


@pytest.fixture
def runs(tmp_path: Path, notes: list[LabelledNote], elements: Elements) -> tuple[RunFolder, RunFolder]:
    """Two runs; the second reads eleven notes better and one worse."""
    wrong = make_elements(levels__described=["L4-L5"])
    first = a_run(
        tmp_path / "one", notes, [elements, *[wrong] * (COUNT - 1)], "a\nb\n", prompt="p", prompt_sha256="1" * 64
    )
    second = a_run(
        tmp_path / "two", notes, [wrong, *[elements] * (COUNT - 1)], "a\nc\n", prompt="p", prompt_sha256="2" * 64
    )
    return first, second


def page_of(runs: tuple[RunFolder, RunFolder], notes: list[LabelledNote] | None) -> Page:
    return Page(compare_page(compare_runs(*runs), (runs[0].records()[0], runs[1].records()[0]), notes))


def test_changes_flips_and_prompt_are_shown(runs: tuple[RunFolder, RunFolder], notes: list[LabelledNote]) -> None:
    page = page_of(runs, notes)
    assert_inert(page)
    words = " ".join(page.text.split())
    assert "From one to two" in words
    assert "12 notes in 12 families" in words
    assert "+83.3" in words
    assert "new: levels.effective in n00" in words
    assert "gone: levels.effective in n01, n02" in words
    assert "-b+c" in words
    assert "now wrong" in words
    assert "now right" in words
    assert page.names["mark"] > COUNT


def test_new_critical_misses_come_first(runs: tuple[RunFolder, RunFolder], notes: list[LabelledNote]) -> None:
    found = compare_runs(*runs)
    records = (runs[0].records()[0], runs[1].records()[0])
    flips = flips_of(found, records, {note.id: note for note in notes})
    assert (flips[0].name, len(flips)) == ("n00", COUNT)
    (levels,) = [difference for difference in flips[0].differences if difference.name == "levels.effective"]
    assert levels.sides == (["L5-S1"], ["L5-S1"], ["L4-L5"])
    assert levels.note == "now wrong"


def test_without_the_dataset_there_are_names_and_no_text(runs: tuple[RunFolder, RunFolder]) -> None:
    page = page_of(runs, None)
    assert_inert(page)
    assert "12 notes without text: the dataset is not at hand" in " ".join(page.text.split())
    assert page.names["mark"] == 0


def test_runs_that_read_alike_decide_nothing(tmp_path: Path, notes: list[LabelledNote], elements: Elements) -> None:
    both = tuple(a_run(tmp_path / name, notes, [elements] * COUNT) for name in ("a", "b"))
    words = " ".join(page_of(both, notes).text.split())  # type: ignore[arg-type]
    assert "These notes decide nothing." in words
    assert "Neither run sent a prompt." in words
    assert "0 notes;" in words


def test_hostile_prompts_and_names_stay_text(tmp_path: Path, notes: list[LabelledNote], elements: Elements) -> None:
    for number, attack in enumerate(HOSTILE):
        given = {"model": attack, "prompt": attack, "dataset": attack, "options": {attack: attack}}
        first = a_run(tmp_path / f"{number}a", notes, [elements] * COUNT, attack, prompt_sha256="1", **given)
        second = a_run(
            tmp_path / f"{number}b",
            notes,
            [Elements.empty()] * COUNT,
            f"x\n{attack}\n",
            prompt_sha256="2",
            **{**given, "options": {}},
        )
        assert_inert(page_of((first, second), notes))
