"""Putting articles to a prompt: what is recorded is replayed, the rest is asked for where that is allowed."""

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
    """Asks within a budget that holds over all its calls.

    Attributes:
        settings: the model and where it is. extra: further recordings as text.
        online: whether what is not recorded may be asked for.
        max_cost: US dollars, what was spent before included; None for no limit.
        cost: spent so far.
    """

    settings: Settings
    extra: Sequence[Path] = ()
    online: bool = False
    max_cost: float | None = None
    cost: float = 0.0
    sent: int = field(default=0, init=False)

    def __call__(
        self, prompt: Prompt, articles: Sequence[Article], most: int | None = None, model: str | None = None
    ) -> list[Extraction]:
        """How each article ended; none is pending.

        Args:
            most: requests that may be sent; None for no limit.
            model: another than that of the settings.

        Raises:
            Miss: something is not recorded, and nobody may be asked; `requests` are what is missing.
            StoppedEarly: the budget is spent.
            UsageError: there is a limit in dollars, and no price.
        """
        settings = self.settings.model_copy(update={"model": model}) if model else self.settings
        if not self.online:
            ended = extract_articles(articles, prompt, settings, offline=True, recordings=self.extra)
            missing = [each.error.request for each in ended if isinstance(each.error, Miss)]
            if missing:
                raise Miss(
                    f"{prompt.name}, {settings.model}: {len(missing)} of {len(articles)} articles are not recorded.",
                    next_step="Add --online to ask for them, or have them answered elsewhere and import the answers.",
                    requests=missing,
                )
            return ended
        prices = price_list(settings)
        if self.max_cost is not None and prices is None:
            raise UsageError(
                f"--max-cost: nobody knows what {settings.model} at {settings.host} costs.",
                next_step="Set EXTRACTOR_PRICE.",
            )
        left = None if self.max_cost is None else max(self.max_cost - self.cost, 0.0)
        budget = Budget(most, left, prices or no_price)
        try:
            ended = extract_articles(articles, prompt, settings, live=LiveOptions(budget=budget), recordings=self.extra)
        finally:
            self.cost += budget.cost
            self.sent += budget.sent
        if stopped := next((each for each in ended if each.state == "pending"), None):
            raise StoppedEarly(stopped.message, ended)
        return ended
