"""Checking, copying and comparing prompt sets: each check can fail, and says which file and what."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from scribe_plugin import content, schemas
from scribe_plugin.contract import ELEMENT_NAMES
from scribe_plugin.contract.errors import PromptError
from scribe_plugin.extraction.llm.prompts import (
    check,
    copy_as_draft,
    differences,
    load_prompt,
    names_below,
    open_prompt,
    packaged_names,
    token_estimates,
)
from scribe_plugin.extraction.llm.prompts.coverage import _terms, unexplained
from scribe_plugin.extraction.llm.prompts.files import PARTIALS

SHIPPED = content.folder("prompts") / "alif" / "v1"
DAY = date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped set."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "v1"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace words in one file of a set."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def failed(folder: Path) -> dict[str, str]:
    """Return name and sentence of every failed check."""
    return {item.name: item.detail for item in check(open_prompt(str(folder))) if not item.ok}


@pytest.mark.parametrize("name", packaged_names())
def test_every_shipped_set_passes(name: str) -> None:
    checks = check(load_prompt(name))
    assert [item for item in checks if not item.ok] == []
    names = [item.name for item in checks]
    assert {"templates", "partials", "canary", "tokens", *(f"fields.{one}" for one in ELEMENT_NAMES)} <= set(names)
    assert sum(name.startswith("examples/") for name in names) >= 2


def test_every_term_of_the_schema_is_walked() -> None:
    schema = schemas.schema("elements")
    terms = {name: set(_terms(schema["properties"][name], schema)) for name in ELEMENT_NAMES}
    assert {"interspace", "by_approach", "L5-S1", "presacral", "stated_count", "document", "quote"} <= terms["levels"]
    assert {"weight_management", "EQ5D", "bone_scan", "duration_weeks", "postlaminectomy_syndrome"} <= terms[
        "necessity"
    ]
    assert "ilium" not in terms["levels"]


@pytest.mark.parametrize(
    ("name", "old", "new", "term"),
    [
        ("device", "`structural_allograft`", "structural allograft", "structural_allograft"),
        ("necessity", "`weight_management`", "weight", "weight_management"),
        ("posterior", "`ilium`", "ilium", "ilium"),
        ("levels", "`transitional_anatomy`", "{# `transitional_anatomy` #}", "transitional_anatomy"),
        ("access", "`separate_note`", "A note", "separate_note"),
        ("approach", "`transperitoneal`", "the other", "transperitoneal"),
    ],
)
def test_a_term_that_nobody_explains_is_found(folder: Path, name: str, old: str, new: str, term: str) -> None:
    change(folder, f"elements/{name}.j2", old, new)
    assert unexplained(load_prompt(str(folder)))[name] == [term]
    (detail,) = failed(folder).values()
    assert f"elements/{name}.j2 does not explain {term};" in detail


def test_fields_of_the_form_itself_are_explained_in_the_system_template(folder: Path) -> None:
    change(folder, "system.j2", "`fusion_documented`", "It")
    assert "system.j2 does not explain fusion_documented" in failed(folder)["fields.form"]


def test_a_term_may_stand_in_any_usual_way(folder: Path) -> None:
    for term in ("`retroperitoneal | transperitoneal | not_stated`", '"retroperitoneal" “transperitoneal”'):
        text = (SHIPPED / PARTIALS["approach"]).read_text(encoding="utf-8")
        text = text.replace("`retroperitoneal` (also extraperitoneal) or `transperitoneal`", term)
        (folder / PARTIALS["approach"]).write_text(text, encoding="utf-8")
        assert failed(folder) == {}


def test_a_partial_that_is_not_included_is_found(folder: Path) -> None:
    change(folder, "system.j2", '{% include "elements/access.j2" %}', "")
    assert "elements/access.j2" in failed(folder)["partials"]


def test_everything_that_is_broken_is_listed_at_once(folder: Path) -> None:
    change(folder, "repair.j2", "{{ parts }}", "{{ part }}")
    change(folder, "elements/levels.j2", "`titled`", "{% if %}")
    change(folder, "examples/1-alif-staged.json", "ODI 46. Cannot", "ODI 47. Cannot")
    change(folder, "examples/2-tlif-negatives.json", '"prone"', '"standing"')
    checks = [item for item in check(open_prompt(str(folder))) if not item.ok]
    assert [item.name for item in checks] == [
        "templates",
        "templates",
        "examples/1-alif-staged.json",
        "examples/2-tlif-negatives.json",
    ]
    assert all("v1/" in item.detail for item in checks)


def test_a_set_without_examples_fails(folder: Path) -> None:
    shutil.rmtree(folder / "examples")
    assert "add one" in failed(folder)["examples"]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("documents.j2", "{% endfor %}", "{{ document.text | upper }}\n{% endfor %}", "outside its fence"),
        ("documents.j2", "{% endfor %}", "({{ document.text | length }})\n{% endfor %}", "outside its fence"),
        ("repair.j2", "{{ problem | json }}", "{{ problem.quote }}", "repair.j2"),
        ("repair.j2", "{{ problem | json }}", "{{ problem | json }}\n{{ problem.document }}", "repair.j2"),
    ],
)
def test_the_canary_notices_text_that_gets_out(folder: Path, name: str, old: str, new: str, said: str) -> None:
    change(folder, name, old, new)
    assert said in failed(folder)["canary"]


def test_the_canary_notices_a_text_that_is_shown_twice(folder: Path) -> None:
    change(
        folder,
        "documents.j2",
        "{% endfor %}",
        "{% if document.id != 'note' %}{{ document.text }}{% endif %}{% endfor %}",
    )
    assert "verbatim, once" in failed(folder)["canary"]


def test_a_fence_that_breaks_only_for_some_documents_is_noticed(folder: Path) -> None:
    change(folder, "documents.j2", "{{ document.text }}", "{{ document.text | trim }}")
    assert "documents.j2 has to show every document" in failed(folder)["canary"]


def test_tokens_add_up() -> None:
    prompt = load_prompt("alif/v1")
    tokens = token_estimates(prompt)
    parts = [value for key, value in tokens.items() if "/" in key]
    assert len(parts) == 8
    assert sum(parts) < tokens["system"] < tokens["total"] < 6000
    assert tokens["repair"] > 0


def test_a_copy_is_a_draft_that_knows_where_it_comes_from(folder: Path, tmp_path: Path) -> None:
    change(folder, "prompt.toml", 'status = "draft"', 'status = "approved"')
    source = load_prompt(str(folder))
    copy_as_draft(source, tmp_path / "mine" / "v2", by='R. "Bo" Ames', today=DAY)
    copy = load_prompt(str(tmp_path / "mine" / "v2"))
    assert (copy.name, copy.status, copy.sha256) == ("v2", "draft", source.sha256)
    *before, last = copy.manifest.changes
    assert before == source.manifest.changes
    assert (last.date, last.by) == (DAY, 'R. "Bo" Ames')
    assert source.sha256[:12] in last.what
    assert "# What this prompt set is" in copy.files["prompt.toml"]
    assert check(copy) == check(source)


def test_a_copy_overwrites_nothing(tmp_path: Path) -> None:
    source = load_prompt("alif/v1")
    target = tmp_path / "v2"
    target.mkdir()
    copy_as_draft(source, target, by="a", today=DAY)
    (target / "system.j2").write_text("mine", encoding="utf-8")
    with pytest.raises(PromptError, match="holds files already"):
        copy_as_draft(source, target, by="a", today=DAY)
    assert (target / "system.j2").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("name", "by"), [("a b", "a"), ("..x", "a"), ("v2", " "), ("v2", "\n")])
def test_a_copy_needs_a_usable_name(tmp_path: Path, name: str, by: str) -> None:
    with pytest.raises(PromptError, match="cannot be used"):
        copy_as_draft(load_prompt("alif/v1"), tmp_path / name, by=by, today=DAY)
    assert list(tmp_path.iterdir()) == []


def test_a_copy_into_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "v2").write_text("x", encoding="utf-8")
    with pytest.raises(PromptError, match="cannot be written"):
        copy_as_draft(load_prompt("alif/v1"), tmp_path / "v2", by="a", today=DAY)


def test_differences_name_files_that_changed_came_or_went(folder: Path) -> None:
    shipped = load_prompt("alif/v1")
    assert list(differences(shipped, load_prompt(str(folder)))) == []
    change(folder, "elements/levels.j2", "vertebrae", "vertebral bodies")
    (folder / "examples" / "2-tlif-negatives.json").unlink()
    (folder / "extra.j2").write_text("New.\n", encoding="utf-8")
    lines = list(differences(shipped, load_prompt(str(folder))))
    heads = [line.rpartition("v1/")[2] for line in lines if line.startswith("+++")]
    assert heads == ["elements/levels.j2", "examples/2-tlif-negatives.json", "extra.j2"]
    assert "+New." in lines


def test_sets_below_a_folder_are_found(folder: Path) -> None:
    (folder.parent / ".hidden").mkdir()
    shutil.copy(folder / "prompt.toml", folder.parent / ".hidden")
    assert names_below(folder.parent) == ["v1"]
    assert "alif/v1" in packaged_names()
