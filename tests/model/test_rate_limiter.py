"""rate_limiter: the time of the next request."""

import asyncio

import pytest

from extractor.core.errors import Stop
from extractor.core.exchange import Request
from extractor.model.budget import Budget
from extractor.model.rate_limiter import Permit, RateLimiter
from extractor.model.responses import Rates
from extractor.model.usage import Attempt, Usage

REQUEST = Request.of({"model": "m", "messages": []})


class Clock:
    """A clock that advances only in sleeps."""

    def __init__(self) -> None:
        self.now = 1_000.0

    async def sleep(self, seconds: float) -> None:
        """Advance the clock, and let other tasks run."""
        self.now += seconds
        await asyncio.sleep(0)


def _gate(
    concurrency: int = 8, rates: tuple[int, int] = (0, 0), budget: Budget | None = None
) -> tuple[RateLimiter, Clock]:
    clock = Clock()
    return RateLimiter(concurrency, rates, budget, sleep=clock.sleep, clock=lambda: clock.now), clock


async def _through(gate: RateLimiter, count: int) -> list[Permit]:
    grants = []
    for _ in range(count):
        grant = gate.try_acquire(REQUEST) or await gate.acquire(REQUEST)
        gate.release(grant)
        grants.append(grant)
    return grants


async def test_concurrency() -> None:
    """The limit of requests in flight is kept; waiting requests are sent in order, each when one has ended."""
    gate, _ = _gate(2)
    first, second = await gate.acquire(REQUEST), await gate.acquire(REQUEST)
    assert gate.try_acquire(REQUEST) is None
    order: list[int] = []

    async def wait(number: int) -> None:
        await gate.acquire(REQUEST)
        order.append(number)

    waiting = [asyncio.create_task(wait(number)) for number in range(2)]
    await asyncio.sleep(0.01)
    assert order == []
    gate.release(first)
    gate.release(second)
    await asyncio.gather(*waiting)
    assert (order, gate.in_flight) == ([0, 1], 2)


@pytest.mark.parametrize(("rates", "each"), [((60, 0), 1.0), ((0, 600), 0.1)])
async def test_rates_from_the_settings(rates: tuple[int, int], each: float) -> None:
    """Requests and tokens are spread evenly: after one second's worth, no faster than the limit per minute."""
    gate, clock = _gate(rates=rates)
    tokens = gate.budget.expected(REQUEST) if rates[1] else 1
    grants = await _through(gate, 50)
    assert grants[-1].at - grants[0].at == pytest.approx((50 - 1) * each * tokens - 1.0, abs=each * tokens + 0.01)
    assert clock.now >= grants[-1].at


async def test_tokens_are_corrected_by_actual_usage() -> None:
    """A response that is longer than estimated delays the next request accordingly."""
    gate, clock = _gate(rates=(0, 6_000))
    grant = await gate.acquire(REQUEST)
    gate.release(grant, tokens=grant.tokens + 1_000)
    before = clock.now
    await gate.acquire(REQUEST)
    assert clock.now - before >= 1_000 * 60 / 6_000 - 1.0


async def test_rates_from_the_server() -> None:
    """Limits that the server announces apply where they are stricter than the settings; at 0 remaining, requests wait for the reset."""
    gate, clock = _gate(rates=(600, 0))
    gate.apply_headers(Rates(requests=60))
    grants = await _through(gate, 20)
    assert grants[-1].at - grants[0].at == pytest.approx(18.0, abs=1.1)
    gate.apply_headers(Rates(requests=6_000))
    grants = await _through(gate, 20)
    assert grants[-1].at - grants[1].at == pytest.approx(1.8, abs=1.1), "never faster than the setting"
    before = clock.now
    gate.apply_headers(Rates(pause=7.0))
    await _through(gate, 1)
    assert clock.now - before >= 7.0


async def test_a_pause_applies_to_all() -> None:
    """S08: a Retry-After for one request delays all."""
    gate, clock = _gate()
    gate.pause(30.0)
    assert gate.try_acquire(REQUEST) is None
    grants = await asyncio.gather(*(gate.acquire(REQUEST) for _ in range(5)))
    assert min(grant.at for grant in grants) >= 1_030.0
    assert clock.now >= 1_030.0


async def test_concurrency_after_a_429() -> None:
    """Several 429s at once reduce the number in flight only once; it grows back slowly."""
    gate, clock = _gate(100)
    grants = [await gate.acquire(REQUEST) for _ in range(100)]
    gate.on_429(grants[0])
    cut = gate.limit
    for grant in grants[1:]:
        gate.on_429(grant)
    assert cut == gate.limit == pytest.approx(90.0)
    for grant in grants:
        gate.release(grant)
    gate.on_success()
    assert gate.limit == cut, "quiet for a while first"
    for _ in range(100):
        clock.now += 0.2
        gate.on_success()
    assert cut < gate.limit <= 100


async def test_concurrency_converges() -> None:
    """With a server that accepts 20 at once the number quickly falls below 40 and then stays within a third of 20."""
    gate, clock = _gate(256)
    limits = []
    for _ in range(600):  # rounds of a fifth of a second
        grants = [grant for _ in range(256) if (grant := gate.try_acquire(REQUEST))]
        clock.now += 0.2
        for number, grant in enumerate(grants):
            if number >= 20:
                gate.on_429(grant)
            else:
                gate.on_success()
            gate.release(grant)
        limits.append(gate.limit)
    assert limits[20] < 40
    late = limits[300:]
    assert 13 <= min(late) <= max(late) <= 27


async def test_a_halted_run() -> None:
    """Once the run is halted no request is permitted, and waiting ones end too."""
    reasons: list[Stop] = []
    clock = Clock()
    gate = RateLimiter(1, halted=lambda: reasons[0] if reasons else None, sleep=clock.sleep, clock=lambda: clock.now)
    grant = await gate.acquire(REQUEST)
    waiting = asyncio.create_task(gate.acquire(REQUEST))
    await asyncio.sleep(0)
    reasons.append(Stop("Interrupted."))
    gate.release(grant)
    with pytest.raises(Stop, match="Interrupted"):
        await waiting
    assert gate.try_acquire(REQUEST) is None


async def test_the_budget_waits_for_what_is_in_flight() -> None:
    """C31: a request that might exceed the budget waits for the actual cost of those before it, then stops."""
    budget = Budget(max_cost=1.0, price=lambda usage: usage.output_tokens / 1_000, most_written=600)
    gate, _ = _gate(8, budget=budget)
    grant = await gate.acquire(REQUEST)
    second = asyncio.create_task(gate.acquire(REQUEST))
    await asyncio.sleep(0)
    assert not second.done(), "twice 0.6 dollars might pass 1 dollar"
    for number, cost in enumerate((0.1, 0.5)):
        attempt = Attempt("k", "", "first", 1, 200, "answered", 1.0, Usage(1, 0, int(cost * 1_000)), cost)
        budget.settle(attempt, grant.reserved)
        gate.release(grant)
        if number == 0:
            grant = await second
    with pytest.raises(Stop, match="max-cost"):
        await gate.acquire(REQUEST)


async def test_long_waits_are_told() -> None:
    """A wait of more than ten seconds is reported once for all requests that wait together; a shorter one is not."""
    limiter, _ = _gate(4)
    told: list[str] = []
    limiter.on_long_wait = told.append
    await limiter.sleep(5)
    limiter.pause(60)
    await asyncio.gather(*(limiter.acquire(REQUEST) for _ in range(3)))
    await asyncio.gather(limiter.sleep(30), limiter.sleep(30))
    assert [line.partition(" s ")[0] for line in told] == ["Waiting 60", "Waiting 30"]
