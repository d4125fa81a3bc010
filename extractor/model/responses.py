"""Classify the responses of an endpoint: a completion, a passing fault, the end of an article or of the run."""

from __future__ import annotations

import email.utils
import json
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, Self

from extractor.core.errors import ArticleError, ErrorClass, Stop, TransportError, UnsupportedFeature
from extractor.core.exchange import Completion, Request, has_choices, json_object
from extractor.core.server_errors import (
    Diagnosis,
    ErrorBody,
    Fault,
    Feature,
    diagnose,
    epoch_seconds,
    is_quota,
    read_error,
)
from extractor.core.settings import Settings
from extractor.model.usage import Usage

LONGEST_WAIT = 120.0  # seconds; a server that asks for more stops the run


# Finish reasons of a server that failed, as opposed to a model that finished; lower case.
_FAILED = frozenset({
    *("error", "abort", "aborted", "cancelled", "malformed_function_call", "malformed_tool_call", "malformed_response"),
    *("unexpected_tool_call", "insufficient_system_resource", "server_error", "internal_error", "network_error"),
})  # fmt: skip


def is_final(status: int, error: ErrorBody) -> bool:
    """Tell whether an error ends its article, so that sending the same request again would not change it."""
    return 400 <= status < 500 and diagnose(status, error).fault is Fault.ARTICLE


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float:
    """Return the seconds that a server asks to wait, 0 if it does not say.

    Read are `retry-after-ms`, `retry-after` in seconds or as a date, and OpenRouter's `x-ratelimit-reset` (milliseconds
    since 1970) where nothing is left.
    """
    for name, scale in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        text = headers.get(name, "")
        try:
            seconds = float(text) * scale
        except ValueError:
            try:
                due = email.utils.parsedate_to_datetime(text).timestamp()
            except (ValueError, OverflowError):
                continue
            seconds = due - (time.time() if now is None else now)
        if math.isfinite(seconds) and seconds > 0:
            return seconds
    if headers.get("x-ratelimit-remaining") != "0":
        return 0.0
    return _until(epoch_seconds(headers), now) or _seconds(headers.get("x-ratelimit-reset", ""))


def _until(moment: float, now: float | None = None) -> float:
    """Return the seconds until a moment (since 1970); 0 if it is past or not given."""
    return max(0.0, moment - (time.time() if now is None else now)) if moment else 0.0


@dataclass(frozen=True, slots=True)
class Rates:
    """Rate limits that a response announces; 0 where it announces none.

    Attributes:
        requests, tokens: allowed a minute.
        pause: seconds until the limit is reset, if it is used up.
    """

    requests: int = 0
    tokens: int = 0
    pause: float = 0.0


_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?")
_SCALES = (86_400, 3_600, 60, 1, 0.001)


def rates(headers: Mapping[str, str]) -> Rates:
    """Read `x-ratelimit-limit-*`, `-remaining-*` and `-reset-*` (`6m0s`, `120ms`, or seconds)."""
    pause = 0.0
    for what in ("requests", "tokens", "requests-minute", "tokens-minute"):
        if headers.get(f"x-ratelimit-remaining-{what}") == "0":
            pause = max(pause, min(_seconds(headers.get(f"x-ratelimit-reset-{what}", "")), LONGEST_WAIT))
    limits = [_whole(headers.get(f"x-ratelimit-limit-{what}", "")) for what in ("requests", "tokens")]
    return Rates(limits[0], limits[1], pause)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _seconds(text: str) -> float:
    if not (found := _DURATION.fullmatch(text)):
        return float(text) if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text) else 0.0
    return sum(float(part) * scale for part, scale in zip(found.groups(), _SCALES, strict=True) if part)


_REQUEST_ID = re.compile(r"[\w.:/+=-]{1,128}", re.ASCII)


@dataclass(frozen=True)
class ResponseClassifier:
    """Classification of the responses of one endpoint.

    Raises, from every method:
        TransportError: another attempt may succeed.
        ArticleError: no attempt would, for this article.
        UnsupportedFeature: the endpoint does not support a part of the request.
        Stop: every other article would fail in the same way.
    """

    host: str
    model: str
    key_variable: str = "OPENAI_API_KEY"

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the classifier for an endpoint."""
        return cls(settings.host, settings.model, settings.key_variable)

    def response(self, status: int, headers: Mapping[str, str], data: bytes) -> Completion:
        """Return a completion, whatever the status: a response, or a final rejection of the request."""
        if 200 <= status < 300:
            return self.completion(data, headers)
        return self.status(status, headers, data.decode("utf-8", "replace"))

    def completion(self, data: bytes, headers: Mapping[str, str]) -> Completion:
        """Return a completion if the body of a 200 has the shape of one."""
        try:
            text = data.decode("utf-8-sig")
        except ValueError:
            text = ""
        completion = Completion(text)
        body = completion.body or {}
        if isinstance(error := body.get("error"), dict) and not has_choices(body):
            code = str(error.get("code"))
            return self.status(int(code) if re.fullmatch("[45][0-9][0-9]", code) else 500, headers, text)
        if blocked := _blocked(body):
            return Completion(json.dumps({"error": {"code": "content_filter", "message": blocked}}), 400)
        if body and not has_choices(body) and read_error(text).message:
            return self.status(500, headers, text)
        if not has_choices(body):
            given = headers.get("x-request-id", "")
            name = given if _REQUEST_ID.fullmatch(given) else "none"
            raise TransportError(
                f"The response is no chat completion (request id {name}).", error_class=ErrorClass.BAD_RESPONSE
            )
        choice = body["choices"][0]
        reason = str(choice.get("finish_reason") or "").lower()
        if not _FAILED.isdisjoint(re.split(r"[:\s]+", reason)):
            words = read_error(json.dumps(choice.get("error") or body.get("error") or {})).message
            raise TransportError(
                f"{self.host} ended the response with {reason!r}. {words[:200]}".strip(),
                error_class=ErrorClass.BAD_RESPONSE,
                possibly_billed=True,
            )
        return completion

    def status(self, status: int, headers: Mapping[str, str], text: str) -> Completion:
        """Return a final rejection of the request as a completion; raise anything else."""
        if 300 <= status < 400:
            raise Stop(
                f"{self.host} redirects elsewhere; articles are not sent on.",
                next_step="Set OPENAI_BASE_URL to the final URL.",
            )
        error = read_error(text)
        found = diagnose(status, error)
        if found.fault is Fault.PASSING:
            self._raise_passing(status, headers, error)
        if found.fault is Fault.ARTICLE:
            return Completion(json.dumps({"error": {"code": error.code, "message": error.message}}), status)
        raise self._stop(status, error, found)

    def _stop(self, status: int, error: ErrorBody, found: Diagnosis) -> Stop:
        """Return the error that ends the run, with the server's own words and what to do about them."""
        message = f"{self.host} answered {status}: {error.message[:500] or 'without a reason'}"
        if found.feature:
            return UnsupportedFeature(message, feature=found.feature, next_step=_REMEDIES[found.feature])
        if found.fault is Fault.ACCOUNT:
            step = f"Check {self.key_variable}." if status != 402 and not is_quota(error) else _QUOTA_STEP
        elif status == 404 or "model" in error.words:
            step = f"Check the model (-m {self.model}) and OPENAI_BASE_URL."
        elif not found.certain:
            step = "Check the account and OPENAI_BASE_URL."
        else:
            step = "Change the prompt's parameters or the settings that the message names."
        return Stop(message, next_step=f"{step} Then run again: what is recorded is kept.", rejected=True)

    def _raise_passing(self, status: int, headers: Mapping[str, str], error: ErrorBody) -> NoReturn:
        wait = retry_after(headers) or error.retry_after or _until(error.reset_at)
        words = f": {error.message[:300]}" if error.message else "."
        if wait > LONGEST_WAIT:
            raise Stop(
                f"{self.host} asks to wait {wait:.0f} s ({status}{words.rstrip('.')}).",
                next_step=f"Run again in {math.ceil(wait / 60)} minutes: what is recorded is kept.",
            )
        error_class = ErrorClass.TRANSPORT
        if headers.get("x-should-retry") == "false":
            raise ArticleError(f"{self.host} answered {status}{words}", error_class=error_class, wait=wait)
        raise TransportError(f"{self.host} answered {status}{words}", error_class=error_class, wait=wait)


def _blocked(body: Mapping[str, Any]) -> str:
    """Return why a prompt was blocked, where Google says so instead of choices; empty otherwise."""
    feedback = body.get("prompt_feedback") or body.get("promptFeedback")
    reason = (feedback.get("block_reason") or feedback.get("blockReason")) if isinstance(feedback, dict) else None
    return f"The prompt was blocked: {reason}." if reason and not has_choices(body) else ""


LEAST_TOKENS = 200  # a server that reports fewer for a long prompt counts in a way of its own
BYTES_PER_TOKEN = 12  # no usual text has more; a prompt that seems to have more was cut
CONTEXT_SIZES = tuple(2**n for n in range(9, 18))  # a count at one of these, far below the prompt, is a context's size
NEAR = 16  # tokens by which such a count may differ


def check_whole(request: Request, completion: Completion, host: str) -> None:
    """Compare the tokens that a server read with the prompt that was sent.

    Raises:
        Stop: it read far fewer, so it cut the prompt to the size of its context without an error.
    """
    usage = Usage.of(completion)
    if usage is None or usage.input_tokens < LEAST_TOKENS or completion.status != 200:
        return
    full = any(abs(usage.input_tokens - size) <= NEAR for size in CONTEXT_SIZES)
    if full and usage.input_tokens < len(request.body) // 5:
        raise _cut(usage.input_tokens, len(request.body), host)
    sent = len(request.body) // BYTES_PER_TOKEN
    if usage.input_tokens >= sent:
        return
    # The schema may be no part of the prompt as the server sees it, so only the messages count.
    messages = (json_object(request.body.decode()) or {}).get("messages") or []
    sent = sum(len(str(each.get("content") or "").encode()) for each in messages) // BYTES_PER_TOKEN
    if usage.input_tokens < sent:
        raise _cut(usage.input_tokens, sent * BYTES_PER_TOKEN, host)


def _cut(tokens: int, size: int, host: str) -> Stop:
    """Return the error for a prompt of so many bytes of which so many tokens were read."""
    return Stop(
        f"{host} read {tokens:,} tokens of a prompt of about {size // 4:,}: its context is too small, and it cut the "
        "prompt.",
        next_step="Give the server a larger context (Ollama: OLLAMA_CONTEXT_LENGTH; llama.cpp: -c).",
    )


_QUOTA_STEP = "Raise the quota or the balance."
_REMEDIES = {
    Feature.SCHEMA: "Set `strict: false` in the prompt, or choose another --mode.",
    Feature.STRICT: "Set `strict: false` in the prompt.",
    Feature.TOOL_CHOICE: "Choose another --mode: json_schema, json_object or text.",
    Feature.TOOLS: "Choose another --mode: json_schema, json_object or text.",
    Feature.PARAMETERS: "Choose another --mode: json_schema, json_object or text.",
    Feature.RESPONSE_FORMAT: "Choose another --mode: tools, json_object or text.",
}
