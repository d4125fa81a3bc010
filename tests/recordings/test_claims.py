"""claims: one request per key, with several connections, threads and processes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from contextlib import AsyncExitStack, aclosing, closing
from pathlib import Path

from extractor.core.exchange import Completion, Request
from extractor.recordings.claims import Claims
from extractor.recordings.recorder import Recorder
from extractor.recordings.store import open_store
from extractor.recordings.write_batcher import WriteBatcher

KEY = "a" * 64
REQUEST = Request.of({"model": "m", "messages": []}, {"article": "x"})
PROBE = """
import asyncio, sys
from pathlib import Path
from extractor.recordings.claims import Claims

async def main():
    try:
        async with asyncio.timeout(0.3), Claims(Path(sys.argv[1])).claimed(sys.argv[2]):
            print("free")
    except TimeoutError:
        print("held")

asyncio.run(main())
"""


def _state_in_another_process(path: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", PROBE, str(path), KEY], capture_output=True, text=True, check=True, timeout=60
    ).stdout.strip()


async def test_a_claim_is_released_at_its_end(tmp_path: Path) -> None:
    """A key that was claimed and released can be claimed again, here and elsewhere."""
    with closing(Claims(tmp_path / "claims")) as claims:
        for _ in range(2):
            async with asyncio.timeout(5), claims.claimed(KEY):
                assert _state_in_another_process(tmp_path / "claims") == "held"
        assert _state_in_another_process(tmp_path / "claims") == "free"


async def test_closing_one_connection_keeps_the_claims_of_another(tmp_path: Path) -> None:
    """POSIX drops a process's locks when any descriptor of the file is closed; a second connection must not do that."""
    with closing(Claims(tmp_path / "claims")) as first:
        async with first.claimed(KEY):
            second = Claims(tmp_path / "claims")
            second.close()
            second.close()
            assert _state_in_another_process(tmp_path / "claims") == "held"


async def test_a_second_connection_waits_for_the_first(tmp_path: Path) -> None:
    """Within one process, too, a key is claimed by one connection at a time."""
    with closing(Claims(tmp_path / "claims")) as first, closing(Claims(tmp_path / "claims")) as second:
        async with first.claimed(KEY):
            try:
                async with asyncio.timeout(0.1), second.claimed(KEY):
                    raise AssertionError("claimed twice")
            except TimeoutError:
                pass
        async with asyncio.timeout(5), second.claimed(KEY):
            pass


class Model:
    """Responds after a moment, and counts the requests."""

    def __init__(self) -> None:
        self.sent = 0

    async def __call__(self, request: Request) -> Completion:
        """Respond."""
        self.sent += 1
        await asyncio.sleep(0.05)
        return Completion("{}")


async def _send(model: Model, folder: Path, recorders: int) -> None:
    """Send one request through several recorders of one store in one loop."""
    async with AsyncExitStack() as stack:
        calls = []
        for _ in range(recorders):
            store = stack.enter_context(closing(open_store(folder)))
            batcher = await stack.enter_async_context(aclosing(WriteBatcher(store)))
            claims = stack.enter_context(closing(Claims(folder / "claims")))
            calls.append(Recorder(model, store, batcher.keep, claims)(REQUEST))
        assert {completion.reply for completion in await asyncio.gather(*calls)} == {"{}"}


async def test_two_recorders_in_one_loop_send_one_request(tmp_path: Path) -> None:
    """Two connections to one store in one event loop pay for a request once."""
    model = Model()
    await _send(model, tmp_path / "store", 2)
    assert model.sent == 1


def test_three_threads_send_one_request(tmp_path: Path) -> None:
    """Three threads, each with its own loop and connection, pay for a request once, and all close the store."""
    open_store(tmp_path / "store").close()
    model, errors = Model(), []

    def work() -> None:
        try:
            asyncio.run(_send(model, tmp_path / "store", 1))
        except Exception as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert model.sent == 1
    assert not [name for name in os.listdir(tmp_path / "store") if name.endswith(".partial")]
