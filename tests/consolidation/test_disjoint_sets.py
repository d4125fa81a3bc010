"""consolidation.disjoint_sets: sets joined pair by pair."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.consolidation.disjoint_sets import DisjointSets

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=30)


@given(PAIRS)
def test_sets_are_the_connected_components(pairs: list[tuple[int, int]]) -> None:
    """Two members are connected exactly if a chain of pairs joins them; every member is in one set."""
    sets = DisjointSets(range(13))
    reach = {n: {n} for n in range(13)}
    for one, other in pairs:
        sets.union(one, other)
        whole = reach[one] | reach[other]
        for member in whole:
            reach[member] = whole
    for one in range(13):
        assert {other for other in range(13) if sets.connected(one, other)} == reach[one]
    assert sorted(member for members in sets.sets() for member in members) == list(range(13))


def test_new_member() -> None:
    """A member that was never joined is a set of its own."""
    assert DisjointSets[str]().find("a") == ["a"]
