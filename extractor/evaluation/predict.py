"""Prediction for articles with a prompt: recordings are replayed, the rest is sent if that is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractor.articles.article import Article
from extractor.core.errors import Miss, Stop, UsageError
from extractor.core.settings import Settings
from extractor.model.budget import Budget, no_price
from extractor.model.prices import price_list
from extractor.prompts.prompt import Prompt
from extractor.runs.api import extract_articles
from extractor.runs.result import Extraction
from extractor.runs.wiring import LiveOptions


class StoppedEarly(Stop):
    """A run over the articles that stopped early.

    Attributes:
        ended: the extractions of all articles, the pending ones included.
    """

    def __init__(self, message: str, ended: Sequence[Extraction]) -> None:
        super().__init__(message)
        self.ended = list(ended)


@dataclass
class Predictor:
    """Extraction with one budget over all calls.

    Attributes:
        settings: the model and its endpoint.
        recordings: files of further recordings.
        online: True if requests that are not recorded may be sent.
        max_cost: US dollars, earlier costs included; None for no limit.
        cost: US dollars spent. sent: requests sent. tokens: of their responses. unpriced: responses without a price.
    """

    settings: Settings
    recordings: Sequence[Path] = ()
    online: bool = False
    max_cost: float | None = None
    cost: float = 0.0
    sent: int = field(default=0, init=False)
    tokens: int = field(default=0, init=False)
    unpriced: int = field(default=0, init=False)

    def __call__(
        self, prompt: Prompt, articles: Sequence[Article], max_requests: int | None = None, model: str | None = None
    ) -> list[Extraction]:
        """Extract all articles; none of the results is pending.

        Args:
            max_requests: that may be sent; None for no limit.
            model: instead of that of the settings.

        Raises:
            Miss: offline, and requests are not recorded; `requests` holds them.
            StoppedEarly: the budget is exhausted.
            UsageError: `max_cost` is given, and no price is known.
        """
        settings = self.settings.model_copy(update={"model": model}) if model else self.settings
        if not self.online:
            return self._replay(prompt, articles, settings)
        prices = price_list(settings)
        if self.max_cost is not None and prices is None:
            raise UsageError(
                f"--max-cost: no price known for {settings.model} at {settings.host}.",
                next_step="Set EXTRACTOR_PRICE.",
            )
        left = None if self.max_cost is None else max(self.max_cost - self.cost, 0.0)
        budget = Budget(max_requests, left, prices or no_price)
        live = LiveOptions(budget=budget)
        try:
            extractions = extract_articles(articles, prompt, settings, live=live, recordings=self.recordings)
        finally:
            self.cost += budget.cost
            self.sent += budget.sent
            self.tokens += budget.usage.input_tokens + budget.usage.output_tokens
            self.unpriced += budget.unpriced
        if pending := next((each for each in extractions if each.state == "pending"), None):
            raise StoppedEarly(pending.message, extractions)
        return extractions

    def _replay(self, prompt: Prompt, articles: Sequence[Article], settings: Settings) -> list[Extraction]:
        extractions = extract_articles(articles, prompt, settings, offline=True, recordings=self.recordings)
        missing = [each.error.request for each in extractions if isinstance(each.error, Miss)]
        if missing:
            raise Miss(
                f"{prompt.name}, {settings.model}: {len(missing)} of {len(articles)} articles are not recorded.",
                next_step="Add --online to send the requests, or import responses: extractor requests import.",
                requests=missing,
            )
        return extractions
