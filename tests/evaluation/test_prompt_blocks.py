"""Blocks of a prompt set: found by name, and cut out whole."""

from pathlib import Path

import pytest

from scribe_plugin.contract import PromptError
from scribe_plugin.evaluation.prompt_blocks import choose_blocks, find_blocks
from scribe_plugin.extraction.llm.prompts import PromptSet, load_prompt


def changed(folder: Path, name: str, text: str) -> PromptSet:
    """Return a copy of the packaged set with one file changed."""
    for file, given in load_prompt("alif/v1").files.items():
        target = folder / "v1" / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text if file == name else given, encoding="utf-8")
    return load_prompt(str(folder / "v1"))


def test_the_packaged_set_has_its_elements_examples_and_rules() -> None:
    prompt = load_prompt("alif/v1")
    blocks = {block.name: block for block in find_blocks(prompt)}
    assert set(blocks) >= {"device", "device.examples", "example.2-tlif-negatives", "rule.1", "rule.7"}
    assert len(blocks) == 6 + 6 + 2 + 7
    assert blocks["device"].files == {"elements/device.j2": ""}
    assert blocks["example.2-tlif-negatives"].files == {"examples/2-tlif-negatives.json": None}
    lines = [line for line in prompt.files["system.j2"].splitlines() if not line.startswith("3. ")]
    assert blocks["rule.3"].files["system.j2"] == "\n".join(lines) + "\n"
    before, after = prompt.files["elements/device.j2"], blocks["device.examples"].files["elements/device.j2"]
    assert after is not None
    gone = set(before.splitlines()) - set(after.splitlines())
    assert gone
    assert all(line.startswith("- ") and " -> " in line for line in gone)


def test_marked_blocks_are_cut_with_their_marks_in_every_file(tmp_path: Path) -> None:
    text = load_prompt("alif/v1").files["system.j2"]
    marked = (
        text
        + "{# block: manners #}\nBe polite.\n{# end #}\nGo.{# block: manners #} Please.{# end #} Now.\n  {# block: b #}\nx\n  {# end #}\n"
    )
    prompt = changed(tmp_path, "system.j2", marked)
    (block,) = choose_blocks(prompt, ["manners", "manners"])
    assert block.files == {"system.j2": text + "Go. Now.\n  {# block: b #}\nx\n  {# end #}\n"}
    assert choose_blocks(prompt, ["b"])[0].files == {"system.j2": marked.partition("  {# block: b")[0]}
    assert "Be polite." in prompt.system()


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("{# block: a #}\nx\n", "block 'a' has no {# end #}"),
        ("{# end #}\n", "ends no block"),
        ("{# block: a #}{# block: b #}{# end #}{# end #}", "begins inside 'a'"),
        ("{# block: two words #}x{# end #}", "needs a name"),
        ("{# block: ../up #}x{# end #}", "needs a name"),
        ("{# block: device #}x{# end #}", "call it otherwise"),
    ],
)
def test_marks_that_do_not_hold_are_a_sentence(added: str, said: str, tmp_path: Path) -> None:
    prompt = changed(tmp_path, "repair.j2", load_prompt("alif/v1").files["repair.j2"] + added)
    with pytest.raises(PromptError) as error:
        find_blocks(prompt)
    assert said in str(error.value)


def test_a_rule_that_holds_logic_is_no_block(tmp_path: Path) -> None:
    text = load_prompt("alif/v1").files["system.j2"].replace("\n3. ", "\n3. {% if schema %}now{% endif %} ")
    names = {block.name for block in find_blocks(changed(tmp_path, "system.j2", text))}
    assert "rule.3" not in names
    assert "rule.4" in names


def test_an_unknown_block_names_those_there_are() -> None:
    with pytest.raises(PromptError, match=r"no block 'devise'; choose of .*device\.examples"):
        choose_blocks(load_prompt("alif/v1"), ["devise"])
