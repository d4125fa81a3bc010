"""consolidation.blocking: the pairs of reports to compare."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from extractor.consolidation.blocking import ALIKE_LIMIT, candidates
from extractor.consolidation.matching import compare_reports
from extractor.consolidation.reports import Report
from tests.consolidated import actors, party, report

DAY = date(2024, 1, 24)


def _pairs(*reports: Report) -> list[tuple[str, str]]:
    return sorted((min(one.id, other.id), max(one.id, other.id)) for one, other in candidates(reports))


def _on(id_: str, days: int | None, **changes: object) -> Report:
    day = None if days is None else DAY + timedelta(days)
    return report(id_, start=day, end=day, **changes)


def test_day_and_place() -> None:
    """Only reports of one family at one place, at most a day apart, are compared."""
    far = _on("d", 0, place="al-qaim", place_name="al-Qaim")
    other = _on("e", 0, type="protest_demonstration")
    assert _pairs(_on("a", 0), _on("b", 1), _on("c", 3), far, other) == [("a", "b")]


def test_undated_reports() -> None:
    """An undated report is paired with those of the week around its publication, dated or not."""
    assert _pairs(_on("a", None), _on("b", -7), _on("c", 7), _on("d", -9), _on("e", None)) == [
        ("a", "b"),
        ("a", "c"),
        ("a", "e"),
        ("b", "e"),
        ("c", "e"),
    ]


def test_types_without_a_place() -> None:
    """Sanctions are paired by their targets, once even if they share several."""
    sanction = {
        "type": "sanction_designation",
        "place": "",
        "targets": party("kataib-hezbollah", names=["fli baghdad"]),
    }
    assert _pairs(
        _on("a", None, **sanction),
        _on("b", None, **sanction),
        _on("c", None, **{**sanction, "targets": party("hamas")}),
    ) == [("a", "b")]


def test_reports_that_name_only_a_country() -> None:
    """Reports that name only a country are paired with those of their days that name a place there."""
    vague = {"place": "", "place_name": "", "precision": "country"}
    assert _pairs(
        _on("a", 0),
        _on("b", 0, **vague),
        _on("c", 0, **vague),
        _on("d", 3, **vague),
        _on("e", 0, **vague, country="SY"),
    ) == [("a", "b"), ("a", "c"), ("b", "c")]


def test_many_alike() -> None:
    """Of many reports that are alike each is compared with one: the pairs grow linearly."""
    many = [report(f"{n:04}") for n in range(ALIKE_LIMIT * 50)]
    pairs = list(candidates(many))
    assert len(pairs) == len(many) - 1
    assert {one.id for pair in pairs for one in pair} == {each.id for each in many}
    few = list(candidates(many[:ALIKE_LIMIT]))
    assert len(few) == ALIKE_LIMIT * (ALIKE_LIMIT - 1) // 2


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["al-qaim", "baghdad", ""]),
            st.one_of(st.none(), st.integers(0, 9)),
            st.integers(0, 3),
            st.sampled_from(["air_drone_strike", "bombing_ied", "sanction_designation"]),
        ),
        max_size=12,
    )
)
def test_no_pair_is_missed(given_: list[tuple[str, int | None, int, str]]) -> None:
    """Every pair that the rules would join is a candidate, exactly once."""
    reports = []
    for n, (place, start, length, type_) in enumerate(given_):
        day = None if start is None else DAY - timedelta(start)
        end = day + timedelta(length) if day else None
        reports.append(
            report(
                f"{n:02}",
                place=place,
                place_name=place,
                start=day,
                end=end,
                type=type_,
                precision="town_or_district" if place else "country",
            )
        )
    found = _pairs(*reports)
    assert len(found) == len(set(found))
    for at, one in enumerate(reports):
        for other in reports[at + 1 :]:
            if compare_reports(one, other, actors()).outcome == "same" and one.place and other.place:
                assert (one.id, other.id) in found
