"""Read the error bodies of model servers, and classify them by cause.

Servers agree on neither shape nor status: a wrong key is 401 here and 400 there, one moderated article is a 403, and a
context that is too small has a dozen wordings. What counts is the consequence:

- an error of the account or the settings: it affects every article, so the run stops and records nothing;
- an unsupported feature (the schema, function tools, a response format): another output mode may be accepted;
- an error of the article: it fails with its error class, and the run goes on;
- a transient error: retried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from extractor.core import error_wordings as wordings
from extractor.core.errors import ErrorClass
from extractor.core.exchange import json_value


class Fault(StrEnum):
    """Cause of an error."""

    ACCOUNT = "account"
    SETTINGS = "settings"
    FEATURE = "feature"
    ARTICLE = "article"
    PASSING = "passing"


class Feature(StrEnum):
    """A part of a request that a server may not support."""

    SCHEMA = "schema"
    STRICT = "strict"
    TOOL_CHOICE = "tool_choice"
    TOOLS = "tools"
    RESPONSE_FORMAT = "response_format"
    PARAMETERS = "parameters"  # some of them, it does not say which


# Types that say nothing of the cause, but hold words ("invalid", "unknown") that causes are known by.
_GENERIC = re.compile(r"\b(?:invalid_request(?:_error)?|unknown_error|invalid_argument|bad_request(?:_error)?)\b")


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """An error as a server describes it.

    Attributes:
        code: its code, type or reason, lower case; several are joined by spaces.
        message: its message; reasons from elsewhere in the body follow in brackets.
        retry_after: seconds to wait that the body gives; 0 if none.
        reset_at: when the limit is reset, in seconds since 1970; 0 if unknown.
    """

    code: str = ""
    message: str = ""
    retry_after: float = 0.0
    reset_at: float = 0.0

    @property
    def words(self) -> str:
        """Return code and message in lower case, to search for known wordings."""
        return _GENERIC.sub(" ", f"{self.code} {self.message}".lower())


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Cause and consequence of an error.

    Attributes:
        fault: its cause.
        error_class: class of the failed article, if the article is the cause.
        feature: the unsupported feature, if that is the cause.
        certain: False if it follows from the status only, without a known wording.
    """

    fault: Fault
    error_class: ErrorClass = ErrorClass.REJECTED
    feature: Feature | None = None
    certain: bool = True


_CODES = ("code", "type", "status", "reason", "error_code", "error_type", "quotaId")
_MESSAGES = ("message", "msg", "status_msg", "detail", "error_message", "error", "title")
_LONGEST = 2_000  # characters of a server's words that are kept


def read_error(text: str) -> ErrorBody:
    """Read an error body of any shape; of one that is not JSON the first line of text, or the title of a page.

    Known shapes: `{"error": {…}}`, `{"error": "…"}`, a list of those, `{"message": …}`, `{"detail": …}` (a text or a
    list of validation errors), `{"errors": […]}`, Google's `details` and OpenRouter's `metadata`.
    """
    value = json_value(text)
    if isinstance(value, dict | list):
        return error_in(value)
    title = _TITLE.search(text[:_LONGEST])
    plain = text.strip().partition("\n")[0] if _PLAIN.match(text) and "<" not in text[:200] else ""
    return ErrorBody(message=" ".join((title[1] if title else plain).split())[:200])


def error_in(value: Any) -> ErrorBody:
    """Read an error body that is already parsed; see `read_error`."""
    codes: list[str] = []
    messages: list[str] = []
    delay = reset = 0.0
    for node in _nodes(value):
        codes += [str(node[name]) for name in _CODES if isinstance(node.get(name), str | int) and node[name] != ""]
        messages += [node[name] for name in _MESSAGES if isinstance(node.get(name), str) and node[name]]
        messages += _asides(node)
        delay, reset = max(delay, _delay(node)), max(reset, epoch_seconds(node))
    message = " ".join(dict.fromkeys(messages))[:_LONGEST]
    code = " ".join(dict.fromkeys(code.lower() for code in codes if not code.isdigit()))
    return ErrorBody(code, message, delay or _delay_in_words(message), reset_at=reset)


_PLAIN = re.compile(r"\s*(?!(?:null|true|false|\d+)\s*$)\w")  # no JSON, cut or whole
_TITLE = re.compile(r"<title[^>]*>([^<]{1,200})</title>", re.IGNORECASE)


def _asides(node: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an error object has beside its message, each in brackets: reasons, the provider's text, a place."""
    if isinstance(reasons := node.get("reasons"), list):
        yield f"[{', '.join(map(str, reasons))}]"
    if isinstance(raw := node.get("raw"), str):
        yield f"[{raw[:500]}]"
    if isinstance(place := node.get("loc"), list):
        yield f"[{'.'.join(map(str, place))}]"


def _nodes(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of an error body, outermost first."""
    if depth > 6:
        return
    if isinstance(value, str) and depth:
        yield {"message": value}
    elif isinstance(value, Mapping):
        yield value
        for name in (
            "error",
            "errors",
            "message",
            "detail",
            "details",
            "violations",
            "metadata",
            "headers",
            "data",
            "base_resp",
        ):
            if isinstance(value.get(name), Mapping | list):
                yield from _nodes(value[name], depth + 1)
    elif isinstance(value, list):
        for item in value[:20]:
            yield from _nodes(item, depth + 1)


_MILLISECONDS = re.compile(r"(?:try again|retry|wait)(?: \w+)? (?:in|after|for)? ?(\d+) ?ms")
_HOURS = re.compile(r"(?:try again|retry|wait|reset)(?: \w+)? (?:in|after|for)? ?(\d+) hours?")
_MINUTES = re.compile(r"(?:try again|retry|wait)(?: \w+)? (?:in|after|for)? ?(\d+) minutes?")
_IN_WORDS = re.compile(
    r"(?:try again|retry|wait|reset)(?: \w+)? (?:in|after|for)? ?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?) ?s)"
)
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s?")


def _delay(node: Mapping[str, Any]) -> float:
    """Return the seconds of Google's `retryDelay` ("34s") and of `retry_after` in a body."""
    for name in ("retryDelay", "retry_after", "retry_after_seconds", "Retry-After", "retry-after"):
        if found := _SECONDS.fullmatch(str(node.get(name, ""))):
            return float(found[1])
    return 0.0


def epoch_seconds(headers: Mapping[str, Any]) -> float:
    """Return when a limit is reset by `X-RateLimit-Reset`, in seconds since 1970; 0 where it is not such a time."""
    for name, value in headers.items():
        if name.lower() == "x-ratelimit-reset" and re.fullmatch(r"\d{10,13}(?:\.\d+)?", str(value)):
            return float(value) / (1_000 if float(value) > 1e11 else 1)
    return 0.0


def _delay_in_words(message: str) -> float:
    words = message.lower()
    if found := _MILLISECONDS.search(words):
        return int(found[1]) / 1_000
    if found := _HOURS.search(words):
        return int(found[1]) * 3_600.0
    if found := _MINUTES.search(words):
        return int(found[1]) * 60.0
    if not (found := _IN_WORDS.search(words)):
        return 0.0
    hours, minutes, seconds = found.groups()
    return int(hours or 0) * 3_600 + int(minutes or 0) * 60 + float(seconds)


PASSING_STATUS = frozenset({408, 409, 424, 425, 429, 498, 499})


def diagnose(status: int, error: ErrorBody) -> Diagnosis:
    """Find the cause of an error, by its message first and its status second.

    Args:
        status: HTTP status, or the one that the body of a 200 states.
        error: the error body.
    """
    words = error.words
    if wordings.CALL.search(words):
        return Diagnosis(Fault.ARTICLE, ErrorClass.INVALID)
    if wordings.NULL.search(words) or wordings.REASONING.search(words):  # of a repair, which then takes another form
        return Diagnosis(Fault.ARTICLE, ErrorClass.REJECTED)
    if wordings.THROTTLED.search(words):
        return Diagnosis(Fault.ACCOUNT if _is_used_up(error) else Fault.PASSING)
    if status == 451:  # a provider's censorship, or the law
        return Diagnosis(Fault.ARTICLE, ErrorClass.CONTENT_FILTER)
    if status == 413:
        return Diagnosis(Fault.ARTICLE, ErrorClass.TOO_LONG)
    if status == 429 and "request too large" in words:  # larger than a minute's tokens: waiting does not help
        return Diagnosis(Fault.ARTICLE, ErrorClass.TOO_LONG)
    if status == 429:
        return Diagnosis(Fault.ACCOUNT if _is_used_up(error) else Fault.PASSING)
    if status == 402 or wordings.MONEY.search(words):
        return Diagnosis(Fault.ACCOUNT)
    if status in PASSING_STATUS or status >= 500:
        return _server_fault(status, words)
    if status == 403 and wordings.MODERATION.search(words) and not wordings.BANNED.search(words):
        return Diagnosis(Fault.ARTICLE, ErrorClass.CONTENT_FILTER)
    if status in (401, 403) or wordings.KEY.search(words) or wordings.BANNED.search(words):
        return Diagnosis(Fault.ACCOUNT)
    if wordings.MODERATION.search(words) and not wordings.CONTEXT.search(words):
        return Diagnosis(Fault.ARTICLE, ErrorClass.CONTENT_FILTER)
    if feature := _feature(words):
        return Diagnosis(Fault.FEATURE, feature=feature)
    if status == 404 or wordings.MODEL.search(words):
        return Diagnosis(Fault.SETTINGS)
    return _article_or_settings(status, words)


def _server_fault(status: int, words: str) -> Diagnosis:
    """Find the cause of an error that is the server's by its status: by its words it may be another's."""
    if status >= 500 and wordings.CONTEXT.search(words) and not wordings.PARSE.search(words):
        return Diagnosis(Fault.ARTICLE, ErrorClass.TOO_LONG)
    if status >= 500 and wordings.POLICY.search(words):  # a gateway that wraps a provider's 400
        return Diagnosis(Fault.ARTICLE, ErrorClass.CONTENT_FILTER)
    if status >= 500 and (wordings.KEY.search(words) or wordings.MONEY.search(words)):
        return Diagnosis(Fault.ACCOUNT)
    if status >= 500 and wordings.MODEL.search(words) and not wordings.LATER.search(words):
        return Diagnosis(Fault.SETTINGS)
    feature = None if wordings.PARSE.search(words) else _feature(words)
    return Diagnosis(Fault.FEATURE, feature=feature) if feature and status >= 500 else Diagnosis(Fault.PASSING)


def _is_used_up(error: ErrorBody) -> bool:
    """Tell whether a 429 is about a quota that is not renewed within minutes.

    Google calls a limit per minute "your current quota" too, but then gives the time to wait.
    """
    if "insufficient_quota" in error.code or "billing" in error.code or wordings.DAILY.search(error.words):
        return True
    return bool(wordings.MONEY.search(error.words)) and not error.retry_after and "perminute" not in error.code


def _article_or_settings(status: int, words: str) -> Diagnosis:
    if wordings.CONTEXT.search(words):
        return Diagnosis(Fault.ARTICLE, ErrorClass.TOO_LONG)
    if wordings.MODERATION.search(words):
        return Diagnosis(Fault.ARTICLE, ErrorClass.CONTENT_FILTER)
    if wordings.PARAMETER.search(words):
        return Diagnosis(Fault.SETTINGS)
    if status in (400, 422):
        return Diagnosis(Fault.ARTICLE, ErrorClass.REJECTED, certain=False)
    return Diagnosis(Fault.SETTINGS, certain=False)


def _feature(words: str) -> Feature | None:
    """Return the feature that a refusal is about; a more specific one comes before a more general one."""
    if wordings.CONTEXT.search(
        words
    ):  # "messages exceed the context length, reduce the length of the tools" is about length
        return None
    tests = (
        (wordings.PARAMETERS, Feature.PARAMETERS),
        (wordings.CHOICE, Feature.TOOL_CHOICE),
        (wordings.FORMAT, Feature.RESPONSE_FORMAT),
        (wordings.STRICT, Feature.STRICT),
        (wordings.SCHEMA, Feature.SCHEMA),
        (wordings.TOOLS, Feature.TOOLS),
    )
    return next((feature for pattern, feature in tests if pattern.search(words)), None)


def is_quota(error: ErrorBody) -> bool:
    """Tell whether an error of the account is about money or a quota, and not about the key."""
    return bool(wordings.MONEY.search(error.words) or wordings.DAILY.search(error.words))
