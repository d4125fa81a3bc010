"""report begun: what reviewers have begun and not finished."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.report.drafts import Begun
from tests.conftest import TEXT


@pytest.fixture
def begun(article: Article, tmp_path: Path) -> Begun:
    """Drafts of one article."""
    return Begun(tmp_path / "drafts", {article.name: article})


def _draft(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"article": "gao.txt", "id": make_article("gao.txt", TEXT, {}).id, "by": "ann"}
    return {**given, "page": "p", "version": 1, "blind": False, "at": "2026-01-01", "work": {}, **changes}


def test_the_newest_of_a_reviewer(begun: Begun) -> None:
    """Of several pages of a reviewer the one that was changed last counts; those of others and blind ones are apart."""
    begun.keep(_draft(at="2026-01-01T10", page="p", work={"n": 1}))
    begun.keep(_draft(at="2026-01-01T11", page="q", work={"n": 2}))
    begun.keep(_draft(at="2026-01-01T12", page="r", by="ben", work={"n": 3}))
    begun.keep(_draft(at="2026-01-01T13", page="s", blind=True, work={"n": 4}))
    assert begun.of("ann", blind=False)["gao.txt"]["work"] == {"n": 2}
    assert begun.of("ann", blind=True)["gao.txt"]["work"] == {"n": 4}
    assert begun.of("ben", blind=False)["gao.txt"]["work"] == {"n": 3}


def test_two_pages_do_not_write_over_each_other(begun: Begun) -> None:
    """What one page kept is there though another kept something else and was finished."""
    begun.keep(_draft(page="p", version=2))
    begun.keep(_draft(page="q", version=7))
    begun.done("gao.txt", "ann", {"p": 2})
    assert begun.of("ann", blind=False)["gao.txt"]["page"] == "q"
    begun.done("gao.txt", "ann", {"q": 6})
    assert "gao.txt" in begun.of("ann", blind=False)  # it was changed since
    begun.done("gao.txt", "ann", {"q": 7, "none": 1})
    assert begun.of("ann", blind=False) == {}


def test_a_draft_is_of_its_text(begun: Begun, tmp_path: Path) -> None:
    """Places in a text mean nothing in another one of the same name."""
    begun.keep(_draft())
    other = Begun(tmp_path / "drafts", {"gao.txt": make_article("gao.txt", "Another text.", {})})
    assert other.of("ann", blind=False) == {}


def test_damaged_drafts(begun: Begun, tmp_path: Path) -> None:
    """What is no draft hides none."""
    begun.keep(_draft())
    for number, data in enumerate((b"{", b"\xff", b"[]", b"{}", b'{"article": "none"}')):
        (tmp_path / "drafts" / f"{number}.json").write_bytes(data)
    assert set(begun.of("ann", blind=False)) == {"gao.txt"}


def test_many_at_once(begun: Begun) -> None:
    """However many are kept at once, one of them is there, whole."""
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: begun.keep(_draft(version=n, work={"n": n})), range(200)))
    found = begun.of("ann", blind=False)["gao.txt"]
    assert found["work"] == {"n": found["version"]}
