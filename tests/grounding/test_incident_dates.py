"""grounding.incident_dates: dates derived from phrases and compared with the coded ones."""

from datetime import date
from typing import Any, cast

from extractor.grounding.incident_dates import IncidentDate, date_incidents
from extractor.schema.rows import IncidentRow, OperationItem
from tests.consolidated import coded, gold_articles


def _dated(*incidents: IncidentRow, operations: Any = ()) -> dict[str, IncidentDate]:
    return date_incidents(incidents, cast("list[OperationItem]", operations), date(2024, 1, 24), "en")


def _day(id_: str, words: str | None, day: str | None, **changes: Any) -> IncidentRow:
    precision = "unknown" if day is None else "exact_day"
    return coded(id=id_, date_text=words, date_start=day, date_end=day, date_precision=precision, **changes)


def test_agreement() -> None:
    """If the date phrase gives the coded day there is no flag."""
    found = _dated(_day("i1", "on Tuesday", "2024-01-23"))["i1"]
    assert (found.flag, found.contradictory) == ("", False)
    assert found.days
    assert found.days.start == date(2024, 1, 23)


def test_disagreement() -> None:
    """If the phrase gives another day, a flag names both and the coded date stays."""
    found = _dated(_day("i1", "on Tuesday", "2024-01-24"))["i1"]
    assert found.contradictory
    assert found.flag == (
        "date: coded as 2024-01-24, which differs from its date phrase, 2024-01-23 "
        "(the latest such weekday not after publication)"
    )
    assert found.coded
    assert found.days == found.coded


def test_overlap() -> None:
    """Overlapping days give a flag, do not contradict, and are narrowed to the common days."""
    found = _dated(_day("i1", "last night", "2024-01-24"))["i1"]
    assert not found.contradictory
    assert "overlaps with" in found.flag
    assert found.days
    assert (found.days.start, found.days.end, found.days.precision) == (
        date(2024, 1, 24),
        date(2024, 1, 24),
        "exact_day",
    )


def test_not_coded() -> None:
    """Without a coded date the derived one is used, with a flag."""
    found = _dated(_day("i1", "yesterday", None))["i1"]
    assert found.days
    assert found.days.start == date(2024, 1, 23)
    assert "not coded" in found.flag


def test_unresolved_phrase() -> None:
    """If the phrase is not resolved the coded date is used without a flag; with neither there is no date."""
    assert _dated(_day("i1", "pre-dawn", "2024-01-24"))["i1"] == IncidentDate(
        _dated(_day("i1", None, "2024-01-24"))["i1"].coded, None
    )
    assert _dated(_day("i1", "recently", None))["i1"].days is None


def test_day_before_a_response() -> None:
    """An attack "the previous day" is a day before the strike in response to it, whose date is derived first."""
    found = _dated(
        _day("i1", "on Tuesday", "2024-01-23", in_response_to="i2"), _day("i2", "the previous day", "2024-01-22")
    )
    assert found["i2"].derived
    assert found["i2"].derived.start == date(2024, 1, 22)
    wrong = _dated(
        _day("i1", "on Tuesday", "2024-01-23", in_response_to="i2"), _day("i2", "the previous day", "2024-01-23")
    )
    assert wrong["i2"].contradictory


def test_day_after_a_cause() -> None:
    """A response "a day later" is a day after its cause, also through operations and several links."""
    operations = [{"id": "op1", "in_response_to": "i1"}]
    found = _dated(
        _day("i1", "on Saturday", "2024-01-20"),
        _day("i2", "a day later", None, operation="op1"),
        _day("i3", "two days later", None, in_response_to="op1"),
        operations=operations,
    )
    assert [found[id_].days.start.day if found[id_].days else None for id_ in ("i1", "i2", "i3")] == [20, 21, 23]  # type: ignore[union-attr]


def test_offset_without_event() -> None:
    """Without a link, with links to two different days, or in a circle, an offset is not resolved."""
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


def test_gold_dates() -> None:
    """No date of the adjudicated gold is contradicted by its date phrase, and 17 are derived."""
    derived = 0
    for article in gold_articles():
        published = date.fromisoformat(article.row["published"] or "")
        found = date_incidents(article.incidents, article.operations, published, "en")
        assert [each.flag for each in found.values() if each.flag] == []
        derived += sum(each.derived is not None for each in found.values())
    assert derived == 17
