"""The layouts of other datasets: their names, the incidents that they include, and their columns.

A layout shows these incidents in the columns of another dataset; it is not that dataset's coding, and what the codebook
does not code stays empty. docs/exports.md gives for each field what is mapped, lost or not coded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.consolidation.exports import acled, airwars, ucdp
from extractor.consolidation.exports.tables import Table, typed_columns
from extractor.consolidation.folder import FlatRow, read_incidents, read_manifest
from extractor.consolidation.fusion import ConsolidatedIncident


@dataclass(frozen=True)
class DatasetLayout:
    """The layout of a dataset.

    Attributes:
        name: on the command line.
        columns: in the order of the dataset.
        exclusion: returns the reason why the dataset does not include an incident; empty if it does.
        row: returns an incident in these columns.
    """

    name: str
    columns: Sequence[str]
    exclusion: Callable[[ConsolidatedIncident], str]
    row: Callable[[ConsolidatedIncident], FlatRow]


LAYOUTS = {
    "acled": DatasetLayout("acled", acled.COLUMNS, acled.exclusion, row=acled.row),
    "ucdp": DatasetLayout("ucdp", ucdp.COLUMNS, ucdp.exclusion, row=ucdp.row),
    "airwars": DatasetLayout("airwars", airwars.COLUMNS, airwars.exclusion, row=airwars.row),
}


def layout_table(folder: Path, layout: DatasetLayout) -> tuple[Table, list[str]]:
    """Return the incidents of a consolidated folder in a layout, and notes on those left out.

    Raises:
        InputError: the folder has no consolidated incidents, or a file was changed.
    """
    read_manifest(folder)
    excluded: Counter[str] = Counter(filter(None, map(layout.exclusion, read_incidents(folder))))
    notes = [f"{count} left out: {reason}." for reason, count in sorted(excluded.items())]

    def rows() -> Iterator[FlatRow]:
        return (layout.row(incident) for incident in read_incidents(folder) if not layout.exclusion(incident))

    return Table(layout.name, typed_columns(layout.columns, sources="text"), rows), notes
