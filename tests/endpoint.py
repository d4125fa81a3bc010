"""A loopback HTTP endpoint for chat completions, scripted by the test."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class ScriptedResponse:
    """One HTTP response; `raw` is called with the handler instead, for faults below HTTP."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    raw: Callable[[BaseHTTPRequestHandler], None] | None = None


Script = Callable[[dict[str, Any], int], ScriptedResponse]


class Endpoint:
    """Loopback server that counts requests and responds by its script: (request body, number) -> ScriptedResponse."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self._lock = threading.Lock()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with endpoint._lock:
                    endpoint.bodies.append(body)
                    endpoint.headers.append({name.lower(): value for name, value in self.headers.items()})
                    number = len(endpoint.bodies)
                response = endpoint.script(json.loads(body), number)
                if response.raw:
                    response.raw(self)
                    self.close_connection = True
                    return
                self.send_response(response.status)
                for name, value in {"Content-Type": "application/json", **response.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(response.body)))
                self.end_headers()
                self.wfile.write(response.body)

            def do_GET(self) -> None:
                self.send_response(404)  # no list of models
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Write no log."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 512

            def handle_error(self, *_: object) -> None:
                """Ignore clients that closed the connection."""

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self) -> str:
        """Base URL of the endpoint."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def request_count(self) -> int:
        """Number of requests received."""
        return len(self.bodies)

    def close(self) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._server.server_close()


def chat(arguments: Any, tool: str = "Coding", *, finish: str | None = "tool_calls", **message: Any) -> dict[str, Any]:
    """Return a chat completion that calls `tool` with these arguments."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    call = {"id": "call_1", "type": "function", "function": {"name": tool, "arguments": text}}
    reply = {"role": "assistant", "content": None, "tool_calls": [call], **message}
    choice = {"index": 0, "finish_reason": finish, "message": reply}
    return {"id": "c1", "object": "chat.completion", "created": 0, "model": "stub", "choices": [choice]}


def ok(body: Any) -> ScriptedResponse:
    return ScriptedResponse(200, json.dumps(body, ensure_ascii=False).encode())


def error(status: int, code: str | int | None = None, message: str = "no", **headers: str) -> ScriptedResponse:
    body = {"error": {"message": message, "type": "t", "code": code}}
    return ScriptedResponse(
        status, json.dumps(body).encode(), {name.replace("_", "-"): value for name, value in headers.items()}
    )
