"""The only reader of the environment and of `.env`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from extractor.core.errors import SettingsError


class Settings(BaseSettings):
    """What a run needs to know besides its articles and its prompt; `.env.example` explains each."""

    model_config = SettingsConfigDict(
        env_prefix="EXTRACTOR_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True,
        hide_input_in_errors=True, populate_by_name=True,
    )  # fmt: skip

    api_key: Annotated[SecretStr | None, Field(validation_alias="OPENAI_API_KEY")] = None
    base_url: Annotated[str, Field(validation_alias="OPENAI_BASE_URL")] = "https://api.openai.com/v1"
    model: str = "gpt-5-mini"
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
    max_reply_bytes: Annotated[int, Field(ge=1_000)] = 10_000_000

    @field_validator("api_key")
    @classmethod
    def _clean(cls, key: SecretStr | None) -> SecretStr | None:
        text = key.get_secret_value() if key else ""
        if not text:
            return None
        if not text.isascii() or not text.isprintable() or " " in text:
            raise ValueError("has a space, a line break or a character that no key has; copy it again")
        return key

    @field_validator("model", "base_url")
    @classmethod
    def _text(cls, text: str) -> str:
        if not text.isprintable() or not text.strip():
            raise ValueError("has a character that cannot be printed, or none at all")
        return text

    @field_validator("base_url")
    @classmethod
    def _url(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("is not a URL of the form https://host/v1")
        if parts.username or parts.password:
            raise ValueError("holds a password; put it into OPENAI_API_KEY")
        return url.rstrip("/")

    @field_validator("price")
    @classmethod
    def _price(cls, text: str) -> str:
        if text and not re.fullmatch(r"\d+(\.\d+)?(/\d+(\.\d+)?){1,2}", text):
            raise ValueError("is not READ/WRITTEN or READ/CACHED/WRITTEN, in dollars per million tokens")
        return text

    @property
    def article_deadline(self) -> float:
        """Return the seconds that all requests of one article may take: `deadline`, or as long as one request may."""
        return self.deadline or self.timeout

    @property
    def host(self) -> str:
        """Where requests go, for people to see."""
        return urlsplit(self.base_url).netloc

    @property
    def local(self) -> bool:
        """Whether the endpoint is on this machine, where a key is seldom needed."""
        return urlsplit(self.base_url).hostname in ("localhost", "127.0.0.1", "::1")


def load_settings(**given: object) -> Settings:
    """Settings from the environment and `.env`; values given here (and not None) win.

    Raises:
        SettingsError: a value is missing or malformed; the message names it, never its content.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]  # pydantic checks them
    except ValidationError as error:
        lines = [f"{_variable(str(e['loc'][0]))}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors()]
        raise SettingsError(
            "; ".join(lines) + ".", next_step="It comes from an option, the environment or .env."
        ) from None


def _variable(name: str) -> str:
    alias = Settings.model_fields[name].validation_alias if name in Settings.model_fields else None
    name = str(alias or name)
    return name if name.startswith("OPENAI_") else f"EXTRACTOR_{name.upper()}"
