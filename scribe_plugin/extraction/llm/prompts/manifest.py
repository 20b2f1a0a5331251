"""``prompt.toml``: what a prompt set says of itself."""

import tomllib
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from scribe_plugin.contract import Model
from scribe_plugin.contract.errors import PromptError, first_problem

NAME_PATTERN = r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*"
"""One part of a name; two dots in a row cannot occur."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class ModelDefaults(Model):
    """What is asked of the model where the settings say nothing; a value left out is not sent."""

    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    seed: int | None = None
    max_output_tokens: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class Change(Model):
    """One line of the change log."""

    date: date
    by: Words
    what: Words


class Manifest(Model):
    """The whole of ``prompt.toml``."""

    name: Annotated[str, StringConstraints(pattern=rf"^{NAME_PATTERN}(/{NAME_PATTERN})*$", max_length=100)]
    status: Literal["draft", "approved"]
    purpose: Words
    model: ModelDefaults = ModelDefaults()
    changes: Annotated[list[Change], Field(min_length=1)]


def read_manifest(text: str, file: str) -> Manifest:
    """Return the manifest; ``file`` is its name in messages.

    Raises:
        PromptError: it is not TOML, has an unknown key or a value that is not allowed.
    """
    try:
        return Manifest.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        msg = f"{file} is not valid TOML ({str(error)[:120]}); correct that place"
    except ValidationError as error:
        msg = (
            f"{file} is not usable at {first_problem(error)}; the keys are name, status, purpose, [model], [[changes]]"
        )
    raise PromptError(msg)
