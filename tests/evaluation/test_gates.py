"""Gates: what holds, what fails, and what is no gate at all."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from scribe_plugin.contract import InputError
from scribe_plugin.evaluation.baseline import read_baseline, write_baseline
from scribe_plugin.evaluation.gate_check import GateResult, check_gates
from scribe_plugin.evaluation.gate_draft import draft_gates
from scribe_plugin.evaluation.gates import Gates, load_gates
from scribe_plugin.evaluation.records import Record
from scribe_plugin.evaluation.statistics.intervals import wilson
from tests.evaluation.marked import FALSE_ALARM, folder, marked
from tests.evaluation.reviews import failed

FIELD = "levels.described"
NOTES = [f"n{number}" for number in range(40)]
EVALS = Path(__file__).parents[2] / "evals"


def readings(wrong: int = 0, **values: Any) -> list[Record]:
    """A run that is wrong in one field of the first notes."""
    return [marked(note, [FIELD] if place < wrong else [], **values) for place, note in enumerate(NOTES)]


def checked(path: Path, records: list[Record], manifest: dict[str, Any] | None = None, **gates: Any) -> GateResult:
    """A run held against gates."""
    return check_gates(folder(path / "run", records, **(manifest or {})), Gates(**gates), path)


def failures(result: GateResult) -> list[str]:
    """Names of the gates that fail."""
    return [gate.name for gate in result.failed]


def test_a_floor_is_for_the_lower_bound_and_not_for_the_share(tmp_path: Path) -> None:
    low = wilson(38, 40)[0]
    assert failures(checked(tmp_path / "a", readings(2), exact={FIELD: low - 0.001})) == []
    result = checked(tmp_path / "b", readings(2), exact={FIELD: low + 0.001})
    assert failures(result) == [f"exact {FIELD}"]
    assert result.failed[0].said == f"lower bound {low:.4f} (found 0.950), floor {low + 0.001:.3f}"


def test_floors_are_for_f1_sensitivity_and_specificity_too(tmp_path: Path) -> None:
    records = [*readings()[:36], *(marked(note, alerts={"levels": FALSE_ALARM}) for note in NOTES[36:])]
    floors = {"levels": 0.8, "all six": 0.7}
    result = checked(tmp_path, records, f1={FIELD: 0.9}, sensitivity=floors, specificity=floors)
    assert failures(result) == ["specificity levels"]


def test_too_few_notes_do_not_pass_for_want_of_an_interval(tmp_path: Path) -> None:
    result = checked(tmp_path, [marked("n1"), marked("n2")], f1={FIELD: 0.1})
    assert failures(result) == [f"f1 {FIELD}"]
    assert "too few" in result.failed[0].said


def test_a_critical_miss_fails_unless_that_one_is_accepted(tmp_path: Path) -> None:
    records = [*readings()[:38], *(marked(note, critical_misses=["levels.missing_addon"]) for note in NOTES[38:])]
    known = [{"note": "n38", "miss": "levels.missing_addon", "reason": "seen"}]
    assert failures(checked(tmp_path / "a", records)) == ["critical misses"]
    result = checked(tmp_path / "b", records, accepted=known)
    assert failures(result) == ["critical misses"]
    assert result.failed[0].said == "levels.missing_addon in n39"
    both = [*known, {**known[0], "note": "n39"}]
    assert failures(checked(tmp_path / "c", records, accepted=both)) == []
    other = [*both[:1], {**known[0], "note": "n39", "miss": "approach.effective"}]
    assert failures(checked(tmp_path / "d", records, accepted=other)) == ["critical misses"]


def test_an_accepted_miss_that_is_gone_is_said_and_fails_nothing(tmp_path: Path) -> None:
    result = checked(tmp_path, readings(), accepted=[{"note": "n3", "miss": "levels.effective", "reason": "seen"}])
    assert failures(result) == []
    assert result.notices == ["accepted critical misses that no longer occur, take them out: levels.effective in n3"]


def test_errors_and_parts_of_a_dataset_do_not_pass(tmp_path: Path) -> None:
    broken = [*readings()[:39], failed("n39")]
    assert failures(checked(tmp_path / "a", broken)) == ["errors"]
    assert failures(checked(tmp_path / "b", broken, errors=1)) == []
    assert failures(checked(tmp_path / "c", readings(), {"notes": 50})) == ["whole dataset"]
    assert failures(checked(tmp_path / "d", readings(), {"chosen": [*NOTES, "n40"], "notes": 41})) == ["complete"]


def test_a_decisive_loss_against_the_baseline_fails_and_a_small_one_does_not(tmp_path: Path) -> None:
    write_baseline(folder(tmp_path / "old", readings()), tmp_path / "kept" / "base.json")
    held = {"baseline": "kept/base.json"}
    for name, wrong, gates in (("a", 6, []), ("b", 14, [f"regression exact {FIELD}"])):
        run = folder(tmp_path / name, readings(wrong))
        assert failures(check_gates(run, Gates(**held), tmp_path)) == gates
    assert "worse: n0, n1, n10" in check_gates(run, Gates(**held), tmp_path).failed[0].said


def test_a_gain_over_the_baseline_fails_nothing(tmp_path: Path) -> None:
    write_baseline(folder(tmp_path / "old", readings(20)), tmp_path / "base.json")
    assert failures(checked(tmp_path, readings(), baseline="base.json")) == []


def test_a_baseline_of_another_version_of_the_dataset_is_said(tmp_path: Path) -> None:
    write_baseline(folder(tmp_path / "old", readings(), dataset_sha256="1" * 64), tmp_path / "base.json")
    result = checked(tmp_path, readings()[:30], baseline="base.json")
    assert failures(result) == []
    assert "another version of the dataset (30 notes are in both)" in result.notices[0]


def test_a_baseline_holds_counts_and_no_words(tmp_path: Path) -> None:
    records = [marked(note, raised=["levels.missing_addon"], critical_misses=["levels.effective"]) for note in NOTES]
    assert write_baseline(folder(tmp_path / "run", records), tmp_path / "base.json") == 40
    text = (tmp_path / "base.json").read_text("utf-8")
    assert "missing_addon" not in text
    assert len(text.splitlines()) > 40
    found = {record.id: record for record in read_baseline(tmp_path / "base.json").records()}
    assert found["n3"].fields == marked("n3").fields
    assert found["n3"].alerts == marked("n3").alerts


def test_a_run_with_gaps_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="39 scored readings of 40"):
        write_baseline(folder(tmp_path / "run", [*readings()[:39], failed("n39")]), tmp_path / "base.json")
    assert not (tmp_path / "base.json").exists()


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"notes": []}'])
def test_what_is_no_baseline_is_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "base.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="is no baseline, or of another version; write it anew"):
        read_baseline(tmp_path / "base.json")
    with pytest.raises(InputError, match=r"none\.json cannot be read"):
        read_baseline(tmp_path / "none.json")


def test_a_baseline_that_lost_a_list_is_refused(tmp_path: Path) -> None:
    write_baseline(folder(tmp_path / "run", readings()), tmp_path / "base.json")
    text = (tmp_path / "base.json").read_text("utf-8").replace(f'"{FIELD}",', "", 1)
    (tmp_path / "base.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="is no baseline"):
        read_baseline(tmp_path / "base.json")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[dev]\nnonsense = 1", "wrong at dev.nonsense"),
        ("[dev.exact]\n'levels.described' = 1.5", "wrong at dev.exact.levels.described"),
        ("[[dev.accepted]]\nnote = 'n1'\nmiss = 'x'\nreason = ''", "wrong at dev.accepted.0.reason"),
        ("[dev.exact]\n'levels' = 0.5", "a floor for 'levels' in"),
        ("[dev.sensitivity]\n'levels.described' = 0.5", "a floor for 'levels.described' in"),
        ("[other]\nerrors = 1", "has no gates for 'dev'"),
        ("[dev", "cannot be read"),
    ],
)
def test_gates_that_cannot_be_used_are_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "gates.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        load_gates(tmp_path / "gates.toml", "dev")


def test_gates_of_another_reader_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a run of the extractor embedded and these gates are for llm"):
        checked(tmp_path, readings(), extractor="llm")


def test_drafted_gates_hold_for_their_run(tmp_path: Path) -> None:
    notes = [f"n{number}" for number in range(80)]
    records = [marked(note, [FIELD] if place < 3 else []) for place, note in enumerate(notes)]
    records[5] = marked("n5", critical_misses=["levels.effective"])
    run = folder(tmp_path / "run", records)
    (tmp_path / "gates.toml").write_text(draft_gates(run, "a set.v2"), encoding="utf-8")
    gates = load_gates(tmp_path / "gates.toml", "a set.v2")
    assert 0 < wilson(77, 80)[0] - gates.exact[FIELD] < 0.016
    assert [item.note for item in gates.accepted] == ["n5"]
    assert check_gates(run, gates, tmp_path).failed == []


def test_few_notes_are_gated_by_the_headline_only(tmp_path: Path) -> None:
    drafted = tomllib.loads(draft_gates(folder(tmp_path / "run", readings()), "few"))["few"]
    assert set(drafted["exact"]) == {"approach.effective", "levels.effective", "charge"}
    assert set(drafted["specificity"]) == {"all six"}


def shipped() -> list[str]:
    """Return the datasets that have gates."""
    return list(tomllib.loads((EVALS / "gates.toml").read_text("utf-8")))


@pytest.mark.parametrize("dataset", shipped())
def test_the_shipped_gates_can_be_read_and_name_their_baseline(dataset: str) -> None:
    gates = load_gates(EVALS / "gates.toml", dataset)
    assert gates.extractor == "embedded"
    assert (EVALS / "datasets" / f"{dataset}.jsonl").is_file()
    assert gates.baseline is not None
    assert read_baseline(EVALS / gates.baseline).dataset == f"{dataset}.jsonl"
    assert all(item.reason != "not judged yet" for item in gates.accepted)
