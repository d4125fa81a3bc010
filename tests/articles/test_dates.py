"""Dates of publication in another order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.articles.dates import DateOrder, to_iso
from extractor.articles.stream import read_inputs


@pytest.mark.parametrize(
    ("text", "order", "iso"),
    [
        ("05/03/2024", "dmy", "2024-03-05"),
        ("05/03/2024", "mdy", "2024-05-03"),
        ("5.3.24", "dmy", "2024-03-05"),
        ("05-03-2024 10:22", "dmy", "2024-03-05"),
        ("5 mars 2024, 10h30", "dmy", "2024-03-05"),
        ("Tue, 05 Mar 2024 10:00:00 GMT", "mdy", "2024-03-05"),
        ("2024年3月5日", "ymd", "2024-03-05"),
        ("13/03/2024", "mdy", "13/03/2024"),
        ("05/03/2024", "ymd", "05/03/2024"),
        ("soon", "dmy", "soon"),
        ("3 May", "dmy", "3 May"),
    ],
)
def test_dates_in_a_stated_order(text: str, order: DateOrder, iso: str) -> None:
    """A date is read in the order that is stated and no other; what is none stays as it is."""
    assert to_iso(text, order) == iso


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2068, 12, 31)), st.sampled_from(("dmy", "mdy", "ymd")))
def test_any_date_in_its_order(day: date, order: DateOrder) -> None:
    """A date written in an order and read in it is the same date."""
    written = day.strftime({"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "ymd": "%Y/%m/%d"}[order])
    assert to_iso(written, order) == day.isoformat()


def test_an_order_is_not_guessed(tmp_path: Path) -> None:
    """A date in another form is refused without an order, and the message names the option."""
    path = tmp_path / "a.csv"
    path.write_text("text,date\nTwo killed.,13/03/2024\n", encoding="utf-8")
    (item,) = read_inputs(str(path)).unusable.first
    assert (item.error.error_class, "--date-order" in item.error.next_step) == ("bad_metadata", True)
