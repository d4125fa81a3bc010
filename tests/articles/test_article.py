"""article: the text is never altered, and every offset finds its way back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.article import Article, Piece, View, check_text, plain_view
from extractor.core.errors import ArticleError
from extractor.core.span import Span
from extractor.grounding.locate import Ground

ODD = st.text(alphabet=st.sampled_from("ab \n\r\t\x00\u200b\u202e\ufeff\U000e0041é\u200c"), max_size=40)


@given(ODD)
def test_each_shown_character_is_the_original_one(original: str) -> None:
    """A view shows characters of the original in order; a line break may stand for CR LF."""
    view, _ = plain_view(original)
    for at, ch in enumerate(view.text):
        back = view.original(Span(at, at + 1))
        assert original[back.start : back.end] == ch or (
            ch == "\n" and original[back.start : back.end] in ("\r\n", "\r")
        )
    assert not set(view.text) & set("\x00\u200b\u202e\ufeff\U000e0041\r")


def test_crlf_offsets_point_into_the_original() -> None:
    """I09: a quote after CR LF line breaks has the offsets of the file as it is."""
    original = "\ufeffOne.\r\nTwo people\r\nwere killed."
    view, notes = plain_view(original)
    found = Ground(view.text).find("Two people were killed")
    assert found.span is not None
    back = view.original(found.span)
    assert original[back.start : back.end] == "Two people\r\nwere killed"
    assert notes == ()


def test_invisible_characters_are_left_out_and_noted() -> None:
    """I08: NUL, bidi and tag characters do not reach the model; a note says so. ZWNJ stays."""
    view, notes = plain_view("a\x00b\u202ec\U000e0041d \u0645\u06cc\u200c\u062e")
    assert view.text == "abcd \u0645\u06cc\u200c\u062e"
    assert notes == ("3 invisible characters left out",)


def test_a_piece_of_another_length_maps_as_a_whole() -> None:
    """An entity's single character stands for all of its source."""
    view = View([Piece("a", 0, 1), Piece("&", 1, 6), Piece("b", 6, 7)])
    assert view.original(Span(0, 3)) == Span(0, 7)
    assert view.original(Span(1, 2)) == Span(1, 6)


def test_id_is_the_content() -> None:
    """Same text, same id, whatever the name and the date."""
    one, two = Article("a", "text", date(2024, 1, 1)), Article("b", "text")
    assert one.id == two.id != Article("a", "text ").id


def test_boundary_is_drawn_again_until_the_text_lacks_it() -> None:
    """X12: an article that holds its own boundary gets another."""
    first = Article("a", "x", view=plain_view("x")[0])
    forged = Article("a", "x", view=plain_view(first.boundary)[0])
    assert forged.boundary != first.boundary
    assert forged.boundary not in forged.text


@pytest.mark.parametrize(
    ("text", "kind"), [("", "empty"), (" \n\u200b", "empty"), ("x" * 11, "too_long"), ("a\ud800", "bad_encoding")]
)
def test_refused(text: str, kind: str) -> None:
    """I01, I02, I07: empty, too long, half a surrogate pair: refused before any request."""
    with pytest.raises(ArticleError) as caught:
        check_text("x.txt", text, 10)
    assert caught.value.error_class == kind
    assert "x.txt" in caught.value.message
