"""Spans for OpenTelemetry, one for every attempt, named by its GenAI conventions; the only file that knows it.

The conventions are still marked as in development; what is used here is their common core: the
operation, the provider's address, the model, tokens, and the class of an error. Neither prompt
nor reply is ever put into a span.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from extractor.core.errors import SettingsError
from extractor.model.usage import Attempt, Listener


def tracer() -> tuple[Listener, Callable[[], object]]:
    """What makes a span of every attempt it hears of, and what sends them all before the end.

    Where they go, the OTEL_* environment says.

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
            next_step="pip install 'extractor[otel]', or unset it.",
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
        if attempt.end != "answered":
            span.set_status(trace.StatusCode.ERROR, attempt.end)
        span.end(end)

    return tell, provider.shutdown


def attributes(attempt: Attempt) -> dict[str, str | int | float]:
    """The attributes of an attempt's span."""
    host, _, port = attempt.host.partition(":")
    out: dict[str, str | int | float] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": attempt.model,
        "server.address": host,
        "extractor.prompts.requests.key": attempt.key,
        "extractor.articles.article.id": attempt.article,
        "extractor.step": attempt.step,
        "extractor.model.usage": attempt.number,
    }
    if port.isdigit():
        out["server.port"] = int(port)
    if attempt.status:
        out["http.response.status_code"] = attempt.status
    if attempt.usage:
        out["gen_ai.usage.input_tokens"] = attempt.usage.read
        out["gen_ai.usage.output_tokens"] = attempt.usage.written
    if attempt.cost is not None:
        out["extractor.cost.usd"] = attempt.cost
    if attempt.end != "answered":
        out["error.type"] = attempt.end
    return out
