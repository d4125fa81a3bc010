"""cli run_plan: options of a run."""

from pathlib import Path

import pytest

from extractor.cli.run_plan import RunFlags
from extractor.core.errors import UsageError


@pytest.mark.parametrize(
    "asked",
    [
        RunFlags(offline=True, refresh=True),
        RunFlags(offline=True, retry_failed=True),
        RunFlags(offline=True, new_store=True),
        RunFlags(offline=True, max_requests=0),
        RunFlags(offline=True, max_cost=1.0),
        RunFlags(offline=True, log=Path("x")),
    ],
)
def test_offline_sends_no_request(asked: RunFlags) -> None:
    """Options that are for sending are refused beside --offline."""
    with pytest.raises(UsageError, match="--offline sends none"):
        asked.check()


def test_flags_that_agree() -> None:
    """Options that do not contradict each other are accepted."""
    RunFlags(offline=True).check()
    RunFlags(refresh=True, max_requests=3, max_cost=0.5).check()
