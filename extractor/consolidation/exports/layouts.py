"""The layouts of other datasets: what each is called, what it takes, and which columns it has.

A layout is a reading of ours in the columns of others, not their data: what they know and the codebook does not code
stays empty. docs/exports.md says field by field what maps, what is lost and what is not coded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.consolidation.exports import acled, airwars, ucdp
from extractor.consolidation.exports.tables import Table, typed
from extractor.consolidation.folder import read_incidents, read_manifest

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Layout:
    """A layout.

    Attributes:
        name: how it is called on the command line.
        columns: in its order.
        refuses: why it does not take an incident; empty where it does.
        row: an incident in its columns.
    """

    name: str
    columns: Sequence[str]
    refuses: Callable[[Row], str]
    row: Callable[[Row], dict[str, Any]]


LAYOUTS = {
    module.__name__.rpartition(".")[2]: Layout(
        module.__name__.rpartition(".")[2], module.COLUMNS, module.refuses, row=module.row
    )
    for module in (acled, ucdp, airwars)
}


def layout_table(folder: Path, layout: Layout) -> tuple[Table, list[str]]:
    """The incidents of a consolidated folder in a layout, and what it left out, in words.

    Raises:
        InputError: there is no such folder, or a file is not as it was written.
    """
    read_manifest(folder)
    refused: Counter[str] = Counter(filter(None, map(layout.refuses, read_incidents(folder))))
    notes = [f"{count} incidents left out: {why}." for why, count in sorted(refused.items())]

    def rows() -> Iterator[dict[str, Any]]:
        return (layout.row(row) for row in read_incidents(folder) if not layout.refuses(row))

    return Table(layout.name, typed(layout.columns, sources="text"), rows), notes
