"""review: the page of a review."""

from pathlib import Path
from typing import Any

import pytest

from extractor.articles.article import Article
from extractor.core.package_data import SEEDS
from extractor.report.build import PageOptions
from extractor.report.comparison import ComparisonTarget
from extractor.report.drafts import Draft
from extractor.report.gold_writer import GoldWriter
from extractor.report.review import ReviewOptions, ReviewPage, articles_by_name
from tests.conftest import TEXT, coding, incident
from tests.report_runs import ScriptedArticle, demo_run, page_data, scripted_run

OPTIONS = PageOptions(gazetteer=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the sample articles."""
    return demo_run(tmp_path_factory.mktemp("demo"))


def _draft(article: Article, by: str, items: list[Any]) -> Draft:
    return {
        "article": article.name,
        "id": article.id,
        "by": by,
        "page": "p",
        "version": 1,
        "blind": False,
        "work": {"items": items},
        "at": "x",
    }


def test_as_a_file(run: Path) -> None:
    """A page in a file starts from the run: no gold, drafts, reviewer or server."""
    found = page_data(ReviewPage(run, OPTIONS, ReviewOptions()).render())["review"]
    assert (found["served"], found["by"], found["start"], found["drafts"]) == (False, "", {}, {})
    assert len(found["turns"]) == 5
    assert "evidence" in found["quoting"]


def test_current_state(run: Path, tmp_path: Path) -> None:
    """Each render has the current gold and the reviewer's own drafts."""
    writer = GoldWriter(tmp_path / "gold", articles_by_name(run))
    review = ReviewPage(run, OPTIONS, ReviewOptions("ann"), writer)
    assert page_data(review.render())["review"]["drafts"] == {}
    name = next(iter(writer.articles))
    for by, items in (("ann", []), ("ben", [1])):
        writer.drafts.save(_draft(writer.articles[name], by, items))
    found = page_data(review.render())["review"]
    assert found["served"]
    assert found["drafts"][name]["work"] == {"items": []}


def test_differences_come_first(run: Path) -> None:
    """In a comparison, articles with more differences come first."""
    review = ReviewPage(
        run, PageOptions(compare=ComparisonTarget(gold=SEEDS / "gold"), gazetteer=False), ReviewOptions(share=0)
    )
    counts = [int(item["why"][0].split(" ")[0]) for item in review.queue]
    assert len(counts) == 5
    assert counts == sorted(counts, reverse=True)


def test_blind_has_no_comparison(run: Path) -> None:
    """A page for blind coding has neither comparison nor incidents."""
    options = PageOptions(compare=ComparisonTarget(gold=SEEDS / "gold"), rows=False, gazetteer=False)
    data = page_data(ReviewPage(run, options, ReviewOptions(blind=True)).render())
    assert (data["compare"], data["incidents"]) == (None, [])


def test_articles_to_correct(tmp_path: Path) -> None:
    """Every article with a text can be corrected, failed ones included."""
    run = scripted_run(
        tmp_path, [ScriptedArticle(TEXT, coding(incident())), ScriptedArticle(TEXT + " Refuse.", None, "refused")]
    )
    assert list(articles_by_name(run)) == ["gao.txt", "refused"]
