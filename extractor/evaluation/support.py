"""Whether a quote shows what it stands for: whether it overlaps the passages that show the same thing in the gold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from extractor.core.span import Span
from extractor.grounding.locate import Ground


class Passages:
    """Quotes of gold and prediction as stretches of one article."""

    def __init__(self, text: str) -> None:
        self._ground = Ground(text)
        self._found: dict[str, Span | None] = {}

    def span(self, quote: str) -> Span | None:
        """Where a quote stands; None where it stands nowhere."""
        if quote not in self._found:
            self._found[quote] = self._ground.find(quote).span
        return self._found[quote]

    def overlap(self, quotes: Iterable[str], others: Iterable[str]) -> list[str]:
        """Those of the quotes that share a stretch of the article with one of the others."""
        spans = [span for other in others if (span := self.span(other))]
        return [quote for quote in quotes if self.span(quote) and any(self._meets(quote, span) for span in spans)]

    def _meets(self, quote: str, span: Span) -> bool:
        """Whether a quote, which may stand in several places, stands in that stretch."""
        own = self._ground.find(quote, near=span).span
        return own is not None and own.start < span.end and span.start < own.end


def shows(raw: Mapping[str, Any], around: Sequence[Mapping[str, Any]] = ()) -> list[str]:
    """The passages that show an incident: its evidence, its figures, and those of the operation it is part of."""
    return list(_passages(raw, around))


def _passages(raw: Mapping[str, Any], around: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    yield from raw["evidence"]
    yield from (toll["quote"] for toll in raw["casualties"])
    for operation in around:
        if operation["id"] == raw["operation"]:
            yield from (toll["quote"] for toll in operation["casualties"])
