"""seen: names met so far."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.stream import DuplicateIndex


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), st.text(max_size=2))))
def test_as_a_dictionary_would(pairs: list[tuple[str, str]]) -> None:
    """The first value of each name is kept and told to whoever comes later; names that differ in case are two."""
    known: dict[str, str] = {}
    with DuplicateIndex() as seen:
        for name, value in pairs:
            value = value.encode("ascii", "replace").decode()
            assert seen.first(name, value) == known.get(name)
            known.setdefault(name, value)
