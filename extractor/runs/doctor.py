"""Checks of `doctor`: settings, key, price, store, prompt, endpoint, output mode; one result each."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.core.errors import ArticleError, ErrorClass, ExtractorError, SettingsError, Stop, UnsupportedFeature
from extractor.core.exchange import Completion, Request, json_value
from extractor.core.settings import Settings
from extractor.model.openai_endpoint import Endpoint, open_endpoint
from extractor.model.prices import price_list
from extractor.model.responses import ResponseClassifier, check_whole
from extractor.prompts.lint import problems
from extractor.prompts.loading import load_prompt
from extractor.prompts.output_modes import mode_of
from extractor.prompts.prompt import Prompt
from extractor.recordings.recorder import Layers
from extractor.recordings.store import open_store
from extractor.recordings.store_reader import ReadOnlyStore
from extractor.runs.extractor import Extractor
from extractor.runs.mode_search import ModeSearch
from extractor.runs.wiring import build_extractor, mode_setting, text_recordings

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


async def check_endpoint(settings: Settings, prompt: str) -> AsyncIterator[CheckResult]:
    """Check the models and the output mode of the endpoint.

    Sends one request with the whole prompt and schema and a text of one sentence; a further one for each mode that the
    endpoint does not support.
    """
    async with aclosing(open_endpoint(settings)) as endpoint:
        classifier = ResponseClassifier.of(settings)
        listed = await _check_models(endpoint, classifier, settings)
        yield listed
        if listed.ok:
            yield await _check_output(endpoint, classifier, settings, load_prompt(prompt))


async def _check_models(endpoint: Endpoint, classifier: ResponseClassifier, settings: Settings) -> CheckResult:
    host, model = classifier.host, classifier.model.removeprefix(f"{settings.vendor}/")
    try:
        found = await endpoint.get("/models")
        if found.status in (404, 405, 501):
            return CheckResult("endpoint", True, f"{host} responds but lists no models")
        if found.status in (403, 500, 502, 503):  # some gateways have no such path; the output tells more
            return CheckResult("endpoint", True, f"{host} responds {found.status} to a request for its models")
        if not 200 <= found.status < 300:
            classifier.response(found.status, found.headers, found.data)
    except ExtractorError as error:
        next_step = error.next_step or "Check OPENAI_BASE_URL and the network."
        return CheckResult("endpoint", False, error.message, next_step=next_step)
    value = json_value(found.data.decode("utf-8-sig", "replace"))
    if not isinstance(value, dict | list):
        return CheckResult(
            "endpoint",
            False,
            f"{host}/models responds with something else than JSON",
            next_step="Check OPENAI_BASE_URL; a proxy or a login page may stand in between.",
        )
    names = model_names(value)
    if model in names:
        return CheckResult("endpoint", True, f"{host} responds and lists {model}")
    some = ", ".join(sorted(names)[:5]) or "none"
    return CheckResult("endpoint", True, f"{host} responds; {model} is not among the models it lists ({some}, ...)")


def model_names(value: Any) -> list[str]:
    """Return the names in a list of models of any shape: OpenAI's `data`, Ollama's `models`, a bare list."""
    if isinstance(value, dict):
        value = next((value[name] for name in ("data", "models") if isinstance(value.get(name), list)), [])
    names = []
    for item in value:
        named = [item.get(key) for key in ("id", "name", "model")] if isinstance(item, dict) else [item]
        names += [name.removeprefix("models/") for name in named if isinstance(name, str)]
    return names


async def _find_mode(extractor: Extractor, search: ModeSearch, article: Article) -> None:
    """Extract an article without its requotes, in the first mode that the endpoint supports; raise as it does."""
    while True:
        try:
            await extractor.converse(article, extractor.requests.in_mode(search.mode), [])
        except UnsupportedFeature as error:
            search.step_down(error)
        else:
            return


SENTENCE = "The town council of Lakeside met on Tuesday and approved the budget for the coming year, officials said."


_STEPS = {
    ErrorClass.LENGTH: "Set a larger max_completion_tokens in the prompt, or use another model.",
    ErrorClass.TOO_LONG: "Use a larger context (Ollama: OLLAMA_CONTEXT_LENGTH; llama.cpp: -c) or another model.",
    ErrorClass.CONTENT_FILTER: "The provider filters a harmless sentence: check its filter, or use another one.",
    ErrorClass.REFUSAL: "Choose another model.",
}


async def _check_output(
    endpoint: Endpoint, classifier: ResponseClassifier, settings: Settings, prompt: Prompt
) -> CheckResult:
    """Extract one sentence with the real prompt and schema, in the mode that a run would find."""

    async def complete(request: Request) -> Completion:
        response = await endpoint.post(request.body)
        completion = classifier.response(response.status, response.headers, response.data)
        check_whole(request, completion, settings.host)
        return completion

    refused: list[str] = []
    with closing(ReadOnlyStore(settings.store)) as store:
        search = ModeSearch(mode_setting(prompt, settings), mode_of(mode_setting(prompt, settings)))
        search.announce = refused.append
        recordings = Layers(store, *text_recordings())
        extractor = replace(build_extractor(prompt, settings, recordings, None, complete), search=search, repairs=0)
    article = make_article("doctor", SENTENCE, {"published": "2024-03-06"})
    fault, step = "", "Choose another model, or a simpler schema."
    try:
        await _find_mode(extractor, search, article)
    except ArticleError as error:
        if error.error_class in (ErrorClass.TRANSPORT, ErrorClass.BAD_RESPONSE):
            return CheckResult("output", False, f"no response: {error.message}", next_step="Try again in a minute.")
        fault = f"not as the schema of {prompt.name} requires: {error.message[:300]}"
        step = _STEPS.get(error.error_class, error.next_step or step)
    except (Stop, SettingsError) as error:
        return CheckResult("output", False, error.message, next_step=error.next_step)
    except ExtractorError as error:
        return CheckResult("output", False, f"no response: {error.message}", next_step="Try again in a minute.")
    way = f"output mode {search.mode.label}"
    if refused:
        way += f" ({len(refused)} other{'s' if len(refused) > 1 else ''} not supported)"
    if not fault:
        return CheckResult("output", True, f"{settings.model} fills the schema of {prompt.name}; {way}")
    return CheckResult(
        "output",
        False,
        f"{settings.model} responds in {way}, but {fault}",
        next_step=step,
    )
