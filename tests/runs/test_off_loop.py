"""off_loop: large work is done in a thread."""

import threading

from extractor.runs.off_loop import LARGE, off_loop


async def test_where_work_is_done() -> None:
    """Work on a usual response stays in the event loop's thread; on a large one it does not."""
    here = threading.get_ident()
    assert await off_loop(LARGE, threading.get_ident) == here
    assert await off_loop(LARGE + 1, threading.get_ident) != here
