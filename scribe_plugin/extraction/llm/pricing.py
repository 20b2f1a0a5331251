"""What tokens cost, where the operator has said so."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scribe_plugin.extraction.llm.outcome import Usage

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.settings import ModelSettings

PER = 1_000_000


@dataclass(frozen=True, slots=True)
class Prices:
    """USD per million tokens; no cached price means that cached tokens cost what others do."""

    prompt: float | None = None
    cached_prompt: float | None = None
    completion: float | None = None

    def cost(self, usage: Usage) -> float | None:
        """Return USD, or None where a price is not known."""
        if self.prompt is None or self.completion is None:
            return None
        cached = self.prompt if self.cached_prompt is None else self.cached_prompt
        fresh = usage.prompt - usage.cached_prompt
        return (fresh * self.prompt + usage.cached_prompt * cached + usage.completion * self.completion) / PER


def prices(settings: "ModelSettings") -> Prices:
    """Return the prices that are set."""
    return Prices(settings.price_input, settings.price_cached, settings.price_output)
