"""Gates: what a run has to show before it counts as good enough.

::

    [dev]                              # the dataset's file name without its ending
    extractor = "embedded"             # optional: a run of another reader is refused
    baseline = "baselines/embedded-dev.json"
    errors = 0                         # readings that may come to nothing

    [dev.exact]                        # floors on the lower end of the 95 % interval
    "approach.effective" = 0.95
    [dev.f1]
    "necessity.treatments" = 0.95
    [dev.sensitivity]                  # the six alerts, and "all six"
    levels = 0.90
    [dev.specificity]
    levels = 0.97

    [[dev.accepted]]                   # critical misses that are known; any other fails
    note = "dev-c07"
    miss = "approach.effective"
    reason = "why it may stand"
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from scribe_plugin.contract import ELEMENT_NAMES, InputError, Model
from scribe_plugin.contract.errors import first_problem
from scribe_plugin.evaluation.scoring.fields import FIELDS
from scribe_plugin.evaluation.summary import ALL_ALERTS

Floor = Annotated[float, Field(ge=0, le=1)]

CHARGE = "charge"


class Accepted(Model):
    """A critical miss that is known and may stand."""

    note: str
    miss: str
    reason: str = Field(min_length=1)


class Gates(Model):
    """The gates of one dataset."""

    extractor: Literal["embedded", "llm", "both"] | None = None
    baseline: str | None = None
    errors: int = Field(default=0, ge=0)
    exact: dict[str, Floor] = {}
    f1: dict[str, Floor] = {}
    sensitivity: dict[str, Floor] = {}
    specificity: dict[str, Floor] = {}
    accepted: list[Accepted] = []


def load_gates(path: Path, dataset: str) -> Gates:
    """Read the gates of one dataset.

    Args:
        path: a TOML file with a table for each dataset.
        dataset: the name of the table.

    Raises:
        InputError: the file cannot be read, has no such table, or names what is not scored.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        msg = f"{path} cannot be read ({type(error).__name__}); give a TOML file of gates with --gates"
        raise InputError(msg) from None
    if dataset not in tables:
        msg = f"{path} has no gates for {dataset!r}; add the table [{dataset}], or choose one of its tables with --as"
        raise InputError(msg)
    try:
        gates = Gates.model_validate(tables[dataset])
    except ValidationError as error:
        msg = f"{path} is wrong at {dataset}.{first_problem(error)}; mend that line"
        raise InputError(msg) from None
    scored = {**dict.fromkeys((*gates.exact, *gates.f1), "field"), **dict.fromkeys(_alerts(gates), "alert")}
    names = {"field": {*FIELDS, CHARGE}, "alert": {*ELEMENT_NAMES, ALL_ALERTS}}
    if stray := [name for name, kind in scored.items() if name not in names[kind]]:
        msg = f"{path} has a floor for {stray[0]!r} in [{dataset}], which is not scored; take a name from eval show"
        raise InputError(msg)
    return gates


def _alerts(gates: Gates) -> tuple[str, ...]:
    return (*gates.sensitivity, *gates.specificity)
