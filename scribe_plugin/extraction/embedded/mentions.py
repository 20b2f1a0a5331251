"""Finding the lexicon's phrases in normalised text: one pass over the words, linear in their number."""

import re
from functools import cache

from scribe_plugin.extraction.embedded.lexicon import Entry, lexicon

_WORD = re.compile(r"[a-z0-9]+(?:\.\d+)?")
_JOINTS = frozenset(
    {" ", "-", "/", "'", " - ", " / ", "- ", " -", "/ ", " /", "(", " (", ") ", ")", "-\n", "\n", ": ", ":"}
)
"""What may stand between two words of one phrase."""

NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve several multiple couple few many".split()
)

ANY_NAME = "<name>"
"""Stands for any one word inside a phrase, such as a surgeon's name."""

_CACHE_LIMIT = 50_000


class Mention:
    """One phrase found at ``start`` to ``end`` of the normalised text.

    ``concept`` and ``value`` are those of its lexicon ``entry``. Two mentions are the same only if they are one object.
    """

    __slots__ = ("concept", "end", "entry", "start", "value")

    def __init__(self, entry: Entry, start: int, end: int) -> None:
        self.entry = entry
        self.start = start
        self.end = end
        self.concept = entry.concept
        self.value = entry.value


class _State:
    """A set of automaton states reached together; its transitions are worked out when first needed and kept."""

    __slots__ = ("entries", "goes_on", "members", "next", "takes_name")

    def __init__(self, members: tuple[int, ...]) -> None:
        final, arcs = lexicon().final, lexicon().arcs
        self.members = members
        self.goes_on = any(arcs[member] for member in members)
        self.takes_name = any(ANY_NAME in arcs[member] for member in members)
        self.entries = tuple(number for member in members for number in final.get(member, ()))
        self.next: dict[str, _State | None] = {}


class _Automaton:
    """The lexicon's automaton, made deterministic step by step as texts need it."""

    def __init__(self) -> None:
        self.start = _State((0,))
        self.states: dict[tuple[int, ...], _State] = {}
        self.symbols: dict[str, tuple[str, ...]] = {}

    def symbols_of(self, word: str) -> tuple[str, ...]:
        """Return the lexicon's names for ``word``: itself, its stems and its classes."""
        found = self.symbols.get(word)
        if found is None:
            if len(self.symbols) > _CACHE_LIMIT:
                self.symbols.clear()
            book = lexicon()
            stems = (f"{word[:end]}*" for end in range(1, len(word) + 1) if word[:end] in book.stems)
            found = tuple(symbol for symbol in (word, *stems, *_classes(word)) if symbol in book.symbols)
            self.symbols[word] = found
        return found

    def step(self, state: _State, word: str) -> _State | None:
        """Return the state after ``word``, or None when no phrase goes on so."""
        arcs = lexicon().arcs
        symbols = self.symbols_of(word)
        if state.takes_name and word.isalpha():
            symbols = (*symbols, ANY_NAME)
        members = tuple(
            sorted(
                {target for member in state.members for symbol in symbols for target in arcs[member].get(symbol, ())}
            )
        )
        after = self.states.get(members)
        if after is None and members:
            after = self.states[members] = _State(members)
        if len(state.next) > _CACHE_LIMIT:
            state.next.clear()
        state.next[word] = after
        return after


@cache
def _automaton() -> _Automaton:
    return _Automaton()


def _classes(word: str) -> tuple[str, ...]:
    """Return the word classes that a phrase may name: ``<n>`` a number, ``<year>`` a year."""
    if not word[0].isdigit():
        return ("<n>",) if word in NUMBER_WORDS else ()
    if len(word) == 4 and word[:2] in ("19", "20") and word.isdigit():
        return ("<n>", "<year>")
    return ("<n>",) if word.replace(".", "").isdigit() else ()


def find_mentions(text: str) -> list[Mention]:
    """Return the phrases of the lexicon in ``text``, sorted by start; hidden and shorter twins are dropped."""
    return _drop_hidden(find_all(text))


def find_all(text: str) -> list[Mention]:
    """Return every phrase of the lexicon in ``text``, sorted by start."""
    entries = lexicon().entries
    automaton = _automaton()
    step, start_state = automaton.step, automaton.start
    first = start_state.next
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _WORD.finditer(text):
        words.append(match.group())
        start, end = match.span()
        starts.append(start)
        ends.append(end)
    count = len(words)
    found: list[Mention] = []
    for index, word in enumerate(words):
        state = first[word] if word in first else step(start_state, word)
        if state is None:
            continue
        best: dict[int, Mention] = {}
        last = index
        while True:
            for number in state.entries:
                best[number] = Mention(entries[number], starts[index], ends[last])
            last += 1
            if last >= count or not state.goes_on or text[ends[last - 1] : starts[last]] not in _JOINTS:
                break
            word = words[last]  # noqa: PLW2901 - the phrase goes on
            after = state.next
            state = after[word] if word in after else step(state, word)
            if state is None:
                break
        if best:
            found.extend(best.values())
    found.sort(key=lambda mention: (mention.start, -mention.end, mention.entry.concept != "pseudo"))
    return found


def _drop_hidden(mentions: list[Mention]) -> list[Mention]:
    """Drop mentions inside a longer ``pseudo`` phrase, and those inside a longer one of the same concept."""
    kept: list[Mention] = []
    reach: dict[str, tuple[int, int]] = {}
    hidden = (-1, -1)
    for mention in mentions:
        if mention.concept == "pseudo":
            if mention.end > hidden[1]:
                hidden = (mention.start, mention.end)
            continue
        if mention.end <= hidden[1] and (mention.start, mention.end) != hidden:
            continue
        span = (mention.start, mention.end)
        longest = reach.get(mention.concept, (-1, -1))
        if mention.end <= longest[1] and span != longest:
            continue
        reach[mention.concept] = span
        kept.append(mention)
    return kept
