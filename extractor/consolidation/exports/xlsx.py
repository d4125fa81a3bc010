"""XLSX: a sheet for each table. Text stays text, whatever it begins with; the same rows give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from extractor.consolidation.exports.tables import Table
from extractor.core.errors import UsageError

MOST_ROWS = 1_048_575  # of a sheet, beneath its header
MOST_CHARACTERS = 32_767  # of a cell
CUT = "… [cut: whole in the CSV file]"


def write(out: BinaryIO, tables: Sequence[Table], ending: str) -> list[str]:
    """Tables as sheets of one workbook.

    Raises:
        UsageError: a table has more rows than a sheet.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    cut = 0
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # no clock in a file
        day, head = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 1)
            sheet.write_row(0, 0, list(table.columns), head)
            for number, cells in enumerate(table.cells(), start=1):
                if number > MOST_ROWS:
                    raise UsageError(
                        f"{table.name} has more rows than a sheet can hold ({MOST_ROWS:,}).",
                        next_step="Export to .parquet or .sqlite.",
                    )
                cut += _row(sheet, number, list(zip(cells, table.columns.values(), strict=True)), day)
    return [f"{cut} cells were longer than a cell may be, and are cut."] if cut else []


def _row(sheet: Worksheet, number: int, cells: Sequence[tuple[Any, str]], day: Format) -> int:
    """Write a row; the number of cells that had to be cut."""
    cut = 0
    for column, (cell, kind) in enumerate(cells):
        if cell is None or cell == "":
            continue
        if kind == "date":
            sheet.write_datetime(number, column, datetime.combine(date.fromisoformat(cell), datetime.min.time()), day)
        elif kind == "boolean":
            sheet.write_boolean(number, column, cell)
        elif kind in ("integer", "real"):
            sheet.write_number(number, column, cell)
        else:
            text = str(cell)
            if len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS:  # it counts as Excel does
                text, cut = text[: MOST_CHARACTERS // 2 - len(CUT)] + CUT, cut + 1
            sheet.write_string(number, column, text)
    return cut
