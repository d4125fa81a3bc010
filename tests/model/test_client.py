"""client: sends a request, and retries it after transient errors; each row has the number of requests that the server received."""

import asyncio
import gzip
import json
import socket
from collections.abc import Callable
from contextlib import aclosing
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from extractor.core.deadline import deadline
from extractor.core.errors import ArticleError, SettingsError, Stop
from extractor.core.exchange import Completion, Request
from extractor.core.settings import Settings
from extractor.model.client import BREAKER, ModelClient
from extractor.model.rate_limiter import RateLimiter
from tests.conftest import settings_for
from tests.endpoint import Endpoint, Script, ScriptedResponse, chat, error, ok
from tests.faults import close, drip, half, reset, silent

ATTEMPTS = 4  # three retries, as settings have it
Start = Callable[[Script], Endpoint]
REQUEST = Request.of({"model": "stub", "messages": [{"role": "user", "content": "é {{ 7*7 }}"}]})
GOOD = ok(chat({}))


class Clock:
    """A clock that advances only in sleeps, so that waits are exact and take no time."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Advance the clock."""
        self.slept.append(seconds)
        self.now += seconds


def _provider(settings: Settings, clock: Clock, halted: Callable[[], Stop | None] = lambda: None) -> ModelClient:
    gate = RateLimiter(8, halted=halted, sleep=clock.sleep, clock=lambda: clock.now)
    return ModelClient(settings, gate, clock=lambda: clock.now)


async def _ask(server: Endpoint, tmp_path: Path, clock: Clock | None = None, **changes: Any) -> Completion:
    clock = clock or Clock()
    provider = _provider(settings_for(server, tmp_path, **changes), clock)
    try:
        return await provider(REQUEST)
    finally:
        await provider.aclose()


def _after(first: ScriptedResponse, times: int = 1) -> Script:
    return lambda _, number: first if number <= times else GOOD


async def test_the_body_is_sent_unchanged(endpoint: Start, tmp_path: Path) -> None:
    """I10: the bytes on the wire are the bytes of the request; the key goes in the header alone."""
    server = endpoint(lambda *_: GOOD)
    completion = await _ask(server, tmp_path)
    assert server.bodies == [REQUEST.body]
    assert server.headers[0]["authorization"] == "Bearer sk-canary-0123456789"
    assert json.loads(completion.reply)["model"] == "stub"


PASSING = {
    "T02 reset": ScriptedResponse(raw=reset),
    "T03 T04 cut body": ScriptedResponse(raw=half),
    "T05 closed": ScriptedResponse(raw=close),
    "T10 captive portal": ScriptedResponse(200, b"<html>Sign in</html>", {"Content-Type": "text/html"}),
    "T11 empty": ScriptedResponse(200, b""),
    "T12 null": ScriptedResponse(200, b"null"),
    "T13 list": ScriptedResponse(200, b"[]"),
    "T14 malformed": ScriptedResponse(200, b'{"choices": [}'),
    "T15 not UTF-8": ScriptedResponse(200, b'{"choices": ["\xff"]}'),
    "T16 nested": ScriptedResponse(200, b"[" * 100_000),
    "T17 error in a 200": ok({"error": {"code": 503, "message": "overloaded"}}),
    "T18 no choices": ok({"choices": []}),
    "T18 null choices": ok({"choices": None}),
    "T18 no message": ok({"choices": [{"finish_reason": "stop"}]}),
    "S07 408": error(408),
    "S07 409": error(409),
    "S14 429 with an integer code": error(429, 429),
    "S16 500": error(500),
    "S16 502 HTML": ScriptedResponse(502, b"<html>Bad gateway</html>"),
    "S16 529": error(529),
}


@pytest.mark.parametrize("answer", PASSING.values(), ids=PASSING.keys())
async def test_transient_faults_are_retried(endpoint: Start, tmp_path: Path, answer: ScriptedResponse) -> None:
    """T02 to T05, T10 to T18, S07, S14, S16: one fault, then a valid response: two requests, and the article is ok."""
    server = endpoint(_after(answer))
    assert json.loads((await _ask(server, tmp_path)).reply)["choices"]
    assert server.request_count == 2


@pytest.mark.parametrize(
    ("answer", "kind"), [(error(500), "transport"), (ScriptedResponse(200, b"<html>"), "bad_response")]
)
async def test_persistent_faults_fail_the_article(
    endpoint: Start, tmp_path: Path, answer: ScriptedResponse, kind: str
) -> None:
    """S17, T10: after exactly four requests the article fails with its error class; HTML is not shown."""
    server = endpoint(lambda *_: answer)
    with pytest.raises(ArticleError) as caught:
        await _ask(server, tmp_path)
    assert (server.request_count, caught.value.error_class) == (ATTEMPTS, kind)
    assert "html" not in str(caught.value)


STOPPING = {
    "S01 401": (error(401, "invalid_api_key", "Incorrect API key: sk-canary-0123456789"), "Check OPENAI_API_KEY"),
    "S02 403": (error(403), "Check OPENAI_API_KEY"),
    "S03 404": (error(404, "model_not_found"), "-m stub"),
    "S11 long wait": (error(429, retry_after="300"), "Run again in 5 minutes"),
    "S13 quota": (error(429, "insufficient_quota"), "quota"),
    "T17 401 in a 200": (ok({"error": {"code": 401, "message": "sk-canary-0123456789"}}), "Check OPENAI_API_KEY"),
    "T20 redirect": (ScriptedResponse(307, b"", {"Location": "http://127.0.0.1:9/v1"}), "redirects elsewhere"),
}


@pytest.mark.parametrize(("answer", "message"), STOPPING.values(), ids=STOPPING.keys())
async def test_account_faults_stop_the_run(
    endpoint: Start, tmp_path: Path, answer: ScriptedResponse, message: str
) -> None:
    """S01 to S03, S11, S13, T19, T20: the run stops after one request, with a message that does not contain the key."""
    server = endpoint(lambda *_: answer)
    with pytest.raises(Stop, match=message) as caught:
        await _ask(server, tmp_path)
    assert server.request_count == 1
    assert "canary" not in repr(caught.value) + str(caught.value)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (error(400, "context_length_exceeded"), 400),
        (error(400, "content_filter", "bad sk-canary-0123456789"), 400),
        (error(413), 413),
        (error(422, None, "prompt is too long"), 422),
    ],
)
async def test_refusals_are_recorded(endpoint: Start, tmp_path: Path, answer: ScriptedResponse, status: int) -> None:
    """S04, S05: one request is sent; the refusal is recorded like any response, without the key."""
    server = endpoint(lambda _, number: GOOD if number == 1 else answer)
    provider = _provider(settings_for(server, tmp_path), Clock())
    await provider(REQUEST)
    completion = await provider(REQUEST)
    assert (server.request_count, completion.status) == (2, status)
    assert "canary" not in completion.reply
    await provider.aclose()


async def test_a_400_before_any_success(endpoint: Start, tmp_path: Path) -> None:
    """An unrecognized 400 is not recorded while no request has succeeded; the third equal one stops the run."""
    server = endpoint(lambda *_: error(400, "odd", "teapot sk-canary-0123456789"))
    provider = _provider(settings_for(server, tmp_path), Clock())
    for _ in range(2):
        with pytest.raises(ArticleError, match="teapot"):
            await provider(REQUEST)
    with pytest.raises(Stop, match="teapot") as caught:
        await provider(REQUEST)
    assert "canary" not in str(caught.value)
    await provider.aclose()


@pytest.mark.parametrize("status", [402, 405])
async def test_other_refusals_stop_the_run(endpoint: Start, tmp_path: Path, status: int) -> None:
    """A 402 or a 405 is not a response to an article: nothing is recorded."""
    server = endpoint(lambda *_: error(status, None, "Insufficient balance"))
    with pytest.raises(Stop, match=f"answered {status}"):
        await _ask(server, tmp_path)
    assert server.request_count == 1


def _half_error(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b'HTTP/1.1 500 Internal Server Error\r\nContent-Length: 900\r\n\r\n{"err')
    handler.wfile.flush()


async def test_a_truncated_error(endpoint: Start, tmp_path: Path) -> None:
    """T04: a truncated error response is retried like a complete one."""
    server = endpoint(_after(ScriptedResponse(raw=_half_error)))
    await _ask(server, tmp_path)
    assert server.request_count == 2


async def test_a_huge_error(endpoint: Start, tmp_path: Path) -> None:
    """T09: the size limit applies to error bodies too."""
    server = endpoint(lambda *_: ScriptedResponse(500, b"x" * 5_000_000))
    with pytest.raises(ArticleError) as caught:
        await _ask(server, tmp_path, max_reply_bytes=100_000)
    assert (caught.value.error_class, server.request_count) == ("response_too_large", 1)


async def test_no_other_headers(endpoint: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No header comes from the environment or describes this machine."""
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "x-secret: 1")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    server = endpoint(lambda *_: GOOD)
    await _ask(server, tmp_path)
    assert not {"x-secret", "openai-organization", "x-stainless-os"} & set(server.headers[0])


async def test_should_retry_false(endpoint: Start, tmp_path: Path) -> None:
    """S15: `x-should-retry: false` is respected."""
    server = endpoint(lambda *_: error(500, x_should_retry="false"))
    with pytest.raises(ArticleError):
        await _ask(server, tmp_path)
    assert server.request_count == 1


@pytest.mark.parametrize(
    ("wait", "least"), [({"retry_after": "7"}, 7.0), ({"retry_after_ms": "7000"}, 7.0), ({"retry_after": "NaN"}, 0.0)]
)
async def test_retry_after(endpoint: Start, tmp_path: Path, wait: dict[str, str], least: float) -> None:
    """S08, S09, S12: a retry waits at least as long as Retry-After; a malformed value means the usual backoff."""
    clock = Clock()
    server = endpoint(_after(error(429, **wait)))
    await _ask(server, tmp_path, clock)
    assert sum(clock.slept) >= least
    assert server.request_count == 2


async def test_retry_after_applies_to_all(endpoint: Start, tmp_path: Path) -> None:
    """S08: a Retry-After for one request also delays the next one."""
    clock = Clock()
    server = endpoint(_after(error(429, retry_after="30"), ATTEMPTS))
    provider = _provider(settings_for(server, tmp_path), clock)
    with pytest.raises(ArticleError):
        await provider(REQUEST)
    clock.slept.clear()
    await provider(REQUEST)
    assert sum(clock.slept) == pytest.approx(30.0)
    await provider.aclose()


async def test_deadlines_count_as_failures(endpoint: Start, tmp_path: Path) -> None:
    """T06: several timeouts in a row stop the run like other failures."""

    server = endpoint(lambda *_: ScriptedResponse(raw=drip))
    provider = ModelClient(settings_for(server, tmp_path), RateLimiter(8))
    assert provider.endpoint.client  # importing the SDK takes longer than the deadline
    for _ in range(BREAKER):
        with pytest.raises(TimeoutError):
            async with deadline(0.2):
                await provider(REQUEST)
    with pytest.raises(Stop, match="in a row failed"):
        await provider(REQUEST)
    assert server.request_count == BREAKER
    await provider.aclose()


@pytest.mark.parametrize("packed", [False, True])
async def test_the_size_cap(endpoint: Start, tmp_path: Path, packed: bool) -> None:
    """T08, T09: a huge body, and a small one that decompresses to a huge one, are cut off after one request."""
    body, headers = b'{"choices": "' + b"x" * 5_000_000 + b'"}', {}
    if packed:
        body, headers = gzip.compress(body), {"Content-Encoding": "gzip"}
    server = endpoint(lambda *_: ScriptedResponse(200, body, headers))
    with pytest.raises(ArticleError) as caught:
        await _ask(server, tmp_path, max_reply_bytes=100_000)
    assert (caught.value.error_class, server.request_count) == ("response_too_large", 1)


async def _fails_until_stopped(provider: ModelClient, message: str) -> None:
    """Each article fails with this message, until the run stops after several in a row."""
    for _ in range(BREAKER - 1):
        with pytest.raises(ArticleError, match=message):
            await provider(REQUEST)
    with pytest.raises(Stop, match="in a row failed"):
        await provider(REQUEST)


async def test_connection_refused(tmp_path: Path) -> None:
    """T01: after four attempts the article fails; after several in a row the run stops."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clock = Clock()
    settings = Settings(_env_file=None, OPENAI_BASE_URL=f"http://127.0.0.1:{port}/v1")
    provider = _provider(settings, clock)
    await _fails_until_stopped(provider, "could not be reached")
    assert provider.limiter.budget.sent == BREAKER * ATTEMPTS
    await provider.aclose()


async def test_an_endpoint_that_is_down(endpoint: Start, tmp_path: Path) -> None:
    """S18: if every response is a 5xx the run stops after several articles in a row, each with four attempts."""
    clock = Clock()
    server = endpoint(lambda *_: error(503))
    provider = _provider(settings_for(server, tmp_path), clock)
    await _fails_until_stopped(provider, "answered 503")
    assert server.request_count == BREAKER * ATTEMPTS
    await provider.aclose()


async def test_no_further_attempt_once_stopped(endpoint: Start, tmp_path: Path) -> None:
    """C04: once the run is stopped a failed request is not retried, whatever its Retry-After."""
    clock = Clock()
    server = endpoint(lambda *_: error(429, retry_after="60"))
    reasons = iter([None, None, Stop("Interrupted.")])
    provider = _provider(settings_for(server, tmp_path), clock, halted=lambda: next(reasons))
    with pytest.raises(Stop, match="Interrupted"):
        await provider(REQUEST)
    assert server.request_count == 1
    assert sum(clock.slept) <= 2
    await provider.aclose()


async def test_success_resets_the_breaker(endpoint: Start, tmp_path: Path) -> None:
    """S17: failures with successes in between do not stop the run."""
    clock = Clock()
    server = endpoint(lambda _, number: error(500) if (number - 1) % (ATTEMPTS + 1) < ATTEMPTS else GOOD)
    provider = _provider(settings_for(server, tmp_path), clock)
    for _ in range(BREAKER + 1):
        with pytest.raises(ArticleError):
            await provider(REQUEST)
        await provider(REQUEST)
    await provider.aclose()


async def test_unknown_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """T23: an unknown host stops the run with a plain message."""

    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    settings = Settings(_env_file=None, OPENAI_BASE_URL="http://nowhere.invalid/v1", OPENAI_API_KEY="sk-x")
    async with aclosing(ModelClient(settings, RateLimiter(8))) as provider:
        with pytest.raises(Stop, match=r"No host nowhere\.invalid is known"):
            await provider(REQUEST)


async def test_no_tls(endpoint: Start, tmp_path: Path) -> None:
    """T22: a server without TLS at an https address stops the run with a plain message."""
    server = endpoint(lambda *_: GOOD)
    url = server.url.replace("http:", "https:")
    with pytest.raises(Stop, match="no secure connection"):
        await _ask(server, tmp_path, OPENAI_BASE_URL=url)


def test_a_key_is_needed_for_remote_hosts() -> None:
    """Without a key nothing is sent to a remote host; a local server needs none."""
    with pytest.raises(SettingsError, match="OPENAI_API_KEY"):
        ModelClient(Settings(_env_file=None), RateLimiter(8))
    ModelClient(Settings(_env_file=None, OPENAI_BASE_URL="http://localhost:11434/v1"), RateLimiter(8))


async def test_waits_do_not_count_against_the_deadline(endpoint: Start, tmp_path: Path) -> None:
    """S08: a wait by Retry-After does not count against the article's deadline, and is not a failure."""
    server = endpoint(_after(error(429, retry_after="0.4")))
    async with aclosing(ModelClient(settings_for(server, tmp_path), RateLimiter(8))) as provider, deadline(0.3):
        assert (await provider(REQUEST)).status == 200
    assert server.request_count == 2


async def test_cancellation_is_not_a_failure(endpoint: Start, tmp_path: Path) -> None:
    """A cancelled call is not a failure of the endpoint; an exceeded deadline is."""
    server = endpoint(lambda _, number: ScriptedResponse(raw=silent) if number <= BREAKER + 1 else GOOD)
    clock = Clock()
    provider = _provider(settings_for(server, tmp_path), clock)
    for number in range(BREAKER + 1):
        task = asyncio.create_task(provider(REQUEST))
        while server.request_count <= number:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (await provider(REQUEST)).status == 200
    await provider.aclose()


async def test_a_request_has_its_own_timeout(endpoint: Start, tmp_path: Path) -> None:
    """A response that does not come within the timeout is retried, and counts as possibly billed."""
    server = endpoint(lambda _, number: ScriptedResponse(raw=silent) if number == 1 else GOOD)
    provider = _provider(settings_for(server, tmp_path, timeout=0.3), Clock())
    assert (await provider(REQUEST)).status == 200
    assert server.request_count == 2
    assert provider.limiter.budget.possibly_billed == 1
    await provider.aclose()


async def test_the_number_of_retries_is_a_setting(endpoint: Start, tmp_path: Path) -> None:
    """With no retries one failed attempt ends the article."""
    server = endpoint(lambda *_: error(503))
    provider = _provider(settings_for(server, tmp_path, retries=0), Clock())
    with pytest.raises(ArticleError):
        await provider(REQUEST)
    assert server.request_count == 1
    await provider.aclose()
