"""The review page of a run: the report, with forms, queue, current gold and drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from extractor.articles.article import Article
from extractor.report.build import PageOptions, collect_page_data
from extractor.report.drafts import Draft
from extractor.report.form_schema import FormField, form_schema, quote_fields
from extractor.report.gold_writer import GoldEntry, GoldWriter
from extractor.report.page import render_page
from extractor.report.review_queue import QueueItem, differences, review_queue
from extractor.runs.reader import article_of, read_run
from extractor.schema.codebook import Coding


@dataclass(frozen=True)
class ReviewOptions:
    """Options of a review.

    Attributes:
        by: the reviewer's name; may be empty on a page that is a file.
        share: of the articles without signs of errors, the share to review.
        blind: show nothing of the model's coding.
    """

    by: str = ""
    share: float = 0.2
    blind: bool = False


class ReviewState(TypedDict):
    """Gold and drafts at the time the page is made: `pace` is `GoldWriter.durations`, `notices` are messages."""

    start: Mapping[str, GoldEntry]
    drafts: Mapping[str, Draft]
    pace: list[float]
    notices: list[str]


class ReviewData(ReviewState):
    """The data of a review page besides those of a report; `quoting` names the fields that hold quotes."""

    by: str
    blind: bool
    served: bool
    turns: list[QueueItem]
    forms: dict[str, list[FormField]]
    quoting: list[str]


def articles_by_name(folder: Path) -> dict[str, Article]:
    """Return the articles of a run that have a text.

    Raises:
        InputError: the folder has no run, or its files have changed since.
    """
    return {each.row["article"]: article_of(each) for each in read_run(folder).all_articles() if each.text}


class ReviewPage:
    """The page of a review. The run is read once, gold and drafts for every `render`.

    Args:
        folder: of the run.
        options: of the page.
        review: of the review.
        writer: of the gold; None for a page that is a file.

    Raises:
        InputError, UsageError: as `collect_page_data` does.
    """

    def __init__(
        self, folder: Path, options: PageOptions, review: ReviewOptions, writer: GoldWriter | None = None
    ) -> None:
        self._review, self._writer = review, writer
        self._facts, self._data = collect_page_data(folder, options)
        counts = differences(self._data["compare"])
        self.queue = review_queue(self._data["articles"], counts, review.share, self._facts["id"], blind=review.blind)
        if review.blind:
            self._data["compare"] = None

    def render(self) -> str:
        """Return the page with the current gold and drafts."""
        fields = form_schema(Coding)
        review: ReviewData = {
            "by": self._review.by,
            "blind": self._review.blind,
            "served": self._writer is not None,
            "turns": self.queue,
            "forms": fields,
            "quoting": quote_fields(fields),
            **_state(self._writer, self._review),
        }
        return render_page(self._facts, {**self._data, "review": review})


def _state(writer: GoldWriter | None, review: ReviewOptions) -> ReviewState:
    """Return the current gold and drafts; a blind coder sees only their own codings."""
    if writer is None:
        return {"start": {}, "drafts": {}, "pace": [], "notices": []}
    gold, problems = writer.current_gold()
    visible = {name: each for name, each in gold.items() if not review.blind or each["by"] == review.by}
    return {
        "start": visible,
        "drafts": writer.drafts.newest(review.by, blind=review.blind),
        "pace": writer.durations(),
        "notices": [f"{len(problems)} gold files cannot be read."] if review.blind and problems else problems,
    }
