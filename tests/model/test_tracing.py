"""tracing: spans for OpenTelemetry."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from extractor.model.telemetry import attributes, tracer
from extractor.model.usage import Attempt, Usage

GOOD = Attempt("k", "a", "first", 1, 200, "answered", 0.5, Usage(10, 0, 5), 0.001, False, "gpt", "api.example:8080")
BAD = Attempt("k", "a", "first", 2, 0, "transport", 0.5, model="gpt", host="api.example")


def test_attribute_names() -> None:
    """Operation, model, tokens, address and error have the names of the GenAI conventions."""
    found = attributes(GOOD)
    assert found["gen_ai.operation.name"] == "chat"
    assert (found["gen_ai.usage.input_tokens"], found["gen_ai.usage.output_tokens"]) == (10, 5)
    assert (found["server.address"], found["server.port"]) == ("api.example", 8080)
    assert "error.type" not in found
    assert attributes(BAD)["error.type"] == "transport"
    assert "gen_ai.usage.input_tokens" not in attributes(BAD)


@pytest.fixture
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector on loopback that keeps the spans that it receives."""
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Write no log."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", got
    server.shutdown()
    server.server_close()


def test_spans_are_exported(collector: tuple[str, list[bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each attempt is a span that arrives at the collector; it contains neither prompt nor response."""
    url, got = collector
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    tell, flush = tracer()
    tell(GOOD)
    tell(BAD)
    flush()
    sent = b"".join(got)
    assert b"chat gpt" in sent
    assert b"gen_ai.usage.input_tokens" in sent
    assert b"transport" in sent
