"""Spreadsheets (.xlsx) of articles, by openpyxl: the first sheet, its first row the header."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from extractor.articles.documents.sections import check_archive
from extractor.core.errors import ArticleError, InputError
from extractor.core.files import read_bytes


def xlsx_rows(path: Path, on_note: Callable[[str], None]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a spreadsheet with their numbers; empty rows are left out.

    Args:
        path: the file.
        on_note: called with a sentence if there are further sheets, which are not read.

    Raises:
        InputError: the file cannot be read, a column has two uses, or the extra `documents` is not installed.
    """
    sheet = _first_sheet(path, on_note)
    rows = sheet.iter_rows(values_only=True)
    header = [_cell(value).strip() for value in next(rows, ())]
    named = [name for name in header if name]
    if twice := next((name for name in named if named.count(name) > 1), None):
        raise InputError(f"{path}: two columns are called {twice!r}.", next_step="Rename one of them.")
    for number, row in enumerate(rows, start=2):
        cells = {name: _cell(value) for name, value in zip(header, row, strict=False) if name}
        if any(cells.values()):
            yield number, cells


def _first_sheet(path: Path, on_note: Callable[[str], None]) -> Any:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise InputError(
            f"{path}: reading a .xlsx file needs the extra 'documents'.",
            next_step="pip install 'incident-extractor[documents]', or save it as CSV.",
        ) from error
    try:
        data = read_bytes(path)
        check_archive(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except ArticleError as error:
        raise InputError(f"{path}: {error.message.removesuffix('.')}.", next_step=error.next_step) from error
    except Exception as error:  # of zipfile, the XML parser and openpyxl, which share no class
        raise InputError(f"{path}: no spreadsheet that can be read: {error}.", next_step="Save it as CSV.") from error
    sheets = book.worksheets
    if not sheets:
        raise InputError(f"{path}: no sheet.", next_step="Save it as CSV.")
    if len(sheets) > 1:
        on_note(f"{path.name}: sheet {sheets[0].title!r} is read, of {len(sheets)}.")
    return sheets[0]


def _cell(value: object) -> str:
    """Return a cell as text; a date without a time as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
