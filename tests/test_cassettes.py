"""cassettes: recordings of tests, and the network that tests do not have."""

import socket
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from extractor.core.errors import InputError, Miss
from extractor.core.exchange import Request
from extractor.recordings.recording import Recording
from tests.conftest import Cassette

ASKED = Request.of({"model": "m", "messages": []})


def _cassette(tmp_path: Path, *recordings: Recording) -> Cassette:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"".join(recording.to_line() for recording in recordings))
    return Cassette(path, None)


async def test_a_changed_request_is_a_miss(tmp_path: Path) -> None:
    """X03, X05: the key is over the whole body, so a changed prompt never replays an old answer."""
    tape = _cassette(tmp_path, Recording(ASKED.key, "{}", parts={"model": "m"}))
    assert (await tape.complete(ASKED)).reply == "{}"
    with pytest.raises(Miss):
        await tape.complete(Request.of({"model": "m", "messages": [1]}))


async def test_an_unused_recording_fails_the_test(tmp_path: Path) -> None:
    """X04: what no request asked for is no part of the cassette; a tool is."""
    tool = Recording("b" * 64, "{}", parts={"kind": "tool"})
    tape = _cassette(tmp_path, Recording(ASKED.key, "{}", parts={"model": "m"}), tool)
    with pytest.raises(AssertionError, match="no request used"):
        tape.finish()
    await tape.complete(ASKED)
    tape.finish()


def test_a_cassette_cannot_run_code(tmp_path: Path) -> None:
    """X02: a cassette is JSON; what looks like an object of another format is refused as text."""
    (tmp_path / "x.jsonl").write_text("!!python/object/apply:os.system [true]\n", encoding="utf-8")
    with pytest.raises(InputError, match="no recording"):
        Cassette(tmp_path / "x.jsonl", None)


def test_the_network_is_blocked() -> None:
    """X06: a connection to any host but this machine fails, whatever library makes it."""
    # pytest-socket warns before it refuses, and warnings are errors here.
    with socket.socket() as outside, pytest.raises((SocketConnectBlockedError, UserWarning), match="192"):
        outside.connect(("192.0.2.1", 443))
