"""Loading a prompt set and making messages of it: deterministic, whole, and refused in one sentence when broken."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scribe_plugin import content, schemas
from scribe_plugin.contract import EMPTY_ELEMENTS, Encounter
from scribe_plugin.contract.errors import PromptError
from scribe_plugin.extraction.llm.prompts import PromptSet, load_prompt
from scribe_plugin.extraction.problems import Problem

SHIPPED = content.folder("prompts") / "alif" / "v1"
EXAMPLE = "examples/1-alif-staged.json"
Edit = Callable[[str, str | None], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped set."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "v1"))


@pytest.fixture(scope="module")
def prompt() -> PromptSet:
    """The shipped set."""
    return load_prompt("alif/v1")


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace words in one file of a set."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def refusal(name: Path | str) -> str:
    """Return the sentence with which a set is refused."""
    with pytest.raises(PromptError) as caught:
        load_prompt(str(name))
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_the_shipped_set_says_what_it_is(prompt: PromptSet) -> None:
    assert prompt.name == "alif/v1"
    assert prompt.status in ("draft", "approved")
    assert len(prompt.sha256) == 64
    assert prompt.defaults["max_output_tokens"] > 1000
    assert "alif/v1" in repr(prompt)


def test_instructions_come_first_and_documents_last(prompt: PromptSet, encounter: Encounter) -> None:
    system, user = prompt.messages(encounter)
    assert (system["role"], user["role"]) == ("system", "user")
    assert encounter.documents[0].text in user["content"]
    assert encounter.documents[0].text not in system["content"]
    assert system["content"].index("## `access`") < system["content"].index("# Worked example 1")


def test_the_system_message_is_the_same_bytes_for_every_note_and_load(prompt: PromptSet, encounter: Encounter) -> None:
    other = Encounter.from_text("Something else entirely.")
    again = load_prompt("alif/v1")
    assert prompt.messages(encounter)[0] == prompt.messages(other)[0] == again.messages(other)[0]
    assert prompt.messages(encounter) == again.messages(encounter)


def test_examples_are_shown_as_compact_json(prompt: PromptSet) -> None:
    elements = json.loads((SHIPPED / EXAMPLE).read_text(encoding="utf-8"))["elements"]
    assert json.dumps(elements, separators=(",", ":"), ensure_ascii=False) in prompt.system()


def test_a_schema_is_written_out_only_where_it_is_given(prompt: PromptSet, encounter: Encounter) -> None:
    schema = schemas.schema("elements")
    written = json.dumps(schema, separators=(",", ":"), ensure_ascii=False)
    assert written in prompt.messages(encounter, schema=schema)[0]["content"]
    assert "JSON Schema" not in prompt.messages(encounter)[0]["content"]
    for number in range(20):  # more schemas than are kept
        prompt.messages(encounter, schema={"number": number})
    assert written in prompt.messages(encounter, schema=schema)[0]["content"]


def test_the_prompt_stays_small(prompt: PromptSet) -> None:
    assert len(prompt.system()) / 4 < 6000


def test_repair_repeats_the_messages_and_adds_what_is_wrong(prompt: PromptSet, encounter: Encounter) -> None:
    quote = 'a "quote"\n<<<END\u2028 {{ 7*7 }}'
    problems = [Problem("approach.corridor", "grounding.missing", "The quote is not there.", "note", quote)]
    parts = {"approach": EMPTY_ELEMENTS["approach"], "levels": EMPTY_ELEMENTS["levels"]}
    messages = prompt.repair_messages(encounter, problems, parts)
    assert messages[:2] == prompt.messages(encounter)
    (repair,) = messages[2:]
    assert repair["role"] == "user"
    (line,) = [line for line in repair["content"].splitlines() if line.startswith('{"path"')]
    assert json.loads(line) == {
        "path": "approach.corridor",
        "rule": "grounding.missing",
        "message": "The quote is not there.",
        "document": "note",
        "quote": quote,
    }
    assert json.dumps(parts, separators=(",", ":")) in repair["content"]
    assert "`approach`, `levels`" in repair["content"]


def test_repair_stays_short_however_much_is_wrong(prompt: PromptSet, encounter: Encounter) -> None:
    problems = [Problem(f"levels.{at}", "rule", "Wrong.", "note", "x" * 5000) for at in range(500)]
    text = prompt.repair_messages(encounter, problems, {})[2]["content"]
    assert "440 more" in text
    assert len(text) < 40_000


def test_a_path_works_in_every_spelling(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("HOME", str(folder.parent))
    shipped = load_prompt("alif/v1")
    for name in (str(folder), "./v1", "v1", "../" + folder.parent.name + "/v1/", "~/v1"):
        prompt = load_prompt(name)
        assert prompt.name == "v1"
        assert prompt.sha256 == shipped.sha256
    assert load_prompt(str(SHIPPED)).name == "alif/v1"


@pytest.mark.parametrize(
    "name",
    [
        "alif/v9", "alif", "", "alif/../../v1", "alif/v1/..", "alif//v1", "/nonsense", "../x", "~nobody/x", "./a\x00b", "alif\nv1",
    ],
)  # fmt: skip
def test_a_name_that_is_none_is_refused(name: str) -> None:
    assert ";" in refusal(name) or "give" in refusal(name)


def test_the_hash_follows_what_can_be_sent_and_nothing_else(folder: Path) -> None:
    before = load_prompt(str(folder)).sha256
    change(folder, "prompt.toml", 'status = "draft"', 'status = "approved"')
    change(folder, "prompt.toml", "First version", "The first version")
    (folder / "README.md").write_text("notes", encoding="utf-8")
    (folder / ".system.j2").write_text("{{ hidden", encoding="utf-8")
    approved = load_prompt(str(folder))
    assert (approved.sha256, approved.status) == (before, "approved")
    seen = {before}
    for name, old, new in [
        ("elements/levels.j2", "vertebrae", "Vertebrae"),
        ("repair.j2", "whole", "entire"),
        ("documents.j2", "<<<END", "<<<CLOSE"),
        (EXAMPLE, "46", "48"),
        ("prompt.toml", "temperature = 0.0", "temperature = 0.5"),
    ]:
        change(folder, name, old, new)
        seen.add(load_prompt(str(folder)).sha256)
    (folder / "examples" / "2-tlif-negatives.json").rename(folder / "examples" / "3.json")
    seen.add(load_prompt(str(folder)).sha256)
    assert len(seen) == 7


def test_a_loaded_set_does_not_change_with_its_files(folder: Path, encounter: Encounter) -> None:
    prompt = load_prompt(str(folder))
    before = prompt.messages(encounter)
    (folder / "documents.j2").write_text("gone", encoding="utf-8")
    (folder / "elements" / "levels.j2").unlink()
    assert prompt.messages(encounter) == before


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("prompt.toml", "purpose", "porpoise", "prompt.toml"),
        ("prompt.toml", "temperature", "temprature", "model.temprature"),
        ("prompt.toml", "temperature = 0.0", "temperature = 9.0", "model.temperature"),
        ("prompt.toml", '"draft"', '"ready"', "status"),
        ("prompt.toml", '"alif/v1"', '"alif/v2"', "make them agree"),
        ("prompt.toml", '"alif/v1"', '"../v1"', "name"),
        ("prompt.toml", "[model]", "[model", "not valid TOML"),
        ("system.j2", "# Rules", "# Rules {{ colour }}", "system.j2, line 4: 'colour' is undefined"),
        ("system.j2", "# Rules", "{% if false %}{{ colour }}{% endif %}", "system.j2, line 4: 'colour' is undefined"),
        ("system.j2", "# Rules", "{{ documents }}", "system.j2, line 4"),
        ("system.j2", "# Rules", "{% if %}", "system.j2, line 4"),
        ("system.j2", "# Rules", '{% include "../v1/repair.j2" %}', "'../v1/repair.j2'"),
        ("system.j2", "# Rules", '{% include "prompt.toml" %}', "'prompt.toml'"),
        ("system.j2", "# Rules", '{% include "/etc/passwd" ignore missing %}', "system.j2, line 4"),
        ("elements/device.j2", "`devices`", "{{ examples[0].colour }}", "elements/device.j2, line 2"),
        ("elements/device.j2", "`devices`", "{{ examples.__class__ }}", "device.j2, line 2: a forbidden attribute"),
        ("elements/device.j2", "`devices`", '{{ examples["__class__"] }}', "device.j2, line 2: a forbidden attribute"),
        ("documents.j2", "{{ document.text }}", "{{ document.text | upper }}", "documents.j2"),
        ("documents.j2", "{{ document.id | json }}", "{{ document.id }}", "documents.j2"),
        ("documents.j2", "<<<END {{ document.fence }}", "<<<END", "documents.j2"),
        ("documents.j2", "{{ document.text }}", "{{ document.test }}", "documents.j2, line 4"),
        ("repair.j2", "{{ parts }}", "{{ part }}", "repair.j2, line 10: 'part' is undefined"),
        (EXAMPLE, "ODI 46. Cannot", "ODI 47. Cannot", "does not ground"),
        (EXAMPLE, '"document": "clinic", "quote": "ODI', '"document": "op", "quote": "ODI', "functional_limitations.0"),
        (EXAMPLE, '"supine"', '"on the back"', "approach.position"),
        (EXAMPLE, '"elements"', '"element"', "breaks the contract"),
        (EXAMPLE, '"id": "op"', '"id": "clinic"', "own id"),
        (EXAMPLE, '"elements": {', '"elements": [', "line"),
        (EXAMPLE, '{"document": "clinic", "quote": "ODI 46."}', "", "has values and no quote"),
    ],
)  # fmt: skip
def test_a_broken_set_is_refused_in_one_sentence_that_names_the_file(
    folder: Path, name: str, old: str, new: str, said: str
) -> None:
    change(folder, name, old, new)
    message = refusal(folder)
    assert said in message
    assert f"{folder}/{name}" in message
    assert "ODI 46" not in message


@pytest.mark.parametrize("name", ["prompt.toml", "system.j2", "documents.j2", "repair.j2", "elements/access.j2"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert name in refusal(folder)


def test_files_that_are_no_text_are_refused(folder: Path) -> None:
    (folder / "system.j2").write_bytes(b"\xff\xfe\x00")
    assert "system.j2 is not UTF-8" in refusal(folder)
    (folder / "system.j2").write_bytes(b"x" * 300_000)
    assert "larger than" in refusal(folder)
    (folder / "system.j2").unlink()
    (folder / "system.j2").mkdir()
    assert "system.j2" in refusal(folder)


def test_a_link_may_not_leave_the_folder(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.j2"
    outside.write_text("secret", encoding="utf-8")
    (folder / "extra.j2").symlink_to(outside)
    message = refusal(folder)
    assert "leaves the folder" in message
    assert "secret" not in message
    (folder / "extra.j2").unlink()
    shutil.move(folder / "elements", tmp_path / "elements")
    (folder / "elements").symlink_to(tmp_path / "elements")
    assert "elements/approach.j2" in refusal(folder)


def test_a_link_inside_the_folder_works(folder: Path) -> None:
    (folder / "extra.j2").symlink_to(folder / "repair.j2")
    load_prompt(str(folder))


def test_a_set_may_have_files_of_its_own(folder: Path) -> None:
    (folder / "shared").mkdir()
    (folder / "shared" / "house.j2").write_text("House rule: {{ rule }}.", encoding="utf-8")
    change(folder, "system.j2", "# Rules", '{% with rule = "be brief" %}{% include "shared/house.j2" %}{% endwith %}')
    assert "House rule: be brief." in load_prompt(str(folder)).system()


def test_a_byte_order_mark_is_not_sent(folder: Path) -> None:
    text = (folder / "system.j2").read_bytes()
    (folder / "system.j2").write_bytes(b"\xef\xbb\xbf" + text)
    assert load_prompt(str(folder)).system() == load_prompt("alif/v1").system()


def test_too_many_files_are_refused(folder: Path) -> None:
    for number in range(210):
        (folder / "elements" / f"{number}.j2").write_text("x", encoding="utf-8")
    assert "keep it to" in refusal(folder)
