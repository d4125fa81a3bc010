"""article: checked when it is made, identified by its content."""

import pickle
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from extractor.articles.article import Article, check_length
from extractor.articles.original import Media
from extractor.core.errors import ArticleError


def test_id_is_the_content() -> None:
    """The id depends on the text, not on the name or the date."""
    one, two = Article("a", "text", date(2024, 1, 1)), Article("b", "text")
    assert one.id == two.id != Article("a", "text ").id


def test_an_article_made_by_hand_has_its_view() -> None:
    """An article of a name and a text alone has a view over the text, and keeps it when pickled or copied."""
    article = Article("x", "\ufeffTwo soldiers\u200b were killed.")
    assert article.text == "Two soldiers were killed."
    assert article.notes == ("1 invisible characters left out",)
    assert pickle.loads(pickle.dumps(article)).text == article.text
    assert replace(article, published=date(2024, 1, 1)).text == article.text


def test_html_made_by_hand_is_read_as_html() -> None:
    """The media of an article decide how its view is made."""
    article = Article("x", "<p>Two soldiers were killed.</p>", media=Media.HTML)
    assert article.text == "Two soldiers were killed."


@pytest.mark.parametrize(
    ("name", "text", "further", "error_class"),
    [
        ("x", "", {}, "empty"),
        ("x", " \n\u200b", {}, "empty"),
        ("x", "<p> </p>", {"media": Media.HTML}, "empty"),
        ("x", "a\ud800", {}, "bad_encoding"),
        (" ", "Text.", {}, "refused"),
        ("x", "Text.", {"outlet": "\ud800"}, "bad_metadata"),
    ],
)
def test_an_unusable_article_cannot_be_made(name: str, text: str, further: dict[str, Any], error_class: str) -> None:
    """I01, I07, I16: no text, half a surrogate pair, no name: refused before any request."""
    with pytest.raises(ArticleError) as caught:
        Article(name, text, **further)
    assert caught.value.error_class == error_class
    assert name[:40] in caught.value.message


def test_length() -> None:
    """I02: a text that is too long is refused, with its name and both numbers."""
    check_length("x.txt", "x" * 10, 10)
    with pytest.raises(ArticleError, match=r"x\.txt: 11 characters, more than the 10 allowed") as caught:
        check_length("x.txt", "x" * 11, 10)
    assert caught.value.error_class == "too_long"


def test_boundary_does_not_occur_in_the_text() -> None:
    """X12: an article that contains the boundary made from its id gets another one."""
    article = Article("a", "x")
    forged = Article("a", "x")
    object.__setattr__(forged, "view", Article("a", article.boundary).view)
    assert forged.boundary != article.boundary
    assert forged.boundary not in forged.text


def test_values_of_other_types() -> None:
    """The kind of an input may be given as a string; a publication date that is no date is an error of its own."""
    page = Article("x", "<html><body><p>A text in a page.</p></body></html>", media="html")  # type: ignore[arg-type]
    assert page.text == "A text in a page."
    with pytest.raises(ArticleError, match="published '2024-01-01' is no date") as caught:
        Article("x", "text", published="2024-01-01")  # type: ignore[arg-type]
    assert caught.value.error_class == "bad_metadata"
