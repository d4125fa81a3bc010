"""consolidation.casualties: ranges, each figure with its source; never a sum."""

from hypothesis import given
from hypothesis import strategies as st

from extractor.consolidation.casualties import CasualtyRange, casualty_figures, casualty_ranges
from extractor.schema.rows import CasualtyRow
from tests.consolidated import casualty, row


def _ranges(*casualties: CasualtyRow) -> list[CasualtyRange]:
    each = row(casualties=list(casualties))
    return casualty_ranges(casualty_figures(each, each["casualties"], each["found"]["sources"]))


def test_two_figures() -> None:
    """One and two killed by two sources give a range of one to two, with each figure beside its source."""
    (killed,) = _ranges(casualty(1, source="The Hashed newspaper"), casualty(2))
    assert (killed["status"], killed["low"], killed["high"], killed["open"]) == ("killed", 1, 2, False)
    assert [(each["low"], each["source"], each["source_id"]) for each in killed["figures"]] == [
        (1, "The Hashed newspaper", "popular-mobilization-forces"),
        (2, "the ministry", None),
    ]
    assert killed["figures"][0]["quote"]["text"] == "1 were killed"


def test_superseded() -> None:
    """A superseded figure is kept apart and does not widen the range."""
    (killed,) = _ranges(casualty(1), casualty(9, superseded=True))
    assert (killed["low"], killed["high"]) == (1, 1)
    assert [each["low"] for each in killed["superseded"]] == [9]
    (only,) = _ranges(casualty(9, superseded=True))
    assert (only["low"], only["high"], only["open"], only["figures"]) == (None, None, False, [])


def test_open_figures() -> None:
    """A figure of "at least eight" leaves the range open; "some injured" gives no number."""
    killed, injured = _ranges(casualty(8, open=True), casualty(8), casualty(None, status="injured"))
    assert (killed["low"], killed["high"], killed["open"]) == (8, 8, True)
    assert (injured["low"], injured["high"], injured["open"]) == (None, None, True)
    (both,) = _ranges(casualty(None, status="injured"), casualty(2, status="injured"))
    assert (both["low"], both["high"], both["open"]) == (2, 2, False)


def test_up_to() -> None:
    """A figure with an upper limit only gives the range no lower end."""
    (killed,) = _ranges({**casualty(3), "low": None})
    assert (killed["low"], killed["high"], killed["open"]) == (None, 3, False)


def test_parts() -> None:
    """Three children among a hundred killed are a part, whoever counts them: the range begins at a hundred."""
    children = casualty(3, victims="three children", source="UNICEF")
    guests = casualty(20, victims="wedding guests")
    (killed,) = _ranges(casualty(100, victims="people"), children, guests)
    assert (killed["low"], killed["high"], len(killed["figures"])) == (100, 100, 1)
    assert [each["low"] for each in killed["parts"]] == [3, 20]
    (alone,) = _ranges(children)
    assert (alone["low"], alone["parts"]) == (3, [])


@given(
    st.lists(
        st.tuples(st.sampled_from(["killed", "injured"]), st.integers(0, 50), st.booleans(), st.booleans()), max_size=8
    )
)
def test_no_figure_is_lost_or_made_up(given_: list[tuple[str, int, bool, bool]]) -> None:
    """A range begins and ends at figures given for its status, and every figure is kept."""
    made = [casualty(low, status=status, open=open_, superseded=earlier) for status, low, open_, earlier in given_]
    found = _ranges(*made)
    assert sum(len(each["figures"]) + len(each["superseded"]) for each in found) == len(given_)
    for each in found:
        current = [low for status, low, _, earlier in given_ if status == each["status"] and not earlier]
        assert (each["low"], each["high"]) == (min(current, default=None), max(current, default=None))
