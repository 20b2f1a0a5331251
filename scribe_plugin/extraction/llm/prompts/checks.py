"""Everything that can be said of a prompt set without asking a model."""

from dataclasses import dataclass

from scribe_plugin.contract.errors import PromptError
from scribe_plugin.extraction.llm.prompts.canary import canary_problems
from scribe_plugin.extraction.llm.prompts.coverage import unexplained
from scribe_plugin.extraction.llm.prompts.examples import Example, read_example
from scribe_plugin.extraction.llm.prompts.fences import fenced, frame
from scribe_plugin.extraction.llm.prompts.files import PARTIALS
from scribe_plugin.extraction.llm.prompts.prompt_set import (
    PROBE,
    PROBE_PARTS,
    PROBE_PROBLEM,
    PromptSet,
    try_out,
)
from scribe_plugin.extraction.llm.prompts.templates import template_problems
from scribe_plugin.extraction.llm.prompts.tokens import estimate_tokens

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; ``detail`` is a sentence."""

    name: str
    ok: bool
    detail: str


def check(prompt: PromptSet) -> list[Check]:
    """Return every check of a prompt set, made by ``open_prompt`` or ``load_prompt``, in reading order.

    Checks that need a rendering are left out while templates or examples are broken.
    """
    checks = [*_templates(prompt), *_examples(prompt)]
    if not all(item.ok for item in checks):
        return checks
    try:
        try_out(prompt)
    except PromptError as error:
        return [*checks, Check("rendering", ok=False, detail=str(error))]
    return [*checks, *_partials(prompt), *_fields(prompt), _canary(prompt), _tokens(prompt)]


def _templates(prompt: PromptSet) -> list[Check]:
    errors = list(template_problems(prompt.environment, prompt.label))
    failed = [Check("templates", ok=False, detail=str(error)) for error in errors]
    return failed or [Check("templates", ok=True, detail=f"{len(prompt.environment.sources)} templates compile")]


def _examples(prompt: PromptSet) -> list[Check]:
    checks = []
    for name in (name for name in prompt.files if name.startswith("examples/")):
        try:
            read_example(prompt.files[name].encode(), f"{prompt.label}/{name}")
        except PromptError as error:
            checks.append(Check(name, ok=False, detail=str(error)))
        else:
            checks.append(Check(name, ok=True, detail="follows the contract, and every quote is in its document"))
    return checks or [Check("examples", ok=False, detail="there is no worked example; add one to examples/")]


def _partials(prompt: PromptSet) -> list[Check]:
    """Every partial has to be part of the system message."""
    system = prompt.system()
    left_out = [name for name in PARTIALS.values() if prompt.partial(name).strip() not in system]
    detail = f"system.j2 does not include {', '.join(left_out)}; include it" if left_out else "system.j2 shows all six"
    return [Check("partials", ok=not left_out, detail=detail)]


def _fields(prompt: PromptSet) -> list[Check]:
    checks = []
    for name, missing in unexplained(prompt).items():
        file = PARTIALS.get(name, "system.j2")
        shown = ", ".join(missing[:10]) + (f" and {len(missing) - 10} more" if len(missing) > 10 else "")
        detail = f"{file} does not explain {shown}; name each in backticks" if missing else f"{file} explains all"
        checks.append(Check(f"fields.{name}", ok=not missing, detail=detail))
    return checks


def _canary(prompt: PromptSet) -> Check:
    problems = canary_problems(prompt)
    detail = "; ".join(problems) or "a document that attacks the prompt is shown as text inside its fence"
    return Check("canary", ok=not problems, detail=detail)


def _tokens(prompt: PromptSet) -> Check:
    total = token_estimates(prompt)[TOTAL]
    return Check("tokens", ok=True, detail=f"about {total:,} before the note (estimated, four characters each)")


def token_estimates(prompt: PromptSet) -> dict[str, int]:
    """Return estimated tokens of each block as rendered, and of all that is sent besides the note.

    ``total`` is the system message and the frame of one document; partials and examples are parts of it, repair is not.

    Raises:
        PromptError: the set cannot be rendered.
    """
    system, user = (item["content"] for item in prompt.messages(PROBE))
    overhead = estimate_tokens(frame(user, fenced(PROBE.documents)))
    repair = prompt.repair_messages(PROBE, [PROBE_PROBLEM], PROBE_PARTS)[-1]["content"]
    blocks = {"system": estimate_tokens(system)}
    blocks |= {name: estimate_tokens(prompt.partial(name)) for name in PARTIALS.values()}
    blocks |= {f"examples/{item.name}": _example_tokens(item) for item in prompt.examples}
    return blocks | {"documents": overhead, "repair": estimate_tokens(repair), TOTAL: blocks["system"] + overhead}


def _example_tokens(example: Example) -> int:
    return estimate_tokens(example.elements + "".join(item.text for item in example.documents))
