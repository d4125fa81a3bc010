"""token_estimates: the approximate number of tokens of a text."""

from extractor.model.usage import about


def test_estimate() -> None:
    """The estimate is a quarter of the bytes, rounded up; 0 for an empty text."""
    assert [about(text) for text in (b"", b"a", b"abcd", "é".encode() * 4)] == [0, 1, 1, 2]
