"""cli progress: the progress line of a run."""

import pytest

from extractor.cli import progress
from extractor.cli.progress import Progress, duration_text, earlier_cost, status_cost, status_line
from extractor.runs.status import RunStatus

STANDING = RunStatus(total=1_000, states={"ok": 240, "failed": 10}, seconds=50.0, replayed=50, sent=210, answered=200)


def test_status_line() -> None:
    """The line has articles, replayed and answered requests, cost, failures, rate and time left."""
    standing = RunStatus(**{**vars(STANDING), "input_tokens": 1_000, "output_tokens": 500, "cost": 1.5})
    assert status_line(standing) == (
        "250 of 1,000 articles, 50 responses replayed, 200 answered, $1.5000 (1,500 tokens), 10 articles failed, "
        "5.0/s, about 2 min 30 s left"
    )


def test_costs() -> None:
    """Without a known price the cost is unknown, never $0; tokens are shown instead."""
    assert status_cost(RunStatus(unpriced=1, input_tokens=7, answered=1)) == "cost unknown (7 tokens)"
    assert status_cost(RunStatus(possibly_billed=1)) == "cost unknown (0 tokens)"
    assert status_cost(RunStatus(possibly_billed=1, cost=0.5)) == "$0.5000 (0 tokens)"
    assert status_cost(RunStatus()) == "$0"
    earlier = {"sent": 2.0, "cost": 0.0, "unpriced": 2.0, "input_tokens": 5.0, "output_tokens": 1.0}
    assert earlier_cost(RunStatus(before=earlier)) == "2 requests, cost unknown (6 tokens)"
    assert earlier_cost(RunStatus()) == ""


@pytest.mark.parametrize(("seconds", "words"), [(5, "5 s"), (65, "1 min 5 s"), (7_300, "2 h 1 min")])
def test_durations(seconds: float, words: str) -> None:
    """Durations are given in seconds, minutes or hours."""
    assert duration_text(seconds) == words


def test_plain_lines_without_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal, a plain line is printed per interval, none at first."""
    with Progress() as shown:
        shown.update(STANDING)
        assert capsys.readouterr().err == ""
        monkeypatch.setattr(progress, "LOG_INTERVAL", -1.0)
        shown.update(STANDING)
    result = capsys.readouterr().err
    assert result.startswith("250 of 1,000 articles")
    assert result.count("\n") == 1
    assert result.strip().isprintable()
