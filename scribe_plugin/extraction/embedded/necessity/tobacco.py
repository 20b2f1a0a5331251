"""Whether the patient uses tobacco or nicotine."""

import re
from typing import cast

from scribe_plugin.contract import Evidence
from scribe_plugin.contract.necessity import Tobacco
from scribe_plugin.extraction.embedded.ledger import Ledger
from scribe_plugin.extraction.embedded.mentions import Mention
from scribe_plugin.extraction.embedded.necessity.places import Told, asserted
from scribe_plugin.extraction.embedded.reading import Sentence
from scribe_plugin.extraction.embedded.text import BLANK

_SKIPPED = frozenset({"consent", "implants", "attestation"})
_LABEL = rf"(?: (?:use|status|history|hx|smoke|smoker|abuse|products?|exposure))?[ :=\[({BLANK}\u2611x)\]*-]*(?:\((?:x|\*)\) ?)?"
_FIELD = re.compile(
    rf"{_LABEL}(?:(?P<never>never|none|no\b|non\b|denies|denied|neg(?:ative)?\b|n\b|0\b)|(?P<former>quit|former|stopped|ex\b|ex-|past\b|remote|previous|discontinued|in remission)|(?P<current>current|yes|active|every ?day|daily|\d))"
)
_RELATIVE = re.compile(
    r"\b(?:husband|wife|spouse|partner|father|mother|brother|sister|sons?|daughter|roommate|parents?|family|siblings?)\b(?! and)[^.;,]{0,24}$"
)
_QUIT = re.compile(
    r"(?<!must )(?<!to )(?<!should )(?<!will )\b(?:quit|stopped|former|ex|ceased|discontinued|gave (?:it |them )?up|until (?:19|20)\d\d|abstinent|last (?:cigarette|smoked|smoke|cigar)|in college|in remission|years ago)\b"
)
_SINCE = re.compile(
    r"\b(?:no|non-?smoker|smoker|free|without|abstinent|abstain\w*|abstention|smoked|cigarettes?|tobacco)\b[^.;]{0,30}?\b(?:since (?:19|20)\d\d|(?:x|for|in|these|past|last) (?:the (?:past|last) |over )?(?:\d+(?:\.\d)?|a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|many|several) ?(?:years?|yrs?|months?|mos?|weeks?|wks?|decades?)\b)"
)
_EVER = re.compile(r"\b(?:never|ever)\b")
_LIFELONG = re.compile(r"\b(?:life-?long|life long|all (?:his|her|their) life|lifetime) (?:abstain\w*|abstinen\w*|non)")
_HISTORY = re.compile(
    r"\bhistory of (?:heavy |remote )?(?:smok|tobacco|cigar|nicotine)|\b(?:smoking|tobacco) history|pack[ -]ye?a?rs? (?:smoking |tobacco )?history"
)
_PRESENT = re.compile(r"smokes|current|active|\bppd|per day|\bstill|continues")
_AMBIGUOUS = re.compile(r"dip|chew|snuff|pouch|zyn|former$")
_OTHER_WAYS = re.compile(r"vap|chew|\bdips?\b|snuff|e-?cig|smokeless")
_NOT_ONLY = re.compile(r"\b(?:but|now|still|currently|daily|vapes?|vaping|chews|dips|e-?cig)\b")
_ANSWER = re.compile(
    r"(?:[a-z0-9 ]{1,12}: ?|\[[^\]]*\] ?[a-z]+ )?(?:(?P<never>no\b|nope|never|none)|(?P<former>(?:i |he |she )?quit|ex[ -]|former|used to|not any ?more)|(?P<current>yes|yeah|yep|a pack|half a pack|still))"
)
_LABELS = ("tobacco", "smoking", "nicotine", "smoker", "tob", "smoke", "cigarettes", "smoking status")


def read_tobacco(told: list[Told], ledger: Ledger) -> tuple[Tobacco, list[Evidence]]:
    """Return the patient's use of tobacco with quotes; present use beats past use, past use beats none."""
    found: dict[str, list[Evidence]] = {}
    for one in told:
        if one.document.kind == "imaging_report":
            continue
        before = False
        for number, row in enumerate(one.rows):
            mentions = row.topics.get("tobacco")
            sentence = row.sentence
            follows, before = before, mentions is not None
            if mentions is None or sentence.kind in _SKIPPED:
                continue
            if row.place in ("weak", "closed") and all(
                _AMBIGUOUS.match(_words(sentence, mention)) for mention in mentions
            ):
                continue
            if all(mention.value in ("", "former") for mention in mentions) and not (
                follows or _about_tobacco(sentence)
            ):
                continue
            value = None
            if _is_question(sentence) and number + 1 < len(one.rows):
                value = _answer(one.rows[number + 1].sentence)
            value = value or stated_use(sentence, mentions)
            if value is not None:
                evidence = ledger.quote(sentence, mentions[0].start, mentions[-1].end)
                found.setdefault(value, []).append(evidence)
    for value in ("current", "former", "never"):
        if value in found:
            return cast("Tobacco", value), found[value][:2]
    return "not_stated", []


def _words(sentence: Sentence, mention: Mention) -> str:
    """Return the words of a mention."""
    return sentence.document.text.norm[mention.start : mention.end]


def _about_tobacco(sentence: Sentence) -> bool:
    """Return whether "quit" or "former" alone speak of tobacco: under its heading, or beside its name."""
    return (
        sentence.heading.startswith(_LABELS)
        or re.search(r"smok|tobacco|cigar|nicotine|\bchew|\bvap", sentence.text) is not None
    )


def stated_use(sentence: Sentence, mentions: list[Mention]) -> str | None:
    """Return what a sentence says of tobacco by its own words, or None."""
    text = sentence.document.text.norm
    values: set[str] = set()
    for mention in mentions:
        if not mention.value or _RELATIVE.search(text, max(sentence.start, mention.start - 36), mention.start):
            continue
        if mention.value in ("never", "former"):
            if asserted(sentence, mention.start, mention.end, mentions) != "someone_else":
                values.add(mention.value)
            continue
        field = _FIELD.match(text, mention.end, sentence.end)
        if (
            field
            and field.lastgroup
            and not (field.lastgroup == "current" and _QUIT.search(text, sentence.start, sentence.end))
        ):
            values.add(field.lastgroup)
            continue
        if text[mention.end : mention.end + 1] == "?":
            continue
        assertion = asserted(
            sentence, mention.start, mention.end, [other for other in mentions if other.value == "former"]
        )
        if assertion == "negated":
            values.add("never")
        elif assertion in ("performed", "removed", "aborted"):
            values.add("use")
    if not values:
        return None
    return _settle(sentence, text, values)


def _settle(sentence: Sentence, text: str, values: set[str]) -> str | None:
    """Decide between what the words of one sentence say."""
    if _LIFELONG.search(text, sentence.start, sentence.end):
        return "never"
    if (
        values == {"never"}
        and _SINCE.search(text, sentence.start, sentence.end)
        and not _EVER.search(text, sentence.start, sentence.end)
    ):
        return "former"
    if "use" in values:
        values.discard("use")
        values.add(_use(sentence, text, values))
    if "current" in values and "former" in values:
        return "former" if not _NOT_ONLY.search(text, sentence.start, sentence.end) else "current"
    return next((value for value in ("current", "former", "never") if value in values), None)


def _use(sentence: Sentence, text: str, values: set[str]) -> str:
    """Tell present from past use where the words only say that there is or was some."""
    words = text[sentence.start : sentence.end]
    if "former" in values or (_QUIT.search(words) and "smokes" not in words):
        return "former"
    if "never" in values and not _OTHER_WAYS.search(words):
        return "never"
    if _HISTORY.search(words) and not _PRESENT.search(words):
        return "former"
    return "current"


def _is_question(sentence: Sentence) -> bool:
    return sentence.document.kind == "transcript" and sentence.end - sentence.start <= 40


def _answer(sentence: Sentence) -> str | None:
    """Read the next speaker's short answer to a question about tobacco."""
    match = _ANSWER.match(sentence.document.text.norm, sentence.start, sentence.end)
    return match.lastgroup if match else None
