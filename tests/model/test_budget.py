"""budget: what a run may still spend."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.core.exchange import Request
from extractor.model.budget import Budget
from extractor.model.usage import Attempt, Usage

REQUEST = Request.of({"model": "m", "messages": ["x" * 297]})


def _attempt(cost: float | None, *, end: str = "answered", possibly_billed: bool = False, written: int = 10) -> Attempt:
    usage = Usage(10, 0, written) if end == "answered" else None
    return Attempt("k", "", "first", 1, 200, end, 1.0, usage, cost, possibly_billed)


def test_requests_are_counted_when_they_go() -> None:
    """C31: the limit on requests counts what is in flight, further attempts included."""
    budget = Budget(max_requests=2)
    for _ in range(2):
        assert budget.refusal(REQUEST) is None
        budget.reserve(REQUEST)
    refusal = budget.refusal(REQUEST)
    assert refusal is not None
    assert "--max-requests" in refusal.message
    assert refusal.exit_code == 4


@given(st.lists(st.tuples(st.integers(1, 600), st.integers(0, 3)), max_size=60), st.floats(0.1, 3.0))
def test_never_over_the_limit(replies: list[tuple[int, int]], limit: float) -> None:
    """C31: whatever replies cost, up to the prompt's own cap, and however many are in flight, the limit holds."""
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


def test_attempts_are_kept_apart() -> None:
    """Answered and paid, failed, perhaps paid, replayed: each is counted for itself; perhaps paid costs what was reserved."""
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
    """Answers whose price nobody knows are counted, and their tokens."""
    budget = Budget()
    budget.settle(_attempt(None), budget.reserve(REQUEST))
    assert (budget.unpriced, budget.cost, budget.usage.total) == (1, 0.0, 20)
    assert budget.expected(REQUEST) > 80


def test_answers_that_do_not_say_their_tokens() -> None:
    """C31: a server that leaves usage out cannot make the limit void: such an answer counts at what was reserved."""
    budget = Budget(max_cost=1.0, price=lambda usage: usage.total / 10_000)
    silent = Attempt("k", "", "first", 1, 200, "answered", 1.0)
    while budget.refusal(REQUEST) is None:
        budget.settle(silent, budget.reserve(REQUEST))
    assert 0 < budget.sent <= 3


def test_a_short_first_reply() -> None:
    """C31: one short reply does not make the next ones be reckoned as short."""
    budget = Budget(max_cost=1.0, price=lambda usage: usage.output_tokens / 10_000)
    budget.settle(_attempt(0.0, written=1), budget.reserve(REQUEST))
    assert budget.reserve(REQUEST) == 0.4
