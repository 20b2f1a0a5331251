"""What the record says of posterior work, gathered sentence by sentence before anything is decided."""

import re
from dataclasses import dataclass, field

from scribe_plugin.contract import Interspace
from scribe_plugin.extraction.embedded import behind
from scribe_plugin.extraction.embedded.assertion import assertion_of
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.reading import Sentence

CUES_OF_FACT = ("negated", "aborted")
_MAYBE = re.compile(r"\b(?:would|might|may|could|consider\w*)\b")
_CONDITION = re.compile(
    r"^(?:\W*(?:and|but|so) )?(?:should|were|if|unless|in the event|in case|had)\b|\b(?:should|if) (?:the|she|he|they|there|a|any|this|that)\b"
)
_MODAL = re.compile(r"\b(?:would|might|may|could|can|will|shall)\b")
_BOOKED = ("scheduled", "booked", "booking", "case request", "proposed", "intended")
_STAGED = re.compile(r"\b(?:stage[ds]?|later|second)\b")
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_ANY_DAY = rf"(?:{_DAY}|mon|tues?|wed|thurs?|fri)"
_COMING = re.compile(
    rf"\b(?:on|next|this|this coming|come|by) {_DAY}(?: next| week)?,? (?:he|she|they|we|i|the patient|this (?:man|woman|patient|lady|gentleman))(?: then| also)?"
    r" (?:goes?|ha(?:s|ve)|comes?|returns?|gets?|undergoes|undergo|turns?|will|shall|is|are|am|plans?)\b(?! had| been)"
    rf"|\b(?:returns|(?:will|to|shall) (?:return|come back|go back|be back)|comes? back|goes back|is back)\b[\w ]{{0,30}}\b(?:(?:on|next|this) {_ANY_DAY}|next (?:week|month)|tomorrow|in \w+ (?:days?|weeks?|months?))\b[\w ]{{0,10}}\bfor\b"
    r"|\b(?:is|are|remains?|remain) (?:still )?to (?:be|have|undergo|follow|come|receive)\b"
    r"|(?<!as )(?<!than )(?<!was )(?<!were )\b(?:planned|pending|scheduled|booked|to follow|still to come|deferred|tbd)\b\W*(?:(?:for|on|as)? ?[\w/ -]{1,20})?$"
    rf"|(?:[a-z]\d ?[:,(-]+|\bscrews? ?[:,(-]+|\brods ?[:,(-]+|\bscrews|\bfixation|\binstrumentation) ?(?:on |next |this )?{_ANY_DAY}\b[ ,;(]*(?:(?:not|but not) today)?\W*$"
)
_STAGE_TO_COME = re.compile(
    rf"^\W*(?:stage|part) (?:2|two|ii|b)\b[^:.]{{0,50}}(?:\b{_ANY_DAY}\b|\bplan|\bscheduled|\bto follow|\bfrom now|\bnext\b|\btomorrow|\bin \w+ (?:days?|weeks?))"
    r"|^\W*(?:operation|procedure|surgery)s? (?:planned|to follow|scheduled)\b[^:]*\bstage|^\W*planned [^:]{0,30}\bstage"
    rf"|^\W*(?:stage|part) (?:2|two|ii|b)\b.*\b(?:is|are|will be) (?:planned|scheduled|booked|set|due)\b"
)
_NEW = re.compile(
    r"\b(?:old|broken|loose|removed|taken out|exchanged)\b.*\b(?:new|fresh|longer|larger|thicker) (?:[\w.-]+ ){0,4}$"
)
_PUT_SOON = re.compile(r"[^.;]{0,40}\b(?:placed|inserted|put in|introduced|implanted|seated|driven|went in)\b")
_PLANNED_ONES = re.compile(r"\bplanned (?:\w+ ){0,3}$")
_NOW_IN = re.compile(
    r"[^.;,]{0,40}?\b(?:was|were) (?:then |all |now |next )?(?:placed|inserted|performed|done|carried out|completed|driven|put in)\b"
)
_NONE_BACK = re.compile(
    r"\b(?:none|no (?:new )?(?:ones?|screws?|rods?|hardware)|nothing) (?:new )?(?:was|were) (?:put back|replaced|re-?inserted|re-?placed|put in|placed)\b"
    r"|\b(?:and|but) not (?:put back|replaced|re-?inserted|re-?placed)\b"
    r"|^(?:and |but )?(?:they|it|these|those) (?:was|were) not (?:put back|replaced|re-?inserted|re-?placed)\b"
)
_UNOPENED = re.compile(
    r"\bscrews?(?: and rods?)?(?: (?:set|tray|system|kit|pack|box)s?)?\b[^.;]{0,50}\b(?:unopened|(?:never|not) (?:been )?(?:opened|used|needed)|stayed (?:closed|sealed)|remained (?:closed|sealed))\b"
)
_WITH_FUSION = re.compile(
    r"\b(?:instrumentation|instrumented|fixation|screws?|rods?|construct|posterolateral|posterior|intertransverse|lateral)(?: (?:and|&|with|plus|\+)|/|,| ?\+)? (?:a |an )?(?:\w+ )?$"
)

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
    taken_out: Mention | None = None
    """Hardware that the last sentence took out."""
    placed: bool = False
    """Whether the last sentence placed screws."""


def said_of(sentence: Sentence, mention: Mention) -> str:
    """Return what is said of posterior work, with what the words of time and use round it add."""
    assertion: str = assertion_of(sentence, mention)
    if sentence.has("post.earlier") and assertion in ("performed", "historical"):
        return "earlier"
    if sentence.kind == "indications" and assertion == "performed":
        return "historical"
    if assertion in ("historical", "removed") and _is_renewed(sentence, mention):
        assertion = "performed"
    if assertion in ("performed", "planned", "considered") and behind.is_followed_by(
        sentence, mention, "post.needless"
    ):
        return "negated"
    if assertion == "performed" and behind.is_followed_by(sentence, mention, "post.gone"):
        return "removed"
    if assertion == "planned" and _is_done_as_planned(sentence, mention):
        assertion = "performed"
    if assertion in ("performed", "planned") and _depends(sentence):
        assertion = "hypothetical"
    if assertion == "planned" and sentence.heading.startswith(_BOOKED) and not _STAGED.search(sentence.text):
        return "considered"
    if assertion == "performed" and (sentence.has("post.deferred", "post.later") or _is_to_come(sentence)):
        return "planned"
    if assertion == "hypothetical" and sentence.has("post.later") and _is_conditional_date(sentence):
        return "planned"
    return assertion


def _is_done_as_planned(sentence: Sentence, mention: Mention) -> bool:
    """Return whether what was planned is said to be in ("the planned screws were placed")."""
    text = sentence.document.text.norm
    before = _PLANNED_ONES.search(text, max(sentence.start, mention.start - 40), mention.start)
    return before is not None and _NOW_IN.match(text, mention.end, sentence.end) is not None


def _is_renewed(sentence: Sentence, mention: Mention) -> bool:
    """Return whether new hardware goes in where the sentence took old hardware out."""
    text = sentence.document.text.norm
    new = _NEW.search(text, sentence.start, mention.start)
    return new is not None and _PUT_SOON.match(text, mention.end, sentence.end) is not None


def _depends(sentence: Sentence) -> bool:
    """Return whether the work waits on something that may never come ("should it migrate, screws would follow")."""
    text = sentence.text
    return _CONDITION.search(text) is not None and _MODAL.search(text) is not None


def _is_to_come(sentence: Sentence) -> bool:
    return _COMING.search(sentence.text) is not None or _STAGE_TO_COME.search(sentence.text) is not None


def _is_conditional_date(sentence: Sentence) -> bool:
    """Return whether a dated plan only waits for something ("in a week if cultures are clear"), unlike a risk."""
    conditions = [cue for cue in sentence.cues if cue.value == "hypothetical"]
    return all(cue.entry.phrase.startswith("if") for cue in conditions) and not _MAYBE.search(sentence.text)


def plans_fusion(sentence: Sentence) -> list[Mention]:
    """Return the words for fusion or graft that belong to planned instrumentation ("instrumentation and fusion")."""
    text = sentence.document.text.norm
    return [
        mention
        for mention in sentence.of("act.fusion", "act.graft")
        if _WITH_FUSION.search(text, max(sentence.start, mention.start - 50), mention.start)
        and assertion_of(sentence, mention) not in CUES_OF_FACT
    ]


def puts_none_back(sentence: Sentence) -> bool:
    """Return whether a sentence after one that took hardware out says that none went back."""
    return _NONE_BACK.search(sentence.text) is not None


def leaves_unopened(sentence: Sentence) -> bool:
    """Return whether the narrative says that screws for the back were never opened or used."""
    waiting = any("stand" in mention.entry.phrase for mention in sentence.of("post.unused"))
    told = sentence.kind in ("narrative", "body") and sentence.has("post.unused") and not waiting
    return told and "pedicle screw" in sentence.text and _UNOPENED.search(sentence.text) is not None


def denies_fusion(sentence: Sentence, mention: Mention, back: bool, interbody: bool) -> bool:
    """Return whether a denied fusion or graft is the posterior one: by its place, or because no other was done."""
    if mention.concept != "act.fusion":
        return back and not sentence.has("device.cage")
    if sentence.kind in ("title", "diagnosis") or sentence.levels:
        return back or (not interbody and not sentence.levels)
    return back or sentence.heading.startswith("fusion") or not interbody
