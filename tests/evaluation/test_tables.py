"""A summary as text, Markdown and JUnit: aligned, complete, and safe with ids and tags that come from anywhere."""

from xml.etree import ElementTree as ET

import pytest

from scribe_plugin.contract import ELEMENT_NAMES, Elements
from scribe_plugin.evaluation.junit import as_junit
from scribe_plugin.evaluation.records import Record
from scribe_plugin.evaluation.scoring.fields import FIELDS
from scribe_plugin.evaluation.summary import summarize
from scribe_plugin.evaluation.tables import as_markdown, as_text
from tests.builders import make_elements
from tests.evaluation.reviews import failed, labelled, manifest, record


@pytest.fixture
def records(elements: Elements) -> list[Record]:
    """A few readings, one of them wrong, one an error."""
    wrong = make_elements(levels__described=["L4-L5"])
    good = [record(labelled(f"n{number}", elements, tags=["a|b"]), elements) for number in range(8)]
    return [*good, record(labelled("bad", elements, "levels.missing_addon", tags=["a|b"]), wrong), failed("gone")]


def test_text_names_everything_in_columns(records: list[Record]) -> None:
    text = as_text(summarize(records, expected=12), manifest(model="m", prompt="alif/v1", prompt_sha256="ab" * 32))
    assert all(f"\n{name} " in text for name in (*FIELDS, *ELEMENT_NAMES, "levels.missing_addon", "all six", "charge"))
    assert "9 of 12 readings scored, 9 notes in 9 families, 1 errors" in text
    assert "embedded: m, prompt alif/v1 (abababababab)" in text
    assert "  levels.effective: bad\n" in text
    assert "  refusal: no: gone\n" in text
    fields = text.split("\n\n")[1].splitlines()[1:]
    assert {len(line) for line in fields if not line.endswith("-")} == {len(fields[0])}


def test_a_figure_has_its_interval_beside_it(records: list[Record]) -> None:
    row = next(
        line for line in as_text(summarize(records), manifest()).splitlines() if line.startswith("levels.effective")
    )
    assert row.split()[1:3] == ["0.889", ".565-.980"]


def test_repeats_add_a_column_and_only_they(records: list[Record]) -> None:
    assert "agree" not in as_text(summarize(records), manifest())
    twice = [one.model_copy(update={"repeat": repeat}) for one in records for repeat in (0, 1)]
    assert "2 repeats" in as_text(summarize(twice), manifest())
    assert "agree" in as_text(summarize(twice), manifest())


def test_markdown_tables_keep_their_columns(records: list[Record]) -> None:
    page = as_markdown(summarize(records), manifest(name="<b>run|1"))
    assert page.startswith("# Evaluation &lt;b>run\\|1\n")
    assert "| a\\|b | 9 |" in page
    for block in page.split("\n\n"):
        if block.startswith("| "):
            assert len({line.replace("\\|", "").count("|") for line in block.splitlines()}) == 1


def test_many_notes_are_cut_short_in_tables_and_whole_in_the_summary(elements: Elements) -> None:
    records = [record(labelled(f"n{number:02}", elements), Elements.empty()) for number in range(30)]
    summary = summarize(records)
    assert "n11 and 18 more" in as_text(summary, manifest())
    assert len(summary.critical_misses["levels.effective"]) == 30


def test_junit_is_well_formed_whatever_the_ids_are(records: list[Record]) -> None:
    strange = failed("x\x00\x1b<&\ud800", 'down "now" <')
    text = as_junit([*records, strange], manifest(dataset="a & b.jsonl"))
    root = ET.fromstring(text)
    counts = [root.get(name) for name in ("tests", "failures", "errors")]
    assert counts == ["11", "1", "2"]
    (failure,) = root.findall("./testcase/failure")
    assert failure.get("message") == "wrong or missed: levels.missing_addon, approach.effective, levels.effective"
    assert {error.get("message") for error in root.iter("error")} == {"refusal: no", 'down "now" <'}
