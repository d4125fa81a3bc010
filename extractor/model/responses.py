"""What an endpoint's response means: an answer, a passing fault, the end of an article or of the run."""

from __future__ import annotations

import email.utils
import json
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from extractor.core.errors import ArticleError, ErrorClass, Stop, TransportError
from extractor.core.exchange import Completion, error_of_text, has_choices

LONGEST_WAIT = 120.0  # seconds; a server that asks for more stops the run
SECRET = 12  # characters; the keys of providers are longer
QUOTA = ("insufficient_quota", "billing_hard_limit_reached")


def is_final(status: int, code: str) -> bool:
    """Whether an error refuses this very request, so that asking again would not change it."""
    return status in (400, 413, 422) and code not in QUOTA


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float:
    """Seconds that a server asks to wait: `retry-after-ms`, `retry-after` in seconds or as a
    date; 0 where it says nothing sensible."""
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
    return 0.0


@dataclass(frozen=True, slots=True)
class Rates:
    """What a response says about its server's limits; 0 where it says nothing.

    Attributes:
        requests, tokens: allowed a minute.
        pause: seconds until there is something left again, where nothing is.
    """

    requests: int = 0
    tokens: int = 0
    pause: float = 0.0


_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?")
_SCALES = (86_400, 3_600, 60, 1, 0.001)


def rates(headers: Mapping[str, str]) -> Rates:
    """Read `x-ratelimit-limit-*`, `-remaining-*` and `-reset-*` (`6m0s`, `120ms`, or seconds)."""
    pause = 0.0
    for what in ("requests", "tokens"):
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


@dataclass(frozen=True)
class ResponseClassifier:
    """Reads the responses of one endpoint; the key is kept out of whatever leaves here.

    Raises, from every method:
        TransportError: another attempt may go better.
        ArticleError: no attempt would, for this article.
        Stop: every other article would meet the same.
    """

    host: str
    model: str
    key: str

    def response(self, status: int, headers: Mapping[str, str], data: bytes) -> Completion:
        """A completion, whatever the status: an answer, or a final refusal of the request."""
        if 200 <= status < 300:
            return self.answer(data, headers)
        return self.status(status, headers, data.decode("utf-8", "replace"))

    def answer(self, data: bytes, headers: Mapping[str, str]) -> Completion:
        """A completion, if the body of a 200 has the shape of one."""
        try:
            text = data.decode("utf-8-sig")
        except ValueError:
            text = ""
        completion = Completion(self._without_key(text))
        body = completion.body or {}
        if isinstance(error := body.get("error"), dict):
            code = str(error.get("code"))
            status = int(code) if re.fullmatch("[45][0-9][0-9]", code) else 500
            return self.status(status, headers, text)
        if has_choices(body):
            return completion
        name = headers.get("x-request-id", "none")
        raise TransportError(
            f"The reply is no chat completion (request id {name}).", error_class=ErrorClass.BAD_RESPONSE
        )

    def status(self, status: int, headers: Mapping[str, str], text: str) -> Completion:
        """A final refusal of the request as a completion; anything else is raised."""
        host, code, message = self.host, *error_of_text(text)
        message = self._without_key(message)
        if 300 <= status < 400:
            raise Stop(
                f"{host} redirects elsewhere; articles are not sent on.",
                next_step="Set OPENAI_BASE_URL to the final URL.",
            )
        if status in (401, 403):
            raise Stop(f"{host} refuses the key ({status}).", next_step="Check OPENAI_API_KEY.")
        if status == 404:
            model = self.model
            raise Stop(f"{host} knows no model {model!r} or no such path.", next_step="Check -m and OPENAI_BASE_URL.")
        if code in QUOTA:
            raise Stop(f"{host}: the quota is used up.", next_step="Raise it, then run again: what is done is kept.")
        if status in (408, 409, 425, 429, 499) or status >= 500:
            return self._passing(status, headers, message)
        if is_final(status, code):
            return Completion(json.dumps({"error": {"code": code, "message": message}}), status)
        raise Stop(f"{host} answered {status}: {message[:200]}", next_step="Check the account and OPENAI_BASE_URL.")

    def _without_key(self, text: str) -> str:
        # A short key ("none", "test", "ollama") is no secret, and the word may stand in an article.
        return text.replace(self.key, "[key]") if len(self.key) >= SECRET else text

    def _passing(self, status: int, headers: Mapping[str, str], message: str) -> Completion:
        wait = retry_after(headers)
        if wait > LONGEST_WAIT:
            raise Stop(
                f"{self.host} asks to wait {wait:.0f} s ({status}).",
                next_step=f"Run again in {math.ceil(wait / 60)} minutes: what is done is kept.",
            )
        if headers.get("x-should-retry") == "false":
            raise ArticleError(f"{status}: {message[:200]}", error_class=ErrorClass.TRANSPORT, wait=wait)
        raise TransportError(f"{self.host} answered {status}.", error_class=ErrorClass.TRANSPORT, wait=wait)
