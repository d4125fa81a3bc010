"""quote_encoding: compact rows for the page."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from extractor.report.quote_encoding import encode_quotes

EXACT = {"text": "the army", "match": "exact", "start": 3, "end": 11}


def test_an_exact_quote() -> None:
    """An exact quote is two numbers; the page has the text."""
    assert encode_quotes(EXACT) == [3, 11]
    assert encode_quotes(EXACT, words=True) == [3, 11, None, "the army"]


def test_other_quotes() -> None:
    """Folded, ungrounded, requoted and differently replied quotes have these values, and none after the last."""
    assert encode_quotes({**EXACT, "match": "folded"}) == [3, 11, "folded"]
    lost = {"text": "the navy", "match": "ungrounded", "start": None, "end": None, "asked_again": True}
    assert encode_quotes(lost) == [None, None, "ungrounded", "the navy", 1]
    assert encode_quotes({**EXACT, "asked_again": True, "replied": "an army"}) == [3, 11, None, None, 1, "an army"]


def test_a_quote_outside_the_displayed_text() -> None:
    """A quote from a part that is not displayed has its text and the match `elsewhere`."""
    assert encode_quotes(EXACT, lambda start, end: None) == [None, None, "elsewhere", "the army"]


def test_identity_is_left_out() -> None:
    """Identity columns are left out; fields, lists and lists of objects keep their order."""
    row = {
        "article_id": "x",
        "article": "a",
        "published": None,
        "id": "i1",
        "initiators": [{"name": EXACT, "kind": "k"}],
    }
    assert encode_quotes(row) == {"id": "i1", "initiators": [{"name": [3, 11], "kind": "k"}]}


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_quotes_are_unambiguous(value: Any) -> None:
    """No other list of a row looks like a quote: only quotes begin with two numbers, or two nulls and a match."""
    assert encode_quotes({"x": value}).get("x") == _without_identity(value)


def _without_identity(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _without_identity(inner)
            for name, inner in value.items()
            if name not in ("article_id", "article", "published")
        }
    return [_without_identity(each) for each in value] if isinstance(value, list) else value
