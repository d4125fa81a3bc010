"""cli plan: what one `run` is to do."""

from pathlib import Path

import pytest

from extractor.cli.run_plan import RecordingFlags
from extractor.core.errors import UsageError


@pytest.mark.parametrize(
    "asked",
    [
        RecordingFlags(offline=True, refresh=True),
        RecordingFlags(offline=True, retry_failed=True),
        RecordingFlags(offline=True, new_store=True),
        RecordingFlags(offline=True, max_requests=0),
        RecordingFlags(offline=True, max_cost=1.0),
        RecordingFlags(offline=True, log=Path("x")),
    ],
)
def test_offline_sends_no_request(asked: RecordingFlags) -> None:
    """Options that are for sending are refused beside --offline."""
    with pytest.raises(UsageError, match="--offline sends none"):
        asked.check()


def test_workers_are_for_a_replay() -> None:
    """--workers is refused in a run that sends requests."""
    RecordingFlags(offline=True, workers=2).check()
    with pytest.raises(UsageError, match="--workers"):
        RecordingFlags(workers=2).check()


def test_flags_that_agree() -> None:
    """Any of them will do by itself."""
    RecordingFlags(offline=True).check()
    RecordingFlags(refresh=True, max_requests=3, max_cost=0.5).check()
