"""cli plan: what one `run` is to do."""

from pathlib import Path

import pytest

from extractor.cli.run_plan import Asked
from extractor.core.errors import UsageError


@pytest.mark.parametrize(
    "asked",
    [
        Asked(offline=True, refresh=True),
        Asked(offline=True, retry_failed=True),
        Asked(offline=True, rebuild=True),
        Asked(offline=True, max_requests=0),
        Asked(offline=True, max_cost=1.0),
        Asked(offline=True, log=Path("x")),
    ],
)
def test_offline_asks_nobody(asked: Asked) -> None:
    """Flags that are for asking are refused beside --offline."""
    with pytest.raises(UsageError, match="--offline asks nobody"):
        asked.check()


def test_flags_that_agree() -> None:
    """Any of them will do by itself."""
    Asked(offline=True).check()
    Asked(refresh=True, max_requests=3, max_cost=0.5).check()
