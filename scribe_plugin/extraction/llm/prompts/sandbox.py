"""The template language of prompt sets: a small, sandboxed part of Jinja2.

Templates insert text, choose with ``if``, repeat with ``for``, and include each other. They cannot call anything, build
values or define macros, so there is nothing through which one could hang, fill the memory or reach the program; loops and
includes are counted besides, because nesting alone multiplies.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
    pass_context,
)
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scribe_plugin.contract.errors import PromptError
from scribe_plugin.extraction.llm.prompts.compact import compact_json

MAX_STEPS = 100_000
"""Rounds of all loops and includes in one rendering."""
MAX_CHARS = 200_000
"""Characters of one rendered message beyond those of the documents."""

FILTERS = ("default", "json", "length", "lower", "trim", "upper")
_BUDGET = "_budget"
_ALLOWED = (
    nodes.And,
    nodes.Assign,
    nodes.Compare,
    nodes.CondExpr,
    nodes.Const,
    nodes.Filter,
    nodes.For,
    nodes.Getattr,
    nodes.Getitem,
    nodes.If,
    nodes.Include,
    nodes.Name,
    nodes.Not,
    nodes.Operand,
    nodes.Or,
    nodes.Output,
    nodes.TemplateData,
    nodes.Test,
    nodes.Tuple,
    nodes.With,
)


class _ExhaustedError(Exception):
    """A rendering that takes too many steps or grows too long."""


class _Budget:
    """Steps that are left to one rendering."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise _ExhaustedError


@pass_context
def _charged(context: Context, value: Any) -> Any:
    """Charge one step and one for every item of ``value``, and hand it on."""
    context[_BUDGET].spend(1 + len(value))
    return value


class PromptEnvironment(ImmutableSandboxedEnvironment):
    """Renders the templates of one prompt set; ``sources`` holds them by name and ``label`` names the set in messages."""

    def __init__(self, sources: Mapping[str, str], label: str) -> None:
        super().__init__(
            loader=FunctionLoader(self._source),
            undefined=StrictUndefined,
            autoescape=False,  # what is written is a prompt, not HTML
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.sources = sources
        self._label = label
        self.globals.clear()
        filters: dict[str, Callable[..., Any]] = {name: self.filters[name] for name in FILTERS if name != "json"}
        self.filters = filters | {"json": compact_json, "charged": _charged}

    def _source(self, name: str) -> tuple[str, str, None] | None:
        return (self.sources[name], f"{self._label}/{name}", None) if name in self.sources else None

    def render(self, name: str, values: Mapping[str, Any], *, extra_chars: int = 0, extra_steps: int = 0) -> str:
        """Render one template.

        Args:
            name: the template.
            values: its variables.
            extra_chars: characters of documents, which do not count against the limit.
            extra_steps: steps that the number of documents explains.

        Raises:
            PromptError: the template is broken, reaches for what it may not have, or does not come to an end.
        """
        room = MAX_CHARS + extra_chars
        parts: list[str] = []
        with self.explained(name):
            for part in self.get_template(name).generate({**values, _BUDGET: _Budget(MAX_STEPS + extra_steps)}):
                parts.append(part)
                room -= len(part)
                if room < 0:
                    raise _ExhaustedError
        return "".join(parts)

    @contextmanager
    def explained(self, name: str) -> Iterator[None]:
        """Turn whatever a template can raise into one sentence that names file and line, and holds no text of a note."""
        try:
            yield
        except TemplateSyntaxError as error:
            self._fail(error.name or name, error.lineno, f"{error.message}; correct the template")
        except TemplateNotFound as error:
            what = f"includes {error.name!r}, which is no .j2 file of this prompt set; name one inside the folder"
            self._fail(name, error, what)
        except SecurityError as error:
            self._fail(name, error, "a forbidden attribute is used; use the documented variables only")
        except UndefinedError as error:
            self._fail(name, error, f"{error.message}; correct the name")
        except (_ExhaustedError, RecursionError, MemoryError) as error:
            what = f"the text does not end within {MAX_CHARS:,} characters and {MAX_STEPS:,} steps; simplify it"
            self._fail(name, error, what)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            self._fail(name, error, f"the expression cannot be evaluated ({type(error).__name__}); simplify it")

    def _fail(self, name: str, place: Exception | int, what: str) -> NoReturn:
        line = place if isinstance(place, int) else None
        trace = None if isinstance(place, int) else place.__traceback__
        while trace is not None:  # Jinja2 rewrites frames to the template's own file and line
            file = trace.tb_frame.f_code.co_filename.removeprefix(f"{self._label}/")
            if file in self.sources:
                name, line = file, trace.tb_lineno
            trace = trace.tb_next
        where = f"{self._label}/{name}" + (f", line {line}" if line else "")
        msg = f"{where}: {' '.join(what.split())}"
        raise PromptError(msg) from None

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Parse, refuse what the language leaves out, and count loops and includes."""
        tree = super()._parse(source, name, filename)
        for node in list(tree.find_all(nodes.Node)):
            complaint = _complaint(node)
            if complaint:
                raise TemplateSyntaxError(complaint, node.lineno, name, filename)
            if isinstance(node, nodes.For) and isinstance(node.iter, nodes.Expr):
                node.iter = _counted(node.iter, node.lineno)
        tree.body.insert(0, nodes.Output([_counted(nodes.Const("", lineno=1), 1)], lineno=1))
        return tree.set_environment(self)  # type: ignore[return-value]


def _counted(node: nodes.Expr, line: int) -> nodes.Filter:
    return nodes.Filter(node, "charged", [], [], None, None, lineno=line)


def _complaint(node: nodes.Node) -> str | None:
    """Return why a node is not part of the language, or None."""
    if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.Tuple) and node.ctx != "store"):
        return (
            f"{type(node).__name__.lower()!r} is not available in prompt templates, which have variables, if, for, with, "
            f"set, include and the filters {', '.join(FILTERS)}"
        )
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        return f"the filter {node.name!r} is not available; the filters are {', '.join(FILTERS)}"
    if isinstance(node, nodes.Include | nodes.Getitem) and not isinstance(
        node.template if isinstance(node, nodes.Include) else node.arg, nodes.Const
    ):
        return "what is included or looked up has to be written out in quotes"
    if isinstance(node, nodes.Include) and (node.ignore_missing or not node.with_context):
        return "an include takes no further words"
    if any(name.startswith("_") for name in _names(node)):
        return "a forbidden attribute is used (names that start with _ are)"
    return None


def _names(node: nodes.Node) -> list[str]:
    if isinstance(node, nodes.Name):
        return [node.name]
    if isinstance(node, nodes.Getattr):
        return [node.attr]
    return [str(node.arg.value)] if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) else []
