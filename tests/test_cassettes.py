"""Cassettes, the recordings of tests, and the blocked network."""

import socket
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from extractor.core.errors import InputError, Miss
from extractor.core.exchange import Request
from extractor.recordings.recording import Recording
from tests.conftest import Cassette

REQUEST = Request.of({"model": "m", "messages": []})


def _cassette(tmp_path: Path, *recordings: Recording) -> Cassette:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"".join(recording.to_line() for recording in recordings))
    return Cassette(path, None)


async def test_changed_request_is_not_recorded(tmp_path: Path) -> None:
    """X03, X05: the key is a hash of the whole body, so a changed prompt never replays an old response."""
    cassette = _cassette(tmp_path, Recording(REQUEST.key, "{}", parts={"model": "m"}))
    assert (await cassette.complete(REQUEST)).reply == "{}"
    with pytest.raises(Miss):
        await cassette.complete(Request.of({"model": "m", "messages": [1]}))


async def test_unused_recording_fails(tmp_path: Path) -> None:
    """X04: a recording that no request used fails the test; recordings of tool schemas are exempt."""
    tool = Recording("b" * 64, "{}", parts={"kind": "tool"})
    cassette = _cassette(tmp_path, Recording(REQUEST.key, "{}", parts={"model": "m"}), tool)
    with pytest.raises(AssertionError, match="unused recordings"):
        cassette.finish()
    await cassette.complete(REQUEST)
    cassette.finish()


def test_cassette_cannot_run_code(tmp_path: Path) -> None:
    """X02: a cassette is JSON; a YAML tag that would construct a Python object is rejected."""
    (tmp_path / "x.jsonl").write_text("!!python/object/apply:os.system [true]\n", encoding="utf-8")
    with pytest.raises(InputError, match="not a recording"):
        Cassette(tmp_path / "x.jsonl", None)


def test_network_is_blocked() -> None:
    """X06: a connection to any host except loopback fails, whatever library opens it."""
    # pytest-socket warns before it refuses, and warnings are errors here.
    with socket.socket() as outside, pytest.raises((SocketConnectBlockedError, UserWarning), match="192"):
        outside.connect(("192.0.2.1", 443))
