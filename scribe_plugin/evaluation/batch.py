"""Requests of an evaluation as a batch file: written now, sent by whoever has the account, scored when they are answered."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scribe_plugin.contract import DatasetError, InputError, LabelledNote
from scribe_plugin.evaluation.batch_map import Asked, RequestMap, documents_hash, json_hash, map_path, write_map
from scribe_plugin.evaluation.dataset import choose, open_dataset
from scribe_plugin.evaluation.setup import DECISIVE
from scribe_plugin.pipeline import check_encounter

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.prompts import PromptSet
    from scribe_plugin.extraction.llm.request import RequestForm

_TAG_CHARS = 8
"""Of the hash in every custom id: answers to another prompt or model are unknown ones."""


def write_batch(
    path: Path,
    out: Path,
    *,
    prompt: str | None = None,
    tags: Sequence[str] = (),
    sample: int | None = None,
    seed: int = 0,
    repeats: int = 1,
) -> RequestMap:
    """Write a request for every note and repeat of a dataset, and the map beside the file.

    Raises:
        InputError: dataset, settings or prompt set cannot be used, or the file is there already or cannot be written.
    """
    from scribe_plugin.extraction.llm.batch import BatchRequest, write_requests
    from scribe_plugin.extraction.llm.prompts import load_prompt
    from scribe_plugin.extraction.llm.reader import answer_schema
    from scribe_plugin.extraction.llm.request import request_form
    from scribe_plugin.extraction.llm.settings import load_settings

    settings = load_settings()
    prompt_set = load_prompt(prompt or settings.prompt)
    form, schema = request_form(settings, prompt_set.defaults), answer_schema()
    notes = choose(open_dataset(path).notes, tags=tags, sample=sample, seed=seed)
    _check(notes)
    for target in (out, map_path(out)):
        if target.exists():
            msg = f"{target} is there already; give another file, answers to that one may still come"
            raise DatasetError(msg)
    tag = _tag(prompt_set, form, schema)
    readings = [(note, repeat) for repeat in range(repeats) for note in notes]
    written = None if form.strict else schema
    asked = (
        BatchRequest(f"{note.id}--{tag}", prompt_set.messages(note.encounter, schema=written), repeat)
        for note, repeat in readings
    )
    names = write_requests(out, asked, form, schema)
    made = RequestMap(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        dataset=str(path),
        model=form.model,
        prompt=prompt_set.name,
        prompt_sha256=prompt_set.sha256,
        prompt_status=prompt_set.status,
        prompt_files=dict(prompt_set.files),
        response_format=form.response_format,
        schema_sha256=json_hash(schema),
        repeats=repeats,
        options={
            "prompt": prompt,
            "filter": list(tags),
            "sample": sample,
            "seed": seed,
            "settings": {name: getattr(settings, name) for name in DECISIVE} | {"repair_rounds": 0},
        },
        requests={
            name: Asked(note=note.id, repeat=repeat, documents=documents_hash(note.encounter))
            for name, (note, repeat) in zip(names, readings, strict=True)
        },
    )
    try:
        write_map(map_path(out), made)
    except OSError as error:
        out.unlink(missing_ok=True)
        msg = f"{map_path(out)} cannot be written ({type(error).__name__}); give a place with room and rights"
        raise DatasetError(msg) from None
    return made


def _check(notes: Sequence[LabelledNote]) -> None:
    for note in notes:
        try:
            check_encounter(note.encounter)
        except InputError as error:
            msg = f"note {note.id!r} cannot be sent: {error}"
            raise DatasetError(msg) from None


def _tag(prompt: "PromptSet", form: "RequestForm", schema: dict[str, Any]) -> str:
    return json_hash([prompt.sha256, form.body([], schema)])[:_TAG_CHARS]
