"""The seed page's seven questions with dated, cited answers."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from scribe_plugin.knowledge.rows import Row, load, row_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Row):
    """One question with its answer.

    ``correction`` says in one sentence where the seed page differs, and is empty where it does not.
    """

    id: str
    question: str
    answer: str
    correction: str
    answered: date


@cache
def faq() -> tuple[Answer, ...]:
    """Return the seven answers, in the order of the seed page."""
    return tuple(
        Answer(
            **row_fields(raw),
            id=raw["id"],
            question=raw["question"],
            answer=raw["answer"],
            correction=raw["correction"],
            answered=date.fromisoformat(raw["answered"]),
        )
        for raw in load("faq")["questions"]
    )
