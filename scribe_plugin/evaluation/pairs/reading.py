"""Having the notes of pairs read: each different text once."""

from collections.abc import Callable, Iterable

from scribe_plugin.contract import Elements, Encounter, SettingsError
from scribe_plugin.evaluation.pairs.build import Pair
from scribe_plugin.pipeline import Reviewer

Reading = Elements | str
"""What was read, or why nothing was."""


async def read_pairs(
    pairs: Iterable[Pair], reviewer: Reviewer, tick: Callable[[int, int], None] = lambda _done, _all: None
) -> dict[str, Reading]:
    """Read both notes of every pair and return the readings by note id.

    A charge says nothing to a reader, so notes that differ in their charge are read once. Where a model was asked and
    did not answer, the reading is the reason: what another reader made of the note is not the model's.

    Args:
        pairs: what to read.
        reviewer: who reads; the caller closes it.
        tick: called after each reading with the number done and the number of all.

    Raises:
        SettingsError: the model cannot answer before a setting is changed.
    """
    import anyio

    notes = {note.id: note.encounter for pair in pairs for note in (pair.first, pair.second)}
    texts = {_key(encounter): encounter for encounter in notes.values()}
    read: dict[str, Reading] = {}
    unusable: list[str] = []
    places = anyio.Semaphore(max(1, reviewer.concurrency))

    async def work(key: str, encounter: Encounter) -> None:
        async with places:
            if unusable:
                return
            review = await reviewer.review(encounter)
        provenance = review.provenance
        if provenance.degraded_by_configuration:
            unusable.append(provenance.degraded_reason or "no answer")
        read[key] = (provenance.degraded_reason or "no answer") if provenance.degraded else review.elements
        tick(len(read), len(texts))

    async with anyio.create_task_group() as group:
        for key, encounter in texts.items():
            group.start_soon(work, key, encounter)
    if unusable:
        msg = f"the model cannot be asked ({unusable[0]}); see alif-scribe config"
        raise SettingsError(msg)
    return {name: read[_key(encounter)] for name, encounter in notes.items()}


def _key(encounter: Encounter) -> str:
    return repr([(item.kind, item.text) for item in encounter.documents])
