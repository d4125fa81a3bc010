"""Checks of `doctor`: settings, key, price, store, prompt, endpoint, function calling; one result each."""

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
from extractor.prompts.replies import read, tool_call
from extractor.prompts.wire_schema import strict_tool
from extractor.recordings.store import open_store

MIN_FREE = 1_000_000_000  # free bytes on the disk of the store; with fewer a long run may end early
MIN_KEY_LENGTH = 20  # characters; providers use longer keys


@dataclass(frozen=True)
class CheckResult:
    """Result of one check: its name, success, what was found, and the next step after a failure."""

    name: str
    ok: bool
    detail: str
    next_step: str = ""


def check_locally(settings: Settings, prompt: str) -> Iterator[CheckResult]:
    """Run the checks that need no network."""
    env = ".env is read" if Path(".env").is_file() else "no .env file here"
    yield CheckResult(
        "settings", True, f"{settings.model} at {settings.base_url}, {settings.concurrency} requests in flight; {env}"
    )
    yield _check_key(settings)
    yield _check_price(settings)
    yield _check_store(settings)
    yield _check_prompt(prompt)


def _check_key(settings: Settings) -> CheckResult:
    if settings.api_key is None:
        if settings.local:
            return CheckResult("key", True, "not set; a server on this machine rarely needs one")
        return CheckResult("key", False, "not set", next_step="Set OPENAI_API_KEY in the environment or in .env.")
    length = len(settings.api_key.get_secret_value())
    if length < MIN_KEY_LENGTH and not settings.local:
        return CheckResult(
            "key", False, f"set, but only {length} characters long", next_step="Copy the whole key again."
        )
    return CheckResult("key", True, f"set, {length} characters")


def _check_price(settings: Settings) -> CheckResult:
    found = price_list(settings)
    if found is None:
        return CheckResult(
            "price",
            True,
            f"no price known for {settings.model} at {settings.host}; set EXTRACTOR_PRICE for costs and --max-cost",
        )
    rates = f"${found.input * 1e6:g} input, ${found.output * 1e6:g} output per million tokens"
    return CheckResult("price", True, f"{rates} ({found.source})")


def _check_store(settings: Settings) -> CheckResult:
    folder = settings.store
    try:
        with closing(open_store(folder)) as store:
            rows = len(store)
    except ExtractorError as error:
        return CheckResult("store", False, error.message, next_step=error.next_step)
    free = shutil.disk_usage(folder).free
    detail = f"{folder.resolve()}: {rows:,} entries, writable, {free / 1e9:,.1f} GB free"
    if free < MIN_FREE:
        return CheckResult("store", False, detail, next_step="Free space, or set EXTRACTOR_STORE to another disk.")
    return CheckResult("store", True, detail)


def _check_prompt(name: str) -> CheckResult:
    try:
        found = problems(load_prompt(name))
    except ExtractorError as error:
        return CheckResult("prompt", False, error.message, next_step=error.next_step)
    if found:
        return CheckResult("prompt", False, f"{name}: {found[0]}", next_step=f"See: extractor check -p {name}")
    return CheckResult("prompt", True, f"{name}: no problem found")


async def check_endpoint(settings: Settings) -> AsyncIterator[CheckResult]:
    """Check models and function calling of the endpoint; sends one request of about 200 tokens."""
    async with aclosing(Endpoint(settings)) as endpoint:
        classifier = ResponseClassifier.of(settings)
        listed = await _check_models(endpoint, classifier)
        yield listed
        if listed.ok:
            yield await _check_function_calling(endpoint, classifier, settings)


async def _check_models(endpoint: Endpoint, classifier: ResponseClassifier) -> CheckResult:
    async def list_models(client: object) -> list[str]:
        return [model.id async for model in client.models.list()]  # type: ignore[attr-defined]  # the SDK's client

    try:
        found = await endpoint.call(list_models)
        if isinstance(found, Response):
            if found.status in (404, 405, 501):
                return CheckResult("endpoint", True, f"{classifier.host} responds but lists no models")
            classifier.response(found.status, found.headers, found.data)
    except ExtractorError as error:
        next_step = error.next_step or "Check OPENAI_BASE_URL and the network."
        return CheckResult("endpoint", False, error.message, next_step=next_step)
    if classifier.model in found:
        return CheckResult("endpoint", True, f"{classifier.host} responds and lists {classifier.model}")
    some = ", ".join(sorted(found)[:5]) or "none"
    return CheckResult(
        "endpoint",
        True,
        f"{classifier.host} responds; {classifier.model} is not among the models it lists ({some}, ...)",
    )


class Probe(BaseModel):
    """Say yes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    answer: Literal["yes"]


def probe(settings: Settings, *, strict: bool) -> Request:
    """Return a small request that shows whether an endpoint supports function calling, strict or at all."""
    bare = {"type": "function", "function": {"name": "Probe", "parameters": Probe.model_json_schema()}}
    body = {
        "model": settings.model,
        "messages": [{"role": "user", "content": "Call Probe with the answer yes."}],
        "tools": [strict_tool(bare, strict=strict)],
        "tool_choice": {"type": "function", "function": {"name": "Probe"}},
    }
    return Request.of(body)


async def _check_function_calling(
    endpoint: Endpoint, classifier: ResponseClassifier, settings: Settings
) -> CheckResult:
    try:
        if await _supports(endpoint, classifier, probe(settings, strict=True)):
            return CheckResult("tools", True, f"{settings.model} supports strict function calling")
        if await _supports(endpoint, classifier, probe(settings, strict=False)):
            return CheckResult(
                "tools",
                False,
                f"{settings.model} supports function calling, but not in strict mode",
                next_step="Set strict: false in the prompt.",
            )
    except (Stop, SettingsError) as error:
        return CheckResult("tools", False, error.message, next_step=error.next_step)
    except ExtractorError as error:
        return CheckResult("tools", False, f"no response: {error.message}", next_step="Try again in a minute.")
    return CheckResult(
        "tools", False, f"{settings.model} does not support function calling", next_step="Choose another model."
    )


async def _supports(endpoint: Endpoint, classifier: ResponseClassifier, request: Request) -> bool:
    response = await endpoint.post(request.body)
    completion = classifier.response(response.status, response.headers, response.data)
    try:
        return read(tool_call(completion, "Probe"), Probe, "Probe", {}).value is not None
    except ArticleError:
        return False
