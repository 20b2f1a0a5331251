"""Settings of the model path: the environment first, then a settings file, then the defaults.

``ModelSettings(...)`` in code reads nothing by itself; ``load_settings`` is the one place that looks at the environment
(``ALIF_SCRIBE_*``) and at ``alif-scribe.toml`` in the working directory (or the file that ``ALIF_SCRIBE_CONFIG`` names).
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, PrivateAttr, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from scribe_plugin.contract.errors import SettingsError
from scribe_plugin.extraction.llm.safety import is_loopback

PREFIX = "ALIF_SCRIBE_"
CONFIG_VARIABLE = "ALIF_SCRIBE_CONFIG"
CONFIG_FILE = "alif-scribe.toml"

Omit = Literal["omit"]
"""Written in place of a number: do not send the parameter, whatever the prompt's default is."""

_Price = Annotated[float, Field(ge=0, allow_inf_nan=False)]
_Seconds = Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]


class ModelSettings(BaseSettings):
    """How to reach a model and what a note may cost; prices are USD per million tokens, None where not known."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    model: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")] | None = None
    base_url: str | None = None
    api_key: SecretStr | None = None
    allow_http: bool = False
    prompt: Annotated[str, Field(min_length=1)] = "alif/v1"
    response_format: Literal["json_schema", "json_object"] = "json_schema"
    timeout_s: _Seconds = 60.0
    max_attempts: Annotated[int, Field(ge=1, le=20)] = 4
    budget_s: _Seconds = 150.0
    budget_tokens: Annotated[int, Field(ge=1)] = 200_000
    repair_rounds: Annotated[int, Field(ge=0, le=5)] = 1
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 8
    temperature: Annotated[float, Field(ge=0, le=2)] | Omit | None = None
    seed: Annotated[int, Field(ge=0, lt=2**31)] | Omit | None = None
    max_output_tokens: Annotated[int, Field(ge=1)] | Omit | None = None
    limit_parameter: Literal["max_completion_tokens", "max_tokens"] = "max_completion_tokens"
    reasoning_effort: Annotated[str, Field(pattern=r"^[a-z]{1,16}$")] | None = None
    send_store: bool = True
    user: SecretStr | None = None
    cache: Literal["on", "off"] | None = None
    cache_path: Path | None = None
    price_input: _Price | None = None
    price_cached: _Price | None = None
    price_output: _Price | None = None

    _origins: dict[str, str] = PrivateAttr(default_factory=dict)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  # the library's signature
        init_settings: PydanticBaseSettingsSource,
        *others: PydanticBaseSettingsSource,  # noqa: ARG003  # the environment, which load_settings reads
        **named: PydanticBaseSettingsSource,  # noqa: ARG003  # the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read nothing but what is given: settings made in code do not depend on the machine."""
        return (init_settings,)

    @field_validator("cache", mode="before")
    @classmethod
    def _switch(cls, value: Any) -> Any:
        """Take TOML's booleans and the usual words of an environment for on and off."""
        words = {"true": "on", "1": "on", "false": "off", "0": "off"}
        return words.get(str(value).lower(), value)

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("http", "https") or not parts.hostname or port == 0 or not value.isprintable():
            msg = "it has to be an http or https address such as https://host/v1"
            raise ValueError(msg)
        if "@" in parts.netloc or parts.query or parts.fragment:
            msg = "it must hold no credentials, query or fragment; put the key into api_key"
            raise ValueError(msg)
        return value.rstrip("/")

    @model_validator(mode="after")
    def _no_plain_http(self) -> "ModelSettings":
        parts = urlsplit(self.base_url or "")
        if parts.scheme == "http" and not self.allow_http and not is_loopback(parts.hostname or ""):
            msg = "base_url would send notes unencrypted to another machine; use https, or set allow_http = true"
            raise ValueError(msg)
        return self


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting as it is shown: secrets are masked, ``origin`` says where the value came from."""

    name: str
    value: Any
    origin: str


def load_settings(**given: Any) -> ModelSettings:
    """Return the settings of this process; ``given`` values (of the command line) outrank every source.

    Raises:
        SettingsError: a file that cannot be read, an unknown key, a value that cannot be used.
    """
    name, file = _file()
    environment = EnvSettingsSource(ModelSettings)()
    given = {key: value for key, value in given.items() if value is not None}
    origins = dict.fromkeys(file, f"file {name}")
    origins |= {key: f"environment {PREFIX}{key.upper()}" for key in environment}
    origins |= dict.fromkeys(given, "command line")
    _refuse_near_misses()
    try:
        settings = ModelSettings(**{**file, **environment, **given})
    except ValidationError as error:
        raise SettingsError(_sentence(error, origins)) from None
    settings._origins.update(origins)  # noqa: SLF001  # its own module
    return settings


def setting_rows(settings: ModelSettings) -> list[SettingRow]:
    """Return every setting with its value and origin, in the order of the model."""
    rows = []
    for name in ModelSettings.model_fields:
        value = getattr(settings, name)
        shown = "********" if isinstance(value, SecretStr) else str(value) if isinstance(value, Path) else value
        rows.append(SettingRow(name, shown, settings._origins.get(name, "default")))  # noqa: SLF001  # its own module
    return rows


def ignored_variables() -> list[str]:
    """Return the names of ``ALIF_SCRIBE_*`` variables that are no setting, sorted."""
    known = {CONFIG_VARIABLE, *_variables()}
    return sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)


def _variables() -> list[str]:
    return [f"{PREFIX}{name.upper()}" for name in ModelSettings.model_fields]


def _refuse_near_misses() -> None:
    """Refuse a misspelt variable; others may belong to somebody else (a container platform sets some by itself)."""
    for name in ignored_variables():
        near = get_close_matches(name.upper(), _variables(), n=1, cutoff=0.9)
        if near:
            msg = f"the environment variable {name} is not a setting; write {near[0]}, or remove it"
            raise SettingsError(msg)


def _file() -> tuple[str, dict[str, Any]]:
    """Return the name and content of the settings file; an absent default file is empty."""
    named = os.environ.get(CONFIG_VARIABLE)
    name = named or CONFIG_FILE
    path = Path(name).expanduser()
    try:
        with path.open("rb") as stream:
            return name, tomllib.load(stream)
    except FileNotFoundError:
        if not named:
            return name, {}
        msg = f"the settings file {name} does not exist; correct or unset {CONFIG_VARIABLE}"
    except OSError as error:
        msg = f"the settings file {name} cannot be read ({type(error).__name__}); make it readable or remove it"
    except ValueError:  # broken TOML or not UTF-8; the parser's own words could repeat a secret
        msg = f'the settings file {name} is not valid TOML in UTF-8; write lines such as model = "..."'
    raise SettingsError(msg)


def _sentence(error: ValidationError, origins: Mapping[str, str]) -> str:
    """Return the first complaint as one sentence that names the setting, where it stands, and the remedy."""
    problem = error.errors(include_url=False, include_input=False, include_context=False)[0]
    key = str(problem["loc"][0]) if problem["loc"] else ""
    reason = str(problem["msg"]).removeprefix("Value error, ")
    if not key:
        return f"the setting {reason}"
    place = origins.get(key, "settings")
    if problem["type"] == "extra_forbidden":
        shown = key if key.isidentifier() and len(key) <= 40 else "a key"
        near = get_close_matches(key, ModelSettings.model_fields, n=1)
        hint = f"write {near[0]}" if near else "remove it"
        return f"{shown} ({place}) is not a setting; {hint}, or see alif-scribe config"
    reason = f"{reason[:1].lower()}{reason[1:]}"
    return f"the setting {key} ({place}) cannot be used: {reason}; correct or remove it"
