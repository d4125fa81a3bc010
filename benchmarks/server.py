"""Loopback endpoint for benchmarks and crash tests: fixed or lognormal latency, faults, a rate limit, counters.

Run as `python -m benchmarks.server --latency 0.2`; it prints its port on the first line and serves until it is killed.
`GET /counts` returns its counters. It is a bare asyncio protocol, so that the client is the bottleneck.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import random
import re
from collections import Counter
from dataclasses import dataclass, field

from benchmarks import corpus

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass
class Behaviour:
    """Latency, faults and rate limit of the endpoint, and its counters.

    Attributes:
        latency: seconds until the response, the median where `sigma` is not 0.
        sigma: of the lognormal distribution of latencies.
        faults: share of requests with status 500.
        rpm: requests per minute above which the status is 429; 0 for no limit.
        limit_headers: send the limit as `x-ratelimit-limit-requests`.
    """

    latency: float = 0.0
    sigma: float = 0.0
    faults: float = 0.0
    rpm: int = 0
    limit_headers: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0
    draw: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311
    left: float = -1.0
    seen_at: float = 0.0

    def wait(self) -> float:
        """Return the latency of one response."""
        return self.latency * math.exp(self.draw.gauss(0, self.sigma)) if self.sigma else self.latency

    def is_limited(self, now: float) -> bool:
        """Return True if the rate is exceeded: token bucket with one second of capacity."""
        if not self.rpm:
            return False
        rate = self.rpm / 60
        if self.left < 0:
            self.left, self.seen_at = rate, now
        self.left = min(rate, self.left + (now - self.seen_at) * rate)
        self.seen_at = now
        if self.left < 1:
            return True
        self.left -= 1
        return False

    def respond(self, body: bytes, now: float) -> tuple[float, int, bytes]:
        """Return seconds to wait, status and body of the response."""
        self.counts["requests"] += 1
        self.counts["most in flight"] = max(self.counts["most in flight"], self.in_flight)
        if self.is_limited(now):
            self.counts["429"] += 1
            return 0.0, 429, b'{"error":{"code":"rate_limit_exceeded","message":"slow down"}}'
        wait = self.wait()
        if self.faults and self.draw.random() < self.faults:
            self.counts["500"] += 1
            return wait, 500, b'{"error":{"code":"server_error","message":"fault"}}'
        self.counts["200"] += 1
        articles, number = corpus.article_of(body)
        if b'"tools"' not in body:
            return wait, 200, corpus.plain_reply(articles, number)
        return wait, 200, corpus.reply(articles, number, len(body))


class Connection(asyncio.Protocol):
    """One HTTP connection: sequential requests, each with a Content-Length."""

    def __init__(self, behaviour: Behaviour, loop: asyncio.AbstractEventLoop) -> None:
        self.behaviour, self.loop = behaviour, loop
        self.data = bytearray()
        self.need = 0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:  # noqa: D102
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.behaviour.counts["connections"] += 1

    def data_received(self, data: bytes) -> None:  # noqa: D102
        self.data += data
        if not self.need and (head := self.data.find(b"\r\n\r\n")) >= 0:
            found = _LENGTH.search(self.data, 0, head + 2)
            self.need = head + 4 + (int(found[1]) if found else 0)
        if self.need and len(self.data) >= self.need:
            whole = bytes(self.data[: self.need])
            del self.data[: self.need]
            self.need = 0
            self.request(whole)

    def request(self, whole: bytes) -> None:
        """Handle one request: respond after its latency."""
        if whole.startswith(b"GET"):
            self.send(200, json.dumps(self.behaviour.counts).encode())
            return
        self.behaviour.in_flight += 1
        wait, status, body = self.behaviour.respond(whole[whole.find(b"\r\n\r\n") + 4 :], self.loop.time())
        self.loop.call_later(wait, self.finish, status, body)

    def finish(self, status: int, body: bytes) -> None:
        """Send a response after its latency."""
        self.behaviour.in_flight -= 1
        self.send(status, body)

    def send(self, status: int, body: bytes) -> None:
        """Send a response, unless the client closed the connection."""
        extra = f"x-ratelimit-limit-requests: {self.behaviour.rpm}\r\n" if self.behaviour.limit_headers else ""
        head = (
            f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{extra}Content-Length: {len(body)}\r\n\r\n"
        ).encode()
        if self.transport and not self.transport.is_closing():
            self.transport.write(head + body)


async def _serve(behaviour: Behaviour) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(behaviour, loop), "127.0.0.1", 0, backlog=4096)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await server.serve_forever()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, kind in (("latency", float), ("sigma", float), ("faults", float), ("rpm", int)):
        parser.add_argument(f"--{name}", type=kind, default=kind(0))
    parser.add_argument("--limit-headers", action="store_true")
    parser.add_argument("--corpus", choices=corpus.CORPORA, default="light")
    parser.add_argument("--prepare", type=int, default=0, help="make so many responses of the corpus before serving")
    options = vars(parser.parse_args())
    articles, count = corpus.CORPORA[options.pop("corpus")], options.pop("prepare")
    for number in range(count):
        corpus.reply(articles, number)
    asyncio.run(_serve(Behaviour(**options)))


if __name__ == "__main__":
    main()
