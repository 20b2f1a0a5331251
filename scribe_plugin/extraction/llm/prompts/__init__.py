"""Prompt sets: folders of templates and examples that clinical informaticists own.

A set is instructions (``system.j2`` with one partial per element), worked examples, the place of the documents
(``documents.j2``) and what is said when an answer does not stand (``repair.j2``). ``prompt.toml`` says what it is.
"""

from scribe_plugin.extraction.llm.prompts.checks import Check, check, token_estimates
from scribe_plugin.extraction.llm.prompts.drafts import copy_as_draft, differences
from scribe_plugin.extraction.llm.prompts.files import names_below, packaged_names
from scribe_plugin.extraction.llm.prompts.prompt_set import PromptSet, load_prompt, open_prompt
from scribe_plugin.extraction.llm.prompts.tokens import estimate_tokens

__all__ = [
    "Check",
    "PromptSet",
    "check",
    "copy_as_draft",
    "differences",
    "estimate_tokens",
    "load_prompt",
    "names_below",
    "open_prompt",
    "packaged_names",
    "token_estimates",
]
