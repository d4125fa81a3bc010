"""XLSX: a sheet for each table. Text stays text, whatever it begins with; the same rows give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from extractor.consolidation.exports.tables import ColumnType, Table
from extractor.consolidation.folder import Cell
from extractor.core.errors import UsageError
from extractor.schema.incident_types import label, with_labels

MAX_ROWS = 1_048_575  # of a sheet, below its header
MAX_CHARACTERS = 32_767  # of a cell
CUT = "… [cut: whole in the CSV file]"


def write(out: BinaryIO, tables: Sequence[Table], ending: str) -> list[str]:
    """Write tables as sheets of one workbook.

    Raises:
        UsageError: a table has more rows than a sheet can hold.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    cut = 0
    whole = (
        io.BytesIO()
    )  # on a full disk xlsxwriter leaves a broken archive behind, which fails once more when it is freed
    with xlsxwriter.Workbook(whole, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # a fixed time: the same rows give the same bytes
        day, head = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 1)
            sheet.write_row(0, 0, list(table.columns), head)
            for number, cells in enumerate(table.cells(), start=1):
                if number > MAX_ROWS:
                    raise UsageError(
                        f"{table.name} has more rows than a sheet can hold ({MAX_ROWS:,}).",
                        next_step="Export to .parquet or .sqlite.",
                    )
                readable = map(_for_people, table.columns, cells)
                cut += _write_row(sheet, number, list(zip(readable, table.columns.values(), strict=True)), day)
    out.write(whole.getbuffer())
    return [f"{cut} cells were longer than {MAX_CHARACTERS:,} characters and were cut."] if cut else []


def _for_people(column: str, cell: Cell) -> Cell:
    """Return a cell with labels of incident types, as the terminal and the report page show them."""
    if not isinstance(cell, str):
        return cell
    return label(cell) if column in ("type", "value") else with_labels(cell) if column == "reason" else cell


def _write_row(sheet: Worksheet, number: int, cells: Sequence[tuple[Cell, ColumnType]], day: Format) -> int:
    """Write a row; return the number of cells that were cut."""
    cut = 0
    for column, (cell, kind) in enumerate(cells):
        if cell is None or cell == "":
            continue
        if kind == "date":
            midnight = datetime.combine(date.fromisoformat(str(cell)), datetime.min.time())
            sheet.write_datetime(number, column, midnight, day)
        elif kind == "boolean":
            sheet.write_boolean(number, column, cell)
        elif kind in ("integer", "real"):
            sheet.write_number(number, column, cell)
        else:
            text = str(cell)
            if len(text.encode("utf-16-le")) // 2 > MAX_CHARACTERS:  # Excel counts UTF-16 code units
                text, cut = text[: MAX_CHARACTERS // 2 - len(CUT)] + CUT, cut + 1
            sheet.write_string(number, column, text)
    return cut
