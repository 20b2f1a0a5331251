"""Every error that the package raises on purpose.

::

    ScribeError                    base; its message is one sentence that ends with what to do
    └── InputError                 unusable input: exit code 2 on the command line, 4xx over HTTP
        ├── EncounterError         an encounter, note, elements or charge document that cannot be read
        ├── KnowledgeError         an unknown code, policy or table row
        ├── DatasetError           a labelled dataset that breaks the contract
        ├── PromptError            a prompt set that is missing, unsafe or broken
        └── SettingsError          a setting of the environment or of ``alif-scribe.toml`` that cannot be used

Messages never carry note text: a record is named by its id, a place in it by its path.
"""

from typing import Any

from pydantic import ValidationError


class ScribeError(Exception):
    """Base of every error that the package raises on purpose."""


class InputError(ScribeError):
    """The input cannot be used; the message says why and what to do."""


class EncounterError(InputError):
    """An encounter, note, elements or charge document cannot be read."""


class KnowledgeError(InputError):
    """A code, policy or table row is not known."""


class DatasetError(InputError):
    """A labelled dataset breaks the contract."""


class SettingsError(InputError):
    """A setting of the environment or of the settings file cannot be used."""


class PromptError(InputError):
    """A prompt set is missing, unsafe or broken."""


def first_problem(error: ValidationError) -> str:
    """Return pydantic's first complaint as ``path: reason``, without the offending value."""
    problems: list[Any] = error.errors(include_url=False, include_input=False, include_context=False)
    problem = problems[0]
    path = ".".join(str(part) for part in problem["loc"]) or "document"
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    reason = str(problem["msg"]).removeprefix("Value error, ")
    return f"{path}: {reason[:1].lower()}{reason[1:]}{more}"
