"""A loopback Batch endpoint: files and batches in the shapes that OpenAI documents, driven by the test."""

from __future__ import annotations

import email.parser
import email.policy
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Responder = Callable[[dict[str, Any]], tuple[int, Any] | None]


class BatchEndpoint:
    """Loopback server that accepts files and batches; `run` completes a batch.

    Attributes:
        files: content by id.
        batches: the provider's batch objects, by id.
        fail: path of the next POST that returns 500 after it took effect.
        models: ids that `GET /models` lists.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.fail = ""
        self.models = ["stub"]
        self.requests: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer._serve(self, b"")

            def do_POST(self) -> None:
                outer._serve(self, self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            def log_message(self, *_: object) -> None:
                """Write no log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self) -> str:
        """Base URL of the endpoint."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        path = handler.path.removeprefix("/v1").split("?")[0]
        self.requests.append(f"{handler.command} {path}")
        status, data = self._answer(handler, path, body)
        if self.fail and path.startswith(self.fail) and handler.command == "POST":
            self.fail, status, data = "", 500, b"{}"
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def _answer(self, handler: BaseHTTPRequestHandler, path: str, body: bytes) -> tuple[int, bytes]:
        if path == "/models":
            listed = [{"id": name, "object": "model", "created": 0, "owned_by": "x"} for name in self.models]
            return 200, _json({"object": "list", "data": listed})
        if path == "/files":
            return 200, self._take_file(handler.headers["Content-Type"], body)
        if path.endswith("/content"):
            return 200, self.files[path.split("/")[2]]
        if path == "/batches" and handler.command == "POST":
            return 200, self._take_batch(json.loads(body))
        if path == "/batches":
            return 200, _json({"object": "list", "data": list(self.batches.values()), "has_more": False})
        if path.startswith("/batches/"):
            batch = self.batches[path.split("/")[2]]
            if path.endswith("/cancel"):
                batch["status"] = "cancelling"
            return 200, _json(batch)
        return 404, _json({"error": {"code": "not_found", "message": path}})

    def _take_file(self, kind: str, body: bytes) -> bytes:
        parser = email.parser.BytesParser(policy=email.policy.HTTP)
        form = parser.parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        parts = {part.get_param("name", header="content-disposition"): part for part in form.iter_parts()}
        assert parts["purpose"].get_content().strip() == "batch"
        name = f"file-{len(self.files)}"
        content = parts["file"].get_payload(decode=True)
        assert isinstance(content, bytes)
        self.files[name] = content
        facts = {"id": name, "object": "file", "bytes": len(body), "created_at": 0, "filename": "x", "purpose": "batch"}
        return _json({**facts, "status": "processed"})

    def _take_batch(self, request: dict[str, Any]) -> bytes:
        name = f"batch_{len(self.batches)}"
        lines = self.files[request["input_file_id"]].splitlines()
        counts = {"total": len(lines), "completed": 0, "failed": 0}
        self.batches[name] = {
            "id": name, "object": "batch", "created_at": 0, "status": "validating", "request_counts": counts, **request,
        }  # fmt: skip
        return _json(self.batches[name])

    def lines(self, name: str) -> list[dict[str, Any]]:
        """Return the requests of a batch."""
        return [json.loads(line) for line in self.files[self.batches[name]["input_file_id"]].split(b"\n") if line]

    def run(self, name: str, respond: Responder, status: str = "completed") -> None:
        """End a batch: each request gets the response of the responder, or expires where that is None."""
        batch = self.batches[name]
        out: list[dict[str, Any]] = []
        errors: list[dict[str, Any]] = []
        for line in self.lines(name):
            response = respond(line["body"])
            head = {"id": "r", "custom_id": line["custom_id"]}
            if response is None:
                expired = {"code": "batch_expired", "message": "This request could not be executed in time."}
                errors.append({**head, "response": None, "error": expired})
                continue
            row = {
                **head,
                "response": {"status_code": response[0], "request_id": "x", "body": response[1]},
                "error": None,
            }
            (out if response[0] == 200 else errors).append(row)
        for field, rows in (("output_file_id", out), ("error_file_id", errors)):
            if rows:
                batch[field] = f"{field}-{name}"
                self.files[batch[field]] = b"".join(_json(row) + b"\n" for row in rows)
        batch["status"] = status
        batch["request_counts"] = {"total": len(out) + len(errors), "completed": len(out), "failed": len(errors)}


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
