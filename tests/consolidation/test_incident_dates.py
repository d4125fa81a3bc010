"""consolidation.dating: dates re-derived and set beside those of the coding."""

from datetime import date
from typing import Any

from extractor.consolidation.incident_dates import Dated, date_incidents
from tests.consolidated import coded, gold_articles


def _dated(*incidents: dict[str, Any], operations: list[dict[str, Any]] | None = None) -> dict[str, Dated]:
    return date_incidents(list(incidents), operations or [], date(2024, 1, 24), "en")


def _day(id_: str, words: str | None, day: str | None, **changes: Any) -> dict[str, Any]:
    precision = "unknown" if day is None else "exact_day"
    return coded(id=id_, date_text=words, date_start=day, date_end=day, date_precision=precision, **changes)


def test_agreement() -> None:
    """Where the words give the coding's day there is no flag."""
    found = _dated(_day("i1", "on Tuesday", "2024-01-23"))["i1"]
    assert (found.flag, found.doubtful) == ("", False)
    assert found.days
    assert found.days.start == date(2024, 1, 23)


def test_disagreement() -> None:
    """Another day is a flag that names both; the coding's date stays."""
    found = _dated(_day("i1", "on Tuesday", "2024-01-24"))["i1"]
    assert found.doubtful
    assert found.flag == (
        "date: the coding has 2024-01-24, which differs from what its words give, 2024-01-23 "
        "(the latest such weekday not after publication)"
    )
    assert found.coded
    assert found.days == found.coded


def test_overlap() -> None:
    """A day within a range, or the other way round, is a flag and no doubt: the days in common count."""
    found = _dated(_day("i1", "last night", "2024-01-24"))["i1"]
    assert not found.doubtful
    assert "overlaps with" in found.flag
    assert found.days
    assert (found.days.start, found.days.end, found.days.precision) == (
        date(2024, 1, 24),
        date(2024, 1, 24),
        "exact_day",
    )


def test_a_date_that_the_coding_leaves_out() -> None:
    """The words' day counts, and the row says that the coding has none."""
    found = _dated(_day("i1", "yesterday", None))["i1"]
    assert found.days
    assert found.days.start == date(2024, 1, 23)
    assert "the coding none" in found.flag


def test_words_that_settle_nothing() -> None:
    """The coding's date stands, without a flag; with neither there is no date."""
    assert _dated(_day("i1", "pre-dawn", "2024-01-24"))["i1"] == Dated(
        _dated(_day("i1", None, "2024-01-24"))["i1"].coded, None
    )
    assert _dated(_day("i1", "recently", None))["i1"].days is None


def test_the_previous_day_of_what_answers_it() -> None:
    """An attack on the day before the strike that answers it; the strike's own date is derived first."""
    found = _dated(
        _day("i1", "on Tuesday", "2024-01-23", in_response_to="i2"), _day("i2", "the previous day", "2024-01-22")
    )
    assert found["i2"].derived
    assert found["i2"].derived.start == date(2024, 1, 22)
    wrong = _dated(
        _day("i1", "on Tuesday", "2024-01-23", in_response_to="i2"), _day("i2", "the previous day", "2024-01-23")
    )
    assert wrong["i2"].doubtful


def test_the_next_day_after_what_it_answers() -> None:
    """The other way round, over operations, and through several links."""
    operations = [{"id": "op1", "in_response_to": "i1"}]
    found = _dated(
        _day("i1", "on Saturday", "2024-01-20"),
        _day("i2", "a day later", None, operation="op1"),
        _day("i3", "two days later", None, in_response_to="op1"),
        operations=operations,
    )
    assert [found[id_].days.start.day if found[id_].days else None for id_ in ("i1", "i2", "i3")] == [20, 21, 23]  # type: ignore[union-attr]


def test_nothing_to_hang_on() -> None:
    """Without such a link, with links to two different days, or in a circle, the words settle nothing."""
    assert _dated(_day("i1", "the previous day", "2024-01-22"))["i1"].derived is None
    two = _dated(
        _day("i1", "on Tuesday", "2024-01-23", in_response_to="i3"),
        _day("i2", "on Monday", "2024-01-22", in_response_to="i3"),
        _day("i3", "the day before", None),
    )
    assert two["i3"].days is None
    circle = _dated(
        _day("i1", "the same day", None, in_response_to="i2"), _day("i2", "the same day", None, in_response_to="i1")
    )
    assert circle["i1"].days is None


def test_the_gold_dates_itself() -> None:
    """No date of the adjudicated gold is contradicted by its own words, and those that can be derived are."""
    derived = 0
    for article in gold_articles():
        published = date.fromisoformat(article.row["published"])
        found = date_incidents(article.incidents, article.operations, published, "en")
        assert [each.flag for each in found.values() if each.flag] == []
        derived += sum(each.derived is not None for each in found.values())
    assert derived == 17
