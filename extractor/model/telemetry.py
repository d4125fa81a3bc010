"""A line of JSON and an OpenTelemetry span for every attempt."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from extractor.core.errors import SettingsError, Stop, UsageError
from extractor.model.usage import Attempt, Listener


def tracer() -> tuple[Listener, Callable[[], object]]:
    """Return a listener that makes a span of every attempt, and a function that flushes the spans.

    The OTEL_* environment variables set where they are sent.

    Raises:
        SettingsError: the libraries are not installed.
    """
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingsError(
            "OTEL_EXPORTER_OTLP_* is set, and OpenTelemetry is not installed.",
            next_step="pip install 'incident-extractor[otel]', or unset it.",
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": "extractor"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    spans = provider.get_tracer("extractor")

    def tell(attempt: Attempt) -> None:
        end = time.time_ns()
        span = spans.start_span(
            f"chat {attempt.model}",
            kind=trace.SpanKind.CLIENT,
            start_time=end - round(attempt.seconds * 1e9),
            attributes=attributes(attempt),
        )
        if attempt.outcome != "answered":
            span.set_status(trace.StatusCode.ERROR, attempt.outcome)
        span.end(end)

    return tell, provider.shutdown


def attributes(attempt: Attempt) -> dict[str, str | int | float]:
    """Return the attributes of an attempt's span."""
    host, _, port = attempt.host.partition(":")
    out: dict[str, str | int | float] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": attempt.model,
        "server.address": host,
        "extractor.request.key": attempt.key,
        "extractor.article.id": attempt.article,
        "extractor.step": attempt.step,
        "extractor.attempt": attempt.number,
    }
    if port.isdigit():
        out["server.port"] = int(port)
    if attempt.status:
        out["http.response.status_code"] = attempt.status
    if attempt.usage:
        out["gen_ai.usage.input_tokens"] = attempt.usage.input_tokens
        out["gen_ai.usage.output_tokens"] = attempt.usage.output_tokens
    if attempt.cost is not None:
        out["extractor.cost.usd"] = attempt.cost
    if attempt.outcome != "answered":
        out["error.type"] = attempt.outcome
    return out


def _event(attempt: Attempt) -> dict[str, object]:
    """Return an attempt under the keys that the log has had from its first version on."""
    facts = asdict(attempt)
    facts["end"], facts["maybe_paid"] = facts.pop("outcome"), facts.pop("possibly_billed")
    if usage := attempt.usage:
        facts["usage"] = {
            "read": usage.input_tokens,
            "cached": usage.cached_tokens,
            "written": usage.output_tokens,
        }
    return facts


class EventLog:
    """A log file that is appended to; call it with an attempt.

    Args:
        path: the file.
        halt: called when the file cannot be written any more. Logging an attempt never raises: its
            response must still be recorded.
    """

    def __init__(self, path: Path, halt: Callable[[Stop], None]) -> None:
        self._path, self._halt = path, halt
        try:
            self._file = open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0)  # noqa: SIM115  # closed in __exit__
        except OSError as error:
            raise UsageError(
                f"{path} cannot be written: {error.strerror}.", next_step="Choose another file."
            ) from error

    def __call__(self, attempt: Attempt) -> None:
        """Write one event."""
        facts = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": "attempt", **_event(attempt)}
        try:
            self._file.write(json.dumps(facts).encode() + b"\n")
        except OSError as error:
            self._halt(
                Stop(
                    f"{self._path} cannot be written: {error.strerror}.",
                    next_step="Free space, then run again: what is recorded is kept.",
                )
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
