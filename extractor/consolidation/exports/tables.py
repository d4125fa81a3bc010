"""The tables of a consolidated folder, with a type for each column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extractor.consolidation.folder import (
    FIGURE_COLUMNS,
    INCIDENT_COLUMNS,
    LINK_COLUMNS,
    REPORT_COLUMNS,
    STATEMENT_COLUMNS,
    VALUE_COLUMNS,
    Cell,
    FlatRow,
    figure_rows,
    incident_row,
    link_rows,
    read_incidents,
    read_manifest,
    read_reports,
    report_row,
    statement_rows,
    value_rows,
)
from extractor.consolidation.fusion import ConsolidatedIncident

ColumnType = Literal["text", "integer", "real", "boolean", "date"]
INTEGERS = {
    *("low", "high", "sources", "year", "fatalities", "time_precision", "geo_precision", "number_of_sources", "iso"),
    *("type_of_violence", "where_prec", "date_prec", "event_clarity", "best"),
}
REALS = {"lat", "lon", "latitude", "longitude"}
DATES = {
    "published",
    "date_start",
    "date_end",
    "derived_start",
    "derived_end",
    "event_date",
    "incident_date",
    "incident_date_end",
}


@dataclass(frozen=True)
class Table:
    """Rows with the same columns.

    Attributes:
        name: of the table.
        columns: the type of each column.
        rows: returns the rows anew at each call; a missing cell is None.
    """

    name: str
    columns: Mapping[str, ColumnType]
    rows: Callable[[], Iterator[FlatRow]]

    def cells(self) -> Iterator[list[Cell]]:
        """Yield the rows as lists, in the order of the columns."""
        for row in self.rows():
            yield [row.get(name) for name in self.columns]


def typed_columns(names: Sequence[str], **types: ColumnType) -> dict[str, ColumnType]:
    """Return columns with the types that their names have everywhere, except for those given."""
    return {name: types.get(name) or _type(name) for name in names}


def _type(name: str) -> ColumnType:
    if name in DATES:
        return "date"
    if name in REALS:
        return "real"
    if name == "superseded" or name.endswith("_open"):
        return "boolean"
    counted = name.endswith(("_low", "_high", "_min", "_max")) or name.startswith("deaths_")
    return "integer" if counted or name in INTEGERS else "text"


def tables_of(folder: Path) -> dict[str, Table]:
    """Return the tables of a consolidated folder, by name.

    Raises:
        InputError: the folder has no consolidated incidents, or a file was changed.
    """
    read_manifest(folder)

    def of_incidents(rows: Callable[[ConsolidatedIncident], Iterator[FlatRow]]) -> Callable[[], Iterator[FlatRow]]:
        return lambda: (row for incident in read_incidents(folder) for row in rows(incident))

    tables = [
        Table(
            "incidents",
            typed_columns(INCIDENT_COLUMNS, reports="integer"),
            lambda: map(incident_row, read_incidents(folder)),
        ),
        Table("reports", typed_columns(REPORT_COLUMNS), lambda: map(report_row, read_reports(folder))),
        Table("figures", typed_columns(FIGURE_COLUMNS), of_incidents(figure_rows)),
        Table("statements", typed_columns(STATEMENT_COLUMNS), of_incidents(statement_rows)),
        Table("values", typed_columns(VALUE_COLUMNS), of_incidents(value_rows)),
        Table("links", typed_columns(LINK_COLUMNS), of_incidents(link_rows)),
    ]
    return {table.name: table for table in tables}
