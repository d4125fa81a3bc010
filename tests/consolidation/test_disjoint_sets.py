"""consolidation.groups: what is joined pair by pair."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.consolidation.disjoint_sets import Groups

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=30)


@given(PAIRS)
def test_a_group_is_what_can_be_reached(pairs: list[tuple[int, int]]) -> None:
    """Two are together exactly if a chain of pairs leads from one to the other; every member is in one group."""
    groups = Groups(range(13))
    reach = {n: {n} for n in range(13)}
    for one, other in pairs:
        groups.join(one, other)
        whole = reach[one] | reach[other]
        for member in whole:
            reach[member] = whole
    for one in range(13):
        assert {other for other in range(13) if groups.together(one, other)} == reach[one]
    assert sorted(member for group in groups.all() for member in group) == list(range(13))


def test_an_unknown_member_is_alone() -> None:
    """What was never joined is a group of its own."""
    assert Groups[str]().of("a") == ["a"]
