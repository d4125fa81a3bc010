"""claims: one asker for one request."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

from extractor.recordings.claims import Claims

KEY = "a" * 64


async def test_a_claim_is_released_at_its_end(tmp_path: Path) -> None:
    """A key that was claimed and released can be claimed again."""
    with closing(Claims(tmp_path / "claims")) as claims:
        for _ in range(2):
            async with asyncio.timeout(5), claims.claimed(KEY):
                pass
