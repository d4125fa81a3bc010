"""Faults T, S and M of docs/faults.md, each with the exact number of requests that the server receives."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.endpoint import Endpoint, Script
from tests.faults import CASES, FaultCase, run_case


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
async def test_fault(case: FaultCase, endpoint: Callable[[Script], Endpoint], tmp_path: Path) -> None:
    """P7: the article ends in the expected state after the expected number of requests; a second run sends none for a final response.

    A rejection of unknown wording is not recorded, so `rejected` is not in the list.
    """
    server = endpoint(case.script)
    extraction = await run_case(case, server, tmp_path)
    assert (server.request_count, extraction.state, extraction.kind) == (case.requests, case.state, case.kind), (
        extraction.message
    )
    if extraction.state == "ok" or extraction.kind in ("too_long", "invalid", "length", "refusal"):
        again = await run_case(case, server, tmp_path)
        assert (server.request_count, again.state) == (case.requests, case.state)
