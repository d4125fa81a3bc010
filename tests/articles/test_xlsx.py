"""Spreadsheets of articles."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from extractor.articles.readers import InputOptions
from extractor.articles.stream import read_inputs
from extractor.core.errors import InputError


def _book(path: Path, *rows: tuple[Any, ...]) -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.create_sheet("Notes")
    book.save(path)
    return str(path)


def test_a_spreadsheet(tmp_path: Path) -> None:
    """The first sheet is read, columns by their usual names, dates as such, formulas by their values."""
    path = _book(
        tmp_path / "a.xlsx", ("Headline", "Body", "Date"), ("Gao", "Two killed.", datetime(2024, 3, 5)), (None,) * 3,
        ("Kidal", "One killed.", "06/03/2024"),
    )  # fmt: skip
    inputs = read_inputs(path, InputOptions(date_order="dmy"))
    assert [str(article.published) for article in inputs.articles] == ["2024-03-05", "2024-03-06"]
    assert inputs.articles[0].extra["title"] == "Gao"
    assert inputs.notes == [
        "a.xlsx: sheet 'Sheet' is read, of 2.", "a.xlsx: column Headline as title, Body as text, Date as published.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "words"), [([("text", "text"), ("a", "b")], "two columns"), ([("title",), ("a",)], "no column 'text'")]
)
def test_bad_spreadsheets(tmp_path: Path, rows: list[tuple[Any, ...]], words: str) -> None:
    """A sheet without a text column, or with a column twice, is refused by name; so is a file that is none."""
    with pytest.raises(InputError, match=words):
        read_inputs(_book(tmp_path / "a.xlsx", *rows))
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError, match=r"b\.xlsx: damaged"):
        read_inputs(str(tmp_path / "b.xlsx"))
