"""The body of a request, the same for a live call and a line of a batch file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from scribe_plugin.extraction.llm.messages import Message
from scribe_plugin.extraction.llm.safety import no_model, safety_identifier

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.settings import ModelSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForm:
    """Everything of a request but its messages and schema; what is None is not sent."""

    model: str
    response_format: Literal["json_schema", "json_object"] = "json_schema"
    store: bool | None = False
    safety_identifier: str | None = None
    temperature: float | None = None
    seed: int | None = None
    max_output_tokens: int | None = None
    limit_parameter: str = "max_completion_tokens"
    reasoning_effort: str | None = None

    @property
    def strict(self) -> bool:
        """Tell whether the server is held to the schema while it writes."""
        return self.response_format == "json_schema"

    def body(
        self,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        *,
        schema_name: str = "elements",
        repeat: int = 0,
    ) -> dict[str, Any]:
        """Return the JSON body of a chat completion; repeats of a seeded request count its seed up."""
        shape: dict[str, Any] = {"type": self.response_format}
        if self.strict:
            shape["json_schema"] = {"name": schema_name, "strict": True, "schema": dict(schema)}
        optional = {
            "store": self.store,
            "safety_identifier": self.safety_identifier,
            "temperature": self.temperature,
            "seed": None if self.seed is None else self.seed + repeat,
            self.limit_parameter: self.max_output_tokens,
            "reasoning_effort": self.reasoning_effort,
        }
        return {
            "model": self.model,
            "messages": [dict(message) for message in messages],
            "response_format": shape,
            **{name: value for name, value in optional.items() if value is not None},
        }


def request_form(settings: "ModelSettings", defaults: Mapping[str, Any] | None = None) -> RequestForm:
    """Return the form of the settings over a prompt's ``defaults``.

    Raises:
        SettingsError: no model is configured.
    """
    if settings.model is None:
        raise no_model()

    def chosen(name: str) -> Any:
        value = getattr(settings, name)
        value = (defaults or {}).get(name) if value is None else value
        return None if value == "omit" else value

    return RequestForm(
        model=settings.model,
        response_format=settings.response_format,
        store=False if settings.send_store else None,
        safety_identifier=safety_identifier(settings.user.get_secret_value()) if settings.user else None,
        temperature=chosen("temperature"),
        seed=chosen("seed"),
        max_output_tokens=chosen("max_output_tokens"),
        limit_parameter=settings.limit_parameter,
        reasoning_effort=chosen("reasoning_effort"),
    )
