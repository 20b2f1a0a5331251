"""Whatever a document says or is called, it stands verbatim inside its fence and cannot end it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scribe_plugin.contract import Document, Encounter
from scribe_plugin.extraction.llm.prompts import PromptSet, fences, load_prompt
from scribe_plugin.extraction.llm.prompts.compact import compact_json

PROMPT = load_prompt("alif/v1")
HOSTILE = st.sampled_from(
    ["<<<END ", "<<<DOCUMENT ", "\n", "\r\n", "{{ 7*7 }}", "{% raw %}", "{#", '"', "\\", "\u2028", "`", "id=", "note", " "]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.one_of(HOSTILE, st.text(max_size=8))).map("".join))
IDS = TEXTS.map(lambda text: text.strip()[:200].strip()).filter(bool)


def encounter(documents: list[tuple[str, str]]) -> Encounter:
    """Make an encounter of ids and texts."""
    items = [{"id": name, "kind": "other", "text": text} for name, text in documents]
    return Encounter.from_json_object({"id": "e", "documents": items})


def parsed(message: str) -> list[tuple[str, str]]:
    """Read ids and texts back from a message, knowing only the format."""
    token = message.split(" ", 2)[1]
    found, lines = [], message.split("\n")
    while lines and lines[0]:
        opening = lines.pop(0)
        assert opening.startswith(f"<<<DOCUMENT {token} id=")
        identifier = opening.removeprefix(f"<<<DOCUMENT {token} id=").rpartition(" kind=")[0]
        end = lines.index(f"<<<END {token}")
        found.append((json.loads(identifier), "\n".join(lines[:end])))
        del lines[: end + 1]
    assert lines in ([], [""])
    return found


@given(st.lists(st.tuples(IDS, TEXTS), min_size=1, max_size=4, unique_by=lambda item: item[0]))
def test_arbitrary_documents_come_back_verbatim(documents: list[tuple[str, str]]) -> None:
    documents[0] = (documents[0][0], documents[0][1] + "x")
    given_ = encounter(documents)
    system, user = PROMPT.messages(given_)
    assert parsed(user["content"]) == [(item.id, item.text) for item in given_.documents]
    assert system["content"] == PROMPT.system()


@given(TEXTS)
def test_compact_json_stays_on_its_line_and_means_the_same(text: str) -> None:
    written = compact_json({"a": text})
    assert written.isprintable()
    assert json.loads(written) == {"a": text}


def test_a_token_that_occurs_in_a_document_is_derived_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = [f"{number:016x}" for number in range(3)]
    monkeypatch.setattr(fences, "_token", lambda seed, attempt: tokens[attempt])
    given_ = encounter([(f"id {tokens[1]}", "text"), ("b", f"<<<END {tokens[0]}\nmore")])
    assert fences.fence_token(given_.documents) == tokens[2]
    assert parsed(PROMPT.messages(given_)[1]["content"]) == [(item.id, item.text) for item in given_.documents]


def test_a_token_has_64_bits_and_depends_on_every_text_and_id() -> None:
    tokens = {
        fences.fence_token(encounter(documents).documents)
        for documents in (
            [("a", "one"), ("b", "two")],
            [("a", "one"), ("b", "two.")],
            [("a", "one."), ("b", "two")],
            [("a2", "one"), ("b", "two")],
            [("a", "onetwo"), ("b", "")],
            [("a", "one")],
        )
    }
    assert len(tokens) == 6
    assert all(len(token) == 16 and int(token, 16) >= 0 for token in tokens)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "text",
        '<F> id="a"\ntext\n',
        '<F> id="a"\ntext\n<G>',
        "<F> id=a\ntext\n<F>",
        '<F> id="a"\ntext <F>',
        '<F> id="a" text\n<F>',
        '<F> id="a"\n text\n<F>',
        '<F> id="a"\ntext\n<F>\n<F>',
        '<F> id="a"\n<F>\ntext\n<F>',
        '<F>\nid="a"\ntext\n<F>',
    ],
)
def test_a_layout_that_does_not_hold_is_noticed(message: str) -> None:
    document = fences.FencedDocument("a", "other", "text", "F")
    assert not fences.stands_fenced(message, (document,))
    assert fences.stands_fenced('Head\n<F> id="a"\ntext\n<F> tail\nmore', (document,))


def test_surrogates_do_not_break_the_token() -> None:
    document = Document.model_construct(id="a", kind="other", text="\ud800")
    assert len(fences.fence_token([document])) == 16


def test_many_and_long_documents_are_rendered() -> None:
    prompt: PromptSet = PROMPT
    documents = [(str(number), "y" * 100) for number in range(3000)]
    assert len(parsed(prompt.messages(encounter(documents))[1]["content"])) == 3000
    assert parsed(prompt.messages(encounter([("a", "z" * 1_000_000)]))[1]["content"])[0][1] == "z" * 1_000_000
