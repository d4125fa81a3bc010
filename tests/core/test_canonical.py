"""canonical: canonical JSON and tagged hashes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.core.canonical import canonical, canonical_without_floats, digest

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet=st.characters(codec="utf-8")), inner),
)


@given(JSON)
def test_canonical_is_a_fixed_point(value: object) -> None:
    """Parsing the canonical form and encoding it again gives the same bytes."""
    assert canonical(json.loads(canonical(value))) == canonical(value)


def test_order_of_members_is_kept() -> None:
    """Members keep their order: a model fills a schema's properties in order, so two orders are two requests."""
    assert canonical({"b": 1, "a": 2}) == b'{"b":1,"a":2}'
    assert digest("x", {"b": 1, "a": 2}) != digest("x", {"a": 2, "b": 1})


def test_tags_keep_things_apart() -> None:
    """The same bytes with two tags have two hashes."""
    assert digest("request/1", b"x") != digest("article/1", b"x")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_values_without_a_canonical_form(value: object) -> None:
    """NaN, infinity and half a surrogate pair have no canonical form."""
    with pytest.raises(ValueError):  # noqa: PT011  # json and str.encode word it differently
        canonical(value)


@given(JSON)
def test_the_fast_encoder_gives_the_same_bytes(value: object) -> None:
    """Without floats both encoders write the same bytes."""
    assert canonical_without_floats(value) == canonical(value)
