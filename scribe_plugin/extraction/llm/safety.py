"""What keeps secrets and people out of a request: the key's destination, the hashed user, the headers that are sent."""

import hashlib
import ipaddress
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scribe_plugin.contract.errors import SettingsError

if TYPE_CHECKING:
    from scribe_plugin.extraction.llm.settings import ModelSettings

DEFAULT_BASE_URL = "https://api.openai.com/v1"
PLACEHOLDER_KEY = "none"
"""Sent where a server is named and no key: local servers ask for none, and the client library insists on one."""

_NAMESPACE = "alif-scribe/safety-identifier/1:"


@dataclass(frozen=True, slots=True)
class Connection:
    """Where requests go and with which key; ``own_server`` is false for the default address only, ``key_origin`` names the key."""

    model: str
    base_url: str
    api_key: str = field(repr=False)
    own_server: bool
    key_origin: str

    @property
    def host(self) -> str:
        """Return host and port for messages."""
        return urlsplit(self.base_url).netloc


def connection(settings: "ModelSettings") -> Connection:
    """Return where to send requests.

    ``OPENAI_API_KEY`` is read for the default address only, so that it never reaches another server.

    Raises:
        SettingsError: no model, no key for the default address, or a key that no header can carry.
    """
    if settings.model is None:
        raise no_model()
    given = settings.api_key.get_secret_value() if settings.api_key else ""
    name = "api_key" if given else "no key" if settings.base_url else "OPENAI_API_KEY"
    if settings.base_url is not None:
        return Connection(settings.model, settings.base_url, _usable(given or PLACEHOLDER_KEY, name), True, name)
    elsewhere = os.environ.get("OPENAI_BASE_URL", "").rstrip("/")
    if elsewhere not in ("", DEFAULT_BASE_URL):  # quietly sending notes to the default would be the worse surprise
        msg = "OPENAI_BASE_URL is set, but notes go only where ALIF_SCRIBE_BASE_URL says; set that as well"
        raise SettingsError(msg)
    key = given or os.environ.get("OPENAI_API_KEY", "")
    if not key.strip():
        msg = (
            "the model needs a key; set ALIF_SCRIBE_API_KEY or OPENAI_API_KEY, or ALIF_SCRIBE_BASE_URL for a server"
            " without keys"
        )
        raise SettingsError(msg)
    return Connection(settings.model, DEFAULT_BASE_URL, _usable(key, name), False, name)


def no_model() -> SettingsError:
    """Return what to say where a model is asked for and none is configured."""
    return SettingsError(
        "no model is configured; set ALIF_SCRIBE_MODEL (and ALIF_SCRIBE_BASE_URL for a server of your own)"
    )


def foreign_headers(connection: Connection) -> dict[str, str | None]:
    """Return headers that the client library would add from its own environment variables; None means: do not send.

    They are meant for the library's default address and may hold credentials, so no other server gets them.
    """
    if not connection.own_server:
        return {}
    named = [line.partition(":")[0].strip() for line in os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")]
    headers: dict[str, str | None] = dict.fromkeys(["OpenAI-Organization", "OpenAI-Project", *filter(None, named)])
    return {name: f"Bearer {connection.api_key}" if name.lower() == "authorization" else None for name in headers}


def safety_identifier(user: str) -> str:
    """Return the user as 64 hexadecimal digits that name nobody."""
    return hashlib.sha256(f"{_NAMESPACE}{user}".encode()).hexdigest()


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _usable(key: str, name: str) -> str:
    key = key.strip()
    if key.isascii() and key.isprintable() and " " not in key and key:
        return key
    msg = f"{name} holds characters that no key has; copy the key again"
    raise SettingsError(msg)
