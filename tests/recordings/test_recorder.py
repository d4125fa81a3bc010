"""recorder: record and replay."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, closing
from pathlib import Path

import pytest

from extractor.core.errors import Miss, Stop
from extractor.core.exchange import Completion, Request
from extractor.recordings.claims import Claims
from extractor.recordings.recorder import Layers, Recorder, replay
from extractor.recordings.recording import Recording
from extractor.recordings.store import Store, open_store
from extractor.recordings.text_file import TextRecordings
from extractor.recordings.write_batcher import WriteBatcher

REQUEST = Request.of({"model": "m", "messages": []}, {"article": "x"})


class Model:
    """Responds after a moment, and counts the requests."""

    def __init__(self, fails: int = 0) -> None:
        self.sent, self.fails = 0, fails

    async def __call__(self, request: Request) -> Completion:
        """Respond."""
        self.sent += 1
        number = self.sent
        await asyncio.sleep(0.01)
        if number <= self.fails:
            raise Stop("no")
        return Completion(f'{{"n": {number}}}')


@asynccontextmanager
async def _recorder(model: Model, store: Store) -> AsyncIterator[Recorder]:
    async with aclosing(WriteBatcher(store)) as batcher:
        with closing(Claims(store.folder / "claims")) as claims:
            yield Recorder(model, store, batcher.keep, claims)


async def test_records_before_returning(tmp_path: Path) -> None:
    """Many callers of one request send it once, and the response is on disk when they get it."""
    store, model = open_store(tmp_path), Model()
    async with _recorder(model, store) as complete:
        completions = await asyncio.gather(*(complete(REQUEST) for _ in range(20)))
        assert model.sent == 1
        assert {completion.reply for completion in completions} == {'{"n": 1}'}
        found = store.get(REQUEST.key)
        assert found is not None
        assert found.parts == {"article": "x"}
        assert (await complete(REQUEST)).reply == '{"n": 1}'
    store.close()


async def test_error_is_not_recorded(tmp_path: Path) -> None:
    """An error is not recorded; the next caller sends the request."""
    store, model = open_store(tmp_path), Model(fails=1)
    async with _recorder(model, store) as complete:
        results = await asyncio.gather(complete(REQUEST), complete(REQUEST), return_exceptions=True)
    assert isinstance(results[0], Stop)
    assert results[1] == Completion('{"n": 2}')
    store.close()


async def test_refresh(tmp_path: Path) -> None:
    """A recorded request is sent again, once in a run, and the old response is kept as superseded."""
    store, model = open_store(tmp_path), Model()
    async with _recorder(model, store) as complete:
        await complete(REQUEST)
    async with _recorder(model, store) as complete:
        assert [(await complete.fresh(REQUEST)).reply for _ in range(3)] == ['{"n": 2}'] * 3
    assert model.sent == 2
    assert sum(name.startswith("superseded/") for name in store.names()) == 1
    store.close()


WORKER = """
import asyncio, sys
from pathlib import Path
from extractor.recordings.recorder import Recorder
from extractor.recordings.write_batcher import WriteBatcher
from extractor.core.exchange import Completion, Request
from extractor.recordings.claims import Claims
from extractor.recordings.store import open_store

async def model(request):
    with open(sys.argv[2], "a") as log: log.write("sent\\n")
    await asyncio.sleep(0.3)
    return Completion("{}")

store = open_store(Path(sys.argv[1]))
request = Request.of({"model": "m", "messages": []})

async def main():
    batcher = WriteBatcher(store)
    print((await Recorder(model, store, batcher.keep, Claims(store.folder / "claims"))(request)).reply)
    await batcher.aclose()

asyncio.run(main())
"""


def test_one_request_across_processes(tmp_path: Path) -> None:
    """C18: six processes with one request send it once, and all get the response."""
    command = [sys.executable, "-c", WORKER, str(tmp_path / "store"), str(tmp_path / "log")]
    open_store(tmp_path / "store").close()
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    assert [worker.communicate(timeout=60)[0] for worker in workers] == ["{}\n"] * 6
    assert (tmp_path / "log").read_text(encoding="utf-8") == "sent\n"


def test_killed_before_the_commit(tmp_path: Path) -> None:
    """C02: a response that was received and not yet on disk costs exactly one more request."""
    dying = WORKER.replace(
        "request = Request", "store.add_all = lambda _: __import__('os')._exit(9)\nrequest = Request"
    )
    for script, code in ((dying, 9), (WORKER, 0), (WORKER, 0)):
        command = [sys.executable, "-c", script, str(tmp_path / "store"), str(tmp_path / "log")]
        assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == code
    assert (tmp_path / "log").read_text(encoding="utf-8") == "sent\nsent\n"


def test_claim_of_a_killed_process(tmp_path: Path) -> None:
    """A process that dies during a request does not keep others from sending it."""
    slow = WORKER.replace("await asyncio.sleep(0.3)", "print('sending', flush=True); await asyncio.sleep(600)")
    with subprocess.Popen(
        [sys.executable, "-c", slow, str(tmp_path / "store"), str(tmp_path / "log")], stdout=subprocess.PIPE, text=True
    ) as dying:
        assert dying.stdout is not None
        dying.stdout.readline()
        dying.kill()
    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(tmp_path / "store"), str(tmp_path / "log")],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "{}\n"


async def test_replay_without_a_recording() -> None:
    """C28: a request without a recording is a miss that carries the request."""
    with pytest.raises(Miss) as caught:
        await replay(Layers())(REQUEST)
    assert caught.value.request is REQUEST


async def test_first_layer_wins(tmp_path: Path) -> None:
    """The local store comes before recordings kept as text."""
    store = open_store(tmp_path / "store")
    (tmp_path / "a.jsonl").write_bytes(Recording(REQUEST.key, "{}").to_line() + Recording("b" * 64, "{}").to_line())
    layers = Layers(store, TextRecordings(tmp_path / "a.jsonl"))
    assert (await replay(layers)(REQUEST)).reply == "{}"
    store.add(Recording(REQUEST.key, '{"newer": 1}'))
    assert (await replay(layers)(REQUEST)).reply == '{"newer": 1}'
    assert list(layers) == sorted([REQUEST.key, "b" * 64])
    store.close()
