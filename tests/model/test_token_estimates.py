"""tokens: how many tokens a text has, about."""

from extractor.model.usage import about


def test_about() -> None:
    """A quarter of the bytes, rounded up; an empty text has none."""
    assert [about(text) for text in (b"", b"a", b"abcd", "é".encode() * 4)] == [0, 1, 1, 2]
