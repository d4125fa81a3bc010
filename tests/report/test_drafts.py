"""drafts: unfinished reviews on disk."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from extractor.articles.article import Article
from extractor.articles.build import make_article
from extractor.report.drafts import DraftStore
from tests.conftest import TEXT


@pytest.fixture
def drafts(article: Article, tmp_path: Path) -> DraftStore:
    """Drafts of one article."""
    return DraftStore(tmp_path / "drafts", {article.name: article})


def _draft(**changes: Any) -> Any:
    given: dict[str, Any] = {"article": "gao.txt", "id": make_article("gao.txt", TEXT, {}).id, "by": "ann"}
    return {**given, "page": "p", "version": 1, "blind": False, "at": "2026-01-01", "work": {}, **changes}


def test_the_newest_of_a_reviewer(drafts: DraftStore) -> None:
    """Of several pages of a reviewer the newest draft is returned; other reviewers and blind coding are separate."""
    drafts.save(_draft(at="2026-01-01T10", page="p", work={"n": 1}))
    drafts.save(_draft(at="2026-01-01T11", page="q", work={"n": 2}))
    drafts.save(_draft(at="2026-01-01T12", page="r", by="ben", work={"n": 3}))
    drafts.save(_draft(at="2026-01-01T13", page="s", blind=True, work={"n": 4}))
    assert drafts.newest("ann", blind=False)["gao.txt"]["work"] == {"n": 2}
    assert drafts.newest("ann", blind=True)["gao.txt"]["work"] == {"n": 4}
    assert drafts.newest("ben", blind=False)["gao.txt"]["work"] == {"n": 3}


def test_two_pages_do_not_overwrite_each_other(drafts: DraftStore) -> None:
    """Finishing the coding of one page discards its draft, not that of another page or one changed since."""
    drafts.save(_draft(page="p", version=2))
    drafts.save(_draft(page="q", version=7))
    drafts.discard("gao.txt", "ann", {"p": 2})
    assert drafts.newest("ann", blind=False)["gao.txt"]["page"] == "q"
    drafts.discard("gao.txt", "ann", {"q": 6})
    assert "gao.txt" in drafts.newest("ann", blind=False)  # it was changed since
    drafts.discard("gao.txt", "ann", {"q": 7, "none": 1})
    assert drafts.newest("ann", blind=False) == {}


def test_a_draft_is_of_its_text(drafts: DraftStore, tmp_path: Path) -> None:
    """A draft is not returned for another text of the same name."""
    drafts.save(_draft())
    other = DraftStore(tmp_path / "drafts", {"gao.txt": make_article("gao.txt", "Another text.", {})})
    assert other.newest("ann", blind=False) == {}


def test_damaged_drafts(drafts: DraftStore, tmp_path: Path) -> None:
    """Damaged files do not hide drafts."""
    drafts.save(_draft())
    for number, data in enumerate((b"{", b"\xff", b"[]", b"{}", b'{"article": "none"}')):
        (tmp_path / "drafts" / f"{number}.json").write_bytes(data)
    assert set(drafts.newest("ann", blind=False)) == {"gao.txt"}


def test_many_at_once(drafts: DraftStore) -> None:
    """Of drafts saved at once, one is there, complete."""
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: drafts.save(_draft(version=n, work={"n": n})), range(200)))
    found = drafts.newest("ann", blind=False)["gao.txt"]
    assert found["work"] == {"n": found["version"]}
