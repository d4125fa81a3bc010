"""Settings from the environment and `.env`; nothing else reads them."""

from __future__ import annotations

import difflib
import ipaddress
import logging
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, DotEnvSettingsSource, SettingsConfigDict

from extractor.core.errors import SettingsError
from extractor.core.masking import SHORTEST

_PREFIX = "EXTRACTOR_"


class Settings(BaseSettings):
    """Settings of a run: endpoint, model, store, limits; `.env.example` explains each."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True,
        hide_input_in_errors=True, populate_by_name=True,
    )  # fmt: skip

    api_key: Annotated[SecretStr | None, Field(validation_alias="OPENAI_API_KEY")] = None
    base_url: Annotated[str, Field(validation_alias="OPENAI_BASE_URL")] = "https://api.openai.com/v1"
    model: str = "gpt-5-mini"
    vendor: str = ""
    anthropic_api_key: Annotated[SecretStr | None, Field(validation_alias="ANTHROPIC_API_KEY")] = None
    google_api_key: Annotated[SecretStr | None, Field(validation_alias="GEMINI_API_KEY")] = None
    mode: Literal["auto", "tools", "json_schema", "json_object", "text"] = "auto"
    headers: SecretStr | None = None
    store: Path = Path("cache/local")
    concurrency: Annotated[int, Field(ge=1, le=2_000)] = 8
    timeout: Annotated[float, Field(gt=0, le=86_400)] = 300.0
    retries: Annotated[int, Field(ge=0, le=20)] = 3
    repairs: Annotated[int, Field(ge=0, le=5)] = 2
    deadline: Annotated[float | None, Field(gt=0, le=86_400)] = None
    rpm: Annotated[int, Field(ge=0)] = 0
    tpm: Annotated[int, Field(ge=0)] = 0
    price: str = ""
    max_chars: Annotated[int, Field(ge=1, le=10_000_000)] = 200_000
    send_held_back: bool = False
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    max_reply_bytes: Annotated[int, Field(ge=1_000)] = 10_000_000

    def __init__(self, **given: Any) -> None:
        _check_names(given)
        super().__init__(**given)

    @field_validator("api_key", "anthropic_api_key", "google_api_key")
    @classmethod
    def _clean(cls, key: SecretStr | None) -> SecretStr | None:
        text = key.get_secret_value() if key else ""
        if not text:
            return None
        if not text.isascii() or not text.isprintable() or " " in text:
            raise ValueError("contains a space, a line break or a character that no key contains; copy it again")
        return key

    @field_validator("vendor")
    @classmethod
    def _vendor(cls, name: str) -> str:
        if name and name not in VENDORS:
            raise ValueError(f"is not one of {', '.join(VENDORS)}")
        return name

    @field_validator("model", "base_url")
    @classmethod
    def _text(cls, text: str) -> str:
        if not text.isprintable() or not text.strip():
            raise ValueError("is empty or contains a character that cannot be printed")
        return text

    @field_validator("base_url")
    @classmethod
    def _url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("is not a URL of the form https://host/v1")
        if parts.username or parts.password:
            raise ValueError("contains a password; put it into OPENAI_API_KEY")
        if any(re.search("key|token|secret|sig", name, re.IGNORECASE) for name, _ in parse_qsl(parts.query)):
            raise ValueError("contains a key; put it into OPENAI_API_KEY or EXTRACTOR_HEADERS")
        path = re.sub(r"/(?:chat/completions|completions|responses|messages)/*$", "", parts.path)  # pasted whole
        return urlunsplit(parts._replace(path=path.rstrip("/"), fragment=""))

    @field_validator("headers")
    @classmethod
    def _headers(cls, given: SecretStr | None) -> SecretStr | None:
        for name, value in _pairs(given):
            if not re.fullmatch(r"[A-Za-z0-9-]+", name) or not value.isascii() or not value.isprintable():
                raise ValueError("is not of the form `Name: value; Name: value`")
        return given

    @field_validator("price")
    @classmethod
    def _price(cls, text: str) -> str:
        if text and not re.fullmatch(r"\d+(\.\d+)?(/\d+(\.\d+)?){1,2}", text):
            raise ValueError("must be INPUT/OUTPUT or INPUT/CACHED/OUTPUT, in dollars per million tokens")
        return text

    @model_validator(mode="after")
    def _no_key_in_the_url(self) -> Self:
        for key in (self.api_key, self.anthropic_api_key, self.google_api_key):
            if key and len(key.get_secret_value()) >= SHORTEST and key.get_secret_value() in unquote(self.base_url):
                raise ValueError("OPENAI_BASE_URL: contains the key, which would be written into messages; remove it")
        return self

    @property
    def article_deadline(self) -> float:
        """Return the seconds that all requests of one article may take: `deadline`, or as long as one request may."""
        return self.deadline or self.timeout

    @property
    def host(self) -> str:
        """Host of the endpoint, for messages."""
        return urlsplit(self.base_url).netloc

    @property
    def key_variable(self) -> str:
        """Name of the environment variable that holds the API key of the endpoint."""
        return _variable(VENDORS[self.vendor].key if self.vendor else "api_key")

    @property
    def extra_headers(self) -> dict[str, str]:
        """Headers to send with every request, besides the SDK's own."""
        return dict(_pairs(self.headers))

    @property
    def local(self) -> bool:
        """True if the endpoint is on this machine or in a private network, where servers seldom need a key."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return "." not in host or host.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa"))
        return address.is_private or address.is_loopback


def _pairs(headers: SecretStr | None) -> list[tuple[str, str]]:
    """Return the names and values of `Name: value; Name: value`."""
    text = headers.get_secret_value() if headers else ""
    lines = [line.partition(":") for line in text.split(";") if line.strip()]
    return [(name.strip(), value.strip()) for name, _, value in lines]


@dataclass(frozen=True, slots=True)
class Vendor:
    """A provider with an API of its own; `extractor.model.NAME_endpoint` speaks it.

    Attributes:
        base_url: where it is.
        key: the setting that holds its API key.
    """

    base_url: str
    key: str


VENDORS = {
    "anthropic": Vendor("https://api.anthropic.com", "anthropic_api_key"),
    "google": Vendor("https://generativelanguage.googleapis.com", "google_api_key"),
}


def _for_vendor(settings: Settings) -> Settings:
    """Return settings with the address and the key of the vendor that the model names (`anthropic/claude-…`).

    A base URL other than OpenAI's wins: OpenRouter has models of these names too.
    """
    name = settings.model.partition("/")[0]
    default = settings.base_url == Settings.model_fields["base_url"].default
    if not settings.vendor and (name not in VENDORS or not default):
        return settings
    name = settings.vendor or name
    vendor = VENDORS[name]
    key = getattr(settings, vendor.key)
    if settings.vendor and not default:  # a gateway, which may have a key of its own
        key = key or settings.api_key
    base_url = vendor.base_url if default else re.sub(r"/v1(?:beta)?$", "", settings.base_url)
    return settings.model_copy(update={"vendor": name, "base_url": base_url, "api_key": key})


def load_settings(**given: object) -> Settings:
    """Load settings from the environment and `.env`; values given here (and not None) take precedence.

    Raises:
        SettingsError: a value is missing or malformed, or a name is unknown; the message names it, never its content.
    """
    _check_names(given)
    try:
        _check_variables()
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
        return _for_vendor(settings)
    except UnicodeDecodeError as error:
        raise SettingsError(f".env is not UTF-8 (byte {error.start}).", next_step="Save it as UTF-8.") from error
    except ValidationError as error:
        lines = [f"{_where(e['loc'])}{e['msg'].removeprefix('Value error, ')}" for e in error.errors()]
        raise SettingsError(
            "; ".join(lines) + ".", next_step="It comes from an option, the environment or .env."
        ) from None


def _where(loc: tuple[int | str, ...]) -> str:
    """Return the variable of an error, or nothing for one of several variables together."""
    return f"{_variable(str(loc[0]))}: " if loc else ""


def _check_names(given: Mapping[str, object]) -> None:
    fields = Settings.model_fields
    known = [*fields, *(str(field.validation_alias) for field in fields.values() if field.validation_alias)]
    for name in given:
        if name not in known and not name.startswith("_"):  # _env_file and its like are of pydantic-settings
            raise SettingsError(f"{name!r} is not a setting.", next_step=_nearest(name, list(fields)))


def _check_variables() -> None:
    """Refuse unknown EXTRACTOR_ variables in `.env`; warn of those in the environment, which others may have set."""
    # pydantic reads EXTRACTOR_API_KEY and EXTRACTOR_BASE_URL too, by the names of their fields.
    known = list(dict.fromkeys(v for name in Settings.model_fields for v in (_variable(name), _PREFIX + name.upper())))
    for name in DotEnvSettingsSource(Settings).env_vars:
        if name.upper().startswith(_PREFIX) and name.upper() not in known:
            raise SettingsError(f".env: {name.upper()} is not a setting.", next_step=_nearest(name.upper(), known))
    for name in os.environ:
        if name.upper().startswith(_PREFIX) and name.upper() not in known:
            _warn(f"{name} is not a setting and is ignored. {_nearest(name.upper(), known)}")


@cache
def _warn(message: str) -> None:
    """Log a warning, once per process."""
    logging.getLogger(__name__).warning(message)


def _variable(name: str) -> str:
    """Return the environment variable of a setting."""
    alias = Settings.model_fields[name].validation_alias if name in Settings.model_fields else None
    name = str(alias or name)
    return name if alias else f"{_PREFIX}{name.upper()}"


def _nearest(name: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, names, n=2, cutoff=0.75)
    return f"Did you mean {' or '.join(near)}?" if near else f"Settings: {', '.join(names)}."
