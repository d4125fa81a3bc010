"""report review: what the page of a review needs besides what it shows."""

from pathlib import Path

import pytest

from extractor.core.package_data import SEEDS
from extractor.report.build import View
from extractor.report.comparison import Beside
from extractor.report.gold_writer import GoldWriter
from extractor.report.review import Review, Task, articles_by_name
from tests.conftest import TEXT, coding, incident
from tests.report_runs import ScriptedArticle, demo_run, page_data, scripted_run

VIEW = View(gazetteer=False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the sample articles."""
    return demo_run(tmp_path_factory.mktemp("demo"))


def test_as_a_file(run: Path) -> None:
    """A page that is a file begins from the run: no gold, no drafts, nobody's name, nowhere to send to."""
    found = page_data(Review(run, VIEW, Task()).page())["review"]
    assert (found["served"], found["by"], found["start"], found["drafts"]) == (False, "", {}, {})
    assert len(found["turns"]) == 5
    assert "evidence" in found["quoting"]


def test_as_it_is_now(run: Path, tmp_path: Path) -> None:
    """Gold and a reviewer's own drafts are those of the moment that the page is asked for."""
    desk = GoldWriter(tmp_path / "gold", articles_by_name(run))
    review = Review(run, VIEW, Task("ann"), desk)
    assert page_data(review.page())["review"]["drafts"] == {}
    name = next(iter(desk.articles))
    draft = {"article": name, "id": desk.articles[name].id, "page": "p", "version": 1, "blind": False, "at": "x"}
    desk.begun.keep({**draft, "by": "ann", "work": {"items": []}})
    desk.begun.keep({**draft, "by": "ben", "work": {"items": [1]}})
    found = page_data(review.page())["review"]
    assert found["served"]
    assert found["drafts"][name]["work"] == {"items": []}


def test_what_differs_comes_first(run: Path) -> None:
    """Beside gold or another run, articles that differ come first, most differences before fewer."""
    review = Review(run, View(other=Beside(gold=SEEDS / "gold"), gazetteer=False), Task(share=0))
    counts = [int(turn["why"][0].split(" ")[0]) for turn in review.turns]
    assert len(counts) == 5
    assert counts == sorted(counts, reverse=True)


def test_blind_holds_no_comparison(run: Path) -> None:
    """Coding blind, not even the comparison is in the page."""
    view = View(other=Beside(gold=SEEDS / "gold"), rows=False, gazetteer=False)
    data = page_data(Review(run, view, Task(blind=True)).page())
    assert (data["compare"], data["incidents"]) == (None, [])


def test_articles_that_can_be_corrected(tmp_path: Path) -> None:
    """Every article with a text can be corrected, those that failed too."""
    run = scripted_run(
        tmp_path, [ScriptedArticle(TEXT, coding(incident())), ScriptedArticle(TEXT + " Refuse.", None, "refused")]
    )
    assert list(articles_by_name(run)) == ["gao.txt", "refused"]
