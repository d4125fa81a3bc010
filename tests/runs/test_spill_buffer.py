"""buffer: rows that wait for their turn."""

import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.core.errors import Stop
from extractor.runs.scheduler import SpillBuffer


@given(st.permutations(range(30)), st.integers(0, 5))
def test_everything_comes_back(order: list[int], in_memory: int) -> None:
    """Whatever order things are put in, each is there once, whether it waited in memory or on disk."""
    with SpillBuffer[str](str.encode, bytes.decode, in_memory) as buffer:
        for number in order:
            buffer.put(number, f"thing {number}" * (number + 1))
        assert len(buffer) == 30
        for number in range(30):
            assert number in buffer
            assert buffer.take(number) == f"thing {number}" * (number + 1)
            assert number not in buffer
        buffer.put(0, "again")
        assert buffer.take(0) == "again"


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """C08: where the temporary folder is full the run stops, resumable, and says which folder."""
    full = open("/dev/full", "r+b")  # noqa: SIM115  # closed by the buffer
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: full)
    with SpillBuffer[str](str.encode, bytes.decode, 0) as buffer, pytest.raises(Stop, match="temporary folder"):
        buffer.put(0, "x")
