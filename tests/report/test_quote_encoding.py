"""report compact: rows made small for the page."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractor.report.quote_encoding import small

EXACT = {"text": "the army", "match": "exact", "start": 3, "end": 11}


def test_an_exact_quote_is_its_place() -> None:
    """A quote that stands there word for word is two numbers; the page has the words already."""
    assert small(EXACT) == [3, 11]
    assert small(EXACT, words=True) == [3, 11, None, "the army"]


def test_any_other_quote_says_how_it_was_found() -> None:
    """Folded, nowhere, asked for again, replied otherwise: each is there, and nothing after it."""
    assert small({**EXACT, "match": "folded"}) == [3, 11, "folded"]
    lost = {"text": "the navy", "match": "ungrounded", "start": None, "end": None, "asked_again": True}
    assert small(lost) == [None, None, "ungrounded", "the navy", 1]
    assert small({**EXACT, "asked_again": True, "replied": "an army"}) == [3, 11, None, None, 1, "an army"]


def test_a_quote_outside_of_what_is_shown() -> None:
    """A quote of a part of the file that is not shown keeps its words, and says so."""
    assert small(EXACT, lambda start, end: None) == [None, None, "elsewhere", "the army"]


def test_rows_lose_what_every_row_has() -> None:
    """Identity goes; fields, lists and lists of objects stay in their order."""
    row = {
        "article_id": "x",
        "article": "a",
        "published": None,
        "id": "i1",
        "initiators": [{"name": EXACT, "kind": "k"}],
    }
    assert small(row) == {"id": "i1", "initiators": [{"name": [3, 11], "kind": "k"}]}


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_only_quotes_become_lists_with_a_number_first(value: Any) -> None:
    """No list of a row can be taken for a quote: quotes alone begin with two numbers or two nulls and a match."""
    assert small({"x": value}).get("x") == _without_identity(value)


def _without_identity(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _without_identity(inner)
            for name, inner in value.items()
            if name not in ("article_id", "article", "published")
        }
    return [_without_identity(each) for each in value] if isinstance(value, list) else value
