"""faults: rows T, S and M of the table, each with the exact number of requests that the server saw."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.endpoint import Endpoint, Script
from tests.faults import ROWS, Row, outcome


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
async def test_row(row: Row, endpoint: Callable[[Script], Endpoint], tmp_path: Path) -> None:
    """P7: the article ends as the row says, the server saw so many requests, and a second run sends none for what ended well."""
    server = endpoint(row.script)
    ended = await outcome(row, server, tmp_path)
    assert (server.request_count, ended.state, ended.kind) == (row.requests, row.state, row.kind), ended.message
    if ended.state == "ok" or ended.kind in ("rejected", "too_long", "invalid", "length", "refusal"):
        again = await outcome(row, server, tmp_path)
        assert (server.request_count, again.state) == (row.requests, row.state)
