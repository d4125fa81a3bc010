"""The tables of a consolidated folder, with a type for each column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.consolidation import folder as flat
from extractor.consolidation.folder import read_incidents, read_manifest, read_reports

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
        columns: the type of each column: text, integer, real, boolean or date.
        rows: gives the rows anew at each call; a missing cell is None.
    """

    name: str
    columns: Mapping[str, str]
    rows: Callable[[], Iterator[Mapping[str, Any]]]

    def cells(self) -> Iterator[list[Any]]:
        """The rows as lists, in the order of the columns."""
        for row in self.rows():
            yield [row.get(name) for name in self.columns]


def typed(names: Sequence[str], **other: str) -> dict[str, str]:
    """Columns with the types that their names have everywhere, but for those that are given here."""
    return {name: other.get(name) or _type(name) for name in names}


def _type(name: str) -> str:
    if name in DATES:
        return "date"
    if name in REALS:
        return "real"
    if name == "superseded" or name.endswith("_open"):
        return "boolean"
    counted = name.endswith(("_low", "_high", "_min", "_max")) or name.startswith("deaths_")
    return "integer" if counted or name in INTEGERS else "text"


def tables_of(folder: Path) -> dict[str, Table]:
    """The tables of a consolidated folder, by name.

    Raises:
        InputError: there is no such folder, or a file is not as it was written.
    """
    read_manifest(folder)

    def each(make: Callable[[Mapping[str, Any]], Iterator[Mapping[str, Any]]]) -> Callable[[], Iterator[Any]]:
        return lambda: (row for incident in read_incidents(folder) for row in make(incident))

    found = [
        Table(
            "incidents",
            typed(flat.INCIDENT, reports="integer"),
            each(lambda incident: iter([flat.incident_row(incident)])),
        ),
        Table("reports", typed(flat.REPORT), lambda: map(flat.report_row, read_reports(folder))),
        Table("figures", typed(flat.FIGURE), each(flat.figure_rows)),
        Table("statements", typed(flat.STATEMENT), each(flat.statement_rows)),
        Table("values", typed(flat.VALUE), each(flat.value_rows)),
        Table("links", typed(flat.LINK), each(flat.link_rows)),
    ]
    return {table.name: table for table in found}
