"""span: a range of code points."""

from extractor.core.span import Span


def test_spans_are_ordered_as_they_are_read() -> None:
    """Spans sort by start, then by end."""
    assert sorted([Span(3, 9), Span(0, 5), Span(0, 2)]) == [Span(0, 2), Span(0, 5), Span(3, 9)]
