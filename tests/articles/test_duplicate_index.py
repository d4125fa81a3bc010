"""DuplicateIndex: the first value of each name."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.stream import DuplicateIndex


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), st.text(max_size=2))))
def test_like_setdefault(pairs: list[tuple[str, str]]) -> None:
    """The first value of each name is kept and returned later; names that differ in case are distinct."""
    known: dict[str, str] = {}
    with DuplicateIndex() as seen:
        for name, value in pairs:
            value = value.encode("ascii", "replace").decode()
            assert seen.add(name, value) == known.get(name)
            known.setdefault(name, value)
