"""Reading labelled datasets, and choosing notes of one."""

import hashlib
from pathlib import Path

import pytest

from scribe_plugin.contract import DatasetError, Elements, Encounter, Gold, LabelledNote
from scribe_plugin.evaluation.dataset import choose, family_of, load, open_dataset


def labelled(note_id: str, *tags: str, family: str | None = None, text: str = "A note.") -> LabelledNote:
    """Return a labelled note."""
    encounter = Encounter.from_text(text, encounter_id=note_id)
    return LabelledNote(
        id=note_id,
        encounter=encounter,
        gold=Gold(elements=Elements.empty(), findings=[]),
        tags=list(tags),
        family=family,
    )


def written(folder: Path, text: str) -> Path:
    """Return a file of this text."""
    path = folder / "set.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_lines_are_read_and_blank_ones_skipped(tmp_path: Path) -> None:
    note = labelled("n1")
    path = written(tmp_path, f"\ufeff\n{note.model_dump_json()}\r\n\n")
    assert load(path) == [note]
    assert open_dataset(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_separators_that_json_leaves_as_they_are_end_no_line(tmp_path: Path) -> None:
    note = labelled("n1", text="one\u2028two\x85three")
    assert load(written(tmp_path, note.model_dump_json())) == [note]


def test_an_id_may_not_be_used_twice(tmp_path: Path) -> None:
    line = labelled("n1").model_dump_json()
    with pytest.raises(DatasetError, match="line 2 repeats the id 'n1'"):
        load(written(tmp_path, f"{line}\n{line}\n"))


def test_gold_that_breaks_the_contract_is_named_by_line_and_place_without_its_words(tmp_path: Path) -> None:
    line = labelled("n1").model_dump_json().replace('"tobacco":"not_stated"', '"tobacco":"Jane Roe"')
    with pytest.raises(
        DatasetError, match=r"line 1 breaks the contract at gold\.elements\.necessity\.tobacco"
    ) as caught:
        load(written(tmp_path, line))
    assert "Jane" not in str(caught.value)


@pytest.mark.parametrize("data", [b"\xff\xfe{}", None])
def test_an_unreadable_file_is_a_dataset_error(data: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(DatasetError, match=r"set\.jsonl cannot be read"):
        load(path)


NOTES = [labelled("a", "x"), labelled("b", "x", "y"), labelled("c", "y", family="f"), labelled("d")]


@pytest.mark.parametrize(("tags", "chosen"), [((), ["a", "b", "c", "d"]), (("x",), ["a", "b"]), (("x", "y"), ["b"])])
def test_every_tag_that_is_given_narrows_the_choice(tags: tuple[str, ...], chosen: list[str]) -> None:
    assert [note.id for note in choose(NOTES, tags=tags)] == chosen


def test_a_sample_is_the_same_for_the_same_seed_and_keeps_the_order() -> None:
    many = [labelled(f"n{number:03}") for number in range(100)]
    first, again, other = (choose(many, sample=10, seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    assert [note.id for note in first] == sorted(note.id for note in first)
    assert len(choose(many, sample=1000)) == 100


def test_a_choice_of_nothing_is_a_sentence() -> None:
    with pytest.raises(DatasetError, match="no note has the tag x and z"):
        choose(NOTES, tags=("x", "z"))
    with pytest.raises(DatasetError, match="holds no note"):
        choose([])


def test_a_note_without_a_family_is_its_own() -> None:
    assert [family_of(note) for note in NOTES[1:3]] == ["b", "f"]
