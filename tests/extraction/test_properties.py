"""Properties that hold for every text: nothing raises, quotes stand where they are said to, form does not matter."""

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scribe_plugin.contract import Encounter, LabelledNote
from scribe_plugin.contract.encounter import Document
from scribe_plugin.evaluation.dataset import load
from scribe_plugin.extraction.embedded import read
from scribe_plugin.extraction.result import Extraction

DATASETS = Path(__file__).parents[2] / "evals" / "datasets"
WORDS = (
    "ALIF TLIF L4-5 L5-S1 L4 to S1 supine prone cage screws plate pedicle rods not no planned staged prior the was placed "
    "removed and , . : ; \n \n\n [x] [ ] PROCEDURE: PLAN: vascular surgeon Dr. Smith closed for six months PT failed MRI "
    "shows stenosis at the same level aborted I mean scratch that L5 S1 — ☒ ☐ *** {a:1} psoas retroperitoneal 5-1 4/5"
).split(" ")
FREE_TEXT = st.text(max_size=400) | st.lists(st.sampled_from(WORDS), max_size=120).map(" ".join)


@cache
def notes() -> tuple[LabelledNote, ...]:
    return tuple(load(DATASETS / "dev.jsonl"))


def check_offsets(encounter: Encounter, extraction: Extraction) -> None:
    texts = {document.id: document.text for document in encounter.documents}
    for item in extraction.grounding:
        assert item.quote
        assert texts[item.document][item.start : item.end] == item.quote
    for misses in extraction.near.values():
        for miss in misses:
            assert miss.quote in texts[miss.document]


def usable(text: str) -> bool:
    try:
        Encounter.from_text(text)
    except Exception:  # noqa: BLE001 - unusable input has its own tests
        return False
    return True


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(FREE_TEXT.filter(usable))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    encounter = Encounter.from_text(text)
    check_offsets(encounter, read(encounter))


def mutate(text: str, chance: random.Random) -> str:
    """Cut, move, repeat or spoil pieces of a note."""
    for _ in range(chance.randint(1, 5)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randrange(1, 200))
        piece = text[start:end]
        text = (
            chance.choice(
                (
                    text[:start] + text[end:],
                    text[:start],
                    text[:start] + piece + piece + text[end:],
                    text[:start] + piece[::-1] + text[end:],
                    text[:start] + chance.choice("\u2014\x0b\u00df\ufb01\u200b[]{}|*:;\n\r") * 3 + text[start:],
                    text[end:] + "\n" + piece + text[:start],
                )
            )
            or " x "
        )
    return text


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 2**32))
def test_spoilt_notes_never_raise_and_their_quotes_stand_where_they_should(seed: int) -> None:
    chance = random.Random(seed)
    note = chance.choice(notes())
    documents = [Document(id=d.id, kind=d.kind, text=mutate(d.text, chance)) for d in note.encounter.documents]
    if not any(document.text.strip() for document in documents):
        return
    encounter = note.encounter.model_copy(update={"documents": documents})
    check_offsets(encounter, read(encounter))


def test_every_quote_of_every_labelled_note_stands_where_it_is_said_to() -> None:
    for note in notes():
        check_offsets(note.encounter, read(note.encounter))


def without_quotes(value: object) -> object:
    if isinstance(value, dict):
        kept = {key: without_quotes(item) for key, item in value.items() if key != "evidence"}
        for key in ("finding", "description", "product"):
            if isinstance(kept.get(key), str):
                kept[key] = " ".join(
                    kept[key].casefold().replace("\u2013", "-").replace("\u2011", "-").replace("\u2019", "'").split()
                )
        return kept
    return [without_quotes(item) for item in value] if isinstance(value, list) else value


def reading(note: LabelledNote, change: "object") -> object:
    documents = [Document(id=d.id, kind=d.kind, text=change(d.text)) for d in note.encounter.documents]  # type: ignore[operator]
    encounter = note.encounter.model_copy(update={"documents": documents})
    return without_quotes(read(encounter).elements.model_dump(mode="json"))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(str.upper, id="upper"),
        pytest.param(str.lower, id="lower"),
        pytest.param(lambda text: text.replace(" ", "  "), id="double-spaces"),
        pytest.param(lambda text: text.replace(" ", "\u00a0"), id="no-break-spaces"),
        pytest.param(lambda text: text.replace(" ", "\t"), id="tabs"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="crlf"),
        pytest.param(lambda text: text.replace("\n", "  \n"), id="trailing-spaces"),
        pytest.param(lambda text: text.replace("-", "\u2013"), id="en-dash"),
        pytest.param(lambda text: text.replace("-", "\u2011"), id="no-break-hyphen"),
        pytest.param(lambda text: text.replace("'", "\u2019"), id="curly-quote"),
    ],
)
def test_form_does_not_change_what_is_read(change: "object") -> None:
    differing = [note.id for note in notes() if reading(note, change) != reading(note, lambda text: text)]
    assert differing == []


def test_time_grows_with_length_and_no_faster() -> None:
    """A whole megabyte is read; how fast is measured under ``benchmarks/``."""
    text = (notes()[0].encounter.documents[0].text + "\n\n") * 500
    encounter = Encounter.from_text(text[:990_000])
    check_offsets(encounter, read(encounter))
