"""Pages in a real browser: nothing runs, nothing is fetched, nothing is cut, and everything can be reached by keys.

Needs playwright and a Chromium of the system; skipped where one of them is missing.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scribe_plugin.contract import Elements, LabelledNote
from scribe_plugin.evaluation.compare import compare_runs
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.evaluation.records import Record, RunFolder
from scribe_plugin.evaluation.report import compare_page, run_page, write_page
from tests.evaluation.report.pages import HOSTILE
from tests.evaluation.reviews import failed, manifest, record

DEV = Path(__file__).parents[2] / "evals" / "datasets" / "dev.jsonl"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="the system has no Chromium; name one in CHROMIUM")


def hostile(note: LabelledNote, attack: str) -> LabelledNote:
    """The note with an attack wherever words can stand."""
    document = note.encounter.documents[0]
    encounter = note.encounter.model_copy(
        update={"documents": [document.model_copy(update={"text": f"{attack}\n{document.text}\n{'x' * 400}"})]}
    )
    return note.model_copy(update={"encounter": encounter, "tags": [attack, "t" * 120], "id": f"{note.id} {attack}"})


@pytest.fixture(scope="module")
def notes() -> list[LabelledNote]:
    """Labelled notes, as many hostile ones among them."""
    plain = load(DEV)[: 2 * len(HOSTILE)]
    return [*plain[len(HOSTILE) :], *(hostile(note, attack) for note, attack in zip(plain, HOSTILE, strict=False))]


@pytest.fixture(scope="module")
def records(notes: list[LabelledNote]) -> list[Record]:
    """Half of them read as labelled, half not at all; errors with words of an attack."""
    read = [Elements.empty() if number % 2 else note.gold.elements for number, note in enumerate(notes)]
    return [*(record(note, elements) for note, elements in zip(notes, read, strict=True)), failed("gone", HOSTILE[0])]


@pytest.fixture(scope="module")
def pages(
    tmp_path_factory: pytest.TempPathFactory, notes: list[LabelledNote], records: list[Record]
) -> dict[str, Path]:
    """Both kinds of page, on disk."""
    folder = tmp_path_factory.mktemp("pages")
    files = {name: folder / f"{name}.html" for name in ("run", "compare")}
    said = manifest(name=HOSTILE[1], model="m" * 150, prompt=HOSTILE[0], chosen=[note.id for note in notes])
    write_page(files["run"], run_page(said, records, notes))
    runs = []
    for name, side in (("a", records), ("b", records[::-1])):
        runs.append(RunFolder.create(folder / name, said))
        for one in side:
            flipped = record(notes[0], Elements.empty()) if (name, one.id) == ("b", notes[0].id) else one
            runs[-1].append(flipped)
    kept = tuple(one.records()[0] for one in runs)
    write_page(files["compare"], compare_page(compare_runs(*runs), (kept[0], kept[1]), notes))
    return files


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser."""
    with playwright.sync_playwright() as tools:
        opened = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.mark.parametrize("name", ["run", "compare"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_is_fetched_or_cut(
    browser: Any, pages: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(pages[name].as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    assert asked == [pages[name].as_uri()]
    assert said == []
    context.close()


def test_a_note_opens_by_keys_and_by_its_link(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(pages["run"].as_uri())
    first = page.locator("#notes > details").first
    first.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert first.get_attribute("open") is not None
    assert first.locator(".doc").first.is_visible()
    page.keyboard.press("Enter")
    assert not first.locator(".doc").first.is_visible()
    page.locator("a[href='#n2']").first.click()
    assert page.locator("#n2 .doc").first.is_visible()
    page.close()


def test_sides_differ_in_colour_and_in_line_and_elements_can_be_chosen(browser: Any, pages: dict[str, Path]) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(pages["run"].as_uri())

    def look(name: str) -> tuple[str, str]:
        return tuple(
            page.locator(f".legend .{name}").evaluate(
                "one => { const s = getComputedStyle(one); return [s.backgroundColor + s.backgroundImage, s.textDecorationStyle] }"
            )
        )

    looks = [look(name) for name in ("one", "other", "both", "apart")]
    assert [line for _, line in looks] == ["solid", "dashed", "double", "wavy"]
    assert len({colour for colour, _ in looks}) == 4
    page.check("#only-1")
    hidden = "one => getComputedStyle(one).textDecorationLine"
    assert page.locator(".doc mark:not(.a1):not(.b1)").first.evaluate(hidden) == "none"
    assert page.locator(".doc mark.a1").first.evaluate(hidden) == "underline"
    page.close()


def test_tables_and_findings_are_whole_in_print(browser: Any, pages: dict[str, Path], tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(pages["run"].as_uri())
    page.emulate_media(media="print")
    assert not page.locator("nav").first.is_visible()
    heights = page.locator("details.whole:not([open]) > .in").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert heights
    assert min(heights) > 0
    assert len(page.pdf()) > 10_000
    page.close()
