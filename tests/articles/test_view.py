"""view: every offset of a view maps back to the original."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.view import Piece, TextView, plain_view
from extractor.core.span import Span
from extractor.grounding.locate import QuoteLocator

ODD = st.text(alphabet=st.sampled_from("ab \n\r\t\x00\u200b\u202e\ufeff\U000e0041é\u200c"), max_size=40)


@given(ODD)
def test_each_character_is_that_of_the_original(original: str) -> None:
    """A view has the characters of the original in order; a line break may stand for CR LF."""
    view, _ = plain_view(original)
    for at, ch in enumerate(view.text):
        back = view.original(Span(at, at + 1))
        assert original[back.start : back.end] == ch or (
            ch == "\n" and original[back.start : back.end] in ("\r\n", "\r")
        )
    assert not set(view.text) & set("\x00\u200b\u202e\ufeff\U000e0041\r")


def test_crlf_offsets_point_into_the_original() -> None:
    """I09: a quote across CR LF line breaks has the offsets of the original file."""
    original = "\ufeffOne.\r\nTwo people\r\nwere killed."
    view, notes = plain_view(original)
    found = QuoteLocator(view.text).find("Two people were killed")
    assert found.span is not None
    back = view.original(found.span)
    assert original[back.start : back.end] == "Two people\r\nwere killed"
    assert notes == ()


def test_invisible_characters_are_left_out_and_noted() -> None:
    """I08: NUL, bidi and tag characters do not reach the model; a note reports them. ZWNJ stays."""
    view, notes = plain_view("a\x00b\u202ec\U000e0041d \u0645\u06cc\u200c\u062e")
    assert view.text == "abcd \u0645\u06cc\u200c\u062e"
    assert notes == ("3 invisible characters left out",)


def test_a_piece_of_another_length_maps_as_a_whole() -> None:
    """The character of an entity maps to all of its source."""
    view = TextView([Piece("a", 0, 1), Piece("&", 1, 6), Piece("b", 6, 7)])
    assert view.original(Span(0, 3)) == Span(0, 7)
    assert view.original(Span(1, 2)) == Span(1, 6)
