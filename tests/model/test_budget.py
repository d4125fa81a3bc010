"""budget: the remaining requests and dollars of a run."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.core.exchange import Request
from extractor.model.budget import Budget
from extractor.model.usage import Attempt, Usage

REQUEST = Request.of({"model": "m", "messages": ["x" * 297]})


def _attempt(cost: float | None, *, end: str = "answered", possibly_billed: bool = False, written: int = 10) -> Attempt:
    usage = Usage(10, 0, written) if end == "answered" else None
    return Attempt("k", "", "first", 1, 200, end, 1.0, usage, cost, possibly_billed)


def test_limit_of_requests() -> None:
    """C31: the limit of requests includes those in flight, and retries."""
    budget = Budget(max_requests=2)
    for _ in range(2):
        assert budget.refusal(REQUEST) is None
        budget.reserve(REQUEST)
    refusal = budget.refusal(REQUEST)
    assert refusal is not None
    assert "--max-requests" in refusal.message
    assert refusal.exit_code == 4


@given(st.lists(st.tuples(st.integers(1, 600), st.integers(0, 3)), max_size=60), st.floats(0.1, 3.0))
def test_limit_of_costs(replies: list[tuple[int, int]], limit: float) -> None:
    """C31: the cost limit is kept whatever responses cost, up to the prompt's maximum, and however many are in flight."""
    budget = Budget(max_cost=limit, price=lambda usage: usage.output_tokens / 1_000, most_written=600)
    flying: list[tuple[float, int]] = []
    for written, landing in replies:
        if budget.refusal(REQUEST) is None:
            flying.append((budget.reserve(REQUEST), written))
        for _ in range(min(landing, len(flying))):
            reserved, size = flying.pop(0)
            budget.settle(_attempt(size / 1_000, written=size), reserved)
    for reserved, size in flying:
        budget.settle(_attempt(size / 1_000, written=size), reserved)
    assert budget.cost <= limit + 1e-9


def test_attempts_by_outcome() -> None:
    """Paid, failed, possibly billed and replayed requests are counted separately; possibly billed ones cost their reservation."""
    budget = Budget(price=lambda usage: 0.5)
    for attempt in (
        _attempt(0.1),
        _attempt(None, end="transport"),
        _attempt(None, end="transport", possibly_billed=True),
    ):
        budget.settle(attempt, budget.reserve(REQUEST))
    budget.replay(3)
    assert (budget.sent, budget.answered, budget.failed, budget.possibly_billed, budget.replayed) == (3, 1, 2, 1, 3)
    assert budget.cost == 0.1 + 0.5
    assert budget.unpriced == 0


def test_an_unknown_price() -> None:
    """Responses without a known price are counted, with their tokens."""
    budget = Budget()
    budget.settle(_attempt(None), budget.reserve(REQUEST))
    assert (budget.unpriced, budget.cost, budget.usage.total) == (1, 0.0, 20)
    assert budget.expected(REQUEST) > 80


def test_responses_without_usage() -> None:
    """C31: a response without usage counts at its reservation, so the cost limit is kept."""
    budget = Budget(max_cost=1.0, price=lambda usage: usage.total / 10_000)
    silent = Attempt("k", "", "first", 1, 200, "answered", 1.0)
    while budget.refusal(REQUEST) is None:
        budget.settle(silent, budget.reserve(REQUEST))
    assert 0 < budget.sent <= 3


def test_a_short_first_response() -> None:
    """C31: one short response does not lower the reservation of the next ones."""
    budget = Budget(max_cost=1.0, price=lambda usage: usage.output_tokens / 10_000)
    budget.settle(_attempt(0.0, written=1), budget.reserve(REQUEST))
    assert budget.reserve(REQUEST) == 0.4
