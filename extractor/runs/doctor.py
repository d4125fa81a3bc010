"""What `doctor` looks at: settings, key, store, prompt, endpoint, model, strict tools; one finding each."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from extractor.core.errors import ArticleError, ExtractorError, SettingsError, Stop
from extractor.core.exchange import Request
from extractor.core.settings import Settings
from extractor.model.openai_endpoint import Endpoint, Response
from extractor.model.prices import price_list
from extractor.model.responses import ResponseClassifier
from extractor.prompts.lint import problems
from extractor.prompts.loading import load_prompt
from extractor.prompts.replies import read
from extractor.prompts.wire_schema import strict_tool
from extractor.recordings.store import open_store

ROOM = 1_000_000_000  # bytes on the disk of the store, under which a long run may end early
KEY_LENGTH = 20  # characters; the keys of providers are longer


@dataclass(frozen=True)
class CheckResult:
    """What was looked at, whether it is well, what was seen, and what to do if it is not."""

    name: str
    ok: bool
    detail: str
    next_step: str = ""


def check_locally(settings: Settings, prompt: str) -> Iterator[CheckResult]:
    """What can be seen without the network."""
    env = ".env is read" if Path(".env").is_file() else "no .env here; the environment alone counts"
    yield CheckResult(
        "settings", True, f"{settings.model} at {settings.base_url}, {settings.concurrency} in flight; {env}"
    )
    yield _key(settings)
    yield _price(settings)
    yield _store(settings)
    yield _prompt(prompt)


def _key(settings: Settings) -> CheckResult:
    if settings.api_key is None:
        if settings.local:
            return CheckResult("key", True, "none is set, and a server on this machine seldom needs one")
        return CheckResult("key", False, "none is set", next_step="Set OPENAI_API_KEY in the environment or in .env.")
    length = len(settings.api_key.get_secret_value())
    if length < KEY_LENGTH and not settings.local:
        return CheckResult(
            "key", False, f"{length} characters, fewer than any provider's", next_step="Copy it again, whole."
        )
    return CheckResult("key", True, f"set, {length} characters")


def _price(settings: Settings) -> CheckResult:
    found = price_list(settings)
    if found is None:
        return CheckResult("price", True, "unknown: costs are not shown, and --max-cost needs EXTRACTOR_PRICE")
    per = f"${found.input * 1e6:g} to read, ${found.output * 1e6:g} to write, per million tokens"
    return CheckResult("price", True, f"{per} ({found.source})")


def _store(settings: Settings) -> CheckResult:
    folder = settings.store
    try:
        with closing(open_store(folder)) as store:
            rows = len(store)
    except ExtractorError as error:
        return CheckResult("store", False, error.message, next_step=error.next_step)
    free = shutil.disk_usage(folder).free
    seen = f"{folder.resolve()}: {rows:,} entries, can be written, {free / 1e9:,.1f} GB free"
    if free < ROOM:
        return CheckResult("store", False, seen, next_step="Free space, or set EXTRACTOR_STORE to another disk.")
    return CheckResult("store", True, seen)


def _prompt(name: str) -> CheckResult:
    try:
        found = problems(load_prompt(name))
    except ExtractorError as error:
        return CheckResult("prompt", False, error.message, next_step=error.next_step)
    if found:
        return CheckResult("prompt", False, f"{name}: {found[0]}", next_step=f"See: extractor check -p {name}")
    return CheckResult("prompt", True, f"{name}: nothing is wrong with it")


async def check_endpoint(settings: Settings) -> AsyncIterator[CheckResult]:
    """What the endpoint says; sends one small request, of some two hundred tokens."""
    async with aclosing(Endpoint(settings)) as endpoint:
        says = ResponseClassifier(settings.host, settings.model, endpoint.key)
        listed = await _listed(endpoint, says)
        yield listed
        if listed.ok:
            yield await _strict(endpoint, says, settings)


async def _listed(endpoint: Endpoint, says: ResponseClassifier) -> CheckResult:
    async def look(client: object) -> list[str]:
        return [model.id async for model in client.models.list()]  # type: ignore[attr-defined]  # the SDK's client

    try:
        found = await endpoint.call(look)
        if isinstance(found, Response):
            if found.status in (404, 405, 501):
                return CheckResult("endpoint", True, f"{says.host} answers, and lists no models")
            says.response(found.status, found.headers, found.data)
    except ExtractorError as error:
        todo = error.next_step or "Check OPENAI_BASE_URL and the network."
        return CheckResult("endpoint", False, error.message, next_step=todo)
    if says.model in found:
        return CheckResult("endpoint", True, f"{says.host} answers, and has {says.model}")
    some = ", ".join(sorted(found)[:5]) or "none"
    return CheckResult(
        "endpoint", True, f"{says.host} answers; {says.model} is not among the models it lists ({some}, ...)"
    )


class Probe(BaseModel):
    """Say yes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    answer: Literal["yes"]


def probe(settings: Settings, *, strict: bool) -> Request:
    """The small request that shows whether an endpoint takes tools, strict ones or any."""
    bare = {"type": "function", "function": {"name": "Probe", "parameters": Probe.model_json_schema()}}
    body = {
        "model": settings.model,
        "messages": [{"role": "user", "content": "Call Probe with the answer yes."}],
        "tools": [strict_tool(bare, strict=strict)],
        "tool_choice": {"type": "function", "function": {"name": "Probe"}},
    }
    return Request.of(body)


async def _strict(endpoint: Endpoint, says: ResponseClassifier, settings: Settings) -> CheckResult:
    try:
        if await _takes(endpoint, says, probe(settings, strict=True)):
            return CheckResult("tools", True, f"{settings.model} fills strict tools")
        if await _takes(endpoint, says, probe(settings, strict=False)):
            return CheckResult(
                "tools",
                False,
                f"{settings.model} fills tools, but not strict ones",
                next_step="Write strict: false in the prompt.",
            )
    except (Stop, SettingsError) as error:
        return CheckResult("tools", False, error.message, next_step=error.next_step)
    except ExtractorError as error:
        return CheckResult("tools", False, f"no answer: {error.message}", next_step="Try again in a minute.")
    return CheckResult(
        "tools", False, f"{settings.model} fills no tools", next_step="Choose a model that supports function calling."
    )


async def _takes(endpoint: Endpoint, says: ResponseClassifier, request: Request) -> bool:
    response = await endpoint.post(request.body)
    completion = says.response(response.status, response.headers, response.data)
    try:
        return read(completion, Probe, "Probe", {}).value is not None
    except ArticleError:
        return False
