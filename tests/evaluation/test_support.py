"""support: whether a quote shows what the gold's quotes show."""

from extractor.evaluation.error_analysis import QuoteSpans, shows
from tests.evaluated import ARTICLE, erbil, toll


def test_overlap() -> None:
    """Quotes that share a stretch of the article; one that stands nowhere shares nothing."""
    passages = QuoteSpans(ARTICLE)
    quotes = ["missiles at Erbil on Monday, killing", "More than 60 attacks", "it was said"]
    assert passages.overlap(quotes, ["Iran fired missiles at Erbil"]) == quotes[:1]
    assert passages.overlap(quotes, ["nowhere at all"]) == []


def test_what_shows_an_incident() -> None:
    """Its evidence, its figures, and the figures of the operation that it is part of."""
    operations = [{"id": "op1", "casualties": [toll(9, quote="nine died")]}, {"id": "op2", "casualties": [toll(1)]}]
    assert shows(erbil(operation="op1"), operations) == [*erbil()["evidence"], "killing five people", "nine died"]
