"""Budget of a run: what is spent, and what may still be, requests in flight included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from extractor.core.errors import Stop
from extractor.core.exchange import Request
from extractor.model.usage import Attempt, Usage, about, at_most

FIRST_REPLY = 4_000  # tokens that a reply is reckoned at, however short those before it were
ROOM = 1.5  # a reply may be so many times longer than the longest seen

Price = Callable[[Usage], float | None]


def no_price(_: Usage) -> None:
    """Return no price: it is unknown."""


@dataclass
class Budget:
    """Count of what is spent, and refusal of requests that might exceed a limit.

    Every request is reserved at the most that it may cost: its bytes at three a token, and the
    reply at `most_written` tokens where the prompt caps it, else at 4,000 or 1.5 times the longest
    so far. What was reserved is given back when the true cost is known.

    Attributes:
        max_requests: requests that may be sent, attempts counted; None for no limit.
        max_cost: US dollars that may be spent; None for no limit.
        price: what tokens cost; gives None where that is not known.
        most_written: the prompt's own limit on a reply, in tokens.
        sent, answered, failed, possibly_billed: attempts, by how they ended.
        replayed: requests that recordings answered.
        usage, cost: of all answers; cost counts `possibly_billed` attempts at what was reserved.
    """

    max_requests: int | None = None
    max_cost: float | None = None
    price: Price = no_price
    most_written: int | None = None
    sent: int = 0
    answered: int = 0
    failed: int = 0
    possibly_billed: int = 0
    replayed: int = 0
    unpriced: int = 0
    usage: Usage = field(default_factory=Usage)
    cost: float = 0.0
    seconds: float = 0.0
    _reserved: float = 0.0
    _longest: int = 0
    _dearest: float = 0.0

    def expected(self, request: Request) -> int:
        """Tokens that a request and its reply will have, about."""
        written = self.usage.output_tokens // self.answered if self.answered else FIRST_REPLY // 4
        return about(request.body) + written

    def _most(self, request: Request) -> float:
        longest = max(FIRST_REPLY, round(ROOM * self._longest))
        written = self.most_written or longest
        price = self.price(Usage(input_tokens=at_most(request.body), output_tokens=written)) or 0.0
        return max(price, self._dearest)

    def refusal(self, request: Request) -> Stop | None:
        """Return why a request may not be sent now; None if it may."""
        if self.max_requests is not None and self.sent >= self.max_requests:
            return Stop(
                f"{self.sent} requests are sent, as many as --max-requests allows.",
                next_step="Run again with a new limit: what is done is kept.",
            )
        if self.max_cost is not None and self.cost + self._reserved + self._most(request) > self.max_cost:
            return Stop(
                f"${self.cost:.4f} of --max-cost ${self.max_cost:.4f} are spent, and the next request might pass it.",
                next_step="Run again with a new limit: what is done is kept.",
            )
        return None

    def reserve(self, request: Request) -> float:
        """Set aside what a request may cost at most, in US dollars; give it to `settle`."""
        self.sent += 1
        most = self._most(request)
        self._reserved += most
        return most

    def replay(self, count: int = 1) -> None:
        """Count requests that recordings answered."""
        self.replayed += count

    def settle(self, attempt: Attempt, reserved: float) -> None:
        """Count an attempt that has ended."""
        self._reserved -= reserved
        self.seconds += attempt.seconds
        if attempt.outcome == "answered":
            self.answered += 1
        else:
            self.failed += 1
        if attempt.possibly_billed:
            self.possibly_billed += 1
            self.cost += reserved
        if attempt.usage:
            self.usage += attempt.usage
            self._longest = max(self._longest, attempt.usage.output_tokens)
        self.cost += attempt.cost or 0.0
        self._dearest = max(self._dearest, attempt.cost or 0.0)  # a server may charge more than the price list says
        if attempt.outcome == "answered" and attempt.cost is None:
            self.unpriced += 1
            self.cost += reserved  # a response without usage is paid for all the same
