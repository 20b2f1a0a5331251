"""Looking at templates without rendering them: what they say in so many words, and which variables they use."""

from collections.abc import Iterator

from jinja2 import meta, nodes

from scribe_plugin.contract.errors import PromptError
from scribe_plugin.extraction.llm.prompts.sandbox import PromptEnvironment

VARIABLES = {
    "system.j2": ("examples", "schema"),
    "documents.j2": ("documents",),
    "repair.j2": ("groups", "more", "parts", "problems"),
}
"""The variables of each entry template; what it includes sees them too."""


def template_problems(environment: PromptEnvironment, label: str) -> Iterator[PromptError]:
    """Yield an error for every template that does not compile or uses a variable that does not exist."""
    trees: dict[str, nodes.Template] = {}
    for name in environment.sources:
        try:
            with environment.explained(name):
                trees[name] = environment.parse(environment.sources[name], name, f"{label}/{name}")
                environment.get_template(name)
        except PromptError as error:
            yield error
    own = {item.name for tree in trees.values() for item in tree.find_all(nodes.Name) if item.ctx != "load"}
    known = own | {name for names in VARIABLES.values() for name in names}
    for name, tree in trees.items():
        for variable in sorted(meta.find_undeclared_variables(tree) - known):
            line = next(item.lineno for item in tree.find_all(nodes.Name) if item.name == variable)
            allowed = VARIABLES.get(name) or VARIABLES["system.j2"]
            msg = f"{label}/{name}, line {line}: {variable!r} is undefined; the variables are {', '.join(allowed)}"
            yield PromptError(msg)


def plain_words(environment: PromptEnvironment, name: str) -> str:
    """Return the words that stand in a template itself: no comments, expressions or included files."""
    with environment.explained(name):
        tree = environment.parse(environment.sources[name], name)
        return "".join(item.data for item in tree.find_all(nodes.TemplateData))
    return ""
