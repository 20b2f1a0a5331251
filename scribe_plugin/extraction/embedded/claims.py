"""What the record says of posterior work, gathered sentence by sentence before anything is decided."""

from dataclasses import dataclass, field

from scribe_plugin.contract import Interspace
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import Sentence

Words = list[tuple[Sentence, Mention]]


@dataclass(slots=True)
class Claim:
    """What the record says of one kind of posterior work."""

    done: Words = field(default_factory=list)
    planned: Words = field(default_factory=list)
    denied: Words = field(default_factory=list)

    def state(self) -> str:
        """Return the contract's value: done beats denied, which beats planned; a title yields to the narrative."""
        told = [sentence for sentence, _ in (*self.denied, *self.planned) if sentence.kind not in ("title", "plan")]
        if self.done and not (told and self.only_titled()):
            return "performed"
        if self.denied and not self.planned:
            return "not_performed"
        return "planned" if self.planned else "not_performed" if self.denied else "not_stated"

    def only_titled(self) -> bool:
        """Return whether nothing but titles says that the work was done."""
        return all(sentence.kind == "title" for sentence, _ in self.done)

    def deciding(self) -> Words:
        """Return the words that decide the state."""
        return {"performed": self.done, "planned": self.planned, "not_performed": self.denied}.get(self.state(), [])


@dataclass(slots=True)
class Reading:
    """Everything gathered from the sentences, in order."""

    ledger: Ledger
    interbody: bool = False
    hardware: Claim = field(default_factory=Claim)
    fusion: Claim = field(default_factory=Claim)
    at_large: Words = field(default_factory=list)
    """Words that deny all posterior work; they count where none was done."""
    rods: Words = field(default_factory=list)
    """Rods told outside a posterior stage; they count where screws from behind were placed."""
    kinds: set[str] = field(default_factory=set)
    points: set[str] = field(default_factory=set)
    title_points: set[str] = field(default_factory=set)
    pedicles: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    spots: set[Interspace] = field(default_factory=set)
    title_spots: set[Interspace] = field(default_factory=set)
    focus_spots: set[Interspace] = field(default_factory=set)
    removed_behind: bool = False
    staged: set[str] = field(default_factory=set)
    """Documents that announce a posterior stage for another day."""
    earlier: bool = False
    open_question: Mention | None = None
    """Hardware that the last sentence only considered."""
    placed: bool = False
    """Whether the last sentence placed screws."""
