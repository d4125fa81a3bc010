"""shelf: rows that wait for their turn."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.shelf import Shelf


@given(st.permutations(range(30)), st.integers(0, 5))
def test_everything_comes_back(order: list[int], in_memory: int) -> None:
    """Whatever order things are put in, each is there once, whether it waited in memory or on disk."""
    with Shelf[str](str.encode, bytes.decode, in_memory) as shelf:
        for number in order:
            shelf.put(number, f"thing {number}" * (number + 1))
        assert len(shelf) == 30
        for number in range(30):
            assert number in shelf
            assert shelf.take(number) == f"thing {number}" * (number + 1)
            assert number not in shelf
        shelf.put(0, "again")
        assert shelf.take(0) == "again"
