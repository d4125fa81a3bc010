"""build: an article from a text and its metadata."""

from datetime import date

import pytest

from extractor.articles.build import make_article
from extractor.core.errors import ArticleError


def test_metadata() -> None:
    """Known columns become attributes, the others stay as given; a date with a time is a date."""
    meta = {"file": "a.txt", "published": "2024-03-05T10:00:00Z", "outlet": " Wire ", "language": "", "desk": "Gao"}
    article = make_article("a.txt", "Text.", meta)
    assert (article.published, article.outlet, article.language) == (date(2024, 3, 5), "Wire", None)
    assert article.extra == {"desk": "Gao"}


@pytest.mark.parametrize(("name", "meta"), [("a\ud800", {}), ("a", {"outlet": "\ud800"}), ("a", {"\ud800": "x"})])
def test_metadata_with_surrogates(name: str, meta: dict[str, str]) -> None:
    """I07: half a surrogate pair in a name or in metadata is refused before any request."""
    with pytest.raises(ArticleError) as caught:
        make_article(name, "Text.", meta)
    assert caught.value.error_class == "bad_metadata"
    caught.value.message.encode("utf-8")


@pytest.mark.parametrize("name", ["", " ", "x" * 1_001])
def test_refused_names(name: str) -> None:
    """I16: an empty or very long name is refused."""
    with pytest.raises(ArticleError) as caught:
        make_article(name, "Text.", {})
    assert caught.value.error_class == "refused"
