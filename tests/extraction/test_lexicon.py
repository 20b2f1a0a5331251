"""Every phrase of the lexicon is exercised by a labelled note, but for a list that can only get shorter."""

from pathlib import Path

from scribe_plugin.evaluation.dataset import load
from scribe_plugin.extraction.embedded.lexicon import Entry, lexicon
from scribe_plugin.extraction.embedded.mentions import find_all
from scribe_plugin.extraction.embedded.repairs import mask
from scribe_plugin.extraction.embedded.text import normalise

ROOT = Path(__file__).parents[2]
BACKLOG = Path(__file__).with_name("lexicon_backlog.txt")


def named(entry: Entry) -> str:
    return f"{entry.concept}={entry.value} | {entry.phrase}"


def unexercised() -> set[str]:
    """Return the phrases that no note of the development set holds; product names are proved by their own table."""
    seen: set[Entry] = set()
    for note in load(ROOT / "evals" / "datasets" / "dev.jsonl"):
        for document in note.encounter.documents:
            seen.update(mention.entry for mention in find_all(mask(normalise(document.text).norm)[0]))
    exercised = {named(entry) for entry in seen}
    return {named(entry) for entry in lexicon().entries if entry.concept != "device.product"} - exercised


def test_every_phrase_is_exercised_by_a_labelled_note() -> None:
    backlog = set(BACKLOG.read_text("utf-8").splitlines())
    missing = unexercised()
    assert sorted(missing - backlog) == [], "write a labelled note for these phrases, or drop them"
    assert sorted(backlog - missing) == [], "take these off the backlog: they are exercised or gone"


if __name__ == "__main__":
    BACKLOG.write_text("".join(f"{line}\n" for line in sorted(unexercised())), "utf-8")
